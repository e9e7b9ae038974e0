// A server and a client for tests, both in memory. The server holds files by name, as a real one does; `publish` makes
// them as the publisher would, and a test then changes what it wants to.

import type { Decision, Machine, Wish } from "../../src/trust/decision.ts";
import type { Verifier } from "../../src/trust/ed25519.ts";
import { nodeVerifier } from "../../src/trust/ed25519_node.ts";
import { UpdateError, type UpdateFault } from "../../src/trust/errors.ts";
import { manifestFile, numberedManifestFile, rootFile } from "../../src/trust/layout.ts";
import type { Manifest } from "../../src/trust/manifest.ts";
import type { Root } from "../../src/trust/root.ts";
import { emptyTrustState, type TrustState } from "../../src/trust/state.ts";
import type { Timestamp } from "../../src/trust/timestamp.ts";
import { runUpdateCheck, UpdateCheck } from "../../src/trust/trust.ts";
import {
  manifest,
  reference,
  root,
  signedManifest,
  signedRoot,
  signedTimestamp,
  time,
  timestamp,
} from "./simulated_publisher.ts";

export class SimulatedRepository {
  readonly files = new Map<string, Uint8Array>();
  root: Root = root();
  timestamp: Timestamp = timestamp();
  manifests = new Map<string, Manifest>();
  /** Who signs, by the seeds of their keys. */
  signers = { root: [1, 2], release: [10], timestamp: [20] };

  constructor() {
    this.publishRoot({});
    this.publish({});
  }

  /** The first root, which is in the client's executable. */
  get embeddedRoot(): Uint8Array {
    return this.files.get(rootFile(1)) ?? new Uint8Array();
  }

  /** @param seeds who signs this root, when it is not those that sign the next ones */
  publishRoot(changes: Partial<Root>, seeds: readonly number[] = this.signers.root): void {
    this.root = { ...this.root, ...changes };
    const bytes = signedRoot(this.root, seeds);
    this.files.set(rootFile(this.root.version), bytes);
    this.files.set("root.json", bytes);
  }

  /** The next root, with other keys. */
  rotate(roles: Partial<Root["roles"]>, seeds?: readonly number[]): void {
    this.publishRoot({ version: this.root.version + 1, roles: { ...this.root.roles, ...roles } }, seeds);
  }

  /** A manifest, and the timestamp that names it. */
  publish(changes: Partial<Manifest>, timestampChanges: Partial<Timestamp> = {}): void {
    this.publishManifest(changes);
    this.publishTimestamp({ version: this.timestamp.version + 1, ...timestampChanges });
  }

  publishManifest(changes: Partial<Manifest>): void {
    const channel = changes.channel ?? "stable";
    const before = this.manifests.get(channel);
    const content = manifest({ ...before, number: (before?.number ?? 0) + 1, ...changes });
    const bytes = signedManifest(content, this.signers.release);
    this.manifests.set(channel, content);
    this.files.set(manifestFile(channel), bytes);
    this.files.set(numberedManifestFile(channel, content.number), bytes);
    this.files.set(`v${content.version}/manifest.json`, bytes);
  }

  publishTimestamp(changes: Partial<Timestamp>): void {
    const manifests = [...this.manifests.values()].map((content) => reference(content, this.file(content)));
    this.timestamp = { ...this.timestamp, manifests, ...changes };
    this.files.set("timestamp.json", signedTimestamp(this.timestamp, this.signers.timestamp));
  }

  private file(content: Manifest): Uint8Array {
    return this.files.get(manifestFile(content.channel)) ?? new Uint8Array();
  }
}

export class SimulatedClient {
  state: TrustState = emptyTrustState;
  now = time;
  verifier: Verifier = nodeVerifier;
  wish: Wish = { channel: "stable" };
  machine: Machine = {
    platform: "linux-x64",
    executablePlatform: "linux-x64",
    abi: 1,
    core: "1.0.0",
    id: new Uint8Array(16),
    installed: { version: "1.0.0", plugins: [] },
  };
  /** What was asked for in the last check. */
  requests: string[] = [];
  readonly embeddedRoot: Uint8Array;

  constructor(readonly server: SimulatedRepository) {
    this.embeddedRoot = server.embeddedRoot;
  }

  /** One check. The state is kept whether it succeeds or not, as it is on disk. */
  async check(): Promise<Decision> {
    const { embeddedRoot, state, verifier, now, machine, wish } = this;
    const check = new UpdateCheck({ embeddedRoot, state, verifier, now, machine, wish });
    this.requests = [];
    try {
      return await runUpdateCheck(check, async ({ name }) => {
        this.requests.push(name);
        return this.server.files.get(name);
      });
    } finally {
      this.state = check.state;
    }
  }

  /** The fault of a check; "none" when there is none. Anything but an UpdateError goes through. */
  async fault(): Promise<UpdateFault | "none"> {
    try {
      await this.check();
      return "none";
    } catch (error) {
      if (error instanceof UpdateError) return error.fault;
      throw error;
    }
  }

  /** The version of the root that is trusted, of the timestamp, and the number of the stable manifest. */
  trusted(): { root: number; timestamp: number | undefined; manifest: number | undefined } {
    const stable = this.state.manifests.find(({ channel }) => channel === "stable");
    const root = 1 + this.state.roots.length;
    return { root, timestamp: this.state.timestamp?.number, manifest: stable?.number };
  }
}

// A publisher that goes on publishing, and a server in between that serves whatever it likes of what was ever published,
// or of what it can make with stolen keys. Whatever it does, the client takes only what the publisher made, never goes
// back, and is well again as soon as an honest server answers; after stolen keys, as soon as the publisher has rotated.
//
// FUZZ_SEED repeats a run, FUZZ_SERVERS sets the number of servers.

import { expect, test } from "bun:test";
import { sha256 } from "../../src/trust/bytes.ts";
import { time as limits } from "../../src/trust/config.ts";
import { UpdateError } from "../../src/trust/errors.ts";
import { numberedManifestFile } from "../../src/trust/layout.ts";
import { type ManifestFile, readManifest } from "../../src/trust/manifest.ts";
import type { TrustState } from "../../src/trust/state.ts";
import { Random } from "./random.ts";
import {
  artifact,
  day,
  manifest,
  reference,
  role,
  signedManifest,
  signedTimestamp,
} from "./simulated_publisher.ts";
import { SimulatedClient, SimulatedRepository } from "./simulated_repository.ts";

const { clockSkew } = limits;
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 32));
const servers = Number(process.env.FUZZ_SERVERS ?? 6);

test.each([
  ["without keys", []],
  ["with the timestamp's key", ["timestamp"]],
  ["with the timestamp's and the release key", ["timestamp", "release"]],
] as const)("a hostile server %s", async (_, stolen) => {
  console.log(`FUZZ_SEED=${seed}`);
  const random = new Random(seed);
  let accepted = 0;
  let refused = 0;
  for (let index = 0; index < servers; index++) {
    const world = new World(random, new Set(stolen));
    for (let step = 0; step < 25; step++) {
      world.publisherActs();
      if (await world.clientAsksHostileServer()) accepted++;
      else refused++;
      if (random.below(6) === 0) await world.clientAsksHonestServer();
    }
    await world.clientAsksHonestServer();
  }
  // Both happen often, or the server is no test.
  expect(Math.min(accepted, refused)).toBeGreaterThan(servers);
});

type RoleName = "timestamp" | "release";

class World {
  readonly #publisher = new SimulatedRepository();
  readonly #client = new SimulatedClient(this.#publisher);
  /** Every file that was ever served by the publisher, by name, oldest first. */
  readonly #history = new Map<string, Set<Uint8Array>>();
  /** What the publisher made, by hash; thieves' files are not among it. */
  readonly #genuine = new Set<string>();
  /** The seeds of keys that were stolen, and of which the client's root may still hold some. */
  readonly #stolen = new Map<RoleName, number>();
  #nextSeed = 100;
  /** The highest number of a manifest that the client took, since a key was last taken away. */
  #highest = 0;
  /** When roots and timestamps expire, by hash. */
  readonly #expiries = new Map<string, number>();
  /** Roots that took a key away, by hash. */
  readonly #rotations = new Map<string, RoleName>();
  /** True when the client may have taken something of the thief's that only a rotation undoes. */
  #poisoned = false;

  constructor(
    private readonly random: Random,
    stolen: ReadonlySet<RoleName>,
  ) {
    this.#remember();
    for (const name of stolen) this.#stolen.set(name, name === "timestamp" ? 20 : 10);
  }

  /** A release, a fresh timestamp, another set of keys, or time passing. */
  publisherActs(): void {
    const { random } = this;
    const publisher = this.#publisher;
    switch (random.below(8)) {
      case 0:
        this.#client.now += random.choose([1, 6, 25, 80]) * day;
        break;
      case 1: {
        const version = `1.0.${(publisher.manifests.get("stable")?.number ?? 0) + 1}`;
        publisher.publishManifest({
          version,
          updated_plugins: [artifact({ version }, undefined, this.#key("release"))],
        });
        break;
      }
      case 2:
        this.#rotate(random.choose(["timestamp", "release"]));
        break;
    }
    this.#renew();
    this.#remember();
  }

  /** @returns whether the check succeeded */
  async clientAsksHostileServer(): Promise<boolean> {
    const before = this.#client.state;
    const server = new Map(this.#publisher.files);
    for (let lies = this.random.below(4); lies >= 0; lies--) this.#lie(server);
    const honest = this.#swapFiles(server);
    const decision = await this.#client.check().catch((error) => {
      if (!(error instanceof UpdateError)) throw error;
      return undefined;
    });
    this.#swapFiles(honest);
    this.#checkState(before);
    if (decision !== undefined) this.#checkAccepted(decision.manifest as ManifestFile);
    const taken = [...this.#client.state.manifests, ...[this.#client.state.timestamp ?? []].flat()];
    this.#poisoned ||= taken.some((file) => !this.#genuine.has(file.sha256));
    return decision !== undefined;
  }

  /** The publisher's own files: they are taken, unless a thief's are in the way, and then after a rotation. */
  async clientAsksHonestServer(): Promise<void> {
    if (this.#poisoned) {
      for (const name of this.#stolen.keys()) this.#rotate(name);
      this.#renew();
      this.#remember();
    }
    expect([seed, await this.#client.fault()]).toEqual([seed, "none"]);
    this.#poisoned = false;
    const newest = this.#publisher.manifests.get("stable");
    expect(this.#client.trusted().manifest).toBe(newest?.number);
    this.#highest = newest?.number ?? 0;
  }

  #checkAccepted({ number, expires, envelope }: ManifestFile): void {
    const hash = sha256(envelope.bytes);
    const { timestamp, manifests, roots } = this.#client.state;
    if (!this.#stolen.has("release")) this.#claim("the manifest is genuine", this.#genuine.has(hash));
    this.#claim("it is the one that the timestamp names", manifests[0]?.sha256 === hash);
    this.#claim("no rollback", number >= this.#highest);
    this.#highest = number;
    const root = roots.at(-1);
    const ends = [
      expires,
      this.#expiries.get(timestamp?.sha256 ?? ""),
      root && this.#expiries.get(sha256(root)),
    ];
    for (const end of ends)
      this.#claim("all is fresh", end === undefined || this.#client.now < end + clockSkew);
  }

  /** What holds whether a check succeeds or not. */
  #checkState(before: TrustState): void {
    const { roots, timestamp } = this.#client.state;
    this.#claim("roots grow", roots.length >= before.roots.length);
    const accepted = roots.slice(before.roots.length).map(sha256);
    this.#claim(
      "roots are genuine",
      accepted.every((hash) => this.#genuine.has(hash)),
    );
    const rotated = accepted.map((hash) => this.#rotations.get(hash));
    // Where a key was taken away, its numbers count no more.
    if (rotated.some((name) => name !== undefined)) this.#highest = 0;
    if (rotated.includes("timestamp")) return;
    this.#claim("numbers grow", (timestamp?.number ?? 0) >= (before.timestamp?.number ?? 0));
  }

  #claim(what: string, holds: boolean): void {
    expect([seed, what, holds]).toEqual([seed, what, true]);
  }

  #lie(server: Map<string, Uint8Array>): void {
    const { random } = this;
    const names = [...server.keys()];
    const name = random.choose(["root.json", "timestamp.json", "manifest.json", ...names]);
    const bytes = server.get(name) ?? new Uint8Array();
    if (this.#stolen.size > 0 && random.below(2) === 0) return this.#forge(server);
    switch (random.below(7)) {
      case 0:
        server.delete(name);
        break;
      case 1:
        server.set(name, bytes.subarray(0, random.below(bytes.length + 1)));
        break;
      case 2: {
        const at = random.below(bytes.length + 1);
        server.set(
          name,
          bytes.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte)),
        );
        break;
      }
      case 3:
        server.set(name, server.get(random.choose(names)) ?? bytes);
        break;
      case 4:
        this.#forge(server);
        break;
      case 5:
        // Everything as it was at some time, which is the hardest to notice.
        for (const known of ["root.json", "timestamp.json", "manifest.json"]) this.#serveOld(server, known);
        break;
      default:
        this.#serveOld(server, name);
    }
  }

  #serveOld(server: Map<string, Uint8Array>, name: string): void {
    const old = this.#history.get(name);
    if (old !== undefined)
      server.set(name, this.random.choose([...old].slice(this.random.choose([-2, -5, 0]))));
  }

  /** Files that are signed with stolen keys, and with foreign ones where none was stolen. */
  #forge(server: Map<string, Uint8Array>): void {
    const { random } = this;
    const number = random.choose([1, 3, 1000, Number.MAX_SAFE_INTEGER]);
    const content = manifest({ version: "6.6.6", number, expires: this.#client.now + day });
    const bytes = signedManifest(content, [this.#stolen.get("release") ?? 66]);
    const seen = this.#client.state.timestamp?.number ?? 0;
    const version = random.choose([1, seen, seen + 1, seen + 1, Number.MAX_SAFE_INTEGER]);
    const old = readManifest("manifest.json", random.choose([...(this.#history.get("manifest.json") ?? [])]));
    const oldReference = reference(old, old.envelope.bytes);
    const references = [reference(content, bytes), oldReference, { ...oldReference, number }];
    const manifests = [random.choose([...references, ...this.#publisher.timestamp.manifests])];
    const timestamp = { version, expires: this.#client.now + random.choose([-1, 1]) * day, manifests };
    const forged = signedTimestamp(timestamp, [this.#stolen.get("timestamp") ?? 66]);
    server.set("timestamp.json", forged);
    this.#expiries.set(sha256(forged), timestamp.expires);
    for (const name of ["manifest.json", numberedManifestFile("stable", number)]) {
      server.set(name, random.choose([bytes, old.envelope.bytes]));
    }
  }

  /** A new key for the old one, which is worth nothing then. Now and then the thief gets hold of the new one, too. */
  #rotate(name: RoleName): void {
    const key = this.#nextSeed++;
    const publisher = this.#publisher;
    publisher.signers[name] = [key];
    if (this.#stolen.has(name) && this.random.below(2) === 0) this.#stolen.set(name, key);
    publisher.rotate({ [name]: role([key]) });
    this.#rotations.set(sha256(publisher.files.get("root.json") ?? new Uint8Array()), name);
    publisher.publishManifest({
      updated_plugins: [artifact({ version: "1.0.1" }, undefined, this.#key("release"))],
    });
  }

  #key(name: RoleName): number {
    return this.#publisher.signers[name][0] ?? 0;
  }

  /** What a publisher does every day: nothing that it serves has expired. */
  #renew(): void {
    const { now } = this.#client;
    const publisher = this.#publisher;
    if (publisher.root.expires < now + 30 * day) {
      publisher.publishRoot({ version: publisher.root.version + 1, expires: now + 365 * day });
    }
    const stable = publisher.manifests.get("stable");
    if (stable === undefined || stable.expires < now + 30 * day) {
      publisher.publishManifest({ expires: now + 90 * day });
    }
    const version = publisher.timestamp.version + 1;
    publisher.publishTimestamp({ version, expires: now + 7 * day });
  }

  #remember(): void {
    for (const [name, bytes] of this.#publisher.files) {
      const known = this.#history.get(name) ?? new Set();
      if (known.has(bytes)) continue;
      this.#history.set(name, known.add(bytes));
      const hash = sha256(bytes);
      this.#genuine.add(hash);
      if (name === "timestamp.json") this.#expiries.set(hash, this.#publisher.timestamp.expires);
      if (name === "root.json") this.#expiries.set(hash, this.#publisher.root.expires);
    }
  }

  /** @returns the files that were there before */
  #swapFiles(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
    const before = new Map(this.#publisher.files);
    this.#publisher.files.clear();
    for (const [name, bytes] of files) this.#publisher.files.set(name, bytes);
    return before;
  }
}

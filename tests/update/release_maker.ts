// Releases as a publisher makes them, with keys made on the fly, as a map from paths to bytes.

import { constants, zstdCompressSync } from "node:zlib";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import type { Artifact, Patch } from "../../src/trust/artifact.ts";
import { type ArtifactIdentity, signArtifact } from "../../src/trust/artifact_signature.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import { publicKeyOf, signEd25519 } from "../../src/trust/ed25519_noble.ts";
import { type Signer, signFile } from "../../src/trust/envelope.ts";
import { publicKey } from "../../src/trust/keys.ts";
import {
  artifactFilename,
  artifactUrl,
  manifestFile,
  numberedManifestFile,
  patchFilename,
  releaseManifestFile,
  rootFile,
} from "../../src/trust/layout.ts";
import { encodeManifest, type Manifest, type ReleaseReference } from "../../src/trust/manifest.ts";
import { encodeRoot, type Root } from "../../src/trust/root.ts";
import { encodeTimestamp } from "../../src/trust/timestamp.ts";
import { patchFormat } from "../../src/update/patch.ts";

/** Older releases that a manifest still names. */
const OFFERED = 20;
const DAY = 24 * 60 * 60 * 1000;
/** The time that test releases are made at, and that test clients have. */
export const testTime = Date.parse("2026-11-25T16:00:00Z");

/** A key from a small number, so that the same test has the same keys. */
export function signer(number: number): Signer {
  const secret = new Uint8Array(32).fill(number);
  return { publicKey: publicKey(publicKeyOf(secret)), sign: (message) => signEd25519(secret, message) };
}

/** A file of a release: a stage's plugin, or with the name `fastforth` the executable. */
export interface ReleaseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly version?: string;
  readonly platform?: string;
  readonly abi?: number;
  /** Older files that it can be made from. */
  readonly patchesFrom?: readonly Uint8Array[];
}

/** A server's files, and the publisher who makes them. */
export class Publisher {
  readonly files = new Map<string, Uint8Array>();
  readonly root: Uint8Array;
  /** The newest root. */
  newestRoot: Uint8Array;
  #rootContent: Root;
  #rootKey: Signer;
  #releaseKey: Signer;
  #timestampKey: Signer;
  readonly #manifests = new Map<string, Manifest>();
  #timestamps = 0;
  /** The version that was published last. */
  newest = "";

  /**
   * @param firstKey other keys for another publisher
   * @param now the time of its clock; executables have none but the computer's
   */
  constructor(
    private readonly platform = "linux-x64",
    firstKey = 1,
    private readonly now = testTime,
  ) {
    this.#rootKey = signer(firstKey);
    this.#releaseKey = signer(firstKey + 1);
    this.#timestampKey = signer(firstKey + 2);
    const role = (key: Signer) => ({ keys: [key.publicKey], threshold: 1 });
    const roles = {
      root: role(this.#rootKey),
      release: role(this.#releaseKey),
      timestamp: role(this.#timestampKey),
    };
    // The same for a whole year, so that executables that hold it need not be built anew.
    const expires = Date.UTC(new Date(now).getUTCFullYear() + 2, 0);
    this.#rootContent = { version: 1, expires, roles };
    this.root = signFile(encodeRoot(this.#rootContent), [this.#rootKey]);
    this.newestRoot = this.root;
    this.files.set("root.json", this.root);
    this.files.set("1.root.json", this.root);
  }

  /** The version of the newest root. */
  get rootVersion(): number {
    return this.#rootContent.version;
  }

  /** Gives a role another key; what the old one has signed counts no more, so that a release has to follow. */
  rotate(name: "root" | "release" | "timestamp", key: number): void {
    const next = signer(key);
    const signers = name === "root" ? [this.#rootKey, next] : [this.#rootKey];
    const roles = { ...this.#rootContent.roles, [name]: { keys: [next.publicKey], threshold: 1 } };
    this.#rootContent = { ...this.#rootContent, version: this.rootVersion + 1, roles };
    if (name === "root") this.#rootKey = next;
    if (name === "release") this.#releaseKey = next;
    if (name === "timestamp") this.#timestampKey = next;
    this.newestRoot = signFile(encodeRoot(this.#rootContent), signers);
    this.files.set("root.json", this.newestRoot);
    this.files.set(rootFile(this.rootVersion), this.newestRoot);
    if (this.#manifests.size > 0) this.stamp();
  }

  /** Publishes a release as the newest of its channel. */
  publish(version: string, files: readonly ReleaseFile[], changes: Partial<Manifest> = {}): Manifest {
    const channel = changes.channel ?? "stable";
    this.newest = version;
    const before = this.#manifests.get(channel);
    const artifacts = files.map((file) => this.#addFile(version, file));
    const manifest: Manifest = {
      channel,
      number: (before?.number ?? 0) + 1,
      version,
      release_date: this.now,
      expires: this.now + 30 * DAY,
      abi: ABI_VERSION,
      minimum_core: "0.0.1",
      rollout: 1,
      notes: "",
      updated_plugins: artifacts.filter(({ name }) => name !== "fastforth"),
      executables: artifacts.filter(({ name }) => name === "fastforth"),
      releases: before === undefined ? [] : this.#olderReleases(before, version),
      ...changes,
    };
    this.#manifests.set(channel, manifest);
    const bytes = signFile(encodeManifest(manifest), [this.#releaseKey]);
    this.files.set(manifestFile(channel), bytes);
    this.files.set(numberedManifestFile(channel, manifest.number), bytes);
    this.files.set(releaseManifestFile(version), bytes);
    this.stamp();
    return manifest;
  }

  /** Signs a new timestamp over what there is. */
  stamp(): void {
    const manifests = [...this.#manifests.values()].map((manifest) => {
      const { size, sha256 } = this.#reference(manifest);
      return { channel: manifest.channel, number: manifest.number, version: manifest.version, size, sha256 };
    });
    const timestamp = { version: ++this.#timestamps, expires: this.now + 2 * DAY, manifests };
    this.files.set("timestamp.json", signFile(encodeTimestamp(timestamp), [this.#timestampKey]));
  }

  #olderReleases(before: Manifest, version: string): ReleaseReference[] {
    const all = [...before.releases, this.#reference(before)].filter(
      (release) => release.version !== version,
    );
    const distinct = all.filter(
      (release, at) => all.findLastIndex((other) => other.version === release.version) === at,
    );
    return distinct.slice(-OFFERED);
  }

  #reference({ channel, number, version }: Manifest): ReleaseReference {
    const bytes = this.files.get(numberedManifestFile(channel, number)) ?? new Uint8Array(0);
    return { version, size: bytes.length, sha256: sha256(bytes) };
  }

  #addFile(release: string, file: ReleaseFile): Artifact {
    const { name, bytes, version = release, platform = this.platform, abi = ABI_VERSION } = file;
    const identity: ArtifactIdentity = {
      name,
      version,
      platform,
      abi,
      size: bytes.length,
      checksum: sha256(bytes),
    };
    const filename = artifactFilename(name, platform);
    const sent = compress(bytes);
    const url = artifactUrl(release, filename, "zstd");
    this.files.set(url, sent);
    return {
      ...identity,
      filename,
      url,
      compression: "zstd",
      download_size: sent.length,
      download_checksum: sha256(sent),
      signature: signArtifact(identity, this.#releaseKey),
      patches: (file.patchesFrom ?? []).map((from) => this.#addPatch(release, filename, from, bytes)),
    };
  }

  #addPatch(release: string, file: string, from: Uint8Array, to: Uint8Array): Patch {
    const sent = compress(to, from);
    const filename = patchFilename(file, sha256(from), sha256(to));
    const url = `v${release}/${filename}`;
    this.files.set(url, sent);
    return {
      from: sha256(from),
      filename,
      url,
      size: sent.length,
      checksum: sha256(sent),
      format: patchFormat,
    };
  }
}

function compress(bytes: Uint8Array, dictionary?: Uint8Array): Uint8Array {
  const params = bytes.length > 2 ** 23 ? forExecutables(dictionary !== undefined) : forPlugins;
  return zstdCompressSync(bytes, { params, ...(dictionary === undefined ? {} : { dictionary }) });
}

const forPlugins = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 23 };

/** As the publisher has it (release/patches.ts); without a dictionary, fast is good enough for a test. */
function forExecutables(isPatch: boolean): Record<number, number> {
  const window = { [constants.ZSTD_c_windowLog]: 27 };
  if (!isPatch) return { ...window, [constants.ZSTD_c_compressionLevel]: 1 };
  return {
    ...window,
    [constants.ZSTD_c_compressionLevel]: 9,
    [constants.ZSTD_c_hashLog]: 26,
    [constants.ZSTD_c_chainLog]: 25,
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
  };
}

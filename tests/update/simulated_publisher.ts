// A publisher for tests: keys from seeds, and files that are right unless a test says otherwise. It has no clock and no
// disk; `time` is when everything happens. It signs with node:crypto, which gives the same signatures as noble does and
// takes a tenth of the time.

import { createPrivateKey, sign } from "node:crypto";
import type { Artifact, ArtifactIdentity } from "../../src/trust/artifact.ts";
import { signArtifact } from "../../src/trust/artifact.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import type { JsonObject } from "../../src/trust/canonical.ts";
import { publicKeyOf } from "../../src/trust/ed25519_noble.ts";
import { type Role, type Signer, signFile } from "../../src/trust/envelope.ts";
import { publicKey } from "../../src/trust/keys.ts";
import { artifactFilename, artifactUrl } from "../../src/trust/layout.ts";
import { encodeManifest, type Manifest } from "../../src/trust/manifest.ts";
import { encodeRoot, type Root } from "../../src/trust/root.ts";
import { encodeTimestamp, type ManifestReference, type Timestamp } from "../../src/trust/timestamp.ts";

export const day = 24 * 60 * 60 * 1000;
export const time = Date.UTC(2026, 5, 1);

/** What stands before the 32 bytes of a secret key in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Uint8Array.fromHex("302e020100300506032b657004220420");
const signers = new Map<number, Signer>();

/** The signer with a certain seed. The same number gives the same key, in every test. */
export function signer(seed: number): Signer {
  const known = signers.get(seed);
  if (known) return known;
  const secret = new Uint8Array(32).fill(seed);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, secret]), format: "der", type: "pkcs8" });
  const made: Signer = {
    publicKey: publicKey(publicKeyOf(secret)),
    sign: (message) => sign(null, message, key),
  };
  signers.set(seed, made);
  return made;
}

/** A role of keys by their seeds. */
export function role(seeds: readonly number[], threshold = 1): Role {
  return { keys: seeds.map((seed) => signer(seed).publicKey), threshold };
}

type RootChanges = Omit<Partial<Root>, "roles"> & { readonly roles?: Partial<Root["roles"]> };

/** Root keys 1, 2, 3 of which two have to sign; release key 10; timestamp key 20. */
export function root(changes: RootChanges = {}): Root {
  const roles = { root: role([1, 2, 3], 2), release: role([10]), timestamp: role([20]), ...changes.roles };
  return { version: 1, expires: time + 365 * day, ...changes, roles };
}

export function signedRoot(
  content: Root | JsonObject = root(),
  seeds: readonly number[] = [1, 2],
): Uint8Array {
  return signFile(
    "roles" in content && "type" in content ? content : encodeRoot(content as Root),
    seeds.map(signer),
  );
}

/** An artifact whose bytes are `content`, sent as they are. */
export function artifact(
  changes: Partial<Artifact> = {},
  content: Uint8Array = new TextEncoder().encode(`${changes.name ?? "parser"} ${changes.version ?? "1.0.1"}`),
  seed = 10,
): Artifact {
  const identity: ArtifactIdentity = {
    name: "parser",
    version: "1.0.1",
    platform: "linux-x64",
    abi: 1,
    size: content.length,
    checksum: sha256(content),
    ...pick(changes),
  };
  const filename = artifactFilename(identity.name, identity.platform);
  return {
    ...identity,
    filename,
    url: artifactUrl(identity.version, filename, "none"),
    compression: "none",
    download_size: identity.size,
    download_checksum: identity.checksum,
    signature: signArtifact(identity, signer(seed)),
    patches: [],
    ...changes,
  };
}

export function manifest(changes: Partial<Manifest> = {}): Manifest {
  return {
    channel: "stable",
    number: 1,
    version: "1.0.1",
    release_date: time - day,
    expires: time + 90 * day,
    abi: 1,
    minimum_core: "1.0.0",
    rollout: 1,
    notes: "",
    updated_plugins: [artifact(), artifact({ name: "optimizer" })],
    executables: [artifact({ name: "fastforth" })],
    releases: [],
    ...changes,
  };
}

export function signedManifest(content: Manifest = manifest(), seeds: readonly number[] = [10]): Uint8Array {
  return signFile(encodeManifest(content), seeds.map(signer));
}

/** What a timestamp says about a manifest. */
export function reference(content: Manifest, bytes: Uint8Array): ManifestReference {
  const { channel, number, version } = content;
  return { channel, number, version, size: bytes.length, sha256: sha256(bytes) };
}

export function timestamp(changes: Partial<Timestamp> = {}): Timestamp {
  const content = manifest();
  const manifests = changes.manifests ?? [reference(content, signedManifest(content))];
  return { version: 1, expires: time + 7 * day, ...changes, manifests };
}

export function signedTimestamp(
  content: Timestamp = timestamp(),
  seeds: readonly number[] = [20],
): Uint8Array {
  return signFile(encodeTimestamp(content), seeds.map(signer));
}

function pick(changes: Partial<Artifact>): Partial<ArtifactIdentity> {
  const names = ["name", "version", "platform", "abi", "size", "checksum"] as const;
  return Object.fromEntries(names.filter((name) => name in changes).map((name) => [name, changes[name]]));
}

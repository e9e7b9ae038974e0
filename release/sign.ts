// Signing what clients read at every check: manifests and the timestamp.

import { sha256 } from "../src/trust/bytes.ts";
import { type Signer, signFile } from "../src/trust/envelope.ts";
import { releaseManifestFile, timestampFile } from "../src/trust/layout.ts";
import { encodeManifest, type Manifest, type ReleaseReference, readManifest } from "../src/trust/manifest.ts";
import type { Root } from "../src/trust/root.ts";
import { encodeTimestamp, type ManifestReference } from "../src/trust/timestamp.ts";
import { compareVersions } from "../src/trust/versions.ts";
import { resign } from "./artifacts.ts";
import { BuildError } from "./build_error.ts";
import { signersOf } from "./keys.ts";
import { lifetimes } from "./lifetimes.ts";
import { isSignedBy, type Site } from "./site.ts";

/** Who signs a release. The keys of both roles may be at one place, or the timestamp's alone. */
export interface ReleaseSigners {
  readonly release: readonly Signer[];
  readonly timestamp: readonly Signer[];
}

/** The signers among some keys that a root names. @throws BuildError when there are too few */
export function releaseSigners(root: Root, keys: readonly Signer[]): ReleaseSigners {
  return {
    release: signersOf(root.roles.release, "release", keys),
    timestamp: signersOf(root.roles.timestamp, "timestamp", keys),
  };
}

/** Signs a manifest and puts it into its places. */
export function publishManifest(site: Site, manifest: Manifest, signers: readonly Signer[]): void {
  const bytes = signFile(encodeManifest(manifest), signers);
  readManifest("the new manifest", bytes); // What a client could not read is not published.
  const name = releaseManifestFile(manifest.version);
  if (site.read(name) === undefined) site.write(name, bytes);
  site.writeManifest(manifest.channel, manifest.number, bytes);
}

/** Signs a timestamp that names the newest manifest of each channel. */
export function publishTimestamp(site: Site, signers: readonly Signer[], now: number): void {
  const manifests = site.channels().map((channel): ManifestReference => {
    const manifest = site.manifest(channel);
    if (manifest === undefined) throw new BuildError(`The manifest of ${channel} is gone.`);
    const { number, version, envelope } = manifest;
    return { channel, number, version, size: envelope.bytes.length, sha256: sha256(envelope.bytes) };
  });
  const version = (site.timestamp()?.version ?? 0) + 1;
  const content = encodeTimestamp({ version, expires: now + lifetimes.timestamp, manifests });
  site.write(timestampFile, signFile(content, signers));
}

/**
 * The older releases that a manifest still offers by name, the newest first. Where their manifests are signed by keys that
 * count no more, they are signed again, with what they name.
 * @param versions of releases whose manifests are in the site
 */
export function offeredReleases(
  site: Site,
  versions: readonly string[],
  root: Root,
  signers: readonly Signer[],
): ReleaseReference[] {
  const sorted = [...new Set(versions)].sort((a, b) => compareVersions(b, a));
  return sorted.map((version) => {
    const manifest = site.releaseManifest(version);
    if (manifest === undefined) throw new BuildError(`v${version} has no manifest in ${site.folder}.`);
    if (!isSignedBy(manifest, root.roles.release)) {
      const renewed = withSignatures(manifest, signers);
      site.write(releaseManifestFile(version), signFile(encodeManifest(renewed), signers));
    }
    const reference = site.reference(version);
    if (reference === undefined) throw new BuildError(`v${version} has no manifest in ${site.folder}.`);
    return reference;
  });
}

/** A manifest whose artifacts are signed by a key that counts now. */
export function withSignatures(manifest: Manifest, signers: readonly Signer[]): Manifest {
  const [signer] = signers;
  if (signer === undefined) throw new BuildError("There is no release key.");
  return {
    ...manifest,
    updated_plugins: manifest.updated_plugins.map((artifact) => resign(artifact, signer)),
    executables: manifest.executables.map((artifact) => resign(artifact, signer)),
  };
}

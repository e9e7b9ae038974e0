// Built files as entries of a manifest: compressed, hashed, signed, with patches from the files that machines have now.

import { readFileSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import type { Artifact, Patch } from "../src/trust/artifact.ts";
import { type ArtifactIdentity, signArtifact } from "../src/trust/artifact_signature.ts";
import { sha256 } from "../src/trust/bytes.ts";
import { encodeCanonical } from "../src/trust/canonical.ts";
import { counts, maximumBytes } from "../src/trust/config.ts";
import type { Signer } from "../src/trust/envelope.ts";
import { artifactFilename, artifactUrl, executableName, patchFilename } from "../src/trust/layout.ts";
import type { Manifest } from "../src/trust/manifest.ts";
import { compareVersions } from "../src/trust/versions.ts";
import { BuildError } from "./build_error.ts";
import type { BuiltFile } from "./build_release.ts";
import { compress, makePatch, patchFormat } from "./patches.ts";
import type { Site } from "./site.ts";

/** What the files of a release are made with. */
export interface ArtifactContext {
  readonly site: Site;
  /** The release that comes out now. */
  readonly version: string;
  readonly abi: number;
  readonly signer: Signer;
  /** The releases that machines may have now, the newest first. */
  readonly before: readonly Manifest[];
  /** From how many of them patches are made, for plugins and for executables. */
  readonly patches: { readonly plugins: number; readonly executables: number };
  readonly report: (line: string) => void;
}

/**
 * The entry of a file, and its files on the server. A file with the bytes of the release before is not published again.
 * @throws BuildError when its bytes changed and its version did not grow
 */
export function publishArtifact(file: BuiltFile, context: ArtifactContext): Artifact {
  const { site, abi, signer } = context;
  const bytes = new Uint8Array(readFileSync(file.path));
  const { name, version, platform } = file;
  const identity: ArtifactIdentity = {
    name,
    version,
    platform,
    abi,
    size: bytes.length,
    checksum: sha256(bytes),
  };
  const signature = signArtifact(identity, signer);
  const known = context.before.flatMap((manifest) => artifactsOf(manifest, name, platform));
  const same = known.find((old) => old.checksum === identity.checksum && old.version === version);
  if (same !== undefined) return { ...same, abi, signature };
  requireNewerVersion(file, known);

  const filename = artifactFilename(name, platform);
  const sent = compress(bytes);
  const url = artifactUrl(context.version, filename, "zstd");
  site.write(url, sent);
  site.write(`${url}.sig`, detachedSignature(identity, signature, signer));
  const download = { download_size: sent.length, download_checksum: sha256(sent) };
  const patches = publishPatches(bytes, { ...identity, filename }, sent.length, known, context);
  context.report(
    [
      `${filename} ${version}: ${kilobytes(bytes.length)}, ${kilobytes(sent.length)} to download`,
      ...patches.map(({ from, size }) => {
        const old = known.find(({ checksum }) => checksum === from);
        return `${kilobytes(size)} from ${old?.version ?? "an older one"}`;
      }),
    ].join(", "),
  );
  return { ...identity, filename, url, compression: "zstd", ...download, signature, patches };
}

/** The same entry, signed with a key that counts now. */
export function resign(artifact: Artifact, signer: Signer): Artifact {
  return { ...artifact, signature: signArtifact(identityOf(artifact), signer) };
}

function identityOf({ name, version, platform, abi, size, checksum }: Artifact): ArtifactIdentity {
  return { name, version, platform, abi, size, checksum };
}

/** The bytes of an artifact as installed, from the site. @throws BuildError when they are not there or not right */
export function installedBytes(site: Site, artifact: Artifact): Uint8Array {
  const sent = site.read(artifact.url);
  if (sent === undefined) throw new BuildError(`${artifact.url} is missing in ${site.folder}.`);
  const limit = artifact.name === executableName ? maximumBytes.executable : maximumBytes.plugin;
  const bytes =
    artifact.compression === "none"
      ? sent
      : new Uint8Array(zstdDecompressSync(sent, { maxOutputLength: Math.min(limit, artifact.size) }));
  if (sha256(bytes) === artifact.checksum) return bytes;
  throw new BuildError(`${artifact.url} in ${site.folder} is not the file that was published.`);
}

function artifactsOf(manifest: Manifest, name: string, platform: string): Artifact[] {
  const all = [...manifest.updated_plugins, ...manifest.executables];
  return all.filter((artifact) => artifact.name === name && artifact.platform === platform);
}

function requireNewerVersion(file: BuiltFile, known: readonly Artifact[]): void {
  const notOlder = known.find(({ version }) => compareVersions(file.version, version) <= 0);
  if (notOlder === undefined) return;
  const where = file.name === executableName ? "package.json" : `plugins-src/${file.name}/${file.name}.zig`;
  throw new BuildError(
    `The ${file.name} for ${file.platform} is another one than before, but calls itself ${file.version}, and ` +
      `${notOlder.version} is published. Raise its version in ${where}.`,
  );
}

function publishPatches(
  bytes: Uint8Array,
  target: ArtifactIdentity & { readonly filename: string },
  downloadSize: number,
  known: readonly Artifact[],
  context: ArtifactContext,
): Patch[] {
  const isExecutable = target.name === executableName;
  const most = isExecutable ? context.patches.executables : context.patches.plugins;
  const distinct = known.filter(
    (old, index) => known.findIndex(({ checksum }) => checksum === old.checksum) === index,
  );
  return distinct.slice(0, Math.min(most, counts.patches)).flatMap((old) => {
    const patch = makePatch(installedBytes(context.site, old), bytes);
    if (patch.length >= downloadSize) return [];
    const filename = patchFilename(target.filename, old.checksum, target.checksum);
    const url = `v${context.version}/${filename}`;
    context.site.write(url, patch);
    const { length: size } = patch;
    return [{ from: old.checksum, filename, url, size, checksum: sha256(patch), format: patchFormat }];
  });
}

/** The signature beside a file, for people and other tools; clients have it in the manifest. */
function detachedSignature(identity: ArtifactIdentity, signature: string, signer: Signer): Uint8Array {
  const { name, version, platform, abi, size, checksum } = identity;
  const { keyid } = signer.publicKey;
  return encodeCanonical({ name, version, platform, abi, size, checksum, keyid, signature });
}

/** Bytes for people. */
export function kilobytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

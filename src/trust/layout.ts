// The names of files on an update server. Names inside manifests must be exactly the ones that follow from what the
// file is, so that no name can lead out of the server's folder or the client's store, or mean a device.

import { quote } from "./canonical.ts";
import { UpdateError } from "./errors.ts";
import type { Place } from "./fields.ts";
import { isVersion } from "./versions.ts";

/** A word of lower-case letters and digits. */
export const channelPattern = /^[a-z][a-z0-9]*$/;
/** A name of a stage: letters first, so that it is never a number or an option. */
export const namePattern = /^[a-z][a-z0-9_]*$/;
/** `linux-x64`, `linux-x64-musl`: the names of the platforms in build.ts, and room for others. */
export const platformPattern = /^[a-z][a-z0-9]*-[a-z][a-z0-9]*(-[a-z][a-z0-9]*)?$/;

/** How an artifact is sent. */
export const compressions = ["none", "zstd"] as const;
export type Compression = (typeof compressions)[number];

/** The name of the executable among artifacts. */
export const executableName = "fastforth";

/** The newest root. */
export const newestRootFile = "root.json";
export const timestampFile = "timestamp.json";

/** A root by its number; each stays on the server for ever (TUF 5.3.3). */
export function rootFile(version: number): string {
  return `${version}.root.json`;
}

/** The newest manifest of a channel. */
export function manifestFile(channel: string): string {
  return channel === "stable" ? "manifest.json" : `manifest-${channel}.json`;
}

/**
 * The same manifest under a name that never has other bytes, for when the newest changes between two requests
 * (TUF 7, consistent snapshots).
 */
export function numberedManifestFile(channel: string, number: number): string {
  return `${number}.${manifestFile(channel)}`;
}

/** The manifest with which a certain release can still be installed. */
export function releaseManifestFile(version: string): string {
  return `v${version}/manifest.json`;
}

/** The name of an artifact as it is installed, such as `parser-linux-x64.so`, `fastforth-windows-x64.exe`. */
export function artifactFilename(name: string, platform: string): string {
  const windows = platform.startsWith("windows-");
  if (name === executableName) return `${name}-${platform}${windows ? ".exe" : ""}`;
  const suffix = windows ? ".dll" : platform.startsWith("darwin-") ? ".dylib" : ".so";
  return `${name}-${platform}${suffix}`;
}

/** Where an artifact lies on the server, relative to it: in the folder of the release that first had its bytes. */
export function artifactUrl(version: string, filename: string, compression: Compression): string {
  return `v${version}/${sentName(filename, compression)}`;
}

/** The name of a file on the server, in its release's folder. */
function sentName(filename: string, compression: Compression): string {
  return compression === "zstd" ? `${filename}.zst` : filename;
}

/** The name of a patch that makes an artifact from an older one, by the first digits of both hashes. */
export function patchFilename(filename: string, fromSha256: string, toSha256: string): string {
  return `${filename}.${fromSha256.slice(0, 16)}-${toSha256.slice(0, 16)}.patch`;
}

/** What a manifest says of the names of an artifact's files. */
interface NamedFiles {
  readonly name: string;
  readonly platform: string;
  readonly checksum: string;
  readonly compression: Compression;
  readonly filename: string;
  readonly url: string;
  readonly patches: readonly { readonly from: string; readonly filename: string; readonly url: string }[];
}

/**
 * Demands that an artifact and its patches have the names that follow from what they are.
 * @param place of the artifact in its manifest
 * @throws UpdateError "name"
 */
export function requireNames(artifact: NamedFiles, place: Place): void {
  const { name, platform, checksum, compression, filename, url, patches } = artifact;
  requireFilename(filename, artifactFilename(name, platform), place);
  requireReleaseUrl(url, sentName(filename, compression), place);
  patches.forEach((patch, index) => {
    const at = place.field("patches").item(index);
    requireFilename(patch.filename, patchFilename(filename, patch.from, checksum), at);
    requireReleaseUrl(patch.url, patch.filename, at);
  });
}

/** Demands that a relative address is `v<version>/<expected name>`. */
function requireReleaseUrl(url: string, expectedName: string, { file }: Place): void {
  const [folder, name, ...rest] = url.split("/");
  const isInRelease = folder?.startsWith("v") === true && isVersion(folder.slice(1));
  if (isInRelease && name === expectedName && rest.length === 0) return;
  throw new UpdateError(
    "name",
    `${file} is not accepted: an address in it is not v<version>/${expectedName}.`,
    { file, advice: "Nothing was downloaded from there. Tell whoever runs the server." },
  );
}

function requireFilename(found: string, expected: string, { file, path }: Place): void {
  if (found === expected) return;
  const detail = `${path}.filename is ${quote(found)} instead of ${expected}`;
  throw new UpdateError("name", `${file} is not accepted: ${detail}.`, {
    file,
    advice: "Nothing was written under that name. Tell whoever runs the server.",
  });
}

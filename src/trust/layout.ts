// The names of files on an update server. Names inside manifests must be exactly the ones that follow from what the
// file is, so that no name can lead out of the server's folder or the client's store, or mean a device.

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
export function sentName(filename: string, compression: Compression): string {
  return compression === "zstd" ? `${filename}.zst` : filename;
}

/** The name of a patch that makes an artifact from an older one, by the first digits of both hashes. */
export function patchFilename(filename: string, fromSha256: string, toSha256: string): string {
  return `${filename}.${fromSha256.slice(0, 16)}-${toSha256.slice(0, 16)}.patch`;
}

// An artifact is a file to install, as a manifest describes it: a stage's plugin or the executable.

import type { ArtifactIdentity } from "./artifact_signature.ts";
import { hex32, hex64 } from "./bytes.ts";
import { type JsonObject, quote } from "./canonical.ts";
import { counts, lengths, maximumBytes } from "./config.ts";
import { UpdateError } from "./errors.ts";
import { type Fields, requireDistinct } from "./fields.ts";
import {
  artifactFilename,
  type Compression,
  compressions,
  executableName,
  namePattern,
  patchFilename,
  platformPattern,
  sentName,
} from "./layout.ts";
import { isVersion } from "./versions.ts";

export {
  type ArtifactIdentity,
  requireArtifactSignature,
  signArtifact,
} from "./artifact_signature.ts";

export interface Artifact extends ArtifactIdentity {
  /** Its name as installed. It follows from `name` and `platform`. */
  readonly filename: string;
  /** Where it lies on the server, relative to the server's address. */
  readonly url: string;
  readonly compression: Compression;
  /** Bytes, as sent. */
  readonly download_size: number;
  /** SHA-256 of the bytes as sent, checked before anything decodes them. */
  readonly download_checksum: string;
  /** Ed25519 by a release key over the identity: 128 hexadecimal digits. */
  readonly signature: string;
  /** Ways to make it from an older file, each smaller than the download. */
  readonly patches: readonly Patch[];
}

/** What turns one file into another. The result is verified like a download. */
export interface Patch {
  /** SHA-256 of the file that it starts from. */
  readonly from: string;
  readonly filename: string;
  readonly url: string;
  /** Bytes, as sent. */
  readonly size: number;
  /** SHA-256 of the patch. */
  readonly checksum: string;
  /** How to apply it; a client skips those that it does not know. */
  readonly format: string;
}

/** The artifact as it stands in a manifest. */
export function encodeArtifact(artifact: Artifact): JsonObject {
  const { patches, ...rest } = artifact;
  return { ...rest, patches: patches.map((patch) => ({ ...patch })) };
}

/** @throws UpdateError "format" or "name" */
export function readArtifact(fields: Fields): Artifact {
  const identity = readArtifactIdentity(fields);
  const isExecutable = identity.name === executableName;
  const limit = isExecutable ? maximumBytes.executable : maximumBytes.plugin;
  if (identity.size > limit) throw fields.error("size", `is more than ${limit}`);
  const filename = fields.text("filename", lengths.filename);
  requireName(fields, filename, artifactFilename(identity.name, identity.platform));
  const compression = readCompression(fields);
  const url = fields.text("url", lengths.url);
  requireReleaseUrl(fields.file, url, sentName(filename, compression));
  const artifact = {
    ...identity,
    filename,
    url,
    compression,
    download_size: fields.integer("download_size", 1, limit),
    download_checksum: fields.text("download_checksum", 64, hex32),
    signature: fields.text("signature", 128, hex64),
  };
  if (compression === "none" && !isSentAsIs(artifact)) {
    throw fields.error("compression", "is none, but the file as sent is not the file as installed");
  }
  return { ...artifact, patches: readPatches(fields, artifact) };
}

/** The part of an artifact that its signature binds. @throws UpdateError "format" */
function readArtifactIdentity(fields: Fields): ArtifactIdentity {
  const version = fields.text("version", lengths.version);
  if (!isVersion(version))
    throw fields.error("version", `is ${quote(version)}, which is no semantic version`);
  return {
    name: fields.text("name", lengths.name, namePattern),
    version,
    platform: fields.text("platform", lengths.platform, platformPattern),
    abi: fields.integer("abi", 1, 0xffff_ffff),
    size: fields.integer("size", 1, maximumBytes.executable),
    checksum: fields.text("checksum", 64, hex32),
  };
}

function readCompression(fields: Fields): Compression {
  const text = fields.text("compression", 16);
  const known = compressions.find((name) => name === text);
  if (known === undefined) throw fields.error("compression", `is ${quote(text)}, which is not known`);
  return known;
}

function isSentAsIs(artifact: Omit<Artifact, "patches">): boolean {
  return artifact.download_size === artifact.size && artifact.download_checksum === artifact.checksum;
}

function readPatches(fields: Fields, artifact: Omit<Artifact, "patches">): Patch[] {
  const patches = fields.optionalList("patches", counts.patches).map((entry): Patch => {
    const from = entry.text("from", 64, hex32);
    const filename = entry.text("filename", lengths.filename);
    requireName(entry, filename, patchFilename(artifact.filename, from, artifact.checksum));
    const url = entry.text("url", lengths.url);
    requireReleaseUrl(entry.file, url, filename);
    return {
      from,
      filename,
      url,
      size: entry.integer("size", 1, maximumBytes.patch),
      checksum: entry.text("checksum", 64, hex32),
      format: entry.text("format", 32, /^[a-z][a-z0-9-]*$/),
    };
  });
  requireDistinct(fields, "patches", patches, (patch) => `${patch.from} ${patch.format}`);
  return patches;
}

/**
 * Demands that a relative address is `v<version>/<expected name>`.
 * @throws UpdateError "name"
 */
function requireReleaseUrl(file: string, url: string, expectedName: string): void {
  const [folder, name, ...rest] = url.split("/");
  const isInRelease = folder?.startsWith("v") === true && isVersion(folder.slice(1));
  if (isInRelease && name === expectedName && rest.length === 0) return;
  throw new UpdateError(
    "name",
    `${file} is not accepted: an address in it is not v<version>/${expectedName}.`,
    {
      file,
      advice: "Nothing was downloaded from there. Tell whoever runs the server.",
    },
  );
}

function requireName(fields: Fields, found: string, expected: string): void {
  if (found === expected) return;
  const detail = `${fields.path}.filename is ${quote(found)} instead of ${expected}`;
  throw new UpdateError("name", `${fields.file} is not accepted: ${detail}.`, {
    file: fields.file,
    advice: "Nothing was written under that name. Tell whoever runs the server.",
  });
}

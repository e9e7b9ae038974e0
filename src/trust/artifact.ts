// An artifact is a file to install, as a manifest describes it: a stage's plugin or the executable.

import type { ArtifactIdentity } from "./artifact_signature.ts";
import { type JsonObject, quote } from "./canonical.ts";
import { counts, lengths, maximumBytes } from "./config.ts";
import {
  checked,
  type Form,
  hex32,
  hex64,
  integer,
  list,
  optionalList,
  type Place,
  record,
  text,
  version,
} from "./fields.ts";
import {
  type Compression,
  compressions,
  executableName,
  namePattern,
  platformPattern,
  requireNames,
} from "./layout.ts";

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

const compression: Form<Compression> = checked(text(16), (found, place) => {
  const known = compressions.find((name) => name === found);
  if (known === undefined) throw place.error(`is ${quote(found)}, which is not known`);
  return known;
});

const patchForm: Form<Patch> = record({
  from: hex32,
  filename: text(lengths.filename),
  url: text(lengths.url),
  size: integer(1, maximumBytes.patch),
  checksum: hex32,
  format: text(32, /^[a-z][a-z0-9-]*$/),
});

/** An artifact as it stands in a manifest. It may throw UpdateError "name", too. */
export const artifactForm: Form<Artifact> = checked(
  record({
    name: text(lengths.name, namePattern),
    version,
    platform: text(lengths.platform, platformPattern),
    abi: integer(1, 0xffff_ffff),
    size: integer(1, maximumBytes.executable),
    checksum: hex32,
    filename: text(lengths.filename),
    url: text(lengths.url),
    compression,
    download_size: integer(1, maximumBytes.executable),
    download_checksum: hex32,
    signature: hex64,
    patches: optionalList(list(patchForm, counts.patches, ({ from, format }) => `${from} ${format}`)),
  }),
  (artifact, place) => {
    requireSize(artifact, place);
    requireNames(artifact, place);
    return artifact;
  },
);

function requireSize(artifact: Artifact, place: Place): void {
  const { size, checksum, download_size: sent, download_checksum: sentChecksum } = artifact;
  const limit = artifact.name === executableName ? maximumBytes.executable : maximumBytes.plugin;
  if (size > limit) throw place.field("size").error(`is more than ${limit}`);
  if (sent > limit) throw place.field("download_size").error(`is more than ${limit}`);
  if (artifact.compression !== "none" || (sent === size && sentChecksum === checksum)) return;
  throw place.field("compression").error("is none, but the file as sent is not the file as installed");
}

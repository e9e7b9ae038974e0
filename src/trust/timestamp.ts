// timestamp.json: which manifest of each channel is the newest, for a short time. It pins the manifest's bytes, and is
// what TUF has in its timestamp and snapshot roles together (TUF 4.4, 4.5): there is one file behind it, not many.

import { hex32 } from "./bytes.ts";
import type { JsonObject } from "./canonical.ts";
import { counts, lengths, maximumBytes } from "./config.ts";
import { type Envelope, formatVersion, readEnvelope } from "./envelope.ts";
import { type Fields, requireDistinct, writeMoment } from "./fields.ts";
import { channelPattern } from "./layout.ts";
import { isVersion } from "./versions.ts";

/** The newest manifest of one channel. */
export interface ManifestReference {
  readonly channel: string;
  /** The manifest's own number. */
  readonly number: number;
  /** The version of its release. */
  readonly version: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface Timestamp {
  /** From 1; only grows. */
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** One a channel. */
  readonly manifests: readonly ManifestReference[];
}

export interface TimestampFile extends Timestamp {
  readonly envelope: Envelope;
}

/**
 * Reads a timestamp without deciding whether to trust it.
 * @throws UpdateError "size", "format", or "format-version"
 */
export function readTimestamp(file: string, bytes: Uint8Array): TimestampFile {
  const envelope = readEnvelope(file, bytes, "timestamp", maximumBytes.timestamp);
  const { signed } = envelope;
  const manifests = signed.list("manifests", counts.channels).map(readReference);
  requireDistinct(signed, "manifests", manifests, (reference) => reference.channel);
  return {
    version: signed.integer("version", 1),
    expires: signed.moment("expires"),
    manifests,
    envelope,
  };
}

/** The content of a timestamp, to be signed. */
export function encodeTimestamp(timestamp: Timestamp): JsonObject {
  return {
    type: "timestamp",
    format: formatVersion,
    version: timestamp.version,
    expires: writeMoment(timestamp.expires),
    manifests: timestamp.manifests.map(({ channel, number, version, size, sha256 }) => ({
      channel,
      number,
      version,
      size,
      sha256,
    })),
  };
}

function readReference(fields: Fields): ManifestReference {
  const version = fields.text("version", lengths.version);
  if (!isVersion(version)) throw fields.error("version", "is no semantic version");
  return {
    channel: fields.text("channel", lengths.channel, channelPattern),
    number: fields.integer("number", 1),
    version,
    size: fields.integer("size", 1, maximumBytes.manifest),
    sha256: fields.text("sha256", 64, hex32),
  };
}

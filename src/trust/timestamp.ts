// timestamp.json: which manifest of each channel is the newest, for a short time. It pins the manifest's bytes, and is
// what TUF has in its timestamp and snapshot roles together (TUF 4.4, 4.5): there is one file behind it, not many.

import type { JsonObject } from "./canonical.ts";
import { counts, lengths, maximumBytes } from "./config.ts";
import { type Envelope, formatVersion, readEnvelope } from "./envelope.ts";
import { hex32, integer, list, moment, record, text, version, writeMoment } from "./fields.ts";
import { channelPattern } from "./layout.ts";

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

const timestampForm = record({
  version: integer(1),
  expires: moment,
  manifests: list(
    record({
      channel: text(lengths.channel, channelPattern),
      number: integer(1),
      version,
      size: integer(1, maximumBytes.manifest),
      sha256: hex32,
    }),
    counts.channels,
    ({ channel }) => channel,
  ),
});

/**
 * Reads a timestamp without deciding whether to trust it.
 * @throws UpdateError "size", "format", or "format-version"
 */
export function readTimestamp(file: string, bytes: Uint8Array): TimestampFile {
  return readEnvelope(file, bytes, "timestamp", maximumBytes.timestamp, timestampForm);
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

// What a client remembers between checks, so that nobody can show it an older world than the one that it has seen. It
// widens no trust: roots in it count only when they follow from the one in the executable.

import { hex32 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical, malformed } from "./canonical.ts";
import { counts, greatestNumber, lengths, maximumBytes, rootWalk } from "./config.ts";
import { UpdateError } from "./errors.ts";
import { Fields, requireDistinct } from "./fields.ts";
import { channelPattern } from "./layout.ts";

/** A numbered file that was seen: the number may grow, and the same number has to be the same bytes. */
export interface SeenFile {
  readonly number: number;
  readonly sha256: string;
}

export interface SeenManifest extends SeenFile {
  readonly channel: string;
}

export interface TrustState {
  /** Accepted roots as files, in a row; the first may be older than the one in the executable, or follow it. */
  readonly roots: readonly Uint8Array[];
  readonly timestamp: SeenFile | undefined;
  /** What accepted timestamps said of each channel's newest manifest. */
  readonly manifests: readonly SeenManifest[];
  /** When the last check succeeded, in milliseconds since 1970. */
  readonly checkedAt: number | undefined;
}

/** Nothing was seen yet. */
export const emptyTrustState: TrustState = {
  roots: [],
  timestamp: undefined,
  manifests: [],
  checkedAt: undefined,
};

/** The state as a file. */
export function encodeTrustState(state: TrustState): Uint8Array<ArrayBuffer> {
  const { timestamp, manifests, checkedAt } = state;
  return encodeCanonical({
    type: "trust_state",
    format: 1,
    roots: state.roots.map((root) => new TextDecoder().decode(root)),
    timestamps: timestamp === undefined ? [] : [{ number: timestamp.number, sha256: timestamp.sha256 }],
    manifests: manifests.map(({ channel, number, sha256 }) => ({ channel, number, sha256 })),
    checked_at: checkedAt ?? 0,
  });
}

/**
 * Reads a state that `encodeTrustState` wrote.
 * @throws UpdateError "state" for anything else; a client then says so and starts with `emptyTrustState`
 */
export function readTrustState(file: string, bytes: Uint8Array): TrustState {
  try {
    return readState(new Fields(file, "", decodeCanonical(file, bytes, maximumBytes.trustState)));
  } catch (error) {
    if (!(error instanceof UpdateError)) throw error;
    throw new UpdateError("state", error.message, {
      file,
      advice:
        "It is made anew at the next update, which then takes any release that is not older than this one.",
      cause: error,
    });
  }
}

function readState(fields: Fields): TrustState {
  if (fields.text("type", 32) !== "trust_state" || fields.integer("format", 1) !== 1) {
    throw malformed(fields.file, "it is no record of updates that this FastForth knows");
  }
  const manifests = fields.list("manifests", counts.channels).map((entry) => ({
    channel: entry.text("channel", lengths.channel, channelPattern),
    ...readSeen(entry),
  }));
  requireDistinct(fields, "manifests", manifests, ({ channel }) => channel);
  const checkedAt = fields.integer("checked_at", 0, greatestNumber);
  return {
    roots: fields.texts("roots", rootWalk.chainLength, /^/).map((text) => new TextEncoder().encode(text)),
    timestamp: fields.list("timestamps", 1).map(readSeen)[0],
    manifests,
    checkedAt: checkedAt === 0 ? undefined : checkedAt,
  };
}

function readSeen(fields: Fields): SeenFile {
  return { number: fields.integer("number", 1), sha256: fields.text("sha256", 64, hex32) };
}

// What a client remembers between checks, so that nobody can show it an older world than the one that it has seen. It
// widens no trust: roots in it count only when they follow from the one in the executable.

import { decodeCanonical, encodeCanonical } from "./canonical.ts";
import { counts, lengths, maximumBytes, rootWalk } from "./config.ts";
import { UpdateError } from "./errors.ts";
import { checked, hex32, integer, list, Place, record, text } from "./fields.ts";
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

const seen = { number: integer(1), sha256: hex32 };

const stateForm = checked(
  record({
    type: text(32, /^trust_state$/),
    format: integer(1, 1),
    roots: list(text(maximumBytes.root), rootWalk.chainLength),
    timestamps: list(record(seen), 1),
    manifests: list(
      record({ channel: text(lengths.channel, channelPattern), ...seen }),
      counts.channels,
      ({ channel }) => channel,
    ),
    checked_at: integer(0),
  }),
  ({ roots, timestamps, manifests, checked_at: checkedAt }): TrustState => ({
    roots: roots.map((root) => new TextEncoder().encode(root)),
    timestamp: timestamps[0],
    manifests,
    checkedAt: checkedAt === 0 ? undefined : checkedAt,
  }),
);

/**
 * Reads a state that `encodeTrustState` wrote.
 * @throws UpdateError "state" for anything else; a client then says so and starts with `emptyTrustState`
 */
export function readTrustState(file: string, bytes: Uint8Array): TrustState {
  try {
    return stateForm(decodeCanonical(file, bytes, maximumBytes.trustState), new Place(file));
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

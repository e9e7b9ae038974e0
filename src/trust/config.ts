// Every limit of the updater, with its reason. They bound what a hostile server can make a client read, keep, or wait
// for; what the publisher makes stays far below them, and it refuses to publish what a client would refuse.

const KiB = 1024;
const MiB = 1024 * KiB;
const seconds = 1000;
const minutes = 60 * seconds;
const days = 24 * 60 * minutes;

/** Sizes of files, in bytes as sent. */
export const maximumBytes = {
  /** A root with 16 keys and 32 signatures takes 17 KB. */
  root: 32 * KiB,
  /** A timestamp takes 1 KB. It is fetched without a known length, so this is what a hostile server can send. */
  timestamp: 16 * KiB,
  /** A manifest with four stages on five platforms and seven executables takes 20 KB, with patches 60. */
  manifest: 512 * KiB,
  /** A plugin, decoded or as sent: the largest takes 0.2 MB. */
  plugin: 16 * MiB,
  /** An executable, decoded or as sent: Bun takes 100 MB. */
  executable: 512 * MiB,
  /** A patch is of use only when it is smaller than the file. */
  patch: 64 * MiB,
  /** The client's own record of what it has seen: `rootWalk.chainLength` roots of the greatest size fit. */
  trustState: 40 * MiB,
} as const;

/** The walk from the root that is trusted to the newest one (TUF 5.3.2). */
export const rootWalk = {
  /**
   * New roots in one run. A root lives for a year, so these are centuries; more of them are an endless chain made by
   * whoever holds the root keys, and the next run goes on from where this one stopped.
   */
  rootsPerRun: 256,
  /** Roots in a row that the client keeps, from the one in the executable to the newest. */
  chainLength: 1024,
} as const;

/** What JSON may look like before anybody looks at its meaning. */
export const json = {
  /** The deepest field of a manifest is six deep. */
  nesting: 12,
  keyLength: 64,
  /** A string that has no limit of its own, such as one in a field that a later version adds. */
  stringLength: 64 * KiB,
} as const;

/** Lengths of single fields, in UTF-16 units. */
export const lengths = {
  /** A semantic version; the package `semver` takes up to 256. */
  version: 64,
  /** `windows-arm64-gnu` has 17. */
  platform: 32,
  /** A plugin's name; `optimizer` has 9. */
  name: 32,
  channel: 32,
  /** A file's name: every file system takes 255 bytes, less what temporary files add. */
  filename: 128,
  url: 256,
  /** Release notes are shown on a terminal. */
  notes: 8 * KiB,
} as const;

/** Numbers of things in one file. */
export const counts = {
  /** Keys of a root, and keys of one of its roles. */
  keys: 16,
  /** Signatures of a file: each costs a verification, so no more than there may be keys in two roots. */
  signatures: 32,
  channels: 16,
  /** Entries of `updated_plugins`: four stages, seven platforms, and as much again for an ABI before. */
  plugins: 256,
  executables: 32,
  /** Patches of one file: from that many older ones. */
  patches: 16,
  /** Older releases that a manifest still offers. */
  releases: 256,
} as const;

/** Greatest number that any counter may have: JSON has doubles, and the next one must still be told from it. */
export const greatestNumber = Number.MAX_SAFE_INTEGER;

/** Time, in milliseconds. */
export const time = {
  /** A computer's clock may be wrong by this much without making a file expire early, or a step back in time of it. */
  clockSkew: 5 * minutes,
  /** When a check has not succeeded for that long, the client says so. */
  stale: 14 * days,
} as const;

/** Talking to a server: see what uses them. */
export const network = {
  connectTimeout: 10 * seconds,
  /** No byte for that long ends the transfer. */
  stallTimeout: 15 * seconds,
  /** What a transfer has to bring in each such time: less is no connection to wait for, and others wait for the lock. */
  slowWindow: 60 * seconds,
  slowBytes: 16 * KiB,
  /** A metadata file in all. */
  metadataTimeout: 30 * seconds,
  /** A plugin or an executable in all: 100 MB at 0.5 Mbit/s. */
  downloadTimeout: 30 * minutes,
  /** Tries of one file, the first included. */
  tries: 3,
  /** Before the second try; doubled before each further one. */
  firstDelay: 500,
  /** A server's Retry-After beyond this is an answer for the person, not something to wait for. */
  longestDelay: 20 * seconds,
} as const;

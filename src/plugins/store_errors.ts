/** What the plugin store could not do; each fault is for programs, the message is for people. */
type StoreFault =
  /** The folder, or something in it, is not this user's own, or is not what it has to be. */
  | "unsafe"
  /** There is no folder for it: no home. */
  | "homeless"
  /** The system refused to read or write. */
  | "disk"
  /** Another process holds the lock. */
  | "locked"
  /** The record was written by a later FastForth. */
  | "newer"
  /** There is no such generation, or its files are damaged. */
  | "generation";

/** The store stays as it was. */
export class StoreError extends Error {
  override readonly name = "StoreError";

  /** @param advice what the reader can do now, as a sentence */
  constructor(
    readonly fault: StoreFault,
    message: string,
    readonly advice?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A refusal of the operating system in words that say what to do. */
export function diskError(doing: string, path: string, error: unknown): StoreError {
  const [detail, advice] = refusalOf(error, doing === "read" || doing === "look at");
  return new StoreError("disk", `Cannot ${doing} ${path}: ${detail}.`, advice, { cause: error });
}

/** What the system refused, as a part of a sentence, and what to do. */
export function refusalOf(error: unknown, isReading: boolean): readonly [detail: string, advice?: string] {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known = (isReading ? refusalsToRead[code] : undefined) ?? refusals[code];
  return known ?? [error instanceof Error ? error.message : String(error)];
}

/** What happened, and what to do, by the system's code. */
const refusals: Readonly<Record<string, readonly [detail: string, advice: string]>> = {
  ENOSPC: ["the disk is full", "Make room, then run the same command again."],
  EDQUOT: ["your quota is used up", "Make room, then run the same command again."],
  EACCES: [
    "you may not write there",
    "Run it as the user whom the folder belongs to, or set XDG_DATA_HOME to a folder of your own.",
  ],
  EPERM: [
    "you may not write there",
    "Run it as the user whom the folder belongs to, or set XDG_DATA_HOME to a folder of your own.",
  ],
  EROFS: ["the file system is read-only", "Use a file system that can be written to."],
  EXDEV: ["it lies on another file system", "Keep the folder on one file system."],
  ELOOP: ["it is a symbolic link", "Remove the link: nothing is written through one."],
  EEXIST: ["something else lies there", "Look at what it is, and remove it."],
  ENOLCK: [
    "its file system does not lock files, or its lock server does not answer",
    "Set XDG_DATA_HOME to a folder on a file system that does.",
  ],
  EIO: ["the disk reports an error", "Look at the disk: it may be failing."],
  EMFILE: ["too many files are open", "Close some programs, then run the same command again."],
  ENFILE: ["too many files are open", "Close some programs, then run the same command again."],
  ENOMEM: ["the system has no more memory", "Close some programs, then run the same command again."],
};

const refusalsToRead: typeof refusals = {
  EACCES: [
    "you may not read it",
    "Run it as the user whom it belongs to, or set XDG_DATA_HOME to a folder of your own.",
  ],
  EPERM: [
    "you may not read it",
    "Run it as the user whom it belongs to, or set XDG_DATA_HOME to a folder of your own.",
  ],
};

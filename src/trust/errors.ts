/** What went wrong in an update, for programs (`--json`) and tests; the message is for people. */
export type UpdateFault =
  // What a file is
  /** It is larger than a file of its kind may be, or not as long as announced. */
  | "size"
  /** It is not JSON in the one spelling that is accepted, or a field is missing or not what it has to be. */
  | "format"
  /** It is made for a later FastForth. */
  | "format-version"
  /** A name or address outside of the scheme for files of a release. */
  | "name"
  // Whether to trust it
  /** Too few valid signatures of keys that count. */
  | "signature"
  /** A root that does not follow the one before it. */
  | "root-version"
  /** More new roots than one run takes; the next run goes on. */
  | "root-count"
  /** Older than what was seen before, or changed under the same number. */
  | "rollback"
  /** It may not be used any more: the publisher or the network stopped bringing newer ones. */
  | "expired"
  /** This computer's clock stands before the last check. */
  | "clock"
  /** Not the file that a signed file names: length or hash differ. */
  | "mismatch"
  /** It is signed, as something else. */
  | "binding"
  // What is there
  /** The server does not have a file that has to be there. */
  | "missing"
  /** There is no such channel. */
  | "channel"
  /** There is no such release, or it is not offered any more. */
  | "release"
  /** The release has nothing for this computer. */
  | "platform"
  /** The client's own record is damaged. */
  | "state"
  /** The executable holds no root of trust: it was built by somebody who publishes nothing. */
  | "rootless"
  // Getting it
  | "network"
  | "timeout"
  | "http"
  | "redirect"
  | "disk"
  | "locked"
  | "managed"
  | "offline";

interface UpdateErrorDetails {
  /** The file that is at fault, as it is called on the server or in the store. */
  readonly file?: string;
  /** What demands it: a section of the TUF specification 1.0, or of RFC 8032. */
  readonly clause?: string;
  /** What the reader can do now, as a sentence. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/** An update that does not take place. What was installed before stays as it is. */
export class UpdateError extends Error {
  override readonly name = "UpdateError";
  readonly file: string | undefined;
  readonly clause: string | undefined;
  readonly advice: string | undefined;

  /** @param message what happened and where, as sentences that say what was expected and what was there instead */
  constructor(
    readonly fault: UpdateFault,
    message: string,
    details: UpdateErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.file = details.file;
    this.clause = details.clause;
    this.advice = details.advice;
  }

  /** The form for `--json`. */
  toJSON(): Record<string, string> {
    const fields = { fault: this.fault, message: this.message, file: this.file, clause: this.clause };
    const all = Object.entries({ ...fields, advice: this.advice });
    return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }
}

// What THROW sends and CATCH receives: codes, their messages, and the end of a program by a time limit.

import { ThrowCodes } from "../abi/session_bindings.ts";
import type { BacktraceFrame } from "../ir/inline_sites.ts";
import type { Place } from "./place.ts";

/** A THROW code: any 64-bit cell as a signed number; a bigint only where a double would lose bits. */
export type ThrowCode = number | bigint;

/** What a CATCH has ended of where a THROW came from: the program may throw it on. */
interface Ended {
  /** The interpreted words, one list a run of the body interpreter, innermost first. */
  readonly interpreted: readonly (readonly BacktraceFrame[])[];
  /** Where the sources within that of the CATCH were, innermost first. */
  readonly sources: readonly Place[];
}

/**
 * A THROW on its way to the CATCH that takes it (Forth 2012, section 9).
 *
 * It is deliberately not an `Error`: the engine captures a stack for every `Error`, which costs a microsecond. Whoever
 * makes one gets that stack into `trace` all the same; Machine.fault alone may leave it out, for programs whose CATCHes
 * take one THROW after the other.
 */
export class ForthThrow {
  readonly code: ThrowCode;
  /** What to say beyond the code's own message, e.g. the text of ABORT" or the unknown word. */
  readonly detail: string | undefined;
  /** The engine's stack where the THROW began; undefined when it was left out. */
  readonly trace: Error | undefined;
  /** Where in the source the fault lies, when that is not where the program was: a position id, or 0. */
  position = 0;
  /** The fault lies in the text: at the token that was interpreted. */
  atToken = false;
  /** What the CATCH that has taken it ended. */
  ended: Ended | undefined;
  /** The THROW that a CATCH took before and the program has thrown on with this one. */
  first: ForthThrow | undefined;

  constructor(code: ThrowCode, detail?: string, trace: Error | "none" = new Error()) {
    this.code = code;
    this.detail = detail;
    this.trace = trace === "none" ? undefined : trace;
  }

  /** The code's message, with the detail after a colon when there is one. */
  get message(): string {
    const message = throwMessage(this.code);
    return this.detail === undefined ? message : `${message}: ${this.detail}`;
  }
}

/** The time limit of a run has passed. Not a THROW: no CATCH of the program may stop it. */
export class Timeout {
  trace: Error | undefined;

  constructor(trace?: Error) {
    this.trace = trace;
  }
}

/** The program asked to end: BYE or (BYE). No CATCH stops it. */
export class ForthExit {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

/** A signal asks the process to end, with what it has written kept: SIGTERM and its kin. No CATCH stops it. */
export class ForthEnding extends ForthExit {
  /** @param signal its number */
  constructor(readonly signal: number) {
    super(SIGNALLED + signal);
  }
}

/** What a shell answers for a command that a signal ended: 128 and the signal's number (bash manual, 3.7.5). */
export const SIGNALLED = 128;

/** QUIT: back to the outermost interpreter without a message (Forth 2012, 6.1.2050). No CATCH stops it. */
export class ForthQuit {}

/** Whether the engine had no stack left. It throws no error of its own for that. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.startsWith("Maximum call stack");
}

/** A fault of this program rather than of the Forth program that it runs. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** THROW codes of signals: this less the signal's number, as gforth has them. */
export const FIRST_SIGNAL = -256;
const LAST_SIGNAL = 64;

/** The signal that a THROW code stands for, or undefined. */
export function signalOf(code: ThrowCode): number | undefined {
  if (code === ThrowCodes.userInterrupt) return SIGINT;
  const signal = FIRST_SIGNAL - Number(code);
  return signal > 0 && signal <= LAST_SIGNAL ? signal : undefined;
}

const SIGINT = 2;

export { ThrowCodes };

/** Messages of Forth 2012, table 9.1; index is the negated code. */
const messages: readonly string[] = [
  "No error",
  "Aborted",
  "Aborted",
  "Stack overflow",
  "Stack underflow",
  "Return stack overflow",
  "Return stack underflow",
  "Do-loops nested too deeply",
  "Dictionary overflow",
  "Invalid memory address",
  "Division by zero",
  "Result out of range",
  "Argument type mismatch",
  "Undefined word",
  "Interpreting a compile-only word",
  "Invalid FORGET",
  "Attempt to use zero-length string as a name",
  "Pictured numeric output string overflow",
  "Parsed string overflow",
  "Word name too long",
  "Write to a read-only location",
  "Unsupported operation",
  "Control structure mismatch",
  "Address alignment exception",
  "Invalid numeric argument",
  "Return stack imbalance",
  "Loop parameters unavailable",
  "Invalid recursion",
  "User interrupt",
  "Compiler nesting",
  "Obsolescent feature",
  ">BODY used on non-CREATEd definition",
  "Invalid name argument",
  "Block read exception",
  "Block write exception",
  "Invalid block number",
  "Invalid file position",
  "File I/O exception",
  "Non-existent file",
  "Unexpected end of file",
  "Invalid BASE for floating point conversion",
  "Loss of precision",
  "Floating-point divide by zero",
  "Floating-point result out of range",
  "Floating-point stack overflow",
  "Floating-point stack underflow",
  "Floating-point invalid argument",
  "Compilation word list deleted",
  "Invalid POSTPONE",
  "Search-order overflow",
  "Search-order underflow",
  "Compilation word list changed",
  "Control-flow stack overflow",
  "Exception stack overflow",
  "Floating-point underflow",
  "Floating-point unidentified fault",
  "QUIT",
  "Error in sending or receiving a character",
  "[IF], [ELSE], or [THEN] exception",
  "ALLOCATE failed",
  "FREE failed",
  "RESIZE failed",
  "CLOSE-FILE failed",
  "CREATE-FILE failed",
  "DELETE-FILE failed",
  "FILE-POSITION failed",
  "FILE-SIZE failed",
  "FILE-STATUS failed",
  "FLUSH-FILE failed",
  "OPEN-FILE failed",
  "READ-FILE failed",
  "READ-LINE failed",
  "RENAME-FILE failed",
  "REPOSITION-FILE failed",
  "RESIZE-FILE failed",
  "WRITE-FILE failed",
  "WRITE-LINE failed",
  "Malformed xchar",
  "SUBSTITUTE failed",
  "REPLACES failed",
];

/** The codes that have a message of their own, with it. */
export const throwMessages = (): [code: number, message: string][] =>
  [...messages.entries()].flatMap(([number, message]) => (message === undefined ? [] : [[-number, message]]));

/** The message of a THROW code; codes outside the standard's table are named by their number. */
function throwMessage(code: ThrowCode): string {
  const signal = signalOf(code);
  return messages[-Number(code)] ?? (signal === undefined ? `Error ${code}` : `Signal ${signal}`);
}

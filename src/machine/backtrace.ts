// Where the program was when an error began. The engine's own stack says in which order the interpreter and generated
// code were entered; where each of them was, they say themselves.

import type { BacktraceFrame } from "../ir/inline_sites.ts";
import { ForthThrow, InternalError, isStackOverflow, ThrowCodes, Timeout } from "./exceptions.ts";

/** Frames that an Error keeps: the innermost ones. A frame of text costs about a microsecond, only for uncaught errors. */
const STACK_TRACE_LIMIT = 200;
/** Equal frames in a row (of a recursion) that are given. */
const MAX_REPEATED_FRAMES = 3;

/** The body interpreter's function: a run of it stands for several words. */
const INTERPRETER_FRAME = /\binterpretBody \(/;
/** The functions of the backends from which generated code runs: likewise. */
const CODE_FRAME = /\b(?:serveNative|runWasm)Code \(/;
/** The text interpreter's function. */
const TEXT_FRAME = /\brunToken \(/;

/** Frames of generated code that errors have passed through: one list an entry, innermost first. */
const codeFrames = new WeakMap<Error, BacktraceFrame[][]>();

/** Says that an error, whose engine's stack is given, has passed through the frames of one entry into generated code. */
export function noteFrames(trace: Error, frames: BacktraceFrame[]): void {
  const entries = codeFrames.get(trace);
  if (entries === undefined) codeFrames.set(trace, [frames]);
  else entries.push(frames);
}

/** Lets the engine keep enough frames of an Error's stack. */
export function keepBacktraces(): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, STACK_TRACE_LIMIT);
}

/**
 * The Forth words in an error's stack, innermost first. Of a recursion only the first few frames are given where the
 * same place repeats; the outermost frames of a very deep stack are not known.
 * @param interpreted the words of each run of the body interpreter, innermost first
 * @param onText is told how many frames are further in than a token that the text interpreter runs, innermost first
 */
export function backtrace(
  error: Error,
  interpreted: readonly (readonly BacktraceFrame[])[] = [],
  onText?: (count: number) => void,
): BacktraceFrame[] {
  const frames: BacktraceFrame[] = [];
  const native = codeFrames.get(error) ?? [];
  let run = 0;
  let entry = 0;
  for (const line of (error.stack ?? "").split("\n")) {
    if (INTERPRETER_FRAME.test(line)) {
      for (const frame of interpreted[run++] ?? []) addFrame(frames, frame);
      continue;
    }
    if (TEXT_FRAME.test(line)) onText?.(frames.length);
    if (CODE_FRAME.test(line)) for (const frame of native[entry++] ?? []) addFrame(frames, frame);
  }
  // The engine's stack does not reach back to the entry when there are many frames above it.
  for (const frame of native[entry] ?? []) addFrame(frames, frame);
  return frames;
}

function addFrame(frames: BacktraceFrame[], frame: BacktraceFrame): void {
  const repeats = (before: BacktraceFrame | undefined) =>
    before?.word === frame.word && before.position === frame.position;
  for (let back = 1; back <= MAX_REPEATED_FRAMES; back++) {
    if (!repeats(frames.at(-back))) {
      frames.push(frame);
      return;
    }
  }
}

/**
 * What a CATCH takes of something thrown: a THROW itself; -5 for the engine's exhausted stack; -59 for its exhausted
 * memory. Throws everything else on: time limits and the session's ways out as they are, and errors of this program
 * as InternalError.
 */
export function toForthThrow(error: unknown): ForthThrow {
  if (error instanceof ForthThrow) return error;
  if (error instanceof RangeError) {
    if (isStackOverflow(error)) return new ForthThrow(ThrowCodes.returnStackOverflow, undefined, error);
    if (/out of memory|array length|allocation failed/i.test(error.message)) {
      return new ForthThrow(ThrowCodes.allocate, "out of memory", error);
    }
  }
  if (!(error instanceof Error) || error instanceof InternalError || error instanceof Timeout) throw error;
  throw new InternalError(`internal error: ${error.message}`, { cause: error });
}

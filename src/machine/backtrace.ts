// Where generated code was when an error began: the engine's own stack, read back into words and positions.
// Nothing is recorded while code runs.

import { type BacktraceFrame, framesAt } from "../ir/inline_sites.ts";
import { ForthThrow, InternalError, isStackOverflow, ThrowCodes, Timeout } from "./exceptions.ts";

/** Frames that an Error keeps: the innermost ones. A frame of text costs about a microsecond, only for uncaught errors. */
const STACK_TRACE_LIMIT = 200;
/** Equal frames in a row (of a recursion) that are given. */
const MAX_REPEATED_FRAMES = 3;

interface GeneratedFunction {
  readonly word: number;
  /** By line of the function's text. */
  readonly positions: readonly number[];
  /** InlineSite records that positions name; undefined for none. */
  readonly inlineSites?: Uint32Array | undefined;
}

const NAME_PREFIX = "ff$";
const FRAME = /\bff\$(\d+) \(.*?:(\d+):\d+\)$/;
/** The body interpreter's function: a run of it stands for several words. */
const INTERPRETER_FRAME = /\binterpretBody \(/;
/** The function of the native backend from which code of a plugin runs: likewise. */
const NATIVE_FRAME = /\brunNativeCode \(/;

/** All functions ever generated; the number in a function's name is its index. Code may be on a stack after it was replaced. */
const generated: GeneratedFunction[] = [];

/** Reserves a name for the text of a function and says which word it is of; positions are added when known. */
export function nameFunction(): {
  name: string;
  register(word: number, positions: readonly number[], inlineSites?: Uint32Array): void;
} {
  const index = generated.length;
  generated.push({ word: 0, positions: [] });
  return {
    name: `${NAME_PREFIX}${index}`,
    register(word, positions, inlineSites) {
      generated[index] = { word, positions, inlineSites };
    },
  };
}

/** Native frames that errors have passed through: one list an entry into native code, innermost first. */
const nativeFrames = new WeakMap<Error, BacktraceFrame[][]>();

/** Says that an error, whose engine's stack is given, has passed through the frames of one entry into native code. */
export function noteNativeFrames(trace: Error, frames: BacktraceFrame[]): void {
  const entries = nativeFrames.get(trace);
  if (entries === undefined) nativeFrames.set(trace, [frames]);
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
 */
export function backtrace(
  error: Error,
  interpreted: readonly (readonly BacktraceFrame[])[] = [],
): BacktraceFrame[] {
  const frames: BacktraceFrame[] = [];
  const native = nativeFrames.get(error) ?? [];
  let run = 0;
  let entry = 0;
  for (const line of (error.stack ?? "").split("\n")) {
    if (INTERPRETER_FRAME.test(line)) {
      for (const frame of interpreted[run++] ?? []) addFrame(frames, frame);
      continue;
    }
    if (NATIVE_FRAME.test(line)) {
      for (const frame of native[entry++] ?? []) addFrame(frames, frame);
      continue;
    }
    const match = FRAME.exec(line);
    const origin = match === null ? undefined : generated[Number(match[1])];
    if (match === null || origin === undefined) continue;
    const position = origin.positions[Number(match[2]) - firstLine()] ?? 0;
    for (const frame of framesAt(origin.word, position, origin.inlineSites)) addFrame(frames, frame);
  }
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

let measuredFirstLine = 0;

/** The number that the engine gives to the first line of a function's text: it counts lines of its own before. */
function firstLine(): number {
  if (measuredFirstLine === 0) {
    const probe = new Function(
      `return function ${NAME_PREFIX}0(){return new Error()}\n//# sourceURL=forth:0`,
    )();
    measuredFirstLine = Number(FRAME.exec(((probe() as Error).stack ?? "").split("\n")[1] ?? "")?.[2] ?? 1);
  }
  return measuredFirstLine;
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

/** Reads backtraces from the native stack, on which every frame has a known size. */
import { CodePositionFlag } from "../../abi/bindings.ts";
import type { BacktraceFrame } from "../../ir/inline_sites.ts";
import { framesAt } from "../../ir/inline_sites.ts";
import { noteFrames } from "../../machine/backtrace.ts";
import { type CodeMemory, type PlacedCode, recordAt } from "./code_memory.ts";
import type { NativeMemory } from "./native_memory.ts";

/** The innermost frames are given. */
const MAX_FRAMES = 200;

/**
 * Walks from where code stands out to the entry from the host.
 * @param instruction the address of the instruction that faulted; undefined when a return address is at the top
 * @param stackPointer address of the innermost frame, or of that return address
 * @param outermost frames from this address on do not count
 * @param most frames of code that count, what is inlined there with it
 */
export function walkFrames(
  memory: NativeMemory,
  code: CodeMemory,
  instruction: number | undefined,
  stackPointer: number,
  outermost = Number.POSITIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): BacktraceFrame[] {
  const frames: BacktraceFrame[] = [];
  let count = 0;
  let at = stackPointer;
  let address = instruction;
  while (frames.length < MAX_FRAMES && at < outermost && count < most) {
    const flag = address === undefined ? CodePositionFlag.returnAddress : CodePositionFlag.fault;
    if (address === undefined) {
      address = memory.nativeStack.wordAt(at);
      at += 8;
    }
    const place: PlacedCode | undefined = code.find(address);
    if (place === undefined) break;
    const record = recordAt(place, address, flag);
    // The runtime has no word: its own frames lie between those of words, and the outermost is the entry.
    if (place.word === 0 && record === undefined) break;
    const position = record?.position ?? 0;
    if (place.word !== 0 && position !== 0) {
      count++;
      frames.push(
        ...framesAt(place.word, position, place.inlineSites).filter((frame) => frame.position !== 0),
      );
    }
    at += record?.stackOffset ?? place.frameSize - 8;
    address = undefined;
  }
  return frames;
}

/** Keeps the frames of one entry for the report of an error that passes through it. */
export function keepFrames(error: unknown, walk: () => BacktraceFrame[]): void {
  const trace = error instanceof Error ? error : (error as { trace?: unknown }).trace;
  if (trace instanceof Error) noteFrames(trace, walk());
}

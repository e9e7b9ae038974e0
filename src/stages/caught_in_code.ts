/**
 * THROWs that are caught in the function that THROWs: code jumps there after it has told a word of the code, which stands
 * for what a CATCH would have kept of the THROW (optimizer/caught.zig).
 */
import { ExecutionContext } from "../abi/bindings.ts";
import type { BacktraceFrame } from "../ir/inline_sites.ts";
import type { Machine } from "../machine/machine.ts";
import { keepFrames } from "./native_backend/frames.ts";
import type { BackendHost } from "./pipeline.ts";

/** By word that is told of a code: the word that would THROW it. */
export function caughtWords(
  numbersOf: (names: readonly string[]) => readonly number[],
): ReadonlyMap<number, number> {
  const [caught = 0, caughtAnew = 0, thrown = 0, thrownAnew = 0] = numbersOf([
    "(caught)",
    "(caught-anew)",
    "(throw)",
    "(throw-anew)",
  ]);
  return new Map([
    [caught, thrown],
    [caughtAnew, thrownAnew],
  ]);
}

/**
 * Has a word THROW what code has caught, for the report when it is thrown on.
 * @param frames where code stands, and what is inlined there
 */
export function noteCaught(
  host: BackendHost,
  machine: Machine,
  thrower: number,
  frames: () => BacktraceFrame[],
): void {
  const { context } = machine;
  const handlers = context[ExecutionContext.handlerDepth] as number;
  const caught = host.markForCatch?.();
  context[ExecutionContext.handlerDepth] = handlers + 1;
  try {
    machine.execute(thrower, 0);
  } catch (error) {
    keepFrames(error, frames);
    if (caught === undefined) throw error;
    caught(error);
  } finally {
    context[ExecutionContext.handlerDepth] = handlers;
  }
}

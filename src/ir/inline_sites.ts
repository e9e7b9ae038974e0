/** Positions of inlined instructions: a number that stands for a place in the inlined word and the calls that led there. */
import { FunctionHeader, INLINED_POSITION, InlineSite } from "../abi/bindings.ts";
import type { FunctionView } from "./view.ts";

/** One step of a backtrace: a word, and the position in it where the next inner one was called or the error began. */
export interface BacktraceFrame {
  readonly word: number;
  readonly position: number;
}

/** The InlineSite records of a function; undefined when it has none. */
export function inlineSitesOf(ir: FunctionView): Uint32Array | undefined {
  const count = ir.header(FunctionHeader.inlineSiteCount);
  if (count === 0) return undefined;
  const start = ir.extras + ir.header(FunctionHeader.inlineSites);
  return ir.words.slice(start, start + count * InlineSite.WORDS);
}

/**
 * The frames that a place in a word's code stands for, innermost first: those of words that were inlined there, then
 * its own.
 */
export function framesAt(
  word: number,
  position: number,
  sites: Uint32Array | undefined,
): readonly BacktraceFrame[] {
  const frames: BacktraceFrame[] = [];
  let at = position;
  while (at >= INLINED_POSITION) {
    const site = (at - INLINED_POSITION) * InlineSite.WORDS;
    if (sites === undefined || site + InlineSite.WORDS > sites.length) return frames;
    frames.push({
      word: sites[site + InlineSite.word] as number,
      position: sites[site + InlineSite.position] as number,
    });
    const caller = sites[site + InlineSite.caller] as number;
    // A caller's site comes before: a table that says otherwise would have no end.
    if (caller >= at) return frames;
    at = caller;
  }
  frames.push({ word, position: at });
  return frames;
}

/** From what is known of each place in the code of a function to the calls that were replaced by what they call. */
import type { DebugPlace, DebugRow, PlacedFunction } from "./description.ts";

/** Code that stands where a call stood. */
export interface InlinedCall {
  readonly name: string;
  readonly call: DebugPlace;
  /** From the start of the function, in bytes. */
  readonly start: number;
  end: number;
  readonly calls: InlinedCall[];
}

/** The outermost inlined calls of a function. One that lies in several stretches of code is as many calls. */
export function inlinedCalls({ length, rows }: PlacedFunction): InlinedCall[] {
  const outermost: InlinedCall[] = [];
  /** From the outermost on, `depth` of them. */
  const open: InlinedCall[] = [];
  let depth = 0;
  /** What was called, innermost first: the call of each is the next one. */
  const way: DebugPlace[] = [];
  for (let index = 0; index < rows.length; index++) {
    const { offset, place } = rows[index] as DebugRow;
    const end = Math.min(rows[index + 1]?.offset ?? length, length);
    if (offset >= end) continue;
    let count = 0;
    for (let at = place; at?.caller !== undefined; at = at.caller) way[count++] = at;
    let same = 0;
    while (same < count && same < depth && isSame(open[same], way[count - 1 - same])) same++;
    depth = same;
    for (; depth < count; depth++) {
      const { name, caller } = way[count - 1 - depth] as DebugPlace & { caller: DebugPlace };
      const inlined: InlinedCall = { name, call: caller, start: offset, end, calls: [] };
      (depth === 0 ? outermost : (open[depth - 1] as InlinedCall).calls).push(inlined);
      open[depth] = inlined;
    }
    for (let at = 0; at < depth; at++) (open[at] as InlinedCall).end = end;
  }
  return outermost;
}

function isSame(open: InlinedCall | undefined, called: DebugPlace | undefined): boolean {
  const a = open?.call;
  const b = called?.caller;
  if (open === undefined || a === undefined || b === undefined || open.name !== called?.name) return false;
  return a === b || (a.file === b.file && a.line === b.line && a.column === b.column);
}

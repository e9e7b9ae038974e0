/** From what is known of each place in the code of a function to the calls that were replaced by what they call. */
import type { DebugPlace, PlacedFunction } from "./description.ts";

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
  const open: InlinedCall[] = [];
  /** By places, which the rows share: the calls from the outermost on. */
  const ways = new Map<readonly DebugPlace[], readonly Step[]>();
  rows.forEach(({ offset, places }, index) => {
    const end = Math.min(rows[index + 1]?.offset ?? length, length);
    if (offset >= end) return;
    if (places.length <= 1) {
      open.length = 0;
      return;
    }
    const way = ways.get(places) ?? wayOf(places);
    ways.set(places, way);
    let same = 0;
    while (same < way.length && isSame(open[same], way[same] as Step)) same++;
    open.length = same;
    for (const { call, name } of way.slice(same)) {
      const inlined: InlinedCall = { name, call, start: offset, end, calls: [] };
      (open.at(-1)?.calls ?? outermost).push(inlined);
      open.push(inlined);
    }
    for (const inlined of open) inlined.end = end;
  });
  return outermost;
}

type Step = Pick<InlinedCall, "name" | "call">;

const wayOf = (places: readonly DebugPlace[]): Step[] =>
  places
    .slice(1)
    .map((call, inner) => ({ call, name: (places[inner] as DebugPlace).name }))
    .reverse();

function isSame(a: InlinedCall | undefined, b: Step): boolean {
  return (
    a?.name === b.name &&
    a.call.file === b.call.file &&
    a.call.line === b.call.line &&
    a.call.column === b.call.column
  );
}

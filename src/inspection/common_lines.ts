/** Which lines two texts have in common, in order. */

/** Places of a line in both. */
export type Pair = readonly [old: number, now: number];

/** More lines in both steps are not compared as a whole: the time is the product. */
const MAX_COMPARED = 4_000_000;

/** A common subsequence, as pairs of places in order: a longest one, unless the lines are too many for that. */
export function commonLines(before: readonly string[], after: readonly string[]): Pair[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const rows = before.length - start - end;
  const columns = after.length - start - end;
  const pairs: Pair[] = Array.from({ length: start }, (_, at): Pair => [at, at]);
  const oldRest = before.slice(start, start + rows);
  const newRest = after.slice(start, start + columns);
  const rest = rows * columns <= MAX_COMPARED ? longestCommon(oldRest, newRest) : anchored(oldRest, newRest);
  for (const [old, now] of rest) pairs.push([start + old, start + now]);
  for (let at = end; at > 0; at--) pairs.push([before.length - at, after.length - at]);
  return pairs;
}

function longestCommon(before: readonly string[], after: readonly string[]): Pair[] {
  const lengths = commonLengths(before, after);
  const pairs: Pair[] = [];
  for (let row = 0, column = 0; row < before.length && column < after.length; ) {
    if (before[row] === after[column]) pairs.push([row++, column++]);
    else if ((lengths[row + 1]?.[column] ?? 0) >= (lengths[row]?.[column + 1] ?? 0)) row++;
    else column++;
  }
  return pairs;
}

/** For many lines: those that each step has once come first, and what lies between two of them after that. */
function anchored(before: readonly string[], after: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  let old = 0;
  let now = 0;
  const anchors = increasing(uniqueIn(before, after));
  // Without any, there is nothing to divide by.
  if (anchors.length === 0) return [];
  for (const [oldAt, nowAt] of [...anchors, [before.length, after.length] as const]) {
    for (const [a, b] of commonLines(before.slice(old, oldAt), after.slice(now, nowAt)))
      pairs.push([old + a, now + b]);
    if (oldAt < before.length) pairs.push([oldAt, nowAt]);
    old = oldAt + 1;
    now = nowAt + 1;
  }
  return pairs;
}

/** The places of lines that both steps have exactly once, in the order of the step before. */
function uniqueIn(before: readonly string[], after: readonly string[]): Pair[] {
  const once = (lines: readonly string[]) => {
    const places = new Map<string, number>();
    lines.forEach((line, at) => {
      places.set(line, places.has(line) ? -1 : at);
    });
    return places;
  };
  const inAfter = once(after);
  return [...once(before)]
    .map(([line, old]): Pair => [old, inAfter.get(line) ?? -1])
    .filter(([old, now]) => old >= 0 && now >= 0);
}

/** Of pairs by their first, a longest subsequence in which the second grows, too (patience sorting). */
function increasing(pairs: readonly Pair[]): Pair[] {
  const last: number[] = [];
  const before: number[] = [];
  pairs.forEach(([, now], index) => {
    let low = 0;
    let high = last.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[last[middle] as number] as Pair)[1] < now) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (last[low - 1] as number);
    last[low] = index;
  });
  const result: Pair[] = [];
  for (let index = last.at(-1) ?? -1; index >= 0; index = before[index] as number)
    result.push(pairs[index] as Pair);
  return result.reverse();
}

/** By row and column: the length of a longest common subsequence of what follows. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let row = before.length - 1; row >= 0; row--) {
    const here = lengths[row] as Uint16Array;
    const below = lengths[row + 1] as Uint16Array;
    for (let column = after.length - 1; column >= 0; column--) {
      here[column] =
        before[row] === after[column]
          ? 1 + (below[column + 1] as number)
          : Math.max(below[column] as number, here[column + 1] as number);
    }
  }
  return lengths;
}

/** Finds what somebody who misspelt a name may have meant. */

/** The candidate closest to a misspelt name, or undefined when none is close. Case does not count. */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  return misspellingsOf(name, candidates)[0];
}

/** All candidates at the smallest distance from a misspelt name, if any is close. Case does not count. */
export function misspellingsOf(name: string, candidates: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  // What is further away than a third of the name's length is no misspelling of it.
  let limit = Math.max(1, Math.floor(wanted.length / 3));
  let closest: string[] = [];
  for (const candidate of candidates) {
    const written = candidate.toLowerCase();
    const distance = editDistance(wanted, written, limit);
    if (distance > limit || isOtherShortName(wanted, written)) continue;
    if (distance < limit) closest = [];
    limit = distance;
    closest.push(candidate);
  }
  return closest;
}

/** Short names with one letter replaced are other names: `bar` is no misspelling of `var`, but `ovre` of `over`. */
function isOtherShortName(a: string, b: string): boolean {
  return a.length <= 4 && a.length === b.length && [...a].sort().join("") !== [...b].sort().join("");
}

/**
 * Optimal string alignment distance (Damerau 1964): insertions, deletions, replacements and swaps of neighbours.
 * @returns the distance, or a number above `limit` when it is above
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous: number[] = [];
  for (let j = 0; j <= b.length; j++) previous.push(j);
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const removed = (previous[j] as number) + 1;
      const inserted = (row[j - 1] as number) + 1;
      let best = Math.min(removed, inserted, (previous[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] as number) + 1);
      }
      row.push(best);
      if (best < least) least = best;
    }
    // Every way leads through one of two rows, and gets no shorter behind.
    if (least > limit && leastBefore >= limit) return limit + 1;
    leastBefore = least;
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] as number;
}

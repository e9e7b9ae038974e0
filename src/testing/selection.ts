/** Which of the files that were found are run, and in which order. */

/** FNV-1a: the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The files of a shard. With times, each file goes to the shard with the least to do, longest files first; without, its
 * name's hash decides. Either way each file is in one shard, whatever else is in the folder.
 * @param times milliseconds by path; a file without one is taken for an average one
 */
export function shardOf(
  files: readonly string[],
  { index, count }: Shard,
  times?: ReadonlyMap<string, number>,
): string[] {
  const known = files.map((file) => times?.get(file)).filter((time) => time !== undefined);
  if (times === undefined || known.length === 0)
    return files.filter((file) => hash(file) % count === index - 1);
  const average = known.reduce((sum, time) => sum + time, 0) / known.length;
  const byTime = files
    .map((file) => ({ file, time: times.get(file) ?? average }))
    .sort((a, b) => b.time - a.time || (a.file < b.file ? -1 : 1));
  const loads = new Array<number>(count).fill(0);
  const mine = new Set<string>();
  for (const { file, time } of byTime) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] as number) + time;
    if (least === index - 1) mine.add(file);
  }
  return files.filter((file) => mine.has(file));
}

/** The files in an order that the seed decides. */
export function shuffled(files: readonly string[], seed: number): string[] {
  const result = [...files];
  let state = seed >>> 0;
  for (let at = result.length - 1; at > 0; at--) {
    // A linear congruential generator's high bits (Knuth, volume 2, 3.2.1); the order need not be unpredictable.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [result[at], result[other]] = [result[other] as string, result[at] as string];
  }
  return result;
}

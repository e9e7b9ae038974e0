/** Waits for files to change. Times of files are looked at now and then, which works on every kind of disk. */
import { statSync } from "node:fs";

const INTERVAL = 250;

/** What is known of a file: undefined while it is not there. */
type Stamp = string | undefined;

function stampOf(path: string): Stamp {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}

/**
 * Answers with the files that have changed, were made or removed since the call, once there are any.
 * @param find gives the files to look at, each time anew
 */
export async function nextChange(find: () => Iterable<string>): Promise<Set<string>> {
  const look = () => new Map(Array.from(find(), (path): [string, Stamp] => [path, stampOf(path)]));
  const before = look();
  for (;;) {
    await Bun.sleep(INTERVAL);
    const now = look();
    const changed = new Set<string>();
    for (const [path, stamp] of now) if (before.get(path) !== stamp) changed.add(path);
    for (const path of before.keys()) if (!now.has(path)) changed.add(path);
    if (changed.size > 0) return changed;
  }
}

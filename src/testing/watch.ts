/** Waits for files to change. Times of files are looked at now and then, which works on every kind of disk. */
import { statSync } from "node:fs";

const INTERVAL = 250;

/** What is known of a file; undefined while it is not there. */
type Stamp = { readonly time: number; readonly size: number; readonly inode: number } | undefined;

function stampOf(path: string): Stamp {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return { time: mtimeMs, size, inode: ino };
  } catch {
    return undefined;
  }
}

const isSame = (a: Stamp, b: Stamp): boolean =>
  a === b || (a?.time === b?.time && a?.size === b?.size && a?.inode === b?.inode);

export class Watch {
  private readonly known = new Map<string, Stamp>();
  private started = 0;

  /** @param find gives the files to look at, each time anew */
  constructor(private readonly find: () => Iterable<string>) {}

  /** From now on changes count: call it before the files are read. */
  begin(): void {
    this.started = Date.now();
    this.known.clear();
    for (const path of this.find()) this.known.set(path, stampOf(path));
  }

  /** Answers with the files that have changed, were made or removed since `begin`, once there are any. */
  async nextChange(): Promise<Set<string>> {
    for (;;) {
      const changed = new Set<string>();
      const found = new Set(this.find());
      for (const path of found) if (this.hasChanged(path)) changed.add(path);
      for (const path of this.known.keys()) if (!found.has(path)) changed.add(path);
      if (changed.size > 0) return changed;
      await Bun.sleep(INTERVAL);
    }
  }

  private hasChanged(path: string): boolean {
    const stamp = stampOf(path);
    if (this.known.has(path)) return !isSame(stamp, this.known.get(path));
    this.known.set(path, stamp);
    // It has only become known that this file counts.
    return stamp !== undefined && stamp.time >= this.started;
  }
}

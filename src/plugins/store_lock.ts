// The lock of those who write to the store. See decisions/0014-the-plugin-store.md.

import { type HeldFile, lastHolder, tryHold } from "./held_file.ts";
import { diskError, StoreError } from "./store_errors.ts";

/** Milliseconds between two looks at a lock that another process holds. */
const LOOK_AGAIN = 20;

/** Held by one process at a time; that of a process that died is free. Whoever gets it looks at everything anew. */
export class WritersLock {
  private constructor(private readonly file: HeldFile) {}

  /**
   * @param patience milliseconds to wait
   * @param waiting is called once when another process has it
   * @throws StoreError "locked", "disk"
   */
  static async acquire(
    path: string,
    patience: number,
    waiting?: (holder: number | undefined) => void,
  ): Promise<WritersLock> {
    const start = performance.now();
    for (let told = false; ; told = true) {
      const file = attempt(path);
      if (file !== undefined) return new WritersLock(file);
      if (!told) waiting?.(lastHolder(path));
      if (performance.now() - start >= patience) throw stillLocked(path, patience);
      await Bun.sleep(LOOK_AGAIN);
    }
  }

  /** The same, blocking this thread. */
  static acquireNow(path: string, patience: number): WritersLock {
    const start = performance.now();
    for (;;) {
      const file = attempt(path);
      if (file !== undefined) return new WritersLock(file);
      if (performance.now() - start >= patience) throw stillLocked(path, patience);
      Bun.sleepSync(LOOK_AGAIN);
    }
  }

  release(): void {
    this.file.release();
  }
}

function attempt(path: string): HeldFile | undefined {
  try {
    return tryHold(path);
  } catch (error) {
    throw diskError("lock", path, error);
  }
}

function stillLocked(path: string, patience: number): StoreError {
  const holder = lastHolder(path);
  const who = holder === undefined ? "Another process" : `The process ${holder}`;
  return new StoreError(
    "locked",
    `${who} holds ${path}, and still did so after ${Math.round(patience / 1000)} s.`,
    "Wait until it is done, or end it: the lock of a process that has ended is free.",
  );
}

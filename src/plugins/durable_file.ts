// Writing that survives a power cut: whoever looks sees the old contents or the new, whole. The order of the system
// calls is what counts: the bytes are on the disk before the name points to them, and the name before anybody is told.

import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { diskError } from "./store_errors.ts";

/** The beginning of the names of files that are not yet complete. */
const unfinishedPrefix = ".unfinished-";

const isWindows = process.platform === "win32";

/**
 * Puts a file in place in one step: a new file beside it, fsync, rename, fsync of the folder.
 * @param mode permission bits of the file
 * @throws StoreError "disk"; nothing has changed then, and nothing is left over
 */
export function writeDurably(path: string, bytes: Uint8Array, mode = 0o600): void {
  try {
    const unfinished = join(dirname(path), `${unfinishedPrefix}${crypto.randomUUID()}`);
    writeNew(unfinished, bytes, mode);
    renameOrRemove(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw diskError("write", path, error);
  }
}

/** Writes a file that must not exist yet, through no link, and waits until the disk has it. */
export function writeNew(path: string, bytes: Uint8Array, mode: number): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } catch (error) {
    removeIfPossible(path);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Renames a file over another; when that fails, the file is gone. */
export function renameOrRemove(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    removeIfPossible(from);
    throw error;
  }
}

/** Removes what may be left as well: what has failed before is of more interest than that this fails, too. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

/** Waits until the disk has a folder's names. */
export function syncFolder(path: string): void {
  if (isWindows) return; // NTFS keeps its names in a journal, and a folder cannot be opened.
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Removes what an interrupted process left in a folder. Only for whoever holds the lock of those who write there. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(unfinishedPrefix)) rmSync(join(folder, name), { force: true });
}

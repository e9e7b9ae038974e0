// Files that a process holds while it lives: whoever comes later can tell whether the holder is still there, however it
// ended. flock(2) does it: the kernel lets go when the process dies, process numbers that come again cannot deceive it,
// and it works between machines that share a home. Windows has no flock: there the file names the process.
// See decisions/0014-the-plugin-store.md.

import type { FFIFunction, Library } from "bun:ffi";
import { closeSync, constants, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";

/** A file that this process holds. Processes that it starts do not hold it. */
export interface HeldFile {
  /** Where flock holds it, the open file. */
  readonly file?: number;
  release(): void;
}

/**
 * Takes hold of a file, which is made when there is none. With flock it stays there afterwards: a file that is removed
 * while others wait for it would be held twice.
 * @returns undefined when another process, or another part of this one, holds it
 * @throws the system's error when the file cannot be opened or locked
 */
export function tryHold(path: string): HeldFile | undefined {
  const calls = findCalls();
  return calls === undefined ? holdByName(path) : holdByLock(calls, path);
}

/** Whether somebody who lives holds a file that exists. @throws the system's error when it cannot be opened */
export function isHeld(path: string): boolean {
  const calls = findCalls();
  if (calls === undefined) return isNamedHolderAlive(path);
  // For writing, too: over NFS a lock on a file that is only read is refused.
  const { O_RDWR, O_NOFOLLOW = 0 } = constants;
  const file = openSync(path, O_RDWR | O_NOFOLLOW);
  try {
    if (calls.flock(file, exclusive | doNotWait) === 0) return false;
    requireLocks(calls, path);
    return true;
  } finally {
    closeSync(file);
  }
}

/** The number of the process that took hold of a file last, for messages. */
export function lastHolder(path: string): number | undefined {
  try {
    const number = Number.parseInt(readFileSync(path, "latin1"), 10);
    return Number.isSafeInteger(number) && number > 0 ? number : undefined;
  } catch {
    return undefined; // It is for a message alone.
  }
}

const exclusive = 2; // LOCK_EX
const doNotWait = 4; // LOCK_NB

const functions = { flock: { args: ["i32", "i32"], returns: "i32" } } as const satisfies Record<
  string,
  FFIFunction
>;
type Calls = Library<typeof functions>["symbols"];

const libraryNames: Readonly<Record<string, string>> = { linux: "libc.so.6", darwin: "libSystem.B.dylib" };
let found: Calls | null | undefined;

function findCalls(): Calls | undefined {
  if (found === undefined) {
    const name = libraryNames[process.platform];
    const { dlopen } = require("bun:ffi") as typeof import("bun:ffi");
    found = name === undefined ? null : dlopen(name, functions).symbols;
  }
  return found ?? undefined;
}

function holdByLock(calls: Calls, path: string): HeldFile | undefined {
  // node:fs opens every file so that programs started later do not inherit it.
  const { O_RDWR, O_CREAT, O_NOFOLLOW = 0 } = constants;
  const file = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
  if (calls.flock(file, exclusive | doNotWait) !== 0) {
    closeSync(file);
    requireLocks(calls, path);
    return undefined;
  }
  writeHolder(file);
  return { file, release: () => closeSync(file) };
}

/** Folders whose file system is known to lock. */
const lockable = new Set<string>();

/**
 * A lock that was refused is held by somebody, or the file system has no locks, as over NFS without a lock server. A file
 * that nobody else can know tells which.
 * @throws an error with the code ENOLCK
 */
function requireLocks(calls: Calls, path: string): void {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  if (lockable.has(folder)) return;
  const probe = `${folder}.unfinished-${crypto.randomUUID()}`;
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;
  const file = openSync(probe, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    if (calls.flock(file, exclusive | doNotWait) !== 0)
      throw Object.assign(new Error("the file system has no locks"), { code: "ENOLCK" });
    lockable.add(folder);
  } finally {
    closeSync(file);
    rmSync(probe, { force: true });
  }
}

/** Best effort: a full disk must not keep anybody from taking a lock. */
function writeHolder(file: number): void {
  try {
    ftruncateSync(file, 0);
    writeSync(file, `${process.pid}\n`, 0);
  } catch {
    return;
  }
}

/** For systems without flock: a file that exists while it is held, with the holder's number in it. */
function holdByName(path: string): HeldFile | undefined {
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeHolder(file);
      closeSync(file);
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (isNamedHolderAlive(path)) return undefined;
      rmSync(path, { force: true });
    }
  }
  return undefined;
}

/** A file without a number is one that is being made. */
function isNamedHolderAlive(path: string): boolean {
  const holder = lastHolder(path);
  return holder === undefined || isAlive(holder);
}

function isAlive(processNumber: number): boolean {
  try {
    process.kill(processNumber, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

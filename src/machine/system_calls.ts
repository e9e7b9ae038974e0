/**
 * The calls of the system that nearly every program makes, straight from the C library: `node:fs` takes longer to load
 * than a short program runs. Where a call fails or there is no such library, the caller takes `node:fs`, which knows why.
 */

import type { FFIFunction, Library, Pointer } from "bun:ffi";
import { fstatSync } from "node:fs";
import { FFI, libraryNames } from "./c_library.ts";
import { GatheredBytes } from "./gathered_bytes.ts";
import { textOf, zeroEnded } from "./system_text.ts";
import { MOST_TEXT_BYTES } from "./text_limit.ts";

const functions = {
  open: { args: ["ptr", "i32", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
  read: { args: ["i32", "ptr", "usize"], returns: "i32" },
  lseek: { args: ["i32", "i64", "i32"], returns: "i64" },
  write: { args: ["i32", "ptr", "usize"], returns: "i32" },
  isatty: { args: ["i32"], returns: "i32" },
  access: { args: ["ptr", "i32"], returns: "i32" },
  realpath: { args: ["ptr", "ptr"], returns: "ptr" },
} as const satisfies Record<string, FFIFunction>;

type SystemCalls = Library<typeof functions>["symbols"];

/** `undefined` before it is asked for, `null` when there is none. */
let calls: SystemCalls | null | undefined;

function systemCalls(): SystemCalls | null {
  if (calls !== undefined) return calls;
  const name = libraryNames[process.platform];
  calls = null;
  try {
    if (name !== undefined && FFI !== undefined) calls = FFI.dlopen(name, functions).symbols;
  } catch {
    // A C library of another name: the callers do without.
  }
  return calls;
}

const FAILED = -1;
/** The most bytes that one call reads or writes, far below what a count in 32 bits holds. */
const MOST = 2 ** 24;
const READ_ONLY = 0;
const SEEK_SET = 0;
const SEEK_CURRENT = 1;
const SEEK_END = 2;
/** For access(2). */
const EXISTS = 0;
/** What realpath(3) may write; that of Linux, which is the greater one. */
const PATH_MAX = 4096;

let answerSignals = (): void => undefined;

/**
 * From now on a call that may wait, and that a signal has ended, is made again only when `answer` comes back: it throws
 * where the signal is to end the program, or a part of it. Signals are the process's, and so is this.
 */
export function answerSignalsBy(answer: () => void): void {
  answerSignals = answer;
}

/** Milliseconds in which a signal comes that a terminal sends when it goes away, also on a busy machine. */
const DELIVERY = 300;
const DELIVERY_LOOK = 5;

/**
 * Answers the signal that may be why a call has failed: a terminal that is gone refuses every call with EIO, and sends a
 * SIGHUP, which says so. Where none comes, because the system is slow or sends it to the leader of the session alone, it
 * is as if it had. @throws what answers it
 */
export function answerSignalBehind({ code }: NodeJS.ErrnoException, descriptor: number): void {
  answerSignals();
  if (code !== "EIO" || !fstatSync(descriptor).isCharacterDevice()) return;
  for (let waited = 0; waited < 2 * DELIVERY; waited += DELIVERY_LOOK) {
    if (waited === DELIVERY) process.kill(process.pid, "SIGHUP");
    Bun.sleepSync(DELIVERY_LOOK);
    answerSignals();
  }
}

/** Makes a call that may wait until it is done or has failed. @throws what answers a signal */
function untilDone(call: () => number): number {
  for (;;) {
    const result = call();
    if (result >= 0 || !wasInterrupted()) return result;
    answerSignals();
  }
}

/** Waits until a descriptor that does not wait by itself may be tried again. @throws what answers a signal */
export function waitToTryAgain(): void {
  Bun.sleepSync(1);
  answerSignals();
}

/** Writes some of the bytes; how many, or -1 when the call failed. Waits where the descriptor does. */
export function writeSome(descriptor: number, bytes: Uint8Array): number {
  const calls = systemCalls();
  if (calls === null) return FAILED;
  return untilDone(() => calls.write(descriptor, bytes, Math.min(bytes.length, MOST)));
}

/** Reads what there is, waiting for at least one byte; 0 at the end, -1 when the call failed. */
export function readSome(descriptor: number, target: Uint8Array): number {
  const calls = systemCalls();
  if (calls === null) return FAILED;
  answerSignals();
  return untilDone(() => calls.read(descriptor, target, Math.min(target.length, MOST)));
}

/** Whether a call may give the mode of a new file as a function of three arguments; Apple's ABI has it on the stack. */
const TAKES_MODE = process.platform === "linux";
const CREATE = process.platform === "darwin" ? 0x200 : 0o100;
/** O_NOCTTY and O_CLOEXEC of open(2), the engine's own choice for all files. */
const ADDED_FLAGS = process.platform === "linux" ? 0o2000400 : 0x1020000;

/** Opens a file, which may be a pipe that nobody else has open; its descriptor, or -1 when the call failed. */
export function openFile(path: string, flags: number, mode = 0): number {
  const calls = systemCalls();
  if (calls === null || path.includes("\0") || (!TAKES_MODE && (flags & CREATE) !== 0)) return FAILED;
  const name = zeroEnded(path);
  answerSignals();
  return untilDone(() => calls.open(name, flags | ADDED_FLAGS, mode));
}

/** Whether there is a file of this name, and it is no folder; false also when nobody knows. */
export function isFile(path: string): boolean {
  if (path.includes("\0")) return false;
  const calls = systemCalls();
  const exists = (name: string) => calls?.access(zeroEnded(name), EXISTS) === 0;
  return exists(path) && !exists(`${path}/.`);
}

/** The path without links; undefined when there is no such file, or nobody knows. */
export function pathWithoutLinks(path: string): string | undefined {
  if (path.includes("\0")) return undefined;
  const bytes = new Uint8Array(PATH_MAX);
  const found = systemCalls()?.realpath(zeroEnded(path), bytes);
  return found ? textOf(bytes.subarray(0, bytes.indexOf(0))) : undefined;
}

/** Whether a descriptor is a terminal; undefined when nobody knows. */
export function isTerminalDescriptor(descriptor: number): boolean | undefined {
  const answer = systemCalls()?.isatty(descriptor);
  return answer === undefined ? undefined : answer === 1;
}

// prctl(2) on Linux.
const PARENT_DEATH_SIGNAL = 1;
const SIGKILL = 9;

/**
 * Has this process end when the one that started it ends, however that happens. Only Linux can.
 * @param parent the number of that process, which may have ended already
 */
export function endWithParent(parent: number): void {
  if (process.platform !== "linux" || FFI === undefined) return;
  try {
    const { prctl } = FFI.dlopen(libraryNames.linux as string, {
      prctl: { args: ["i32", "u64"], returns: "i32" },
    }).symbols;
    prctl(PARENT_DEATH_SIGNAL, BigInt(SIGKILL));
  } catch {
    // Without it, the time limit ends what nobody waits for.
  }
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}

const processFunctions = {
  chdir: { args: ["ptr"], returns: "i32" },
  getcwd: { args: ["ptr", "usize"], returns: "ptr" },
  pipe: { args: ["ptr"], returns: "i32" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  waitpid: { args: ["i32", "ptr", "i32"], returns: "i32" },
  posix_spawn: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "ptr"], returns: "i32" },
  posix_spawn_file_actions_init: { args: ["ptr"], returns: "i32" },
  posix_spawn_file_actions_adddup2: { args: ["ptr", "i32", "i32"], returns: "i32" },
  posix_spawn_file_actions_destroy: { args: ["ptr"], returns: "i32" },
  posix_spawnattr_init: { args: ["ptr"], returns: "i32" },
  posix_spawnattr_setflags: { args: ["ptr", "i32"], returns: "i32" },
  posix_spawnattr_setsigdefault: { args: ["ptr", "ptr"], returns: "i32" },
  posix_spawnattr_destroy: { args: ["ptr"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;

/** The calls that are about the process and its children. */
export type ProcessCalls = Library<typeof processFunctions>["symbols"] & {
  addressOf(bytes: Uint8Array): number;
};

/** `undefined` before it is asked for, `null` when there is no such C library. */
let processLibrary: ProcessCalls | null | undefined;

/** Undefined where there is no C library of POSIX. */
export function processCalls(): ProcessCalls | undefined {
  if (processLibrary !== undefined) return processLibrary ?? undefined;
  const name = libraryNames[process.platform];
  processLibrary = null;
  try {
    if (name !== undefined && FFI !== undefined)
      processLibrary = { ...FFI.dlopen(name, processFunctions).symbols, addressOf: FFI.ptr };
  } catch {
    // As above.
  }
  return processLibrary ?? undefined;
}

/** Functions of the C library; undefined where it is none of POSIX. */
export function openLibrary<Symbols extends Record<string, FFIFunction>>(
  functions: Symbols,
): Library<Symbols>["symbols"] | undefined {
  const name = libraryNames[process.platform];
  if (name === undefined || FFI === undefined) return undefined;
  try {
    return FFI.dlopen(name, functions).symbols;
  } catch {
    // A C library of another name: the callers do without.
    return undefined;
  }
}

/** EINTR. */
export const INTERRUPTED = 4;

let errorNumber: (() => number) | undefined;

/** Why the call of the C library just before has failed (errno(3)). */
export function lastErrorNumber(): number {
  errorNumber ??= openErrorNumber();
  return errorNumber();
}

/** Whether a signal has ended the call of the C library just before, which has failed. */
export const wasInterrupted = (): boolean => lastErrorNumber() === INTERRUPTED;

function openErrorNumber(): () => number {
  const place =
    process.platform === "darwin"
      ? openLibrary({ __error: { args: [], returns: "ptr" } })?.__error
      : openLibrary({ __errno_location: { args: [], returns: "ptr" } })?.__errno_location;
  return () => {
    const number = textAt(Number(place?.() ?? 0), Int32Array.BYTES_PER_ELEMENT);
    return number.length === 0 ? 0 : new DataView(number.buffer).getInt32(0, true);
  };
}

const textFunctions = {
  strlen: { args: ["ptr"], returns: "u64" },
} as const satisfies Record<string, FFIFunction>;

let textLibrary: Library<typeof textFunctions>["symbols"] | undefined;

/** A copy of bytes that the C library has at an address: so many, or those of a text that ends with a zero. */
export function textAt(address: number, length?: number): Uint8Array<ArrayBuffer> {
  textLibrary ??= openLibrary(textFunctions);
  if (address === 0 || FFI === undefined || textLibrary === undefined) return new Uint8Array(0);
  const size = length ?? Number(textLibrary.strlen(address as Pointer));
  return size === 0 ? new Uint8Array(0) : new Uint8Array(FFI.toArrayBuffer(address, 0, size)).slice();
}

const F_SETFD = 2;
const CLOSE_ON_EXEC = 1;

/** Keeps a descriptor from the commands that the program runs. */
export function closeOnExec(descriptor: number): void {
  processCalls()?.fcntl(descriptor, F_SETFD, CLOSE_ON_EXEC);
}

/**
 * The whole contents of a file, or undefined when it cannot be read so.
 * @param endless what to do about a file that is longer than texts may be: it may be a pipe, which cannot be read again
 */
export function readFile(path: string, endless?: () => never): Uint8Array | undefined {
  return readIf(path, () => true, endless);
}

/** The same of a file that can be read once more when a call fails: undefined for pipes and terminals, and nothing is taken. */
export function readSeekable(path: string, endless: () => never): Uint8Array | undefined {
  return readIf(
    path,
    (descriptor) => Number(systemCalls()?.lseek(descriptor, 0, SEEK_CURRENT)) === 0,
    endless,
  );
}

/** How many bytes an open file says that it has; 0 for one that does not say, as those of `/proc`. -1 when a call failed. */
function lengthOf(descriptor: number): number {
  const calls = systemCalls();
  const end = Number(calls?.lseek(descriptor, 0, SEEK_END) ?? 0);
  // What is read next would be the end.
  if (end > 0 && Number(calls?.lseek(descriptor, 0, SEEK_SET)) !== 0) return FAILED;
  // What is too long to be true is that of a folder.
  return end > 0 && end <= MOST_TEXT_BYTES ? end : 0;
}

function readIf(
  path: string,
  isWanted: (descriptor: number) => boolean,
  endless?: () => never,
): Uint8Array | undefined {
  const descriptor = openFile(path, READ_ONLY);
  if (descriptor < 0) return undefined;
  try {
    if (!isWanted(descriptor)) return undefined;
    const length = lengthOf(descriptor);
    if (length === FAILED) return undefined;
    const bytes = new GatheredBytes(length);
    for (;;) {
      const count = readSome(descriptor, bytes.room());
      if (count < 0) return undefined;
      if (count === 0) return bytes.join();
      bytes.filled(count);
      if (bytes.isTooLong) return endless?.();
    }
  } finally {
    systemCalls()?.close(descriptor);
  }
}

/**
 * The calls of `node:fs` that take or give names, with names as `system_text.ts` has them: byte by byte what the system
 * has. Nobody else who runs programs calls them: tests/house/bytes.test.ts. All throw the system's errors.
 */
import * as fs from "node:fs";
import { closeDescriptor, namesInFolder, renameNamed, unlinkNamed } from "./file_calls.ts";
import { GatheredBytes } from "./gathered_bytes.ts";
import { openFile, pathWithoutLinks, readSeekable, readSome, waitToTryAgain } from "./system_calls.ts";
import { bytesOf, textOf } from "./system_text.ts";

/** The name as `node:fs` takes it without a loss. */
const exact = (path: string): string | Buffer => (path.isWellFormed() ? path : Buffer.from(bytesOf(path)));

export function openNamed(path: string, flags: number, mode: number): number {
  const descriptor = openFile(path, flags, mode);
  // It knows why a file cannot be opened.
  return descriptor < 0 ? fs.openSync(exact(path), flags, mode) : descriptor;
}

/** The whole contents of a file, which may be a device or a pipe. An error with the code EFBIG says that there is too much. */
export function readNamed(path: string): Uint8Array {
  return readSeekable(path, () => tooLarge(path)) ?? readByNode(path);
}

function tooLarge(path: string): never {
  throw Object.assign(new Error("file too large"), { code: "EFBIG", path });
}

/** It knows why a file cannot be read. */
function readByNode(path: string): Uint8Array {
  const descriptor = openNamed(path, fs.constants.O_RDONLY, 0);
  try {
    const bytes = new GatheredBytes(fs.fstatSync(descriptor).size);
    for (;;) {
      const count = readWaiting(descriptor, bytes.room());
      if (count === 0) return bytes.join();
      bytes.filled(count);
      if (bytes.isTooLong) tooLarge(path);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Reads what there is, waiting for at least one byte; 0 at the end. */
export function readWaiting(descriptor: number, room: Uint8Array): number {
  for (;;) {
    const count = readSome(descriptor, room);
    if (count >= 0) return count;
    try {
      return fs.readSync(descriptor, room, 0, room.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      waitToTryAgain();
    }
  }
}

export const statusOf = (path: string): fs.Stats => fs.statSync(exact(path));
/** Closes a descriptor of `openNamed`. */
export function closeFile(descriptor: number): void {
  if (!closeDescriptor(descriptor)) fs.closeSync(descriptor);
}

export function removeFile(path: string): void {
  if (!unlinkNamed(path)) fs.unlinkSync(exact(path));
}

export const removeFolder = (path: string): void => fs.rmdirSync(exact(path));

export function rename(from: string, to: string): void {
  if (!renameNamed(from, to)) fs.renameSync(exact(from), exact(to));
}

/** Whether the user may do with a file what the bits of access(2) say. */
export function isAllowed(path: string, access: number): boolean {
  try {
    fs.accessSync(exact(path), access);
    return true;
  } catch {
    return false;
  }
}

/** Makes a folder; with `parents`, those above it too, and none that exists is an error. */
export function makeFolder(path: string, mode: number, parents = false): void {
  if (!parents) return fs.mkdirSync(exact(path), { mode });
  // By hand, because the engine makes no folders above one whose name is bytes.
  for (let slash = path.indexOf("/", 1); slash > 0; slash = path.indexOf("/", slash + 1))
    makeMissing(path.slice(0, slash), mode);
  makeMissing(path, mode);
}

function makeMissing(path: string, mode: number): void {
  try {
    fs.mkdirSync(exact(path), { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !statusOf(path).isDirectory()) throw error;
  }
}

/** The names in a folder. */
export const namesIn = (path: string): string[] =>
  namesInFolder(path) ?? fs.readdirSync(exact(path), { encoding: "buffer" }).map((name) => textOf(name));

/** The path without links. */
export const realPath = (path: string): string =>
  pathWithoutLinks(path) ??
  textOf(fs.realpathSync(exact(path), { encoding: "buffer" }) as unknown as Uint8Array);

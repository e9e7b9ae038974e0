/**
 * The calls of `node:fs` that take or give names, with names as `system_text.ts` has them: byte by byte what the system
 * has. Nobody else who runs programs calls them: tests/house/bytes.test.ts. All throw the system's errors.
 */
import * as fs from "node:fs";
import { bytesOf, textOf } from "./system_text.ts";
import { MOST_TEXT_BYTES } from "./text_limit.ts";

/** The name as `node:fs` takes it without a loss. */
const exact = (path: string): string | Buffer => (path.isWellFormed() ? path : Buffer.from(bytesOf(path)));

export const openNamed = (path: string, flags: number, mode: number): number =>
  fs.openSync(exact(path), flags, mode);

const FIRST_CHUNK = 2 ** 16;

/** The whole contents of a file, which may be a device or a pipe. An error with the code EFBIG says that there is too much. */
export function readNamed(path: string): Uint8Array {
  const descriptor = openNamed(path, fs.constants.O_RDONLY, 0);
  try {
    // One byte more than the status says, so that the end is seen.
    let bytes = new Uint8Array(Math.min(MOST_TEXT_BYTES, fs.fstatSync(descriptor).size || FIRST_CHUNK) + 1);
    for (let length = 0; ; ) {
      const count = readChunk(descriptor, bytes, length);
      if (count === 0) return bytes.subarray(0, length);
      length += count;
      if (length > MOST_TEXT_BYTES) throw Object.assign(new Error("file too large"), { code: "EFBIG", path });
      if (length === bytes.length) bytes = longer(bytes);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

function readChunk(descriptor: number, bytes: Uint8Array, at: number): number {
  for (;;) {
    try {
      return fs.readSync(descriptor, bytes, at, bytes.length - at, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Bun.sleepSync(1);
    }
  }
}

function longer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.min(2 * bytes.length, MOST_TEXT_BYTES + 1));
  grown.set(bytes);
  return grown;
}
export const statusOf = (path: string): fs.Stats => fs.statSync(exact(path));
export const removeFile = (path: string): void => fs.unlinkSync(exact(path));
export const removeFolder = (path: string): void => fs.rmdirSync(exact(path));
export const rename = (from: string, to: string): void => fs.renameSync(exact(from), exact(to));

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
  fs.readdirSync(exact(path), { encoding: "buffer" }).map((name) => textOf(name));

/** The path without links. */
export const realPath = (path: string): string =>
  textOf(fs.realpathSync(exact(path), { encoding: "buffer" }) as unknown as Uint8Array);

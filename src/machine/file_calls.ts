/**
 * The calls of the system that work on files by their names and descriptors, straight from the C library: `node:fs` takes
 * three to ten times as long for each. Where there is no such library, or a call fails, the caller takes `node:fs`, which
 * knows why; only a descriptor that could not be closed is not there any more.
 */
import type { FFIFunction, Library } from "bun:ffi";
import { INTERRUPTED, lastErrorNumber, openLibrary } from "./system_calls.ts";
import { textOf, zeroEnded } from "./system_text.ts";

const functions = {
  access: { args: ["ptr", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
  lseek: { args: ["i32", "i64", "i32"], returns: "i64" },
  rename: { args: ["ptr", "ptr"], returns: "i32" },
  unlink: { args: ["ptr"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;

const linuxFunctions = {
  statx: { args: ["i32", "ptr", "i32", "u32", "ptr"], returns: "i32" },
  open: { args: ["ptr", "i32", "i32"], returns: "i32" },
  getdents64: { args: ["i32", "ptr", "usize"], returns: "i64" },
} as const satisfies Record<string, FFIFunction>;

/** Undefined until it is asked for, null where there is none. */
let calls: Library<typeof functions>["symbols"] | null | undefined;
let linuxCalls: Library<typeof linuxFunctions>["symbols"] | null | undefined;

function fileCalls(): Library<typeof functions>["symbols"] | null {
  if (calls === undefined) calls = openLibrary(functions) ?? null;
  return calls;
}

function callsOfLinux(): Library<typeof linuxFunctions>["symbols"] | null {
  if (linuxCalls === undefined)
    linuxCalls = (process.platform === "linux" ? openLibrary(linuxFunctions) : undefined) ?? null;
  return linuxCalls;
}

/** What kind of file is open: a folder, a file with positions, /dev/null, or another. */
export type FileKind = "folder" | "regular" | "block" | "null" | "other";

// statx(2): where its record has the mode and, of a device, its numbers.
const STATX_BYTES = 256;
const STATX_MODE = 28;
const STATX_DEVICE_MAJOR = 128;
const STATX_DEVICE_MINOR = 132;
const STATX_TYPE = 1;
const AT_EMPTY_PATH = 0x1000;

// The type in a mode (inode(7)).
const TYPE_MASK = 0o170000;
const FOLDER = 0o040000;
const REGULAR = 0o100000;
const BLOCK_DEVICE = 0o060000;
const CHARACTER_DEVICE = 0o020000;
const NULL_MAJOR = 1;
const NULL_MINOR = 3;

const emptyPath = new Uint8Array(1);
let record: Uint8Array<ArrayBuffer> | undefined;
let status: DataView | undefined;

/** What a descriptor is of; undefined when nobody knows. */
export function kindOfDescriptor(descriptor: number): FileKind | undefined {
  const library = callsOfLinux();
  if (library === null) return undefined;
  record ??= new Uint8Array(new ArrayBuffer(STATX_BYTES));
  status ??= new DataView(record.buffer);
  if (library.statx(descriptor, emptyPath, AT_EMPTY_PATH, STATX_TYPE, record) !== 0) return undefined;
  switch (status.getUint16(STATX_MODE, true) & TYPE_MASK) {
    case FOLDER:
      return "folder";
    case REGULAR:
      return "regular";
    case BLOCK_DEVICE:
      return "block";
    case CHARACTER_DEVICE: {
      const major = status.getUint32(STATX_DEVICE_MAJOR, true);
      const minor = status.getUint32(STATX_DEVICE_MINOR, true);
      return major === NULL_MAJOR && minor === NULL_MINOR ? "null" : "other";
    }
    default:
      return "other";
  }
}

const SEEK_END = 2;

/** How many bytes a regular file has, whose descriptor is at no position that counts; undefined when nobody knows. */
export function sizeOfDescriptor(descriptor: number): number | undefined {
  const size = Number(fileCalls()?.lseek(descriptor, 0, SEEK_END) ?? -1);
  return size < 0 ? undefined : size;
}

/**
 * Closes a descriptor; false when there is no library to do it. As in `node:fs` a signal is no reason to fail: the
 * descriptor is gone then, too.
 * @throws the system's error
 */
export function closeDescriptor(descriptor: number): boolean {
  const library = fileCalls();
  if (library === null) return false;
  if (library.close(descriptor) === 0) return true;
  const number = lastErrorNumber();
  if (number === INTERRUPTED) return true;
  const { getSystemErrorMap } = process.getBuiltinModule("node:util");
  const [code, text] = getSystemErrorMap().get(-number) ?? ["EIO", "i/o error"];
  throw Object.assign(new Error(`${code}: ${text}, close`), { code, errno: -number, syscall: "close" });
}

/** What access(2) asks for. */
const EXISTS = 0;
const WRITABLE = 2;
const READABLE = 4;

/** What the user may do with a file; undefined when there is none, or nobody knows. */
export function accessTo(path: string): { readonly reads: boolean; readonly writes: boolean } | undefined {
  const library = fileCalls();
  if (library === null || path.includes("\0")) return undefined;
  const name = zeroEnded(path);
  const writes = library.access(name, WRITABLE) === 0;
  const reads = library.access(name, READABLE) === 0;
  if (!writes && !reads && library.access(name, EXISTS) !== 0) return undefined;
  return { reads, writes };
}

/** Removes a file; false when that failed. */
export function unlinkNamed(path: string): boolean {
  return !path.includes("\0") && fileCalls()?.unlink(zeroEnded(path)) === 0;
}

/** Gives a file another name; false when that failed. */
export function renameNamed(from: string, to: string): boolean {
  if (from.includes("\0") || to.includes("\0")) return false;
  return fileCalls()?.rename(zeroEnded(from), zeroEnded(to)) === 0;
}

// getdents64(2): O_RDONLY | O_DIRECTORY | O_CLOEXEC, whose values differ by processor, and where a record has what.
const OPEN_FOLDER = process.arch === "arm64" ? 0o2040000 : 0o2200000;
const ENTRY_LENGTH = 16;
const ENTRY_NAME = 19;
const ENTRIES_BYTES = 32768;
let entries: Uint8Array | undefined;

/** The names in a folder, other than `.` and `..`, in the system's order; undefined when nobody knows. */
export function namesInFolder(path: string): string[] | undefined {
  const library = callsOfLinux();
  if (library === null || path.includes("\0")) return undefined;
  const descriptor = library.open(zeroEnded(path), OPEN_FOLDER, 0);
  if (descriptor < 0) return undefined;
  entries ??= new Uint8Array(new ArrayBuffer(ENTRIES_BYTES));
  const names: string[] = [];
  try {
    for (;;) {
      const count = Number(library.getdents64(descriptor, entries, ENTRIES_BYTES));
      if (count < 0) return undefined;
      if (count === 0) return names;
      addNames(names, entries, count);
    }
  } finally {
    closeDescriptor(descriptor);
  }
}

function addNames(names: string[], records: Uint8Array, end: number): void {
  for (let at = 0; at < end; ) {
    const length = (records[at + ENTRY_LENGTH] as number) | ((records[at + ENTRY_LENGTH + 1] as number) << 8);
    const start = at + ENTRY_NAME;
    const name = textOf(records.subarray(start, records.indexOf(0, start)));
    if (name !== "." && name !== "..") names.push(name);
    at += length;
  }
}

// The status of a file without node:fs, whose loading takes half as long as a whole start. On Linux statx(2) has one
// layout on every processor; elsewhere node:fs has to do.

import type { FFIFunction, Library } from "bun:ffi";

/** What the store wants to know of a file or folder. Symbolic links are not followed. */
export interface FileStatus {
  readonly kind: "file" | "folder" | "link" | "other";
  /** The permission bits. */
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
  /** Differs between a file and what a rename puts in its place. */
  readonly identity: string;
}

/** @returns undefined when there is nothing by this name, or nothing that may be looked at */
export function fileStatus(path: string): FileStatus | undefined {
  const calls = path.includes("\0") ? undefined : findCalls();
  return calls === undefined ? statusFromNode(path) : statusFromKernel(calls, path);
}

/** The user that this process acts as; -1 on systems without such numbers. */
export function actingUser(): number {
  return findCalls()?.geteuid() ?? process.geteuid?.() ?? -1;
}

/** The main group of this process; -1 on systems without such numbers. */
export function actingGroup(): number {
  return findCalls()?.getegid() ?? process.getegid?.() ?? -1;
}

const functions = {
  statx: { args: ["i32", "ptr", "i32", "u32", "ptr"], returns: "i32" },
  geteuid: { args: [], returns: "u32" },
  getegid: { args: [], returns: "u32" },
} as const satisfies Record<string, FFIFunction>;

type Calls = Library<typeof functions>["symbols"];

/** `bun:ffi` as it is without being loaded as a module; see `machine/system_calls.ts`. */
const { FFI } = Bun as unknown as {
  FFI?: {
    dlopen<Symbols extends Record<string, FFIFunction>>(name: string, symbols: Symbols): Library<Symbols>;
  };
};

/** `undefined` before it is asked for, `null` when there is none. */
let found: Calls | null | undefined;

function findCalls(): Calls | undefined {
  if (found === undefined) found = openCalls() ?? null;
  return found ?? undefined;
}

function openCalls(): Calls | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return FFI?.dlopen("libc.so.6", functions).symbols;
  } catch {
    return undefined; // A C library without statx: node:fs has to do.
  }
}

// linux/stat.h: struct statx, and the arguments of statx(2).
const currentFolder = -100; // AT_FDCWD
const doNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
const basicStats = 0x7ff;
const statxBytes = 256;
const offsets = {
  uid: 20,
  gid: 24,
  mode: 28,
  inode: 32,
  size: 40,
  changeSeconds: 96,
  changeNanoseconds: 104,
} as const;

/** S_IFMT and its values (inode(7)). */
function kindOf(mode: number): FileStatus["kind"] {
  switch (mode & 0xf000) {
    case 0x8000:
      return "file";
    case 0x4000:
      return "folder";
    case 0xa000:
      return "link";
    default:
      return "other";
  }
}

function statusFromKernel(calls: Calls, path: string): FileStatus | undefined {
  const buffer = new Uint8Array(statxBytes);
  const name = new TextEncoder().encode(`${path}\0`);
  if (calls.statx(currentFolder, name, doNotFollow, basicStats, buffer) !== 0) return undefined;
  const view = new DataView(buffer.buffer);
  const mode = view.getUint16(offsets.mode, true);
  const inode = view.getBigUint64(offsets.inode, true);
  const seconds = view.getBigInt64(offsets.changeSeconds, true);
  const nanoseconds = view.getUint32(offsets.changeNanoseconds, true);
  return {
    kind: kindOf(mode),
    mode: mode & 0o7777,
    owner: view.getUint32(offsets.uid, true),
    group: view.getUint32(offsets.gid, true),
    identity: `${inode}-${seconds}.${nanoseconds}`,
  };
}

function statusFromNode(path: string): FileStatus | undefined {
  const status = process.getBuiltinModule("node:fs").lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (status === undefined) return undefined;
  return {
    kind: kindOf(Number(status.mode)),
    mode: Number(status.mode) & 0o7777,
    owner: Number(status.uid),
    group: Number(status.gid),
    identity: `${status.ino}-${status.ctimeNs}`,
  };
}

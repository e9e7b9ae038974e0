// A library's bytes in anonymous memory that is sealed against every change: memfd_create(2), Linux only.

import type { Library } from "bun:ffi";
import { dlopen, ptr } from "../machine/foreign.ts";
import type { LoadableFile } from "./loadable_file.ts";

const libcSymbols = {
  memfd_create: { args: ["ptr", "u32"], returns: "i32" },
  write: { args: ["i32", "ptr", "usize"], returns: "i64" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
} as const;

const closeOnExec = 1;
const allowSealing = 2;
const addSeals = 1033; // F_ADD_SEALS
const everySeal = 1 | 2 | 4 | 8; // F_SEAL_SEAL, _SHRINK, _GROW, _WRITE

const memoryName = new TextEncoder().encode("fastforth\0");

/**
 * Puts bytes into sealed memory.
 * @returns undefined where the operating system has no such thing or refuses it
 */
export function openSealedMemory(bytes: Uint8Array): LoadableFile | undefined {
  const libc = process.platform === "linux" ? findLibc() : undefined;
  if (libc === undefined) return undefined;
  const { memfd_create, fcntl, close } = libc.symbols;
  const file = memfd_create(ptr(memoryName), closeOnExec | allowSealing);
  if (file < 0) return undefined;
  if (!writeAll(libc, file, bytes) || fcntl(file, addSeals, everySeal) !== 0) {
    close(file);
    return undefined;
  }
  return { path: freshPath(file), dispose: () => close(file) };
}

let libc: Library<typeof libcSymbols> | null | undefined;

function findLibc(): Library<typeof libcSymbols> | undefined {
  if (libc === undefined) {
    const musl = process.arch === "arm64" ? "libc.musl-aarch64.so.1" : "libc.musl-x86_64.so.1";
    libc = tryOpen("libc.so.6") ?? tryOpen(musl) ?? null;
  }
  return libc ?? undefined;
}

function tryOpen(name: string): Library<typeof libcSymbols> | undefined {
  try {
    return dlopen(name, libcSymbols);
  } catch {
    return undefined; // The other C library is tried, then a private file.
  }
}

function writeAll(libc: Library<typeof libcSymbols>, file: number, bytes: Uint8Array): boolean {
  let written = 0;
  while (written < bytes.length) {
    const count = Number(libc.symbols.write(file, ptr(bytes.subarray(written)), bytes.length - written));
    if (count <= 0) return false;
    written += count;
  }
  return true;
}

/** Begins anywhere: a process may hold this module more than once, in Workers and in tests. */
let pathsMade = crypto.getRandomValues(new Uint32Array(1))[0] as number;

/**
 * A path of an open file that this process never used before. The loader compares paths as text and hands back the
 * old library for a known one, while numbers of open files come again; so a count is written into the path, in
 * binary digits that mean nothing to the file system.
 */
function freshPath(file: number): string {
  let path = "/proc/self/fd/";
  pathsMade = (pathsMade + 1) >>> 0;
  for (let digits = pathsMade; digits > 0; digits >>>= 1) path += digits & 1 ? "./" : "/";
  return path + file;
}

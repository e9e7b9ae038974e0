/** Memory straight from the system: reserved, made usable and given back as its pages are needed. Linux alone has it. */
import type { FFIFunction, Pointer } from "bun:ffi";
import { FFI, libraryNames } from "./c_library.ts";

const memoryFunctions = {
  mmap: { args: ["ptr", "usize", "i32", "i32", "i32", "i64"], returns: "ptr" },
  mprotect: { args: ["ptr", "usize", "i32"], returns: "i32" },
  munmap: { args: ["ptr", "usize"], returns: "i32" },
  madvise: { args: ["ptr", "usize", "i32"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;

// mmap(2) on Linux.
const INACCESSIBLE = 0;
const READ_AND_WRITE = 3;
const PRIVATE_ANONYMOUS_WITHOUT_RESERVE = 0x2 | 0x20 | 0x4000;
const DO_NOT_NEED = 4;

/** Memory straight from the system, which stays where it is. Addresses and sizes are in bytes. */
export interface MemoryCalls {
  /** Reserves inaccessible memory; undefined when the system refuses. */
  reserve(size: number): number | undefined;
  makeWritable(address: number, size: number): boolean;
  makeInaccessible(address: number, size: number): void;
  /** The system takes the pages; they are zeros when they are touched again. */
  discard(address: number, size: number): void;
  /** A buffer over bytes that another one gives back. */
  look(address: number, length: number): ArrayBuffer;
  /** The first `length` of `size` reserved bytes. All of them are given back when nobody has the buffer any more. */
  view(address: number, length: number, size: number): ArrayBuffer;
}

/** `undefined` before they are asked for, `null` when there are none. */
let memoryLibrary: MemoryCalls | null | undefined;

/** Undefined on systems without these calls. */
export function memoryCalls(): MemoryCalls | undefined {
  if (memoryLibrary === undefined) memoryLibrary = makeMemoryCalls() ?? null;
  return memoryLibrary ?? undefined;
}

function makeMemoryCalls(): MemoryCalls | undefined {
  const library = libraryNames[process.platform];
  const ffi = FFI;
  if (process.platform !== "linux" || ffi === undefined || library === undefined) return undefined;
  try {
    const { mmap, mprotect, munmap, madvise } = ffi.dlopen(library, memoryFunctions).symbols;
    // munmap(address, size) is just what a buffer's deallocator is called with.
    const { ptr: unmapAddress } = munmap as unknown as { ptr: number };
    return {
      reserve: (size) => {
        const address = Number(mmap(null, size, INACCESSIBLE, PRIVATE_ANONYMOUS_WITHOUT_RESERVE, -1, 0));
        return address > 0 && address < 2 ** 53 ? address : undefined;
      },
      makeWritable: (address, size) => mprotect(address as Pointer, size, READ_AND_WRITE) === 0,
      makeInaccessible: (address, size) => {
        if (size > 0) mprotect(address as Pointer, size, INACCESSIBLE);
      },
      discard: (address, size) => {
        madvise(address as Pointer, size, DO_NOT_NEED);
      },
      look: (address, length) => ffi.toArrayBuffer(address, 0, length),
      view: (address, length, size) => ffi.toArrayBuffer(address, 0, length, size, unmapAddress),
    };
  } catch {
    return undefined;
  }
}

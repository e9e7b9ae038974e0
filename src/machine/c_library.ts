/** The C library of the process, and how its functions are reached. */
import type { FFIFunction, Library } from "bun:ffi";

/** What `bun:ffi` is made of. As a module that would be loaded at every start, used or not. */
export const { FFI } = Bun as unknown as {
  FFI?: {
    ptr(bytes: NodeJS.TypedArray | DataView): number;
    dlopen<Symbols extends Record<string, FFIFunction>>(name: string, symbols: Symbols): Library<Symbols>;
    /** @param deallocator is called with the address and `context` when nobody has the buffer any more */
    toArrayBuffer(
      address: number,
      offset: number,
      length: number,
      context?: number,
      deallocator?: number,
    ): ArrayBuffer;
  };
};

/** The C library of the process. musl, too, answers to the name of glibc. */
export const libraryNames: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.B.dylib",
};

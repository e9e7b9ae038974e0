/**
 * Calls into libraries and views of their memory: what the module `bun:ffi` wraps. The module itself takes the engine half
 * a millisecond to load, in each program that has any native code.
 */
import type { FFIFunction, Library, Pointer } from "bun:ffi";
import { FFI } from "./c_library.ts";
import { InternalError } from "./exceptions.ts";

/** What the engine answers where it does not throw. */
type OrError<Result> = Result | Error;

type Foreign = Omit<NonNullable<typeof FFI>, "dlopen"> & {
  dlopen(path: string, symbols: Readonly<Record<string, FFIFunction>>): OrError<Library<never>>;
  readonly read: { u8(address: number, offset: number): number };
  linkSymbols(symbols: Readonly<Record<string, FFIFunction>>): OrError<Library<never>>;
};

function foreign(): Foreign {
  if (FFI === undefined) throw new InternalError("this engine calls no libraries");
  return FFI as unknown as Foreign;
}

/** The address of an array's first byte. It stays right as long as the array is alive, and its bytes do not move. */
export const ptr = (array: NodeJS.TypedArray | DataView): Pointer => foreign().ptr(array) as Pointer;

/** A buffer over memory that somebody else gives back. */
export const toArrayBuffer = (address: Pointer, offset: number, length: number): ArrayBuffer =>
  foreign().toArrayBuffer(address, offset, length);

/** The ASCII text at an address, which ends with a zero. */
export function textAt(address: number): string {
  const { read } = foreign();
  let text = "";
  for (let at = 0; ; at++) {
    const byte = read.u8(address, at);
    if (byte === 0) return text;
    text += String.fromCharCode(byte);
  }
}

/** Opens a library. @throws Error when the loader refuses it, or has no such functions */
export function dlopen<Symbols extends Record<string, FFIFunction>>(
  path: string,
  symbols: Symbols,
): Library<Symbols> {
  const library = orThrow(foreign().dlopen(path, symbols));
  return { symbols: library.symbols as Library<Symbols>["symbols"], close: () => library.close() };
}

/** The function at an address; `close` gives up what calls it. */
export function functionAt(
  type: FFIFunction & { readonly ptr: Pointer },
): ((...args: number[]) => number) & { close(): void } {
  const library = orThrow(foreign().linkSymbols({ call: type }));
  const { call } = library.symbols as unknown as { call: (...args: number[]) => number };
  return Object.assign(call, { close: () => library.close() });
}

function orThrow<Result>(answer: OrError<Result>): Result {
  if (answer instanceof Error) throw answer;
  return answer;
}

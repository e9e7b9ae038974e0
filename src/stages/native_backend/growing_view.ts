/**
 * Views of large regions, no larger than what is in use. The engine counts what it has views of as memory of its own, and
 * answers the next larger allocation after so much of it with a garbage collection.
 */
import type { Pointer } from "bun:ffi";
import { toArrayBuffer } from "../../machine/foreign.ts";

/** Bytes of a view at first. */
const FIRST_VIEW = 64 * 1024;

/** The beginning of a region, as bytes and as words of 32 bits. */
export class GrowingView {
  #bytes = new Uint8Array(0);
  #words = new Uint32Array(0);

  /** @param size bytes of the region, a multiple of 4 */
  constructor(
    private readonly address: number,
    readonly size: number,
  ) {}

  /** At least the first `length` bytes, as far as the region goes. */
  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length) this.#grow(length);
    return this.#bytes;
  }

  /** At least the first `length` words, as far as the region goes. */
  words(length: number): Uint32Array {
    if (length > this.#words.length) this.#grow(4 * length);
    return this.#words;
  }

  #grow(length: number): void {
    const viewed = Math.min(this.size, Math.max(FIRST_VIEW, 2 ** Math.ceil(Math.log2(length))));
    const buffer = toArrayBuffer(this.address as Pointer, 0, viewed);
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
  }
}

/** The end of a region, where a stack begins that grows downwards. */
export class GrowingStackView {
  #words = new Uint32Array(0);

  /** @param end the address behind the region */
  constructor(
    private readonly end: number,
    private readonly size: number,
  ) {}

  /** The 64-bit word at an address in the region, as a number; 0 outside. */
  wordAt(address: number): number {
    const bytes = this.end - address;
    if (bytes < 8 || bytes > this.size) return 0;
    if (bytes > this.#words.byteLength) this.#grow(bytes);
    const at = this.#words.length - bytes / 4;
    return (this.#words[at] as number) + (this.#words[at + 1] as number) * 2 ** 32;
  }

  #grow(bytes: number): void {
    const viewed = Math.min(this.size, Math.max(FIRST_VIEW, 2 ** Math.ceil(Math.log2(bytes))));
    this.#words = new Uint32Array(toArrayBuffer((this.end - viewed) as Pointer, 0, viewed));
  }
}

/**
 * Bytes of a source whose length nobody knows before its end. They are read into pieces that stay where they are, so that
 * a long source takes no more memory than it has bytes, and one without an end no more than is read of it.
 */
import { newBytes } from "./growing_array.ts";
import { MOST_TEXT_BYTES } from "./text_limit.ts";

const FIRST_PIECE = 2 ** 14;
const LARGEST_PIECE = 2 ** 22;

export class GatheredBytes {
  private readonly full: Uint8Array[] = [];
  private last: Uint8Array;
  private filledOfLast = 0;
  private fullLength = 0;

  /** @param expected how many bytes will probably come: they are in one piece then */
  constructor(expected = 0) {
    // One byte more, so that the end is seen without another piece.
    this.last = newBytes(expected > 0 ? Math.min(expected, MOST_TEXT_BYTES) + 1 : FIRST_PIECE);
  }

  get length(): number {
    return this.fullLength + this.filledOfLast;
  }

  /** Whether there are more bytes than texts may have. */
  get isTooLong(): boolean {
    return this.length > MOST_TEXT_BYTES;
  }

  /** Where the next bytes go: at least one. */
  room(): Uint8Array {
    const { last } = this;
    if (this.filledOfLast === last.length) {
      this.full.push(last);
      this.fullLength += last.length;
      this.filledOfLast = 0;
      this.last = new Uint8Array(Math.min(LARGEST_PIECE, Math.max(FIRST_PIECE, 4 * last.length)));
    }
    return this.last.subarray(this.filledOfLast);
  }

  /** Says that bytes were put into the room. */
  filled(count: number): void {
    this.filledOfLast += count;
  }

  /** Puts a copy of bytes behind those that are there. */
  add(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const room = this.room();
      const count = Math.min(room.length, bytes.length - done);
      room.set(bytes.subarray(done, done + count));
      this.filled(count);
      done += count;
    }
  }

  /** The bytes in their order. */
  parts(): readonly Uint8Array[] {
    return [...this.full, this.last.subarray(0, this.filledOfLast)];
  }

  /** The bytes in one array: that of the only piece, if there is one alone. */
  join(): Uint8Array {
    const parts = this.parts();
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return first;
    const joined = newBytes(this.length);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}

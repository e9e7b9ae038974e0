/** Numbers (unsigned LEB128) and texts one behind the other, as the runtime of programs reads them. */
import { bytesOf } from "../machine/system_text.ts";

/** Bytes of a number that a double holds. */
const LONGEST_NUMBER = 8;

export class NumberStream {
  #bytes = new Uint8Array(1024);
  #length = 0;

  number(value: number): void {
    let rest = value;
    if (this.#length + LONGEST_NUMBER > this.#bytes.length) this.#grow();
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  text(text: string): void {
    const bytes = bytesOf(text);
    this.number(bytes.length);
    this.append(bytes);
  }

  append(bytes: Uint8Array): void {
    while (this.#length + bytes.length > this.#bytes.length) this.#grow();
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const grown = new Uint8Array(2 * this.#bytes.length);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

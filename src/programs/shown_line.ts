/** A line of a source as reports show it (src/forth/report.ts): looked at once, however many places are in it. */
import { MAX_EXCERPT, NARROW, printable } from "../forth/report.ts";
import { bytesOf } from "../machine/system_text.ts";

/** What is shown of the line for a place: where it begins in it, and its length, in bytes; columns of a terminal. */
interface ShownExcerpt {
  readonly start: number;
  readonly length: number;
  /** Before the token, and those of the token. */
  readonly indent: number;
  readonly underline: number;
}

export class ShownLine {
  /** Undefined when each character is a byte and a column. */
  readonly #characters: readonly string[] | undefined;
  /** The same as they are shown. */
  readonly #shown: readonly string[] = [];
  /** By the number of a character, and of the end: bytes before it. */
  readonly #starts: Uint32Array = new Uint32Array(0);
  /** As it is shown. */
  readonly bytes: Uint8Array;

  constructor(private readonly text: string) {
    if (NARROW.test(text)) {
      this.bytes = bytesOf(text);
      return;
    }
    this.#characters = [...text];
    this.#shown = this.#characters.map(printable);
    this.bytes = bytesOf(this.#shown.join(""));
    this.#starts = new Uint32Array(this.#characters.length + 1);
    let bytes = 0;
    for (const [number, character] of this.#shown.entries()) {
      bytes += Buffer.byteLength(character);
      this.#starts[number + 1] = bytes;
    }
  }

  /** @param place column of a place, from 1 */
  excerptAt(place: number): ShownExcerpt {
    const count = this.#characters?.length ?? this.text.length;
    const column = place - 1;
    // A very long line is shown around the place.
    const first = count > MAX_EXCERPT ? Math.max(0, column - MAX_EXCERPT / 2) : 0;
    const end = Math.min(count, first + MAX_EXCERPT);
    const tokenEnd = Math.min(this.#endOfToken(column), end);
    if (this.#characters === undefined)
      return {
        start: first,
        length: end - first,
        indent: column - first,
        underline: Math.max(0, tokenEnd - column),
      };
    const columns = (from: number, to: number) => Bun.stringWidth(this.#shown.slice(from, to).join(""));
    const start = this.#starts[first] as number;
    return {
      start,
      length: (this.#starts[end] as number) - start,
      indent: columns(first, column),
      underline: columns(column, tokenEnd),
    };
  }

  #endOfToken(column: number): number {
    const characters = this.#characters;
    if (characters === undefined) {
      const end = this.text.indexOf(" ", column);
      return end < 0 ? this.text.length : end;
    }
    let end = column;
    while (end < characters.length && (characters[end] as string) > " ") end++;
    return end;
  }
}

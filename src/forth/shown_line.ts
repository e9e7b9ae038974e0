/** A line of a source as reports show it: looked at once, however many places are in it. */
import { bytesOf } from "../machine/system_text.ts";

/** What is shown of the line for a place, in characters of the line, and how it lies on a terminal. */
interface Excerpt {
  readonly start: number;
  readonly end: number;
  /** Columns before the token, and those of the token. */
  readonly indent: number;
  readonly underline: number;
}

/** Characters of a line that are shown. */
const MAX_EXCERPT = 100;
/** Of which each character is a byte and a column of the terminal. */
const NARROW = /^[ -~]*$/;

export class ShownLine {
  /** Undefined when each character is a byte and a column. */
  readonly #characters: readonly string[] | undefined;
  /** The same as they are shown. */
  readonly #shown: readonly string[] = [];
  /** By the number of a character, and of the end: bytes before it. */
  #starts: Uint32Array | undefined;

  constructor(private readonly text: string) {
    if (NARROW.test(text)) return;
    this.#characters = [...text];
    this.#shown = this.#characters.map(printable);
  }

  /** @param place column of a place, from 1 @param width characters of its token */
  excerptAt(place: number, width = this.widthOfToken(place)): Excerpt {
    const count = this.#characters?.length ?? this.text.length;
    const column = place - 1;
    // A very long line is shown around the place.
    const start = count > MAX_EXCERPT ? Math.max(0, column - MAX_EXCERPT / 2) : 0;
    const end = Math.min(count, start + MAX_EXCERPT);
    const tokenEnd = Math.min(column + width, end);
    return {
      start,
      end,
      indent: this.#columns(start, column),
      underline: this.#columns(column, tokenEnd),
    };
  }

  /** Characters of the token at a place, which a blank ends. */
  widthOfToken(place: number): number {
    const start = place - 1;
    if (this.#characters === undefined) {
      const end = this.text.indexOf(" ", start);
      return Math.max(0, (end < 0 ? this.text.length : end) - start);
    }
    let end = start;
    while (end < this.#characters.length && (this.#characters[end] as string) > " ") end++;
    return end - start;
  }

  /** What stands between two characters. */
  textBetween(start: number, end: number): string {
    return this.#characters === undefined
      ? this.text.slice(start, end)
      : this.#shown.slice(start, end).join("");
  }

  #columns(start: number, end: number): number {
    if (this.#characters === undefined) return Math.max(0, end - start);
    return Bun.stringWidth(this.textBetween(start, end));
  }

  /** The whole line. */
  get bytes(): Uint8Array {
    return bytesOf(this.textBetween(0, this.text.length));
  }

  /** Bytes of the line before a character, or before its end. */
  bytesBefore(character: number): number {
    if (this.#characters === undefined) return character;
    this.#starts ??= startsOf(this.#shown);
    return this.#starts[character] as number;
  }
}

function startsOf(characters: readonly string[]): Uint32Array {
  const starts = new Uint32Array(characters.length + 1);
  for (const [number, character] of characters.entries())
    starts[number + 1] = (starts[number] as number) + Buffer.byteLength(character);
  return starts;
}

/** Text that moves no cursor: control characters, tabs too, become spaces. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, " ");
}

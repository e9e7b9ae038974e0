/**
 * Where the places in a program's code are in its source, for the reports of errors: a stream of numbers (unsigned LEB128)
 * and texts that plugins-src/program/traces.zig reads.
 *
 *     texts       count; each: name
 *     lines       count; each: text, number, the line as it is shown
 *     places      count; each: line, column, where its excerpt begins in the line and how many bytes it has, columns of the
 *                 terminal before the token, columns of the token
 *     names       count; each: name of a word
 *     sites       count; each: count of frames, then, innermost first: name, place
 *     functions   count; each, ascending: start from the beginning of the code, length, frame size / 8, whether it is of no
 *                 word, count of records, then by offset: offset from the one before, flags, stack offset / 8, 1 + site or 0
 */
import { excerptOf, printable, tokenWidth } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { framesAt } from "../ir/inline_sites.ts";
import type { Place } from "../machine/place.ts";
import { bytesOf } from "../machine/system_text.ts";
import { type PlacedWordCode, recordsOf } from "./program_code.ts";

const STACK_UNIT = 8;

export class Stream {
  #bytes = new Uint8Array(1024);
  #length = 0;

  number(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
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

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = value;
  }

  #grow(): void {
    const grown = new Uint8Array(2 * this.#bytes.length);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** A table that the stream has: how many records, and one after the other. Each is there once. */
class Section {
  readonly #numbers = new Map<string, number>();
  readonly #records = new Stream();

  /** The number of a record, which is written when it is new: numbers, and behind them a text. */
  numberOf(key: string, numbers: () => readonly number[], text?: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    for (const number of numbers()) this.#records.number(number);
    if (text !== undefined) this.#records.text(text);
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }

  appendTo(whole: Stream): void {
    whole.number(this.#numbers.size);
    whole.append(this.#records.bytes);
  }
}

/** @param starts by code: where it begins, in bytes from the beginning of all code */
export function tracesOf(
  session: Session,
  codes: readonly PlacedWordCode[],
  starts: (code: PlacedWordCode) => number,
): Uint8Array {
  return new Traces(session).of(codes, starts);
}

class Traces {
  readonly #texts = new Section();
  readonly #lines = new Section();
  readonly #places = new Section();
  readonly #names = new Section();
  readonly #sites = new Section();
  readonly #functions = new Stream();

  constructor(private readonly session: Session) {}

  of(codes: readonly PlacedWordCode[], starts: (code: PlacedWordCode) => number): Uint8Array {
    const ordered = codes.toSorted((a, b) => starts(a) - starts(b));
    this.#functions.number(ordered.length);
    for (const code of ordered) this.#function(code, starts(code));
    const whole = new Stream();
    for (const section of [this.#texts, this.#lines, this.#places, this.#names, this.#sites])
      section.appendTo(whole);
    whole.append(this.#functions.bytes);
    return whole.bytes;
  }

  #function(code: PlacedWordCode, start: number): void {
    const out = this.#functions;
    const records = recordsOf(code);
    for (const number of [
      start,
      code.piece.bytes.length,
      code.frameSize / STACK_UNIT,
      code.word === 0 ? 1 : 0,
      records.length,
    ])
      out.number(number);
    let offset = 0;
    for (const record of records) {
      out.number(record.offset - offset);
      offset = record.offset;
      out.number(record.flags);
      out.number(record.stackOffset / STACK_UNIT);
      out.number(this.#siteOf(code, record.position));
    }
  }

  /** One more than the number of a site, or 0 for a place that no source has. */
  #siteOf({ word, inlineSites }: PlacedWordCode, position: number): number {
    if (word === 0 || position === 0) return 0;
    const frames = framesAt(word, position, inlineSites).flatMap((frame) => {
      const place = this.session.positions.place(frame.position);
      return place === undefined ? [] : [[this.#nameOf(frame.word), this.#placeOf(place)] as const];
    });
    if (frames.length === 0) return 0;
    return 1 + this.#sites.numberOf(frames.join(" "), () => [frames.length, ...frames.flat()]);
  }

  #nameOf(word: number): number {
    const name = this.session.dictionary.word(word)?.displayName || "<noname>";
    return this.#names.numberOf(name, () => [], name);
  }

  #placeOf(place: Place): number {
    const line = this.#lineOf(place);
    return this.#places.numberOf(`${line} ${place.column}`, () => {
      const { before, text, indent, underline } = excerptOf(place, tokenWidth(place));
      const start = bytesOf(before).length;
      return [line, place.column, start, bytesOf(text).length - start, indent, underline];
    });
  }

  #lineOf({ name, line, lineText }: Place): number {
    const text = this.#texts.numberOf(name, () => [], name);
    return this.#lines.numberOf(`${text} ${line}`, () => [text, line], printable(lineText));
  }
}

/**
 * Where the places in a program's code are in its source, for the reports of errors: a stream of numbers (unsigned LEB128)
 * and texts that plugins-src/program/traces.zig reads.
 *
 *     texts       count; each: name
 *     lines       count; each: text, number, text of the line
 *     places      count; each: line, column, width of the token, in characters
 *     names       count; each: name of a word
 *     sites       count; each: count of frames, then, innermost first: name, place
 *     functions   count; each, ascending: start from the beginning of the code, length, frame size / 8, whether it is of no
 *                 word, count of records, then by offset: offset from the one before, flags, stack offset / 8, 1 + site or 0
 */
import type { Session } from "../forth/session.ts";
import { framesAt } from "../ir/inline_sites.ts";
import type { Place } from "../machine/place.ts";
import { bytesOf } from "../machine/system_text.ts";
import { type PlacedWordCode, recordsOf } from "./program_code.ts";

const STACK_UNIT = 8;

/** Numbers for values that are met again: the next one for what is new. */
class Numbering {
  readonly #numbers = new Map<string, number>();

  get count(): number {
    return this.#numbers.size;
  }

  of(key: string, write: () => void): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    write();
    return number;
  }
}

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

/** A table that the stream has: how many, and one after the other. */
class Section {
  readonly numbering = new Numbering();
  readonly stream = new Stream();

  appendTo(whole: Stream): void {
    whole.number(this.numbering.count);
    whole.append(this.stream.bytes);
  }
}

/** @param starts by code: where it begins, in bytes from the beginning of all code */
export function tracesOf(
  session: Session,
  codes: readonly PlacedWordCode[],
  starts: (code: PlacedWordCode) => number,
): Uint8Array {
  const texts = new Section();
  const lines = new Section();
  const places = new Section();
  const names = new Section();
  const sites = new Section();

  const lineOf = ({ name, line, lineText }: Place): number => {
    const text = texts.numbering.of(name, () => texts.stream.text(name));
    return lines.numbering.of(`${text} ${line}`, () => {
      lines.stream.number(text);
      lines.stream.number(line);
      lines.stream.text(lineText);
    });
  };
  const placeOf = (place: Place): number => {
    const line = lineOf(place);
    return places.numbering.of(`${line} ${place.column}`, () => {
      places.stream.number(line);
      places.stream.number(place.column);
      places.stream.number(tokenWidth(place));
    });
  };
  const nameOf = (word: number): number => {
    const name = session.dictionary.word(word)?.displayName || "<noname>";
    return names.numbering.of(name, () => names.stream.text(name));
  };
  const siteOf = (code: PlacedWordCode, position: number): number => {
    if (code.word === 0 || position === 0) return 0;
    const frames = framesAt(code.word, position, code.inlineSites).flatMap((frame) => {
      const place = session.positions.place(frame.position);
      return place === undefined ? [] : [[nameOf(frame.word), placeOf(place)] as const];
    });
    if (frames.length === 0) return 0;
    const number = sites.numbering.of(frames.join(" "), () => {
      sites.stream.number(frames.length);
      for (const [name, place] of frames) {
        sites.stream.number(name);
        sites.stream.number(place);
      }
    });
    return number + 1;
  };

  const functions = new Stream();
  const ordered = codes.toSorted((a, b) => starts(a) - starts(b));
  functions.number(ordered.length);
  for (const code of ordered) {
    const records = recordsOf(code);
    functions.number(starts(code));
    functions.number(code.piece.bytes.length);
    functions.number(code.frameSize / STACK_UNIT);
    functions.number(code.word === 0 ? 1 : 0);
    functions.number(records.length);
    let offset = 0;
    for (const record of records) {
      functions.number(record.offset - offset);
      offset = record.offset;
      functions.number(record.flags);
      functions.number(record.stackOffset / STACK_UNIT);
      functions.number(siteOf(code, record.position));
    }
  }
  const whole = new Stream();
  for (const section of [texts, lines, places, names, sites]) section.appendTo(whole);
  whole.append(functions.bytes);
  return whole.bytes;
}

/** Characters of the token at a place: as reports underline it. */
function tokenWidth(place: Place): number {
  const characters = [...place.lineText].slice(place.column - 1);
  const end = characters.findIndex((character) => character <= " ");
  return end < 0 ? characters.length : end;
}

/**
 * Where the places in a program's code are in its source, for the reports of errors, as plugins-src/program/traces.zig
 * reads it: a table of the functions, then records of numbers (unsigned LEB128) and texts, which name each other by where
 * they are in the whole.
 */
import { excerptOf, printable, tokenWidth } from "../forth/report.ts";
import type { Place } from "../machine/place.ts";
import { bytesOf } from "../machine/system_text.ts";
import { type PlacedWordCode, recordsOf } from "./program_code.ts";
import type { SourcePlaces } from "./source_places.ts";

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

  get length(): number {
    return this.#length;
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

/** @param starts by code: where it begins, in bytes from the beginning of all code */
export function tracesOf(
  sources: SourcePlaces,
  codes: readonly PlacedWordCode[],
  starts: (code: PlacedWordCode) => number,
): Uint8Array {
  return new Traces(sources).of(codes, starts);
}

const NUMBER_BYTES = 4;

class Traces {
  readonly #stream = new Stream();
  readonly #texts = new Map<string, number>();
  readonly #lines = new Map<string, number>();
  readonly #places = new Map<Place, number>();
  readonly #names = new Map<string, number>();
  readonly #sites = new Map<string, number>();
  /** By the frames, which are the same array for the same position of a code. */
  readonly #siteOfFrames = new Map<ReturnType<SourcePlaces["framesAt"]>, number>();

  constructor(private readonly sources: SourcePlaces) {}

  of(codes: readonly PlacedWordCode[], starts: (code: PlacedWordCode) => number): Uint8Array {
    const ordered = codes.toSorted((a, b) => starts(a) - starts(b));
    const table = new DataView(new ArrayBuffer((1 + 2 * ordered.length) * NUMBER_BYTES));
    this.#stream.append(new Uint8Array(table.buffer));
    table.setUint32(0, ordered.length, true);
    for (const [number, code] of ordered.entries()) {
      const at = (1 + 2 * number) * NUMBER_BYTES;
      table.setUint32(at, starts(code), true);
      table.setUint32(at + NUMBER_BYTES, this.#function(code), true);
    }
    this.#stream.bytes.set(new Uint8Array(table.buffer));
    return this.#stream.bytes;
  }

  /** Gives where it is, as the other methods do: what it names comes before it. */
  #function(code: PlacedWordCode): number {
    const records = recordsOf(code);
    const sites = records.map(({ position }) => this.#siteOf(code, position));
    const out = this.#stream;
    const at = out.length;
    out.number(code.piece.bytes.length);
    out.number(code.frameSize / STACK_UNIT);
    out.number(code.word === 0 ? 1 : 0);
    out.number(records.length);
    let offset = 0;
    for (const [index, record] of records.entries()) {
      out.number(record.offset - offset);
      offset = record.offset;
      out.number(record.flags);
      out.number(record.stackOffset / STACK_UNIT);
      out.number(sites[index] as number);
    }
    return at;
  }

  /** 0 for a place that no source has. */
  #siteOf(code: PlacedWordCode, position: number): number {
    if (code.word === 0 || position === 0) return 0;
    const frames = this.sources.framesAt(code, position);
    if (frames.length === 0) return 0;
    let site = this.#siteOfFrames.get(frames);
    if (site === undefined) {
      const numbers = frames.flatMap(({ name, place }) => [this.#nameOf(name), this.#placeOf(place)]);
      site = this.#record(this.#sites, numbers.join(" "), [frames.length, ...numbers]);
      this.#siteOfFrames.set(frames, site);
    }
    return site;
  }

  #nameOf(name: string): number {
    return this.#record(this.#names, name, [], name);
  }

  #placeOf(place: Place): number {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const text = this.#record(this.#texts, place.name, [], place.name);
    const line = this.#record(
      this.#lines,
      `${text} ${place.line}`,
      [text, place.line],
      printable(place.lineText),
    );
    const excerpt = excerptOf(place, tokenWidth(place));
    const start = bytesOf(excerpt.before).length;
    const length = bytesOf(excerpt.text).length - start;
    const numbers = [line, place.column, start, length, excerpt.indent, excerpt.underline];
    return this.#record(this.#places, place, numbers);
  }

  /** A record, which is written when it is new: numbers, and behind them a text. */
  #record<Key>(known: Map<Key, number>, key: Key, numbers: readonly number[], text?: string): number {
    const at = known.get(key);
    if (at !== undefined) return at;
    const out = this.#stream;
    known.set(key, out.length);
    const start = out.length;
    for (const number of numbers) out.number(number);
    if (text !== undefined) out.text(text);
    return start;
  }
}

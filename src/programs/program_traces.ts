/**
 * Where the places in a program's code are in its source, for the reports of errors, as plugins-src/program/traces.zig
 * reads it: a table of the functions, then records of numbers (unsigned LEB128) and texts, which name each other by where
 * they are in the whole.
 */
import { CodePosition, CodePositionFlag } from "../abi/bindings.ts";
import { ShownLine } from "../forth/shown_line.ts";
import type { Place } from "../machine/place.ts";
import { NumberStream } from "./number_stream.ts";
import type { PlacedWordCode } from "./program_code.ts";
import type { SourcePlaces, SourceSite } from "./source_places.ts";

const STACK_UNIT = 8;
const RECORDED = CodePositionFlag.returnAddress | CodePositionFlag.fault;

/** @param starts by code: where it begins, in bytes from the beginning of all code */
export function tracesOf(
  sources: SourcePlaces,
  codes: readonly PlacedWordCode[],
  starts: (code: PlacedWordCode) => number,
): Uint8Array {
  return new Traces(sources).of(codes, starts);
}

const NUMBER_BYTES = 4;

interface Line {
  /** Where it is. */
  readonly at: number;
  readonly shown: ShownLine;
}

class Traces {
  readonly #stream = new NumberStream();
  /** By the name of a text: where it is, and its lines by number. */
  readonly #texts = new Map<string, { readonly at: number; readonly lines: Map<number, Line> }>();
  readonly #places = new Map<Place, number>();
  readonly #names = new Map<string, number>();
  /** By the number of a site. */
  readonly #sites: number[] = [];

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
    const { positions } = code;
    /** Where calls return to, and what may fault. */
    const records: number[] = [];
    const sites: number[] = [];
    for (let at = 0; at < positions.length; at += CodePosition.WORDS) {
      if (((positions[at + CodePosition.flags] as number) & RECORDED) === 0) continue;
      records.push(at);
      sites.push(this.#siteOf(code, positions[at + CodePosition.position] as number));
    }
    const out = this.#stream;
    const start = out.length;
    out.number(code.piece.bytes.length);
    out.number(code.frameSize / STACK_UNIT);
    out.number(code.word === 0 ? 1 : 0);
    out.number(records.length);
    let before = 0;
    for (let index = 0; index < records.length; index++) {
      const at = records[index] as number;
      const offset = positions[at + CodePosition.offset] as number;
      out.number(offset - before);
      before = offset;
      out.number(positions[at + CodePosition.flags] as number);
      out.number((positions[at + CodePosition.stackOffset] as number) / STACK_UNIT);
      out.number(sites[index] as number);
    }
    return start;
  }

  /** 0 for a place that no source has. */
  #siteOf(code: PlacedWordCode, position: number): number {
    if (code.word === 0 || position === 0) return 0;
    const site = this.sources.siteAt(code, position);
    return site === undefined ? 0 : this.#site(site);
  }

  #site(site: SourceSite): number {
    const known = this.#sites[site.number];
    if (known !== undefined) return known;
    const caller = site.caller === undefined ? 0 : this.#site(site.caller);
    const name = this.#nameOf(site.name);
    const place = this.#placeOf(site.place);
    const out = this.#stream;
    const at = out.length;
    this.#sites[site.number] = at;
    out.number(name);
    out.number(place);
    out.number(caller);
    return at;
  }

  #nameOf(name: string): number {
    let at = this.#names.get(name);
    if (at === undefined) {
      at = this.#stream.length;
      this.#names.set(name, at);
      this.#stream.text(name);
    }
    return at;
  }

  #placeOf(place: Place): number {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const line = this.#lineOf(place);
    const { start, end, indent, underline } = line.shown.excerptAt(place.column);
    const firstByte = line.shown.bytesBefore(start);
    const out = this.#stream;
    const at = out.length;
    this.#places.set(place, at);
    out.number(line.at);
    out.number(place.column);
    out.number(firstByte);
    out.number(line.shown.bytesBefore(end) - firstByte);
    out.number(indent);
    out.number(underline);
    return at;
  }

  #lineOf(place: Place): Line {
    const out = this.#stream;
    let text = this.#texts.get(place.name);
    if (text === undefined) {
      text = { at: out.length, lines: new Map() };
      this.#texts.set(place.name, text);
      out.text(place.name);
    }
    let line = text.lines.get(place.line);
    if (line === undefined) {
      line = { at: out.length, shown: new ShownLine(place.lineText) };
      text.lines.set(place.line, line);
      const { bytes } = line.shown;
      out.number(text.at);
      out.number(place.line);
      out.number(bytes.length);
      out.append(bytes);
    }
    return line;
  }
}

/** Source positions: small numbers that travel through bodies, ForthIR and code, and lead back to a place in a text. */
import type { Place } from "../machine/place.ts";
import { shownText } from "../machine/system_text.ts";
import type { Source } from "./source.ts";

/** A text that positions refer to. Texts in the data space are copied, because a program may change them. */
interface Text {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Offset in the source that bytes[0] had. */
  readonly origin: number;
  /** Line number of the first byte. */
  readonly firstLine: number;
  /** It is a line of a terminal. */
  readonly isTyped: boolean;
  /** Offsets where its lines begin, when somebody has asked for a place in it. */
  lineStarts?: Uint32Array;
}

/** How many texts and positions there were. */
interface PositionsMark {
  readonly texts: number;
  readonly count: number;
}

const INITIAL_POSITIONS = 4096;
const LINE_FEED = 0x0a;

export class Positions {
  private readonly texts: Text[] = [];
  /** Two words a position: text index, offset in the text. Position 0 is none. */
  private records = new Uint32Array(INITIAL_POSITIONS * 2);
  private count = 1;
  /** While set, positions of the system's own Forth source are not kept. */
  suspended = false;
  /** Positions of the system's own Forth source are kept, too: for who looks at its words. */
  keepSystem = false;

  /** The id of the place of the current token of `source`. */
  add(source: Source): number {
    if (this.suspended) return 0;
    if (source.textId < 0) source.textId = this.addText(source);
    const offset = source.tokenStart - (this.texts[source.textId] as Text).origin;
    const last = (this.count - 1) * 2;
    if (this.records[last] === source.textId && this.records[last + 1] === offset && this.count > 1)
      return this.count - 1;
    if (this.count * 2 === this.records.length) {
      const grown = new Uint32Array(this.records.length * 2);
      grown.set(this.records);
      this.records = grown;
    }
    this.records[this.count * 2] = source.textId;
    this.records[this.count * 2 + 1] = offset;
    return this.count++;
  }

  private addText(source: Source): number {
    const text: Text = source.inDataSpace
      ? {
          name: source.name,
          bytes: source.bytes.slice(source.lineStart, source.end),
          origin: source.lineStart,
          firstLine: 1,
          isTyped: false,
        }
      : {
          name: source.name,
          bytes: source.bytes,
          origin: 0,
          firstLine: source.kind === "terminal" ? source.line : 1,
          isTyped: source.kind === "terminal",
        };
    this.texts.push(text);
    return this.texts.length - 1;
  }

  /** The texts that positions refer to, each with what gives a place in it by an offset. */
  *wholeTexts(): Generator<{ readonly bytes: Uint8Array; readonly placeOf: (offset: number) => Place }> {
    for (const text of this.texts) yield { bytes: text.bytes, placeOf: (offset) => placeAt(text, offset) };
  }

  /** What is there now, for `forget`. */
  mark(): PositionsMark {
    return { texts: this.texts.length, count: this.count };
  }

  /** Gives back what was added since a mark; the sources that are being interpreted are added anew when they are needed. */
  forget(mark: PositionsMark, sources: Iterable<Source>): void {
    this.texts.length = mark.texts;
    this.count = mark.count;
    for (const source of sources) if (source.textId >= mark.texts) source.textId = -1;
  }

  /** The place of a position, or undefined for none. */
  place(position: number): Place | undefined {
    if (position <= 0 || position >= this.count) return undefined;
    const text = this.texts[this.records[position * 2] as number] as Text;
    const offset = this.records[position * 2 + 1] as number;
    text.lineStarts ??= lineStartsOf(text.bytes);
    const line = lineAt(text.lineStarts, offset);
    return placeInLine(text, offset, text.firstLine + line, text.lineStarts[line] as number);
  }

  /** The bytes of the source that a position lies in, the position's offset in them, and the number of their first line. */
  sourceOf(
    position: number,
  ): { name: string; bytes: Uint8Array; offset: number; firstLine: number } | undefined {
    if (position <= 0 || position >= this.count) return undefined;
    const { name, bytes, firstLine } = this.texts[this.records[position * 2] as number] as Text;
    return { name, bytes, offset: this.records[position * 2 + 1] as number, firstLine };
  }

  /** Keeps the line of a terminal that is interpreted, also when no position refers to it: it may be within a definition. */
  keepLine(source: Source): void {
    if (!this.suspended && source.textId < 0) source.textId = this.addText(source);
  }

  /**
   * The text between two positions of the same source, or of lines of a terminal that follow each other; undefined when
   * they are none.
   */
  textBetween(from: number, to: number): string | undefined {
    if (from <= 0 || to <= 0) return undefined;
    const firstId = this.records[from * 2] as number;
    const lastId = this.records[to * 2] as number;
    const texts = this.texts.slice(firstId, lastId + 1);
    const [first] = texts;
    const last = texts.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const isTyped = (text: Text, at: number) => text.isTyped && text.firstLine === first.firstLine + at;
    if (firstId !== lastId && !texts.every(isTyped)) return undefined;
    const start = this.records[from * 2 + 1] as number;
    let end = this.records[to * 2 + 1] as number;
    while (end < last.bytes.length && (last.bytes[end] as number) > 0x20) end++;
    if (firstId === lastId) return shownText(first.bytes.subarray(start, end));
    const inner = texts.slice(1, -1).map(({ bytes }) => shownText(bytes));
    return [shownText(first.bytes.subarray(start)), ...inner, shownText(last.bytes.subarray(0, end))].join(
      "\n",
    );
  }

  /** The place of the current token of a source. */
  placeOf(source: Source): Place {
    const text = {
      name: source.name,
      bytes: source.bytes.subarray(0, source.end),
      origin: 0,
      firstLine: 1,
      isTyped: false,
    };
    const place = placeAt(text, source.tokenStart, source.singleLine ? source.lineStart : 0);
    return source.kind === "terminal" ? { ...place, line: source.line } : place;
  }
}

/** Bytes of a line that are shown on each side of a place: what is longer is no line of a text, but memory without line ends. */
const LONGEST_SIDE = 2 ** 20;

/** The place of an offset. In a line that is too long, columns count from where the part that is shown begins. */
function placeAt(text: Text, offset: number, from = 0): Place {
  const { bytes } = text;
  let line = text.firstLine;
  let lineStart = from;
  for (
    let feed = bytes.indexOf(LINE_FEED, from);
    feed >= 0 && feed < offset;
    feed = bytes.indexOf(LINE_FEED, feed + 1)
  ) {
    line++;
    lineStart = feed + 1;
  }
  return placeInLine(text, offset, line, lineStart);
}

function placeInLine({ bytes, name }: Text, offset: number, line: number, lineStart: number): Place {
  const feed = bytes.indexOf(LINE_FEED, lineStart);
  const lineEnd = Math.min(feed < 0 ? bytes.length : feed, offset + LONGEST_SIDE);
  lineStart = Math.max(lineStart, offset - LONGEST_SIDE);
  const decode = (start: number, end: number) => shownText(bytes.subarray(start, Math.max(start, end)));
  return {
    name,
    line,
    column: [...decode(lineStart, offset)].length + 1,
    lineText: decode(lineStart, lineEnd).replace(/\r$/, ""),
  };
}

function lineStartsOf(bytes: Uint8Array): Uint32Array {
  const starts = [0];
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, feed + 1))
    starts.push(feed + 1);
  return Uint32Array.from(starts);
}

/** The last line that begins at an offset or before it. */
function lineAt(starts: Uint32Array, offset: number): number {
  let line = 0;
  for (let end = starts.length; end - line > 1; ) {
    const middle = (line + end) >> 1;
    if ((starts[middle] as number) <= offset) line = middle;
    else end = middle;
  }
  return line;
}

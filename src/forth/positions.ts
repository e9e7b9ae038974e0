/** Source positions: small numbers that travel through bodies, ForthIR and code, and lead back to a place in a text. */
import type { Place } from "../machine/place.ts";
import { shownText } from "../machine/system_text.ts";
import type { Source } from "./source.ts";

/**
 * A text that positions refer to, or the part of one that begins at an offset. Texts in the data space are copied, because
 * a program may change them.
 */
interface Text {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The position of bytes[start]; each byte behind it, and the end, has the next one. */
  readonly first: number;
  readonly start: number;
  /** Line number of the first byte. */
  readonly firstLine: number;
  /** It is a line of a terminal. */
  readonly isTyped: boolean;
  /** Offsets where its lines begin, when somebody has asked for a place in it. */
  lineStarts?: Uint32Array;
  /** The whole text, when each of its bytes is shown as one character; null when not, undefined until somebody has asked. */
  characters?: string | null;
}

/** What places in a text are made of. */
type TextOfPlace = Pick<Text, "name" | "bytes" | "firstLine">;

/** How many texts there were, and the next position. */
interface PositionsMark {
  readonly texts: number;
  readonly count: number;
}

/** Positions stay non-negative int32; what comes behind the last has none. */
const MOST_POSITIONS = 2 ** 31;
const LINE_FEED = 0x0a;

/**
 * Every byte of a text that something refers to has a position: they are numbered through all texts. So a position takes no
 * memory of its own, however many tokens a program has.
 */
export class Positions {
  /** In the order of their positions. */
  private readonly texts: Text[] = [];
  /** The next text's first position. Position 0 is none. */
  private count = 1;
  /** While set, positions of the system's own Forth source are not kept. */
  suspended = false;
  /** Positions of the system's own Forth source are kept, too: for who looks at its words. */
  keepSystem = false;

  /** The position of the current token of `source`. */
  add(source: Source): number {
    if (this.suspended) return 0;
    if (source.tokenStart > source.placedEnd && !this.addText(source)) return 0;
    return source.firstPosition + source.tokenStart;
  }

  /** Gives positions to a source, or to the rest of one that has become longer; false when there are none left. */
  private addText(source: Source): boolean {
    const isNew = source.placedEnd < 0;
    const { name, kind, lineStart, inDataSpace } = source;
    // Offset in the source of the first byte that gets a position.
    const from = isNew ? (inDataSpace ? lineStart : 0) : source.placedEnd + 1;
    const length = source.end - from;
    if (this.count + length + 1 > MOST_POSITIONS) return false;
    this.texts.push({
      name,
      bytes: inDataSpace ? source.bytes.slice(from, source.end) : source.bytes,
      first: this.count,
      start: inDataSpace ? 0 : from,
      firstLine: kind === "terminal" ? source.line : 1,
      isTyped: kind === "terminal",
    });
    source.firstPosition = this.count - from;
    source.placedEnd = source.end;
    this.count += length + 1;
    return true;
  }

  /** The text of a position, by its index; -1 for no position. */
  private textOf(position: number): number {
    if (position <= 0 || position >= this.count) return -1;
    const { texts } = this;
    let found = 0;
    for (let end = texts.length; end - found > 1; ) {
      const middle = (found + end) >> 1;
      if ((texts[middle] as Text).first <= position) found = middle;
      else end = middle;
    }
    return found;
  }

  /** The texts that positions refer to, each with what gives a place in it by an offset. */
  *wholeTexts(): Generator<{ readonly bytes: Uint8Array; readonly placeOf: (offset: number) => Place }> {
    for (const text of this.texts)
      if (text.start === 0) yield { bytes: text.bytes, placeOf: (offset) => placeAt(text, offset) };
  }

  /** All texts, by their positions, for who looks places up without this. */
  allTexts(): readonly Readonly<Text>[] {
    return this.texts;
  }

  /** No position is as great. */
  get end(): number {
    return this.count;
  }

  /** What is there now, for `forget`. */
  mark(): PositionsMark {
    return { texts: this.texts.length, count: this.count };
  }

  /** Gives back what was added since a mark; the sources that are being interpreted are added anew when they are needed. */
  forget(mark: PositionsMark, sources: Iterable<Source>): void {
    this.texts.length = mark.texts;
    this.count = mark.count;
    for (const source of sources) {
      if (source.placedEnd >= 0 && source.firstPosition + source.placedEnd >= mark.count)
        source.placedEnd = -1;
    }
  }

  /** The place of a position, or undefined for none. */
  place(position: number): Place | undefined {
    const text = this.texts[this.textOf(position)];
    if (text === undefined) return undefined;
    const offset = position - text.first + text.start;
    text.lineStarts ??= lineStartsOf(text.bytes);
    const line = lineAt(text.lineStarts, offset);
    const number = text.firstLine + line;
    const lineStart = text.lineStarts[line] as number;
    if (text.characters === undefined) text.characters = charactersOf(text.bytes);
    if (text.characters === null) return placeInLine(text, offset, number, lineStart);
    const end = (text.lineStarts[line + 1] ?? text.bytes.length + 1) - 1;
    if (end - lineStart > LONGEST_SIDE) return placeInLine(text, offset, number, lineStart);
    const lineText = text.characters.slice(lineStart, text.characters[end - 1] === "\r" ? end - 1 : end);
    return { name: text.name, line: number, column: offset - lineStart + 1, lineText };
  }

  /** The bytes of the source that a position lies in, the position's offset in them, and the number of their first line. */
  sourceOf(
    position: number,
  ): { name: string; bytes: Uint8Array; offset: number; firstLine: number } | undefined {
    const text = this.texts[this.textOf(position)];
    if (text === undefined) return undefined;
    const { name, bytes, firstLine, first, start } = text;
    return { name, bytes, offset: position - first + start, firstLine };
  }

  /** Keeps the line of a terminal that is interpreted, also when no position refers to it: it may be within a definition. */
  keepLine(source: Source): void {
    if (!this.suspended && source.placedEnd < 0) this.addText(source);
  }

  /**
   * The text between two positions of the same source, or of lines of a terminal that follow each other; undefined when
   * they are none.
   */
  textBetween(from: number, to: number): string | undefined {
    const firstId = this.textOf(from);
    const lastId = this.textOf(to);
    const texts = this.texts.slice(firstId, lastId + 1);
    const [first] = texts;
    const last = texts.at(-1);
    if (firstId < 0 || first === undefined || last === undefined) return undefined;
    const isTyped = (text: Text, at: number) => text.isTyped && text.firstLine === first.firstLine + at;
    const isOne = first.bytes === last.bytes;
    if (!isOne && !texts.every(isTyped)) return undefined;
    const start = from - first.first + first.start;
    let end = to - last.first + last.start;
    while (end < last.bytes.length && (last.bytes[end] as number) > 0x20) end++;
    if (isOne) return shownText(first.bytes.subarray(start, end));
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
      firstLine: 1,
    };
    const place = placeAt(text, source.tokenStart, source.singleLine ? source.lineStart : 0);
    return source.kind === "terminal" ? { ...place, line: source.line } : place;
  }
}

/** Bytes of a line that are shown on each side of a place: what is longer is no line of a text, but memory without line ends. */
const LONGEST_SIDE = 2 ** 20;

/** The place of an offset. In a line that is too long, columns count from where the part that is shown begins. */
function placeAt(text: TextOfPlace, offset: number, from = 0): Place {
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

function placeInLine({ bytes, name }: TextOfPlace, offset: number, line: number, lineStart: number): Place {
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

/** The characters of a text as one for each byte, which is quick to take lines from; null when it is none. */
function charactersOf(bytes: Uint8Array): string | null {
  const text = shownText(bytes);
  // What stands for several bytes is fewer units.
  return text.length === bytes.length ? text : null;
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

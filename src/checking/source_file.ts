/** The text of a file that is checked: from bytes to lines and columns, and what its comments silence. */
import { shownText } from "../machine/system_text.ts";
import type { SourceRange } from "./diagnostic.ts";
import { isRuleName, type RuleName } from "./rules.ts";

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** `\ check-ignore stack-comment, unused-local: reason`; without names it silences every rule. */
const IGNORE = /(?:^|\s)[\\(]\s+check-ignore(-file)?(?=[\s:]|$):?\s*([a-z, -]*)/;

/** A comment that silences reports. */
interface Ignore {
  readonly line: number;
  readonly column: number;
  readonly width: number;
  /** The line that it concerns; undefined for the whole file. */
  readonly concerns: number | undefined;
  /** Empty for all rules. */
  readonly rules: readonly RuleName[];
  readonly unknown: readonly string[];
  used: boolean;
}

export class SourceText {
  /** Offsets where lines begin. */
  private readonly lineStarts: number[] = [0];
  private foundIgnores: Ignore[] | undefined;

  constructor(
    readonly path: string,
    readonly bytes: Uint8Array,
  ) {
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, feed + 1))
      this.lineStarts.push(feed + 1);
  }

  get lineCount(): number {
    const { lineStarts, bytes } = this;
    return lineStarts.at(-1) === bytes.length ? lineStarts.length - 1 : lineStarts.length;
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    const { lineStarts } = this;
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The text of a line, without its end. */
  line(number: number): string {
    const start = this.lineStarts[number - 1];
    if (start === undefined) return "";
    const next = this.lineStarts[number];
    return shownText(this.bytes.subarray(start, next === undefined ? undefined : next - 1)).replace(
      /\r$/,
      "",
    );
  }

  /** The range of bytes[offset … offset + length), cut off at the end of its line; by default the word that is there. */
  range(offset: number, length = this.wordLength(offset)): SourceRange {
    const line = this.lineOf(offset);
    const start = this.lineStarts[line - 1] as number;
    const next = this.lineStarts[line];
    const lineEnd = next === undefined ? this.bytes.length : next - 1;
    const end = Math.max(offset, Math.min(offset + length, lineEnd));
    const column = charactersOf(this.bytes.subarray(start, offset)) + 1;
    const width = Math.max(1, charactersOf(this.bytes.subarray(offset, end)));
    return {
      file: this.path,
      offset,
      length: end - offset,
      line,
      column,
      endColumn: column + width,
      lineText: this.line(line),
    };
  }

  private wordLength(offset: number): number {
    return this.wordEnd(offset) - offset;
  }

  /** Whether no word is at an offset, as before and behind the text. */
  isBlank(offset: number): boolean {
    return (this.bytes[offset] ?? SPACE) <= SPACE;
  }

  /** The beginning of the word that goes on up to an offset, or the offset. */
  wordStart(offset: number): number {
    let start = offset;
    while (!this.isBlank(start - 1)) start--;
    return start;
  }

  /** The end of the word that begins at an offset or before it, or the offset. */
  wordEnd(offset: number): number {
    let end = offset;
    while (!this.isBlank(end)) end++;
    return end;
  }

  /** The beginning of the line of an offset. */
  lineStart(offset: number): number {
    return this.lineStarts[this.lineOf(offset) - 1] as number;
  }

  /** Behind the line end at an offset or behind it. */
  lineEnd(offset: number): number {
    return this.lineStarts[this.lineOf(offset)] ?? this.bytes.length;
  }

  /** The word at an offset. */
  wordAt(offset: number): string {
    return shownText(this.bytes.subarray(offset, offset + this.wordLength(offset)));
  }

  /** The comments right above a line, or behind the definition on it, as its documentation. */
  commentAbove(line: number): string | undefined {
    const lines: string[] = [];
    for (let at = line - 1; at > 0; at--) {
      const [, text] = /^\s*\\(?:\s(.*)|$)/.exec(this.line(at)) ?? [];
      if (text === undefined || IGNORE.test(this.line(at))) break;
      lines.unshift(text.trim());
    }
    const text = lines.join("\n").trim();
    return text === "" ? undefined : text;
  }

  /** Whether a comment silences a rule on a line. */
  ignores(rule: RuleName, line: number): boolean {
    let ignored = false;
    for (const ignore of this.ignoring()) {
      if (ignore.concerns !== undefined && ignore.concerns !== line) continue;
      if (ignore.rules.length > 0 ? !ignore.rules.includes(rule) : ignore.unknown.length > 0) continue;
      ignore.used = true;
      ignored = true;
    }
    return ignored;
  }

  ignoring(): readonly Ignore[] {
    this.foundIgnores ??= this.findIgnores();
    return this.foundIgnores;
  }

  private findIgnores(): Ignore[] {
    if (!Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length).includes("check-ignore"))
      return [];
    const found: Ignore[] = [];
    for (let line = 1; line <= this.lineCount; line++) {
      const text = this.line(line);
      const match = IGNORE.exec(text);
      if (match === null) continue;
      const names = (match[2] as string).split(/[\s,]+/).filter((name) => name !== "");
      const isAlone = text.slice(0, match.index).trim() === "";
      const lead = (match[0] as string).length - (match[0] as string).trimStart().length;
      found.push({
        line,
        column: match.index + lead + 1,
        width: match[0].trim().length,
        concerns: match[1] !== undefined ? undefined : isAlone ? line + 1 : line,
        rules: names.filter(isRuleName),
        unknown: names.filter((name) => !isRuleName(name)),
        used: false,
      });
    }
    return found;
  }

  /** The offset of a line and a column. */
  offsetOf(line: number, column: number): number {
    const start = this.lineStarts[line - 1] ?? this.bytes.length;
    return start + Buffer.byteLength([...this.line(line)].slice(0, column - 1).join(""));
  }
}

/** Characters of UTF-8: the bytes that are not in the middle of one. */
function charactersOf(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) count++;
  return count;
}

/** The bounds of the next word from an offset on. */
export function nextName(
  bytes: Uint8Array,
  from: number,
  limit = bytes.length,
): { readonly start: number; readonly end: number } | undefined {
  let start = from;
  while (start < limit && (bytes[start] as number) <= SPACE) start++;
  let end = start;
  while (end < limit && (bytes[end] as number) > SPACE) end++;
  return end > start ? { start, end } : undefined;
}

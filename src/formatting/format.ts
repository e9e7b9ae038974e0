/**
 * One style for Forth: definitions indented by two blanks for each structure that is open, no Tabs, no blanks at the ends of
 * lines, one blank between words (two where there were more: phrases are kept apart), comments behind code in one column.
 * Lines stay lines, but those that are too long are broken where a phrase ends. Nothing that a word parses is touched.
 */
import { bytesOf, shownText, textOf } from "../machine/system_text.ts";
import { type Piece, piecesOf } from "./pieces.ts";

interface FormatOptions {
  /** Columns from which on lines are broken. */
  readonly width: number;
}

interface Formatted {
  readonly bytes: Uint8Array;
  /** Why the text was left as it is; undefined when it was not. */
  readonly reason: string | undefined;
}

const INDENT = 2;
const TAB = 8;
/** Lines that were broken settle in the pass behind that. */
const MOST_PASSES = 4;
/** Most empty lines in a row: inside of definitions, outside of them. */
const MOST_EMPTY = { inside: 1, outside: 2 };

/**
 * Formats a program's text.
 * @param path of the file, by which what it includes is found
 * @throws what reading the file's parts throws
 */
export function format(path: string, text: Uint8Array, options: FormatOptions): Formatted {
  if (textOf(text).includes("\ufffd")) return { bytes: text, reason: "it is no UTF-8" };
  let [before, pieces] = [text, piecesOf(path, text)];
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const bytes = bytesOf(new Layout(before, pieces, options).result());
    if (Buffer.compare(bytes, before) === 0) break;
    // The proof: it reads as before.
    const again = piecesOf(path, bytes);
    const changed = firstDifference(before, pieces, bytes, again);
    if (changed !== undefined)
      return { bytes: text, reason: `it depends on its own layout (at ${shownText(bytesOf(changed))})` };
    [before, pieces] = [bytes, again];
  }
  return { bytes: before, reason: undefined };
}

/** The first piece that reads otherwise in another text; undefined when none does. */
function firstDifference(
  text: Uint8Array,
  pieces: readonly Piece[],
  other: Uint8Array,
  others: readonly Piece[],
): string | undefined {
  const count = Math.max(pieces.length, others.length);
  for (let at = 0; at < count; at++) {
    const [piece, its] = [pieces[at], others[at]];
    const [read, now] = [piece && readText(text, piece), its && readText(other, its)];
    if (read !== now) return read ?? now;
  }
  return undefined;
}

/** A piece as it counts: its name taken, or its text as it stands. */
function readText(text: Uint8Array, piece: Piece): string {
  const token = textOf(text.subarray(piece.start, piece.tokenEnd));
  const parsed = textOf(text.subarray(piece.tokenEnd, piece.end));
  return piece.takesName && isOneWord(parsed) ? `${token} ${parsed.trim()}` : token + parsed;
}

const isOneWord = (parsed: string): boolean => /^[ \t]+\S+$/.test(parsed);

/** A piece with its text, and how many blanks stood before it on its line. */
interface Item {
  readonly piece: Piece;
  readonly text: string;
  readonly gap: number;
}

interface Line {
  readonly items: readonly Item[];
  /** Columns before the first item, as they were. */
  readonly indent: number;
  readonly emptyBefore: number;
}

class Layout {
  private readonly lineEnd: string;

  constructor(
    private readonly text: Uint8Array,
    private readonly pieces: readonly Piece[],
    private readonly options: FormatOptions,
  ) {
    this.lineEnd = textOf(text).includes("\r\n") ? "\r\n" : "\n";
  }

  result(): string {
    const lines = this.lines();
    const out: string[] = [];
    let depth = 0;
    let comments: CommentColumn[] = [];
    for (const line of lines) {
      const [first] = line.items;
      if (first === undefined) continue;
      const inside = first.piece.inDefinition;
      const most = inside ? MOST_EMPTY.inside : MOST_EMPTY.outside;
      const empty = out.length === 0 ? 0 : Math.min(line.emptyBefore, most);
      if (empty > 0) comments = align(out, comments);
      for (let count = 0; count < empty; count++) out.push("");
      const indent = this.indentOf(line, depth);
      for (const { piece } of line.items) {
        if (!piece.inDefinition) depth = 0;
        else if (piece.role === "opens") depth++;
        else if (piece.role === "closes") depth = Math.max(0, depth - 1);
      }
      const hasComment = line.items.length > 1 && line.items.at(-1)?.piece.role === "comment";
      const code = hasComment ? line.items.slice(0, -1) : line.items;
      out.push(...this.broken(code, indent));
      if (hasComment) {
        const comment = line.items.at(-1) as Item;
        comments.push({ line: out.length - 1, text: comment.text });
      } else comments = align(out, comments);
    }
    align(out, comments);
    return out.length === 0 ? "" : out.join(this.lineEnd) + this.lineEnd;
  }

  /** Columns before a line; what it closes at its beginning stands under what that has opened. */
  private indentOf({ items, indent }: Line, depth: number): number {
    const [first] = items;
    if (first === undefined || !first.piece.inDefinition) return indent;
    if (first.text === ";") return 0;
    const other = items.findIndex(({ piece }) => piece.role !== "closes");
    const closed = first.piece.role === "between" ? 1 : other < 0 ? items.length : other;
    return INDENT * Math.max(1, 1 + depth - closed);
  }

  /** The pieces by the lines on which they begin. */
  private lines(): Line[] {
    const { text, pieces } = this;
    const lines: Line[] = [];
    let items: Item[] = [];
    let [indent, emptyBefore] = [0, 0];
    let at = 0;
    for (const piece of pieces) {
      const between = textOf(text.subarray(at, piece.start));
      const feeds = between.split("\n").length - 1;
      const gap = columnsOf(between.slice(between.lastIndexOf("\n") + 1));
      if (feeds > 0 || at === 0) {
        if (items.length > 0) lines.push({ items, indent, emptyBefore });
        [items, indent, emptyBefore] = [[], gap, Math.max(0, feeds - 1)];
      }
      items.push({ piece, text: readText(text, piece), gap });
      at = piece.end;
    }
    if (items.length > 0) lines.push({ items, indent, emptyBefore });
    return lines;
  }

  /** A line's text, broken where it is too long. */
  private broken(items: readonly Item[], indent: number): string[] {
    const whole = joined(items, indent);
    const canBreak = items.length > 1 && items.every(({ piece }) => piece.inDefinition || piece.takesName);
    if (!canBreak || widthOf(whole) <= this.options.width || whole.includes("\n")) return [whole];
    const inner = items[0]?.piece.inDefinition ? indent + INDENT : INDENT;
    for (let end = items.length - 1; end > 0; end--) {
      if (widthOf(joined(items.slice(0, end), indent)) > this.options.width && end > 1) continue;
      const best = phraseEnd(items, end);
      const rest = items.slice(best);
      return [joined(items.slice(0, best), indent), ...this.broken(rest, inner)];
    }
    return [whole];
  }
}

/** The last place up to an end where a phrase ended, not too far from it; else the end. */
function phraseEnd(items: readonly Item[], end: number): number {
  for (let at = end; at > Math.max(1, end >> 1); at--) if ((items[at]?.gap ?? 0) > 1) return at;
  return end;
}

function joined(items: readonly Item[], indent: number): string {
  const parts = items.map(({ text, gap }, at) => (at === 0 ? text : `${gap > 1 ? "  " : " "}${text}`));
  return " ".repeat(indent) + parts.join("");
}

interface CommentColumn {
  readonly line: number;
  readonly text: string;
}

/** Appends the comments of lines that follow each other in one column. @returns no comments: they are done */
function align(out: string[], comments: readonly CommentColumn[]): CommentColumn[] {
  const column = Math.max(0, ...comments.map(({ line }) => widthOf(lastLine(out[line] ?? "")))) + 2;
  for (const { line, text } of comments) {
    const code = out[line] ?? "";
    out[line] = code + " ".repeat(column - widthOf(lastLine(code))) + text;
  }
  return [];
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);
const widthOf = (text: string): number => Bun.stringWidth(text);

/** Columns that blanks and Tabs take. */
function columnsOf(blanks: string): number {
  let columns = 0;
  for (const character of blanks)
    if (character === "\t") columns += TAB - (columns % TAB);
    else if (character !== "\r") columns++;
  return columns;
}

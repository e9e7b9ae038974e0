/**
 * Input sources: where the text interpreter reads from (Forth 2012, 2.1 "input source" and 11.6.1.2218 SOURCE-ID).
 *
 * A file is one buffer with many lines; its parse area is the current line. A string (EVALUATE) and a block are one
 * parse area, in which line ends are white space. A terminal delivers one line at a time.
 */
import { expectText } from "../machine/engine.ts";
import { longer } from "../machine/growing_array.ts";
import type { ParseCursor } from "../stages/parser_stage.ts";

type SourceKind = "file" | "string" | "terminal" | "block";

/** Conditionals within one another, at first. */
const MOST_CONDITIONALS = 16;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** What some editors begin a text with: U+FEFF in UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const HASH = 0x23;
const EXCLAMATION = 0x21;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

interface SourceOptions {
  kind: SourceKind;
  /** What SOURCE-ID answers: 0 terminal, -1 string, a fileid otherwise. */
  sourceId: number;
  /** What an error message calls it: a path, `<eval>`, `<stdin>`, `<terminal>`. */
  name: string;
  bytes: Uint8Array;
  /** The text is bytes[start … end). */
  start: number;
  end: number;
}

let serials = 0;

export class Source {
  /** Tells one source from every other. */
  readonly serial = ++serials;
  readonly kind: SourceKind;
  readonly sourceId: number;
  readonly name: string;
  bytes: Uint8Array;
  end: number;
  /** 1-based number of the current line. */
  line = 1;
  /** Offset of the first byte of the current parse area. */
  lineStart: number;
  /** Offset behind the last byte of the parse area, or -1 when not looked up yet. */
  private lineEndOffset = -1;

  /** Tokens read ahead by the parser stage; `tokenIndex` is the next one. */
  tokens: Uint32Array | undefined;
  tokenIndex = 0;
  tokenCount = 0;
  /** BASE under which the tokens were converted. */
  tokensBase = 0;
  /** Where the parser stage goes on. */
  readonly cursor: ParseCursor;
  /** Bounds of the token that is being interpreted: where an error points to. */
  tokenStart = 0;
  tokenEnd = 0;

  /** Data space address of a copy of the current line, and which line start it holds; -1: none. */
  copyAddress = 0;
  copyCapacity = 0;
  copiedLineStart = -1;
  /** The last offset that has a position (`positions.ts`), -1 while there is none; and the position that offset 0 would have. */
  placedEnd = -1;
  firstPosition = 0;
  /** The line that coverage has counted last. */
  countedLine = 0;
  /** Value of >IN while a nested source is current. */
  savedToIn = 0;
  /** The source that included or evaluated this one. */
  parent: Source | undefined;
  /** Positions of the [IF]s and [ELSE]s whose text is being interpreted, outermost first: `conditionalCount` of them. */
  conditionals: Uint32Array<ArrayBuffer> | undefined;
  conditionalCount = 0;
  /** Block number, for a block. */
  block = 0;
  /** Counts the parse areas: tells a SAVE-INPUT of this line from one of another. */
  generation = 0;

  constructor(options: SourceOptions) {
    this.kind = options.kind;
    this.sourceId = options.sourceId;
    this.name = options.name;
    this.bytes = options.bytes;
    this.end = options.end;
    this.lineStart = options.start;
    if (options.kind === "file") expectText(options.end - options.start);
    this.cursor = { offset: options.start, line: 1, lineStart: options.start };
  }

  /** [IF] or [ELSE] at a position has text interpreted. */
  beginConditional(position: number): void {
    this.conditionals ??= new Uint32Array(MOST_CONDITIONALS);
    if (this.conditionalCount === this.conditionals.length)
      this.conditionals = longer(this.conditionals, this.conditionalCount + 1);
    this.conditionals[this.conditionalCount++] = position;
  }

  /** [ELSE] or [THEN] ends it. One too many does nothing. */
  endConditional(): void {
    if (this.conditionalCount > 0) this.conditionalCount--;
  }

  /** The position of the innermost that is open, or undefined. */
  get conditional(): number | undefined {
    return this.conditionalCount === 0 ? undefined : this.conditionals?.[this.conditionalCount - 1];
  }

  /** Whether line ends are plain white space. */
  get singleLine(): boolean {
    return this.kind !== "file";
  }

  /** Whether the bytes lie in the data space, where a program may change them. */
  get inDataSpace(): boolean {
    return this.kind === "string" || this.kind === "block";
  }

  /** Offset behind the last byte of the current parse area, line end excluded. */
  get lineEnd(): number {
    if (this.lineEndOffset < 0) this.lineEndOffset = this.findLineEnd();
    return this.lineEndOffset;
  }

  private findLineEnd(): number {
    if (this.singleLine) return this.end;
    let end = this.bytes.indexOf(LINE_FEED, this.lineStart);
    if (end < 0 || end > this.end) end = this.end;
    if (end > this.lineStart && this.bytes[end - 1] === CARRIAGE_RETURN) end--;
    return end;
  }

  /** Makes the line that begins at `lineStart` the parse area. */
  enterLine(line: number, lineStart: number): void {
    this.line = line;
    this.lineStart = lineStart;
    this.lineEndOffset = -1;
    this.generation++;
  }

  /** Makes the next line of a file the parse area; false at the end of the file. */
  nextLine(): boolean {
    const feed = this.bytes.indexOf(LINE_FEED, this.lineStart);
    if (feed < 0 || feed + 1 >= this.end) return false;
    this.enterLine(this.line + 1, feed + 1);
    return true;
  }

  /** Drops the tokens read ahead; the parser stage goes on at `offset` in the current line. */
  reparseFrom(offset: number): void {
    this.goTo(offset, this.line, this.lineStart);
  }

  /** The parser stage goes on at `offset`, which is in a line that begins at `lineStart`. */
  goTo(offset: number, line: number, lineStart: number): void {
    this.tokenIndex = 0;
    this.tokenCount = 0;
    this.cursor.offset = offset;
    this.cursor.line = line;
    this.cursor.lineStart = lineStart;
  }

  /** Gives a terminal or block source a new parse area. */
  replaceText(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.end = end;
    this.placedEnd = -1;
    this.copiedLineStart = -1;
    this.enterLine(this.line + 1, start);
    this.reparseFrom(start);
  }
}

/** Where a text begins behind its byte order mark, if it has one. */
export function startOfText(bytes: Uint8Array): number {
  // Not `every`, which the engine would have to compile for each start.
  const [first, second, third] = BYTE_ORDER_MARK;
  const isMarked = bytes[0] === first && bytes[1] === second && bytes[2] === third;
  return isMarked ? BYTE_ORDER_MARK.length : 0;
}

/** Makes a first line that begins with #! a comment, in place. */
export function withoutInterpreterLine(bytes: Uint8Array): Uint8Array {
  const start = startOfText(bytes);
  if (bytes[start] === HASH && bytes[start + 1] === EXCLAMATION) {
    bytes[start] = BACKSLASH;
    bytes[start + 1] = SPACE;
  }
  return bytes;
}

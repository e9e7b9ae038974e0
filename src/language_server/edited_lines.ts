/** Lines that somebody has just written, read word by word: what they define, name, hide in comments and strings. */
import type { LocalSymbol, ParsedText } from "../checking/editor_details.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol, Reference, SymbolKind } from "../checking/symbols.ts";
import { definingWords, type TakenText, takenText } from "../reference/word_syntax.ts";
import { entryOf } from "../reference/word_table.ts";

const LINE_FEED = 0x0a;
const SPACE = 0x20;

interface Lines {
  readonly text: SourceText;
  readonly from: number;
  readonly to: number;
  /** The words of the program that are still there. */
  readonly symbols: readonly ProgramSymbol[];
  readonly locals: readonly LocalSymbol[];
  /** The words whose names have changed. */
  readonly gone: readonly ProgramSymbol[];
  /** What the word at an offset named before the lines changed, or that it named nothing; undefined when it is new. */
  readonly before: (offset: number) => Reference | "nothing" | undefined;
}

export interface ReadLines {
  readonly symbols: ProgramSymbol[];
  readonly references: Reference[];
  readonly locals: LocalSymbol[];
  readonly parsed: ParsedText[];
}

export function readLines(lines: Lines): ReadLines {
  const reader = new LineReader(lines);
  reader.read();
  return reader;
}

class LineReader implements ReadLines {
  readonly symbols: ProgramSymbol[] = [];
  readonly references: Reference[] = [];
  readonly locals: LocalSymbol[] = [];
  readonly parsed: ParsedText[] = [];
  private at: number;
  /** By folded name, in the order of definitions. */
  private readonly known = new Map<string, ProgramSymbol[]>();
  private readonly defined = new Map<number, ProgramSymbol>();
  private readonly gone: Set<string>;
  /** The definition that is open. */
  private open: ProgramSymbol | undefined;
  /** Where its locals end, unless the lines tell. */
  private openEnd: number;

  constructor(private readonly lines: Lines) {
    const { text, from, to, symbols } = lines;
    this.at = from;
    this.openEnd = to;
    this.gone = new Set(lines.gone.map(({ name }) => name.toLowerCase()));
    for (const symbol of symbols) {
      this.know(symbol);
      const { range, end } = symbol;
      if (range.file === text.path && range.offset >= from && range.offset < to)
        this.defined.set(range.offset, symbol);
      if (range.file !== text.path || range.offset >= from || end?.file !== text.path || end.offset < from)
        continue;
      this.open = symbol;
      this.openEnd = Math.max(to, end.offset);
    }
  }

  read(): void {
    for (let word = this.next(); word !== undefined; word = this.next()) this.take(word.start, word.end);
  }

  /** The bounds of the next word in the lines. */
  private next(): { start: number; end: number } | undefined {
    const { text, to } = this.lines;
    let start = this.at;
    while (start < to && (text.bytes[start] as number) <= SPACE) start++;
    if (start >= to) return undefined;
    let end = start;
    while (end < to && (text.bytes[end] as number) > SPACE) end++;
    this.at = end;
    return { start, end };
  }

  private take(start: number, end: number): void {
    const { text } = this.lines;
    const name = text.wordAt(start);
    const folded = name.toLowerCase();
    const before = this.lines.before(start);
    if (before === "nothing") return;
    if (before !== undefined) {
      this.references.push(before);
      if (before.symbol === undefined) this.takeSystemWord(before.name.toLowerCase(), start, end);
      return;
    }
    if (this.isLocal(folded, start)) return;
    const symbol = this.symbolBefore(folded, start);
    if (symbol === undefined && this.gone.has(folded) && entryOf(name) === undefined)
      return this.define(start, end, "word");
    const entry = symbol === undefined ? entryOf(name) : undefined;
    if (symbol === undefined && entry === undefined) return;
    this.references.push({
      symbol,
      name: symbol?.name ?? entry?.name ?? name,
      file: text.path,
      offset: start,
      length: end - start,
    });
    if (entry !== undefined) this.takeSystemWord(folded, start, end);
  }

  private takeSystemWord(word: string, start: number, end: number): void {
    const taken = takenText(word);
    if (taken !== undefined && taken.content !== "name") return this.skip(word, taken.end, start, end);
    const kind = definingWords.get(word);
    const name = kind === undefined ? undefined : this.next();
    if (kind !== undefined && name !== undefined) {
      const known = this.defined.get(name.start);
      if (known === undefined) this.define(name.start, name.end, kind);
      if (word === ":") this.begin(known ?? this.symbols.at(-1));
    } else if (word === "{:" || word === "{") this.declareLocals(word === "{" ? "}" : ":}");
    else if (word === ";" && this.open !== undefined) this.close(start, end);
  }

  /** Skips what a word takes up to a character, within the lines. */
  private skip(word: string, closer: TakenText["end"], start: number, wordEnd: number): void {
    const { text, to } = this.lines;
    const { bytes } = text;
    let end = Math.min(wordEnd + 1, to);
    if (closer === " ") {
      const name = this.next();
      end = name?.end ?? to;
    } else {
      // A string is of one line.
      const feed = closer === ")" ? -1 : bytes.indexOf(LINE_FEED, wordEnd);
      const stop = feed < 0 ? to : Math.min(feed, to);
      const found = closer === "\n" ? -1 : bytes.subarray(0, stop).indexOf(closer.charCodeAt(0), wordEnd);
      end = found < 0 ? stop : found + 1;
    }
    this.at = Math.max(this.at, end);
    this.parsed.push({ word, isOfSystem: true, file: text.path, start, wordEnd, end });
  }

  private define(start: number, end: number, kind: SymbolKind): void {
    const range = this.lines.text.range(start, end - start);
    const symbol: ProgramSymbol = {
      name: this.lines.text.wordAt(start),
      kind,
      range,
      end: undefined,
      declared: undefined,
      effect: undefined,
      disagreement: undefined,
      documentation: this.lines.text.commentAbove(range.line),
      isImmediate: false,
      isBroken: false,
      uses: 0,
    };
    this.symbols.push(symbol);
    this.know(symbol);
  }

  private begin(symbol: ProgramSymbol | undefined): void {
    const { text, to } = this.lines;
    this.open = symbol;
    const end = symbol?.end;
    this.openEnd = end !== undefined && end.file === text.path ? Math.max(to, end.offset) : to;
  }

  private close(start: number, end: number): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined) return;
    open.end = this.lines.text.range(start, end - start);
    for (const local of this.locals)
      if (local.range.offset > open.range.offset) local.scopeEnd = Math.min(local.scopeEnd, start);
  }

  private declareLocals(closer: string): void {
    const { text } = this.lines;
    let isOutput = false;
    for (let word = this.next(); word !== undefined; word = this.next()) {
      const name = text.wordAt(word.start);
      if (name === closer) return;
      if (name === "--") isOutput = true;
      if (isOutput || name === "|" || name === "--" || /^[a-z]+[:^]$/i.test(name)) continue;
      this.locals.push({ name, range: text.range(word.start), scopeEnd: this.openEnd });
    }
  }

  private know(symbol: ProgramSymbol): void {
    const folded = symbol.name.toLowerCase();
    const same = this.known.get(folded);
    if (same === undefined) this.known.set(folded, [symbol]);
    else same.push(symbol);
  }

  /** The word of a name that a place of the text means: the last one before it. */
  private symbolBefore(folded: string, offset: number): ProgramSymbol | undefined {
    const { text } = this.lines;
    return this.known.get(folded)?.findLast(({ range }) => range.file !== text.path || range.offset < offset);
  }

  private isLocal(folded: string, offset: number): boolean {
    const isIt = ({ name, range, scopeEnd }: LocalSymbol) =>
      range.offset < offset && offset < scopeEnd && name.toLowerCase() === folded;
    const { locals, text } = this.lines;
    return this.locals.some(isIt) || locals.some((local) => local.range.file === text.path && isIt(local));
  }
}

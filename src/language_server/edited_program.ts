/**
 * A checked program as it is behind a change of one of its texts, before it has been checked again: what lies before and
 * behind the change is where it is now, and the lines between are read word by word. That takes the time of a look, while a
 * check takes as long as the program is large.
 */
import type { ParsedText } from "../checking/editor_details.ts";
import { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol } from "../checking/symbols.ts";
import { type ReadLines, readLines } from "./edited_lines.ts";
import { contentOf, type FileFacts, type ProgramIndex } from "./program_index.ts";

/** @param bytes the text that has come in the place of one of the program's */
export function editedProgram(index: ProgramIndex, old: SourceText, bytes: Uint8Array): ProgramIndex {
  const facts = index.facts(old);
  if (facts === undefined) return index;
  const text = new SourceText(old.path, bytes);
  const change = changeOf(old, text, facts.parsed);
  const moved = new Map<ProgramSymbol, ProgramSymbol>();
  const gone: ProgramSymbol[] = [];
  const symbols: ProgramSymbol[] = [];
  for (const symbol of index.symbols) {
    const isHere = symbol.range.file === old.path;
    if (isHere && change.isGone(symbol.range.offset)) {
      gone.push(symbol);
      continue;
    }
    const now = isHere ? change.symbol(symbol) : symbol;
    symbols.push(now);
    moved.set(symbol, now);
  }
  const symbolNow = (symbol: ProgramSymbol | undefined) => (symbol && moved.get(symbol)) ?? symbol;
  const kept = factsBehind(facts, change, symbolNow);
  const before = new Map(
    facts.references
      .filter(({ offset }) => change.hits(offset) && !change.isGone(offset))
      .map((reference) => {
        const offset = change.offset(reference.offset);
        return [offset, { ...reference, offset, symbol: symbolNow(reference.symbol) }];
      }),
  );
  const read = readLines({
    ...{ text, from: change.from, to: change.newTo, gone, symbols, locals: kept.locals },
    before: (offset) =>
      change.isOlder(offset, facts.parsed) ? (before.get(offset) ?? "nothing") : undefined,
  });
  for (const [was, now] of pairs(gone, read, change)) moved.set(was, now);
  const lost = new Set(gone.filter((symbol) => !moved.has(symbol)));
  const all = {
    ...kept,
    references: [...kept.references, ...read.references].filter(
      ({ symbol }) => symbol === undefined || !lost.has(symbol),
    ),
    locals: [...kept.locals, ...read.locals],
    parsed: [...kept.parsed, ...read.parsed],
  };
  return index.with(text, all, inOrder(symbols, read.symbols), symbolNow);
}

/** What is known of a file beside the lines that are read. */
function factsBehind(
  facts: FileFacts,
  change: Change,
  symbolNow: (symbol: ProgramSymbol | undefined) => ProgramSymbol | undefined,
): FileFacts {
  const isApart = (offset: number) => !change.hits(offset) && !change.isGone(offset);
  return {
    references: facts.references
      .filter(({ offset }) => isApart(offset))
      .map((reference) => ({
        ...reference,
        offset: change.offset(reference.offset),
        symbol: symbolNow(reference.symbol),
      })),
    locals: facts.locals
      .filter(({ range }) => isApart(range.offset))
      .map((local) => ({
        ...local,
        range: change.range(local.range),
        scopeEnd: change.offset(local.scopeEnd),
      })),
    parsed: facts.parsed.filter(({ start }) => isApart(start)).map((part) => change.parsed(part)),
    stacks: facts.stacks
      .filter(({ offset }) => !change.isGone(offset))
      .map((stack) => ({
        ...stack,
        offset: change.offset(stack.offset),
        symbol: symbolNow(stack.symbol),
      })),
    interpreted: new Map(
      [...facts.interpreted].flatMap(([line, items]) => {
        const now = change.line(line);
        return now === undefined ? [] : [[now, items]];
      }),
    ),
    diagnostics: facts.diagnostics
      .filter(({ range }) => !change.isGone(range.offset))
      .map((diagnostic) => ({ ...diagnostic, range: change.range(diagnostic.range) })),
  };
}

/** What has come in the place of a part of a text. Offsets are those of the old text, unless they are said to be new. */
class Change {
  private readonly delta: number;
  private readonly lines: number;

  constructor(
    private readonly old: SourceText,
    private readonly now: SourceText,
    /** What differs, with the words that it is part of. */
    private readonly core: { readonly from: number; readonly to: number },
    /** The lines of it that are read. */
    readonly from: number,
    private readonly to: number,
  ) {
    this.delta = now.bytes.length - old.bytes.length;
    // Up to `from` both texts are the same.
    this.lines = now.lineOf(this.newTo) - old.lineOf(to);
  }

  /** Where the lines that are read end in the new text. */
  get newTo(): number {
    return this.to + this.delta;
  }

  /** Whether an offset is in the lines that are read. */
  hits(offset: number): boolean {
    return offset >= this.from && offset < this.to;
  }

  /** Whether what was at an offset may be no more. */
  isGone(offset: number): boolean {
    return offset >= this.core.from && offset < this.core.to;
  }

  /** Whether what is at a new offset was there before, and was no part of a comment or string. */
  isOlder(offset: number, parsed: readonly ParsedText[]): boolean {
    const { core, delta } = this;
    if (offset >= core.from && offset < core.to + delta) return false;
    const before = offset < core.from ? offset : offset - delta;
    return !parsed.some((part) => part.wordEnd <= before && before < part.end && contentOf(part) !== "names");
  }

  /** Where an offset is now. */
  offset(offset: number): number {
    if (offset < this.core.from) return offset;
    return offset < this.core.to ? Math.min(offset, this.newTo) : offset + this.delta;
  }

  /** Where a line is now, counted from 1; undefined for one that has changed. */
  line(line: number): number | undefined {
    const start = this.old.offsetOf(line, 1);
    if (start < this.from) return line;
    return start < this.to ? undefined : line + this.lines;
  }

  range<Range extends ProgramSymbol["range"]>(range: Range): Range {
    if (range.offset < this.from) return range;
    if (range.offset >= this.to)
      return { ...range, offset: range.offset + this.delta, line: range.line + this.lines };
    return { ...range, ...this.now.range(this.offset(range.offset), range.length) };
  }

  symbol(symbol: ProgramSymbol): ProgramSymbol {
    const { range, end } = symbol;
    const isOwn = end !== undefined && end.file === range.file;
    return { ...symbol, range: this.range(range), end: isOwn ? this.range(end) : end };
  }

  parsed(parsed: ParsedText): ParsedText {
    const [start, wordEnd, end] = [parsed.start, parsed.wordEnd, parsed.end].map((at) => this.offset(at));
    return { ...parsed, start: start as number, wordEnd: wordEnd as number, end: end as number };
  }
}

/**
 * What differs; the lines around it, and those that a comment or string goes on in which begins or ends there. Nothing of
 * what is inside of a long one is read.
 */
function changeOf(old: SourceText, now: SourceText, parsed: readonly ParsedText[]): Change {
  const { first, oldEnd, newEnd } = difference(old, now);
  const isBetweenLines = old.lineStart(oldEnd) === oldEnd && now.lineStart(newEnd) === newEnd;
  let from = old.lineStart(first);
  let to = isBetweenLines && from === first ? oldEnd : old.lineEnd(oldEnd);
  const core = {
    from: old.isBlank(first) && now.isBlank(first) ? first : old.wordStart(first),
    to: old.isBlank(oldEnd - 1) && now.isBlank(newEnd - 1) ? oldEnd : old.wordEnd(oldEnd),
  };
  for (let grows = true; grows; ) {
    grows = false;
    for (const part of parsed) {
      if (part.end <= from || part.start >= to || contentOf(part) === "names") continue;
      if (part.wordEnd <= core.from && part.end > core.to && part.end > to)
        return new Change(old, now, core, core.from, core.from);
      if (part.start < from) {
        from = old.lineStart(part.start);
        grows = true;
      }
      if (part.end > to) {
        to = old.lineEnd(part.end);
        grows = true;
      }
    }
  }
  return new Change(old, now, core, from, to);
}

/** The first and last bytes that differ. Lines that were put between others, or taken away, are such lines. */
function difference(
  oldText: SourceText,
  { bytes: now }: SourceText,
): { first: number; oldEnd: number; newEnd: number } {
  const { bytes: old } = oldText;
  let first = commonStart(old, now);
  const last = commonEnd(old, now, first);
  let [oldEnd, newEnd] = [old.length - last, now.length - last];
  const longer = oldEnd === first ? now : newEnd === first ? old : undefined;
  const start = oldText.lineStart(first);
  const end = Math.max(oldEnd, newEnd);
  if (longer !== undefined)
    for (let back = 0; back < first - start && longer[end - 1 - back] === longer[first - 1 - back]; back++)
      if (back === first - start - 1) {
        [oldEnd, newEnd] = [oldEnd - back - 1, newEnd - back - 1];
        first = start;
        break;
      }
  return { first, oldEnd, newEnd };
}

function commonStart(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at++;
  return at;
}

/** Bytes that two texts have in common at their ends, behind what they have in common at their beginnings. */
function commonEnd(a: Uint8Array, b: Uint8Array, start: number): number {
  const length = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < length && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/**
 * The words of lines that have changed, each with what it is now: the one of the same name, or in the same place among as
 * many, which somebody is giving another name.
 */
function* pairs(
  gone: readonly ProgramSymbol[],
  { symbols }: ReadLines,
  change: Change,
): Generator<[ProgramSymbol, ProgramSymbol]> {
  for (const [at, old] of gone.entries()) {
    const now =
      symbols.find(({ name }) => name === old.name) ??
      (symbols.length === gone.length ? symbols[at] : undefined);
    if (now === undefined) continue;
    const { kind, effect, documentation, isImmediate, isBroken, uses } = old;
    const end = now.end ?? (old.end?.file === old.range.file ? change.range(old.end) : old.end);
    yield [old, Object.assign(now, { kind, effect, documentation, isImmediate, isBroken, uses, end })];
  }
}

/** Symbols in the order of their definitions: new ones behind those before them in their text. */
function inOrder(known: readonly ProgramSymbol[], added: readonly ProgramSymbol[]): ProgramSymbol[] {
  const all = [...known];
  for (const symbol of added) {
    const { file, offset } = symbol.range;
    const last = all.findLastIndex(({ range }) => range.file === file && range.offset < offset);
    const first = all.findIndex(({ range }) => range.file === file);
    all.splice(last >= 0 ? last + 1 : first >= 0 ? first : all.length, 0, symbol);
  }
  return all;
}

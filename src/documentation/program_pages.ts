/**
 * What a program says of itself: its words with their comments, effects, source and uses. The program is read as the
 * checker reads it: nothing of it reaches the outside.
 */
import { basename } from "node:path";
import { effectText, isKnown } from "../checking/effect.ts";
import { type CheckedProgram, checkProgram } from "../checking/program.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol, SymbolKind } from "../checking/symbols.ts";
import { shownText } from "../machine/system_text.ts";
import { commentsOf, RULER } from "../reference/program_word.ts";

/** A part of a word's source that names a word. */
export interface SourceLink {
  /** Offsets in the source's text. */
  readonly start: number;
  readonly end: number;
  /** The word's anchor, when it is one of the page; else it is a word of the system or of another file. */
  readonly anchor: string | undefined;
  readonly name: string;
}

export interface DocumentedWord {
  readonly name: string;
  readonly anchor: string;
  readonly kind: SymbolKind;
  readonly isImmediate: boolean;
  /** Its stack comment, without parentheses. */
  readonly effect: string | undefined;
  /** The effect that was found, in parentheses; undefined when it is not fixed or there is no body. */
  readonly found: string | undefined;
  readonly comment: readonly string[];
  readonly line: number;
  readonly source: string;
  readonly links: readonly SourceLink[];
  /** Words of the page that use it, in their order. */
  readonly usedBy: readonly { readonly name: string; readonly anchor: string }[];
}

/** Words under a heading of the source; those before the first have none. */
export interface Section {
  readonly title: string | undefined;
  readonly words: readonly DocumentedWord[];
}

export interface FilePages {
  readonly path: string;
  readonly title: string;
  /** The comment that the file begins with. */
  readonly introduction: readonly string[];
  readonly sections: readonly Section[];
}

/** Reads a program. @throws what reading the file throws */
export function documentFile(path: string): FilePages {
  const program = checkProgram(path);
  const text = program.files.find((file) => file.path === path);
  const bytes = text?.bytes ?? new Uint8Array(0);
  return {
    path,
    title: basename(path),
    introduction: introductionOf(shownText(bytes)),
    sections: text === undefined ? [] : sectionsOf(program, text),
  };
}

/** What the system runs a script with. Whoever reads a script makes a comment of it. */
const SCRIPT_LINE = /^(?:#!|\\ )\s*\/\S/;

/** The comment lines at the begin of a file, when a blank line parts them from what follows. */
function introductionOf(source: string): string[] {
  const lines = source.split("\n");
  const first = SCRIPT_LINE.test(lines[0] ?? "") ? 1 : 0;
  const end = lines.findIndex((line, at) => at >= first && !/^\s*\\(?:\s|$)/.test(line));
  if (end <= first || (lines[end] ?? "").trim() !== "") return [];
  const kept = lines.slice(first, end).filter((line) => !RULER.test(line));
  return kept.map((line) => line.replace(/^\s*\\ ?/, "").trimEnd());
}

/** Where a word's source lies in its file, in bytes. */
interface Extent {
  readonly symbol: ProgramSymbol;
  readonly anchor: string;
  readonly start: number;
  readonly end: number;
}

function sectionsOf(program: CheckedProgram, text: SourceText): Section[] {
  const extents = extentsOf(program, text);
  const headings = headingsOf(text);
  const sections: { title: string | undefined; words: DocumentedWord[] }[] = [];
  for (const extent of extents) {
    const title = headings.findLast(({ line }) => line < extent.symbol.range.line)?.title;
    if (sections.at(-1)?.title !== title || sections.length === 0) sections.push({ title, words: [] });
    sections.at(-1)?.words.push(wordOf(extent, extents, program, text));
  }
  return sections;
}

function headingsOf(text: SourceText): { title: string; line: number }[] {
  const headings: { title: string; line: number }[] = [];
  for (let line = 1; line <= text.lineCount; line++) {
    const title = RULER.exec(text.line(line))?.[2];
    if (title !== undefined && title !== "") headings.push({ title, line });
  }
  return headings;
}

function extentsOf({ symbols }: CheckedProgram, text: SourceText): Extent[] {
  const anchors = new Set<string>();
  const places = new Set<number>();
  const inFile = symbols.filter(
    ({ range }) => range.file === text.path && !places.has(range.offset) && places.add(range.offset),
  );
  return inFile
    .sort((a, b) => a.range.offset - b.range.offset)
    .map((symbol) => {
      let anchor = anchorOf(symbol.name);
      while (anchors.has(anchor)) anchor += "_again";
      anchors.add(anchor);
      const start = symbol.range.offset - byteLength(symbol.range.lineText.slice(0, columnOffset(symbol)));
      const last = symbol.end ?? symbol.range;
      const lineEnd = text.bytes.indexOf(0x0a, last.offset);
      return { symbol, anchor, start, end: lineEnd < 0 ? text.bytes.length : lineEnd };
    });
}

const columnOffset = ({ range }: ProgramSymbol): number =>
  [...range.lineText].slice(0, range.column - 1).join("").length;
const byteLength = (text: string): number => Buffer.byteLength(text);

/** Letters, digits and hyphens stay; other characters become their codes: names such as `+!` need anchors, too. */
const anchorOf = (name: string): string =>
  `word-${name.toLowerCase().replace(/[^a-z0-9-]/g, (character) => `_${character.codePointAt(0)?.toString(16)}`)}`;

function wordOf(
  extent: Extent,
  extents: readonly Extent[],
  program: CheckedProgram,
  text: SourceText,
): DocumentedWord {
  const { symbol, anchor, start, end } = extent;
  const { name, kind, isImmediate, declared, effect, range } = symbol;
  const { bytes } = text;
  const nameStart = range.offset;
  const definitionEnd =
    symbol.end === undefined ? nameStart + range.length : symbol.end.offset + symbol.end.length;
  const around = {
    before: shownText(bytes.subarray(0, nameStart)),
    inside: shownText(bytes.subarray(nameStart, definitionEnd)),
    behind: shownText(bytes.subarray(definitionEnd, end)),
  };
  const comments = commentsOf(around, name);
  return {
    name,
    anchor,
    kind,
    isImmediate,
    effect: comments.effect ?? declared?.text,
    found: effect !== undefined && isKnown(effect) && !symbol.isBroken ? effectText(effect) : undefined,
    comment: comments.comment,
    line: range.line,
    source: shownText(bytes.subarray(start, end)),
    links: linksOf(extent, extents, program, text),
    usedBy: usersOf(extent, extents, program),
  };
}

function linksOf(
  { symbol, start, end }: Extent,
  extents: readonly Extent[],
  { references }: CheckedProgram,
  { path, bytes }: SourceText,
): SourceLink[] {
  const textOffset = (offset: number) => shownText(bytes.subarray(start, offset)).length;
  const seen = new Set<number>();
  return references
    .filter(
      ({ file, offset }) =>
        file === path && offset >= start && offset < end && !seen.has(offset) && seen.add(offset),
    )
    .filter(({ offset }) => offset !== symbol.range.offset)
    .sort((a, b) => a.offset - b.offset)
    .map((reference) => ({
      start: textOffset(reference.offset),
      end: textOffset(reference.offset + reference.length),
      anchor: extents.find((other) => other.symbol === reference.symbol)?.anchor,
      name: reference.name,
    }));
}

function usersOf(
  { symbol }: Extent,
  extents: readonly Extent[],
  { references }: CheckedProgram,
): DocumentedWord["usedBy"] {
  const users = extents.filter(
    (user) =>
      user.symbol !== symbol &&
      references.some(
        (reference) =>
          reference.symbol === symbol &&
          reference.file === user.symbol.range.file &&
          reference.offset >= user.start &&
          reference.offset < user.end,
      ),
  );
  return users.map((user) => ({ name: user.symbol.name, anchor: user.anchor }));
}

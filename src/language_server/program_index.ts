/** A checked program, in the order in which an editor asks about it: by file and offset. */
import { resolve } from "node:path";
import type { LocalSymbol, ParsedText } from "../checking/editor_details.ts";
import type { CheckedProgram } from "../checking/program.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol, Reference } from "../checking/symbols.ts";

/** What a place of a program names. */
export type Target =
  | {
      readonly kind: "symbol";
      readonly symbol: ProgramSymbol;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: "local"; readonly local: LocalSymbol; readonly offset: number; readonly length: number }
  /** A word of the system. */
  | { readonly kind: "system"; readonly name: string; readonly offset: number; readonly length: number };

/** All that is known of a file of the program. */
export interface FileIndex {
  readonly text: SourceText;
  /** By offset. */
  readonly references: ReadonlyMap<number, Reference>;
  readonly symbols: ReadonlyMap<number, ProgramSymbol>;
  readonly locals: readonly LocalSymbol[];
  /** By offset of the word that has parsed it. */
  readonly parsed: ReadonlyMap<number, ParsedText>;
}

export class ProgramIndex {
  private readonly files = new Map<string, FileIndex>();

  constructor(readonly program: CheckedProgram) {}

  /** The files of the program by their absolute paths. */
  get texts(): Map<string, SourceText> {
    return new Map(this.program.files.map((text) => [resolve(text.path), text]));
  }

  file(path: string): FileIndex | undefined {
    let index = this.files.get(path);
    if (index !== undefined) return index;
    const text = this.texts.get(path);
    if (text === undefined) return undefined;
    index = this.indexOf(text);
    this.files.set(path, index);
    return index;
  }

  private indexOf(text: SourceText): FileIndex {
    const { references, symbols, details } = this.program;
    const { path } = text;
    const inFile = <Item extends { readonly file: string }>(items: readonly Item[] = []) =>
      items.filter(({ file }) => file === path);
    return {
      text,
      references: new Map(inFile(references).map((reference) => [reference.offset, reference])),
      symbols: new Map(
        symbols.filter(({ range }) => range.file === path).map((symbol) => [symbol.range.offset, symbol]),
      ),
      locals: (details?.locals ?? []).filter(({ range }) => range.file === path),
      parsed: new Map(inFile(details?.parsed).map((parsed) => [parsed.start, parsed])),
    };
  }
}

/** What the word with these bounds names. */
export function targetOf(file: FileIndex, start: number, end: number): Target | undefined {
  const { references, symbols } = file;
  const whole = { offset: start, length: end - start };
  const symbol = symbols.get(start);
  if (symbol !== undefined) return { kind: "symbol", symbol, ...whole };
  const local = localOf(file, start, end);
  if (local !== undefined) return { kind: "local", local, ...whole };
  let reference = references.get(start);
  // Recognizers take names with something in front of them: `name, ->name.
  for (let at = start + 1; reference === undefined && at < end; at++) reference = references.get(at);
  if (reference === undefined) return undefined;
  const { offset, length } = reference;
  if (reference.symbol !== undefined) return { kind: "symbol", symbol: reference.symbol, offset, length };
  return { kind: "system", name: reference.name, offset, length };
}

/** The local that a word names: the latest of its name before it in the same definition. */
function localOf(
  { text, locals, references }: FileIndex,
  start: number,
  end: number,
): LocalSymbol | undefined {
  const inScope = locals.filter(({ range, scopeEnd }) => range.offset <= start && start < scopeEnd);
  if (inScope.length === 0 || references.has(start)) return undefined;
  const name = text.wordAt(start).toLowerCase();
  return inScope.findLast((local) => local.name.toLowerCase() === name && end - start === local.range.length);
}

/** Where a text that words have parsed hides what is written: the comment or string around an offset. */
export function opaqueAround({ parsed }: FileIndex, offset: number): ParsedText | undefined {
  for (const text of parsed.values())
    if (text.wordEnd <= offset && offset < text.end && contentOf(text) !== "names") return text;
  return undefined;
}

const comments = new Set(["(", "\\", "\\g", "#!", "[if]", "[else]", "[ifdef]", "[ifundef]", "[undefined]"]);
const strings = new Set(
  's" s\\" ." .\\" c" abort" ," skip" todo" .( test: char [char] include require needs use warning" ?warning"'.split(
    " ",
  ),
);

/** What a text is that a word has parsed. */
export function contentOf({ word, isOfSystem, wordEnd, end }: ParsedText): "comment" | "string" | "names" {
  if (!isOfSystem) return "names";
  if (comments.has(word)) return end > wordEnd + 1 ? "comment" : "names";
  return strings.has(word) ? "string" : "names";
}

/** The words of the files that a program names: their tokens with bounds, for what no reference tells. */
export function* tokensIn({ bytes }: SourceText): Generator<{ start: number; end: number }> {
  for (let at = 0; at < bytes.length; ) {
    while (at < bytes.length && (bytes[at] as number) <= 0x20) at++;
    const start = at;
    while (at < bytes.length && (bytes[at] as number) > 0x20) at++;
    if (at > start) yield { start, end: at };
  }
}

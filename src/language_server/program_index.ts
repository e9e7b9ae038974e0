/** A checked program, in the order in which an editor asks about it: by file and offset. */
import { resolve } from "node:path";
import type { Diagnostic, SourceRange } from "../checking/diagnostic.ts";
import {
  type ItemsBehindLine,
  type LocalSymbol,
  noDetails,
  type ParsedText,
  type StackAt,
} from "../checking/editor_details.ts";
import type { CheckedProgram } from "../checking/program.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol, Reference } from "../checking/symbols.ts";
import { takenText } from "../reference/word_syntax.ts";

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

/** What is known of a file of the program, in the order in which it was found. */
export interface FileFacts {
  readonly references: readonly Reference[];
  readonly locals: readonly LocalSymbol[];
  readonly parsed: readonly ParsedText[];
  readonly stacks: readonly StackAt[];
  /** By line. */
  readonly interpreted: ReadonlyMap<number, ItemsBehindLine>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same, with what editors ask for by place. */
export interface FileIndex extends Pick<FileFacts, "stacks" | "interpreted" | "diagnostics"> {
  readonly text: SourceText;
  /** By offset. */
  readonly references: ReadonlyMap<number, Reference>;
  readonly symbols: ReadonlyMap<number, ProgramSymbol>;
  /** By folded name. */
  readonly locals: ReadonlyMap<string, readonly LocalSymbol[]>;
  /** By offset of the word that has parsed it. */
  readonly parsed: ReadonlyMap<number, ParsedText>;
}

type SymbolNow = (symbol: ProgramSymbol | undefined) => ProgramSymbol | undefined;

export class ProgramIndex {
  private readonly indexes = new Map<string, FileIndex>();

  private constructor(
    /** In the order of their definitions. */
    readonly symbols: readonly ProgramSymbol[],
    /** By the paths that the program has for them. */
    private readonly files: ReadonlyMap<string, SourceText>,
    private readonly factsOf: ReadonlyMap<string, FileFacts>,
    /** What is known of a symbol since a change of the text that defines it. */
    private readonly symbolNow: SymbolNow = (symbol) => symbol,
  ) {}

  static of(program: CheckedProgram): ProgramIndex {
    const { references, diagnostics, symbols, details = noDetails() } = program;
    const inFile = ({ file }: { readonly file: string }) => file;
    const atRange = ({ range }: { readonly range: SourceRange }) => range.file;
    const groups = {
      references: Map.groupBy(references, inFile),
      locals: Map.groupBy(details.locals, atRange),
      parsed: Map.groupBy(details.parsed, inFile),
      stacks: Map.groupBy(details.stacks, inFile),
      diagnostics: Map.groupBy(diagnostics, atRange),
    };
    const facts = program.files.map(({ path }): [string, FileFacts] => [
      path,
      {
        references: groups.references.get(path) ?? [],
        locals: groups.locals.get(path) ?? [],
        parsed: groups.parsed.get(path) ?? [],
        stacks: groups.stacks.get(path) ?? [],
        interpreted: details.interpreted.get(path) ?? new Map(),
        diagnostics: groups.diagnostics.get(path) ?? [],
      },
    ]);
    const files = new Map(program.files.map((text) => [text.path, text]));
    return new ProgramIndex(symbols, files, new Map(facts));
  }

  /** The program with another text in the place of one. */
  with(
    text: SourceText,
    facts: FileFacts,
    symbols: readonly ProgramSymbol[],
    symbolNow: SymbolNow,
  ): ProgramIndex {
    return new ProgramIndex(
      symbols,
      new Map(this.files).set(text.path, text),
      new Map(this.factsOf).set(text.path, facts),
      (symbol) => symbolNow(this.symbolNow(symbol)),
    );
  }

  /** The files of the program by their absolute paths. */
  get texts(): Map<string, SourceText> {
    return new Map([...this.files.values()].map((text) => [resolve(text.path), text]));
  }

  /** A text by the path that the program has for it. */
  text(path: string): SourceText | undefined {
    return this.files.get(path);
  }

  facts({ path }: SourceText): FileFacts | undefined {
    return this.factsOf.get(path);
  }

  /** Where the program names words. Of a program that has changed since its check, its own files alone are right. */
  *references(): Generator<Reference> {
    for (const { references } of this.factsOf.values()) yield* references;
  }

  file(path: string): FileIndex | undefined {
    let index = this.indexes.get(path);
    if (index !== undefined) return index;
    const text = this.texts.get(path);
    const facts = text && this.facts(text);
    if (text === undefined || facts === undefined) return undefined;
    index = this.indexOf(text, facts);
    this.indexes.set(path, index);
    return index;
  }

  private indexOf(text: SourceText, facts: FileFacts): FileIndex {
    const { references, locals, parsed } = facts;
    const byOffset = new Map<number, Reference>();
    for (const reference of references) {
      const symbol = this.symbolNow(reference.symbol);
      byOffset.set(reference.offset, symbol === reference.symbol ? reference : { ...reference, symbol });
    }
    return {
      ...facts,
      text,
      references: byOffset,
      symbols: new Map(
        this.symbols
          .filter(({ range }) => range.file === text.path)
          .map((symbol) => [symbol.range.offset, symbol]),
      ),
      locals: Map.groupBy(locals, ({ name }) => name.toLowerCase()),
      parsed: new Map(parsed.map((part) => [part.start, part])),
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
  if (locals.size === 0 || references.has(start)) return undefined;
  return locals
    .get(text.wordAt(start).toLowerCase())
    ?.findLast(
      ({ range, scopeEnd }) => range.offset <= start && start < scopeEnd && end - start === range.length,
    );
}

/** Where a text that words have parsed hides what is written: the comment or string around an offset. */
export function opaqueAround({ parsed }: FileIndex, offset: number): ParsedText | undefined {
  for (const text of parsed.values())
    if (text.wordEnd <= offset && offset < text.end && contentOf(text) !== "names") return text;
  return undefined;
}

/** Words that pass over text which is not taken. */
const conditions = new Set(["[if]", "[else]", "[ifdef]", "[ifundef]", "[undefined]"]);

/** What a text is that a word has parsed. */
export function contentOf({ word, isOfSystem, wordEnd, end }: ParsedText): "comment" | "string" | "names" {
  if (!isOfSystem) return "names";
  const content = conditions.has(word) ? "comment" : takenText(word)?.content;
  if (content === "comment") return end > wordEnd + 1 ? "comment" : "names";
  return content === "string" ? "string" : "names";
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

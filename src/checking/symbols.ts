/** The words that a program defines, with what is known of them, and where they are named. */
import { WordKind } from "../abi/bindings.ts";
import type { Dictionary, Word } from "../forth/dictionary.ts";
import type { Disagreement } from "./body_analysis.ts";
import type { SourceRange } from "./diagnostic.ts";
import type { Effect } from "./effect.ts";
import type { DeclaredEffect } from "./stack_comment.ts";

export type SymbolKind = "word" | "variable" | "constant" | "value" | "deferred" | "created";

/** A word that the program defines. */
export interface ProgramSymbol {
  readonly name: string;
  kind: SymbolKind;
  /** Its name where it is defined. */
  readonly range: SourceRange;
  /** Where its definition ends, when that is known. */
  end: SourceRange | undefined;
  /** What its stack comment says. */
  declared: DeclaredEffect | undefined;
  /** What was found out; undefined for words without a body. */
  effect: Effect | undefined;
  disagreement: Disagreement | undefined;
  /** The comment in front of it. */
  readonly documentation: string | undefined;
  isImmediate: boolean;
  /** Its definition has errors, so that what it does is not known. */
  isBroken: boolean;
  uses: number;
}

/** A place that names a word: one of the program, or else one of the system by its name. */
export interface Reference {
  readonly symbol: ProgramSymbol | undefined;
  readonly name: string;
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

const kinds: Partial<Record<number, SymbolKind>> = {
  [WordKind.data]: "variable",
  [WordKind.constant]: "constant",
  [WordKind.fconstant]: "constant",
  [WordKind.value]: "value",
  [WordKind.fvalue]: "value",
  [WordKind.defer]: "deferred",
  [WordKind.does]: "created",
};

export class SymbolTable {
  readonly all: ProgramSymbol[] = [];
  readonly references: Reference[] = [];
  private readonly byWord = new Map<Word, ProgramSymbol>();

  constructor(private readonly dictionary: Dictionary) {}

  add(word: Word, range: SourceRange, documentation: string | undefined): ProgramSymbol {
    const symbol: ProgramSymbol = {
      name: word.displayName,
      kind: "word",
      range,
      end: undefined,
      declared: undefined,
      effect: undefined,
      disagreement: undefined,
      documentation,
      isImmediate: false,
      isBroken: false,
      uses: 0,
    };
    this.all.push(symbol);
    this.byWord.set(this.dictionary.keep(word), symbol);
    return symbol;
  }

  of(word: Word): ProgramSymbol | undefined {
    return this.byWord.get(word);
  }

  refer(word: Word, file: string, offset: number, length: number): void {
    const symbol = this.byWord.get(word);
    if (symbol !== undefined) symbol.uses++;
    this.references.push({ symbol, name: word.displayName, file, offset, length });
  }

  /** Takes what the dictionary knows once the program is loaded. */
  complete(): void {
    for (const [word, symbol] of this.byWord) {
      if (this.dictionary.word(word.index) !== word) continue;
      symbol.isImmediate = word.immediate;
      symbol.kind = kinds[this.dictionary.kind(word.index)] ?? "word";
    }
  }
}

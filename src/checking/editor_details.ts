/** What an editor shows of a program besides its words: what words parse, locals, the stacks on the way. */
import type { SourceRange } from "./diagnostic.ts";
import type { StackView } from "./stack_trace.ts";
import type { ProgramSymbol } from "./symbols.ts";

/** A text that a word has parsed: a comment, a string, a name, what [IF] has skipped. */
export interface ParsedText {
  /** The word that parsed it. */
  readonly word: string;
  readonly isOfSystem: boolean;
  readonly file: string;
  /** Of the word itself, in bytes. */
  readonly start: number;
  readonly wordEnd: number;
  /** Behind the last byte that was parsed. */
  readonly end: number;
}

export interface LocalSymbol {
  readonly name: string;
  readonly range: SourceRange;
  /** Where its definition ends; until then, the end of the text. */
  scopeEnd: number;
}

/** The stacks between two words of a definition. */
export interface StackAt {
  readonly file: string;
  /** Of the word behind which they are so, in bytes. */
  readonly offset: number;
  /** The definition, unless it has no name. */
  readonly symbol: ProgramSymbol | undefined;
  /** Several when it depends on the way that the program has taken. */
  readonly views: readonly StackView[];
}

/** What lies on the data stack behind a line that was interpreted; deepest first, and the highest items alone. */
export interface ItemsBehindLine {
  readonly depth: number;
  readonly items: readonly bigint[];
}

export interface EditorDetails {
  readonly parsed: ParsedText[];
  readonly locals: LocalSymbol[];
  readonly stacks: StackAt[];
  /** By file, by line. */
  readonly interpreted: Map<string, Map<number, ItemsBehindLine>>;
}

export const noDetails = (): EditorDetails => ({
  parsed: [],
  locals: [],
  stacks: [],
  interpreted: new Map(),
});

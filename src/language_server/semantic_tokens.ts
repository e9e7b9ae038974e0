/** Colours: what each word of a file is, as the checker has come by it. */
import {
  SemanticTokenModifiers,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  SemanticTokenTypes,
} from "vscode-languageserver";
import type { ProgramSymbol } from "../checking/symbols.ts";
import { definingWords, structureWords } from "../reference/word_syntax.ts";
import type { FileOfProgram } from "./analyses.ts";
import { contentOf, type FileIndex, targetOf, tokensIn } from "./program_index.ts";

type TokenType =
  | "keyword"
  | "function"
  | "macro"
  | "variable"
  | "parameter"
  | "number"
  | "string"
  | "comment";

const types: readonly TokenType[] = [
  "keyword",
  "function",
  "macro",
  "variable",
  "parameter",
  "number",
  "string",
  "comment",
];
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DECLARATION = 1;
const DEFAULT_LIBRARY = 2;
const READ_ONLY = 4;

export const legend: SemanticTokensLegend = {
  tokenTypes: types.map((type) => SemanticTokenTypes[type]),
  tokenModifiers: [
    SemanticTokenModifiers.declaration,
    SemanticTokenModifiers.defaultLibrary,
    SemanticTokenModifiers.readonly,
  ],
};

/** Words of the system that shape a program. */
const keywords: ReadonlySet<string> = new Set([
  ...structureWords.keys(),
  ...definingWords.keys(),
  ...":noname leave unloop exit recurse is to postpone literal ['] ' [char] char immediate [ ] {: :} { }".split(
    " ",
  ),
  ..."[if] [else] [then] include require t{ -> }t test: ;test end-structure".split(" "),
]);

interface Token {
  readonly type: TokenType;
  readonly modifiers: number;
}

export function tokensOf({ file }: FileOfProgram): SemanticTokens {
  const tokens = new Tokens(file.text.bytes);
  const unknown = new Set(
    file.diagnostics.filter(({ rule }) => rule === "unknown-name").map(({ range }) => range.offset),
  );
  let hiddenTo = 0;
  for (const { start, end } of tokensIn(file.text)) {
    if (start < hiddenTo) continue;
    const parsed = file.parsed.get(start);
    const content = parsed === undefined ? "names" : contentOf(parsed);
    if (parsed !== undefined && content !== "names") {
      hiddenTo = parsed.end;
      const isCondition = parsed.word === "[if]" || parsed.word === "[else]";
      const isWord = isCondition || content === "string";
      if (isWord)
        tokens.push(start, end, {
          type: isCondition ? "keyword" : "function",
          modifiers: DEFAULT_LIBRARY,
        });
      tokens.push(isWord ? end : start, hiddenTo, { type: content, modifiers: 0 });
      continue;
    }
    const token = unknown.has(start) ? undefined : kindOf(file, start, end);
    if (token !== undefined) tokens.push(start, end, token);
  }
  return tokens.builder.build();
}

/** Takes tokens in the order of a text, and tells them as editors want it: by lines and UTF-16 units. */
class Tokens {
  readonly builder = new SemanticTokensBuilder();
  private line = 0;
  private at = 0;
  /** UTF-16 units of the line before that. */
  private units = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** A part of the text is of a kind; one of several lines is told line by line, without the blanks around. */
  push(from: number, to: number, { type, modifiers }: Token): void {
    const { bytes } = this;
    for (let start = this.nextWord(from, to); start < to; start = this.nextWord(start, to)) {
      const feed = bytes.indexOf(LINE_FEED, start);
      let end = feed < 0 ? to : Math.min(feed, to);
      const next = end;
      while ((bytes[end - 1] as number) <= SPACE) end--;
      this.goTo(start);
      const { line, units } = this;
      this.goTo(end);
      this.builder.push(line, units, this.units - units, types.indexOf(type), modifiers);
      start = next;
    }
  }

  private nextWord(from: number, to: number): number {
    let at = from;
    while (at < to && (this.bytes[at] as number) <= SPACE) at++;
    return at;
  }

  private goTo(offset: number): void {
    const { bytes } = this;
    for (; this.at < offset; this.at++) {
      const byte = bytes[this.at] as number;
      if (byte === LINE_FEED) {
        this.line++;
        this.units = 0;
      } else if ((byte & 0xc0) !== 0x80) this.units += byte >= 0xf0 ? 2 : 1;
    }
  }
}

function kindOf(file: FileIndex, start: number, end: number): Token | undefined {
  const target = targetOf(file, start, end);
  if (target === undefined) {
    const written = file.text.wordAt(start);
    return isNumber(written) ? { type: "number", modifiers: 0 } : undefined;
  }
  switch (target.kind) {
    case "local":
      return { type: "parameter", modifiers: target.local.range.offset === start ? DECLARATION : 0 };
    case "symbol":
      return symbolToken(target.symbol, target.symbol.range.offset === start ? DECLARATION : 0);
    case "system":
      return {
        type: keywords.has(target.name.toLowerCase()) ? "keyword" : "function",
        modifiers: DEFAULT_LIBRARY,
      };
  }
}

function symbolToken({ kind, isImmediate }: ProgramSymbol, modifiers: number): Token {
  if (kind === "constant") return { type: "variable", modifiers: modifiers | READ_ONLY };
  if (kind === "variable" || kind === "value") return { type: "variable", modifiers };
  return { type: isImmediate ? "macro" : "function", modifiers };
}

/** What no word was found for and no error was told of is a number, unless a word has parsed it. */
const isNumber = (written: string): boolean =>
  /^(?:[-+]?[#$%&]?[-+]?[\da-z]+[.\d_a-z]*|[-+]?\d+(?:\.\d*)?e[-+]?\d*|'.'?|0x[\da-f]+)$/iu.test(written) &&
  /\d|^'|^[$]/.test(written);

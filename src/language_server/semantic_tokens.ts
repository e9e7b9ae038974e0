/** Colours: what each word of a file is, as the checker has come by it. */
import {
  SemanticTokenModifiers,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensLegend,
  SemanticTokenTypes,
} from "vscode-languageserver";
import type { ProgramSymbol } from "../checking/symbols.ts";
import type { FileOfProgram } from "./analyses.ts";
import { rangeOf } from "./positions.ts";
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
const keywords = new Set(
  ": ; :noname ;] [: if else then endif begin while repeat until again do ?do loop +loop -loop leave unloop exit recurse case of endof endcase ?of contof next-case does> create constant variable value 2constant 2variable 2value fconstant fvariable fvalue defer is to postpone literal ['] ' [char] char immediate [ ] {: :} { } [if] [else] [then] include require t{ -> }t test: ;test try iferror restore endtry for next synonym alias marker field: begin-structure end-structure".split(
    " ",
  ),
);

interface Token {
  readonly type: TokenType;
  readonly modifiers: number;
}

export function tokensOf({ index, file }: FileOfProgram): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  const unknown = new Set(
    index.program.diagnostics
      .filter(({ rule, range }) => rule === "unknown-name" && range.file === file.text.path)
      .map(({ range }) => range.offset),
  );
  let hiddenTo = 0;
  let hidden: TokenType = "comment";
  for (const { start, end } of tokensIn(file.text)) {
    if (start < hiddenTo) {
      // A string may end inside of a word.
      push(builder, file, start, Math.min(end, hiddenTo), { type: hidden, modifiers: 0 });
      continue;
    }
    const parsed = file.parsed.get(start);
    const content = parsed === undefined ? "names" : contentOf(parsed);
    if (parsed !== undefined && content !== "names") {
      hiddenTo = parsed.end;
      hidden = content;
      if (parsed.word === "[if]" || parsed.word === "[else]")
        push(builder, file, start, end, { type: "keyword", modifiers: DEFAULT_LIBRARY });
      else if (content === "comment")
        push(builder, file, start, Math.min(end, hiddenTo), { type: "comment", modifiers: 0 });
      else push(builder, file, start, end, { type: "function", modifiers: DEFAULT_LIBRARY });
      continue;
    }
    const token = unknown.has(start) ? undefined : kindOf(file, start, end);
    if (token !== undefined) push(builder, file, start, end, token);
  }
  return builder.build();
}

function push(
  builder: SemanticTokensBuilder,
  { text }: FileIndex,
  from: number,
  to: number,
  token: Token,
): void {
  const { start, end } = rangeOf(text.range(from, to - from));
  builder.push(
    start.line,
    start.character,
    end.character - start.character,
    types.indexOf(token.type),
    token.modifiers,
  );
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

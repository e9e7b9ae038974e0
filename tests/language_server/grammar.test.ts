/** The TextMate grammar of `release/editors`: on a sample, and against what the checker finds in the standard's test suite. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from "vscode-textmate";
import { checkProgram } from "../../src/checking/program.ts";
import { contentOf } from "../../src/language_server/program_index.ts";

setDefaultTimeout(60_000);

const path = join(import.meta.dir, "../../release/editors/vscode/syntaxes/forth.tmLanguage.json");

async function loadGrammar(): Promise<IGrammar> {
  const require = createRequire(import.meta.url);
  await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, "utf8"), path),
  });
  const grammar = await registry.loadGrammar("source.forth");
  if (grammar === null) throw new Error("there is no grammar");
  return grammar;
}

const grammar = await loadGrammar();

/** The tokens of a text, with the innermost scope of each; neighbours of one scope are told as one. */
function tokens(text: string): { line: number; start: number; text: string; scope: string }[] {
  let state = INITIAL;
  return text.split("\n").flatMap((written, line) => {
    const { tokens: found, ruleStack } = grammar.tokenizeLine(written, state);
    state = ruleStack;
    const parts: { line: number; start: number; text: string; scope: string }[] = [];
    for (const { startIndex: start, endIndex, scopes } of found) {
      const scope = (scopes.at(-1) ?? "").replace(/\.forth$/, "");
      const last = parts.at(-1);
      if (last?.scope === scope) last.text = written.slice(last.start, endIndex).trim();
      else parts.push({ line, start, text: written.slice(start, endIndex).trim(), scope });
    }
    return parts.filter((part) => part.text !== "");
  });
}

const scopesOf = (text: string): string[] => tokens(text).map((token) => `${token.text}=${token.scope}`);

test.each([
  ["\\ words: a ( b", ["\\ words: a ( b=comment.line.backslash"]],
  ["\\G Documents.", ["\\G Documents.=comment.line.backslash"]],
  ["\\not a\\b", ["\\not a\\b=source"]],
  [
    ": sq ( n -- n2 ) dup * ;",
    [
      ":=keyword.other.definition",
      "sq=entity.name.function",
      "(=punctuation.definition.comment.begin",
      "n -- n2=comment.block.parentheses",
      ")=punctuation.definition.comment.end",
      "dup=support.function.stack",
      "*=source",
      ";=keyword.other.definition",
    ],
  ],
  ['." a \\ b" 1', ['." a \\ b"=string.quoted.double', "1=constant.numeric"]],
  [
    's\\" a\\"b" 2',
    [
      's\\" a=string.quoted.double.escaped',
      '\\"=constant.character.escape',
      'b"=string.quoted.double.escaped',
      "2=constant.numeric",
    ],
  ],
  ['s" unclosed\n3', ['s" unclosed=string.quoted.double', "3=constant.numeric"]],
  [
    'char " 4 [char] ( 5',
    [
      "char=keyword.other.parsing",
      '"=string.unquoted.character',
      "4=constant.numeric",
      "[char]=keyword.other.parsing",
      "(=string.unquoted.character",
      "5=constant.numeric",
    ],
  ],
  [
    "postpone ( ' \\",
    [
      "postpone=keyword.other.parsing",
      "(=entity.name.function",
      "'=keyword.other.parsing",
      "\\=entity.name.function",
    ],
  ],
  [
    "{: a | b -- c :} a",
    [
      "{:=punctuation.definition.locals",
      "a=variable.parameter",
      "|=keyword.operator.locals",
      "b=variable.parameter",
      "--=keyword.operator.locals",
      "c=variable.parameter",
      ":}=punctuation.definition.locals",
      "a=source",
    ],
  ],
  [
    "$ff -1 1.5e3 %101 'x' 2drop 1+",
    [
      "$ff=constant.numeric",
      "-1=constant.numeric",
      "1.5e3=constant.numeric.float",
      "%101=constant.numeric",
      "'x'=constant.character",
      "2drop=support.function.stack",
      "1+=source",
    ],
  ],
  [
    "T{ 1 -> 1 }T",
    [
      "T{=keyword.other.test",
      "1=constant.numeric",
      "->=keyword.other.test",
      "1=constant.numeric",
      "}T=keyword.other.test",
    ],
  ],
  [
    "( two\nlines ) if",
    [
      "(=punctuation.definition.comment.begin",
      "two=comment.block.parentheses",
      "lines=comment.block.parentheses",
      ")=punctuation.definition.comment.end",
      "if=keyword.control",
    ],
  ],
] as const)("%s", (text, expected) => {
  expect(scopesOf(text)).toEqual([...expected]);
});

const suite = process.env.FORTH2012_TESTS;
const isThere = suite !== undefined && existsSync(join(suite, "runtests.fth"));
if (!isThere)
  console.warn(
    "grammar: FORTH2012_TESTS does not name the folder `src` of the forth2012-test-suite; skipped",
  );

test.skipIf(!isThere)("comments of the standard's test suite are those that the checker finds", () => {
  const folder = suite ?? "";
  const names = readdirSync(folder).filter((name) => /\.(?:fth|fr)$/.test(name));
  expect(names.length).toBeGreaterThan(10);
  const wrong: string[] = [];
  let checked = 0;
  for (const name of names) {
    const file = join(folder, name);
    const text = readFileSync(file, "latin1");
    const coloured = new Set(
      tokens(text)
        .filter(({ scope }) => scope.startsWith("comment.line") || scope.endsWith("comment.begin"))
        .map(({ line, start }) => `${line}:${start}`),
    );
    const program = checkProgram(file, { testing: true, details: true });
    const source = program.files.find((other) => other.path === file);
    for (const parsed of program.details?.parsed ?? []) {
      if (
        parsed.file !== file ||
        source === undefined ||
        !["(", "\\"].includes(parsed.word) ||
        contentOf(parsed) !== "comment"
      )
        continue;
      const { line, column } = source.range(parsed.start);
      checked++;
      if (!coloured.has(`${line - 1}:${column - 1}`)) wrong.push(`${name}:${line}:${column}`);
    }
  }
  expect(checked).toBeGreaterThan(1000);
  expect(wrong).toEqual([]);
});

/** A real editor with the language server: neovim without a screen. */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  CompletionItem,
  DocumentSymbol,
  FoldingRange,
  Location,
  SignatureHelp,
} from "vscode-languageserver";
import { executable } from "../cli/fastforth.ts";

interface Answers {
  readonly failure?: string;
  readonly errors: string[];
  readonly mended: string[];
  readonly hover: string;
  readonly completion: CompletionItem[];
  readonly definition: Location;
  readonly references: Location[];
  readonly symbols: DocumentSymbol[];
  readonly folding: FoldingRange[];
  readonly signature: SignatureHelp;
  readonly refusal: string;
  readonly renamed: string[];
}

const program = [
  "\\ Squares a number.",
  ": square ( n -- n2 ) dup * ;",
  ": main 3 square .",
  "frob",
  ";",
  "main",
];

const editor = Bun.which("nvim");
if (editor === null) console.warn("neovim: there is no nvim here; skipped");

test.skipIf(editor === null)(
  "neovim has the server's answers, and applies its edits",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-neovim-"));
    try {
      const report = join(folder, "answers.json");
      writeFileSync(join(folder, "main.fth"), `${program.join("\n")}\n`);
      const child = Bun.spawn(
        [
          editor ?? "",
          "--headless",
          "-u",
          "NONE",
          "-i",
          "NONE",
          "-n",
          "-S",
          join(import.meta.dir, "neovim.lua"),
        ],
        {
          env: { ...process.env, HOME: folder, FASTFORTH: executable, FOLDER: folder, REPORT: report },
          stdio: ["ignore", "ignore", "ignore"],
          timeout: 60_000,
        },
      );
      await child.exited;
      check(JSON.parse(readFileSync(report, "utf8")), folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  90_000,
);

function check(answers: Answers, folder: string): void {
  expect(answers.failure).toBeUndefined();
  expect(answers.errors).toEqual(["3:0 there is no word frob"]);
  expect(answers.mended).toHaveLength(0);
  expect(answers.hover).toContain("square ( n -- n2 )");
  expect(answers.completion.map(({ label }) => label)).toContain("square");
  expect(answers.definition.uri).toBe(`file://${folder}/main.fth`);
  expect(answers.definition.range.start).toEqual({ line: 1, character: 2 });
  expect(answers.references).toHaveLength(2);
  expect(answers.symbols.map(({ name }) => name)).toEqual(["square", "main"]);
  expect(answers.folding.map(({ startLine, endLine }) => [startLine, endLine])).toContainEqual([2, 4]);
  expect(answers.signature.signatures[0]?.label).toBe("square ( n -- n2 )");
  expect(answers.refusal).toContain("dup is a word of the system");
  expect(answers.renamed.slice(1, 3)).toEqual([": squared ( n -- n2 ) dup * ;", ": main 3 squared ."]);
}

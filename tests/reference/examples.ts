/** Runs the examples of the pages of help, in this process. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExampleLine } from "../../src/reference/word_table.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { runInProcess } from "../forth/in_process.ts";

/** What an example reads from standard input. */
const STANDARD_INPUT = "hello\n";

const stages = selectStages(parseStages("builtin"));

/** What a program writes; behind it, `error: MESSAGE` when it fails. Blanks and line ends count as one blank. */
export function outputOf(program: string, prelude = ""): string {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-examples-"));
  try {
    const file = join(folder, "example.fth");
    writeFileSync(file, `${prelude}${program}\n`);
    const result = runInProcess({ file, args: [], stdin: STANDARD_INPUT, stages, compileAfter: 200 });
    const error = /error: (.*)$/m.exec(result.stderr)?.[0];
    return squeezed(error === undefined ? result.stdout : `${result.stdout} ${error}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What an example says that it writes; `…` stands for anything. */
export const expectedOf = (example: readonly ExampleLine[]): string =>
  squeezed(example.map(({ output }) => output ?? "").join(" "));

/** What is written when it is as expected, so that both are the same; else the expectation. */
export function expectedLike(written: string, expected: string): string {
  const parts = expected.split("…").map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`).test(written) ? written : expected;
}

export const programOf = (example: readonly ExampleLine[]): string =>
  example.map(({ code }) => code).join("\n");

const squeezed = (text: string): string => text.trim().replace(/\s+/g, " ");

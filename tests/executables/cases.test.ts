/**
 * The cases of tests/forth as executables: each check that needs no text interpreter becomes a word of a compiled program,
 * which must print and report what the same program does when it is interpreted (`compiled_form.ts`); and the stages as
 * WebAssembly must give the same executable as native ones.
 * FASTFORTH_TARGET=linux-arm64 compiles them for that, and runs them in qemu.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Session } from "../../src/forth/session.ts";
import type { ProgramTarget } from "../../src/programs/program_stages.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { parseCase } from "../forth/case.ts";
import { runInProcess } from "../forth/in_process.ts";
import { runnable } from "../linking/running.ts";
import { type CompiledForm, compiledForm } from "./compiled_form.ts";
import { compiled, NotCompiled, runExecutable } from "./compiling.ts";

const cases = join(import.meta.dir, "../forth");
const tester = join(import.meta.dir, "tester.fth");
const folder = mkdtempSync(join(tmpdir(), "fastforth-executables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const target: ProgramTarget =
  process.env.FASTFORTH_TARGET === "linux-arm64" || process.arch === "arm64" ? "linux-arm64" : "linux-x64";

const BEGINNING = "@@ main @@";

/** Files that are not tried, and why. */
const left: Readonly<Record<string, string>> = {
  "language/assertions.fth": "assertions are compiled by their level while loading",
  "language/closures.fth": "a closure is a new word, which needs the dictionary",
  "limit/large-heap.fth": "frees at its end, and so while loading, what its checks use",
  "limit/long-strings.fth": "the same",
  "language/block.fth": "no blocks without the text interpreter that loads them",
};

/** Files whose checks run words of the text interpreter by their tokens: executables THROW -21 there. */
const runInterpreterByToken: readonly string[] = [
  "language/file-include.fth",
  "regression/forgotten-words.fth",
  "regression/native-catch.fth",
  "regression/recursion-through-catch.fth",
];

/** Files that keep what SAVE-INPUT gives, which is another number for each source of a process. */
const keepNumbersOfProcess: readonly string[] = ["language/input-source.fth"];

interface Compiled {
  readonly form: CompiledForm;
  readonly bytes: Uint8Array;
}

/** Leaves out one check after the other that cannot be compiled. Undefined when the file has none, or cannot do without. */
function compiledCase(path: string, source: string): Compiled | undefined {
  const without = new Set<string>();
  for (;;) {
    const form = compiledForm(source, tester, without);
    if (form.steps.length === 0) return undefined;
    try {
      return { form, bytes: compiled(path, form.source, target) };
    } catch (error) {
      if (!(error instanceof NotCompiled)) throw error;
      const step = /step-\d+/.exec(error.message)?.[0];
      if (step === undefined || without.has(step)) return undefined;
      without.add(step);
    }
  }
}

/** What the same program does when it is interpreted, from MAIN on. */
function interpreted(path: string, form: CompiledForm, args: readonly string[], stdin: string) {
  const script = join(dirname(path), `.interpreted-${process.pid}-${basename(path)}`);
  writeFileSync(script, `${form.source}.( ${BEGINNING}) cr\nmain\n`);
  try {
    const stages = selectStages(parseStages("auto"));
    // Its words have the numbers that they have when it is compiled: checks that fail print them.
    const opened = ({ compiler }: Session) => {
      compiler.loopsStayCold = true;
    };
    const result = runInProcess({ file: script, args, stdin, stages, compileAfter: 200, opened });
    const start = result.stdout.indexOf(`${BEGINNING}\n`);
    return {
      ...result,
      stdout: start < 0 ? result.stdout : result.stdout.slice(start + BEGINNING.length + 1),
      stderr: withoutSource(result.stderr.replaceAll(script, path)),
    };
  } finally {
    unlinkSync(script);
  }
}

/** Without what only a script has: warnings while it is loaded, and where in it the word was run. */
const withoutSource = (text: string): string =>
  text.replace(/^.*: warning: .*\n/gm, "").replace(/^ {4}from .*\n/gm, "");

const files = [...new Bun.Glob("{language,regression,limit}/*.fth").scanSync(cases)].sort();

describe.skipIf(!runnable.includes(target))("compiled cases", () => {
  let checks = 0;
  const others = [...Object.keys(left), ...runInterpreterByToken];
  test.each(files.filter((file) => !others.includes(file)))(
    "%s",
    (file) => {
      const path = join(cases, file);
      const source = readFileSync(path, "utf8");
      const made = compiledCase(path, source);
      if (made === undefined) return;
      const { args, stdin } = parseCase(source);
      const typed = stdin.map((line) => `${line}\n`).join("");
      const expected = interpreted(path, made.form, args, typed);
      const result = runExecutable(target, made.bytes, folder, { args, stdin: typed });
      expect(result).toEqual(expected);
      if (!keepNumbersOfProcess.includes(file))
        expect(Bun.hash(compiled(path, made.form.source, target, "portable"))).toBe(Bun.hash(made.bytes));
      checks += made.form.steps.length;
    },
    120_000,
  );

  test("most checks are compiled", () => {
    expect(checks).toBeGreaterThan(1100);
  });
});

/**
 * The public conformance tests, run from where they are installed or unpacked; none of them is part of this project.
 *
 * - Those that Debian's gforth installs under /usr/share/gforth, as far as they are standard Forth.
 * - The Forth 2012 test suite, when the environment variable FORTH2012_TESTS names its `src` folder.
 */

import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RunResult } from "./forth/case";
import { allRun, pairwiseMixes } from "./forth/mixes";
import { runForth, runnableStageSpecs, stageSpecs, takesStages } from "./forth/run";

const timeoutMs = 60_000;
const testTimeoutMs = timeoutMs + 5_000;

/** Lines for the tests that read the terminal; the suites take the first ones and leave the rest. */
const typedLines = "a line for ACCEPT\n".repeat(5);

/** Lines that a tester prints for a check that did not hold. */
const failureLine = /^.*(?:INCORRECT|WRONG|#ERRORS: [1-9]).*$/gm;

/** A program of gforth's tests: `files` are loaded after tester.fs in this order, the last one is the subject. */
interface GforthProgram {
  readonly files: readonly string[];
  /** Forth that comes before: what the subject expects of gforth and Forth gives another way. */
  readonly before?: string;
}

/**
 * Left out, because they test gforth and not Forth: checkans.fs (wants the list of words beside gforth's sources),
 * gforth.fs and gforth-nofast.fs (gforth's own words and engine), libcc.fs (its C interface), other.fs (its locals
 * stack and closed bugs of its compiler), primtest.fs (builds its kernel), search.fs (its vocabulary ROOT),
 * signals.fs (its signal words).
 */
const gforthPrograms: readonly GforthProgram[] = [
  { files: ["coretest.fs"] },
  { files: ["coretest.fs", "postpone.fs"] },
  { files: ["coreext.fs"] },
  { files: ["coremore.fs"], before: environmentWordlist() },
  { files: ["dbltest.fs"] },
  { files: ["deferred.fs"] },
  { files: ["float.fs"] },
  { files: ["string.fs"] },
];

/** gforth keeps the answers of ENVIRONMENT? in a word list. */
function environmentWordlist(): string {
  return `
    wordlist constant environment-wordlist
    get-current  environment-wordlist set-current
    s" max-n" environment? drop constant max-n
    s" max-u" environment? drop constant max-u
    set-current
  `;
}

describe("tests of gforth", () => {
  const folder = [
    ...new Bun.Glob("*/test/coretest.fs").scanSync({ cwd: "/usr/share/gforth", onlyFiles: false }),
  ]
    .map((path) => dirname(join("/usr/share/gforth", path)))
    .sort()
    .at(-1);
  if (folder === undefined) {
    console.warn(
      "conformance: no tests of gforth under /usr/share/gforth (Debian: apt install gforth); skipped",
    );
    test.skip("not installed", () => {});
    return;
  }
  for (const stages of runnableStageSpecs()) {
    for (const program of gforthPrograms) {
      const subject = program.files.at(-1);
      test(`${subject}, stages ${stages}`, () => runGforthProgram(folder, program, stages), testTimeoutMs);
    }
  }
});

async function runGforthProgram(folder: string, program: GforthProgram, stages: string): Promise<void> {
  const loads = ["tester.fs", ...program.files].map((file) => `s" ${join(folder, file)}" included`);
  await inScratchFolder(async (scratch) => {
    const file = join(scratch, "program.fth");
    await writeFile(file, [program.before ?? "", ...loads, 's" end of the tests" type', ""].join("\n"));
    const result = await runForth({ file, folder: scratch, stdin: typedLines, stages, timeoutMs });
    expectPass(result, "end of the tests");
  });
}

describe("Forth 2012 test suite", () => {
  const suite = process.env.FORTH2012_TESTS;
  if (suite === undefined || !existsSync(join(suite, "runtests.fth"))) {
    console.warn(
      "conformance: FORTH2012_TESTS does not name the folder `src` of the forth2012-test-suite; skipped",
    );
    test.skip("not given", () => {});
    return;
  }
  const specifications = allRun && takesStages ? [...stageSpecs, ...pairwiseMixes] : runnableStageSpecs();
  for (const stages of specifications) {
    test(`word sets, stages ${stages}`, () => runWordSets(suite, stages), testTimeoutMs);
    test(`floating point, stages ${stages}`, () => runFloatingPoint(suite, stages), testTimeoutMs);
  }
});

async function runWordSets(suite: string, stages: string): Promise<void> {
  await inScratchFolder(async (scratch) => {
    await cp(suite, scratch, { recursive: true });
    const file = join(scratch, "runtests.fth");
    const result = await runForth({ file, folder: scratch, stdin: typedLines, stages, timeoutMs });
    expectPass(result, "Forth tests completed");
    const report = result.stdout.slice(result.stdout.indexOf("Error Report"));
    const rows = [...report.matchAll(/^(\w[\w -]*?) +(\d+|-)\s*$/gm)].map(([, name, errors]) => [
      name,
      errors,
    ]);
    expect(rows.filter(([, errors]) => errors !== "0")).toEqual([]);
    expect(rows.map(([name]) => name)).toContain("Total");
  });
}

async function runFloatingPoint(suite: string, stages: string): Promise<void> {
  await inScratchFolder(async (scratch) => {
    await cp(join(suite, "fp"), scratch, { recursive: true });
    const file = join(scratch, "runfptests.fth");
    const result = await runForth({ file, folder: scratch, stdin: typedLines, stages, timeoutMs });
    expectPass(result, "FP tests finished");
    expect(result.stdout).toContain("No failures, defects nor flaws have been discovered");
    expect(result.stdout).toContain("End of ak-fp-test.fth");
  });
}

/** The program ended well, printed its last line, and no check failed. */
function expectPass(result: RunResult, lastLine: string): void {
  const { exitCode, signal, stdout, stderr } = result;
  const failures = stdout.match(failureLine) ?? [];
  const tail = stdout.slice(-500);
  expect({
    exitCode,
    signal,
    failures,
    stderr: exitCode === 0 ? "" : stderr,
    tail: exitCode === 0 ? "" : tail,
  }).toEqual({
    exitCode: 0,
    signal: null,
    failures: [],
    stderr: "",
    tail: "",
  });
  expect(stdout).toContain(lastLine);
}

async function inScratchFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "fastforth-conformance-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

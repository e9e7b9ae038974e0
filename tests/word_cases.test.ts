/**
 * The cases of words (`forth/words/*.words`): run by the executable, one test a file and stage specification, and in this
 * process by mixes of built-in and native stages, with every word compiled. Every documented word has its case.
 */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStages, selectStages } from "../src/stages/select.ts";
import type { RunResult } from "./forth/case.ts";
import { runInProcess } from "./forth/in_process.ts";
import { allRun, mixes } from "./forth/mixes.ts";
import { runForth, runnableStageSpecs, takesStages } from "./forth/run.ts";
import {
  casesOf,
  type Heat,
  hot,
  missingUses,
  programOf,
  standardInputOf,
  type Use,
  uses,
  warm,
  wordCaseFiles,
} from "./forth/word_cases.ts";
import { documentedWords } from "./house/word_page.ts";

const timeoutMs = 60_000;

/** Words that end the program, each use in a program of its own, with its exit code. */
const endings: readonly (readonly [word: string, code: number, run: string, empty: number])[] = [
  ["bye", 0, "bye", 0],
  ["(bye)", 7, "7 (bye)", 1],
  ["quit", 0, "quit", 0],
];

describe.each(endings)("%s ends the program", (word, code, run, empty) => {
  const calls = run.replace(word, "w~");
  const programs: Record<Use, string> = {
    interpreted: run,
    compiled: `: w~ ${word} ; ${calls}`,
    postponed: `: p~ postpone ${word} ; immediate : w~ p~ ; ${calls}`,
    hot: `: w~ dup 1999 = if drop ${run} then drop ; : l~ 3000 0 do i w~ loop ; l~`,
    empty: word,
  };
  test.each(uses.map((use) => [use, programs[use]] as const))("%s", async (use, program) => {
    for (const stages of takesStages ? ["auto", "builtin", "plugin"] : []) {
      const folder = mkdtempSync(join(tmpdir(), "fastforth-words-"));
      const file = join(folder, "ending.fth");
      writeFileSync(file, `.( before)\n${program}\n.( behind)\n`);
      const { exitCode, stdout } = await runForth({ file, stages, timeoutMs });
      rmSync(folder, { recursive: true, force: true });
      expect([stages, exitCode, stdout.trim()]).toEqual([stages, use === "empty" ? empty : code, "before"]);
    }
  });
});

describe("the page of words", () => {
  const cases = wordCaseFiles.flatMap(casesOf);
  const names = new Set([...cases.map(({ name }) => name), ...endings.map(([word]) => word)]);
  const documented = documentedWords();

  test("every word has a case", () => {
    expect([...documented].filter((name) => !names.has(name))).toEqual([]);
  });

  test("every case is of a documented word, and the only one of it", () => {
    const seen = new Set<string>();
    const odd = cases.filter(({ name }) => !documented.has(name) || seen.has(name) || !seen.add(name));
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  test("every case has all uses", () => {
    const missing = cases.flatMap((word) => missingUses(word).map((use) => `${word.name}: ${use}`));
    expect(missing).toEqual([]);
  });
});

/** What a run prints when all is well. */
const allRight = /^ok: [1-9]\d* checks\n$/;

function problems({ exitCode, signal, stdout, stderr }: RunResult): string {
  return exitCode === 0 && allRight.test(stdout) ? "" : `${signal ?? exitCode}\n${stdout}${stderr}`;
}

/** Runs `use` with a file that holds the program. */
async function withProgram<T>(file: string, heat: Heat, use: (path: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-words-"));
  try {
    const path = join(folder, file.replace(/\.words$/, ".fth"));
    writeFileSync(path, programOf(file, { faults: takesStages, heat }));
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Native code comes with `auto`, too, and the parser of the plugins with the mixes. */
const usedSpecs = runnableStageSpecs().filter((stages, _, all) => stages !== "plugin" || all.length === 1);

for (const stages of usedSpecs) {
  const heat = stages === "interpreter" ? warm : hot;
  describe(`stages ${stages}`, () => {
    test.each(wordCaseFiles)(
      "%s",
      async (file) => {
        const stdin = standardInputOf(file);
        const result = await withProgram(file, heat, (path) =>
          runForth({ file: path, stdin, stages, timeoutMs }),
        );
        expect(problems(result)).toBe("");
      },
      timeoutMs + 5_000,
    );
  });
}

/** All on one side, and the backend alone on the other. */
const usedMixes = mixes.filter((_, bits) => [0b0000, 0b1000, 0b0111, 0b1111].includes(bits));

describe.skipIf(!allRun || !takesStages)("mixes of stages", () => {
  test.each(wordCaseFiles)(
    "%s",
    async (file) => {
      const stdin = standardInputOf(file);
      await withProgram(file, warm, (path) => {
        for (const name of usedMixes) {
          const stages = selectStages(parseStages(name));
          const result = runInProcess({ file: path, args: [], stdin, stages, compileAfter: 0 });
          expect([name, problems(result)]).toEqual([name, ""]);
        }
      });
    },
    usedMixes.length * timeoutMs,
  );
});

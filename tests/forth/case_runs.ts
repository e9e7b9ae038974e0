/**
 * Runs files that carry their expectation: by the executable, one test a file and stage specification; and in this
 * process, with every word compiled by mixes of stages, one test a file.
 */

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stages } from "../../src/stages/pipeline.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { differences, type ForthCase, parseCase, type RunResult, withOutput } from "./case";
import { runInProcess } from "./in_process";
import { allRun, mixes, pairwiseMixes, pureMixes, withAnother } from "./mixes";
import { runForth, runnableStageSpecs, takesStages } from "./run";

// A busy machine is no fault of a case.
const timeoutMs = 60_000;
const updateGolden = process.env.UPDATE_GOLDEN === "1";

export interface CaseFiles {
  readonly folder: string;
  /** Names from the folder on. */
  readonly files: readonly string[];
  /** Those that look at code, which an interpreter does not make. */
  readonly needCode?: readonly string[];
  /** Those that need a process of their own. */
  readonly needOwnProcess?: readonly string[];
  /** Those that take a second and are about the session: whose stages they run with decides little. */
  readonly aboutSession?: readonly string[];
}

const typed = ({ stdin }: ForthCase): string => stdin.map((line) => `${line}\n`).join("");

/** Makes the tests of files. */
export function testCases(cases: CaseFiles): void {
  for (const stages of runnableStageSpecs())
    describe(`stages ${stages}`, () => testByExecutable(cases, stages));
  describe.skipIf(!allRun || !takesStages)("mixes of stages", () => testInProcess(cases));
}

function testByExecutable(
  { folder, files, needCode = [], aboutSession = [] }: CaseFiles,
  stages: string,
): void {
  // Where all of one kind is run in this process, too, the session is the same.
  const isElsewhere = (file: string) =>
    allRun && /^(?:builtin|plugin)$/.test(stages) && aboutSession.includes(file);
  for (const file of files.filter((each) => !isElsewhere(each))) {
    test.skipIf(stages === "interpreter" && needCode.includes(file))(
      file,
      async () => {
        const path = join(folder, file);
        const source = await readFile(path, "utf8");
        const expected = parseCase(source);
        const stdin = typed(expected);
        const result = await runForth({ file: path, args: expected.args, stdin, stages, timeoutMs });
        if (updateGolden) await writeFile(path, withOutput(source, result.stdout));
        else expect(differences(expected, result).join("\n")).toBe("");
      },
      timeoutMs + 5_000,
    );
  }
}

function testInProcess({ folder, files, needOwnProcess = [], aboutSession = [] }: CaseFiles): void {
  const selected = new Map(mixes.map((name) => [name, selectStages(parseStages(name))]));
  test.each(files)(
    "%s",
    async (file) => {
      const some = aboutSession.includes(file) ? pureMixes : pairwiseMixes;
      const path = join(folder, file);
      const expected = parseCase(readFileSync(path, "utf8"));
      const request = { file: path, args: expected.args, stdin: typed(expected) };
      const outputs = new Set<string>();
      const ownProcess = needOwnProcess.includes(file);
      for (const name of withAnother(some, files.indexOf(file))) {
        const stages = selected.get(name) as Stages;
        const result: RunResult = ownProcess
          ? await runForth({ ...request, stages: name, timeoutMs })
          : runInProcess({ ...request, stages, compileAfter: 0 });
        expect([name, ...differences(expected, result)]).toEqual([name]);
        outputs.add(result.stdout);
      }
      expect([...outputs]).toHaveLength(1);
    },
    mixes.length * timeoutMs,
  );
}

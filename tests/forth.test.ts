/**
 * Every Forth case under tests/forth: run by the executable, one test a file and stage specification; and in this
 * process, with every word compiled by all mixes of stages, one test a file.
 */

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseStages, selectStages } from "../src/stages/select.ts";
import { differences, type ForthCase, parseCase, type RunResult, withOutput } from "./forth/case";
import { runInProcess } from "./forth/in_process";
import { allRun, mixes } from "./forth/mixes";
import { runForth, runnableStageSpecs, takesStages } from "./forth/run";

// A busy machine is no fault of a case.
const timeoutMs = 60_000;
const updateGolden = process.env.UPDATE_GOLDEN === "1";
const forthFolder = join(import.meta.dir, "forth");
const files = [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(forthFolder)].sort();

const typed = ({ stdin }: ForthCase): string => stdin.map((line) => `${line}\n`).join("");

/** They look at code, which an interpreter does not make. */
const needCode: readonly string[] = ["language/see-code.fth"];

for (const stages of runnableStageSpecs()) {
  describe(`stages ${stages}`, () => {
    for (const file of files) {
      test.skipIf(stages === "interpreter" && needCode.includes(file))(
        file,
        async () => {
          const path = join(forthFolder, file);
          const source = await readFile(path, "utf8");
          const expected = parseCase(source);
          const result = await runForth({
            file: path,
            args: expected.args,
            stdin: typed(expected),
            stages,
            timeoutMs,
          });
          if (updateGolden) await writeFile(path, withOutput(source, result.stdout));
          else expect(differences(expected, result).join("\n")).toBe("");
        },
        timeoutMs + 5_000,
      );
    }
  });
}

/** A child process writes to this program's standard output, which is that of all tests here. */
const needOwnProcess: readonly string[] = ["language/output-redirection.fth"];

describe.skipIf(!allRun || !takesStages)("all mixes of stages", () => {
  const selected = mixes.map((name) => [name, selectStages(parseStages(name))] as const);
  test.each(files)(
    "%s",
    async (file) => {
      const path = join(forthFolder, file);
      const expected = parseCase(readFileSync(path, "utf8"));
      const request = { file: path, args: expected.args, stdin: typed(expected) };
      const outputs = new Set<string>();
      const ownProcess = needOwnProcess.includes(file);
      for (const [name, stages] of selected) {
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
});

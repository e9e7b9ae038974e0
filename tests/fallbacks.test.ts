/** Every fall-back is walked: all Forth cases with stages that are as unreliable as a seed makes them. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { aboutSession } from "./forth/about_session.ts";
import { differences, parseCase } from "./forth/case";
import { runInProcess } from "./forth/in_process";
import { allRun } from "./forth/mixes";
import { seen, unreliableStages, ways } from "./forth/unreliable_stages.ts";
import { workingOn } from "./work_notes.ts";

const forthFolder = join(import.meta.dir, "forth");
const files = [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(forthFolder)].sort();
/** A child process writes to this program's standard output, which is that of all tests here. */
const needOwnProcess: readonly string[] = ["language/output-redirection.fth"];
/** They show the code of a word, which is another one with each seed. */
const showCode: readonly string[] = ["language/see-code.fth"];

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

describe.skipIf(!allRun)(`stages that fail by seed ${seed}`, () => {
  const excluded = [...needOwnProcess, ...showCode, ...aboutSession];
  // A seed decides which stages a case has; the next run has another.
  const choiceOf = (at: number) => ((seed + at) % 2 === 0 ? "plugin" : "builtin");
  const runnable = files.filter((file) => !excluded.includes(file));
  test.each(runnable.map((file, at) => [choiceOf(at), file] as const))(
    "%s: %s",
    (choice, file) => {
      const path = join(forthFolder, file);
      const expected = parseCase(readFileSync(path, "utf8"));
      const stdin = expected.stdin.map((line) => `${line}\n`).join("");
      const stages = unreliableStages(choice, seed + runnable.indexOf(file));
      const result = workingOn(
        () => `${choice}, FUZZ_SEED=${seed}`,
        () => runInProcess({ file: path, args: expected.args, stdin, stages, compileAfter: 0 }),
      );
      expect([seed, ...differences(expected, result)]).toEqual([seed]);
    },
    120_000,
  );

  test("each stage has failed in each way", () => {
    expect([...seen].sort()).toEqual([...ways].sort());
  });
});

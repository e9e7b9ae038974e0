/** Every fall-back is walked: all Forth cases with stages that decline, have no memory or need more room, by a seed. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { differences, parseCase } from "./forth/case";
import { hostileStages, seen } from "./forth/hostile_stages.ts";
import { runInProcess } from "./forth/in_process";
import { allRun } from "./forth/mixes";

const forthFolder = join(import.meta.dir, "forth");
const files = [...new Bun.Glob("{language,error,limit,regression}/*.fth").scanSync(forthFolder)].sort();
/** A child process writes to this program's standard output, which is that of all tests here. */
const needOwnProcess: readonly string[] = ["language/output-redirection.fth"];
/** They show the code of a word, which is another one with each seed. */
const showCode: readonly string[] = ["language/see-code.fth"];

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

describe.skipIf(!allRun)(`stages that fail by seed ${seed}`, () => {
  test.each(files.filter((file) => !needOwnProcess.includes(file) && !showCode.includes(file)))(
    "%s",
    (file) => {
      const path = join(forthFolder, file);
      const expected = parseCase(readFileSync(path, "utf8"));
      const stdin = expected.stdin.map((line) => `${line}\n`).join("");
      const stages = hostileStages(seed);
      const result = runInProcess({ file: path, args: expected.args, stdin, stages, compileAfter: 0 });
      expect([seed, ...differences(expected, result)]).toEqual([seed]);
    },
    120_000,
  );

  test("each stage has failed in each way", () => {
    const ways = ["answers", "declines", "has no memory", "needs room"];
    const expected = ["backend", "compiler", "optimizer"].flatMap((stage) =>
      ways.map((way) => `${stage} ${way}`),
    );
    expect([...seen].sort()).toEqual(expected);
  });
});

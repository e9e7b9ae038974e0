/** Every benchmark program runs and prints its result, with a small size, so that the benchmarks never rot. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { everydayNames, everydaySource } from "./bench/everyday.ts";
import { generateLoadSource, loadWorkloads } from "./bench/load_source.ts";
import { programs, sizedSource } from "./bench/programs.ts";
import { costOf, scalingNames } from "./bench/scaling.ts";
import { measureStages } from "./bench/stages.ts";
import { runForth, runnableStageSpecs } from "./forth/run";

const timeoutMs = 10_000;

let folder = "";
/** What the everyday programs print under the first mix of stages. */
let everydayResults: string[] | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fastforth-bench-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const stages of runnableStageSpecs()) {
  describe(`stages ${stages}`, () => {
    const prints = async (name: string, source: string, output: string) => {
      const file = join(folder, `${name}-${stages.replaceAll(/\W/g, "_")}.fth`);
      await writeFile(file, source);
      const result = await runForth({ file, stages, timeoutMs });
      expect({ ...result, stdout: result.stdout.trim() }).toEqual({
        exitCode: 0,
        signal: null,
        stdout: output,
        stderr: expect.any(String),
      });
    };
    for (const { name, tiny } of programs) {
      test(name, () => prints(name, sizedSource(name, tiny.size), tiny.result), timeoutMs + 5_000);
    }
    test("everyday programs", async () => {
      const printed: string[] = [];
      for (const name of everydayNames) {
        const file = join(folder, `everyday-${name}.fth`);
        await writeFile(file, everydaySource(name, 3));
        const { exitCode, stdout, stderr } = await runForth({ file, stages, timeoutMs });
        expect([name, exitCode, stderr]).toEqual([name, 0, ""]);
        printed.push(`${name}: ${stdout}`);
      }
      everydayResults ??= printed;
      expect(printed).toEqual(everydayResults);
    }, 60_000);
    const { size, result } = loadWorkloads.tiny;
    test("load", () => prints("load", generateLoadSource(size), result), timeoutMs + 5_000);
  });
}

test("programs whose cost of compiling is compared", () => {
  for (const name of scalingNames) expect(costOf(name, 8).megabytes).toBeGreaterThan(0);
}, 60_000);

test("a stage in its plugin and linked into a program answer the same requests", () => {
  const [speed] = measureStages(1, true, ["parser"]);
  expect(speed?.requests).toBeGreaterThan(0);
  expect(speed?.ratio).toBeGreaterThan(0);
}, 300_000);

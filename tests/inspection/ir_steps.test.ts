// Values keep their names from pass to pass, and what a pass changed adds up to the function that it made.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChangedLine, IrSteps } from "../../src/inspection/ir_steps.ts";
import { RecordingOptimizer } from "../../src/inspection/recording_optimizer.ts";
import { print } from "../../src/ir/print.ts";
import { optimizer } from "../ir/optimizer_library.ts";
import { parse, parseAll } from "../ir/parse.ts";
import { randomFrom, randomFunction } from "../ir/random_function.ts";

const noWords = new Uint32Array();
const shown = (lines: readonly ChangedLine[]) => lines.map(({ mark, text }) => `${mark} ${text}`);

describe("one step", () => {
  const before = parse(`function 9 static (cell) -> (cell)
block0(v0: cell):
  v1 = const 8                      @3
  v2 = const 1                      @4
  v3 = mul v0, v1                   @5
  v4 = add v3, v2                   @6
  return v4                         @7`);

  test("leaves the names of what is left alone", () => {
    const steps = new IrSteps(before);
    const after = parse(`function 9 static (cell) -> (cell)
block0(v0: cell):
  v1 = const 1                      @4
  v2 = const 3                      @5
  v3 = shl v0, v2                   @5
  v4 = add v3, v1                   @6
  return v4                         @7`);
    expect(shown(steps.next(after))).toEqual([
      "  function 9 static (cell) -> (cell)",
      "  block0(v0: cell):",
      "-   v1 = const 8",
      "    v2 = const 1",
      "-   v3 = mul v0, v1",
      "+   v3 = const 3",
      "+   v5 = shl v0, v3",
      "-   v4 = add v3, v2",
      "+   v4 = add v5, v2",
      "    return v4",
    ]);
  });

  test("that changes nothing has no marks, whatever the numbers are", () => {
    const steps = new IrSteps(before);
    expect(shown(steps.next(before)).filter((line) => !line.startsWith(" "))).toEqual([]);
  });

  test("that takes a parameter away leaves the others their names", () => {
    const loop = (parameters: string, first: string, next: string) =>
      parse(`function 9 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  jump block1(${first})
block1(${parameters}) loop:
  v9 = add v4, v1                   @1
  v10 = sub v9, v0                  @2
  branch v10, block1(${next}), block2(v9)
block2(v11: cell):
  return v11`);
    const steps = new IrSteps(loop("v3: cell, v4: cell", "v0, v1", "v0, v9"));
    const lines = shown(steps.next(loop("v4: cell", "v1", "v9")));
    expect(lines.filter((line) => line.includes("add"))).toEqual(["    v4 = add v3, v1"]);
  });
});

test("a step of thousands of lines is compared, too", () => {
  const lines = Array.from(
    { length: 3000 },
    (_, index) => `  v${index + 1} = add v${index}, v0  @${index + 1}`,
  );
  const long = (body: readonly string[], result: number) =>
    parse(`function 9 static (cell) -> (cell)\nblock0(v0: cell):\n${body.join("\n")}\n  return v${result}`);
  const steps = new IrSteps(long(lines, 3000));
  // Without the first, the last and one in the middle, and with other numbers.
  const kept = lines.filter((_, index) => index !== 0 && index !== 1500 && index !== 2999);
  const renumbered = kept.map((line, index) =>
    line.replace(/v\d+ = add v\d+/, `v${index + 1} = add v${index}`),
  );
  const marked = shown(steps.next(long(renumbered, kept.length))).filter((line) => !line.startsWith(" "));
  expect(marked).toEqual([
    "-   v1 = add v0, v0",
    "-   v2 = add v1, v0",
    "+   v2 = add v0, v0",
    "-   v1501 = add v1500, v0",
    "-   v1502 = add v1501, v0",
    "+   v1502 = add v1500, v0",
    "-   v3000 = add v2999, v0",
    "-   return v3000",
    "+   return v2999",
  ]);
});

describe("many steps", () => {
  const golden = join(import.meta.dir, "..", "ir", "optimizer", "all");
  const functions = [
    ...readdirSync(golden).flatMap((file) =>
      parseAll(readFileSync(join(golden, file), "utf8").split("# becomes\n")[0] ?? ""),
    ),
    ...Array.from({ length: 40 }, (_, seed) => randomFunction(randomFrom(seed + 1))),
  ];

  test("are each what the marks say, with one name for one value, and end where the optimizer ends", () => {
    for (const words of functions) {
      const recording = new RecordingOptimizer(optimizer());
      const optimized = recording.optimize(words, noWords);
      const runs = recording.passRuns(words[2] as number);
      const steps = new IrSteps(words);
      for (const { ir, changed } of runs) {
        if (!changed) continue;
        const before = steps.lines.map(({ text }) => text);
        const lines = steps.next(ir);
        expect(lines.filter(({ mark }) => mark !== "+").map(({ text }) => text)).toEqual(before);
        expect(lines.filter(({ mark }) => mark !== "-").map(({ text }) => text)).toEqual(
          steps.lines.map(({ text }) => text),
        );
        const defined = steps.lines.flatMap(({ text }) => definedIn(text));
        expect(new Set(defined).size).toBe(defined.length);
      }
      expect(print(runs.at(-1)?.ir ?? words)).toBe(print(optimized));
    }
  });
});

/** The names of the values that a line defines. */
function definedIn(line: string): string[] {
  const defining = /^block/.test(line) ? line : (/^ {2}(v.*?) = /.exec(line)?.[1] ?? "");
  return defining.match(/\bv\d+/g) ?? [];
}

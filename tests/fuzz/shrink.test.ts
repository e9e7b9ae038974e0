// What a difference between generated programs is worth: it is found, and shrunk to what matters.

import { describe, expect, test } from "bun:test";
import { Random } from "./parser_source.ts";
import { difference, observe, reference } from "./programs/execution.ts";
import { generateProgram } from "./programs/generator.ts";
import { shrink } from "./programs/shrink.ts";
import { type Program, textsOf } from "./programs/tree.ts";

describe("shrinking", () => {
  test("leaves nothing but what shows the fault", () => {
    // A fault that shows when a program that runs has a multiplication in a counted loop.
    const shows = (program: Program) =>
      textsOf(program).some((text) => / \?do .*\* .*loop .*;/.test(text)) &&
      textsOf(program).some((text) => text.startsWith("6 budget !"));
    const programs = Array.from({ length: 200 }, (_, seed) => generateProgram(new Random(seed))).filter(
      shows,
    );
    expect(programs.length).toBeGreaterThan(3);
    for (const program of programs.slice(0, 5)) {
      const text = textsOf(shrink(program, shows)).join(" ");
      expect(text.split(/\s+/).length).toBeLessThan(60);
      expect(text).toMatch(/ \?do .*\* .*loop/);
    }
  });

  test("keeps a program that cannot be smaller", () => {
    expect(shrink([": w0 ;"], () => false)).toEqual([": w0 ;"]);
  });
});

describe("differences", () => {
  test("of output, stacks, memory and THROW codes are all seen", () => {
    const results = (text: string) => observe(reference, [text]);
    const expected = results("1 2 ' drop catch");
    for (const other of [
      "3 2 ' drop catch",
      "1 2 . ' noop catch",
      "7 a ! 1 2 ' drop catch",
      "1 2 ' @ catch",
      "1 0 /",
    ])
      expect(difference(expected, results(other))).toBeDefined();
    expect(difference(expected, results("1 2 ' drop catch"))).toBeUndefined();
    expect(difference(results("1e"), results("-1e"))).toBeDefined();
    expect(difference(results("0e"), results("-0e"))).toBeDefined();
  });

  test("programs mostly do something", () => {
    const ends = Array.from({ length: 60 }, (_, seed) => {
      const texts = textsOf(generateProgram(new Random(seed)));
      const results = observe(reference, texts).slice(1);
      return results.filter((_, at) => texts[at]?.startsWith("6 budget !"));
    }).flat();
    const finished = ends.filter((end) => end.startsWith("<"));
    const thrown = ends.filter((end) => /^(caught|THROW)/.test(end));
    expect(finished.length).toBeGreaterThan(ends.length / 2);
    expect(thrown.length).toBeGreaterThan(ends.length / 30);
    expect(new Set(ends).size).toBeGreaterThan(ends.length / 2);
  });
});

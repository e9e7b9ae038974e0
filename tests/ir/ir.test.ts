// ForthIR: its textual form, its verifier and its builder, each in TypeScript and in Zig.
// UPDATE_GOLDEN=1 rewrites the files in text/ and the expectations in verify/.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printBindings } from "../../release/build.ts";
import { Instruction, LAYOUT_HASH, Op, Rule, ValueType } from "../../src/abi/bindings.ts";
import { print } from "../../src/ir/print.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { IrBuilder } from "./builder.ts";
import { describeVerdict, readVerifyCase } from "./case.ts";
import { IrSyntaxError, parse, parseAll } from "./parse.ts";
import { type Random, randomFrom, randomFunction } from "./random_function.ts";
import { verify } from "./verify.ts";
import { loadZigLibrary } from "./zig_library.ts";

const updateGolden = process.env.UPDATE_GOLDEN === "1";
const zig = loadZigLibrary();

function filesIn(folder: string): { name: string; path: string; source: string }[] {
  const full = join(import.meta.dir, folder);
  return readdirSync(full)
    .filter((name) => name.endsWith(".ir"))
    .sort()
    .map((name) => ({ name, path: join(full, name), source: readFileSync(join(full, name), "utf8") }));
}

test("the bindings are what the generator writes", () => {
  for (const [path, text] of printBindings()) expect(text).toBe(readFileSync(path, "utf8"));
  expect(zig.layoutHash()).toBe(LAYOUT_HASH);
});

describe("text", () => {
  for (const { name, path, source } of filesIn("text")) {
    test(name, () => {
      const words = parse(source);
      const comments = /^(#[^\n]*\n)*/.exec(source)?.[0] ?? "";
      const printed = print(words);
      if (updateGolden) writeFileSync(path, comments + printed);
      else expect(comments + printed).toBe(source);
      expect(parse(printed)).toEqual(words);
      expect(zig.print(words)).toBe(printed);
      expect(zig.parse(source)).toEqual(words);
    });
  }

  test("several functions in one text", () => {
    const text = "function 1 dynamic\nblock0():\n  return\nfunction 2 static () -> ()\nblock0():\n  return\n";
    expect(parseAll(text).map(print).join("")).toBe(text);
  });

  for (const [text, line, column] of [
    ["function x dynamic", 1, 10],
    ["function 1 static (float, cell) -> ()", 1, 31],
    ["function 1 dynamic\nblock1():", 2, 1],
    ["function 1 dynamic\nblock0():\n  launch", 3, 3],
    ["function 1 dynamic\nblock0():\n  v0, v2 = umul v0, v0", 3, 7],
    ["function 1 dynamic\nblock0():\n  v0 = const 18446744073709551616", 3, 14],
    ["function 1 dynamic\nblock0():\n  v0 = fmath1.toString v0", 3, 24],
    ["function 1 dynamic\nblock0():\n  v99999999 = pop", 3, 3],
    ["function 1 dynamic\nblock0():\n  ?", 3, 3],
    ["function", 1, 9],
  ] as const) {
    test(`an error at ${line}:${column} in ${JSON.stringify(text)}`, () => {
      try {
        parse(text);
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof IrSyntaxError)) throw error;
        expect([error.line, error.column]).toEqual([line, column]);
      }
      expect(zig.parse(text)).toBeUndefined();
    });
  }
});

describe("verify", () => {
  const files = filesIn("verify");
  for (const { name, path, source } of files) {
    test(name, () => {
      const { words, expected } = readVerifyCase(source);
      const verdict = describeVerdict(verify(words));
      expect(describeVerdict(zig.verify(words))).toBe(verdict);
      if (updateGolden) writeFileSync(path, source.replace(/^# expect:.*$/m, `# expect: ${verdict}`));
      else expect(verdict).toBe(expected);
    });
  }

  test("every rule has a case", () => {
    const expected = files.map(({ source }) => readVerifyCase(source).expected.split(" ")[0]);
    expect(Object.keys(Rule).filter((rule) => !expected.includes(rule))).toEqual([]);
  });
});

describe("builder", () => {
  test("blocks in any order, parameters and arguments late, inputs deeper than the first", () => {
    const builder = new IrBuilder();
    builder.begin(9, false);
    const [entry, then, otherwise] = [builder.addBlock(), builder.addBlock(), builder.addBlock(true)];
    builder.setBlock(otherwise);
    const merged = builder.addParameter(otherwise, ValueType.cell);
    const float = builder.addParameter(entry, ValueType.float);
    builder.return(3, [merged, float]);
    builder.setBlock(entry);
    const upper = builder.addParameter(entry, ValueType.cell);
    const lower = builder.prependParameter(entry, ValueType.cell);
    const edge = builder.branch(builder.emit(Op.lt, 1, lower, upper), then, otherwise, 2);
    builder.addArgument(edge + 1, lower);
    builder.setBlock(then);
    const late = builder.addParameter(then, ValueType.cell);
    builder.addArgument(edge, upper);
    builder.jump(otherwise, 0, [late]);
    expect(print(builder.finish(1, 1))).toBe(
      [
        "function 9 static (cell, cell, float) -> (cell, float)",
        "block0(v0: cell, v1: cell, v2: float):",
        "  v3 = lt v0, v1                    @1",
        "  branch v3, block1(v1), block2(v0)  @2",
        "block1(v4: cell):",
        "  jump block2(v4)",
        "block2(v5: cell) loop:",
        "  return v5, v2                     @3",
        "",
      ].join("\n"),
    );
  });

  test("misuse is told", () => {
    const builder = new IrBuilder();
    builder.begin(1, true);
    expect(() => builder.emit(Op.pop, 0)).toThrow("no block is selected");
    builder.setBlock(builder.addBlock());
    expect(() => builder.finish(0, 0)).toThrow("block0 has no terminator");
    builder.return(0);
    expect(() => builder.emit(Op.pop, 0)).toThrow("block0 has its terminator already");
  });
});

describe("random functions", () => {
  test("are valid, and read, printed and judged alike by both sides", () => {
    const builder = new IrBuilder();
    for (let seed = 1; seed <= 300; seed++) {
      const words = randomFunction(randomFrom(seed), builder);
      expect(`${seed} ${describeVerdict(verify(words))}`).toBe(`${seed} ok`);
      expect(describeVerdict(zig.verify(words))).toBe("ok");
      const text = print(words);
      expect(zig.print(words)).toBe(text);
      expect(parse(text)).toEqual(words);
      expect(zig.parse(text)).toEqual(words);
    }
  });

  test("float constants print alike", () => {
    const random = randomFrom(5);
    const builder = new IrBuilder();
    builder.begin(1, true);
    builder.setBlock(builder.addBlock());
    for (let i = 0; i < 5000; i++) builder.emit(Op.fconst, 0, random(2 ** 32), random(2 ** 32));
    builder.return(0);
    const words = builder.finish(0, 0);
    expect(zig.print(words)).toBe(print(words));
  });

  test("broken at random, get equal verdicts", () => {
    const random = randomFrom(77);
    const sources = filesIn("verify").map(({ source }) => readVerifyCase(source).words);
    for (let seed = 1; seed <= 200; seed++) sources.push(randomFunction(randomFrom(seed)));
    const seen = new Set<Rule>();
    for (let round = 0; round < 40_000; round++) {
      const words = mutate(sources[round % sources.length] ?? new Uint32Array(), random);
      const verdict = verify(words);
      seen.add(verdict.rule);
      const other = zig.verify(words);
      if (other.rule !== verdict.rule || other.at !== verdict.at) {
        throw new Error(`${describeVerdict(verdict)}, but ${describeVerdict(other)}: ${words.join(" ")}`);
      }
      if (verdict.rule === Rule.ok && zig.print(words) !== print(words)) throw new Error(words.join(" "));
    }
    const unseen = Object.entries(Rule).filter(([, rule]) => !seen.has(rule));
    expect(unseen.map(([name]) => name)).toEqual([]);
  });

  test("of nothing but noise, crash neither side", () => {
    const random = randomFrom(99);
    for (let round = 0; round < 5000; round++) {
      const words = Uint32Array.from({ length: random(60) }, () => random(1 << (1 + random(30))));
      if (round % 2 === 0) words.set(parse("function 1 dynamic").subarray(0, Math.min(2, words.length)));
      expect(describeVerdict(zig.verify(words))).toBe(describeVerdict(verify(words)));
    }
  });
});

/** A copy with one to three words changed; small numbers and indices that exist are what goes deepest. */
function mutate(source: Uint32Array, random: Random): Uint32Array {
  const words = source.slice(0, random(50) === 0 ? random(source.length + 1) : source.length);
  for (let count = 1 + random(3); count > 0 && words.length > 0; count--) {
    const header = random(8) === 0;
    const at = header ? random(Math.min(16, words.length)) : random(words.length);
    const old = words[at] ?? 0;
    const choices = [random(8), old + 1, old - 1, random(80), 0xffffffff, words[random(words.length)] ?? 0];
    words[at] = choices[random(choices.length)] ?? 0;
  }
  if (random(20) === 0) swapInstructions(words, random);
  return words;
}

function swapInstructions(words: Uint32Array, random: Random): void {
  const view = new FunctionView(words);
  if (view.extras > words.length || view.instructionCount === 0) return;
  const [first, second] = [random(view.instructionCount), random(view.instructionCount)];
  for (let field = 0; field < Instruction.WORDS; field++) {
    const [a, b] = [first, second].map((number) => view.instructions + number * Instruction.WORDS + field);
    if (a === undefined || b === undefined) return;
    [words[a], words[b]] = [words[b] ?? 0, words[a] ?? 0];
  }
}

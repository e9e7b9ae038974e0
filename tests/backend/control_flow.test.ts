// Control flow of every shape, and copies of parameters that trade places.

import { describe, expect, test } from "bun:test";
import { print } from "../../src/ir/print.ts";
import { parse } from "../ir/parse.ts";
import { randomFrom } from "../ir/random_function.ts";
import { verify } from "../ir/verify.ts";
import { edgeCells, edgeFloats } from "./edge_values.ts";
import { Harness, implementations } from "./harness.ts";
import { type Callee, RandomGraph } from "./random_graph.ts";
import type { Value } from "./reference.ts";

/** Set to repeat a run that failed. */
const SEED = Number(process.env.BACKEND_SEED ?? 1 + Math.floor(Math.random() * 0x7fffffff));
const FUNCTIONS = Number(process.env.BACKEND_FUNCTIONS ?? 500);
const RUNS = 4;

for (const implementation of implementations)
  describe(implementation.name, () => {
    const harness = new Harness(implementation);

    /** Words 101 … are called by random functions: generated ones, and host words on the stacks. */
    const callees: readonly Callee[] = [
      { word: 101, cellIn: 2, cellOut: 1, floatIn: 0, floatOut: 0 },
      { word: 102, cellIn: 1, cellOut: 3, floatIn: 1, floatOut: 2 },
      { word: 103, cellIn: 2, cellOut: 2, floatIn: 1, floatOut: 0 },
      { word: 104, cellIn: 0, cellOut: 0, floatIn: 1, floatOut: 2 },
    ];

    harness.install(
      parse(`function 101 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  v2 = sub v0, v1
  return v2`),
    );
    harness.words.set(101, {
      direct: ([a, b]) => [BigInt.asIntN(64, (a as bigint) - (b as bigint))],
      stack: () => {},
    });
    harness.install(
      parse(`function 102 static (cell, float) -> (cell, cell, cell, float, float)
block0(v0: cell, v1: float):
  v2 = mul v0, v0
  v3 = fneg v1
  return v2, v0, v2, v3, v1`),
    );
    harness.words.set(102, {
      direct: ([a, r]) => {
        const square = BigInt.asIntN(64, (a as bigint) * (a as bigint));
        return [square, a as bigint, square, -(r as number), r as number];
      },
      stack: () => {},
    });
    harness.machine.entries[103] = () => {
      const { machine } = harness;
      machine.popFloat();
      const [b, a] = [machine.popBigInt(), machine.popBigInt()];
      machine.pushBigInt(b);
      machine.pushBigInt(a ^ b);
    };
    harness.words.set(103, {
      direct: ([a, b]) => [b as bigint, (a as bigint) ^ (b as bigint)],
      stack: () => {},
    });
    harness.install(
      parse(`function 104 static (float) -> (float, float)
block0(v0: float):
  v1 = fadd v0, v0
  return v1, v0`),
    );
    harness.words.set(104, {
      direct: ([r]) => [(r as number) + (r as number), r as number],
      stack: () => {},
    });

    test(`random graphs, BACKEND_SEED=${SEED}`, () => {
      const random = randomFrom(SEED);
      const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
      for (let i = 0; i < FUNCTIONS; i++) {
        const graph = new RandomGraph(random, callees);
        const ir = graph.generate(50);
        if (i < 50) expect(verify(ir).rule).toBe(0);
        const entry = harness.install(ir);
        for (let run = 0; run < RUNS; run++) {
          const inputs: Value[] = [BigInt(1 + random(60))];
          for (let k = 1; k < graph.inputs.cells; k++) inputs.push(pick(edgeCells));
          for (let k = 0; k < graph.inputs.floats; k++) inputs.push(pick(edgeFloats));
          harness.compare(
            ir,
            entry,
            inputs,
            () => `BACKEND_SEED=${SEED}, function ${i}:\n${print(ir)}\n${harness.code(ir)}`,
          );
        }
      }
    });

    test("random graphs once they are machine code", () => {
      const random = randomFrom(SEED ^ 0x5bd1e995);
      for (let i = 0; i < 12; i++) {
        const graph = new RandomGraph(random, callees);
        const ir = graph.generate(50);
        const entry = harness.install(ir);
        const inputs = (): Value[] => [
          BigInt(1 + random(60)),
          ...Array.from(
            { length: graph.inputs.cells - 1 },
            () => edgeCells[random(edgeCells.length)] as bigint,
          ),
          ...Array.from(
            { length: graph.inputs.floats },
            () => edgeFloats[random(edgeFloats.length)] as number,
          ),
        ];
        // Enough of blocks run for the engine's optimizing tiers, with operands that contradict their first guesses.
        const sets = Array.from({ length: 20 }, inputs);
        for (let run = 0; run < 600; run++) harness.run(entry, sets[run % sets.length] as Value[]);
        for (const set of sets)
          harness.compare(ir, entry, set, () => `BACKEND_SEED=${SEED}, hot ${i}:\n${print(ir)}`);
      }
    });

    function expectSame(text: string, inputs: readonly Value[][]): void {
      const ir = parse(text);
      expect(verify(ir).rule).toBe(0);
      const entry = harness.install(ir);
      for (const values of inputs) harness.compare(ir, entry, values, () => `${text}\n${harness.code(ir)}`);
    }

    test("parameters trade places in a loop", () => {
      expectSame(
        `function 60 static (cell, cell, cell, cell) -> (cell, cell, cell)
block0(v0: cell, v1: cell, v2: cell, v3: cell):
  v4 = const 1
  jump block1(v0, v1, v2, v3)
block1(v5: cell, v6: cell, v7: cell, v8: cell) loop:
  v9 = sub v5, v4
  branch v5, block2(), block3(v6, v7, v8)
block2():
  jump block1(v9, v7, v8, v6)
block3(v10: cell, v11: cell, v12: cell):
  return v10, v11, v12`,
        [0n, 1n, 2n, 3n, 7n].map((count) => [count, 0x1_00000002n, 0x3_00000004n, -1n]),
      );
    });

    test("two cycles and a chain of copies at once", () => {
      expectSame(
        `function 60 static (cell, cell, cell, cell, cell, float, float) -> (cell, cell, cell, cell, float, float)
block0(v0: cell, v1: cell, v2: cell, v3: cell, v4: cell, v5: float, v6: float):
  v7 = const 1
  jump block1(v0, v1, v2, v3, v4, v5, v6)
block1(v8: cell, v9: cell, v10: cell, v11: cell, v12: cell, v13: float, v14: float) loop:
  v15 = sub v8, v7
  branch v8, block1(v15, v10, v9, v12, v11, v14, v13), block2()
block2():
  return v9, v10, v11, v12, v13, v14`,
        [0n, 1n, 2n, 5n].map((count) => [count, 10n, 20n, 30n, -40n, 1.5, 2.5]),
      );
    });

    test("flags become general cells in a loop", () => {
      expectSame(
        `function 60 static (cell, cell) -> (cell, cell)
block0(v0: cell, v1: cell):
  v2 = const 1
  v3 = const 0
  v4 = lt v0, v1
  jump block1(v0, v4, v3)
block1(v5: cell, v6: cell, v7: cell) loop:
  v8 = sub v5, v2
  v9 = le v5, v1
  v10 = add v9, v6
  branch v5, block1(v8, v9, v10), block2()
block2():
  return v6, v7`,
        [0n, 1n, 2n, 5n].flatMap((count) => [
          [count, 3n],
          [count, -3n],
        ]),
      );
    });

    test("a loop with two entries", () => {
      expectSame(
        `function 60 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  v2 = const 1
  branch v1, block1(v0, v1), block2(v0, v1)
block1(v3: cell, v4: cell):
  v5 = add v4, v2
  jump block2(v3, v5)
block2(v6: cell, v7: cell):
  v8 = sub v6, v2
  v9 = add v7, v7
  v10 = lt v8, v2
  branch v10, block3(v9), block1(v8, v9)
block3(v11: cell):
  return v11`,
        [
          [5n, 0n],
          [5n, 1n],
          [1n, 7n],
          [40n, 3n],
        ],
      );
    });

    test("a loop left from its middle, to after an outer loop", () => {
      expectSame(
        `function 60 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  v2 = const 1
  v3 = const 3
  jump block1(v0, v1)
block1(v4: cell, v5: cell) loop:
  v6 = sub v4, v2
  jump block2(v6, v5)
block2(v7: cell, v8: cell) loop:
  v9 = add v8, v3
  v10 = and v9, v3
  branch v10, block3(), block6(v9)
block3():
  v11 = eq v7, v2
  branch v11, block7(v9), block4()
block4():
  v12 = lt v9, v7
  branch v12, block2(v7, v9), block5()
block5():
  branch v7, block1(v7, v9), block7(v8)
block6(v13: cell):
  v14 = mul v13, v3
  jump block7(v14)
block7(v15: cell):
  return v15`,
        [2n, 3n, 10n, 50n].flatMap((count) => [0n, 1n, 2n, 7n].map((start) => [count, start])),
      );
    });

    test("thousands of branches one after the other, or each in the next", () => {
      const chain = [
        "function 60 static (cell) -> (cell)",
        "block0(v0: cell):",
        "  v1 = const 1",
        "  jump block1(v0)",
      ];
      const count = 4000;
      for (let i = 0; i < count; i++) {
        const [head, leave, next] = [3 * i + 1, 3 * i + 2, 3 * i + 3];
        const value = 2 + 3 * i;
        chain.push(`block${head}(v${value}: cell):`, `  v${value + 1} = add v${value}, v1`);
        chain.push(`  v${value + 2} = lt v${value + 1}, v0`);
        if (i % 2 === 0) chain.push(`  branch v${value + 2}, block${leave}(), block${next}()`);
        else chain.push(`  branch v${value + 2}, block${next}(), block${leave}()`);
        chain.push(`block${leave}():`, `  return v${value + 1}`);
        chain.push(`block${next}():`);
        if (i === count - 1) chain.push(`  return v${value}`);
        else chain.push(`  jump block${next + 1}(v${value + 1})`);
      }
      const text = renumberBlocks(chain).join("\n");
      expectSame(text, [[5n], [-5n], [0x7fffffff_ffffffffn]]);
    });

    /** Block names in the order of their definitions, as the textual form wants them. */
    function renumberBlocks(lines: readonly string[]): string[] {
      const numbers = new Map<string, string>();
      for (const line of lines) {
        const name = /^(block\d+)\(/.exec(line)?.[1];
        if (name !== undefined) numbers.set(name, `block${numbers.size}`);
      }
      return lines.map((line) => line.replace(/block\d+/g, (name) => numbers.get(name) ?? name));
    }
  });

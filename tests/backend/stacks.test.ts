// The in-memory stacks: their operations, their ends, and what static functions do at the entry.

import { describe, expect, test } from "bun:test";
import { Interrupt } from "../../src/abi/bindings.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { Timeout } from "../../src/machine/exceptions.ts";
import { Capacity, Context } from "../../src/machine/machine.ts";
import { parse } from "../ir/parse.ts";
import { generated } from "./generated.ts";
import { Harness, implementations, thrownBy } from "./harness.ts";
import type { Value } from "./reference.ts";

for (const implementation of implementations)
  describe(implementation.name, () => {
    const harness = new Harness(implementation);
    const { machine } = harness;

    function expectSame(
      text: string,
      cases: readonly (readonly Value[])[],
      returns: readonly bigint[] = [],
    ): void {
      const ir = parse(text);
      const entry = harness.install(ir);
      for (const inputs of cases)
        harness.compare(ir, entry, inputs, () => `${text}\n${harness.code(ir)}`, returns);
    }

    describe("operations", () => {
      test("push and pop", () => {
        expectSame(
          `function 20 dynamic
block0():
  v0 = pop
  v1 = pop
  push v0
  push v1
  push v0
  v2 = depth
  push v2
  return`,
          [[], [1n], [1n, 2n], [1n, -2n, 0x5_00000003n]],
        );
      });

      test("floats", () => {
        expectSame(
          `function 20 dynamic
block0():
  v0 = fpop
  v1 = fpop
  fpush v0
  fpush v1
  v2 = fdepth
  push v2
  return`,
          [[], [1.5], [1.5, 2.5], [1.5, -2.5, Number.NaN]],
        );
      });

      test("pick, fpick and roll", () => {
        const cases = [0n, 1n, 2n, 3n, 4n, -1n, 0x1_00000000n].flatMap((index) => [
          [index],
          [10n, index],
          [10n, -20n, 0x1_00000001n, 0.5, 1.5, index],
        ]);
        for (const op of ["push v1", "fpush v1", ""]) {
          const line = op === "push v1" ? "v1 = pick v0" : op === "fpush v1" ? "v1 = fpick v0" : "roll v0";
          expectSame(`function 20 dynamic\nblock0():\n  v0 = pop\n  ${line}\n  ${op}\n  return`, cases);
        }
      });

      test("the return stack", () => {
        const text = `function 20 static (cell) -> (cell, cell, cell)
block0(v0: cell):
  rpush v0
  v1 = rpick 1
  v2 = rpop
  v3 = rpop
  return v1, v2, v3`;
        for (const returns of [[], [7n], [7n, -8n]]) expectSame(text, [[0x1_00000002n]], returns);
        expectSame(text.replace("rpick 1", "rpick 9"), [[1n]], [7n]);
      });

      test("throw", () => {
        const text = "function 20 static (cell) -> ()\nblock0(v0: cell):\n  throw v0\n  return";
        expectSame(text, [
          [0n],
          [-1n],
          [5n],
          [-0x80000000_00000000n],
          [0x7fffffff_ffffffffn],
          [0x1_00000000n],
        ]);
        expectSame("function 20 static () -> ()\nblock0():\n  v0 = const -9\n  throw v0\n  unreachable", [
          [],
        ]);
      });

      test("calls on the stacks, and execute", () => {
        harness.install(
          parse("function 21 static (cell) -> (cell)\nblock0(v0: cell):\n  v1 = add v0, v0\n  return v1"),
        );
        harness.words.set(21, {
          direct: () => [],
          stack: (state) => state.data.push((state.data.pop() as bigint) * 2n),
        });
        expectSame("function 20 dynamic\nblock0():\n  callStack 21\n  v0 = depth\n  push v0\n  return", [
          [1n],
          [1n, 2n],
        ]);
        const cases = [
          [4n, 21n],
          [1n, 0x1_00000015n],
          [1n, -1n],
          [1n, 99999n],
        ];
        expectSame(
          "function 20 dynamic\nblock0():\n  v0 = pop\n  execute v0\n  v1 = pop\n  push v1\n  return",
          cases,
        );
      });

      test("a static function called between stack operations keeps the stacks as they are", () => {
        harness.install(
          parse(
            "function 22 static (cell, cell) -> (cell)\nblock0(v0: cell, v1: cell):\n  v2 = sub v0, v1\n  return v2",
          ),
        );
        harness.words.set(22, { direct: ([a, b]) => [(a as bigint) - (b as bigint)], stack: () => {} });
        expectSame(
          `function 20 dynamic
block0():
  v0 = pop
  v1 = pop
  push v0
  v2 = call 22(v0, v1) -> (cell)
  push v2
  return`,
          [
            [5n, 3n],
            [1n, 5n, 3n],
          ],
        );
      });
    });

    describe("ends", () => {
      const push = generated(
        harness.backend,
        parse("function 30 dynamic\nblock0():\n  v0 = const 1\n  push v0\n  return"),
      );
      const fpush = generated(
        harness.backend,
        parse("function 30 dynamic\nblock0():\n  v0 = fconst 1e0\n  fpush v0\n  return"),
      );
      const rpush = generated(
        harness.backend,
        parse("function 30 dynamic\nblock0():\n  v0 = const 1\n  rpush v0\n  return"),
      );

      test("each stack holds its capacity and not one more", () => {
        for (const [code, capacity, field, step] of [
          [-3, Capacity.data, Context.dataDepth, push],
          [-44, Capacity.float, Context.floatDepth, fpush],
          [-5, Capacity.return, Context.returnDepth, rpush],
        ] as const) {
          machine.clearStacks();
          for (let i = 0; i < capacity; i++) step();
          expect(machine.context[field]).toBe(capacity);
          expect(thrownBy(step)).toBe(code);
        }
        machine.clearStacks();
      });

      test("a static function that only gives cells fills the stack up to its end", () => {
        const entry = harness.install(
          parse(
            "function 31 static () -> (cell, cell, cell)\nblock0():\n  v0 = const 1\n  return v0, v0, v0",
          ),
        );
        machine.clearStacks();
        let calls = 0;
        const run = (): void => {
          for (; calls < Capacity.data; calls++) entry();
        };
        expect(thrownBy(run)).toBe(-3);
        expect(calls).toBeLessThanOrEqual(Math.ceil(Capacity.data / 3) + 1);
        machine.clearStacks();
      });

      test("too few cells or floats for a static function: its dynamic version runs, on the stacks as they were", () => {
        const entry = harness.install(
          parse(
            "function 32 static (cell, cell, float) -> (cell)\nblock0(v0: cell, v1: cell, v2: float):\n  return v0",
          ),
        );
        for (const [cells, floats] of [
          [1, 1],
          [0, 1],
          [2, 0],
        ] as const) {
          machine.clearStacks();
          for (let i = 0; i < cells; i++) machine.pushNumber(i);
          for (let i = 0; i < floats; i++) machine.pushFloat(i);
          harness.refused.length = 0;
          expect(thrownBy(entry)).toBe(-4);
          expect(harness.refused).toEqual([32]);
          expect([machine.depth(), machine.floatDepth()]).toEqual([cells, floats]);
        }
      });
    });

    describe("replacing words", () => {
      const caller = harness.install(
        parse(
          "function 40 static (cell) -> (cell)\nblock0(v0: cell):\n  v1 = call 41(v0) -> (cell)\n  return v1",
        ),
      );
      const call = (): bigint => {
        machine.clearStacks();
        machine.pushNumber(10);
        caller();
        return machine.popBigInt();
      };
      const adding = (amount: number): Uint32Array =>
        parse(
          `function 41 static (cell) -> (cell)\nblock0(v0: cell):\n  v1 = const ${amount}\n  v2 = add v0, v1\n  return v2`,
        );

      test("a caller made first reaches the word through the table, then directly, then anew", () => {
        machine.entries[41] = () => machine.pushNumber(machine.popNumber() + 1);
        expect(call()).toBe(11n);
        harness.install(adding(2));
        expect(call()).toBe(12n);
        harness.install(adding(3));
        expect(call()).toBe(13n);
      });

      test("a forgotten word is reached through the table", () => {
        harness.install(adding(2));
        machine.entries[41] = () => machine.pushNumber(machine.popNumber() + 5);
        harness.backend.forget(41);
        expect(call()).toBe(15n);
      });

      test("the dynamic version of a word leaves callers of the static one alone", () => {
        harness.install(adding(2));
        generated(harness.backend, parse("function 41 dynamic\nblock0():\n  return"));
        expect(call()).toBe(12n);
      });
    });

    describe("interrupts", () => {
      const loop = harness.install(
        parse(
          "function 50 static () -> ()\nblock0():\n  jump block1()\nblock1() loop:\n  poll\n  jump block1()",
        ),
      );
      const recursion = harness.install(
        parse(`function 51 static (cell) -> (cell)
block0(v0: cell):
  v1 = const 1
  v2 = const 0
  v3 = sub v0, v1
  v4 = lt v0, v2
  branch v4, block2(), block1()
block1():
  v5 = call 51(v3) -> (cell)
  v6 = call 51(v3) -> (cell)
  v7 = add v5, v6
  return v7
block2():
  return v0`),
      );
      const forever = {
        loop,
        recursion: (): void => {
          machine.clearStacks();
          machine.pushNumber(60);
          recursion();
        },
      };

      for (const [name, run] of Object.entries(forever)) {
        test(`the user's ends an endless ${name}`, () => {
          machine.context[Context.interrupt] = Interrupt.user;
          expect(thrownBy(run)).toBe(-28);
          expect(machine.context[Context.interrupt]).toBe(Interrupt.none);
        });
        test(`the time limit ends an endless ${name}, and is no THROW`, () => {
          machine.context[Context.interrupt] = Interrupt.timeout;
          expect(run).toThrow(Timeout as unknown as ErrorConstructor);
          expect(() => toForthThrow(new Timeout())).toThrow(Timeout as unknown as ErrorConstructor);
        });
        test(`a look is made in an endless ${name}, which goes on`, () => {
          let looks = 0;
          machine.onLook = () => {
            looks++;
            machine.context[Context.interrupt] = looks < 3 ? Interrupt.look : Interrupt.timeout;
          };
          machine.context[Context.interrupt] = Interrupt.look;
          expect(run).toThrow(Timeout as unknown as ErrorConstructor);
          expect(looks).toBe(3);
          machine.onLook = () => {};
        });
      }
    });

    describe("recursion", () => {
      const descend = (word: number, cells: number): string => {
        const ids = Array.from({ length: cells }, (_, i) => `v${i}`);
        const types = ids.map(() => "cell").join(", ");
        const results = ids.map((_, i) => `v${cells + 2 + i}`);
        const sums = ids.map((id, i) => `  v${2 * cells + 2 + i} = add v${cells + 2 + i}, ${id}`);
        return `function ${word} static (${types}) -> (${types})
block0(${ids.map((id) => `${id}: cell`).join(", ")}):
  branch v0, block1(), block2()
block1():
  v${cells} = const 1
  v${cells + 1} = sub v0, v${cells}
  ${results.join(", ")} = call ${word}(${[`v${cells + 1}`, ...ids.slice(1)].join(", ")}) -> (${types})
${sums.join("\n")}
  return ${ids.map((_, i) => `v${2 * cells + 2 + i}`).join(", ")}
block2():
  return ${ids.join(", ")}`;
      };

      test("5,000 levels deep with a few cells, before the engine has optimised the code", () => {
        for (const cells of [1, 2, 3]) {
          const entry = harness.install(parse(descend(60, cells)));
          machine.clearStacks();
          machine.pushNumber(5_000);
          for (let i = 1; i < cells; i++) machine.pushNumber(1);
          entry();
          expect(machine.peekNumber(cells - 1)).toBe((5_000 * 5_001) / 2);
          if (cells > 1) expect(machine.peekNumber()).toBe(5_001);
        }
      });

      test("endless recursion is -5, again and again", () => {
        const entry = harness.install(
          parse("function 61 static () -> ()\nblock0():\n  call 61() -> ()\n  return"),
        );
        for (let i = 0; i < 3; i++) {
          let code: unknown;
          try {
            entry();
          } catch (error) {
            code = toForthThrow(error).code;
          }
          expect(code).toBe(-5);
        }
      });
    });
  });

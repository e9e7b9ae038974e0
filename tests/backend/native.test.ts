// What only native code has: a stack of its own, faults of the processor, entries inside of entries.

import { afterAll, describe, expect, test } from "bun:test";
import { CodeHeader, CodePosition, CodePositionFlag, NONE } from "../../src/abi/bindings.ts";
import type { BacktraceFrame } from "../../src/ir/inline_sites.ts";
import { backtrace } from "../../src/machine/backtrace.ts";
import { ForthThrow } from "../../src/machine/exceptions.ts";
import { Capacity, Context, Machine } from "../../src/machine/machine.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { parse } from "../ir/parse.ts";
import { generated } from "./generated.ts";
import { thrownBy } from "./harness.ts";

const isHere = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");

describe.skipIf(!isHere)("native code", () => {
  const native = selectStages(parseStages("backend=plugin"));
  const machine = new Machine(65536, native.reserve);
  const dynamicVersions = new Map<number, () => void>();
  const backend = native.backend(machine, {
    dynamicVersion: (word) => dynamicVersions.get(word) ?? (() => machine.need(999)),
  });
  afterAll(() => backend.close?.());

  function install(text: string): () => void {
    const ir = parse(text);
    const entry = generated(backend, ir);
    machine.entries[ir[2] as number] = entry;
    return entry;
  }

  function run(entry: () => void, ...cells: number[]): number[] {
    machine.clearStacks();
    for (const cell of cells) machine.pushNumber(cell);
    entry();
    return Array.from({ length: machine.depth() }, () => machine.popNumber()).reverse();
  }

  /** The THROW code of a run, and the words in its backtrace. */
  function fault(entry: () => void, ...cells: number[]): { code: unknown; frames: BacktraceFrame[] } {
    machine.context[Context.handlerDepth] = 0;
    try {
      run(entry, ...cells);
    } catch (error) {
      if (!(error instanceof ForthThrow) || error.trace === undefined) throw error;
      return { code: error.code, frames: backtrace(error.trace) };
    }
    throw new Error("nothing was thrown");
  }

  test("a listing says where the code of each instruction begins, by offset", () => {
    const ir = parse(
      "function 9 static (cell) -> (cell)\nblock0(v0: cell):\n  v1 = load v0  @91\n  return v1",
    );
    const listing = backend.list(ir, () => "");
    if (listing?.kind !== "machine") throw new Error("there is no machine code");
    const first = (listing.blob[CodeHeader.positionOffset] as number) / 4;
    const count = listing.blob[CodeHeader.positionCount] as number;
    const records = Array.from({ length: count }, (_, i) => first + i * CodePosition.WORDS);
    const marks = records.filter(
      (at) => listing.blob[at + CodePosition.flags] === CodePositionFlag.instruction,
    );
    expect(marks.map((at) => listing.blob[at + CodePosition.position])).toEqual([0, 1, NONE]);
    const offsets = records.map((at) => listing.blob[at] as number);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  const peek = install(`function 10 static (cell) -> (cell)
block0(v0: cell):
  v1 = load v0                      @101
  return v1`);
  const viaPeek = install(`function 11 static (cell) -> (cell)
block0(v0: cell):
  v1 = call 10(v0) -> (cell)        @111
  v2 = add v1, v0                   @112
  return v2`);
  const twice = install(`function 12 dynamic
block0():
  callStack 13                      @121
  callStack 13                      @122
  return`);

  test("a fault is a THROW with the positions of all frames, a thousand times", () => {
    for (let i = 0; i < 1000; i++) {
      if (i % 100 === 0) Bun.gc(true);
      expect(fault(viaPeek, i % 4096)).toEqual({
        code: -9,
        frames: [
          { word: 10, position: 101 },
          { word: 11, position: 111 },
        ],
      });
    }
    machine.storeNumber(8192, 7);
    expect(run(viaPeek, 8192)).toEqual([8199]);
  });

  test("every address outside faults, and only the low 32 bits count", () => {
    for (const address of [0, 1, 4088, 4095, 65529, 65536, 2 ** 31, 2 ** 32 - 8, 2 ** 32 - 1])
      expect(thrownBy(() => run(peek, address))).toBe(-9);
    machine.storeNumber(4096, 5);
    expect(run(peek, 2 ** 32 + 4096)).toEqual([5]);
  });

  test("the engine's own faults stay its own", () => {
    // (module (memory 1) (func (export "f") (param i32) (result i32) (i32.load (local.get 0))))
    const code = Uint8Array.from([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 127, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0,
      0, 10, 9, 1, 7, 0, 32, 0, 40, 2, 0, 11,
    ]);
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as {
      f: (at: number) => number;
    };
    expect(() => f(1 << 20)).toThrow(WebAssembly.RuntimeError);
    expect(thrownBy(() => run(peek, 0))).toBe(-9);
    expect(() => f(1 << 20)).toThrow(WebAssembly.RuntimeError);
    const recurse = (): number => recurse() + 1;
    expect(recurse).toThrow(RangeError);
  });

  test("entries inside of entries: a THROW unwinds to where it is taken", () => {
    const before = machine.context.slice(40, 46);
    let depth = 0;
    machine.entries[13] = () => {
      if (++depth < 20) return twice();
      throw machine.fault(-999);
    };
    expect(thrownBy(() => run(twice))).toBe(-999);
    expect(machine.context.slice(40, 46)).toEqual(before);
    let taken = 0;
    machine.entries[13] = () => {
      if (thrownBy(() => peek()) === -9) taken++;
      machine.pushNumber(0);
    };
    run(twice, 0);
    expect(taken).toBe(2);
    machine.entries[13] = () => machine.pushNumber(1);
    expect(run(twice)).toEqual([1, 1]);
  });

  test("frames of entries inside of entries", () => {
    machine.entries[13] = () => viaPeek();
    expect(fault(twice, 3)).toEqual({
      code: -9,
      frames: [
        { word: 10, position: 101 },
        { word: 11, position: 111 },
        { word: 12, position: 121 },
      ],
    });
  });

  test("kept registers survive the host, and collections of garbage there", () => {
    const sum = install(`function 20 static (cell, cell, cell, cell, cell, float) -> (cell, float)
block0(v0: cell, v1: cell, v2: cell, v3: cell, v4: cell, v5: float):
  v6 = call 21() -> (cell)
  v7 = add v0, v1
  v8 = add v7, v2
  v9 = add v8, v3
  v10 = add v9, v4
  v11 = add v10, v6
  return v11, v5`);
    machine.entries[21] = () => {
      Bun.gc(true);
      machine.pushNumber(100_000);
    };
    for (let i = 0; i < 20; i++) {
      machine.clearStacks();
      for (const cell of [1, 20, 300, 4000, 50_000]) machine.pushNumber(cell);
      machine.pushFloat(2.5);
      sum();
      expect([machine.popNumber(), machine.popFloat()]).toEqual([154_321, 2.5]);
    }
  });

  test("a word replaced while it runs is reached anew by its callers", () => {
    const caller = install(`function 30 static () -> (cell, cell)
block0():
  v0 = call 31() -> (cell)
  v1 = call 31() -> (cell)
  return v0, v1`);
    const giving = (value: number) =>
      `function 31 static () -> (cell)\nblock0():\n  v0 = const ${value}\n  return v0`;
    machine.entries[31] = () => {
      install(giving(2));
      machine.pushNumber(1);
    };
    expect(run(caller)).toEqual([1, 2]);
    expect(run(caller)).toEqual([2, 2]);
    backend.forget(31);
    machine.entries[31] = () => machine.pushNumber(3);
    expect(run(caller)).toEqual([3, 3]);
  });

  test("a word of another effect than its callers count on is called through memory", () => {
    const caller = install(`function 40 static () -> (cell)
block0():
  v0 = call 41() -> (cell)
  return v0`);
    install("function 41 static () -> (cell, cell)\nblock0():\n  v0 = const 8\n  return v0, v0");
    expect(run(caller)).toEqual([8, 8]);
    install("function 41 static () -> ()\nblock0():\n  return");
    expect(thrownBy(() => run(caller))).toBe(-4);
  });

  test("what the plugin has no code for is declined, and called through memory", () => {
    const cells = Array.from({ length: 9 }, (_, i) => `v${i}`);
    const types = cells.map(() => "cell").join(", ");
    const wide = `function 50 static (${types}) -> (${types})
block0(${cells.map((cell) => `${cell}: cell`).join(", ")}):
  v9 = call 52(v8) -> (cell)
  return ${cells.map((cell) => (cell === "v8" ? "v9" : cell)).join(", ")}`;
    expect(backend.generate(parse(wide))).toBeUndefined();
    machine.entries[50] = () => machine.execute(52, 0);
    install(`function 52 static (cell) -> (cell)
block0(v0: cell):
  v1 = add v0, v0
  return v1`);
    const caller = install(`function 51 dynamic
block0():
  callStack 50
  return`);
    expect(run(caller, 1, 2, 3, 4, 5, 6, 7, 8, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 18]);
  });

  test("arguments that registers have no room for are taken from memory, and those that nobody wants left there", () => {
    const cells = Array.from({ length: 20 }, (_, i) => `v${i}`);
    const floats = Array.from({ length: 18 }, (_, i) => `v${20 + i}`);
    const lines: string[] = [];
    let values = cells.length + floats.length;
    const emit = (instruction: string): string => {
      lines.push(`v${values} = ${instruction}`);
      return `v${values++}`;
    };
    // A call, so that arguments live in the frame; then Horner's rule: each argument has its own weight in the results.
    const called = emit("call 53(v7) -> (cell)");
    const three = emit("const 3");
    const sum = cells
      .filter((_, i) => i !== 3 && i !== 15)
      .reduce((last, cell) => emit(`add ${emit(`mul ${last}, ${three}`)}, ${cell}`), called);
    const half = emit("fconst 0.5");
    const total = floats.reduce(
      (last, float) => emit(`fadd ${emit(`fmul ${last}, ${half}`)}, ${float}`),
      emit("fconst 0"),
    );
    const truncated = emit(`ftos ${total}`);
    const types = [...cells.map(() => "cell"), ...floats.map(() => "float")].join(", ");
    const parameters = [...cells.map((cell) => `${cell}: cell`), ...floats.map((float) => `${float}: float`)];
    install("function 53 static (cell) -> (cell)\nblock0(v0: cell):\n  return v0");
    const wide = install(`function 54 static (${types}) -> (cell, cell)
block0(${parameters.join(", ")}):
  ${lines.join("\n  ")}
  return ${sum}, ${truncated}`);

    machine.clearStacks();
    const numbers = cells.map((_, i) => 100 + 7 * i);
    const fractions = floats.map((_, i) => 1000 * i + 5);
    for (const number of [77, ...numbers]) machine.pushNumber(number);
    for (const fraction of fractions) machine.pushFloat(fraction);
    wide();
    const used = numbers.filter((_, i) => i !== 3 && i !== 15);
    const wanted = used.reduce((last, number) => 3 * last + number, numbers[7] as number);
    const wantedTotal = fractions.reduce((last, fraction) => last / 2 + fraction, 0);
    expect(machine.popNumber()).toBe(Math.trunc(wantedTotal));
    expect(machine.popNumber()).toBe(wanted);
    expect(machine.popNumber()).toBe(77);
    expect([machine.depth(), machine.floatDepth()]).toEqual([0, 0]);
  });

  test("the static version lacks room: the stack is full", () => {
    const give = install("function 60 static () -> (cell)\nblock0():\n  v0 = const 1\n  return v0");
    machine.clearStacks();
    machine.context[Context.dataDepth] = Capacity.data + 1;
    expect(thrownBy(give)).toBe(-3);
    machine.clearStacks();
  });

  test("every memory is given back", () => {
    for (let i = 0; i < 200; i++) {
      const other = new Machine(65536, native.reserve);
      const backend = native.backend(other, { dynamicVersion: () => () => {} });
      const entry = generated(
        backend,
        parse("function 1 static (cell) -> (cell)\nblock0(v0: cell):\n  v1 = load v0\n  return v1"),
      );
      other.storeNumber(5000, i);
      other.pushNumber(5000);
      entry();
      expect(other.popNumber()).toBe(i);
      other.pushNumber(0);
      expect(thrownBy(entry)).toBe(-9);
      backend.close?.();
    }
    machine.storeNumber(8192, 7);
    expect(run(peek, 8192)).toEqual([7]);
  });
});

// Compiler and optimizer as WebAssembly: the host of the module, and that the optimizer gives what the library gives.
// That the compilers agree is held by tests/compiler and tests/fuzz/compiler.test.ts.

import { describe, expect, test } from "bun:test";
import { BodyKind, LAYOUT_HASH } from "../src/abi/bindings.ts";
import { portableModuleBytes } from "../src/plugins/embedded_bytes.ts";
import { IrPool } from "../src/stages/ir_pool.ts";
import { InvalidIr } from "../src/stages/optimize_request.ts";
import { PortableCompiler, PortableOptimizer } from "../src/stages/portable.ts";
import { PortableModule } from "../src/stages/portable_module.ts";
import { StageFailure } from "../src/stages/stage_failure.ts";
import { BodyText } from "./compiler/body_text.ts";
import { RandomBody } from "./compiler/random_body.ts";
import { referenceCompiler } from "./compiler/reference/index.ts";
import { Random } from "./fuzz/parser_source.ts";
import { optimizer as nativeOptimizer } from "./ir/optimizer_library.ts";
import { randomFrom, randomFunction } from "./ir/random_function.ts";

const noWords = new Uint32Array();
const tuning = { inlineLimit: 16, onlyInlining: true, without: ["selections"] };

describe("the optimizer gives what the library gives", () => {
  const native = nativeOptimizer();
  const portable = new PortableOptimizer(new PortableModule(portableModuleBytes));

  test("for random functions, run by run of its passes", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const ir = randomFunction(randomFrom(seed));
      expect(portable.optimize(ir, noWords)).toEqual(native.optimize(ir, noWords));
      for (const runs of [0, 1, 5, 1000])
        expect(portable.optimizePartly(ir, noWords, runs)).toEqual(native.optimizePartly(ir, noWords, runs));
    }
  });

  test("for random bodies, which inline words of a pool", () => {
    let inlined = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const body = new RandomBody(new Random(seed));
      const text = new BodyText();
      for (const line of body.definitions) text.defineFrom(line);
      const pool = new IrPool();
      const { offset, count } = text.addBody(body.text);
      const request = { word: 1, bodies: text.bodies, offset, count, words: text.words, forceDynamic: false };
      const { ir } = referenceCompiler.compile(request);
      // Words with the effects that the body counts on: they call themselves, and so on.
      for (const word of text.numbers.values()) keepIfCompiled(pool, word, request);
      const without = native.optimize(ir, text.words, undefined);
      const expected = native.optimize(ir, text.words, pool);
      if (!Bun.deepEquals(without, expected)) inlined++;
      expect(portable.optimize(ir, text.words, pool)).toEqual(expected);
      expect(portable.optimize(ir, text.words, pool, tuning)).toEqual(
        native.optimize(ir, text.words, pool, tuning),
      );
    }
    expect(inlined).toBeGreaterThan(10);
  });

  test("that there is a pass to leave out", () => {
    const differing = Array.from({ length: 60 }, (_, seed) => randomFunction(randomFrom(seed))).filter(
      (ir) => {
        const all = portable.optimize(ir, noWords);
        const none = portable.optimize(ir, noWords, undefined, {
          without: ["constants", "common", "dead_code"],
        });
        return !Bun.deepEquals(all, none);
      },
    );
    expect(differing.length).toBeGreaterThan(0);
  });

  test("a function that breaks a rule is told", () => {
    const ir = randomFunction(randomFrom(1));
    portable.verify(ir);
    ir[0] = 0;
    expect(() => portable.verify(ir)).toThrow(InvalidIr);
    expect(() => portable.optimize(ir, noWords)).toThrow(InvalidIr);
  });
});

/** Keeps what a word's call could be replaced by: the word's own call, compiled as a word of the word's number. */
function keepIfCompiled(
  pool: IrPool,
  word: number,
  request: Parameters<typeof referenceCompiler.compile>[0],
): void {
  const bodies = Uint32Array.from([BodyKind.call, word, 0, 7]);
  try {
    const { ir, effectKnown } = referenceCompiler.compile({
      ...request,
      word: 0xffff,
      bodies,
      offset: 0,
      count: 1,
    });
    if (!effectKnown) return;
    ir[HEADER_WORD] = word;
    pool.keep(ir);
  } catch {
    // A word that lies in the pool of bodies.
  }
}
const HEADER_WORD = 2;

describe("the host of the module", () => {
  const { words } = new BodyText();
  const bodyOf = (count: number) => {
    const bodies = Uint32Array.from({ length: 4 * count }, (_, at) => (at % 4 === 0 ? BodyKind.literal : at));
    return { word: 1, bodies, offset: 0, count, words, forceDynamic: true };
  };

  test("gives functions of any length, and a great memory back", () => {
    const module = new PortableModule(portableModuleBytes);
    const compiler = new PortableCompiler(module);
    for (const count of [1, 2000, 200_000, 3]) {
      const request = bodyOf(count);
      expect(Bun.deepEquals(compiler.compile(request), referenceCompiler.compile(request))).toBe(true);
      expect(module.memoryLength).toBeLessThanOrEqual(16 * 2 ** 20);
    }
    const optimizer = new PortableOptimizer(module);
    const { ir } = compiler.compile(bodyOf(200_000));
    expect(optimizer.optimize(ir, words).length).toBeGreaterThan(0);
    expect(module.memoryLength).toBeLessThanOrEqual(16 * 2 ** 20);
  });

  test("a trap, memory that is not there, and a module that cannot be loaded are failures of the stage", () => {
    const cases: [module: () => Uint8Array<ArrayBuffer>, error: RegExp][] = [
      [() => fakeModule({ compile: [0x00] }), /compile_to_ir trapped/],
      [() => fakeModule({ allocate: [0x41, 0x00] }), /no room for \d+ bytes/],
      [() => fakeModule({ hash: LAYOUT_HASH + 1n }), /built from other sources/],
      [() => new Uint8Array([1, 2, 3]), /cannot be loaded/],
      [
        () => {
          throw new Error("there is none");
        },
        /there is none/,
      ],
    ];
    for (const [read, error] of cases) {
      const module = new PortableModule(read);
      const compiler = new PortableCompiler(module);
      // Each time: what trapped is replaced.
      for (let times = 0; times < 2; times++) {
        expect(() => compiler.compile(bodyOf(1))).toThrow(StageFailure);
        expect(() => compiler.compile(bodyOf(1))).toThrow(error);
      }
      const ir = randomFunction(randomFrom(1));
      expect(() => new PortableOptimizer(module).optimize(ir, words)).toThrow(StageFailure);
    }
  });

  test("the end of the stack is the program's, and the module serves again", () => {
    const module = new PortableModule(portableModuleBytes);
    const compiler = new PortableCompiler(module);
    const request = bodyOf(50);
    const expected = referenceCompiler.compile(request);
    let overflows = 0;
    const descend = (): void => {
      try {
        compiler.compile(request);
        descend();
      } catch (error) {
        if (error instanceof RangeError) overflows++;
        else throw error;
      }
    };
    descend();
    expect(overflows).toBeGreaterThan(0);
    expect(compiler.compile(request)).toEqual(expected);
  });
});

/** A module with the exports of the real one, which do what is said. */
function fakeModule({
  compile = [0x41, 0x00],
  allocate = [0x41, 0x80, 0x08],
  hash = LAYOUT_HASH,
}: {
  compile?: number[];
  allocate?: number[];
  hash?: bigint;
}): Uint8Array<ArrayBuffer> {
  const [i32, i64] = [0x7f, 0x7e];
  const types = [
    [0x60, 1, i32, 1, i32],
    [0x60, 0, 1, i64],
    [0x60, 2, i32, i32, 0],
  ];
  const functions: [name: string, type: number, code: number[]][] = [
    ["compile_to_ir", 0, compile],
    ["optimize_ir", 0, [0x00]],
    ["ff_pass_name", 0, [0x41, 0x00]],
    ["ff_layout_hash", 1, [0x42, ...signedLeb(BigInt.asIntN(64, hash))]],
    ["ff_allocate", 0, allocate],
    ["ff_free", 2, []],
  ];
  const text = (name: string) => [name.length, ...Buffer.from(name)];
  const exports = functions.map(([name], at) => [...text(name), 0, at]);
  const bodies = functions.map(([, , code]) => [code.length + 2, 0, ...code, 0x0b]);
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(
      3,
      functions.map(([, type]) => [type]),
    ),
    ...section(5, [[0, 32]]),
    ...section(7, [[...text("memory"), 2, 0], ...exports]),
    ...section(10, bodies),
  ]);
}

function section(number: number, items: readonly number[][]): number[] {
  const bytes = [items.length, ...items.flat()];
  return [number, ...unsignedLeb(bytes.length), ...bytes];
}

function unsignedLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsignedLeb(value >> 7)];
}

function signedLeb(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const isLast = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signedLeb(rest)];
}

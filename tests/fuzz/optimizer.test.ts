// Random ForthIR does the same before and after the optimizer, under every pass alone and all together: by the plain
// evaluator, and in the built-in backend. FUZZ_SEED=<number> repeats a run and FUZZ_SECONDS=<number> makes it longer.

import { expect, test } from "bun:test";
import { print } from "../../src/ir/print.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { builtinCompiler } from "../../src/stages/builtin.ts";
import { IrPool } from "../../src/stages/ir_pool.ts";
import type { NativeOptimizer } from "../../src/stages/native_optimizer.ts";
import { edgeCells, edgeFloats } from "../backend/edge_values.ts";
import { Harness, type Implementation, implementations, type Outcome } from "../backend/harness.ts";
import { type Callee, RandomGraph } from "../backend/random_graph.ts";
import type { Value } from "../backend/reference.ts";
import { BodyMachine } from "../compiler/body_machine.ts";
import { BodyText } from "../compiler/body_text.ts";
import { NotComparable } from "../compiler/float_memory.ts";
import { IrMachine } from "../compiler/ir_machine.ts";
import { Fault } from "../compiler/op_meaning.ts";
import { RandomBody } from "../compiler/random_body.ts";
import { State, testWords } from "../compiler/state.ts";
import { describeVerdict } from "../ir/case.ts";
import { optimizer, passNames, singlePass } from "../ir/optimizer_library.ts";
import { type Random, randomFrom } from "../ir/random_function.ts";
import { verify } from "../ir/verify.ts";
import { workingOn } from "../work_notes.ts";
import { Random as BodyRandom } from "./parser_source.ts";
import { RandomExpressions } from "./random_expressions.ts";
import { fuzzing } from "./rounds.ts";

const { forAWhile } = fuzzing("optimizer", 2);

const WORD = 50;
const callees: readonly Callee[] = [{ word: 101, cellIn: 2, cellOut: 1, floatIn: 0, floatOut: 0 }];
const all = { name: "all", stage: optimizer() };
const passes = passNames.map((name) => ({ name, stage: singlePass(name) }));
const noWords = new Uint32Array();

/** What a stage makes of a function: the stage has all safety checks, which end the process. */
const optimize = (
  stage: NativeOptimizer,
  ir: Uint32Array,
  words: Uint32Array = noWords,
  pool?: IrPool,
): Uint32Array =>
  workingOn(
    () => print(ir),
    () => stage.optimize(ir, words, pool),
  );

/** A harness in which word 101 writes down what it is called with. */
function newHarness(implementation?: Implementation): { harness: Harness; calls: bigint[] } {
  const harness = new Harness(implementation);
  const calls: bigint[] = [];
  const difference = (a: bigint, b: bigint): bigint => {
    calls.push(a, b);
    return BigInt.asIntN(64, a - b);
  };
  harness.machine.entries[101] = () => {
    const b = harness.machine.popBigInt();
    harness.machine.pushBigInt(difference(harness.machine.popBigInt(), b));
  };
  harness.words.set(101, { direct: ([a, b]) => [difference(a as bigint, b as bigint)], stack: () => {} });
  return { harness, calls };
}

type Generator = (random: Random) => { ir: Uint32Array; inputs: () => Value[] };

const generators: Record<string, Generator> = {
  "graphs of any shape": (random) => {
    const graph = new RandomGraph(random, callees);
    const ir = graph.generate(WORD);
    const { cells, floats } = graph.inputs;
    return { ir, inputs: () => [BigInt(1 + random(60)), ...inputs(random, cells - 1, floats)] };
  },
  "expressions, conditions and loops": (random) => {
    const ir = new RandomExpressions(random).generate(WORD);
    return { ir, inputs: () => inputs(random, 3, 1) };
  },
};

function inputs(random: Random, cells: number, floats: number): Value[] {
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  const cell = () => (random(2) === 0 ? pick(edgeCells) : BigInt(random(20) - 5));
  return [...Array.from({ length: cells }, cell), ...Array.from({ length: floats }, () => pick(edgeFloats))];
}

for (const [name, generator] of Object.entries(generators)) {
  test(name, () => {
    let shrunk = 0;
    const { harness, calls } = newHarness();
    forAWhile((seed) => {
      const random = randomFrom(seed);
      const { ir, inputs: next } = generator(random);
      const sets = Array.from({ length: 4 }, next);
      const observe = (run: () => Outcome | undefined) => {
        calls.length = 0;
        const outcome = run();
        return outcome && { ...outcome, calls: [...calls] };
      };
      const expected = sets.map((set) => observe(() => harness.reference(ir, set)));
      for (const { name: passName, stage } of [all, passes[seed % passes.length] ?? all]) {
        const optimized = optimize(stage, ir);
        const describe = () => `FUZZ_SEED=${seed}, ${passName}\n${print(ir)}becomes\n${print(optimized)}`;
        if (describeVerdict(verify(optimized)) !== "ok") throw new Error(describe());
        if (passName === "all" && optimized.length < ir.length) shrunk++;
        const entry = passName === "all" ? harness.install(optimized) : undefined;
        sets.forEach((set, i) => {
          const before = expected[i];
          if (before === undefined) return;
          same(
            observe(() => harness.reference(optimized, set)),
            before,
            set,
            describe,
          );
          if (entry)
            same(
              observe(() => harness.run(entry, set)),
              before,
              set,
              describe,
            );
        });
      }
    });
    expect(shrunk).toBeGreaterThan(0);
  });
}

function same(
  after: object | undefined,
  before: object,
  set: readonly Value[],
  describe: () => string,
): void {
  // Moved code may take more steps than the evaluator is given.
  if (after === undefined || Bun.deepEquals(after, before, true)) return;
  expect({ case: describe(), set, ...after }).toEqual({ case: describe(), set, ...before });
}

test("words that hold others", () => {
  const plain = newHarness();
  const holding = newHarness(implementations.at(-1));
  let inlined = 0;
  forAWhile((seed) => {
    const random = randomFrom(seed);
    const callee = new RandomExpressions(random).generate(102);
    const { cellIn, cellOut, floatIn, floatOut } = new FunctionView(callee);
    const graph = new RandomGraph(random, [...callees, { word: 102, cellIn, cellOut, floatIn, floatOut }]);
    const caller = graph.generate(WORD);
    const pool = new IrPool();
    pool.keep(optimize(all.stage, callee));
    const optimized = optimize(all.stage, caller, noWords, pool);
    const describe = () => `FUZZ_SEED=${seed}\n${print(callee)}${print(caller)}becomes\n${print(optimized)}`;
    if (describeVerdict(verify(optimized)) !== "ok") throw new Error(describe());
    const calls = (ir: Uint32Array) => print(ir).split("call 102(").length - 1;
    if (calls(optimized) < calls(caller)) inlined++;
    plain.harness.install(callee);
    holding.harness.install(callee);
    const before = plain.harness.install(caller);
    const after = holding.harness.install(optimized);
    const { cells, floats } = graph.inputs;
    for (let run = 0; run < 4; run++) {
      const set = [BigInt(1 + random(60)), ...inputs(random, cells - 1, floats)];
      plain.calls.length = 0;
      holding.calls.length = 0;
      const expected = { ...plain.harness.run(before, set), calls: plain.calls };
      same({ ...holding.harness.run(after, set), calls: holding.calls }, expected, set, describe);
    }
  });
  expect(inlined).toBeGreaterThan(0);
});

test("compiled bodies, static and dynamic", () => {
  forAWhile((seed) => {
    const random = new BodyRandom(seed);
    const body = new RandomBody(random);
    const text = new BodyText();
    for (const line of body.definitions) text.defineFrom(line);
    const { offset, count } = text.addBody(body.text);
    const { bodies, words } = text;
    const request = { word: 1, bodies, offset, count, words, forceDynamic: false };
    const code = new Map(
      Object.entries(testWords).map(([name, word]) => [text.numbers.get(name) ?? 0, word]),
    );
    const best = builtinCompiler.compile(request);
    const dynamic = builtinCompiler.compile({ ...request, forceDynamic: true }).ir;
    const deferred = text.numbers.get("unknown") ?? 0;
    const leave = (optimize: (ir: Uint32Array) => Uint32Array, depth: number, how: "run" | "runDynamic") => {
      const state = filledState(depth, deferred);
      const others = new BodyMachine({ bodies, words, offset, count, code }, state);
      const functions = {
        static: best.effectKnown ? new FunctionView(optimize(best.ir)) : undefined,
        dynamic: new FunctionView(optimize(best.effectKnown ? dynamic : best.ir)),
        code,
        others,
      };
      return outcomeOf(state, () => new IrMachine(functions, state)[how]());
    };
    for (const depth of [80, random.below(12)]) {
      for (const how of ["run", "runDynamic"] as const) {
        const before = leave((ir) => ir, depth, how);
        if (before === undefined) continue;
        const describe = () => `FUZZ_SEED=${seed} ${how}: ${body.text}`;
        same(
          leave((ir) => optimize(all.stage, ir, words), depth, how),
          before,
          [],
          describe,
        );
      }
    }
  });
});

function filledState(depth: number, deferred: number): State {
  const state = new State();
  for (let i = 0; i < depth; i++) state.push([BigInt(i * i - 3 * (i % 7)), i / 4 - 1]);
  state.memory.setBigInt64(0, 3n, true);
  state.memory.setBigInt64(24, BigInt(deferred), true);
  return state;
}

/** Everything that a run leaves; undefined when it takes too long. After a THROW the stacks do not count. */
function outcomeOf(state: State, run: () => void): object | undefined {
  let code: number | undefined;
  try {
    run();
  } catch (error) {
    if (error instanceof NotComparable) return undefined;
    if (!(error instanceof Fault)) throw error;
    code = error.code;
  }
  const memory = Buffer.from(state.memory.buffer).toString("latin1");
  if (code !== undefined) return { code, memory };
  return { memory, cells: state.cells, floats: state.floats, returns: state.returns };
}

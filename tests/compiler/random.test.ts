// Random bodies: the static and the dynamic form do what the body says, on deep stacks and on shallow ones.
// The seed is printed; FUZZ_SEED=<number> repeats a run and FUZZ_SECONDS=<number> makes it longer.

import { expect, test } from "bun:test";
import { Rule } from "../../src/abi/bindings.ts";
import { print } from "../../src/ir/print.ts";
import { ruleName } from "../../src/ir/rule_name.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { builtinCompiler } from "../../src/stages/builtin.ts";
import { Random } from "../fuzz/parser_source.ts";
import { fuzzing } from "../fuzz/rounds.ts";
import { verify } from "../ir/verify.ts";
import { BodyMachine, type Program } from "./body_machine.ts";
import { BodyText } from "./body_text.ts";
import { NotComparable } from "./float_memory.ts";
import { type Functions, IrMachine } from "./ir_machine.ts";
import { Fault, MEMORY_START } from "./op_meaning.ts";
import { RandomBody } from "./random_body.ts";
import { State, testWords } from "./state.ts";

const { forAWhile } = fuzzing("compiler", 2);

test("both forms of a random body do what it says", () => {
  const counts = { bodies: 0, static: 0, finished: 0 };
  forAWhile((seed) => {
    const random = new Random(seed);
    const body = new RandomBody(random);
    try {
      const subject = compile(body);
      counts.bodies++;
      if (subject.functions.static !== undefined) counts.static++;
      const deep = { cells: 80, floats: 80 };
      if (agree(subject, deep, "run")) counts.finished++;
      agree(subject, deep, "runDynamic");
      agree(subject, { cells: random.below(12), floats: random.below(6) }, "run");
    } catch (error) {
      console.log(body.text);
      throw error;
    }
  });
  expect(counts.bodies).toBeGreaterThan(0);
  if (counts.bodies > 100) {
    expect(counts.static / counts.bodies).toBeGreaterThan(0.4);
    expect(counts.finished / counts.bodies).toBeGreaterThan(0.4);
  }
});

interface Subject {
  readonly program: Program;
  readonly functions: Omit<Functions, "others">;
  /** The word that the deferred word of the test stands for. */
  readonly deferred: number;
}

/** Compiles a body in both forms; fails when a form breaks a rule of the verifier. */
function compile(body: RandomBody): Subject {
  const text = new BodyText();
  for (const line of body.definitions) text.defineFrom(line);
  const code = new Map(Object.entries(testWords).map(([name, word]) => [text.numbers.get(name) ?? 0, word]));
  const { offset, count } = text.addBody(body.text);
  const { bodies, words } = text;
  const request = { word: 1, bodies, offset, count, words };
  const [best, dynamic] = [false, true].map((forceDynamic) => {
    const { ir, effectKnown } = builtinCompiler.compile({ ...request, forceDynamic });
    const { rule, at } = verify(ir);
    if (rule !== Rule.ok) throw new Error(`${ruleName(rule)} at ${at}\n${print(ir)}`);
    return { view: new FunctionView(ir), effectKnown };
  });
  if (best === undefined || dynamic === undefined) throw new Error("two forms were made");
  return {
    program: { bodies, words, offset, count, code },
    functions: {
      static: best.effectKnown ? best.view : undefined,
      // A body without a fixed effect has its natural dynamic form as well as the forced one.
      dynamic: best.effectKnown ? dynamic.view : best.view,
      code,
    },
    deferred: text.numbers.get("unknown") ?? 0,
  };
}

/** Runs the body and its ForthIR on equal states and compares what they leave; true when the body came to its end. */
function agree(
  subject: Subject,
  depth: { cells: number; floats: number },
  how: "run" | "runDynamic",
): boolean {
  const expected = newState(subject, depth);
  const outcome = outcomeOf(() => new BodyMachine(subject.program, expected).run());
  if (outcome instanceof NotComparable) return false;
  const state = newState(subject, depth);
  const others = new BodyMachine(subject.program, state);
  const machine = new IrMachine({ ...subject.functions, others }, state);
  const irOutcome = outcomeOf(() => machine[how]());
  if (irOutcome instanceof NotComparable) return false;
  expect(irOutcome).toEqual(outcome);
  expect(new Uint8Array(state.memory.buffer)).toEqual(new Uint8Array(expected.memory.buffer));
  if (outcome instanceof Fault) return false;
  expect(state.cells).toEqual(expected.cells);
  expect(state.floats).toEqual(expected.floats);
  expect(state.returns).toEqual([]);
  return true;
}

function newState(subject: Subject, depth: { cells: number; floats: number }): State {
  const state = new State();
  for (let i = 0; i < depth.cells; i++) state.cells.push(BigInt(i * i - 3 * (i % 7)));
  for (let i = 0; i < depth.floats; i++) state.floats.push(i / 4 - 1);
  state.memory.setBigInt64(4096 - MEMORY_START, 3n, true);
  state.memory.setBigInt64(4120 - MEMORY_START, BigInt(subject.deferred), true);
  return state;
}

function outcomeOf(run: () => void): Fault | NotComparable | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Fault || error instanceof NotComparable) return error;
    throw error;
  }
}

// Runs one function in the backend and in the reference evaluator and compares what they do.

import { expect } from "bun:test";
import { FunctionHeader } from "../../src/abi/bindings.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { ForthThrow } from "../../src/machine/exceptions.ts";
import { Context, FIRST_ADDRESS, Machine } from "../../src/machine/machine.ts";
import { BuiltinBackend } from "../../src/stages/backend/index.ts";
import { reserveWasmMemory } from "../../src/stages/backend/layout.ts";
import type { BackendStage, Stages } from "../../src/stages/pipeline.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { NotComparable } from "../compiler/float_memory.ts";
import { generated } from "./generated.ts";
import { evaluate, ReferenceState, ReferenceThrow, type ReferenceWord, type Value } from "./reference.ts";

/** Bytes of data space in tests: small, so that random addresses often hit its ends. */
export const TEST_LIMIT = 8192;

export interface Outcome {
  /** The THROW code, when there was one; the stacks then do not count. */
  readonly thrown: bigint | undefined;
  readonly cells: readonly bigint[];
  readonly floats: readonly number[];
  /** Data space from its first address on. */
  readonly memory: string;
}

/** A backend under test. */
export type Implementation = Pick<Stages, "backend" | "reserve"> & { readonly name: string };

const builtin: Implementation = {
  name: "built-in",
  backend: (machine, host) => new BuiltinBackend(machine, host),
  reserve: reserveWasmMemory,
};

/** Every backend that this platform has. */
export const implementations: readonly Implementation[] = [builtin, ...nativeImplementation()];

function nativeImplementation(): Implementation[] {
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) return [];
  return [{ name: "native", ...selectStages(parseStages("backend=plugin")) }];
}

/** A machine with a backend, and a reference state with the same words. */
export class Harness {
  readonly machine: Machine;
  readonly backend: BackendStage;
  readonly words = new Map<number, ReferenceWord>();
  /** Words whose dynamic version was asked for. */
  readonly refused: number[] = [];

  constructor(implementation: Implementation = builtin) {
    this.machine = new Machine(TEST_LIMIT, implementation.reserve);
    this.backend = implementation.backend(this.machine, {
      dynamicVersion: (word) => () => {
        this.refused.push(word);
        throw this.machine.fault(-4);
      },
    });
    this.machine.context[Context.handlerDepth] = 1;
  }

  /** Generates a function and makes it its word's entry. */
  install(ir: Uint32Array): () => void {
    const entry = generated(this.backend, ir);
    this.machine.entries[ir[FunctionHeader.word] as number] = entry;
    return entry;
  }

  /** The code as text, where the backend has one. */
  code(ir: Uint32Array): string {
    const listing = this.backend.list(ir, (word) => `word ${word}`);
    return listing?.kind === "webassembly" ? listing.text : "";
  }

  /** What the generated code does with these stacks. */
  run(entry: () => void, inputs: readonly Value[], returns: readonly bigint[] = []): Outcome {
    const { machine } = this;
    machine.clearStacks();
    machine.bytes.fill(0, FIRST_ADDRESS);
    for (const value of inputs)
      typeof value === "bigint" ? machine.pushBigInt(value) : machine.pushFloat(value);
    for (const value of returns) machine.pushReturn(Number(BigInt.asIntN(32, value)), Number(value >> 32n));
    let thrown: bigint | undefined;
    try {
      entry();
    } catch (error) {
      thrown = BigInt(toForthThrow(error).code);
    }
    const cells = Array.from({ length: machine.depth() }, () => machine.popBigInt()).reverse();
    const floats = Array.from({ length: machine.floatDepth() }, () => machine.popFloat()).reverse();
    return outcome(thrown, cells, floats, machine.bytes);
  }

  /** What the reference does; undefined when it takes too long or comes to a NaN that it cannot hold. */
  reference(
    ir: Uint32Array,
    inputs: readonly Value[],
    returns: readonly bigint[] = [],
    steps?: number,
  ): Outcome | undefined {
    const state = new ReferenceState(TEST_LIMIT);
    const isDynamic = (ir[FunctionHeader.flags] as number) !== 0;
    const cells = inputs.filter((value) => typeof value === "bigint");
    const floats = inputs.filter((value) => typeof value === "number");
    state.data.push(
      ...cells.slice(0, isDynamic ? undefined : cells.length - (ir[FunctionHeader.cellIn] as number)),
    );
    state.floats.push(
      ...floats.slice(0, isDynamic ? undefined : floats.length - (ir[FunctionHeader.floatIn] as number)),
    );
    state.returns.push(...returns);
    const passed = isDynamic ? [] : [...cells.slice(state.data.length), ...floats.slice(state.floats.length)];
    let thrown: bigint | undefined;
    try {
      for (const value of evaluate(ir, passed, state, this.words, steps)) {
        if (typeof value === "bigint") state.data.push(value);
        else state.floats.push(value);
      }
    } catch (error) {
      if (error instanceof NotComparable) return undefined;
      if (!(error instanceof ReferenceThrow)) throw error;
      thrown = error.code;
    }
    return outcome(thrown, state.data, state.floats, new Uint8Array(state.memory.buffer));
  }

  /** Runs both and expects the same. `describe` is asked what to say when they differ. */
  compare(
    ir: Uint32Array,
    entry: () => void,
    inputs: readonly Value[],
    describe: () => string,
    returns: readonly bigint[] = [],
  ): void {
    const expected = this.reference(ir, inputs, returns);
    if (expected === undefined) return;
    const actual = this.run(entry, inputs, returns);
    if (!Bun.deepEquals(actual, expected, true)) {
      expect({ case: describe(), inputs, ...actual }).toEqual({ case: describe(), inputs, ...expected });
    }
  }
}

function outcome(
  thrown: bigint | undefined,
  cells: readonly bigint[],
  floats: readonly number[],
  bytes: Uint8Array,
): Outcome {
  const memory = Buffer.from(bytes.subarray(FIRST_ADDRESS)).toString("latin1");
  return thrown === undefined ? { thrown, cells, floats, memory } : { thrown, cells: [], floats: [], memory };
}

/** The code of the THROW that `run` ends with; undefined when it ends normally. */
export function thrownBy(run: () => void): number | bigint | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ForthThrow) return error.code;
    throw error;
  }
  return undefined;
}

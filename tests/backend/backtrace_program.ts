// Errors in cold and hot code, as a program of its own that prints what the backtraces say.

import type { BacktraceFrame } from "../../src/ir/inline_sites.ts";
import { backtrace, toForthThrow } from "../../src/machine/backtrace.ts";
import { Machine } from "../../src/machine/machine.ts";
import { BuiltinBackend } from "../../src/stages/backend/index.ts";
import { reserveWasmMemory } from "../../src/stages/backend/layout.ts";
import { parse } from "../ir/parse.ts";
import { generated } from "./generated.ts";

const inner = `function 1 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  v2 = add v0, v1                   @11
  v3 = mod v0, v1                   @12
  v4 = load v2                      @13
  v5 = add v3, v4                   @14
  return v5`;
const outer = `function 2 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  v2 = call 1(v0, v1) -> (cell)     @21
  v3 = add v2, v0                   @22
  return v3`;

export interface BacktraceResult {
  readonly code: number | bigint;
  readonly frames: BacktraceFrame[];
}

/** The errors of a division and of a load, before and after the code is hot. */
export function backtraceProgram(): BacktraceResult[] {
  const machine = new Machine(8192, reserveWasmMemory);
  const backend = new BuiltinBackend(machine, {
    dynamicVersion: () => () => {
      throw machine.fault(-4);
    },
  });
  machine.entries[1] = generated(backend, parse(inner));
  const run = generated(backend, parse(outer));
  const call = (a: number, b: number): void => {
    machine.clearStacks();
    machine.pushNumber(a);
    machine.pushNumber(b);
    run();
  };
  const errors = (): BacktraceResult[] =>
    [
      [5000, 0],
      [3, 4],
    ].map(([a = 0, b = 0]) => {
      try {
        call(a, b);
      } catch (error) {
        const thrown = toForthThrow(error);
        return { code: thrown.code, frames: backtrace(thrown.trace as Error) };
      }
      throw new Error("nothing was thrown");
    });
  const cold = errors();
  for (let i = 0; i < 200_000; i++) call(5000, 8);
  return [...cold, ...errors()];
}

if (import.meta.main) console.log(JSON.stringify(backtraceProgram()));

// Where errors are said to have happened.

import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BacktraceFrame } from "../../src/ir/inline_sites.ts";
import { backtrace, toForthThrow } from "../../src/machine/backtrace.ts";
import { type ForthThrow, InternalError } from "../../src/machine/exceptions.ts";
import { Context } from "../../src/machine/machine.ts";
import { parse } from "../ir/parse.ts";
import { backtraceProgram } from "./backtrace_program.ts";
import { generated } from "./generated.ts";
import { Harness } from "./harness.ts";

const harness = new Harness();
const { machine } = harness;
// No CATCH is active, so that THROWs carry a backtrace.
machine.context[Context.handlerDepth] = 0;

function install(text: string): () => void {
  return harness.install(parse(text));
}

function traceOf(run: () => void): { code: unknown; frames: BacktraceFrame[] } {
  try {
    run();
  } catch (error) {
    const thrown = toForthThrow(error);
    if (thrown.trace === undefined) throw new Error("no trace was kept");
    return { code: thrown.code, frames: backtrace(thrown.trace) };
  }
  throw new Error("nothing was thrown");
}

/** The trace of a function that runs on these cells. */
function traceWith(run: () => void, ...cells: number[]): { code: unknown; frames: BacktraceFrame[] } {
  machine.clearStacks();
  for (const cell of cells) machine.pushNumber(cell);
  return traceOf(run);
}

const divide = install(`function 10 static (cell, cell) -> (cell, cell)
block0(v0: cell, v1: cell):
  v2 = div v0, v1                   @101
  v3 = const 5000
  v4 = sub v1, v3                   @102
  v5 = load v4                      @103
  v6 = add v5, v2                   @104
  return v6, v2`);
const middle = install(`function 11 static (cell, cell) -> (cell)
block0(v0: cell, v1: cell):
  v2, v3 = call 10(v0, v1) -> (cell, cell)  @111
  v4 = add v2, v3                   @112
  return v4`);
const outer = install(`function 12 dynamic
block0():
  callStack 11                      @121
  v0 = pop                          @122
  v1 = pop                          @123
  return`);

describe("the position of a fault", () => {
  test("division by zero, through a direct call and one on the stacks", () => {
    expect(traceWith(outer, 5, 0)).toEqual({
      code: -10,
      frames: [
        { word: 10, position: 101 },
        { word: 11, position: 111 },
        { word: 12, position: 121 },
      ],
    });
  });

  test("an invalid address", () => {
    const frames = [
      { word: 10, position: 103 },
      { word: 11, position: 111 },
    ];
    expect(traceWith(middle, 5, 7)).toEqual({ code: -9, frames });
  });

  test("a stack underflow", () => {
    expect(traceWith(outer, 5, 10_000)).toEqual({ code: -4, frames: [{ word: 12, position: 123 }] });
  });

  test("after the code has become machine code, inlined", () => {
    machine.clearStacks();
    for (let i = 0; i < 300_000; i++) {
      machine.pushNumber(1);
      machine.pushNumber(10_000);
      middle();
      machine.drop();
    }
    expect(traceWith(outer, 5, 0).frames).toEqual([
      { word: 10, position: 101 },
      { word: 11, position: 111 },
      { word: 12, position: 121 },
    ]);
    expect(traceWith(middle, 5, 7).frames[0]).toEqual({ word: 10, position: 103 });
  });

  test("code that has been replaced meanwhile keeps its positions", () => {
    const text = "function 13 static (cell) -> (cell)\nblock0(v0: cell):\n  v1 = load v0  @131\n  return v1";
    const old = generated(harness.backend, parse(text.replace("load", "load8")));
    expect(traceWith(old, 1).frames).toEqual([{ word: 13, position: 131 }]);
    const direct = install(text.replace("131", "132"));
    expect(traceWith(direct, 1).frames).toEqual([{ word: 13, position: 132 }]);
  });

  test("in a host word: where it was called", () => {
    machine.entries[14] = () => machine.need(99);
    const run = install("function 15 dynamic\nblock0():\n  callStack 14  @151\n  return");
    expect(traceWith(run)).toEqual({ code: -4, frames: [{ word: 15, position: 151 }] });
  });
});

describe("recursion", () => {
  const endless = install("function 20 static () -> ()\nblock0():\n  call 20() -> ()  @201\n  return");

  test("endless: the code is -5 and the frames are few", () => {
    const { code, frames } = traceWith(endless);
    expect(code).toBe(-5);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.length).toBeLessThanOrEqual(3);
    expect(frames.at(-1)).toEqual({ word: 20, position: 201 });
  });
});

describe("what CATCH takes", () => {
  test("no trace is captured for one THROW after the other that a CATCH takes and nobody throws on", () => {
    machine.context[Context.handlerDepth] = 1;
    const divided = (): ForthThrow => {
      machine.clearStacks();
      machine.pushNumber(1);
      machine.pushNumber(0);
      try {
        divide();
      } catch (error) {
        return error as ForthThrow;
      }
      throw new Error("nothing was thrown");
    };
    let last = divided();
    expect(last.trace).toBeDefined();
    for (let i = 0; i < 2000; i++) last = divided();
    expect(last.trace).toBeUndefined();
    // Another CATCH around it takes what is thrown on: nobody is told where it came from.
    expect(machine.faultAgain(last)).toMatchObject({ trace: undefined, first: last });
    // Without one, places are wanted.
    machine.context[Context.handlerDepth] = 0;
    const again = machine.faultAgain(last);
    expect([again.trace === undefined, again.first]).toEqual([false, last]);
    machine.context[Context.handlerDepth] = 1;
    expect(divided().trace).toBeDefined();
    machine.context[Context.handlerDepth] = 0;
  });

  test("errors of this program are not THROWs", () => {
    expect(() => toForthThrow(new TypeError("x is undefined"))).toThrow(InternalError);
    expect(() => toForthThrow(new RangeError("precision is out of range"))).toThrow(InternalError);
    expect(toForthThrow(new RangeError("Out of memory")).code).toBe(-59);
  });
});

test("a compiled, minified executable gives the same backtraces", () => {
  const folder = mkdtempSync(join(tmpdir(), "backtrace-"));
  try {
    const program = join(folder, process.platform === "win32" ? "program.exe" : "program");
    const source = join(import.meta.dir, "backtrace_program.ts");
    const build = Bun.spawnSync(
      [process.execPath, "build", source, "--compile", "--minify", "--bytecode", `--outfile=${program}`],
      { cwd: folder },
    );
    expect(build.stderr.toString() + build.exitCode).toEndWith("0");
    const run = Bun.spawnSync([program]);
    expect(run.stderr.toString()).toBe("");
    expect(JSON.parse(run.stdout.toString())).toEqual(backtraceProgram());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

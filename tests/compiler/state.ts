// The stacks and the memory that a body works on, and the words that tests call.

import { NotComparable } from "./float_memory.ts";
import { Fault, MEMORY_LENGTH, type Value } from "./op_meaning.ts";

/** Thrown when a program has run for too long to be of use. */
export class OutOfFuel extends NotComparable {}

export class State {
  readonly cells: bigint[] = [];
  readonly floats: number[] = [];
  /** The in-memory return stack. */
  readonly returns: bigint[] = [];
  readonly memory = new DataView(new ArrayBuffer(MEMORY_LENGTH));
  private fuel = 20_000;

  burn(): void {
    if (this.fuel-- === 0) throw new OutOfFuel();
  }

  popCell(): bigint {
    if (this.cells.length === 0) throw new Fault(-4);
    return this.cells.pop() as bigint;
  }

  popFloat(): number {
    if (this.floats.length === 0) throw new Fault(-45);
    return this.floats.pop() as number;
  }

  popReturn(): bigint {
    if (this.returns.length === 0) throw new Fault(-6);
    return this.returns.pop() as bigint;
  }

  /** Takes the top cells and floats, each deepest first. */
  take(cells: number, floats: number): Value[] {
    if (this.cells.length < cells) throw new Fault(-4);
    if (this.floats.length < floats) throw new Fault(-45);
    return [
      ...this.cells.splice(this.cells.length - cells, cells),
      ...this.floats.splice(this.floats.length - floats, floats),
    ];
  }

  push(values: readonly Value[]): void {
    for (const value of values) {
      if (typeof value === "bigint") this.cells.push(value);
      else this.floats.push(value);
    }
  }
}

/** A word of the test's own: what it does with its arguments, and its effect. */
export interface TestWord {
  readonly line: string;
  readonly cellIn: number;
  readonly floatIn: number;
  readonly run: (values: readonly Value[]) => Value[];
}

const cells = (values: readonly Value[]) => values as readonly bigint[];
const wrap = (cell: bigint) => BigInt.asIntN(64, cell);

/** By name. `die` ends every path that calls it. */
export const testWords: Record<string, TestWord> = {
  sq: { line: "word sq code 1 1", cellIn: 1, floatIn: 0, run: (v) => [wrap(cells(v)[0] ?? 0n) >> 1n] },
  both: {
    line: "word both code 2 1 1 2",
    cellIn: 2,
    floatIn: 1,
    run: ([a, b, r]) => [wrap((a as bigint) - (b as bigint)), r as number, Number(a) / 7],
  },
  nothing: { line: "word nothing code 0 0", cellIn: 0, floatIn: 0, run: () => [] },
  seven: { line: "word seven code 0 2", cellIn: 0, floatIn: 0, run: () => [7n, 8n] },
  unknown: {
    line: "word unknown code ?",
    cellIn: 2,
    floatIn: 0,
    run: (v) => [wrap((cells(v)[0] ?? 0n) + 3n * (cells(v)[1] ?? 0n))],
  },
  die: {
    line: "word die code 0 0 never",
    cellIn: 0,
    floatIn: 0,
    run: () => {
      throw new Fault(-77);
    },
  },
};

/**
 * ForthIR operations and shuffles on the in-memory stacks, for the body interpreter, which does the frequent ones
 * itself. Results and THROWs are those of generated code, whose operations functions serve here too.
 */
import { Op, Shuffle } from "../abi/bindings.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { Capacity, Context, type Machine } from "../machine/machine.ts";
import { doubleOfNaN, floatAt, halvesAt, singleOfNaN } from "../machine/nan.ts";
import { type Operations, operationsOf } from "../machine/operations.ts";

const FIRST = Op.umul;
const LAST = Op.ftos;
const memoryShuffles = new Set<number>([
  Shuffle.roll,
  Shuffle.fDup,
  Shuffle.fDrop,
  Shuffle.fSwap,
  Shuffle.fOver,
  Shuffle.fRot,
  Shuffle.fDepth,
  Shuffle.fPick,
]);

/** Whether `MemoryOperations.operation` knows the ForthIR operation. */
export function isMemoryOperation(op: number): boolean {
  return op >= FIRST && op <= LAST;
}

/** Whether `MemoryOperations.shuffle` knows the Shuffle. */
export function isMemoryShuffle(shuffle: number): boolean {
  return memoryShuffles.has(shuffle);
}

export class MemoryOperations {
  private readonly machine: Machine;
  private readonly operations: Operations;
  /** Where they leave what is beyond the first half of their results. */
  private readonly rest: Int32Array;

  constructor(machine: Machine) {
    this.machine = machine;
    const { operations, rest } = operationsOf(machine);
    this.operations = operations;
    this.rest = rest;
  }

  /** Does a ForthIR operation: operands deepest first, as in ForthIR. THROWs -4 or -45 for missing ones. */
  operation(op: number): void {
    if (op <= Op.fdivmod) this.division(op);
    else if (op <= Op.dsub) this.double(op);
    else if (op <= Op.store32) this.access(op);
    else if (op <= Op.sfstore) this.floatAccess(op);
    else if (op <= Op.fmax) this.floatPair(op);
    else if (op <= Op.ftrunc) this.floatAlone(op);
    else this.comparison(op);
  }

  /** DIV and MOD of the top two cells. */
  quotient(isDiv: boolean): void {
    const { machine, operations } = this;
    const at = this.cells(2);
    const stack = machine.dataStack;
    const operands = [at, at + 1, at + 2, at + 3].map((half) => stack[half] as number);
    const [al = 0, ah = 0, bl = 0, bh = 0] = operands;
    stack[at] = isDiv ? operations.div(al, ah, bl, bh) : operations.mod(al, ah, bl, bh);
    stack[at + 1] = this.rest[0] as number;
    machine.drop(1);
  }

  /** Index of the low half of the deepest of the top `count` cells. */
  private cells(count: number): number {
    this.machine.need(count);
    return 2 * (this.machine.depth() - count);
  }

  /** Index of the deepest of the top `count` floats. */
  private floats(count: number): number {
    const at = this.machine.floatDepth() - count;
    if (at < 0) throw this.machine.fault(ThrowCodes.floatStackUnderflow);
    return at;
  }

  /** UM* and M* ( x1 x2 -- low high ); UM/MOD, SM/REM, FM/MOD ( low high x -- remainder quotient ). */
  private division(op: number): void {
    const { machine, operations } = this;
    const { dataStack } = machine;
    const count = op <= Op.smul ? 2 : 3;
    const at = this.cells(count);
    const half = (offset: number): number => dataStack[at + offset] as number;
    const [a, b, c, d] = [half(0), half(1), half(2), half(3)];
    let low: number;
    if (op === Op.umul) low = operations.umul(a, b, c, d);
    else if (op === Op.smul) low = operations.smul(a, b, c, d);
    else if (op === Op.udivmod) low = operations.udivmod(a, b, c, d, half(4), half(5));
    else if (op === Op.sdivrem) low = operations.sdivrem(a, b, c, d, half(4), half(5));
    else low = operations.fdivmod(a, b, c, d, half(4), half(5));
    this.giveTwo(at, low);
    machine.drop(count - 2);
  }

  /** D+ and D- ( d1 d2 -- d3 ) */
  private double(op: number): void {
    const { machine, operations } = this;
    const at = this.cells(4);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = machine.dataStack.subarray(at, at + 8);
    const compute = op === Op.dadd ? operations.dadd : operations.dsub;
    this.giveTwo(at, compute(a, b, c, d, e, f, g, h));
    machine.drop(2);
  }

  /** Stores two cells, of which an operation has left three halves in `rest`. */
  private giveTwo(at: number, low: number): void {
    const { dataStack } = this.machine;
    dataStack[at] = low;
    dataStack.set(this.rest.subarray(0, 3), at + 1);
  }

  /** Loads and stores of 16 and 32 bits; those of cells and bytes belong to the interpreter. */
  private access(op: number): void {
    const { machine, operations } = this;
    const { dataStack } = machine;
    const isLoad = op === Op.load16 || op === Op.load32;
    const at = this.cells(isLoad ? 1 : 2);
    const address = dataStack[isLoad ? at : at + 2] as number;
    if (op === Op.load32) {
      dataStack[at] = operations.load32(address);
    } else if (op === Op.store32) {
      operations.store32(address, dataStack[at] as number);
    } else {
      machine.checkRange(address >>> 0, 2);
      const view = machine.viewTo((address >>> 0) + 2);
      if (isLoad) dataStack[at] = view.getUint16(address >>> 0, true);
      else view.setUint16(address >>> 0, dataStack[at] as number, true);
    }
    if (isLoad) dataStack[at + 1] = 0;
    else machine.drop(2);
  }

  /** ( addr -- F: -- r ) and ( addr -- F: r -- ) */
  private floatAccess(op: number): void {
    const { machine } = this;
    const address = machine.peekLow() >>> 0;
    if (op === Op.fload) {
      machine.fetchFloat(address);
    } else if (op === Op.sfload) {
      machine.checkRange(address, 4);
      const view = machine.viewTo(address + 4);
      const value = view.getFloat32(address, true);
      if (!Number.isNaN(value)) machine.pushFloat(value);
      else machine.pushFloatHalves(...doubleOfNaN(view.getInt32(address, true)));
    } else {
      const at = this.floats(1);
      const value = machine.floatStack[at] as number;
      if (Number.isNaN(value)) this.storeNaN(op, address, halvesAt(machine.floatStack, at));
      else if (op === Op.fstore) machine.storeFloat(address, value);
      else this.storeSingle(address, value);
      machine.popFloat();
    }
    machine.drop();
  }

  private storeSingle(address: number, value: number): void {
    this.machine.checkRange(address, 4);
    this.machine.viewTo(address + 4).setFloat32(address, value, true);
  }

  /** By its bits: once the engine has compiled a store, that may leave out sign and payload. */
  private storeNaN(op: number, address: number, [low = 0, high = 0]: Int32Array): void {
    const { machine } = this;
    if (op === Op.fstore) return machine.storeCell(address, low, high);
    machine.checkRange(address, 4);
    machine.viewTo(address + 4).setInt32(address, singleOfNaN(low, high), true);
  }

  /** ( F: r1 r2 -- r3 ) */
  private floatPair(op: number): void {
    const at = this.floats(2);
    const { floatStack } = this.machine;
    const a = floatAt(floatStack, at);
    const b = floatAt(floatStack, at + 1);
    floatStack[at] = floatPairs[op - Op.fadd]?.(a, b) as number;
    this.machine.popFloat();
  }

  /** ( F: r1 -- r2 ) */
  private floatAlone(op: number): void {
    const at = this.floats(1);
    const { floatStack, floatHalves } = this.machine;
    // Bits, for the engine keeps no sign of a NaN in some of its tiers.
    if (op === Op.fneg) {
      floatHalves[2 * at + 1] = (floatHalves[2 * at + 1] as number) ^ SIGN;
      return;
    }
    if (op === Op.fabs) {
      floatHalves[2 * at + 1] = (floatHalves[2 * at + 1] as number) & ~SIGN;
      return;
    }
    const a = floatAt(floatStack, at);
    floatStack[at] =
      op === Op.fround ? this.operations.fround(a) : (floatsAlone[op - Op.fsqrt]?.(a) as number);
  }

  /** Comparisons of floats, S>F and F>S. */
  private comparison(op: number): void {
    const { machine, operations } = this;
    if (op === Op.stof) return machine.pushFloat(this.takeNumber());
    const at = this.floats(op === Op.ftos ? 1 : 2);
    const a = machine.floatStack[at] as number;
    const b = machine.floatStack[at + 1] as number;
    if (op === Op.ftos) {
      const low = operations.ftos(a);
      machine.push(low, this.rest[0] as number);
    } else {
      machine.pushFlag(op === Op.feq ? a === b : op === Op.flt ? a < b : a <= b);
    }
    machine.context[Context.floatDepth] = at;
  }

  private takeNumber(): number {
    if (this.machine.floatDepth() >= Capacity.float) throw this.machine.fault(ThrowCodes.floatStackOverflow);
    return this.machine.popNumber();
  }

  /** Does one of the rarer shuffles. */
  shuffle(shuffle: number): void {
    const { machine, operations } = this;
    const { context } = machine;
    switch (shuffle) {
      case Shuffle.roll: {
        const high = machine.peekHigh();
        return operations.roll(machine.popLow(), high);
      }
      case Shuffle.fPick: {
        const high = machine.peekHigh();
        const index = machine.popLow();
        operations.fpick(index, high);
        return machine.copyFloat(index);
      }
      case Shuffle.fDepth:
        return machine.push(machine.floatDepth(), 0);
      case Shuffle.fDup:
        return machine.copyFloat(0);
      case Shuffle.fOver:
        return machine.copyFloat(1);
      case Shuffle.fDrop:
        context[Context.floatDepth] = this.floats(1);
        return;
      default: {
        // FSWAP and FROT bring the deepest of two or three floats to the top.
        const count = shuffle === Shuffle.fSwap ? 2 : 3;
        const at = 2 * this.floats(count);
        const { floatHalves } = machine;
        const [low = 0, high = 0] = floatHalves.subarray(at, at + 2);
        floatHalves.copyWithin(at, at + 2, at + 2 * count);
        floatHalves[at + 2 * count - 2] = low;
        floatHalves[at + 2 * count - 1] = high;
      }
    }
  }
}

/** From Op.fadd on. */
const floatPairs: readonly ((a: number, b: number) => number)[] = [
  (a, b) => a + b,
  (a, b) => a - b,
  (a, b) => a * b,
  (a, b) => a / b,
  Math.min,
  Math.max,
];

/** The sign of a float, in its high half. */
const SIGN = 1 << 31;

/** From Op.fsqrt on; FROUND is the operations's. */
const floatsAlone: readonly ((a: number) => number)[] = [Math.sqrt, Math.floor, Math.round, Math.trunc];

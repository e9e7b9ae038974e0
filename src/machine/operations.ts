// What generated code refers to: the machine's arrays, and functions for what is rare or long.
// A function that gives a cell gives its low half; further halves and results lie in R, in order.

import { divisionFunctions, mulHigh, unsignedMulHigh } from "./cell_arithmetic.ts";
import { type ForthThrow, InternalError, ThrowCodes } from "./exceptions.ts";
import { Context, type Machine } from "./machine.ts";
import { floatAt, nanWithHigh, negativeNaN, positiveNaN } from "./nan.ts";

/** A function that takes arguments and gives results as the direct calls of generated code do. */
export type DirectFunction = (...halves: number[]) => number | undefined;

/** Most cells and floats that a word takes or gives; the scratch arrays and the stacks' guards have room for them. */
export const MAX_EFFECT = 1000;
export const MAX_FLOAT_EFFECT = 500;
/** Loop iterations and recursive calls between two looks at the interrupt flag. */
export const POLL_INTERVAL = 4096;
/** Index in R of the countdown of recursive calls to the next such look. */
export const COUNTDOWN = 2 * MAX_EFFECT + 8;

const TWO_32 = 2 ** 32;
const TWO_63 = 2 ** 63;

/** Everything that generated code names, by name. */
export type Runtime = ReturnType<typeof createRuntime>;

export function createRuntime(machine: Machine) {
  const rest = new Int32Array(COUNTDOWN + 1);
  const fault = (code: number): ForthThrow => machine.fault(code);
  return {
    C: machine.context,
    S: machine.dataStack,
    F: machine.floatStack,
    W: machine.entries,
    /** Direct functions by slot. */
    D: [] as DirectFunction[],
    M: machine.cells32,
    B: machine.bytes,
    G: machine.floats,
    V: machine.view,
    R: rest,
    /** Float results of direct functions. */
    Q: new Float64Array(MAX_FLOAT_EFFECT),
    I: Math.imul,
    /** Reads a float with its sign when it is a NaN. */
    N: floatAt,
    X: {
      positiveNaN,
      negativeNaN,
      ...shiftFunctions,
      ...divisionFunctions(rest, fault),
      ...productFunctions(rest),
      ...floatFunctions(rest, fault),
      ...slowAccess(machine),
      ...stackFunctions(machine, rest),
      ...controlFunctions(machine, rest),
    },
  };
}

const shiftFunctions = {
  shlLow: (low: number, _high: number, count: number, countHigh: number): number =>
    countHigh !== 0 || count >>> 0 > 31 ? 0 : low << count,
  shlHigh: (low: number, high: number, count: number, countHigh: number): number => {
    if (countHigh !== 0 || count >>> 0 > 63) return 0;
    return count > 31 ? low << count : (high << count) | ((low >>> 1) >>> ~count);
  },
  shrLow: (low: number, high: number, count: number, countHigh: number): number => {
    if (countHigh !== 0 || count >>> 0 > 63) return 0;
    return count > 31 ? (high >>> count) | 0 : (low >>> count) | ((high << 1) << ~count);
  },
  shrHigh: (_low: number, high: number, count: number, countHigh: number): number =>
    countHigh !== 0 || count >>> 0 > 31 ? 0 : (high >>> count) | 0,
  sarLow: (low: number, high: number, count: number, countHigh: number): number => {
    if (countHigh !== 0 || count >>> 0 > 63) return high >> 31;
    return count > 31 ? high >> count : (low >>> count) | ((high << 1) << ~count);
  },
  sarHigh: (_low: number, high: number, count: number, countHigh: number): number =>
    countHigh !== 0 || count >>> 0 > 31 ? high >> 31 : high >> count,
};

function productFunctions(rest: Int32Array) {
  function umul(al: number, ah: number, bl: number, bh: number): number {
    const low01 = Math.imul(al, bh);
    const low10 = Math.imul(ah, bl);
    const low11 = Math.imul(ah, bh);
    const middle = (unsignedMulHigh(al, bl) >>> 0) + (low01 >>> 0) + (low10 >>> 0);
    const carry = Math.floor(middle / TWO_32);
    const upper = (unsignedMulHigh(al, bh) >>> 0) + (unsignedMulHigh(ah, bl) >>> 0) + (low11 >>> 0) + carry;
    rest[0] = middle;
    rest[1] = upper;
    rest[2] = unsignedMulHigh(ah, bh) + Math.floor(upper / TWO_32);
    return Math.imul(al, bl);
  }

  /** Takes a cell from the high cell of the product in `rest`. */
  function subtractFromHigh(low: number, high: number): void {
    const before = rest[1] as number;
    rest[1] = before - low;
    rest[2] = (rest[2] as number) - high - (before >>> 0 < low >>> 0 ? 1 : 0);
  }

  return {
    mulHigh,
    umul,
    smul(al: number, ah: number, bl: number, bh: number): number {
      if (ah === al >> 31 && bh === bl >> 31) {
        const low = Math.imul(al, bl);
        const high = mulHigh(al, bl);
        rest[0] = high;
        rest[1] = high >> 31;
        rest[2] = high >> 31;
        return low;
      }
      const low = umul(al, ah, bl, bh);
      if (ah < 0) subtractFromHigh(bl, bh);
      if (bh < 0) subtractFromHigh(al, ah);
      return low;
    },
    dadd(
      a0: number,
      a1: number,
      a2: number,
      a3: number,
      b0: number,
      b1: number,
      b2: number,
      b3: number,
    ): number {
      const s0 = (a0 >>> 0) + (b0 >>> 0);
      const s1 = (a1 >>> 0) + (b1 >>> 0) + (s0 >= TWO_32 ? 1 : 0);
      const s2 = (a2 >>> 0) + (b2 >>> 0) + (s1 >= TWO_32 ? 1 : 0);
      rest[0] = s1;
      rest[1] = s2;
      rest[2] = a3 + b3 + (s2 >= TWO_32 ? 1 : 0);
      return (a0 + b0) | 0;
    },
    dsub(
      a0: number,
      a1: number,
      a2: number,
      a3: number,
      b0: number,
      b1: number,
      b2: number,
      b3: number,
    ): number {
      const s1 = (a1 >>> 0) - (b1 >>> 0) - (a0 >>> 0 < b0 >>> 0 ? 1 : 0);
      const s2 = (a2 >>> 0) - (b2 >>> 0) - (s1 < 0 ? 1 : 0);
      rest[0] = s1;
      rest[1] = s2;
      rest[2] = a3 - b3 - (s2 < 0 ? 1 : 0);
      return (a0 - b0) | 0;
    },
  };
}

function floatFunctions(rest: Int32Array, fault: (code: number) => ForthThrow) {
  return {
    ftos(value: number): number {
      const whole = Math.trunc(value);
      if (!(whole >= -TWO_63 && whole < TWO_63)) throw fault(ThrowCodes.outOfRange);
      const high = Math.floor(whole / TWO_32);
      rest[0] = high;
      return (whole - high * TWO_32) | 0;
    },
    /** To the nearest integer, ties to even: adding 2^52 leaves no bits below one. */
    fround(value: number): number {
      const magnitude = Math.abs(value);
      if (!(magnitude < 4503599627370496)) return value;
      const rounded = magnitude + 4503599627370496 - 4503599627370496;
      return value < 0 || Object.is(value, -0) ? -rounded : rounded;
    },
    exp10: (value: number): number => 10 ** value,
    /** As C99 has it; JavaScript's differs where the base is 1 or -1 and the exponent is not finite. */
    pow(base: number, exponent: number): number {
      if (base === 1) return 1;
      if (base === -1 && (exponent === Number.POSITIVE_INFINITY || exponent === Number.NEGATIVE_INFINITY))
        return 1;
      return base ** exponent;
    },
  };
}

/** Accesses that are not aligned or out of range. Addresses are int32. */
function slowAccess(machine: Machine) {
  const { view } = machine;
  const check = (address: number, bytes: number): number => {
    const at = address >>> 0;
    machine.checkRange(at, bytes);
    return at;
  };
  return {
    loadLow: (address: number): number => view.getInt32(check(address, 8), true),
    loadHigh: (address: number): number => view.getInt32(check(address, 8) + 4, true),
    load32: (address: number): number => view.getInt32(check(address, 4), true),
    store(address: number, low: number, high: number): void {
      const at = check(address, 8);
      view.setInt32(at, low, true);
      view.setInt32(at + 4, high, true);
    },
    store32: (address: number, low: number): void => view.setInt32(check(address, 4), low, true),
    /** A single float at an address that is known to be good. */
    singleAt: (address: number): number => {
      const value = view.getFloat32(address, true);
      return Number.isNaN(value) ? nanWithHigh(view.getInt32(address, true)) : value;
    },
    fload: (address: number): number => {
      const value = view.getFloat64(check(address, 8), true);
      return Number.isNaN(value) ? nanWithHigh(view.getInt32(address + 4, true)) : value;
    },
    fstore: (address: number, value: number): void => view.setFloat64(check(address, 8), value, true),
    badAddress(): never {
      throw machine.fault(ThrowCodes.invalidAddress);
    },
  };
}

function stackFunctions(machine: Machine, rest: Int32Array) {
  const { context, dataStack, returnStack, floatStack } = machine;

  /** The place of the cell that many below the top of the data stack. */
  const place = (low: number, high: number): number => {
    const depth = context[Context.dataDepth] as number;
    if (high !== 0 || low >>> 0 >= depth) throw machine.fault(ThrowCodes.stackUnderflow);
    return depth - 1 - low;
  };

  return {
    dataOverflow(): never {
      throw machine.fault(ThrowCodes.stackOverflow);
    },
    dataUnderflow(): never {
      throw machine.fault(ThrowCodes.stackUnderflow);
    },
    floatOverflow(): never {
      throw machine.fault(ThrowCodes.floatStackOverflow);
    },
    floatUnderflow(): never {
      throw machine.fault(ThrowCodes.floatStackUnderflow);
    },
    rpush: (low: number, high: number): void => machine.pushReturn(low, high),
    rpop(): number {
      const at = 2 * machine.dropReturn();
      rest[0] = returnStack[at + 1] as number;
      return returnStack[at] as number;
    },
    rpick(index: number): number {
      const at = (context[Context.returnDepth] as number) - 1 - index;
      if (at < 0) throw machine.fault(ThrowCodes.returnStackUnderflow);
      rest[0] = returnStack[2 * at + 1] as number;
      return returnStack[2 * at] as number;
    },
    pick(low: number, high: number): number {
      const at = place(low, high);
      rest[0] = dataStack[2 * at + 1] as number;
      return dataStack[2 * at] as number;
    },
    roll(low: number, high: number): void {
      const at = place(low, high);
      const top = (context[Context.dataDepth] as number) - 1;
      const movedLow = dataStack[2 * at] as number;
      const movedHigh = dataStack[2 * at + 1] as number;
      dataStack.copyWithin(2 * at, 2 * at + 2, 2 * top + 2);
      dataStack[2 * top] = movedLow;
      dataStack[2 * top + 1] = movedHigh;
    },
    fpick(low: number, high: number): number {
      const depth = context[Context.floatDepth] as number;
      if (high !== 0 || low >>> 0 >= depth) throw machine.fault(ThrowCodes.floatStackUnderflow);
      return floatAt(floatStack, depth - 1 - low);
    },
  };
}

function controlFunctions(machine: Machine, rest: Int32Array) {
  const { entries } = machine;
  rest[COUNTDOWN] = POLL_INTERVAL;

  /** Answers the interrupt flag, which another thread may set; gives the number of iterations to the next look. */
  function poll(): number {
    machine.checkInterrupt();
    return POLL_INTERVAL;
  }

  return {
    poll,
    /** The same for recursion. */
    pollCalls(): void {
      rest[COUNTDOWN] = poll();
    },
    execute(low: number, high: number): void {
      const entry = high === 0 ? entries[low] : undefined;
      if (entry === undefined) throw machine.fault(ThrowCodes.invalidAddress, "not an execution token");
      entry();
    },
    throwCode(low: number, high: number): never {
      const isSafe = high >= -0x200000 && high < 0x200000;
      const code = isSafe ? high * TWO_32 + (low >>> 0) : (BigInt(high) << 32n) | BigInt(low >>> 0);
      throw machine.fault(code);
    },
    unreachable(): never {
      throw new InternalError("code that must not be reached was reached");
    },
  };
}

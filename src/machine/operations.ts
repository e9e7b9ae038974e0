// Operations on cells as int32 halves, and on floats, that the interpreter and native code leave to functions.
// A function that gives a cell gives its low half; further halves and results lie in `rest`, in order.

import { divisionFunctions, mulHigh, unsignedMulHigh } from "./cell_arithmetic.ts";
import { type ForthThrow, ThrowCodes } from "./exceptions.ts";
import { Context, type Machine } from "./machine.ts";
import { floatAt } from "./nan.ts";

const TWO_32 = 2 ** 32;
const TWO_63 = 2 ** 63;
/** Halves that an operation gives at most, besides the first. */
const MAX_REST = 3;

/** The operations of one machine, by name. */
export type Operations = ReturnType<typeof operationsOf>["operations"];

export function operationsOf(machine: Machine) {
  const rest = new Int32Array(MAX_REST);
  const fault = (code: number): ForthThrow => machine.fault(code);
  return {
    rest,
    operations: {
      ...divisionFunctions(rest, fault),
      ...productFunctions(rest),
      ...floatFunctions(rest, fault),
      ...memoryFunctions(machine),
      ...stackFunctions(machine),
    },
  };
}

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

/** The engine's compilers and its interpreter give powers that are no number another sign. */
const numberOrNaN = (value: number): number => (Number.isNaN(value) ? Number.NaN : value);

export const powerOfTen = (exponent: number): number => numberOrNaN(10 ** exponent);

/**
 * `pow` of IEEE 754 and C99: one to any power is one, and so is minus one to an infinite one, where JavaScript has what is
 * no number.
 */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return numberOrNaN(base ** exponent);
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
    exp10: powerOfTen,
    pow: power,
  };
}

/** Accesses to 32-bit numbers. Addresses are int32. */
function memoryFunctions(machine: Machine) {
  const check = (address: number, bytes: number): number => {
    const at = address >>> 0;
    machine.checkRange(at, bytes);
    return at;
  };
  return {
    load32: (address: number): number => {
      const at = check(address, 4);
      return machine.viewTo(at + 4).getInt32(at, true);
    },
    store32: (address: number, low: number): void => {
      const at = check(address, 4);
      machine.viewTo(at + 4).setInt32(at, low, true);
    },
  };
}

function stackFunctions(machine: Machine) {
  const { context, dataStack, floatStack } = machine;
  return {
    /** ROLL of the top `low` + 1 cells. */
    roll(low: number, high: number): void {
      const depth = context[Context.dataDepth] as number;
      if (high !== 0 || low >>> 0 >= depth) throw machine.fault(ThrowCodes.stackUnderflow);
      const at = depth - 1 - low;
      const top = depth - 1;
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

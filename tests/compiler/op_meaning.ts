// What ops mean, on BigInt cells and doubles: the common ground of the two machines that tests run bodies on.

import { FloatFunction2, Op } from "../../src/abi/bindings.ts";
import { fetchFloat, fetchSingle, storeFloat, storeSingle } from "./float_memory.ts";

export type Value = bigint | number;

/** A THROW on either machine. */
export class Fault {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

/** The data space of a test: its addresses begin at MEMORY_START. */
export const MEMORY_START = 4096;
export const MEMORY_LENGTH = 512;

const signed = (cell: bigint): bigint => BigInt.asIntN(64, cell);
const unsigned = (cell: bigint): bigint => BigInt.asUintN(64, cell);
const flag = (condition: boolean): bigint => (condition ? -1n : 0n);
const low = (double: bigint): bigint => signed(double);
const high = (double: bigint): bigint => signed(double >> 64n);

/** Results of an op without control flow; cells are signed. Throws Fault. */
export function evaluate(op: number, values: readonly Value[], immediate: number, memory: DataView): Value[] {
  if (op <= Op.ule || op === Op.select || op === Op.div || op === Op.mod) {
    return [signed(cellOp(op, values as bigint[]))];
  }
  if (op >= Op.umul && op <= Op.dsub) return doubleOp(op, values as bigint[]).map(signed);
  if (op >= Op.load && op <= Op.sfstore) return memoryOp(op, values, memory);
  return [floatOp(op, values, immediate)];
}

function cellOp(op: number, [a = 0n, b = 0n, c = 0n]: readonly bigint[]): bigint {
  switch (op) {
    case Op.add:
      return a + b;
    case Op.sub:
      return a - b;
    case Op.mul:
      return a * b;
    case Op.and:
      return a & b;
    case Op.or:
      return a | b;
    case Op.xor:
      return a ^ b;
    case Op.shl:
      return unsigned(b) > 63n ? 0n : a << unsigned(b);
    case Op.shr:
      return unsigned(b) > 63n ? 0n : unsigned(a) >> unsigned(b);
    case Op.sar:
      return unsigned(b) > 63n ? a >> 63n : a >> unsigned(b);
    case Op.eq:
      return flag(a === b);
    case Op.ne:
      return flag(a !== b);
    case Op.lt:
      return flag(a < b);
    case Op.le:
      return flag(a <= b);
    case Op.ult:
      return flag(unsigned(a) < unsigned(b));
    case Op.ule:
      return flag(unsigned(a) <= unsigned(b));
    case Op.select:
      return a !== 0n ? b : c;
    default: {
      const [quotient, remainder] = floored(a, b);
      return op === Op.div ? quotient : remainder;
    }
  }
}

function floored(a: bigint, b: bigint): [bigint, bigint] {
  if (b === 0n) throw new Fault(-10);
  const remainder = a % b;
  const adjust = remainder !== 0n && remainder < 0n !== b < 0n;
  return adjust ? [a / b - 1n, remainder + b] : [a / b, remainder];
}

function doubleOp(op: number, [a = 0n, b = 0n, c = 0n, d = 0n]: readonly bigint[]): bigint[] {
  switch (op) {
    case Op.umul:
    case Op.smul: {
      const product = op === Op.smul ? a * b : unsigned(a) * unsigned(b);
      return [low(product), high(product)];
    }
    case Op.dadd:
    case Op.dsub: {
      const [first, second] = [(b << 64n) | unsigned(a), (d << 64n) | unsigned(c)];
      const sum = op === Op.dadd ? first + second : first - second;
      return [low(sum), high(sum)];
    }
    default:
      return divideDouble(op, a, b, c);
  }
}

function divideDouble(op: number, lowHalf: bigint, highHalf: bigint, divisor: bigint): bigint[] {
  if (divisor === 0n) throw new Fault(-10);
  const dividend = (highHalf << 64n) | unsigned(lowHalf);
  if (op === Op.udivmod) {
    const [top, bottom] = [BigInt.asUintN(128, dividend), unsigned(divisor)];
    if (top / bottom >= 1n << 64n) throw new Fault(-11);
    return [top % bottom, top / bottom];
  }
  const [quotient, remainder] =
    op === Op.fdivmod ? floored(dividend, divisor) : [dividend / divisor, dividend % divisor];
  if (signed(quotient) !== quotient) throw new Fault(-11);
  return [remainder, quotient];
}

function memoryOp(op: number, values: readonly Value[], memory: DataView): Value[] {
  const sizes = [8, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 4];
  const size = sizes[op - Op.load] as number;
  const address = Number(BigInt.asUintN(32, values.at(-1) as bigint)) - MEMORY_START;
  if (address < 0 || address + size > MEMORY_LENGTH) throw new Fault(-9);
  switch (op) {
    case Op.load:
      return [memory.getBigInt64(address, true)];
    case Op.load8:
      return [BigInt(memory.getUint8(address))];
    case Op.load16:
      return [BigInt(memory.getUint16(address, true))];
    case Op.load32:
      return [BigInt(memory.getUint32(address, true))];
    case Op.fload:
      return [fetchFloat(memory, address)];
    case Op.sfload:
      return [fetchSingle(memory, address)];
    case Op.fstore:
      storeFloat(memory, address, values[0] as number);
      return [];
    case Op.sfstore:
      storeSingle(memory, address, values[0] as number);
      return [];
    default:
      for (let i = 0; i < size; i++) {
        memory.setUint8(address + i, Number(((values[0] as bigint) >> BigInt(8 * i)) & 255n));
      }
      return [];
  }
}

function floatOp(op: number, values: readonly Value[], immediate: number): Value {
  if (op === Op.stof) return Number(values[0]);
  const [a = 0, b = 0] = values as number[];
  switch (op) {
    case Op.fadd:
      return a + b;
    case Op.fsub:
      return a - b;
    case Op.fmul:
      return a * b;
    case Op.fdiv:
      return a / b;
    case Op.fmin:
      return Math.min(a, b);
    case Op.fmax:
      return Math.max(a, b);
    case Op.fneg:
      return -a;
    case Op.fabs:
      return Math.abs(a);
    case Op.fsqrt:
      return Math.sqrt(a);
    case Op.ffloor:
      return Math.floor(a);
    case Op.ftrunc:
      return Math.trunc(a);
    case Op.feq:
      return flag(a === b);
    case Op.flt:
      return flag(a < b);
    case Op.fle:
      return flag(a <= b);
    case Op.ftos:
      if (!(a >= -(2 ** 63) && a < 2 ** 63)) throw new Fault(-11);
      return BigInt(Math.trunc(a));
    case Op.fmath1:
      return Math.sin(a);
    case Op.fmath2:
      return immediate === FloatFunction2.pow ? a ** b : Math.atan2(a, b);
    default:
      throw new Error(`the test machines lack op ${op}`);
  }
}

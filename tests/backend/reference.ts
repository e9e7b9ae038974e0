// An evaluator of ForthIR that is plain rather than fast: cells are bigints, one instruction after the other.

import { type FloatFunction, NONE, Op, ValueType } from "../../src/abi/bindings.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { FIRST_ADDRESS } from "../../src/machine/machine.ts";
import { fetchFloat, fetchSingle, NotComparable, storeFloat, storeSingle } from "../compiler/float_memory.ts";

export type Value = bigint | number;

/** What a program works on. */
export class ReferenceState {
  readonly data: bigint[] = [];
  readonly floats: number[] = [];
  readonly returns: bigint[] = [];
  readonly memory: DataView;

  constructor(limit: number) {
    this.memory = new DataView(new ArrayBuffer(limit));
  }
}

/** A THROW of the evaluated program. */
export class ReferenceThrow {
  constructor(readonly code: bigint) {}
}

/** The program ran for more instructions than it may. */
export class OutOfSteps extends NotComparable {}

/** A word that the evaluated function calls: with arguments, or on the state's stacks. */
export interface ReferenceWord {
  direct(values: Value[]): Value[];
  stack(state: ReferenceState): void;
}

const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const flag = (condition: boolean): bigint => (condition ? -1n : 0n);
const fail = (code: number): never => {
  throw new ReferenceThrow(BigInt(code));
};

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** Evaluates a function. @throws ReferenceThrow, NotComparable */
export function evaluate(
  ir: Uint32Array,
  inputs: readonly Value[],
  state: ReferenceState,
  words: ReadonlyMap<number, ReferenceWord> = new Map(),
  steps = 100_000,
): Value[] {
  return new Evaluation(new FunctionView(ir), state, words).run(inputs, steps);
}

class Evaluation {
  private readonly values: Value[] = [];
  constructor(
    private readonly view: FunctionView,
    private readonly state: ReferenceState,
    private readonly words: ReadonlyMap<number, ReferenceWord>,
  ) {}

  run(inputs: readonly Value[], steps: number): Value[] {
    const { view } = this;
    let block = 0;
    let passed = [...inputs];
    for (let left = steps; ; ) {
      passed.forEach((value, i) => {
        this.values[view.firstParameterOf(block) + i] = value;
      });
      const last = view.terminatorOf(block);
      for (let i = view.firstInstructionOf(block); i < last; i++) {
        if (left-- === 0) throw new OutOfSteps();
        const operands = this.operands(i);
        const results = this.step(i, operands);
        const first = view.result(i);
        if (first !== NONE) {
          results.forEach((value, k) => {
            this.values[first + k] = value;
          });
        }
      }
      if (left-- <= 0) throw new OutOfSteps();
      if (view.op(last) === Op.return) return this.operands(last);
      if (view.op(last) === Op.unreachable) throw new Error("reached the unreachable");
      const takesSecond = view.op(last) === Op.branch && this.values[view.a(last)] === 0n;
      let edge = 0;
      view.forEachSuccessor(block, (target, start, count) => {
        if (edge++ !== (takesSecond ? 1 : 0)) return;
        passed = Array.from({ length: count }, (_, k) => this.values[view.extra(start + k)] as Value);
        block = target;
      });
    }
  }

  private operands(i: number): Value[] {
    const operands: Value[] = [];
    this.view.forEachUse(i, (value) => operands.push(this.values[value] as Value));
    return operands;
  }

  private step(i: number, operands: Value[]): Value[] {
    const { view } = this;
    const op = view.op(i) as Op;
    if (op === Op.call) return (this.words.get(view.a(i)) as ReferenceWord).direct(operands);
    if (op === Op.fmath1) return [math1(view.b(i) as FloatFunction, operands[0] as number)];
    if (op === Op.const) return [signed((BigInt(view.b(i)) << 32n) | BigInt(view.a(i)))];
    if (op === Op.fconst) {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setUint32(0, view.a(i), true);
      bits.setUint32(4, view.b(i), true);
      return [bits.getFloat64(0, true)];
    }
    if (op === Op.fmath2) return [math2(view.c(i), operands[0] as number, operands[1] as number)];
    return (
      this.stack(op, i, operands) ??
      this.memory(op, operands) ??
      (view.result(i) !== NONE &&
      (view.valueType(view.result(i)) === ValueType.float || typeof operands[0] === "number")
        ? [float(op, operands as number[])]
        : cells(op, operands as bigint[]))
    );
  }

  private stack(op: Op, i: number, operands: Value[]): Value[] | undefined {
    const { state } = this;
    const cell = operands[0] as bigint;
    switch (op) {
      case Op.push:
        state.data.push(cell);
        return [];
      case Op.pop:
        return [state.data.pop() ?? fail(-4)];
      case Op.fpush:
        state.floats.push(operands[0] as number);
        return [];
      case Op.fpop:
        return [state.floats.pop() ?? fail(-45)];
      case Op.rpush:
        state.returns.push(cell);
        return [];
      case Op.rpop:
        return [state.returns.pop() ?? fail(-6)];
      case Op.rpick:
        return [state.returns.at(-1 - this.view.a(i)) ?? fail(-6)];
      case Op.depth:
        return [BigInt(state.data.length)];
      case Op.fdepth:
        return [BigInt(state.floats.length)];
      case Op.pick:
        return [pickFrom(state.data, cell) ?? fail(-4)];
      case Op.fpick:
        return [pickFrom(state.floats, cell) ?? fail(-45)];
      case Op.roll: {
        pickFrom(state.data, cell) ?? fail(-4);
        state.data.push(...state.data.splice(-1 - Number(cell), 1));
        return [];
      }
      case Op.callStack:
        (this.words.get(this.view.a(i)) as ReferenceWord).stack(state);
        return [];
      case Op.execute:
        (this.words.get(Number(cell)) ?? { stack: () => fail(-9) }).stack(state);
        return [];
      case Op.poll:
        return [];
      case Op.hasEffect:
        return [0n];
      case Op.throw:
        if (cell !== 0n) throw new ReferenceThrow(cell);
        return [];
      default:
        return undefined;
    }
  }

  private memory(op: Op, operands: Value[]): Value[] | undefined {
    const { memory } = this.state;
    const at = (value: Value | undefined, bytes: number): number => {
      const address = Number(BigInt.asUintN(32, value as bigint));
      return address < FIRST_ADDRESS || address + bytes > memory.byteLength ? fail(-9) : address;
    };
    const [a, b] = operands;
    switch (op) {
      case Op.load:
        return [memory.getBigInt64(at(a, 8), true)];
      case Op.load8:
        return [BigInt(memory.getUint8(at(a, 1)))];
      case Op.load16:
        return [BigInt(memory.getUint16(at(a, 2), true))];
      case Op.load32:
        return [BigInt(memory.getUint32(at(a, 4), true))];
      case Op.store:
        memory.setBigInt64(at(b, 8), a as bigint, true);
        return [];
      case Op.store8:
        memory.setUint8(at(b, 1), Number((a as bigint) & 0xffn));
        return [];
      case Op.store16:
        memory.setUint16(at(b, 2), Number((a as bigint) & 0xffffn), true);
        return [];
      case Op.store32:
        memory.setUint32(at(b, 4), Number((a as bigint) & 0xffffffffn), true);
        return [];
      case Op.fload:
        return [fetchFloat(memory, at(a, 8))];
      case Op.sfload:
        return [fetchSingle(memory, at(a, 4))];
      case Op.fstore:
        storeFloat(memory, at(b, 8), a as number);
        return [];
      case Op.sfstore:
        storeSingle(memory, at(b, 4), a as number);
        return [];
      default:
        return undefined;
    }
  }
}

function pickFrom<T>(stack: readonly T[], index: bigint): T | undefined {
  return index < 0n || index >= BigInt(stack.length) ? undefined : stack.at(-1 - Number(index));
}

function cells(op: Op, operands: readonly bigint[]): bigint[] {
  const [a = 0n, b = 0n, c = 0n, d = 0n] = operands;
  switch (op) {
    case Op.add:
      return [signed(a + b)];
    case Op.sub:
      return [signed(a - b)];
    case Op.mul:
      return [signed(a * b)];
    case Op.and:
      return [a & b];
    case Op.or:
      return [a | b];
    case Op.xor:
      return [a ^ b];
    case Op.shl:
      return [unsigned(b) > 63n ? 0n : signed(a << b)];
    case Op.shr:
      return [unsigned(b) > 63n ? 0n : signed(unsigned(a) >> b)];
    case Op.sar:
      return [unsigned(b) > 63n ? flag(a < 0n) : a >> b];
    case Op.eq:
      return [flag(a === b)];
    case Op.ne:
      return [flag(a !== b)];
    case Op.lt:
      return [flag(a < b)];
    case Op.le:
      return [flag(a <= b)];
    case Op.ult:
      return [flag(unsigned(a) < unsigned(b))];
    case Op.ule:
      return [flag(unsigned(a) <= unsigned(b))];
    case Op.select:
      return [a !== 0n ? b : c];
    case Op.div:
      return [b === 0n ? fail(-10) : signed(floorDivide(a, b))];
    case Op.mod:
      return [b === 0n ? fail(-10) : a - floorDivide(a, b) * b];
    case Op.umul:
      return [signed(unsigned(a) * unsigned(b)), signed((unsigned(a) * unsigned(b)) >> 64n)];
    case Op.smul:
      return [signed(a * b), signed((a * b) >> 64n)];
    case Op.dadd:
    case Op.dsub: {
      const left = (b << 64n) | unsigned(a);
      const right = (d << 64n) | unsigned(c);
      const sum = op === Op.dadd ? left + right : left - right;
      return [signed(sum), signed(sum >> 64n)];
    }
    default:
      return wideDivision(op, a, b, c);
  }
}

function wideDivision(op: Op, low: bigint, high: bigint, divisor: bigint): bigint[] {
  if (divisor === 0n) fail(-10);
  if (op === Op.udivmod) {
    const dividend = (unsigned(high) << 64n) | unsigned(low);
    const quotient = dividend / unsigned(divisor);
    if (quotient >> 64n !== 0n) fail(-11);
    return [signed(dividend % unsigned(divisor)), signed(quotient)];
  }
  const dividend = (high << 64n) | unsigned(low);
  const quotient = op === Op.fdivmod ? floorDivide(dividend, divisor) : dividend / divisor;
  if (signed(quotient) !== quotient) fail(-11);
  return [dividend - quotient * divisor, quotient];
}

function float(op: Op, [a = 0, b = 0]: readonly number[]): Value {
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
    case Op.fround:
      return roundToEven(a);
    case Op.ftrunc:
      return Math.trunc(a);
    case Op.feq:
      return flag(a === b);
    case Op.flt:
      return flag(a < b);
    case Op.fle:
      return flag(a <= b);
    case Op.stof:
      return Number(a);
    case Op.ftos: {
      if (!Number.isFinite(a)) fail(-11);
      const whole = BigInt(Math.trunc(a));
      return signed(whole) === whole ? whole : fail(-11);
    }
    default:
      throw new Error(`the evaluator lacks op ${op}`);
  }
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const fraction = value - below;
  if (!(fraction > 0)) return value;
  const rounded = fraction < 0.5 || (fraction === 0.5 && below % 2 === 0) ? below : below + 1;
  return rounded === 0 && value < 0 ? -0 : rounded;
}

function math1(selector: FloatFunction, a: number): number {
  const functions = [
    Math.sin,
    Math.cos,
    Math.tan,
    Math.asin,
    Math.acos,
    Math.atan,
    Math.sinh,
    Math.cosh,
    Math.tanh,
    Math.asinh,
    Math.acosh,
    Math.atanh,
    Math.exp,
    Math.expm1,
    Math.log,
    Math.log1p,
    Math.log10,
    (value: number) => 10 ** value,
  ];
  return (functions[selector] as (value: number) => number)(a);
}

function math2(selector: number, a: number, b: number): number {
  if (selector === 0) return Math.atan2(a, b);
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

import { type Op, Shape, ValueType } from "../../../src/abi/bindings.ts";
import { cellResultsOf, directOperandCount, floatResultsOf, shapeOf } from "../../../src/ir/op_facts.ts";
import { IntList } from "../../ir/int_list.ts";

/** Fields of an instruction in a draft; as in the Instruction record, with references for values. */
export const Field = { op: 0, result: 1, a: 2, b: 3, c: 4, position: 5, COUNT: 6 } as const;

/** How a region ends. */
export const Ending = { return: 0, jump: 1, branch: 2, unreachable: 3 } as const;

const CONSTANT_CACHE = 256;

/**
 * A function on its way from steps to ForthIR: SSA, but with a parameter for every slot where paths meet, and with
 * constants outside the instructions.
 *
 * A reference is a value's number, or `~n` for constant n. Constants become instructions at their use, at the last
 * moment, because a parameter may turn out to be one.
 */
export class Draft {
  /** By value: type, and the reference that stands for it (itself, until it is found to be superfluous). */
  readonly valueType = new IntList();
  readonly replacement = new IntList();
  /** By value: the region whose parameter it is, or -1; the function's inputs do not count. */
  readonly parameterOf = new IntList();

  readonly constantLow = new IntList();
  readonly constantHigh = new IntList();
  readonly constantType = new IntList();
  private readonly constantCache = new Int32Array(CONSTANT_CACHE);

  /** Records of Field.COUNT numbers, those of a region together. */
  readonly instructions = new IntList();
  /** Lists of references; a call's has its result counts in front. */
  readonly pool = new IntList();

  /** By region: first instruction (one more entry at the end). */
  readonly instructionStart = new IntList();
  readonly firstParameter = new IntList();
  readonly parameterCount = new IntList();
  /** By region: what the slots hold at its end, one reference each in `exits`, in the order of the parameters. */
  readonly exitStart = new IntList();
  readonly exits = new IntList();
  /** By region: Ending, condition of a branch, list in the pool of a return, position. */
  readonly ending = new IntList();
  readonly condition = new IntList();
  readonly resultStart = new IntList();
  readonly resultCount = new IntList();
  readonly endPosition = new IntList();

  /** The lists that are empty when a draft begins. */
  private readonly lists = [
    this.valueType,
    this.constantLow,
    this.constantHigh,
    this.constantType,
    this.instructions,
    this.pool,
    this.instructionStart,
    this.firstParameter,
    this.parameterCount,
    this.exitStart,
    this.exits,
    this.ending,
    this.condition,
    this.resultStart,
    this.resultCount,
    this.endPosition,
  ];

  clear(): void {
    const { lists } = this;
    for (let i = 0; i < lists.length; i++) (lists[i] as IntList).length = 0;
    this.constantCache.fill(-1);
  }

  /** Prepares what is said by value, when all values are known. */
  complete(): void {
    const { valueType, replacement, parameterOf, firstParameter, parameterCount } = this;
    const count = valueType.length;
    replacement.resize(count, 0);
    for (let value = 0; value < count; value++) replacement.data[value] = value;
    parameterOf.resize(count, -1);
    for (let region = 1; region < firstParameter.length; region++) {
      const first = firstParameter.at(region);
      if (parameterCount.at(region) > 0) {
        parameterOf.data.fill(region, first, first + parameterCount.at(region));
      }
    }
  }

  get instructionCount(): number {
    return this.instructions.length / Field.COUNT;
  }

  addValue(type: ValueType): number {
    return this.valueType.push(type);
  }

  /** The reference of a constant. Equal constants get the same reference as long as the cache remembers them. */
  constant(low: number, high: number, type: ValueType): number {
    const slot = (low ^ (low >>> 8) ^ Math.imul(high, 31) ^ type) & (CONSTANT_CACHE - 1);
    const known = this.constantCache[slot] as number;
    if (
      known >= 0 &&
      this.constantLow.at(known) === (low | 0) &&
      this.constantHigh.at(known) === (high | 0) &&
      this.constantType.at(known) === type
    ) {
      return ~known;
    }
    this.constantLow.push(low);
    this.constantHigh.push(high);
    const index = this.constantType.push(type);
    this.constantCache[slot] = index;
    return ~index;
  }

  /** Appends an instruction; returns its first result, -1 when it has none. */
  emit(op: Op, a: number, b: number, c: number, position: number): number {
    return this.emitWith(op, cellResultsOf[op] as number, floatResultsOf[op] as number, a, b, c, position);
  }

  /** Like `emit`, with a number of results that the op does not fix. */
  emitWith(op: Op, cells: number, floats: number, a: number, b: number, c: number, position: number): number {
    const result = cells + floats === 0 ? -1 : this.valueType.length;
    for (let i = 0; i < cells; i++) this.valueType.push(ValueType.cell);
    for (let i = 0; i < floats; i++) this.valueType.push(ValueType.float);
    const list = this.instructions;
    list.reserve(Field.COUNT);
    const { data, length: at } = list;
    data[at + Field.op] = op;
    data[at + Field.result] = result;
    data[at + Field.a] = a;
    data[at + Field.b] = b;
    data[at + Field.c] = c;
    data[at + Field.position] = position;
    list.length = at + Field.COUNT;
    return result;
  }

  /** What stands for a reference: a value that is not replaced, or a constant. */
  resolve(reference: number): number {
    let at = reference;
    while (at >= 0) {
      const next = this.replacement.at(at);
      if (next === at) break;
      at = next;
    }
    for (let step = reference; step >= 0 && step !== at; ) {
      const next = this.replacement.at(step);
      this.replacement.set(step, at);
      step = next;
    }
    return at;
  }
}

/** The part of the pool that holds an instruction's values: where it starts and how long it is. */
export function poolValues(op: number, b: number, c: number): { start: number; count: number } {
  switch (shapeOf[op]) {
    case Shape.call:
      return { start: b + 2, count: c };
    case Shape.v4:
      return { start: b, count: c };
    default:
      return { start: 0, count: 0 };
  }
}

/** How many of an instruction's fields a, b and c are references. */
export function fieldValues(op: number): number {
  return directOperandCount[shapeOf[op] as number] as number;
}

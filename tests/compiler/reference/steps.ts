import { opTable, ValueType } from "../../../src/abi/bindings.ts";
import { IntList } from "../../ir/int_list.ts";

/**
 * What a body is expanded to: a linear program without words' kinds, labels and patterns. `a` and `b` as noted;
 * stack effects in Forth's notation.
 */
export const Step = {
  /** a, b = low and high half ( -- x ) */
  literal: 0,
  /** a, b = bits ( F: -- r ) */
  floatLiteral: 1,
  /** a = Op, b = its immediate if it has one */
  op: 2,
  /** a = Shuffle: one that only moves values between the three stacks */
  shuffle: 3,
  /** a = how deep, a number known at compile time */
  pick: 4,
  roll: 5,
  fPick: 6,
  /** Depth from the stack ( u -- … ); only in the dynamic form, as are `depth` and `fDepth` */
  pickVariable: 7,
  rollVariable: 8,
  fPickVariable: 9,
  depth: 10,
  fDepth: 11,
  /** a = word of known effect, or the word that is compiled; b = 1: it never comes back */
  call: 12,
  /** a = word of unknown effect */
  callStack: 13,
  /** ( i*x xt -- j*x ) */
  execute: 14,
  /** a = label, then step number once the labels are resolved */
  branch: 15,
  branchZero: 16,
  exit: 17,
  /** The step before it never returns. */
  end: 18,
  /** ( limit start -- ) opens loop parameters */
  do: 19,
  /** index + 1 ( -- flag: the loop is over ) */
  loopStep: 20,
  /** a = 0: index + n, 1: index - u ( n -- flag: the loop is over ) */
  plusLoopStep: 21,
  unloop: 22,
  /** a = loop, counted from the innermost ( -- index ) */
  index: 23,
  /** a = local */
  localGet: 24,
  localSet: 25,
  floatLocalGet: 26,
  floatLocalSet: 27,
} as const;

/** The expanded body, one step an index. */
export class Steps {
  readonly kind = new IntList();
  readonly a = new IntList();
  readonly b = new IntList();
  /** The record in the body pool that a step stands for; in a spliced body, the call's. */
  readonly record = new IntList();
  cellLocals = 0;
  floatLocals = 0;

  get length(): number {
    return this.kind.length;
  }

  push(kind: number, a: number, b: number, record: number): void {
    this.kind.push(kind);
    this.a.push(a);
    this.b.push(b);
    this.record.push(record);
  }

  /** Drops the last steps down to `length`. */
  truncate(length: number): void {
    this.kind.length = length;
    this.a.length = length;
    this.b.length = length;
    this.record.length = length;
  }

  clear(): void {
    this.truncate(0);
    this.cellLocals = 0;
    this.floatLocals = 0;
  }

  isOp(index: number, op: number): boolean {
    return this.kind.at(index) === Step.op && this.a.at(index) === op;
  }

  isLiteralZero(index: number): boolean {
    return this.kind.at(index) === Step.literal && (this.a.at(index) | this.b.at(index)) === 0;
  }
}

/** By op number: cells and floats among the operands, and a bit for each operand that is a float. */
export const opCellOperands = Uint8Array.from(opTable, (info) => countOf(info.operands, ValueType.cell));
export const opFloatOperands = Uint8Array.from(opTable, (info) => countOf(info.operands, ValueType.float));
export const opFloatBits = Uint8Array.from(opTable, (info) =>
  info.operands.reduce<number>((bits, type, n) => bits | (type === ValueType.float ? 1 << n : 0), 0),
);

function countOf(types: readonly ValueType[], type: ValueType): number {
  return types.filter((each) => each === type).length;
}

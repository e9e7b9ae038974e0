import { Op, Shape, Shuffle, ValueType } from "../../../src/abi/bindings.ts";
import { cellResultsOf, directOperandCount, floatResultsOf, shapeOf } from "../../../src/ir/op_facts.ts";
import { IntList } from "../../ir/int_list.ts";
import type { Draft } from "./draft.ts";
import { opCellOperands, opFloatBits, opFloatOperands } from "./steps.ts";

/**
 * The data stack and the float stack as lists of references, top last, while code is followed.
 *
 * In the dynamic form a list is the top part of its in-memory stack: what is missing is popped, and `flush` pushes
 * what is there. In the static form a list is the whole stack and never runs out.
 */
export class VirtualStacks {
  readonly cells = new IntList();
  readonly floats = new IntList();
  dynamic = false;
  /** Position of the instructions that are emitted. */
  position = 0;
  readonly draft: Draft;

  constructor(draft: Draft) {
    this.draft = draft;
  }

  clear(): void {
    this.cells.clear();
    this.floats.clear();
  }

  emit(op: Op, a = 0, b = 0, c = 0): number {
    return this.draft.emit(op, a, b, c, this.position);
  }

  cellConstant(low: number, high: number): number {
    return this.draft.constant(low, high, ValueType.cell);
  }

  takeCell(): number {
    this.needCells(1);
    return this.cells.at(--this.cells.length);
  }

  takeFloat(): number {
    this.needFloats(1);
    return this.floats.at(--this.floats.length);
  }

  /** Sees to it that the list holds `count` cells. */
  needCells(count: number): void {
    if (this.cells.length < count) this.fill(this.cells, count, Op.pop);
  }

  needFloats(count: number): void {
    if (this.floats.length < count) this.fill(this.floats, count, Op.fpop);
  }

  /** What is popped lies below what the list holds. */
  private fill(list: IntList, count: number, pop: Op): void {
    const missing = count - list.length;
    list.reserve(missing);
    list.data.copyWithin(missing, 0, list.length);
    list.length = count;
    for (let i = missing - 1; i >= 0; i--) list.set(i, this.emit(pop));
  }

  /** Moves everything to the in-memory stacks. */
  flush(): void {
    this.flushCells();
    this.flushFloats();
  }

  flushCells(): void {
    for (let i = 0; i < this.cells.length; i++) this.emit(Op.push, this.cells.at(i));
    this.cells.clear();
  }

  flushFloats(): void {
    for (let i = 0; i < this.floats.length; i++) this.emit(Op.fpush, this.floats.at(i));
    this.floats.clear();
  }

  /** An op whose operands and results are on the stacks; `immediate` for the shapes that have one. */
  op(op: Op, immediate: number): void {
    const { cells, floats } = this;
    this.needCells(opCellOperands[op] as number);
    this.needFloats(opFloatOperands[op] as number);
    const firstCell = cells.length - (opCellOperands[op] as number);
    const firstFloat = floats.length - (opFloatOperands[op] as number);
    const shape = shapeOf[op] as number;
    let result: number;
    if (shape === Shape.v4) {
      const start = this.draft.pool.length;
      for (let i = 0; i < 4; i++) this.draft.pool.push(cells.at(firstCell + i));
      result = this.emit(op, 0, start, 4);
    } else {
      const bits = opFloatBits[op] as number;
      const count = directOperandCount[shape] as number;
      let cell = firstCell;
      let float = firstFloat;
      const a = count < 1 ? 0 : (bits & 1) !== 0 ? floats.at(float++) : cells.at(cell++);
      let b = count < 2 ? 0 : (bits & 2) !== 0 ? floats.at(float++) : cells.at(cell++);
      let c = count < 3 ? 0 : cells.at(cell);
      if (shape === Shape.v1imm) b = immediate;
      if (shape === Shape.v2imm) c = immediate;
      result = this.emit(op, a, b, c);
    }
    cells.length = firstCell;
    floats.length = firstFloat;
    this.pushResults(result, cellResultsOf[op] as number, floatResultsOf[op] as number);
  }

  /** A call of a word of known effect. */
  call(word: number, cellIn: number, cellOut: number, floatIn: number, floatOut: number): void {
    const { cells, floats } = this;
    const { pool } = this.draft;
    this.needCells(cellIn);
    this.needFloats(floatIn);
    const start = pool.push(cellOut);
    pool.push(floatOut);
    const firstCell = cells.length - cellIn;
    const firstFloat = floats.length - floatIn;
    for (let i = firstCell; i < cells.length; i++) pool.push(cells.at(i));
    for (let i = firstFloat; i < floats.length; i++) pool.push(floats.at(i));
    cells.length = firstCell;
    floats.length = firstFloat;
    const count = cellIn + floatIn;
    const result = this.draft.emitWith(Op.call, cellOut, floatOut, word, start, count, this.position);
    this.pushResults(result, cellOut, floatOut);
  }

  private pushResults(first: number, cells: number, floats: number): void {
    for (let i = 0; i < cells; i++) this.cells.push(first + i);
    for (let i = 0; i < floats; i++) this.floats.push(first + cells + i);
  }

  /** ( xu … x0 -- xu … x0 xu ) */
  pick(depth: number): void {
    this.needCells(depth + 1);
    this.cells.push(this.cells.at(this.cells.length - 1 - depth));
  }

  /** ( xu … x0 -- xu-1 … x0 xu ) */
  roll(depth: number): void {
    this.needCells(depth + 1);
    rotate(this.cells, depth);
  }

  /** ( F: ru … r0 -- ru … r0 ru ) */
  floatPick(depth: number): void {
    this.needFloats(depth + 1);
    this.floats.push(this.floats.at(this.floats.length - 1 - depth));
  }

  /** PICK with a depth from the stack ( … u -- … x ) */
  pickVariable(): void {
    const depth = this.takeCell();
    this.flushCells();
    this.cells.push(this.emit(Op.pick, depth));
  }

  rollVariable(): void {
    const depth = this.takeCell();
    this.flushCells();
    this.emit(Op.roll, depth);
  }

  floatPickVariable(): void {
    const depth = this.takeCell();
    this.flushFloats();
    this.floats.push(this.emit(Op.fpick, depth));
  }

  depth(): void {
    this.flushCells();
    this.cells.push(this.emit(Op.depth));
  }

  floatDepth(): void {
    this.flushFloats();
    this.cells.push(this.emit(Op.fdepth));
  }

  /** A Shuffle of one of the two stacks, without those of variable effect. */
  shuffle(shuffle: number): void {
    switch (shuffle) {
      case Shuffle.dup:
        this.pick(0);
        break;
      case Shuffle.drop:
        this.takeCell();
        break;
      case Shuffle.swap:
        this.roll(1);
        break;
      case Shuffle.over:
        this.pick(1);
        break;
      case Shuffle.rot:
        this.roll(2);
        break;
      case Shuffle.nrot:
        this.roll(2);
        this.roll(2);
        break;
      case Shuffle.nip:
        this.roll(1);
        this.takeCell();
        break;
      case Shuffle.tuck:
        this.roll(1);
        this.pick(1);
        break;
      case Shuffle.twoDup:
        this.pick(1);
        this.pick(1);
        break;
      case Shuffle.twoDrop:
        this.needCells(2);
        this.cells.length -= 2;
        break;
      case Shuffle.twoSwap:
        this.roll(3);
        this.roll(3);
        break;
      case Shuffle.twoOver:
        this.pick(3);
        this.pick(3);
        break;
      default:
        this.floatShuffle(shuffle);
    }
  }

  private floatShuffle(shuffle: number): void {
    switch (shuffle) {
      case Shuffle.fDup:
        this.floatPick(0);
        break;
      case Shuffle.fDrop:
        this.takeFloat();
        break;
      case Shuffle.fSwap:
        this.needFloats(2);
        rotate(this.floats, 1);
        break;
      case Shuffle.fOver:
        this.floatPick(1);
        break;
      case Shuffle.fRot:
        this.needFloats(3);
        rotate(this.floats, 2);
        break;
      default:
        throw new Error(`shuffle ${shuffle} is not one of the data or float stack`);
    }
  }
}

/** Moves the element that is `depth` below the top to the top. */
function rotate(list: IntList, depth: number): void {
  const at = list.length - 1 - depth;
  const value = list.at(at);
  list.data.copyWithin(at, at + 1, list.length);
  list.set(list.length - 1, value);
}

// Random functions whose blocks jump anywhere: nested and crossing loops, loops with several entries, parameters that
// trade places on the way. Fuel, decremented by every block, ends them all.

import { Op, ValueType } from "../../src/abi/bindings.ts";
import { IrBuilder } from "../ir/builder.ts";
import type { Random } from "../ir/random_function.ts";

/** Effects of the words that random functions call; each exists in the tests, some generated, some in the host. */
export interface Callee {
  readonly word: number;
  readonly cellIn: number;
  readonly cellOut: number;
  readonly floatIn: number;
  readonly floatOut: number;
}

const cellOps = [
  Op.add,
  Op.sub,
  Op.mul,
  Op.and,
  Op.or,
  Op.xor,
  Op.shl,
  Op.shr,
  Op.sar,
  Op.eq,
  Op.ne,
  Op.lt,
  Op.le,
  Op.ult,
  Op.ule,
  Op.div,
  Op.mod,
];
const floatOps = [Op.fadd, Op.fsub, Op.fmul, Op.fdiv, Op.fmin, Op.fmax];
const constants = [
  0, 1, 2, 5, 31, 32, 33, 63, 64, 4096, 4104, 5000, 8184, 0x7fffffff, 0x80000000, 0xffffffff,
];

export class RandomGraph {
  private readonly builder = new IrBuilder();
  private readonly random: Random;
  private readonly callees: readonly Callee[];
  /** Values that the current block may use, by type. */
  private cells: number[] = [];
  private floats: number[] = [];
  private readonly cellCount: number;
  private readonly floatCount: number;

  constructor(random: Random, callees: readonly Callee[]) {
    this.random = random;
    this.callees = callees;
    this.cellCount = 2 + random(4);
    this.floatCount = random(3);
  }

  /** The number of cells and floats that the function takes; the first cell is fuel, which should be small. */
  get inputs(): { cells: number; floats: number } {
    return { cells: this.cellCount, floats: this.floatCount };
  }

  /** A static function that gives as many cells and floats as it takes. */
  generate(word: number): Uint32Array {
    const { builder, random } = this;
    builder.begin(word, false);
    const count = 2 + random(7);
    const blocks = Array.from({ length: count }, () => builder.addBlock());
    const exit = builder.addBlock();
    builder.setBlock(0);
    const inputs = this.addParameters(0);
    // Entry values dominate everything, so that blocks may use them without taking them.
    const entry = { cells: this.cells, floats: this.floats };
    builder.jump(blocks[1] as number, 0, inputs);
    for (const block of blocks.slice(1)) this.fill(block, blocks, exit, entry);
    builder.setBlock(exit);
    const results = this.addParameters(exit);
    builder.return(0, results);
    return builder.finish(this.cellCount, this.floatCount);
  }

  private addParameters(block: number): number[] {
    this.cells = Array.from({ length: this.cellCount }, () =>
      this.builder.addParameter(block, ValueType.cell),
    );
    this.floats = Array.from({ length: this.floatCount }, () =>
      this.builder.addParameter(block, ValueType.float),
    );
    return [...this.cells, ...this.floats];
  }

  private fill(
    block: number,
    blocks: readonly number[],
    exit: number,
    entry: { cells: readonly number[]; floats: readonly number[] },
  ): void {
    const { builder, random } = this;
    builder.setBlock(block);
    const fuel = this.addParameters(block)[0] as number;
    this.cells.push(...entry.cells);
    this.floats.push(...entry.floats);
    for (let i = random(8); i > 0; i--) this.emit();
    if (random(3) === 0) builder.emit(Op.poll, 0);
    const one = builder.emitConstant(1, 0, 0);
    const rest = builder.emit(Op.sub, 0, fuel, one);
    const zero = builder.emitConstant(0, 0, 0);
    const empty = builder.emit(random(2) === 0 ? Op.le : Op.lt, 0, rest, zero);
    const next = builder.addBlock();
    if (random(2) === 0) {
      builder.branch(empty, exit, next, 0, this.pass(rest));
    } else {
      const left = builder.emit(Op.eq, 0, empty, zero);
      builder.branch(left, next, exit, 0, [], this.pass(rest));
    }
    builder.setBlock(next);
    for (let i = random(3); i > 0; i--) this.emit();
    const target = (): number => blocks[1 + random(blocks.length - 1)] as number;
    if (random(4) === 0) builder.jump(target(), 0, this.pass(rest));
    else builder.branch(this.cell(), target(), target(), 0, this.pass(rest), this.pass(rest));
  }

  /** Arguments for a block: the fuel, then anything, often what the block before got at another place. */
  private pass(fuel: number): number[] {
    const cells = Array.from({ length: this.cellCount - 1 }, () => this.cell());
    const floats = Array.from({ length: this.floatCount }, () => this.float());
    return [fuel, ...cells, ...floats];
  }

  private cell(): number {
    return this.cells[this.random(this.cells.length)] as number;
  }

  private float(): number {
    return this.floats[this.random(this.floats.length)] as number;
  }

  private emit(): void {
    const { builder, random } = this;
    const kind = random(12);
    if (kind < 5) {
      const op = cellOps[random(cellOps.length)] as Op;
      this.cells.push(builder.emit(op, 0, this.cell(), this.cell()));
    } else if (kind === 5) {
      const low = constants[random(constants.length)] as number;
      this.cells.push(builder.emitConstant(low, random(3) === 0 ? 0xffffffff : 0, 0));
    } else if (kind === 6) {
      this.cells.push(builder.emit(Op.select, 0, this.cell(), this.cell(), this.cell()));
    } else if (kind === 7) {
      this.access();
    } else if (kind === 8 && this.floats.length > 0) {
      this.floats.push(builder.emit(floatOps[random(floatOps.length)] as Op, 0, this.float(), this.float()));
    } else if (kind === 9 && this.floats.length > 0) {
      this.cells.push(builder.emit(Op.flt, 0, this.float(), this.float()));
      this.floats.push(builder.emit(Op.stof, 0, this.cell()));
    } else if (kind === 10) {
      this.call();
    } else {
      const results = builder.emit(random(2) === 0 ? Op.umul : Op.smul, 0, this.cell(), this.cell());
      this.cells.push(results, results + 1);
    }
  }

  /** A load or store at an address that lies in the data space, at times not aligned. */
  private access(): void {
    const { builder, random } = this;
    const mask = builder.emitConstant(random(2) === 0 ? 0xff8 : 0x7ff, 0, 0);
    const offset = builder.emit(Op.and, 0, this.cell(), mask);
    const base = builder.emitConstant(4096, 0, 0);
    const address = builder.emit(Op.add, 0, offset, base);
    const loads = [Op.load, Op.load8, Op.load16, Op.load32];
    const stores = [Op.store, Op.store8, Op.store16, Op.store32];
    if (random(2) === 0) this.cells.push(builder.emit(loads[random(4)] as Op, 0, address));
    else builder.emit(stores[random(4)] as Op, 0, this.cell(), address);
  }

  private call(): void {
    const callee = this.callees[this.random(this.callees.length)];
    if (callee === undefined || (callee.floatIn > 0 && this.floats.length === 0)) return;
    const cells = Array.from({ length: callee.cellIn }, () => this.cell());
    const floats = Array.from({ length: callee.floatIn }, () => this.float());
    const first = this.builder.emitCall(
      callee.word,
      callee.cellOut,
      callee.floatOut,
      [...cells, ...floats],
      0,
    );
    for (let i = 0; i < callee.cellOut; i++) this.cells.push(first + i);
    for (let i = 0; i < callee.floatOut; i++) this.floats.push(first + callee.cellOut + i);
  }
}

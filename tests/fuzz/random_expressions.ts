// Random functions of the kind that optimizer passes look for: constants everywhere, sums of sums, flags of flags,
// accesses near a common base, branches that were decided before, and loops around all that.

import { Op, ValueType } from "../../src/abi/bindings.ts";
import { IrBuilder } from "../ir/builder.ts";
import type { Random } from "../ir/random_function.ts";

const constants = [
  0, 1, 2, 3, 4, 7, 8, 10, 16, 63, 64, 65, 255, 256, 4096, 4104, 4110, 0x7fffffff, 0x80000000, 0xffffffff,
];
const floatHighs = [
  0x3ff00000, 0xbff00000, 0x40000000, 0x3fe00000, 0x80000000, 0, 0x40080000, 0x7ff00000, 0x43e00000,
];
const binary = [
  ...[Op.add, Op.add, Op.add, Op.sub, Op.sub, Op.mul, Op.and, Op.or, Op.xor, Op.shl, Op.shr, Op.sar],
  ...[Op.eq, Op.eq, Op.ne, Op.lt, Op.le, Op.ult, Op.ule, Op.div, Op.mod],
];
const wide = [Op.umul, Op.smul, Op.udivmod, Op.sdivrem, Op.fdivmod];
const floatBinary = [Op.fadd, Op.fsub, Op.fmul, Op.fdiv, Op.fmin, Op.fmax];
const floatUnary = [Op.fneg, Op.fabs, Op.fsqrt, Op.ffloor, Op.fround, Op.ftrunc];
const floatTests = [Op.feq, Op.flt, Op.fle];
const loads = [Op.load, Op.load, Op.load8, Op.load16, Op.load32];
const stores = [Op.store, Op.store, Op.store8, Op.store16, Op.store32];

/** A static function ( cell cell cell ; float -- cell cell cell ; float ). */
export class RandomExpressions {
  private readonly builder = new IrBuilder();
  private readonly random: Random;
  private cells: number[] = [];
  private floats: number[] = [];
  private flags: number[] = [];
  private depth = 0;

  constructor(random: Random) {
    this.random = random;
  }

  generate(word: number): Uint32Array {
    const { builder } = this;
    builder.begin(word, false);
    const entry = builder.addBlock();
    for (let i = 0; i < 3; i++) this.cells.push(builder.addParameter(entry, ValueType.cell));
    this.floats.push(builder.addParameter(entry, ValueType.float));
    builder.setBlock(entry);
    this.statements(3 + this.random(6));
    builder.return(0, [this.mix(this.cells), this.mix(this.flags), this.cell(), this.float()]);
    return builder.finish(3, 1);
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.random(values.length)] as T;
  }

  private constant(): number {
    const low = this.pick(constants);
    const negative = this.random(3) === 0;
    return this.builder.emitConstant(negative ? -low >>> 0 : low, negative && low !== 0 ? 0xffffffff : 0, 0);
  }

  /** A constant or a value, of the later ones more often. */
  private cell(): number {
    if (this.random(3) === 0) return this.constant();
    const recent = Math.min(this.cells.length, 1 + this.random(8));
    return this.cells[this.cells.length - recent] as number;
  }

  private flag(): number {
    return this.flags.length > 0 && this.random(4) > 0 ? this.pick(this.flags) : this.cell();
  }

  private float(): number {
    if (this.random(3) > 0) return this.pick(this.floats);
    return this.builder.emit(Op.fconst, 0, 0, this.pick(floatHighs));
  }

  private statements(count: number): void {
    for (; count > 0; count--) {
      const kind = this.random(12);
      if (kind < 7) this.expression();
      else if (kind < 9) this.access();
      else if (kind < 10) this.floating();
      else if (this.depth > 2) this.expression();
      else if (kind === 10) this.conditional();
      else this.loop();
    }
  }

  private expression(): void {
    const { builder } = this;
    for (let i = 1 + this.random(4); i > 0; i--) {
      const kind = this.random(14);
      if (kind === 0) {
        this.cells.push(builder.emit(Op.select, 0, this.flag(), this.cell(), this.cell()));
      } else if (kind === 1) {
        const op = this.random(4) === 0 ? this.pick(wide) : this.pick([Op.umul, Op.smul]);
        const divides = op !== Op.umul && op !== Op.smul;
        const first = divides
          ? builder.emit(op, 0, this.cell(), this.cell(), this.cell())
          : builder.emit(op, 0, this.cell(), this.cell());
        this.cells.push(first, first + 1);
      } else if (kind === 2) {
        this.flags.push(
          builder.emit(this.pick([Op.eq, Op.ne, Op.xor, Op.and, Op.or]), 0, this.flag(), this.flag()),
        );
      } else if (kind === 3) {
        const zero = builder.emitConstant(0, 0, 0);
        this.flags.push(builder.emit(this.pick([Op.eq, Op.ne, Op.lt, Op.ult]), 0, this.flag(), zero));
      } else {
        const op = this.pick(binary);
        const result = builder.emit(op, 0, this.cell(), this.cell());
        (op >= Op.eq && op <= Op.ule ? this.flags : this.cells).push(result);
      }
    }
  }

  /** One cell that depends on the last of these values, so that a wrong one is seen. */
  private mix(values: readonly number[]): number {
    const { builder } = this;
    const factor = builder.emitConstant(31, 0, 0);
    let mixed = builder.emitConstant(1, 0, 0);
    for (const value of values.slice(-10)) {
      mixed = builder.emit(Op.xor, 0, builder.emit(Op.mul, 0, mixed, factor), value);
    }
    return mixed;
  }

  /** Up to four accesses near each other, mostly inside the data space of 8192 bytes. */
  private access(): void {
    const base = this.random(4) === 0 ? this.constant() : this.address();
    for (let i = 1 + this.random(4); i > 0; i--) this.accessNear(base);
  }

  private accessNear(base: number): void {
    const { builder } = this;
    const offset = builder.emitConstant(this.pick([0, 0, 1, 2, 4, 8, 12]), 0, 0);
    const address = builder.emit(this.pick([Op.add, Op.sub, Op.add]), 0, base, offset);
    const kind = this.random(8);
    if (kind < 4) this.cells.push(builder.emit(this.pick(loads), 0, address));
    else if (kind < 6) builder.emit(this.pick(stores), 0, this.cell(), address);
    else if (kind === 6) this.floats.push(builder.emit(this.pick([Op.fload, Op.sfload]), 0, address));
    else builder.emit(this.pick([Op.fstore, Op.sfstore]), 0, this.float(), address);
    this.cells.push(address);
  }

  private address(): number {
    const mask = this.builder.emitConstant(0x7f8, 0, 0);
    const base = this.builder.emitConstant(4400, 0, 0);
    return this.builder.emit(Op.add, 0, this.builder.emit(Op.and, 0, this.cell(), mask), base);
  }

  private floating(): void {
    const { builder } = this;
    const kind = this.random(12) % 11;
    if (kind === 0) this.floats.push(builder.emit(this.pick(floatUnary), 0, this.float()));
    else if (kind === 1) this.flags.push(builder.emit(this.pick(floatTests), 0, this.float(), this.float()));
    else if (kind === 2) this.floats.push(builder.emit(Op.stof, 0, this.cell()));
    else if (kind === 3) this.cells.push(builder.emit(Op.ftos, 0, this.float()));
    else this.floats.push(builder.emit(this.pick(floatBinary), 0, this.float(), this.float()));
  }

  /** Stores what was computed last where the end of the data space is seen. */
  private observe(): void {
    const { builder } = this;
    const address = builder.emitConstant(8000 + 8 * this.random(20), 0, 0);
    builder.emit(Op.store, 0, this.mix([...this.cells.slice(-5), ...this.flags.slice(-3)]), address);
  }

  /** Runs `body` with what is visible now; what it defines is forgotten. */
  private inside(body: () => void): void {
    const kept = [this.cells.length, this.floats.length, this.flags.length] as const;
    this.depth++;
    body();
    this.depth--;
    this.cells.length = kept[0];
    this.floats.length = kept[1];
    this.flags.length = kept[2];
  }

  private conditional(): void {
    const { builder } = this;
    const [yes, no, end] = [builder.addBlock(), builder.addBlock(), builder.addBlock()];
    builder.branch(this.flag(), yes, no, 0);
    for (const block of [yes, no]) {
      builder.setBlock(block);
      this.inside(() => {
        if (this.random(8) === 0) builder.emit(Op.throw, 0, this.cell());
        this.statements(this.random(3));
        this.observe();
        builder.jump(end, 0, [this.cell(), this.flag()]);
      });
    }
    builder.setBlock(end);
    this.cells.push(builder.addParameter(end, ValueType.cell));
    this.flags.push(builder.addParameter(end, ValueType.cell));
  }

  /** Counts down from a small number; the condition stands at the end or at the beginning. */
  private loop(): void {
    const { builder } = this;
    const [head, body, end] = [builder.addBlock(true), builder.addBlock(), builder.addBlock()];
    const count = builder.emitConstant(this.random(6), 0, 0);
    builder.jump(head, 0, [count, this.cell(), this.flag()]);
    builder.setBlock(head);
    const left = builder.addParameter(head, ValueType.cell);
    const carried = builder.addParameter(head, ValueType.cell);
    const flag = builder.addParameter(head, ValueType.cell);
    const zero = builder.emitConstant(0, 0, 0);
    this.cells.push(left, carried);
    this.flags.push(flag);
    builder.branch(builder.emit(Op.le, 0, left, zero), end, body, 0);
    builder.setBlock(body);
    this.inside(() => {
      this.statements(1 + this.random(3));
      this.observe();
      builder.emit(Op.poll, 0);
      const one = builder.emitConstant(1, 0, 0);
      builder.jump(head, 0, [builder.emit(Op.sub, 0, left, one), this.cell(), this.flag()]);
    });
    builder.setBlock(end);
  }
}

import { Op, Shuffle } from "../../../src/abi/bindings.ts";
import { IntList } from "../../ir/int_list.ts";
import type { VirtualStacks } from "./virtual_stacks.ts";

/**
 * The return stack and the loop parameters while code is followed: two lists of references, or, where paths meet
 * with different heights, the in-memory return stack.
 *
 * The two lists are apart, so that I still works between >R and R>, which the standard leaves open (6.1.1680). In
 * memory they share one stack, the index above its limit.
 */
export class ReturnStack {
  readonly returns = new IntList();
  /** Limit and index of each loop, innermost last. */
  readonly loops = new IntList();
  returnsInMemory = false;
  loopsInMemory = false;
  private readonly stacks: VirtualStacks;

  constructor(stacks: VirtualStacks) {
    this.stacks = stacks;
  }

  /** The shuffles from >R to RDROP. */
  shuffle(shuffle: number): void {
    const { cells } = this.stacks;
    switch (shuffle) {
      case Shuffle.toR:
        this.push(this.stacks.takeCell());
        break;
      case Shuffle.fromR:
        cells.push(this.pop());
        break;
      case Shuffle.rFetch:
        cells.push(this.pick(0));
        break;
      case Shuffle.twoToR:
        this.stacks.needCells(2);
        this.push(cells.at(cells.length - 2));
        this.push(cells.at(cells.length - 1));
        cells.length -= 2;
        break;
      case Shuffle.twoFromR: {
        const top = this.pop();
        cells.push(this.pop());
        cells.push(top);
        break;
      }
      case Shuffle.twoRFetch:
        cells.push(this.pick(1));
        cells.push(this.pick(0));
        break;
      default:
        this.pop();
    }
  }

  /** ( limit start -- ) */
  do(): void {
    const index = this.stacks.takeCell();
    const limit = this.stacks.takeCell();
    if (this.loopsInMemory) {
      this.stacks.emit(Op.rpush, limit);
      this.stacks.emit(Op.rpush, index);
    } else {
      this.loops.push(limit);
      this.loops.push(index);
    }
  }

  unloop(): void {
    if (this.loopsInMemory) {
      this.stacks.emit(Op.rpop);
      this.stacks.emit(Op.rpop);
    } else {
      this.loops.length -= 2;
    }
  }

  /** I, J, K for `loop` 0, 1, 2 ( -- index ) */
  index(loop: number): void {
    const value = this.loopsInMemory
      ? this.stacks.emit(Op.rpick, 2 * loop)
      : this.loops.at(this.loops.length - 1 - 2 * loop);
    this.stacks.cells.push(value);
  }

  /** LOOP up to its branch ( -- flag: the index has reached the limit ) */
  step(): void {
    const { stacks } = this;
    const next = stacks.emit(Op.add, this.takeIndex(), stacks.cellConstant(1, 0));
    const limit = this.limit();
    this.giveIndex(next);
    stacks.cells.push(stacks.emit(Op.eq, next, limit));
  }

  /**
   * +LOOP up to its branch ( n -- flag: the index has crossed the boundary between limit - 1 and limit ), 6.1.0140.
   *
   * The numbers form a circle; with x = index - limit and y = x + n, the boundary is crossed when x and y differ in
   * sign and x and n do too. For n > 0 that is 0 <= y < n, for n < 0 it is 0 <= x < -n, each one unsigned comparison.
   */
  plusStep(): void {
    const { stacks } = this;
    const n = stacks.takeCell();
    if (n === stacks.cellConstant(1, 0)) {
      this.step();
      return;
    }
    const sign = n >= 0 ? 0 : this.signOfConstant(~n);
    const index = this.takeIndex();
    const limit = this.limit();
    const next = stacks.emit(Op.add, index, n);
    this.giveIndex(next);
    if (sign > 0) {
      stacks.cells.push(stacks.emit(Op.ult, stacks.emit(Op.sub, next, limit), n));
      return;
    }
    const x = stacks.emit(Op.sub, index, limit);
    if (sign < 0) {
      stacks.cells.push(stacks.emit(Op.ult, x, this.negatedConstant(~n)));
      return;
    }
    const y = stacks.emit(Op.add, x, n);
    const signs = stacks.emit(Op.and, stacks.emit(Op.xor, x, y), stacks.emit(Op.xor, x, n));
    stacks.cells.push(stacks.emit(Op.lt, signs, stacks.cellConstant(0, 0)));
  }

  /**
   * gforth's -LOOP up to its branch ( u -- flag: the index has crossed the boundary between limit + 1 and limit ):
   * index - limit <= u, unsigned. As in gforth 0.7.3, a loop whose index is the limit already ends too.
   */
  minusStep(): void {
    const { stacks } = this;
    const u = stacks.takeCell();
    const index = this.takeIndex();
    const limit = this.limit();
    this.giveIndex(stacks.emit(Op.sub, index, u));
    stacks.cells.push(stacks.emit(Op.ule, stacks.emit(Op.sub, index, limit), u));
  }

  private push(value: number): void {
    if (this.returnsInMemory) this.stacks.emit(Op.rpush, value);
    else this.returns.push(value);
  }

  private pop(): number {
    return this.returnsInMemory ? this.stacks.emit(Op.rpop) : this.returns.at(--this.returns.length);
  }

  private pick(depth: number): number {
    return this.returnsInMemory
      ? this.stacks.emit(Op.rpick, depth)
      : this.returns.at(this.returns.length - 1 - depth);
  }

  /** The innermost index, in memory taken off its stack, which leaves the limit on top. */
  private takeIndex(): number {
    return this.loopsInMemory ? this.stacks.emit(Op.rpop) : this.loops.at(this.loops.length - 1);
  }

  private limit(): number {
    return this.loopsInMemory ? this.stacks.emit(Op.rpick, 0) : this.loops.at(this.loops.length - 2);
  }

  private giveIndex(value: number): void {
    if (this.loopsInMemory) this.stacks.emit(Op.rpush, value);
    else this.loops.set(this.loops.length - 1, value);
  }

  private signOfConstant(constant: number): number {
    const { constantLow, constantHigh } = this.stacks.draft;
    const high = constantHigh.at(constant);
    if (high < 0) return -1;
    return (high | constantLow.at(constant)) === 0 ? 0 : 1;
  }

  private negatedConstant(constant: number): number {
    const { constantLow, constantHigh } = this.stacks.draft;
    const low = constantLow.at(constant);
    const high = ~constantHigh.at(constant) + (low === 0 ? 1 : 0);
    return this.stacks.cellConstant(-low, high);
  }
}

/**
 * The stepping interpreter: runs a body record by record, as it stands. It takes what cold code cannot hold: a return
 * stack or loops whose heights depend on the path, deep inlining, thousands of labels or locals. So every program runs
 * without any compiler.
 *
 * Values on the return stack and loop parameters are lists of the activation, or, where paths meet with different
 * heights, the in-memory return stack; a body whose records have no meaning is the THROW of its fault. Both are as the
 * compiler stage has them (plugins-src/compiler/return_stack.zig). What a word does is done through the word table.
 */
import { BodyFault, BodyInstruction, BodyKind, QuestionDo, Shuffle, WordKind } from "../abi/bindings.ts";
import { BodyError } from "../abi/body_error.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { Context, type Machine, type WordEntry } from "../machine/machine.ts";
import type { BodySource, ColdCode } from "./cold_code.ts";

/** Instead of a height: it depends on the path. */
const MIXED = -1;
/** Turns of one activation's loops count as heat up to here. */
const MAX_TURNS = 2 ** 30;

/** What each return-stack shuffle takes, leaves and needs. */
const returnShuffles: Readonly<Record<number, { readonly needs: number; readonly change: number }>> = {
  [Shuffle.toR]: { needs: 0, change: 1 },
  [Shuffle.fromR]: { needs: 1, change: -1 },
  [Shuffle.rFetch]: { needs: 1, change: 0 },
  [Shuffle.twoToR]: { needs: 0, change: 2 },
  [Shuffle.twoFromR]: { needs: 2, change: -2 },
  [Shuffle.twoRFetch]: { needs: 2, change: 0 },
  [Shuffle.rDrop]: { needs: 1, change: -1 },
};

/** A body, and what is known of every path through it. */
interface Layout {
  readonly word: number;
  /** Of its first record in the pool, in records. */
  readonly offset: number;
  readonly labels: Labels;
  readonly returnsInMemory: boolean;
  readonly loopsInMemory: boolean;
}

/** How a body is run. */
interface Plan extends Layout {
  /** Why the body has no meaning. */
  readonly fault: BodyError | undefined;
}

/** Record numbers, from the body's first, by label. */
type Labels = ReadonlyMap<number, number>;

/** Heights at a record: cells on the return stack, loops around. */
interface Heights {
  readonly returns: number;
  readonly loops: number;
}

/** Cells, as halves, the topmost last; undefined for those on the in-memory return stack. */
type ReturnCells = number[] | undefined;

/** What an activation holds: cells as halves. */
interface Lists {
  readonly returns: ReturnCells;
  /** Limit and index of each loop, innermost last. */
  readonly loops: ReturnCells;
  readonly cellLocals: number[];
  readonly floatLocals: number[];
}

export class Stepper {
  private readonly plans = new Map<number, Plan>();

  constructor(
    private readonly machine: Machine,
    private readonly bodies: BodySource,
    private readonly cold: ColdCode,
  ) {}

  /**
   * Runs the body of a word, given in records.
   * @param note is told which record is at work, counted from the body's first
   */
  run(word: number, offset: number, count: number, note: (record: number) => void): void {
    const plan = this.planOf(word, offset, count);
    if (plan.fault !== undefined) {
      const { throwCode, message, position } = plan.fault;
      const thrown = this.machine.fault(throwCode, message);
      thrown.position = position;
      throw thrown;
    }
    const lists: Lists = {
      returns: plan.returnsInMemory ? undefined : [],
      loops: plan.loopsInMemory ? undefined : [],
      cellLocals: [],
      floatLocals: [],
    };
    this.body(word, offset, count, plan.labels, lists, note);
  }

  // ---- running ---------------------------------------------------------------------------------------------------

  private body(
    word: number,
    offset: number,
    count: number,
    labels: Labels,
    lists: Lists,
    note: (record: number) => void,
  ): void {
    const { bodies, machine } = this;
    for (let record = 0; record < count; record++) {
      const at = (offset + record) * BodyInstruction.WORDS;
      const kind = bodies.pool[at + BodyInstruction.kind] as number;
      const a = bodies.pool[at + BodyInstruction.a] as number;
      const b = bodies.pool[at + BodyInstruction.b] as number;
      note(record);
      let goes = false;
      switch (kind) {
        case BodyKind.literal:
          machine.push(a | 0, b | 0);
          continue;
        case BodyKind.floatLiteral:
          machine.pushFloatHalves(a | 0, b | 0);
          continue;
        case BodyKind.call:
          this.call(a, lists);
          continue;
        case BodyKind.label:
          continue;
        case BodyKind.exit:
          return;
        case BodyKind.branch:
          goes = true;
          break;
        case BodyKind.branchZero: {
          const high = machine.peekHigh();
          goes = (machine.popLow() | high) === 0;
          break;
        }
        case BodyKind.do:
          this.toReturns(2, lists.loops);
          continue;
        case BodyKind.questionDo:
          goes = !this.enterLoopUnless(b, lists.loops);
          break;
        case BodyKind.loop:
          goes = !this.step(1, 0, lists.loops);
          break;
        case BodyKind.plusLoop: {
          const high = machine.peekHigh();
          const low = machine.popLow();
          goes = !(b === 0 ? this.step(low, high, lists.loops) : this.stepDown(low, high, lists.loops));
          break;
        }
        case BodyKind.unloop:
          this.dropReturns(2, lists.loops);
          continue;
        case BodyKind.index:
          this.index(a, lists.loops);
          continue;
        default:
          this.local(kind, a, lists);
          continue;
      }
      if (!goes) continue;
      const target = labels.get(a) as number;
      if (target <= record) this.turn(word);
      record = target;
    }
  }

  /** A branch back: what may go on for ever can be interrupted, and makes its word hot. */
  private turn(word: number): void {
    const { heat } = this.cold;
    const turns = heat[word] as number;
    if (turns < MAX_TURNS) heat[word] = turns + 1;
    this.machine.checkInterrupt();
  }

  private call(word: number, lists: Lists): void {
    const { bodies, machine } = this;
    const kind = bodies.kind(word);
    if (kind === WordKind.shuffle) {
      const shuffle = bodies.operandA(word);
      if (returnShuffles[shuffle] !== undefined) return this.moveReturns(shuffle, lists.returns);
    }
    if (kind === WordKind.inline) {
      const [offset, count] = [bodies.operandA(word), bodies.operandB(word)];
      return this.body(word, offset, count, this.labelsOf(offset, count), lists, () => undefined);
    }
    (machine.entries[word] as WordEntry)(word);
  }

  private moveReturns(shuffle: number, returns: ReturnCells): void {
    switch (shuffle) {
      case Shuffle.toR:
        return this.toReturns(1, returns);
      case Shuffle.twoToR:
        return this.toReturns(2, returns);
      case Shuffle.rFetch:
        return this.fetchReturns(1, returns);
      case Shuffle.twoRFetch:
        return this.fetchReturns(2, returns);
      case Shuffle.fromR:
        this.fetchReturns(1, returns);
        return this.dropReturns(1, returns);
      case Shuffle.twoFromR:
        this.fetchReturns(2, returns);
        return this.dropReturns(2, returns);
      default:
        return this.dropReturns(1, returns);
    }
  }

  /** ( x*count -- ) to the return stack, in the same order. */
  private toReturns(count: number, returns: ReturnCells): void {
    const { machine } = this;
    machine.need(count);
    for (let below = count - 1; below >= 0; below--) {
      const [low, high] = [machine.peekLow(below), machine.peekHigh(below)];
      if (returns === undefined) machine.pushReturn(low, high);
      else returns.push(low, high);
    }
    machine.drop(count);
  }

  /** ( -- x*count ), copies of the topmost of the return stack. */
  private fetchReturns(count: number, returns: ReturnCells): void {
    const { machine } = this;
    const depth = returns === undefined ? this.returnDepth(count) : returns.length / 2;
    const stack: ArrayLike<number> = returns ?? machine.returnStack;
    for (let cell = depth - count; cell < depth; cell++)
      machine.push(stack[2 * cell] as number, stack[2 * cell + 1] as number);
  }

  private dropReturns(count: number, returns: ReturnCells): void {
    if (returns === undefined) for (let i = 0; i < count; i++) this.machine.dropReturn();
    else returns.length -= 2 * count;
  }

  /** Cells on the in-memory return stack. THROWs -6 when there are fewer than `needed`. */
  private returnDepth(needed: number): number {
    const depth = this.machine.context[Context.returnDepth] as number;
    if (depth < needed) throw this.machine.fault(ThrowCodes.returnStackUnderflow);
    return depth;
  }

  private local(kind: number, number: number, { cellLocals, floatLocals }: Lists): void {
    const { machine } = this;
    switch (kind) {
      case BodyKind.localGet:
        return machine.push(cellLocals[2 * number] ?? 0, cellLocals[2 * number + 1] ?? 0);
      case BodyKind.localSet:
        cellLocals[2 * number + 1] = machine.peekHigh();
        cellLocals[2 * number] = machine.popLow();
        return;
      case BodyKind.floatLocalGet:
        return machine.pushFloatHalves(floatLocals[2 * number] ?? 0, floatLocals[2 * number + 1] ?? 0);
      default: {
        const at = 2 * machine.floatDepth() - 2;
        machine.popFloat();
        floatLocals[2 * number] = machine.floatHalves[at] as number;
        floatLocals[2 * number + 1] = machine.floatHalves[at + 1] as number;
      }
    }
  }

  // ---- loops -----------------------------------------------------------------------------------------------------

  /** ( limit start -- ) False when there is nothing to do: then both are dropped. */
  private enterLoopUnless(variant: number, loops: ReturnCells): boolean {
    const { machine } = this;
    machine.need(2);
    const [limitLow, limitHigh] = [machine.peekLow(1), machine.peekHigh(1)];
    const [startLow, startHigh] = [machine.peekLow(), machine.peekHigh()];
    if (entersLoop(variant, startLow, startHigh, limitLow, limitHigh)) {
      this.toReturns(2, loops);
      return true;
    }
    machine.drop(2);
    return false;
  }

  /** I, J, K for `loop` 0, 1, 2 ( -- index ) */
  private index(loop: number, loops: ReturnCells): void {
    const [stack, at] = this.indexPlace(loop, loops);
    this.machine.push(stack[at] as number, stack[at + 1] as number);
  }

  /** Where the low half of an index lies; that of its limit is two before. */
  private indexPlace(loop: number, loops: ReturnCells): [number[] | Int32Array, number] {
    if (loops !== undefined) return [loops, loops.length - 2 - 4 * loop];
    return [this.machine.returnStack, 2 * (this.returnDepth(2 * loop + 2) - 1 - 2 * loop)];
  }

  /**
   * Adds n to the index; true, and the loop is left, when that crosses the boundary between limit - 1 and limit
   * (6.1.0140): with x = index - limit and y = x + n, when x and y differ in sign and x and n do too.
   */
  private step(low: number, high: number, loops: ReturnCells): boolean {
    const [stack, at] = this.indexPlace(0, loops);
    const [indexLow, indexHigh] = [stack[at] as number, stack[at + 1] as number];
    const [xLow, xHigh] = difference(indexLow, indexHigh, stack[at - 2] as number, stack[at - 1] as number);
    const [, yHigh] = sum(xLow, xHigh, low, high);
    [stack[at], stack[at + 1]] = sum(indexLow, indexHigh, low, high);
    const crossed = ((xHigh ^ yHigh) & (xHigh ^ high)) < 0;
    if (crossed) this.dropReturns(2, loops);
    return crossed;
  }

  /** gforth's -LOOP: subtracts u from the index; true, and the loop is left, when index - limit <= u, unsigned. */
  private stepDown(low: number, high: number, loops: ReturnCells): boolean {
    const [stack, at] = this.indexPlace(0, loops);
    const [indexLow, indexHigh] = [stack[at] as number, stack[at + 1] as number];
    const [xLow, xHigh] = difference(indexLow, indexHigh, stack[at - 2] as number, stack[at - 1] as number);
    [stack[at], stack[at + 1]] = difference(indexLow, indexHigh, low, high);
    const crossed = !isBelow(low, high, xLow, xHigh);
    if (crossed) this.dropReturns(2, loops);
    return crossed;
  }

  // ---- planning --------------------------------------------------------------------------------------------------

  private planOf(word: number, offset: number, count: number): Plan {
    const known = this.plans.get(offset);
    if (known !== undefined) return known;
    const plan = this.plan(word, offset, count);
    this.plans.set(offset, plan);
    return plan;
  }

  private plan(word: number, offset: number, count: number): Plan {
    const labels = this.labelsOf(offset, count);
    const heights = this.heightsOf(offset, count, labels);
    const reached = heights.filter((height) => height !== undefined);
    const layout: Layout = {
      word,
      offset,
      labels,
      returnsInMemory: reached.some(({ returns }) => returns === MIXED),
      loopsInMemory: reached.some(({ loops }) => loops === MIXED),
    };
    return { ...layout, fault: this.firstFault(layout, heights) };
  }

  /** Of the records that a path leads to. */
  private firstFault(layout: Layout, heights: readonly (Heights | undefined)[]): BodyError | undefined {
    for (const [record, height] of heights.entries()) {
      const fault = height && this.faultAt(layout, record, height);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  private field(record: number, name: number): number {
    return this.bodies.pool[record * BodyInstruction.WORDS + name] as number;
  }

  private labelsOf(offset: number, count: number): Map<number, number> {
    const labels = new Map<number, number>();
    for (let record = 0; record < count; record++) {
      if (this.field(offset + record, BodyInstruction.kind) !== BodyKind.label) continue;
      labels.set(this.field(offset + record, BodyInstruction.a), record);
    }
    return labels;
  }

  /** The heights before each record that a path leads to, to a fixed point. */
  private heightsOf(offset: number, count: number, labels: Labels): (Heights | undefined)[] {
    const heights: (Heights | undefined)[] = new Array(count).fill(undefined);
    const pending: [number, Heights][] = [[0, { returns: 0, loops: 0 }]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [record, arriving] = next;
      if (record >= count) continue;
      const merged = meet(heights[record], arriving);
      if (merged === heights[record]) continue;
      heights[record] = merged;
      for (const [target, leaving] of this.successors(offset, record, merged, labels))
        pending.push([target, leaving]);
    }
    return heights;
  }

  private successors(offset: number, record: number, before: Heights, labels: Labels): [number, Heights][] {
    const a = this.field(offset + record, BodyInstruction.a);
    const target = labels.get(a) ?? Number.POSITIVE_INFINITY;
    const inside = { returns: before.returns, loops: changed(before.loops, 1) };
    const behind = { returns: before.returns, loops: changed(before.loops, -1) };
    switch (this.field(offset + record, BodyInstruction.kind)) {
      case BodyKind.exit:
        return [];
      case BodyKind.branch:
        return [[target, before]];
      case BodyKind.branchZero: {
        const flag = this.knownFlag(offset, record);
        if (flag === true) return [[record + 1, before]];
        if (flag === false) return [[target, before]];
        return [
          [target, before],
          [record + 1, before],
        ];
      }
      case BodyKind.do:
        return [[record + 1, inside]];
      case BodyKind.questionDo:
        return [
          [target, before],
          [record + 1, inside],
        ];
      case BodyKind.loop:
      case BodyKind.plusLoop:
        return [
          [target, before],
          [record + 1, behind],
        ];
      case BodyKind.unloop:
        return [[record + 1, behind]];
      case BodyKind.call:
        return [
          [record + 1, { returns: changed(before.returns, this.returnsOf(a).change), loops: before.loops }],
        ];
      default:
        return [[record + 1, before]];
    }
  }

  /** The flag that a branch takes when a literal stands before it, perhaps copied: a branch never taken is no path. */
  private knownFlag(offset: number, record: number): boolean | undefined {
    const { bodies } = this;
    let before = record - 1;
    const calls = (kind: WordKind) =>
      this.field(offset + before, BodyInstruction.kind) === BodyKind.call &&
      bodies.kind(this.field(offset + before, BodyInstruction.a)) === kind;
    if (before > 0 && calls(WordKind.shuffle)) {
      const word = this.field(offset + before, BodyInstruction.a);
      if (bodies.operandA(word) === Shuffle.dup) before--;
    }
    if (before < 0) return undefined;
    const a = this.field(offset + before, BodyInstruction.a);
    if (this.field(offset + before, BodyInstruction.kind) === BodyKind.literal)
      return (a | this.field(offset + before, BodyInstruction.b)) !== 0;
    return calls(WordKind.constant) ? (bodies.operandA(a) | bodies.operandB(a)) !== 0 : undefined;
  }

  /** What a called word does to the return stack of its caller. */
  private returnsOf(word: number): { readonly needs: number; readonly change: number } {
    const { bodies } = this;
    const none = { needs: 0, change: 0 };
    if (bodies.kind(word) === WordKind.shuffle) return returnShuffles[bodies.operandA(word)] ?? none;
    if (bodies.kind(word) !== WordKind.inline) return none;
    let [needs, change] = [0, 0];
    const first = bodies.operandA(word);
    for (let record = first; record < first + bodies.operandB(word); record++) {
      if (this.field(record, BodyInstruction.kind) !== BodyKind.call) continue;
      const called = this.returnsOf(this.field(record, BodyInstruction.a));
      needs = Math.max(needs, called.needs - change);
      change += called.change;
    }
    return { needs, change };
  }

  private faultAt(layout: Layout, record: number, { returns, loops }: Heights): BodyError | undefined {
    const { word, offset, labels, returnsInMemory, loopsInMemory } = layout;
    const { bodies } = this;
    const kind = this.field(offset + record, BodyInstruction.kind);
    const a = this.field(offset + record, BodyInstruction.a);
    const fault = (which: BodyFault, value: number) =>
      new BodyError(which, value, offset + record, bodies.pool);
    const needLoops = (count: number) =>
      !loopsInMemory && loops < count ? fault(BodyFault.noLoop, 0) : undefined;
    const needLabel = () => (labels.has(a) ? undefined : fault(BodyFault.missingLabel, a));
    switch (kind) {
      case BodyKind.label:
        return labels.get(a) === record ? undefined : fault(BodyFault.duplicateLabel, a);
      case BodyKind.branch:
      case BodyKind.branchZero:
      case BodyKind.questionDo:
        return needLabel();
      case BodyKind.loop:
      case BodyKind.plusLoop:
        return needLabel() ?? needLoops(1);
      case BodyKind.unloop:
        return needLoops(1);
      case BodyKind.index:
        return a > 2 ? fault(BodyFault.unknownLoop, a) : needLoops(a + 1);
      case BodyKind.call:
        if (a !== word && bodies.kind(a) === WordKind.undefined) return fault(BodyFault.undefinedWord, a);
        return !returnsInMemory && returns < this.returnsOf(a).needs
          ? fault(BodyFault.emptyReturnStack, 0)
          : undefined;
      default:
        return kind > BodyKind.floatLocalSet ? fault(BodyFault.unknownInstruction, kind) : undefined;
    }
  }
}

/** What is known where two paths meet; the first itself when nothing new. */
function meet(known: Heights | undefined, arriving: Heights): Heights {
  if (known === undefined) return arriving;
  const returns = known.returns === arriving.returns ? known.returns : MIXED;
  const loops = known.loops === arriving.loops ? known.loops : MIXED;
  return returns === known.returns && loops === known.loops ? known : { returns, loops };
}

/** A height after a change; below nothing there is nothing: that is a fault elsewhere. */
const changed = (height: number, by: number): number => (height === MIXED ? MIXED : Math.max(0, height + by));

/** Whether a loop is entered, by its QuestionDo. */
function entersLoop(
  variant: number,
  startLow: number,
  startHigh: number,
  limitLow: number,
  limitHigh: number,
): boolean {
  switch (variant) {
    case QuestionDo.plusDo:
      return isLess(startLow, startHigh, limitLow, limitHigh);
    case QuestionDo.uPlusDo:
      return isBelow(startLow, startHigh, limitLow, limitHigh);
    case QuestionDo.minusDo:
      return isLess(limitLow, limitHigh, startLow, startHigh);
    case QuestionDo.uMinusDo:
      return isBelow(limitLow, limitHigh, startLow, startHigh);
    default:
      return startLow !== limitLow || startHigh !== limitHigh;
  }
}

const isLess = (aLow: number, aHigh: number, bLow: number, bHigh: number): boolean =>
  aHigh === bHigh ? aLow >>> 0 < bLow >>> 0 : aHigh < bHigh;

const isBelow = (aLow: number, aHigh: number, bLow: number, bHigh: number): boolean =>
  aHigh === bHigh ? aLow >>> 0 < bLow >>> 0 : aHigh >>> 0 < bHigh >>> 0;

function sum(aLow: number, aHigh: number, bLow: number, bHigh: number): [number, number] {
  const low = (aLow + bLow) | 0;
  const carry = low >>> 0 < aLow >>> 0 ? 1 : 0;
  return [low, (aHigh + bHigh + carry) | 0];
}

function difference(aLow: number, aHigh: number, bLow: number, bHigh: number): [number, number] {
  const borrow = aLow >>> 0 < bLow >>> 0 ? 1 : 0;
  return [(aLow - bLow) | 0, (aHigh - bHigh - borrow) | 0];
}

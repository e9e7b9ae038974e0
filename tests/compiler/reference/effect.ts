import { Shuffle, WordInfo } from "../../../src/abi/bindings.ts";
import { cellResultsOf, floatResultsOf } from "../../../src/ir/op_facts.ts";
import { IntList } from "../../ir/int_list.ts";
import { EFFECT_LIMIT } from "./expand.ts";
import { type FlowGraph, NO_REGION } from "./flow.ts";
import { opCellOperands, opFloatOperands, Step, type Steps } from "./steps.ts";

/** How often the effect of a recursive word is guessed again before the word is left dynamic. */
const GUESS_LIMIT = 5;

/** What a word takes and leaves. A word that never returns leaves nothing. */
export interface Effect {
  cellIn: number;
  cellOut: number;
  floatIn: number;
  floatOut: number;
  returns: boolean;
}

/** What a call of the word itself does to the heights while the word is measured. */
const SelfCall = { open: 0, guessed: 1, unknown: 2 } as const;

/** Height of a region that no path has reached. */
const UNREACHED = -0x8000_0000;

/**
 * Third pass: stack heights.
 *
 * Takes steps and their flow graph. Leaves the heights of the four lists at every region's entry, relative to the
 * word's entry: cells, floats (these two only when the effect is static), cells on the return stack, loops. Decides
 * whether the effect is static, and whether the return stack and the loop parameters can be values: they cannot
 * where paths meet with different numbers of them.
 */
export class HeightAnalysis {
  readonly cells = new IntList();
  readonly floats = new IntList();
  readonly returns = new IntList();
  readonly loops = new IntList();
  /** Paths meet with different return stacks: >R and its kin use the in-memory return stack. */
  returnsInMemory = false;
  /** Paths meet with different loops: loop parameters and the return stack share the in-memory return stack. */
  loopsInMemory = false;
  /** The first steps that take from an empty return stack and that ask for a loop too many; -1 = none does. */
  returnFault = -1;
  loopFault = -1;
  /** Of the whole word, when it is static. */
  readonly effect: Effect = { cellIn: 0, cellOut: 0, floatIn: 0, floatOut: 0, returns: false };

  /** What a recursive call is taken to do. */
  private guess: Effect = this.effect;

  private readonly steps: Steps;
  private readonly flow: FlowGraph;
  private words: Uint32Array = new Uint32Array(0);
  private word = 0;
  private selfCall: number = SelfCall.open;
  private sawSelfCall = false;
  private balanced = false;
  private readonly done = new IntList();
  private again = false;
  /** Heights at the present step, and the lowest that were reached. */
  private cell = 0;
  private float = 0;
  private return = 0;
  private loop = 0;
  private lowestCell = 0;
  private lowestFloat = 0;
  private exitCell = UNREACHED;
  private exitFloat = 0;
  /** The path ends within the region. */
  private cut = false;

  constructor(steps: Steps, flow: FlowGraph) {
    this.steps = steps;
    this.flow = flow;
  }

  /**
   * Whether the word has one effect on every path; then `effect` is that effect.
   *
   * A recursive call is first left open, as if no path came back from it; the effect of the other paths is then the
   * guess for the call, until the word measured with a guess has just that effect.
   */
  inferStatic(words: Uint32Array, word: number): boolean {
    this.words = words;
    this.word = word;
    this.selfCall = SelfCall.open;
    if (!this.measure() || !this.isSmall()) return false;
    if (!this.sawSelfCall) return true;
    this.selfCall = SelfCall.guessed;
    for (let round = 0; round < GUESS_LIMIT; round++) {
      this.guess = { ...this.effect };
      if (!this.measure() || !this.isSmall()) return false;
      if (!this.confirmsGuess()) continue;
      if (!this.effect.returns) this.endAtSelfCalls();
      return true;
    }
    return false;
  }

  private isSmall(): boolean {
    const { cellIn, cellOut, floatIn, floatOut } = this.effect;
    return Math.max(cellIn, cellOut, floatIn, floatOut) <= EFFECT_LIMIT;
  }

  private confirmsGuess(): boolean {
    const { effect, guess } = this;
    return (
      effect.cellIn === guess.cellIn &&
      effect.cellOut === guess.cellOut &&
      effect.floatIn === guess.floatIn &&
      effect.floatOut === guess.floatOut &&
      effect.returns === guess.returns
    );
  }

  /** The word never returns, so what follows its calls of itself is not reached. */
  private endAtSelfCalls(): void {
    const { kind, a, b } = this.steps;
    for (let step = 0; step < kind.length; step++) {
      if (kind.at(step) === Step.call && a.at(step) === this.word) b.set(step, 1);
    }
    this.flow.build(this.steps);
    this.measure();
  }

  /** Measures the return stack and the loops alone, for the dynamic form. */
  measureDynamic(words: Uint32Array, word: number): void {
    this.words = words;
    this.word = word;
    this.selfCall = SelfCall.unknown;
    this.measure();
  }

  /** Values at the ends of all regions of the static form together. */
  slotCount(): number {
    const { steps, effect } = this;
    const everywhere = steps.cellLocals + steps.floatLocals + effect.cellIn + effect.floatIn;
    let count = everywhere * this.flow.regionCount;
    for (let region = 0; region < this.flow.regionCount; region++) {
      count += this.cells.at(region) + this.floats.at(region);
      count += this.returns.at(region) + 2 * this.loops.at(region);
    }
    return count;
  }

  /** One walk over all regions; true when cells and floats were balanced, and then `effect` is set. */
  private measure(): boolean {
    const count = this.flow.regionCount;
    this.cells.resize(count, UNREACHED);
    this.floats.resize(count, 0);
    this.returns.resize(count, 0);
    this.loops.resize(count, 0);
    this.done.resize(count, 0);
    this.sawSelfCall = false;
    this.balanced = true;
    this.returnsInMemory = false;
    this.loopsInMemory = false;
    this.returnFault = -1;
    this.loopFault = -1;
    this.lowestCell = 0;
    this.lowestFloat = 0;
    this.exitCell = UNREACHED;
    this.exitFloat = 0;
    this.cells.set(0, 0);
    do {
      this.again = false;
      for (let region = 0; region < count; region++) {
        if (this.done.at(region) === 0 && this.cells.at(region) !== UNREACHED) this.measureRegion(region);
      }
    } while (this.again);
    if (this.balanced) this.setEffect();
    return this.balanced;
  }

  private setEffect(): void {
    const { effect } = this;
    effect.returns = this.exitCell !== UNREACHED;
    effect.cellIn = 0 - this.lowestCell;
    effect.floatIn = 0 - this.lowestFloat;
    effect.cellOut = effect.returns ? effect.cellIn + this.exitCell : 0;
    effect.floatOut = effect.returns ? effect.floatIn + this.exitFloat : 0;
  }

  private measureRegion(region: number): void {
    const { flow } = this;
    this.done.set(region, 1);
    this.cell = this.cells.at(region);
    this.float = this.floats.at(region);
    this.return = this.returns.at(region);
    this.loop = this.loops.at(region);
    this.cut = false;
    for (let block = flow.blockStart.at(region); block < flow.blockStart.at(region + 1); block++) {
      for (let step = flow.stepStart.at(block); step < flow.stepEnd.at(block); step++) {
        this.measureStep(step);
        if (this.cut) return;
      }
    }
    this.arrive(region, flow.taken.at(region));
    this.arrive(region, flow.next.at(region));
  }

  private arrive(from: number, region: number): void {
    if (region === NO_REGION) return;
    if (this.cells.at(region) === UNREACHED) {
      this.cells.set(region, this.cell);
      this.floats.set(region, this.float);
      this.returns.set(region, this.return);
      this.loops.set(region, this.loop);
      if (region <= from) this.again = true;
      return;
    }
    if (this.cells.at(region) !== this.cell || this.floats.at(region) !== this.float) this.balanced = false;
    if (this.returns.at(region) !== this.return) this.returnsInMemory = true;
    if (this.loops.at(region) !== this.loop) this.loopsInMemory = true;
  }

  private measureStep(step: number): void {
    const { steps } = this;
    const a = steps.a.at(step);
    switch (steps.kind.at(step)) {
      case Step.op:
        this.cellEffect(opCellOperands[a] as number, cellResultsOf[a] as number);
        this.floatEffect(opFloatOperands[a] as number, floatResultsOf[a] as number);
        break;
      case Step.literal:
      case Step.localGet:
        this.cellEffect(0, 1);
        break;
      case Step.shuffle:
        this.measureShuffle(a, step);
        break;
      case Step.call:
        this.measureCall(a);
        break;
      case Step.floatLiteral:
      case Step.floatLocalGet:
        this.floatEffect(0, 1);
        break;
      case Step.branchZero:
      case Step.localSet:
        this.cellEffect(1, 0);
        break;
      case Step.floatLocalSet:
        this.floatEffect(1, 0);
        break;
      case Step.pick:
        this.cellEffect(a + 1, a + 2);
        break;
      case Step.roll:
        this.cellEffect(a + 1, a + 1);
        break;
      case Step.fPick:
        this.floatEffect(a + 1, a + 2);
        break;
      case Step.do:
        this.cellEffect(2, 0);
        this.loop++;
        break;
      case Step.loopStep:
        this.needLoops(1, step);
        this.cellEffect(0, 1);
        break;
      case Step.plusLoopStep:
        this.needLoops(1, step);
        this.cellEffect(1, 1);
        break;
      case Step.unloop:
        this.needLoops(1, step);
        if (this.loop > 0) this.loop--;
        break;
      case Step.index:
        this.needLoops(a + 1, step);
        this.cellEffect(0, 1);
        break;
      case Step.exit:
        this.measureExit();
        break;
      case Step.branch:
        break;
      case Step.end:
        this.cut = true;
        break;
      default:
        // Calls of unknown effect, and depths that are known at run time alone.
        this.balanced = false;
    }
  }

  private cellEffect(taken: number, left: number): void {
    const low = this.cell - taken;
    if (low < this.lowestCell) this.lowestCell = low;
    this.cell = low + left;
  }

  private floatEffect(taken: number, left: number): void {
    const low = this.float - taken;
    if (low < this.lowestFloat) this.lowestFloat = low;
    this.float = low + left;
  }

  private measureCall(word: number): void {
    if (word === this.word) {
      this.measureSelfCall();
      return;
    }
    const at = word * WordInfo.WORDS;
    const { words } = this;
    this.cellEffect(words[at + WordInfo.cellIn] as number, words[at + WordInfo.cellOut] as number);
    this.floatEffect(words[at + WordInfo.floatIn] as number, words[at + WordInfo.floatOut] as number);
  }

  private measureSelfCall(): void {
    this.sawSelfCall = true;
    if (this.selfCall === SelfCall.open) {
      this.cut = true;
    } else if (this.selfCall === SelfCall.guessed) {
      this.cellEffect(this.guess.cellIn, this.guess.cellOut);
      this.floatEffect(this.guess.floatIn, this.guess.floatOut);
      this.cut = !this.guess.returns;
    }
  }

  private measureExit(): void {
    if (this.exitCell === UNREACHED) {
      this.exitCell = this.cell;
      this.exitFloat = this.float;
    } else if (this.exitCell !== this.cell || this.exitFloat !== this.float) {
      this.balanced = false;
    }
  }

  private needLoops(count: number, step: number): void {
    if (this.loop >= count) return;
    if (this.loopFault < 0) this.loopFault = step;
  }

  private needReturns(count: number, step: number): void {
    if (this.return >= count) return;
    if (this.returnFault < 0) this.returnFault = step;
  }

  private takeReturns(count: number, step: number): void {
    this.needReturns(count, step);
    this.return = Math.max(0, this.return - count);
  }

  private measureShuffle(shuffle: number, step: number): void {
    switch (shuffle) {
      case Shuffle.toR:
        this.cellEffect(1, 0);
        this.return++;
        break;
      case Shuffle.fromR:
        this.takeReturns(1, step);
        this.cellEffect(0, 1);
        break;
      case Shuffle.rFetch:
        this.needReturns(1, step);
        this.cellEffect(0, 1);
        break;
      case Shuffle.twoToR:
        this.cellEffect(2, 0);
        this.return += 2;
        break;
      case Shuffle.twoFromR:
        this.takeReturns(2, step);
        this.cellEffect(0, 2);
        break;
      case Shuffle.twoRFetch:
        this.needReturns(2, step);
        this.cellEffect(0, 2);
        break;
      case Shuffle.rDrop:
        this.takeReturns(1, step);
        break;
      default:
        this.cellEffect(shuffleCellsIn[shuffle] as number, shuffleCellsOut[shuffle] as number);
        this.floatEffect(shuffleFloatsIn[shuffle] as number, shuffleFloatsOut[shuffle] as number);
    }
  }
}

/** Stack effects of the shuffles that touch one stack alone. */
const shuffleCellsIn = new Uint8Array(32);
const shuffleCellsOut = new Uint8Array(32);
const shuffleFloatsIn = new Uint8Array(32);
const shuffleFloatsOut = new Uint8Array(32);
for (const [shuffle, taken, left] of [
  [Shuffle.dup, 1, 2],
  [Shuffle.drop, 1, 0],
  [Shuffle.swap, 2, 2],
  [Shuffle.over, 2, 3],
  [Shuffle.rot, 3, 3],
  [Shuffle.nrot, 3, 3],
  [Shuffle.nip, 2, 1],
  [Shuffle.tuck, 2, 3],
  [Shuffle.twoDup, 2, 4],
  [Shuffle.twoDrop, 2, 0],
  [Shuffle.twoSwap, 4, 4],
  [Shuffle.twoOver, 4, 6],
] as const) {
  shuffleCellsIn[shuffle] = taken;
  shuffleCellsOut[shuffle] = left;
}
for (const [shuffle, taken, left] of [
  [Shuffle.fDup, 1, 2],
  [Shuffle.fDrop, 1, 0],
  [Shuffle.fSwap, 2, 2],
  [Shuffle.fOver, 2, 3],
  [Shuffle.fRot, 3, 3],
] as const) {
  shuffleFloatsIn[shuffle] = taken;
  shuffleFloatsOut[shuffle] = left;
}

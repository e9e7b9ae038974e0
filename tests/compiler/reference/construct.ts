import { BodyInstruction, Op, Shuffle, ValueType, WordFlag, WordInfo } from "../../../src/abi/bindings.ts";
import { IntList } from "../../ir/int_list.ts";
import { type Draft, Ending } from "./draft.ts";
import type { Effect, HeightAnalysis } from "./effect.ts";
import { type FlowGraph, NO_REGION } from "./flow.ts";
import { ReturnStack } from "./return_stack.ts";
import { Step, type Steps } from "./steps.ts";
import { VirtualStacks } from "./virtual_stacks.ts";

/** What a function is made for. */
interface Target {
  pool: Uint32Array;
  words: Uint32Array;
  word: number;
  /** The effect of the static form; undefined makes the dynamic form. */
  effect: Effect | undefined;
  /** In the dynamic form: every word is called through the in-memory stacks, so that each looks for itself what it finds there. */
  callsInMemory: boolean;
}

/**
 * Fourth pass: from steps to SSA, by following each region with stacks of references.
 *
 * Takes steps, flow graph and heights. Leaves a draft in which every region where paths meet has a parameter for
 * each slot: locals, loop parameters, return stack, cells; then float locals and floats. (The dynamic form has no
 * slots for cells and floats: where paths meet they are in memory.)
 */
export class Construction {
  private readonly steps: Steps;
  private readonly flow: FlowGraph;
  private readonly heights: HeightAnalysis;
  private readonly draft: Draft;
  private readonly stacks: VirtualStacks;
  private readonly returnStack: ReturnStack;
  private readonly cellLocals = new IntList();
  private readonly floatLocals = new IntList();
  /** By region, dynamic form: cells and floats that stay values on the ways to its successors. */
  private readonly carriedCells = new IntList();
  private readonly carriedFloats = new IntList();
  private target: Target;

  constructor(steps: Steps, flow: FlowGraph, heights: HeightAnalysis, draft: Draft) {
    this.steps = steps;
    this.flow = flow;
    this.heights = heights;
    this.draft = draft;
    this.stacks = new VirtualStacks(draft);
    this.returnStack = new ReturnStack(this.stacks);
    const none = new Uint32Array(0);
    this.target = { pool: none, words: none, word: 0, effect: undefined, callsInMemory: false };
  }

  construct(target: Target): void {
    const { draft } = this;
    this.target = target;
    this.stacks.dynamic = target.effect === undefined;
    this.stacks.position = 0;
    this.returnStack.loopsInMemory = this.heights.loopsInMemory;
    this.returnStack.returnsInMemory = this.heights.returnsInMemory || this.heights.loopsInMemory;
    draft.clear();
    this.carriedCells.clear();
    this.carriedFloats.clear();
    for (let region = 0; region < this.flow.regionCount; region++) {
      draft.instructionStart.push(draft.instructionCount);
      this.enter(region);
      this.follow(region);
    }
    draft.instructionStart.push(draft.instructionCount);
    draft.complete();
  }

  // ---- slots at a region's ends ----

  private enter(region: number): void {
    const { draft, stacks, returnStack, heights } = this;
    const { effect } = this.target;
    draft.firstParameter.push(draft.valueType.length);
    if (region === 0) {
      this.enterFunction();
      draft.parameterCount.push(draft.valueType.length);
      return;
    }
    const loops = returnStack.loopsInMemory ? 0 : 2 * heights.loops.at(region);
    const returns = returnStack.returnsInMemory ? 0 : heights.returns.at(region);
    const source = this.onlyPredecessor(region);
    let from = source === NO_REGION ? -1 : draft.exitStart.at(source);
    let cells = 0;
    let floats = 0;
    if (effect !== undefined) {
      cells = effect.cellIn + heights.cells.at(region);
      floats = effect.floatIn + heights.floats.at(region);
    } else if (source !== NO_REGION) {
      cells = this.carriedCells.at(source);
      floats = this.carriedFloats.at(source);
    }
    from = this.load(this.cellLocals, this.steps.cellLocals, ValueType.cell, from);
    from = this.load(returnStack.loops, loops, ValueType.cell, from);
    from = this.load(returnStack.returns, returns, ValueType.cell, from);
    from = this.load(stacks.cells, cells, ValueType.cell, from);
    from = this.load(this.floatLocals, this.steps.floatLocals, ValueType.float, from);
    this.load(stacks.floats, floats, ValueType.float, from);
    draft.parameterCount.push(draft.valueType.length - draft.firstParameter.at(region));
  }

  private onlyPredecessor(region: number): number {
    const first = this.flow.predecessorStart.at(region);
    return this.flow.predecessorStart.at(region + 1) - first === 1
      ? this.flow.predecessors.at(first)
      : NO_REGION;
  }

  /** Whether paths meet in a successor of the region, where cells and floats must be in memory. */
  private leadsToMeeting(region: number): boolean {
    const taken = this.flow.taken.at(region);
    const next = this.flow.next.at(region);
    return (
      (taken !== NO_REGION && this.onlyPredecessor(taken) === NO_REGION) ||
      (next !== NO_REGION && this.onlyPredecessor(next) === NO_REGION)
    );
  }

  /** Inputs as parameters, deepest first; locals are zero until they are set. */
  private enterFunction(): void {
    const { draft, stacks, returnStack } = this;
    const { effect } = this.target;
    stacks.clear();
    returnStack.loops.clear();
    returnStack.returns.clear();
    this.cellLocals.resize(this.steps.cellLocals, draft.constant(0, 0, ValueType.cell));
    this.floatLocals.resize(this.steps.floatLocals, draft.constant(0, 0, ValueType.float));
    if (effect === undefined) return;
    for (let i = 0; i < effect.cellIn; i++) stacks.cells.push(draft.addValue(ValueType.cell));
    for (let i = 0; i < effect.floatIn; i++) stacks.floats.push(draft.addValue(ValueType.float));
  }

  /** Fills a list with `count` slots: from `exits` at `from`, or with new parameters when `from` is negative. */
  private load(list: IntList, count: number, type: ValueType, from: number): number {
    list.clear();
    if (from < 0) {
      for (let i = 0; i < count; i++) list.push(this.draft.addValue(type));
      return from;
    }
    for (let i = 0; i < count; i++) list.push(this.draft.exits.at(from + i));
    return from + count;
  }

  private leave(): void {
    const { exits } = this.draft;
    append(exits, this.cellLocals);
    append(exits, this.returnStack.loops);
    append(exits, this.returnStack.returns);
    append(exits, this.stacks.cells);
    append(exits, this.floatLocals);
    append(exits, this.stacks.floats);
  }

  // ---- code ----

  private follow(region: number): void {
    const { flow, steps, stacks } = this;
    const poll = flow.closesCycle(region) ? this.pollPlace(region) : -1;
    for (let block = flow.blockStart.at(region); block < flow.blockStart.at(region + 1); block++) {
      for (let step = flow.stepStart.at(block); step < flow.stepEnd.at(block); step++) {
        const record = steps.record.at(step);
        stacks.position = this.target.pool[record * BodyInstruction.WORDS + BodyInstruction.position] ?? 0;
        if (step === poll) stacks.emit(Op.poll);
        this.step(step);
      }
    }
    this.end(region, poll < 0 && flow.closesCycle(region));
  }

  /**
   * The step before which the region polls: a comparison right before the branch stays next to it. -1 = at the end
   * of the region.
   */
  private pollPlace(region: number): number {
    const { flow, steps } = this;
    const block = flow.blockStart.at(region + 1) - 1;
    const last = flow.stepEnd.at(block) - 1;
    if (last <= flow.stepStart.at(block) || steps.kind.at(last) !== Step.branchZero) return -1;
    const kind = steps.kind.at(last - 1);
    return kind === Step.loopStep || kind === Step.plusLoopStep || kind === Step.op ? last - 1 : -1;
  }

  private end(region: number, poll: boolean): void {
    const { draft, stacks, flow, steps } = this;
    const last = flow.stepEnd.at(flow.blockStart.at(region + 1) - 1) - 1;
    const kind = last < 0 ? Step.branch : steps.kind.at(last);
    const goesOn = flow.taken.at(region) !== NO_REGION || flow.next.at(region) !== NO_REGION;
    const branches = kind === Step.branchZero;
    const condition = branches ? stacks.takeCell() : 0;
    const returns = kind === Step.exit;
    if (stacks.dynamic && (returns || this.leadsToMeeting(region))) stacks.flush();
    if (poll) stacks.emit(Op.poll);
    this.carriedCells.push(stacks.cells.length);
    this.carriedFloats.push(stacks.floats.length);
    draft.condition.push(condition);
    draft.ending.push(
      branches ? Ending.branch : goesOn ? Ending.jump : returns ? Ending.return : Ending.unreachable,
    );
    draft.endPosition.push(stacks.position);
    draft.exitStart.push(draft.exits.length);
    draft.resultStart.push(draft.pool.length);
    if (goesOn) {
      this.leave();
    } else if (returns) {
      append(draft.pool, stacks.cells);
      append(draft.pool, stacks.floats);
    }
    draft.resultCount.push(draft.pool.length - draft.resultStart.at(region));
  }

  private step(step: number): void {
    const { steps, stacks } = this;
    const a = steps.a.at(step);
    switch (steps.kind.at(step)) {
      case Step.op:
        stacks.op(a as Op, steps.b.at(step));
        break;
      case Step.literal:
        stacks.cells.push(this.draft.constant(a, steps.b.at(step), ValueType.cell));
        break;
      case Step.shuffle:
        if (a >= Shuffle.toR && a <= Shuffle.rDrop) this.returnStack.shuffle(a);
        else stacks.shuffle(a);
        break;
      case Step.call:
        this.call(a);
        break;
      case Step.callStack:
        stacks.flush();
        stacks.emit(Op.callStack, a);
        break;
      case Step.execute: {
        const xt = stacks.takeCell();
        stacks.flush();
        stacks.emit(Op.execute, xt);
        break;
      }
      case Step.floatLiteral:
        stacks.floats.push(this.draft.constant(a, steps.b.at(step), ValueType.float));
        break;
      case Step.localGet:
        stacks.cells.push(this.cellLocals.at(a));
        break;
      case Step.localSet:
        this.cellLocals.set(a, stacks.takeCell());
        break;
      case Step.floatLocalGet:
        stacks.floats.push(this.floatLocals.at(a));
        break;
      case Step.floatLocalSet:
        this.floatLocals.set(a, stacks.takeFloat());
        break;
      default:
        this.rareStep(steps.kind.at(step), a);
    }
  }

  private rareStep(kind: number, a: number): void {
    const { stacks, returnStack } = this;
    switch (kind) {
      case Step.pick:
        stacks.pick(a);
        break;
      case Step.roll:
        stacks.roll(a);
        break;
      case Step.fPick:
        stacks.floatPick(a);
        break;
      case Step.pickVariable:
        stacks.pickVariable();
        break;
      case Step.rollVariable:
        stacks.rollVariable();
        break;
      case Step.fPickVariable:
        stacks.floatPickVariable();
        break;
      case Step.depth:
        stacks.depth();
        break;
      case Step.fDepth:
        stacks.floatDepth();
        break;
      case Step.do:
        returnStack.do();
        break;
      case Step.unloop:
        returnStack.unloop();
        break;
      case Step.index:
        returnStack.index(a);
        break;
      case Step.loopStep:
        returnStack.step();
        break;
      case Step.plusLoopStep:
        if (a === 0) returnStack.plusStep();
        else returnStack.minusStep();
        break;
    }
  }

  private call(word: number): void {
    const { stacks } = this;
    const { effect, words, callsInMemory } = this.target;
    const self = word === this.target.word;
    const at = word * WordInfo.WORDS;
    const cellIn = words[at + WordInfo.cellIn] as number;
    const floatIn = words[at + WordInfo.floatIn] as number;
    // The word itself looks whether it needs what is not there: it may not on the way that it takes.
    const lacks = cellIn > stacks.cells.length || floatIn > stacks.floats.length;
    if (stacks.dynamic && (self || callsInMemory || lacks)) {
      stacks.flush();
      stacks.emit(Op.callStack, word);
      return;
    }
    if (self && effect !== undefined) {
      stacks.call(word, effect.cellIn, effect.cellOut, effect.floatIn, effect.floatOut);
      return;
    }
    if (((words[at + WordInfo.flags] as number) & WordFlag.neverReturns) !== 0) {
      // The word THROWs: a CATCH further out finds in memory what the stacks held here.
      stacks.call(word, Math.max(cellIn, stacks.cells.length), 0, Math.max(floatIn, stacks.floats.length), 0);
      return;
    }
    stacks.call(
      word,
      cellIn,
      words[at + WordInfo.cellOut] as number,
      floatIn,
      words[at + WordInfo.floatOut] as number,
    );
  }
}

function append(list: IntList, tail: IntList): void {
  for (let i = 0; i < tail.length; i++) list.push(tail.at(i));
}

import { IntList } from "../../ir/int_list.ts";
import { Step, type Steps } from "./steps.ts";

/** No successor. */
export const NO_REGION = -1;

/**
 * Second pass: the control-flow graph of the reachable steps.
 *
 * Takes expanded steps. Leaves regions: maximal runs of basic blocks that can only be executed one after the other,
 * each entered at its beginning alone. Regions are numbered in reverse post order (so every region but the entry has
 * a predecessor with a lower number, and an edge to the same or a lower number closes a cycle); region 0 is the entry
 * and has no predecessor. A region's blocks are `blocks[blockStart … blockStart of the next]`, in order.
 */
export class FlowGraph {
  regionCount = 0;
  /** By region, with one more at the end. */
  readonly blockStart = new IntList();
  /** Basic blocks in reverse post order: step numbers, first and past the last. */
  readonly stepStart = new IntList();
  readonly stepEnd = new IntList();
  /** By region: where a branch goes when it is taken, and where control falls through; NO_REGION = nowhere. */
  readonly taken = new IntList();
  readonly next = new IntList();
  /** By region, with one more at the end: predecessors are `predecessors[predecessorStart …]`. */
  readonly predecessorStart = new IntList();
  readonly predecessors = new IntList();

  /** Basic blocks before they are ordered. */
  private readonly rawStart = new IntList();
  private readonly rawEnd = new IntList();
  private readonly rawTaken = new IntList();
  private readonly rawNext = new IntList();
  /** By step: 1 when a block begins there, then the block's number. */
  private readonly blockAt = new IntList();
  private readonly postOrder = new IntList();
  private readonly stack = new IntList();
  private readonly state = new IntList();
  private readonly predecessorCount = new IntList();
  private readonly regionOf = new IntList();

  build(steps: Steps): void {
    this.splitBlocks(steps);
    this.orderBlocks();
    this.joinRegions();
    this.linkRegions();
  }

  /** Whether one of the region's edges goes to itself or to a region before it. */
  closesCycle(region: number): boolean {
    const taken = this.taken.at(region);
    const next = this.next.at(region);
    return (taken !== NO_REGION && taken <= region) || (next !== NO_REGION && next <= region);
  }

  /** Basic block 0 is empty, so that the entry has no predecessor even when something jumps to the first step. */
  private splitBlocks(steps: Steps): void {
    const { rawStart, rawEnd, rawTaken, rawNext, blockAt } = this;
    const count = steps.length;
    blockAt.resize(count, 0);
    for (let step = 0; step < count; step++) {
      const kind = steps.kind.at(step);
      if (!endsBlock(kind, steps.b.at(step))) continue;
      if (step + 1 < count) blockAt.set(step + 1, 1);
      if (kind === Step.branch || kind === Step.branchZero) blockAt.set(steps.a.at(step), 1);
    }
    blockAt.set(0, 1);

    rawStart.clear();
    rawEnd.clear();
    rawStart.push(0);
    for (let step = 0; step < count; step++) {
      if (blockAt.at(step) === 0) continue;
      rawEnd.push(step);
      blockAt.set(step, rawStart.push(step));
    }
    rawEnd.push(count);

    rawTaken.clear();
    rawNext.clear();
    rawTaken.push(NO_REGION);
    rawNext.push(1);
    for (let block = 1; block < rawStart.length; block++) {
      const last = rawEnd.at(block) - 1;
      const kind = steps.kind.at(last);
      const branches = kind === Step.branch || kind === Step.branchZero;
      rawTaken.push(branches ? blockAt.at(steps.a.at(last)) : NO_REGION);
      const falls = kind === Step.branchZero || !endsBlock(kind, steps.b.at(last));
      rawNext.push(falls ? block + 1 : NO_REGION);
    }
  }

  /** Post order by depth-first search, branches before fall-through: loops then lie together in reverse. */
  private orderBlocks(): void {
    const { stack, state, postOrder, predecessorCount } = this;
    state.resize(this.rawStart.length, 0);
    predecessorCount.resize(this.rawStart.length, 0);
    postOrder.clear();
    stack.clear();
    stack.push(0);
    while (stack.length > 0) {
      const block = stack.at(stack.length - 1);
      const stage = state.at(block);
      state.set(block, stage + 1);
      if (stage === 2) {
        postOrder.push(block);
        stack.length--;
        continue;
      }
      const successor = stage === 0 ? this.rawTaken.at(block) : this.rawNext.at(block);
      if (successor === NO_REGION) continue;
      predecessorCount.set(successor, predecessorCount.at(successor) + 1);
      if (state.at(successor) === 0) stack.push(successor);
    }
  }

  /** Numbers the regions; a block continues the region of its only predecessor when that goes nowhere else. */
  private joinRegions(): void {
    const { postOrder, regionOf, stepStart, stepEnd, blockStart } = this;
    regionOf.resize(this.rawStart.length, NO_REGION);
    stepStart.clear();
    stepEnd.clear();
    blockStart.clear();
    let previous = NO_REGION;
    for (let i = postOrder.length - 1; i >= 0; i--) {
      const block = postOrder.at(i);
      const continues =
        previous !== NO_REGION &&
        this.predecessorCount.at(block) === 1 &&
        this.onlySuccessor(previous) === block;
      if (!continues) blockStart.push(stepStart.length);
      regionOf.set(block, blockStart.length - 1);
      stepStart.push(this.rawStart.at(block));
      stepEnd.push(this.rawEnd.at(block));
      previous = block;
    }
    this.regionCount = blockStart.length;
    blockStart.push(stepStart.length);
  }

  private onlySuccessor(block: number): number {
    const taken = this.rawTaken.at(block);
    const next = this.rawNext.at(block);
    if (taken === NO_REGION) return next;
    return next === NO_REGION ? taken : NO_REGION;
  }

  private linkRegions(): void {
    const { postOrder, regionOf, taken, next, predecessorStart, predecessors } = this;
    const count = this.regionCount;
    taken.resize(count, NO_REGION);
    next.resize(count, NO_REGION);
    predecessorStart.resize(count + 1, 0);
    for (let region = 0; region < count; region++) {
      const last = postOrder.at(postOrder.length - this.blockStart.at(region + 1));
      const takenBlock = this.rawTaken.at(last);
      const nextBlock = this.rawNext.at(last);
      if (takenBlock !== NO_REGION) this.addEdge(taken, region, regionOf.at(takenBlock));
      if (nextBlock !== NO_REGION) this.addEdge(next, region, regionOf.at(nextBlock));
    }
    let total = 0;
    for (let region = 0; region <= count; region++) {
      const own = predecessorStart.at(region);
      predecessorStart.set(region, total);
      total += own;
    }
    predecessors.resize(total, 0);
    this.stack.resize(count, 0);
    for (let region = 0; region < count; region++) {
      this.addPredecessor(taken.at(region), region);
      this.addPredecessor(next.at(region), region);
    }
  }

  /** Counts the target's predecessors in `predecessorStart`, for the time being. */
  private addEdge(edges: IntList, from: number, to: number): void {
    edges.set(from, to);
    this.predecessorStart.set(to, this.predecessorStart.at(to) + 1);
  }

  private addPredecessor(region: number, predecessor: number): void {
    if (region === NO_REGION) return;
    const filled = this.stack.at(region);
    this.predecessors.set(this.predecessorStart.at(region) + filled, predecessor);
    this.stack.set(region, filled + 1);
  }
}

function endsBlock(kind: number, b: number): boolean {
  return (
    kind === Step.branch ||
    kind === Step.branchZero ||
    kind === Step.exit ||
    kind === Step.end ||
    (kind === Step.call && b !== 0)
  );
}

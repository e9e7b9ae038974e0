// Turns a graph of basic blocks into WebAssembly's nested blocks and loops.
//
// Norman Ramsey, "Beyond Relooper: recursive translation of unstructured control flow to structured control flow"
// (ICFP 2022): every block's code is written where the block hangs in the dominator tree. A block that several edges
// lead to follows a `block` that these edges break out of; a loop header heads a `loop` that back edges continue. In
// addition, what follows a loop is written after it rather than inside.
// Graphs that are not reducible become a loop around a table of branches.

import type { ControlFlow } from "./control_flow.ts";
import type { FunctionGraph } from "./graph.ts";

/** Writes the parts that a structure is made of. */
export interface BlockWriter {
  /** Writes a block's instructions, all but its jump or branch. */
  body(block: number): void;
  /** Writes the test of a block's branch and opens a conditional; `negated`: with the else edge inside. */
  openBranch(block: number, negated: boolean): void;
  /** Writes the assignments of an edge's arguments to its target's parameters. */
  edge(edge: number): void;
  /** Opens a loop that `branchTo(header)` continues. */
  openLoop(header: number): void;
  /** Opens a block that `branchTo(follower)` leaves. */
  openBlock(follower: number): void;
  close(): void;
  branchTo(block: number): void;
  /** Opens a loop, and in it a block for each of the blocks, the first one innermost; goes on after one of them. */
  openDispatch(blocks: readonly number[]): void;
  /** Goes to one of the dispatch's blocks. */
  dispatchTo(block: number): void;
}

/** Writes a whole function. Nothing written falls off its end. */
export function writeStructure(graph: FunctionGraph, flow: ControlFlow, writer: BlockWriter): void {
  if (flow.reducible) new TreeWriter(graph, flow, writer).write();
  else writeDispatch(graph, flow, writer);
}

/** What is still to be written: the end of what was opened, a tree of blocks (its root, >= 0), or an edge (its complement). */
type Task = "close" | number;

class TreeWriter {
  /** By block, ordered by rank: blocks written after a `block` in it; after its loop. */
  private readonly followers: (number[] | undefined)[] = [];
  private readonly loopFollowers: (number[] | undefined)[] = [];
  /** By block: it is a follower of another one, which its edges reach by leaving a `block`. */
  private readonly follows: Uint8Array;
  /** By block: the number of blocks that it dominates. */
  private readonly subtree: Int32Array;
  /** A stack, as deep graphs would exhaust the engine's own. */
  private readonly tasks: Task[] = [];

  constructor(
    private readonly graph: FunctionGraph,
    private readonly flow: ControlFlow,
    private readonly writer: BlockWriter,
  ) {
    this.follows = new Uint8Array(graph.blockCount);
    for (const block of flow.order) if (block !== 0) this.place(block);
    this.subtree = new Int32Array(graph.blockCount).fill(1);
    for (let place = flow.order.length - 1; place > 0; place--) {
      const block = flow.order[place] as number;
      const parent = flow.dominator[block] as number;
      this.subtree[parent] = (this.subtree[parent] as number) + (this.subtree[block] as number);
    }
  }

  write(): void {
    this.tasks.push(0);
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) {
      if (task === "close") this.writer.close();
      else if (task >= 0) this.tree(task);
      else this.edge(~task);
    }
  }

  /** Decides where a block's tree is written: inline at its only edge, or as a follower. */
  private place(block: number): void {
    const { dominator, loop, outerLoop, forwardEdges } = this.flow;
    const parent = dominator[block] as number;
    // The outermost loop that holds the dominator but not the block: the block is written after that loop.
    let left = -1;
    for (let header = loop[parent] as number; header !== -1 && !this.isInside(block, header); ) {
      left = header;
      header = outerLoop[header] as number;
    }
    if (left === -1 && (forwardEdges[block] as number) < 2) return;
    this.follows[block] = 1;
    const lists = left === -1 ? this.followers : this.loopFollowers;
    const at = left === -1 ? parent : left;
    const list = lists[at];
    if (list === undefined) lists[at] = [block];
    else list.push(block);
  }

  private isInside(block: number, header: number): boolean {
    const { loop, outerLoop } = this.flow;
    for (let outer = loop[block] as number; outer !== -1; outer = outerLoop[outer] as number) {
      if (outer === header) return true;
    }
    return false;
  }

  private tree(block: number): void {
    this.openFollowed(this.loopFollowers[block]);
    if (this.flow.loopHeader[block] !== 0) {
      this.writer.openLoop(block);
      this.tasks.push("close");
    }
    this.openFollowed(this.followers[block]);
    this.writer.body(block);
    const edge = 2 * block;
    if ((this.graph.edgeTarget[edge + 1] as number) >= 0) {
      // The lesser tree goes inside, as a long chain of branches must not nest.
      const negated = this.treeSize(edge + 1) < this.treeSize(edge);
      this.writer.openBranch(block, negated);
      this.tasks.push(~(negated ? edge : edge + 1), "close", ~(negated ? edge + 1 : edge));
    } else if ((this.graph.edgeTarget[edge] as number) >= 0) {
      this.edge(edge);
    }
  }

  /** The number of blocks that are written where the edge leaves. */
  private treeSize(edge: number): number {
    const target = this.graph.edgeTarget[edge] as number;
    const { rank } = this.flow;
    const isInline = (rank[target] as number) > (rank[edge >> 1] as number) && this.follows[target] === 0;
    return isInline ? (this.subtree[target] as number) : 0;
  }

  /** Opens a block for each follower, innermost for the one of lowest rank, which comes first after. */
  private openFollowed(followers: number[] | undefined): void {
    if (followers === undefined) return;
    for (let i = followers.length - 1; i >= 0; i--) {
      const follower = followers[i] as number;
      this.writer.openBlock(follower);
      this.tasks.push(follower, "close");
    }
  }

  private edge(edge: number): void {
    const source = edge >> 1;
    const target = this.graph.edgeTarget[edge] as number;
    this.writer.edge(edge);
    const isBack = (this.flow.rank[target] as number) <= (this.flow.rank[source] as number);
    if (isBack || this.follows[target] !== 0) this.writer.branchTo(target);
    else this.tasks.push(target);
  }
}

function writeDispatch(graph: FunctionGraph, flow: ControlFlow, writer: BlockWriter): void {
  const leave = (edge: number): void => {
    writer.edge(edge);
    writer.dispatchTo(graph.edgeTarget[edge] as number);
  };
  writer.openDispatch(flow.order);
  for (const block of flow.order) {
    writer.close();
    writer.body(block);
    if ((graph.edgeTarget[2 * block + 1] as number) >= 0) {
      writer.openBranch(block, false);
      leave(2 * block);
      writer.close();
      leave(2 * block + 1);
    } else if ((graph.edgeTarget[2 * block] as number) >= 0) {
      leave(2 * block);
    }
  }
  writer.close();
}

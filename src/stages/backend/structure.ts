// Turns a graph of basic blocks into nested JavaScript statements.
//
// Norman Ramsey, "Beyond Relooper: recursive translation of unstructured control flow to structured control flow"
// (ICFP 2022): every block's code is written where the block hangs in the dominator tree. A block that several edges
// lead to follows a labelled statement that these edges break out of; a loop header heads a labelled endless loop that
// back edges continue. In addition, what follows a loop is written after it rather than inside.
// Graphs that are not reducible become a loop around a switch.

import type { ControlFlow } from "./control_flow.ts";
import type { FunctionGraph } from "./graph.ts";

/** Writes the parts of blocks that the structure is filled with. */
export interface BlockWriter {
  /** Writes a block's instructions, all but its jump or branch. */
  body(block: number): void;
  /** Writes the opening of a branch's conditional statement, brace included; `negated`: with the else edge inside. */
  openBranch(block: number, negated: boolean): void;
  /** Writes the assignments of an edge's arguments to its target's parameters. */
  edge(edge: number): void;
  /** Writes a line of structure. */
  line(text: string): void;
}

/** Writes the statements of a whole function. No statement written falls off its end. */
export function writeStructure(graph: FunctionGraph, flow: ControlFlow, writer: BlockWriter): void {
  if (flow.reducible) new TreeWriter(graph, flow, writer).write();
  else writeDispatch(graph, flow, writer);
}

/** What is still to be written: a line, a tree of blocks (its root, >= 0), or an edge (its complement, < 0). */
type Task = string | number;

class TreeWriter {
  private readonly graph: FunctionGraph;
  private readonly flow: ControlFlow;
  private readonly writer: BlockWriter;
  /** By block, ordered by rank: blocks written after a labelled statement in it; after its loop. */
  private readonly followers: (number[] | undefined)[] = [];
  private readonly loopFollowers: (number[] | undefined)[] = [];
  /** By block: it is a follower of another one, which its edges reach by `break`. */
  private readonly follows: Uint8Array;
  /** By block: the number of blocks that it dominates. */
  private readonly subtree: Int32Array;
  /** A stack, as deep graphs would exhaust the engine's own. */
  private readonly tasks: Task[] = [];

  constructor(graph: FunctionGraph, flow: ControlFlow, writer: BlockWriter) {
    this.graph = graph;
    this.flow = flow;
    this.writer = writer;
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
      if (typeof task === "string") this.writer.line(task);
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
    for (
      let outer = this.flow.loop[block] as number;
      outer !== -1;
      outer = this.flow.outerLoop[outer] as number
    ) {
      if (outer === header) return true;
    }
    return false;
  }

  private tree(block: number): void {
    this.openFollowed(this.loopFollowers[block]);
    if (this.flow.loopHeader[block] !== 0) {
      this.writer.line(`L${block}:for(;;){`);
      this.tasks.push("}");
    }
    this.openFollowed(this.followers[block]);
    this.writer.body(block);
    const edge = 2 * block;
    if ((this.graph.edgeTarget[edge + 1] as number) >= 0) {
      // The lesser tree goes inside the braces, as a long chain of branches must not nest.
      const negated = this.treeSize(edge + 1) < this.treeSize(edge);
      this.writer.openBranch(block, negated);
      this.tasks.push(~(negated ? edge : edge + 1), "}", ~(negated ? edge + 1 : edge));
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

  /** Opens a labelled statement for each follower, innermost for the one of lowest rank, which comes first after. */
  private openFollowed(followers: number[] | undefined): void {
    if (followers === undefined) return;
    for (let i = followers.length - 1; i >= 0; i--) {
      const follower = followers[i] as number;
      this.writer.line(`B${follower}:{`);
      this.tasks.push(follower, "}");
    }
  }

  private edge(edge: number): void {
    const source = edge >> 1;
    const target = this.graph.edgeTarget[edge] as number;
    this.writer.edge(edge);
    if ((this.flow.rank[target] as number) <= (this.flow.rank[source] as number)) {
      this.writer.line(`continue L${target};`);
    } else if (this.follows[target] !== 0) {
      this.writer.line(`break B${target};`);
    } else {
      this.tasks.push(target);
    }
  }
}

/** The fallback: a variable `state` says which block is next. */
function writeDispatch(graph: FunctionGraph, flow: ControlFlow, writer: BlockWriter): void {
  const leave = (edge: number): void => {
    writer.edge(edge);
    writer.line(`state=${graph.edgeTarget[edge]};continue L;`);
  };
  writer.line("var state=0;L:for(;;)switch(state){");
  for (const block of flow.order) {
    writer.line(`case ${block}:`);
    writer.body(block);
    if ((graph.edgeTarget[2 * block + 1] as number) >= 0) {
      writer.openBranch(block, false);
      leave(2 * block);
      writer.line("}");
      leave(2 * block + 1);
    } else if ((graph.edgeTarget[2 * block] as number) >= 0) {
      leave(2 * block);
    }
  }
  writer.line("}");
}

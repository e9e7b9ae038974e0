// The shape of a function's control flow: order, dominators, loops.

import { Dominators } from "../../ir/dominators.ts";
import type { FunctionGraph } from "./graph.ts";

/** Facts about the blocks that can be reached; arrays are by block, -1 where there is nothing. */
export interface ControlFlow {
  /** The reachable blocks in reverse postorder. */
  readonly order: readonly number[];
  /** Place of a block in `order`. */
  readonly rank: Int32Array;
  /** By block: the sources of its edges; a block whose both edges lead here counts twice. */
  readonly predecessors: readonly number[][];
  /** Immediate dominator. */
  readonly dominator: Int32Array;
  /** Number of edges from blocks of lower rank. */
  readonly forwardEdges: Int32Array;
  /** Whether an edge leads back to the block from one of at least its rank. */
  readonly loopHeader: Uint8Array;
  /** Header of the innermost loop that holds the block (a header's own loop holds it). */
  readonly loop: Int32Array;
  /** By header: the header of the enclosing loop. */
  readonly outerLoop: Int32Array;
  /** Whether every back edge leads to a dominator of its source, so that loops have one entry each. */
  readonly reducible: boolean;
}

/** Analyses the blocks of a function in time about linear in their number. */
export function analyseControlFlow(graph: FunctionGraph): ControlFlow {
  const count = graph.blockCount;
  const dominators = new Dominators(graph);
  const { placeOf: rank } = dominators;
  // A plain array, as the engine is slow to iterate over a typed one.
  const order: number[] = [];
  for (let place = 0; place < dominators.order.length; place++) order.push(dominators.order[place] as number);
  const predecessors = collectPredecessors(graph, order);
  const dominator = new Int32Array(count).fill(-1);
  for (let place = 1; place < order.length; place++) {
    dominator[order[place] as number] = order[dominators.immediate[place] as number] as number;
  }
  const forwardEdges = new Int32Array(count);
  const loopHeader = new Uint8Array(count);
  let reducible = true;
  for (const block of order) {
    for (const source of predecessors[block] as number[]) {
      if ((rank[source] as number) < (rank[block] as number)) {
        forwardEdges[block] = (forwardEdges[block] as number) + 1;
      } else {
        loopHeader[block] = 1;
        reducible = reducible && dominators.dominates(block, source);
      }
    }
  }
  const loop = new Int32Array(count).fill(-1);
  const outerLoop = new Int32Array(count).fill(-1);
  if (reducible) findLoops(order, rank, predecessors, loopHeader, loop, outerLoop);
  return { order, rank, predecessors, dominator, forwardEdges, loopHeader, loop, outerLoop, reducible };
}

function collectPredecessors(graph: FunctionGraph, order: readonly number[]): number[][] {
  const predecessors: number[][] = [];
  for (let block = 0; block < graph.blockCount; block++) predecessors.push([]);
  for (const block of order) {
    for (let edge = 2 * block; edge < 2 * block + 2; edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (target >= 0) (predecessors[target] as number[]).push(block);
    }
  }
  return predecessors;
}

/** Natural loops, inner ones first, so that an inner loop is walked as a whole when an outer one is filled. */
function findLoops(
  order: readonly number[],
  rank: Int32Array,
  predecessors: readonly number[][],
  loopHeader: Uint8Array,
  loop: Int32Array,
  outerLoop: Int32Array,
): void {
  for (let place = order.length - 1; place >= 0; place--) {
    const header = order[place] as number;
    if (loopHeader[header] === 0) continue;
    loop[header] = header;
    const pending = (predecessors[header] as number[]).filter((source) => (rank[source] as number) >= place);
    while (pending.length > 0) {
      let block = pending.pop() as number;
      if (loop[block] === -1) {
        loop[block] = header;
      } else {
        block = loop[block] as number;
        while (outerLoop[block] !== -1) block = outerLoop[block] as number;
        if (block === header) continue;
        outerLoop[block] = header;
      }
      for (const source of predecessors[block] as number[]) pending.push(source);
    }
  }
}

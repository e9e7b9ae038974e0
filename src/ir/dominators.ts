import type { FunctionView } from "./view.ts";

/**
 * The dominator tree of a function whose jumps have targets in range.
 * Algorithm: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 */
export class Dominators {
  /** Reachable blocks in reverse postorder; the entry comes first. */
  readonly order: Int32Array;
  /** By block: its place in `order`, -1 when the block cannot be reached from the entry. */
  readonly placeOf: Int32Array;
  /** By place: the place of the immediate dominator; 0 for the entry. */
  readonly immediate: Int32Array;
  /** By place: number in a preorder walk of the tree, and how many blocks the subtree has. */
  private readonly preorder: Int32Array;
  private readonly subtree: Int32Array;

  constructor(view: FunctionView) {
    const successors = successorsOf(view);
    this.placeOf = new Int32Array(view.blockCount).fill(-1);
    this.order = reversePostorder(successors, this.placeOf);
    this.immediate = immediateDominators(successors, this.order, this.placeOf);
    const count = this.order.length;
    this.preorder = new Int32Array(count);
    this.subtree = new Int32Array(count).fill(1);
    this.numberTree();
  }

  isReachable(block: number): boolean {
    return (this.placeOf[block] as number) >= 0;
  }

  /** Whether every way from the entry to `block` leads through `dominator`; both must be reachable. */
  dominates(dominator: number, block: number): boolean {
    const upper = this.placeOf[dominator] as number;
    const start = this.preorder[upper] as number;
    const at = this.preorder[this.placeOf[block] as number] as number;
    return at >= start && at < start + (this.subtree[upper] as number);
  }

  /** A dominator comes before its subtree in `order`, so that one walk back sums sizes and one forth numbers. */
  private numberTree(): void {
    const { immediate, preorder, subtree } = this;
    const count = immediate.length;
    for (let place = count - 1; place > 0; place--) {
      const parent = immediate[place] as number;
      subtree[parent] = (subtree[parent] as number) + (subtree[place] as number);
    }
    const next = new Int32Array(count);
    next[0] = 1;
    for (let place = 1; place < count; place++) {
      const parent = immediate[place] as number;
      const number = next[parent] as number;
      preorder[place] = number;
      next[parent] = number + (subtree[place] as number);
      next[place] = number + 1;
    }
  }
}

/** Two entries a block, -1 where there is no such way out. */
function successorsOf(view: FunctionView): Int32Array {
  const successors = new Int32Array(view.blockCount * 2).fill(-1);
  for (let block = 0; block < view.blockCount; block++) {
    let at = block * 2;
    view.forEachSuccessor(block, (target) => {
      successors[at++] = target;
    });
  }
  return successors;
}

function reversePostorder(successors: Int32Array, placeOf: Int32Array): Int32Array {
  const count = placeOf.length;
  const postorder = new Int32Array(count);
  const stack = new Int32Array(count);
  /** By block: how many of its ways out were taken; 3 = not seen yet. */
  const taken = new Uint8Array(count).fill(3);
  let found = 0;
  let depth = 1;
  taken[0] = 0;
  while (depth > 0) {
    const block = stack[depth - 1] as number;
    const way = taken[block] as number;
    if (way === 2) {
      postorder[found++] = block;
      depth--;
      continue;
    }
    taken[block] = way + 1;
    const target = successors[block * 2 + way] as number;
    if (target >= 0 && taken[target] === 3) {
      taken[target] = 0;
      stack[depth++] = target;
    }
  }
  const order = postorder.subarray(0, found).reverse();
  for (let place = 0; place < found; place++) placeOf[order[place] as number] = place;
  return order;
}

function immediateDominators(successors: Int32Array, order: Int32Array, placeOf: Int32Array): Int32Array {
  const count = order.length;
  const { starts, list } = predecessorPlaces(successors, order, placeOf);
  const tree = new DominatorTree(count);
  const { immediate } = tree;
  for (let changed = true; changed; ) {
    changed = false;
    for (let place = 1; place < count; place++) {
      let common = -1;
      for (let i = starts[place] as number; i < (starts[place + 1] as number); i++) {
        const from = list[i] as number;
        if (immediate[from] === -1) continue;
        if (common === -1) common = from;
        else if (from < place && common < place) common = tree.commonDominator(from, common);
        else common = tree.commonAbove(from, common);
      }
      if (immediate[place] !== common) {
        immediate[place] = common;
        changed = true;
      }
      tree.placeBelow(place, common);
    }
  }
  return immediate;
}

/**
 * The dominator tree so far. Where thousands of branches meet, as behind a long CASE, walking from each up to where they
 * meet would take quadratic time: each place knows another one far above, so that few steps lead to any height
 * (Myers 1983, "An applicative random-access stack").
 */
class DominatorTree {
  readonly immediate: Int32Array;
  private readonly depth: Int32Array;
  private readonly jump: Int32Array;

  constructor(count: number) {
    this.immediate = new Int32Array(count).fill(-1);
    this.immediate[0] = 0;
    this.depth = new Int32Array(count);
    this.jump = new Int32Array(count);
  }

  /** `place` gets its immediate dominator, whose depth and jump are those of this sweep; -1 for none yet. */
  placeBelow(place: number, parent: number): void {
    if (parent === -1) return;
    const { depth, jump } = this;
    const far = jump[parent] as number;
    const height = depth[parent] as number;
    const farHeight = depth[far] as number;
    const isEven = height - farHeight === farHeight - (depth[jump[far] as number] as number);
    depth[place] = height + 1;
    jump[place] = isEven ? (jump[far] as number) : parent;
  }

  /** Of two places that this sweep has been to. */
  commonDominator(first: number, second: number): number {
    const { immediate, depth, jump } = this;
    const isDeeper = (depth[first] as number) >= (depth[second] as number);
    let a = isDeeper ? first : second;
    let b = isDeeper ? second : first;
    const height = depth[b] as number;
    while ((depth[a] as number) > height) {
      const far = jump[a] as number;
      a = (depth[far] as number) >= height ? far : (immediate[a] as number);
    }
    while (a !== b) {
      const steps = jump[a] === jump[b] ? immediate : jump;
      a = steps[a] as number;
      b = steps[b] as number;
    }
    return a;
  }

  /** Of any two: where a branch goes back, this sweep has not yet been to its place. */
  commonAbove(first: number, second: number): number {
    const { immediate } = this;
    let a = first;
    let b = second;
    while (a !== b) {
      while (a > b) a = immediate[a] as number;
      while (b > a) b = immediate[b] as number;
    }
    return a;
  }
}

/** The places of the predecessors of each place: list[starts[place] … starts[place + 1]). */
function predecessorPlaces(successors: Int32Array, order: Int32Array, placeOf: Int32Array) {
  const count = order.length;
  const starts = new Int32Array(count + 2);
  const list = new Int32Array(count * 2);
  const targetPlace = (place: number, way: number): number => {
    const target = successors[(order[place] as number) * 2 + way] as number;
    return target < 0 ? -1 : (placeOf[target] as number);
  };
  for (let place = 0; place < count; place++) {
    for (let way = 0; way < 2; way++) {
      const target = targetPlace(place, way);
      if (target >= 0) starts[target + 2] = (starts[target + 2] as number) + 1;
    }
  }
  for (let place = 2; place < count + 2; place++) {
    starts[place] = (starts[place] as number) + (starts[place - 1] as number);
  }
  for (let place = 0; place < count; place++) {
    for (let way = 0; way < 2; way++) {
      const target = targetPlace(place, way);
      if (target < 0) continue;
      const slot = starts[target + 1] as number;
      list[slot] = place;
      starts[target + 1] = slot + 1;
    }
  }
  return { starts, list };
}

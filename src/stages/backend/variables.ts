// Gives every value a numbered JavaScript variable, as few as possible: values that are not alive at the same time share
// one. Few variables make small stack frames, and so deep recursion; and an argument that shares its variable with the
// parameter it goes to needs no copy.
//
// In SSA form, walking blocks in an order that puts dominators first and taking any free variable at each definition
// is optimal (Hack, Grund, Goos: Register Allocation for Programs in SSA-Form, 2006).

import { Op } from "../../abi/bindings.ts";
import type { ControlFlow } from "./control_flow.ts";
import type { FunctionGraph } from "./graph.ts";
import type { ValueFacts } from "./values.ts";

/** Values alive across blocks times blocks, above which each value gets a variable of its own. */
const MAX_LIVENESS_BITS = 1 << 26;

export interface Variables {
  /** By value: the number of its variable among those of its type; -1 without one. */
  readonly slot: Int32Array;
  /** By cell variable: whether it has a high half. */
  readonly highSlots: boolean[];
  readonly cellSlots: number;
  readonly floatSlots: number;
}

/** Assigns variables to all values that have one (`facts.hasVariable`). */
export function assignVariables(graph: FunctionGraph, flow: ControlFlow, facts: ValueFacts): Variables {
  return new Assignment(graph, flow, facts).run();
}

class Assignment {
  private readonly graph: FunctionGraph;
  private readonly flow: ControlFlow;
  private readonly facts: ValueFacts;
  private readonly slot: Int32Array;
  /** By value: a parameter that it flows to, whose variable it had best take; by parameter: a variable to take. */
  private readonly flowsTo: Int32Array;
  private readonly wanted: Int32Array;
  /** By variable: the value in it, or -1; cells and floats. */
  private readonly occupied: [number[], number[]] = [[], []];
  /** By value: the last instruction of the current block that uses it. */
  private readonly lastUse: Int32Array;
  /** By value: its number among those alive across blocks, or -1. */
  private readonly crossing: Int32Array;
  private crossingValues: number[] = [];
  private words = 0;
  private liveIn = new Uint32Array(0);
  private liveOut = new Uint32Array(0);
  private readonly highSlots: boolean[] = [];

  constructor(graph: FunctionGraph, flow: ControlFlow, facts: ValueFacts) {
    this.graph = graph;
    this.flow = flow;
    this.facts = facts;
    this.slot = new Int32Array(graph.valueCount).fill(-1);
    this.flowsTo = new Int32Array(graph.valueCount).fill(-1);
    this.wanted = new Int32Array(graph.valueCount).fill(-1);
    this.lastUse = new Int32Array(graph.valueCount).fill(-1);
    this.crossing = new Int32Array(graph.valueCount).fill(-1);
  }

  run(): Variables {
    this.findCrossingValues();
    if (this.crossingValues.length * this.graph.blockCount > MAX_LIVENESS_BITS) {
      this.separate();
    } else {
      this.findLiveness();
      for (const block of this.flow.order) this.assignBlock(block);
    }
    return {
      slot: this.slot,
      highSlots: this.highSlots,
      cellSlots: this.occupied[0].length,
      floatSlots: this.occupied[1].length,
    };
  }

  /** Calls `visit` for each argument of a block's edges that is in a variable, with the parameter that takes it. */
  private forEachArgument(block: number, visit: (value: number, parameter: number) => void): void {
    const { graph, facts } = this;
    for (let edge = 2 * block; edge < 2 * block + 2; edge++) {
      const target = graph.edgeTarget[edge] as number;
      if (target < 0) continue;
      const parameters = graph.firstParameterOf(target);
      for (let k = graph.edgeArgumentCount(edge) - 1; k >= 0; k--) {
        const value = graph.edgeArgument(edge, k);
        if (facts.needs[parameters + k] !== 0 && facts.hasVariable(value)) visit(value, parameters + k);
      }
    }
  }

  // ---- liveness across blocks ------------------------------------------------------------------------------------

  private findCrossingValues(): void {
    const { graph, facts } = this;
    for (const block of this.flow.order) {
      const end = graph.endInstructionOf(block);
      const start = facts.useStart[graph.firstInstructionOf(block)] as number;
      for (let k = start; k < (facts.useStart[end] as number); k++)
        this.noteUse(facts.uses[k] as number, block);
      this.forEachArgument(block, (value, parameter) => {
        this.noteUse(value, block);
        this.flowsTo[value] = parameter;
      });
    }
    this.words = (this.crossingValues.length + 31) >>> 5;
  }

  private noteUse(value: number, block: number): void {
    if (this.facts.block[value] === block || this.crossing[value] !== -1) return;
    this.crossing[value] = this.crossingValues.length;
    this.crossingValues.push(value);
  }

  private findLiveness(): void {
    const { flow, words } = this;
    if (words === 0) return;
    this.liveIn = new Uint32Array(words * this.graph.blockCount);
    this.liveOut = new Uint32Array(words * this.graph.blockCount);
    const defined = new Uint32Array(words * this.graph.blockCount);
    this.crossingValues.forEach((value, number) => {
      setBit(defined, (this.facts.block[value] as number) * words, number);
    });
    for (const block of flow.order) this.addUpwardUses(block);
    for (let changed = true; changed; ) {
      changed = false;
      for (let place = flow.order.length - 1; place >= 0; place--) {
        if (this.propagate(flow.order[place] as number, defined)) changed = true;
      }
    }
  }

  private addUpwardUses(block: number): void {
    const { graph, facts } = this;
    const add = (value: number): void => {
      if (facts.block[value] !== block) {
        setBit(this.liveIn, block * this.words, this.crossing[value] as number);
      }
    };
    const end = facts.useStart[graph.endInstructionOf(block)] as number;
    const start = facts.useStart[graph.firstInstructionOf(block)] as number;
    for (let k = start; k < end; k++) add(facts.uses[k] as number);
    this.forEachArgument(block, add);
  }

  private propagate(block: number, defined: Uint32Array): boolean {
    const { words, liveIn, liveOut } = this;
    let changed = false;
    for (let edge = 2 * block; edge < 2 * block + 2; edge++) {
      const target = this.graph.edgeTarget[edge] as number;
      if (target < 0) continue;
      for (let w = 0; w < words; w++) {
        const at = block * words + w;
        const out = (liveOut[at] as number) | (liveIn[target * words + w] as number);
        liveOut[at] = out;
        const before = liveIn[at] as number;
        liveIn[at] = before | (out & ~(defined[at] as number));
        if (liveIn[at] !== before) changed = true;
      }
    }
    return changed;
  }

  private isLiveOut(value: number, block: number): boolean {
    const number = this.crossing[value] as number;
    return (
      number !== -1 &&
      ((this.liveOut[block * this.words + (number >>> 5)] as number) & (1 << (number & 31))) !== 0
    );
  }

  // ---- assignment ------------------------------------------------------------------------------------------------

  /** One variable a value. */
  private separate(): void {
    for (let value = 0; value < this.graph.valueCount; value++) {
      if (this.facts.hasVariable(value)) this.put(value, this.pool(value).length);
    }
  }

  private assignBlock(block: number): void {
    const { graph, facts } = this;
    this.occupied[0].fill(-1);
    this.occupied[1].fill(-1);
    this.occupyLiveIn(block);
    this.findLastUses(block);
    const parameters = graph.firstParameterOf(block);
    const parameterCount = graph.parameterCountOf(block);
    for (let k = 0; k < parameterCount; k++) {
      if (facts.hasVariable(parameters + k)) this.takeForParameter(block, k);
    }
    const end = graph.endInstructionOf(block);
    for (let i = graph.firstInstructionOf(block); i < end; i++) {
      if (facts.written[i] !== 0) this.assignInstruction(block, i);
    }
  }

  private occupyLiveIn(block: number): void {
    for (let w = 0; w < this.words; w++) {
      for (let bits = this.liveIn[block * this.words + w] as number; bits !== 0; bits &= bits - 1) {
        const value = this.crossingValues[32 * w + 31 - Math.clz32(bits & -bits)] as number;
        this.pool(value)[this.slot[value] as number] = value;
      }
    }
  }

  private findLastUses(block: number): void {
    const { useStart, uses } = this.facts;
    const end = this.graph.endInstructionOf(block);
    for (let i = this.graph.firstInstructionOf(block); i < end; i++) {
      for (let k = useStart[i] as number; k < (useStart[i + 1] as number); k++)
        this.lastUse[uses[k] as number] = i;
    }
    this.forEachArgument(block, (value) => {
      this.lastUse[value] = end - 1;
    });
  }

  private assignInstruction(block: number, instruction: number): void {
    const { graph, facts } = this;
    const early = this.readsBeforeWriting(instruction);
    if (early) this.releaseDead(block, instruction);
    const first = graph.firstResultOf(instruction);
    if (first >= 0) {
      const count = graph.resultCountOf(instruction);
      for (let r = 0; r < count; r++) if (facts.hasVariable(first + r)) this.take(first + r);
    }
    if (!early) this.releaseDead(block, instruction);
  }

  /** Whether a result may take the variable of an operand that dies here: the text reads operands before it writes. */
  private readsBeforeWriting(instruction: number): boolean {
    switch (this.graph.op(instruction)) {
      case Op.select:
      case Op.div:
      case Op.mod:
        return false;
      case Op.shl:
      case Op.shr:
      case Op.sar:
        return this.facts.constantCount(this.graph.b(instruction)) >= 0;
      default:
        return true;
    }
  }

  private releaseDead(block: number, instruction: number): void {
    const { useStart, uses } = this.facts;
    for (let k = useStart[instruction] as number; k < (useStart[instruction + 1] as number); k++) {
      const value = uses[k] as number;
      const slot = this.slot[value] as number;
      const pool = this.pool(value);
      if (this.lastUse[value] === instruction && pool[slot] === value && !this.isLiveOut(value, block))
        pool[slot] = -1;
    }
  }

  /** A parameter had best take the variable of an argument. */
  private takeForParameter(block: number, index: number): void {
    const { graph } = this;
    const parameter = graph.firstParameterOf(block) + index;
    const pool = this.pool(parameter);
    for (const source of this.flow.predecessors[block] as number[]) {
      for (let edge = 2 * source; edge < 2 * source + 2; edge++) {
        if (graph.edgeTarget[edge] !== block) continue;
        const slot = this.slot[graph.edgeArgument(edge, index)] as number;
        if (slot !== -1 && pool[slot] === -1) return this.put(parameter, slot);
      }
    }
    this.take(parameter);
  }

  private take(value: number): void {
    const pool = this.pool(value);
    const parameter = this.flowsTo[value] as number;
    if (parameter !== -1) {
      const slot =
        this.slot[parameter] !== -1 ? (this.slot[parameter] as number) : (this.wanted[parameter] as number);
      if (slot !== -1 && pool[slot] === -1) return this.put(value, slot);
    }
    const free = pool.indexOf(-1);
    this.put(value, free === -1 ? pool.length : free);
    if (parameter !== -1 && this.wanted[parameter] === -1)
      this.wanted[parameter] = this.slot[value] as number;
  }

  private put(value: number, slot: number): void {
    this.slot[value] = slot;
    this.pool(value)[slot] = value;
    if (this.facts.hasHigh(value)) this.highSlots[slot] = true;
  }

  private pool(value: number): number[] {
    return this.occupied[this.graph.isFloat(value) ? 1 : 0];
  }
}

function setBit(bits: Uint32Array, start: number, number: number): void {
  bits[start + (number >>> 5)] = (bits[start + (number >>> 5)] as number) | (1 << (number & 31));
}

// What is known of a function's values before any text is written: constants, high halves that need no variable,
// halves that nobody needs, and comparisons that become part of a condition.

import { Op, opTable, Purity } from "../../abi/bindings.ts";
import { purityOf } from "../../ir/op_facts.ts";
import type { ControlFlow } from "./control_flow.ts";
import type { FunctionGraph } from "./graph.ts";

/** Bits of `needs`: which halves of a cell are used (a float is a low half). */
export const LOW = 1;
const HIGH = 2;
const BOTH = 3;

/** Bits of `high`: the high half is zero; it equals the low half, which is 0 or -1. */
export const HIGH_ZERO = 1;
const HIGH_FLAG = 2;

/** Conditions nest no deeper than this when comparisons are fused. */
const MAX_CONDITION_DEPTH = 16;

/** Facts about values; arrays are by value. */
export class ValueFacts {
  /** The instruction that gives the value; -1 for a parameter. */
  readonly definition: Int32Array;
  /** The block that holds the definition. */
  readonly block: Int32Array;
  readonly isConstant: Uint8Array;
  /** Halves of constants. */
  readonly constantLow: Int32Array;
  readonly constantHigh: Int32Array;
  readonly needs: Uint8Array;
  readonly high: Uint8Array;
  /** The value is a comparison that is written inside the one condition that uses it. */
  readonly fused: Uint8Array;
  /** By op: whether the function has such an instruction. */
  readonly hasOp = new Uint8Array(opTable.length);
  hasSelfCall = false;
  /** By instruction: whether it is written: it does something, or somebody needs a result. */
  readonly written: Uint8Array;
  /** By instruction: where its uses begin in `uses`; they end where those of the next one begin. */
  readonly useStart: Int32Array;
  /** Values in variables that an instruction's text reads, those of comparisons fused into it included. */
  readonly uses: number[] = [];
  private readonly graph: FunctionGraph;
  private readonly flow: ControlFlow;
  private readonly useCount: Int32Array;
  private readonly user: Int32Array;
  private readonly operands: number[] = [];

  constructor(graph: FunctionGraph, flow: ControlFlow) {
    const count = graph.valueCount;
    this.graph = graph;
    this.flow = flow;
    this.definition = new Int32Array(count).fill(-1);
    this.block = new Int32Array(count);
    this.isConstant = new Uint8Array(count);
    this.constantLow = new Int32Array(count);
    this.constantHigh = new Int32Array(count);
    this.needs = new Uint8Array(count);
    this.high = new Uint8Array(count).fill(HIGH_ZERO | HIGH_FLAG);
    this.fused = new Uint8Array(count);
    this.useCount = new Int32Array(count);
    this.user = new Int32Array(count).fill(-1);
    this.written = new Uint8Array(graph.instructionCount);
    this.useStart = new Int32Array(graph.instructionCount + 1);
    this.collect();
    this.findHighHalves();
    this.fuseConditions();
    this.findNeeds();
    this.findUses();
  }

  /** Whether the value lives in variables of its own. */
  hasVariable(value: number): boolean {
    return this.needs[value] !== 0 && this.isConstant[value] === 0 && this.fused[value] === 0;
  }

  /** Whether the value's high half has a variable. */
  hasHigh(value: number): boolean {
    return ((this.needs[value] as number) & HIGH) !== 0 && this.high[value] === 0 && this.hasVariable(value);
  }

  /** Whether the cell is a constant with these halves. */
  isCell(value: number, low: number, high: number): boolean {
    return (
      this.isConstant[value] !== 0 && this.constantLow[value] === low && this.constantHigh[value] === high
    );
  }

  /** The shift count, at most 64, when it is constant; else -1. */
  constantCount(value: number): number {
    if (this.isConstant[value] === 0) return -1;
    const low = (this.constantLow[value] as number) >>> 0;
    return this.constantHigh[value] !== 0 ? 64 : Math.min(64, low);
  }

  private collect(): void {
    const { graph, operands } = this;
    for (const block of this.flow.order) {
      const parameters = graph.firstParameterOf(block);
      for (let i = graph.parameterCountOf(block) - 1; i >= 0; i--) this.block[parameters + i] = block;
      const end = graph.endInstructionOf(block);
      for (let i = graph.firstInstructionOf(block); i < end; i++) {
        const first = graph.firstResultOf(i);
        for (let r = graph.resultCountOf(i) - 1; r >= 0; r--) {
          this.definition[first + r] = i;
          this.block[first + r] = block;
        }
        const op = graph.op(i);
        this.hasOp[op] = 1;
        if (op === Op.const || op === Op.fconst) {
          this.isConstant[first] = 1;
          this.constantLow[first] = graph.a(i);
          this.constantHigh[first] = graph.b(i);
          continue;
        }
        if (op === Op.call && graph.a(i) === graph.word) this.hasSelfCall = true;
        for (let k = graph.operandsOf(i, operands, 0) - 1; k >= 0; k--)
          this.countUse(operands[k] as number, i);
      }
      for (let edge = 2 * block; edge < 2 * block + 2; edge++) {
        for (let k = graph.edgeArgumentCount(edge) - 1; k >= 0; k--) {
          this.countUse(graph.edgeArgument(edge, k), -1);
        }
      }
    }
  }

  private countUse(value: number, user: number): void {
    this.useCount[value] = (this.useCount[value] as number) + 1;
    this.user[value] = user;
  }

  // ---- high halves -----------------------------------------------------------------------------------------------

  /** Starts from the best for everything and goes down until nothing contradicts. */
  private findHighHalves(): void {
    const { graph, high, flow } = this;
    const { rank } = flow;
    const inputs = graph.firstParameterOf(0);
    for (let i = graph.parameterCountOf(0) - 1; i >= 0; i--) high[inputs + i] = 0;
    for (let changed = true; changed; ) {
      changed = false;
      for (const block of flow.order) {
        const end = graph.endInstructionOf(block);
        for (let i = graph.firstInstructionOf(block); i < end; i++) {
          const first = graph.firstResultOf(i);
          if (first >= 0) {
            const bits = this.highOfResult(i);
            for (let r = graph.resultCountOf(i) - 1; r >= 0; r--) high[first + r] = bits;
          }
        }
        for (let edge = 2 * block; edge < 2 * block + 2; edge++) {
          const target = graph.edgeTarget[edge] as number;
          // Only what a back edge changes has been looked at already.
          if (
            target >= 0 &&
            this.joinArguments(edge) &&
            (rank[target] as number) <= (rank[block] as number)
          ) {
            changed = true;
          }
        }
      }
    }
  }

  private joinArguments(edge: number): boolean {
    const { graph, high } = this;
    let changed = false;
    const parameters = graph.firstParameterOf(graph.edgeTarget[edge] as number);
    for (let k = graph.edgeArgumentCount(edge) - 1; k >= 0; k--) {
      const before = high[parameters + k] as number;
      const joined = before & (high[graph.edgeArgument(edge, k)] as number);
      if (joined !== before) {
        high[parameters + k] = joined;
        changed = true;
      }
    }
    return changed;
  }

  private highOfResult(i: number): number {
    const { graph, high } = this;
    const a = graph.a(i);
    const b = graph.b(i);
    switch (graph.op(i)) {
      case Op.const: {
        const isFlag = a === b && (a === 0 || a === 0xffffffff);
        return (b === 0 ? HIGH_ZERO : 0) | (isFlag ? HIGH_FLAG : 0);
      }
      case Op.and:
        return (
          (((high[a] as number) | (high[b] as number)) & HIGH_ZERO) |
          ((high[a] as number) & (high[b] as number) & HIGH_FLAG)
        );
      case Op.or:
      case Op.xor:
        return (high[a] as number) & (high[b] as number);
      case Op.shr: {
        const count = this.constantCount(b);
        if (count >= 32) return HIGH_ZERO;
        return count < 0 ? 0 : (high[a] as number) & HIGH_ZERO;
      }
      case Op.sar:
        return this.constantCount(b) < 0 ? 0 : (high[a] as number);
      case Op.select:
        return (high[b] as number) & (high[graph.c(i)] as number);
      case Op.mod:
        return this.isConstant[b] !== 0 && this.constantHigh[b] === 0 && this.constantLow[b] !== 0
          ? HIGH_ZERO
          : 0;
      case Op.eq:
      case Op.ne:
      case Op.lt:
      case Op.le:
      case Op.ult:
      case Op.ule:
      case Op.feq:
      case Op.flt:
      case Op.fle:
        return HIGH_FLAG;
      case Op.load8:
      case Op.load16:
      case Op.load32:
      case Op.depth:
      case Op.fdepth:
        return HIGH_ZERO;
      default:
        return 0;
    }
  }

  // ---- conditions ------------------------------------------------------------------------------------------------

  /** Goes backward, so that a user's own fate is known when its operand is looked at. */
  private fuseConditions(): void {
    const { graph, fused } = this;
    const depth = new Uint8Array(graph.valueCount);
    for (const block of this.flow.order) {
      for (let i = graph.endInstructionOf(block) - 2; i >= graph.firstInstructionOf(block); i--) {
        if (!this.canBeCondition(i)) continue;
        const value = graph.firstResultOf(i);
        const user = this.user[value] as number;
        if (this.useCount[value] !== 1 || user < 0 || user >= graph.endInstructionOf(block) || user <= i)
          continue;
        const userResult = graph.firstResultOf(user);
        const nested = userResult >= 0 ? (depth[userResult] as number) + 1 : 1;
        if (nested > MAX_CONDITION_DEPTH || !this.takesCondition(user, value)) continue;
        fused[value] = 1;
        depth[value] = nested;
      }
    }
  }

  /** Whether the instruction gives a flag that can be written as a JavaScript condition. */
  private canBeCondition(i: number): boolean {
    switch (this.graph.op(i)) {
      case Op.eq:
      case Op.ne:
      case Op.lt:
      case Op.le:
      case Op.ult:
      case Op.ule:
      case Op.feq:
      case Op.flt:
      case Op.fle:
        return true;
      case Op.and:
      case Op.or:
        return (
          ((this.high[this.graph.a(i)] as number) & (this.high[this.graph.b(i)] as number) & HIGH_FLAG) !== 0
        );
      default:
        return false;
    }
  }

  /** Whether the instruction, a later one of the same block, only asks whether the value is zero. */
  private takesCondition(user: number, value: number): boolean {
    const { graph } = this;
    switch (graph.op(user)) {
      case Op.branch:
        return true;
      case Op.select:
        return graph.a(user) === value;
      case Op.eq:
      case Op.ne:
        return this.isCell(graph.a(user) === value ? graph.b(user) : graph.a(user), 0, 0);
      case Op.and:
      case Op.or:
        return this.fused[graph.firstResultOf(user)] !== 0;
      default:
        return false;
    }
  }

  // ---- needs -----------------------------------------------------------------------------------------------------

  private findNeeds(): void {
    const { graph } = this;
    const pending: number[] = [];
    for (const block of this.flow.order) {
      const end = graph.endInstructionOf(block);
      for (let i = graph.firstInstructionOf(block); i < end; i++) {
        if (purityOf[graph.op(i)] !== Purity.pure) this.needOperands(i, pending);
      }
    }
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      const definition = this.definition[value] as number;
      if (definition < 0) this.needArguments(value, pending);
      else if (purityOf[graph.op(definition)] === Purity.pure) this.needOperands(definition, pending);
    }
  }

  private need(value: number, halves: number, pending: number[]): void {
    let wanted = halves;
    if ((wanted & HIGH) !== 0) {
      if (((this.high[value] as number) & HIGH_ZERO) !== 0) wanted &= ~HIGH;
      else if (this.high[value] === HIGH_FLAG) wanted = LOW;
    }
    const before = this.needs[value] as number;
    if ((wanted & ~before) === 0) return;
    this.needs[value] = before | wanted;
    pending.push(value);
  }

  private needArguments(parameter: number, pending: number[]): void {
    const { graph } = this;
    const block = this.block[parameter] as number;
    const index = parameter - graph.firstParameterOf(block);
    const halves = this.needs[parameter] as number;
    for (const source of this.flow.predecessors[block] as number[]) {
      for (let edge = 2 * source; edge < 2 * source + 2; edge++) {
        if (graph.edgeTarget[edge] === block) this.need(graph.edgeArgument(edge, index), halves, pending);
      }
    }
  }

  private needOperands(i: number, pending: number[]): void {
    const { graph, operands } = this;
    const result = graph.firstResultOf(i);
    const halves = result < 0 ? 0 : (this.needs[result] as number);
    const a = graph.a(i);
    const b = graph.b(i);
    switch (graph.op(i)) {
      case Op.add:
      case Op.sub:
      case Op.mul: {
        const wanted = (halves & HIGH) !== 0 ? BOTH : LOW;
        this.need(a, wanted, pending);
        return this.need(b, wanted, pending);
      }
      case Op.and:
      case Op.or:
      case Op.xor:
        this.need(a, halves, pending);
        return this.need(b, halves, pending);
      case Op.shl:
      case Op.shr:
      case Op.sar:
        return this.needShifted(i, halves, pending);
      case Op.select:
        this.need(a, BOTH, pending);
        this.need(b, halves, pending);
        return this.need(graph.c(i), halves, pending);
      case Op.load:
      case Op.load8:
      case Op.load16:
      case Op.load32:
      case Op.fload:
      case Op.sfload:
        return this.need(a, LOW, pending);
      case Op.store:
        this.need(a, BOTH, pending);
        return this.need(b, LOW, pending);
      case Op.store8:
      case Op.store16:
      case Op.store32:
      case Op.fstore:
      case Op.sfstore:
        this.need(a, LOW, pending);
        return this.need(b, LOW, pending);
    }
    for (let k = graph.operandsOf(i, operands, 0) - 1; k >= 0; k--) {
      const value = operands[k] as number;
      this.need(value, graph.isFloat(value) ? LOW : BOTH, pending);
    }
  }

  private needShifted(i: number, halves: number, pending: number[]): void {
    const { graph } = this;
    const count = this.constantCount(graph.b(i));
    const isLeft = graph.op(i) === Op.shl;
    let wanted = BOTH;
    if (count === 0) {
      wanted = halves;
    } else if (count > 0 && count < 32) {
      // The half that bits leave for the other one.
      const crossing = isLeft ? HIGH : LOW;
      wanted = (halves & crossing) !== 0 ? BOTH : halves;
    } else if (count >= 32) {
      wanted = isLeft ? LOW : HIGH;
    }
    this.need(graph.a(i), wanted, pending);
    if (count < 0) this.need(graph.b(i), BOTH, pending);
  }

  // ---- uses ------------------------------------------------------------------------------------------------------

  private findUses(): void {
    const { graph, useStart, uses } = this;
    for (let i = 0; i < graph.instructionCount; i++) {
      useStart[i] = uses.length;
      if (this.mustBeWritten(i)) {
        this.written[i] = 1;
        this.addUses(i);
      }
    }
    useStart[graph.instructionCount] = uses.length;
  }

  private mustBeWritten(instruction: number): boolean {
    const { graph } = this;
    if (purityOf[graph.op(instruction)] !== Purity.pure) return true;
    const first = graph.firstResultOf(instruction);
    if (this.hasVariable(first)) return true;
    return graph.resultCountOf(instruction) > 1 && this.hasVariable(first + 1);
  }

  private addUses(instruction: number): void {
    const { graph, operands } = this;
    const start = operands.length;
    const count = graph.operandsOf(instruction, operands, start);
    for (let k = start; k < start + count; k++) {
      const value = operands[k] as number;
      if (this.fused[value] !== 0) this.addUses(this.definition[value] as number);
      else if (this.hasVariable(value)) this.uses.push(value);
    }
    operands.length = start;
  }
}

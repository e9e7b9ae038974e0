/** Facts about the values of a function: which are needed, where they are used, and which are written at their use. */
import { Op, Purity } from "../../abi/bindings.ts";
import { purityOf } from "../../ir/op_facts.ts";
import type { ControlFlow } from "./control_flow.ts";
import type { FunctionGraph } from "./graph.ts";

/** Expressions deeper than this are cut, so that writing them cannot exhaust the engine's stack. */
const MAX_DEPTH = 40;

export class ValueFacts {
  /** By value: its instruction, -1 for a parameter. */
  readonly definition: Int32Array;
  /** By value: the block of its definition. */
  readonly block: Int32Array;
  /** By value: how often it is read. */
  readonly uses: Int32Array;
  /** By value: it is read in another block than its own. */
  readonly crosses: Uint8Array;
  /** By value: it is written where it is read, its only use, and has no local. */
  readonly deferred: Uint8Array;
  /** By op: whether a written instruction has it. */
  readonly has = new Uint8Array(256);
  private readonly needed: Uint8Array;
  private readonly pending: number[] = [];
  private readonly operands: number[] = [];

  constructor(
    readonly graph: FunctionGraph,
    private readonly flow: ControlFlow,
  ) {
    const { valueCount } = graph;
    this.definition = new Int32Array(valueCount).fill(-1);
    this.block = new Int32Array(valueCount);
    this.uses = new Int32Array(valueCount);
    this.crosses = new Uint8Array(valueCount);
    this.deferred = new Uint8Array(valueCount);
    this.needed = new Uint8Array(valueCount);
    this.define();
    this.findNeeded();
    this.countUses();
    this.defer();
  }

  isConstant(value: number): boolean {
    const instruction = this.definition[value] as number;
    if (instruction < 0) return false;
    const op = this.graph.op(instruction);
    return op === Op.const || op === Op.fconst;
  }

  /** Whether an instruction is written at all. */
  isWritten(instruction: number): boolean {
    if (purityOf[this.graph.op(instruction)] !== Purity.pure) return true;
    const first = this.graph.firstResultOf(instruction);
    const count = this.graph.resultCountOf(instruction);
    for (let value = first; value < first + count; value++) if (this.needed[value] !== 0) return true;
    return false;
  }

  private define(): void {
    const { graph } = this;
    for (const block of this.flow.order) {
      const parameters = graph.firstParameterOf(block);
      for (let k = graph.parameterCountOf(block) - 1; k >= 0; k--) this.block[parameters + k] = block;
      const end = graph.endInstructionOf(block);
      for (let i = graph.firstInstructionOf(block); i < end; i++) {
        const first = graph.firstResultOf(i);
        if (first < 0) continue;
        for (let value = first + graph.resultCountOf(i) - 1; value >= first; value--) {
          this.definition[value] = i;
          this.block[value] = block;
        }
      }
    }
  }

  private need(value: number): void {
    if (this.needed[value] !== 0) return;
    this.needed[value] = 1;
    this.pending.push(value);
  }

  /** From what has effects back to what it is computed from. */
  private findNeeded(): void {
    const { graph, operands } = this;
    for (const block of this.flow.order) {
      const end = graph.endInstructionOf(block);
      for (let i = graph.firstInstructionOf(block); i < end; i++) {
        if (purityOf[graph.op(i)] === Purity.pure) continue;
        for (let k = graph.operandsOf(i, operands) - 1; k >= 0; k--) this.need(operands[k] as number);
      }
    }
    for (let value = this.pending.pop(); value !== undefined; value = this.pending.pop()) {
      const instruction = this.definition[value] as number;
      if (instruction >= 0) {
        for (let k = graph.operandsOf(instruction, operands) - 1; k >= 0; k--)
          this.need(operands[k] as number);
        continue;
      }
      const block = this.block[value] as number;
      const index = value - graph.firstParameterOf(block);
      for (const source of this.flow.predecessors[block] as number[]) {
        for (let edge = 2 * source; edge < 2 * source + 2; edge++) {
          if (graph.edgeTarget[edge] === block) this.need(graph.edgeArgument(edge, index));
        }
      }
    }
  }

  private use(value: number, block: number): void {
    this.uses[value] = (this.uses[value] as number) + 1;
    if (this.block[value] !== block) this.crosses[value] = 1;
  }

  private countUses(): void {
    const { graph, operands } = this;
    for (const block of this.flow.order) {
      const end = graph.endInstructionOf(block);
      for (let i = graph.firstInstructionOf(block); i < end; i++) {
        if (!this.isWritten(i)) continue;
        this.has[graph.op(i)] = 1;
        for (let k = graph.operandsOf(i, operands) - 1; k >= 0; k--) this.use(operands[k] as number, block);
      }
      for (let edge = 2 * block; edge < 2 * block + 2; edge++) {
        const target = graph.edgeTarget[edge] as number;
        if (target < 0) continue;
        const parameters = graph.firstParameterOf(target);
        for (let k = graph.edgeArgumentCount(edge) - 1; k >= 0; k--) {
          if (this.needed[parameters + k] !== 0) this.use(graph.edgeArgument(edge, k), block);
        }
      }
    }
  }

  private defer(): void {
    const { graph, operands, deferred, uses } = this;
    const depth = new Uint8Array(graph.valueCount);
    for (const block of this.flow.order) {
      const end = graph.endInstructionOf(block);
      for (let i = graph.firstInstructionOf(block); i < end; i++) {
        const value = graph.firstResultOf(i);
        if (value < 0 || purityOf[graph.op(i)] !== Purity.pure || graph.resultCountOf(i) !== 1) continue;
        if (this.isConstant(value)) continue;
        if (uses[value] !== 1 || this.crosses[value] !== 0) continue;
        let deepest = 0;
        for (let k = graph.operandsOf(i, operands) - 1; k >= 0; k--) {
          const operand = operands[k] as number;
          if (deferred[operand] !== 0) deepest = Math.max(deepest, depth[operand] as number);
        }
        if (deepest >= MAX_DEPTH) continue;
        depth[value] = deepest + 1;
        deferred[value] = 1;
      }
    }
  }
}

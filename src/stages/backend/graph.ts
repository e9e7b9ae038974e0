// One ForthIR function with its edges at hand.

import { Instruction, IR_MAGIC, opTable, Shape, ValueType } from "../../abi/bindings.ts";
import { directOperandCount, shapeOf } from "../../ir/op_facts.ts";
import { FunctionView } from "../../ir/view.ts";
import { InternalError } from "../../machine/exceptions.ts";

const resultCounts = Uint8Array.from(opTable, (info) => info.cellResults + info.floatResults);

/** How many cells and floats a word takes and gives. */
export interface Effect {
  readonly cellIn: number;
  readonly cellOut: number;
  readonly floatIn: number;
  readonly floatOut: number;
}

/** A text that is equal for equal effects. */
export function effectKey({ cellIn, cellOut, floatIn, floatOut }: Effect): string {
  return `${cellIn},${cellOut},${floatIn},${floatOut}`;
}

/** A verified ForthIR function. Edges are named 2 * block, and 2 * block + 1 for the else edge of a branch. */
export class FunctionGraph extends FunctionView {
  /** By edge: target block (-1: no such edge), place of the arguments in `words`, their number. */
  readonly edgeTarget: Int32Array;
  private readonly edgeStart: Int32Array;
  private readonly edgeCount: Int32Array;

  /** @throws InternalError for what is no ForthIR at all. */
  constructor(words: Uint32Array) {
    super(words);
    if (words[0] !== IR_MAGIC) throw new InternalError("the backend was given no ForthIR");
    this.edgeTarget = new Int32Array(2 * this.blockCount).fill(-1);
    this.edgeStart = new Int32Array(2 * this.blockCount);
    this.edgeCount = new Int32Array(2 * this.blockCount);
    for (let block = 0; block < this.blockCount; block++) {
      let edge = 2 * block;
      this.forEachSuccessor(block, (target, start, count) => {
        this.edgeTarget[edge] = target;
        this.edgeStart[edge] = this.extras + start;
        this.edgeCount[edge++] = count;
      });
    }
  }

  edgeArgumentCount(edge: number): number {
    return this.edgeCount[edge] as number;
  }

  edgeArgument(edge: number, index: number): number {
    return this.words[(this.edgeStart[edge] as number) + index] as number;
  }

  /** The instruction after the block's terminator. */
  endInstructionOf(block: number): number {
    return this.firstInstructionOf(block) + this.instructionCountOf(block);
  }

  isFloat(value: number): boolean {
    return this.valueType(value) === ValueType.float;
  }

  // The fields that every pass reads all the time, without the detour through the view's general accessor: a function is
  // mostly translated while the translator itself is still interpreted, where each call counts.

  override op(instruction: number): number {
    return this.words[this.instructions + instruction * Instruction.WORDS] as number;
  }

  override a(instruction: number): number {
    return this.words[this.instructions + instruction * Instruction.WORDS + Instruction.a] as number;
  }

  override b(instruction: number): number {
    return this.words[this.instructions + instruction * Instruction.WORDS + Instruction.b] as number;
  }

  /** The instruction's first result, -1 when it has none. */
  firstResultOf(instruction: number): number {
    return (
      (this.words[this.instructions + instruction * Instruction.WORDS + Instruction.result] as number) | 0
    );
  }

  resultCountOf(instruction: number): number {
    const op = this.op(instruction);
    if (shapeOf[op] !== Shape.call) return resultCounts[op] as number;
    return this.cellResultsOf(instruction) + this.floatResultsOf(instruction);
  }

  /** Writes the value operands to `out` from `start` on (of calls and returns too, of edges not); gives their number. */
  operandsOf(instruction: number, out: number[], start = 0): number {
    const at = this.instructions + instruction * Instruction.WORDS;
    const words = this.words;
    const shape = shapeOf[words[at] as number] as Shape;
    const count = directOperandCount[shape] as number;
    if (count > 0) {
      for (let i = 0; i < count; i++) out[start + i] = words[at + Instruction.a + i] as number;
      return count;
    }
    if (shape === Shape.v4 || shape === Shape.list) {
      return this.copyExtra(this.b(instruction), this.c(instruction), out, start);
    }
    if (shape === Shape.call) return this.copyExtra(this.b(instruction) + 2, this.c(instruction), out, start);
    return 0;
  }

  private copyExtra(from: number, count: number, out: number[], start: number): number {
    for (let i = 0; i < count; i++) out[start + i] = this.extra(from + i);
    return count;
  }
}

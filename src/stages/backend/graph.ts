// One ForthIR function with its edges at hand.

import { Instruction, IR_MAGIC, NONE, Op, Shape, ValueType } from "../../abi/bindings.ts";
import { InternalError } from "../../forth/exceptions.ts";
import { shapeOf } from "../../ir/op_facts.ts";
import { FunctionView } from "../../ir/view.ts";

/** How many cells and floats a word takes and gives. */
export interface Effect {
  readonly cellIn: number;
  readonly cellOut: number;
  readonly floatIn: number;
  readonly floatOut: number;
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

  /** The instruction's first result, -1 when it has none. */
  firstResultOf(instruction: number): number {
    const result = this.result(instruction);
    return result === NONE ? -1 : result;
  }

  resultCountOf(instruction: number): number {
    return this.cellResultsOf(instruction) + this.floatResultsOf(instruction);
  }

  /** Writes the value operands to `out` (those of calls and returns included, those of edges not); gives their number. */
  operandsOf(instruction: number, out: number[]): number {
    const at = this.instructions + instruction * Instruction.WORDS;
    const words = this.words;
    switch (shapeOf[words[at] as number] as Shape) {
      case Shape.v3:
        out[2] = words[at + Instruction.c] as number;
        out[1] = words[at + Instruction.b] as number;
        out[0] = words[at + Instruction.a] as number;
        return 3;
      case Shape.v2:
      case Shape.v2imm:
        out[1] = words[at + Instruction.b] as number;
        out[0] = words[at + Instruction.a] as number;
        return 2;
      case Shape.v1:
      case Shape.v1imm:
      case Shape.branch:
        out[0] = words[at + Instruction.a] as number;
        return 1;
      case Shape.v4:
      case Shape.list:
        return this.copyExtra(this.b(instruction), this.c(instruction), out);
      case Shape.call:
        return this.copyExtra(this.b(instruction) + 2, this.c(instruction), out);
      default:
        return 0;
    }
  }

  /** Whether the instruction is a call of the function's own word. */
  isSelfCall(instruction: number): boolean {
    return this.op(instruction) === Op.call && this.a(instruction) === this.word;
  }

  private copyExtra(start: number, count: number, out: number[]): number {
    for (let i = 0; i < count; i++) out[i] = this.extra(start + i);
    return count;
  }
}

import { Block, FUNCTION_DYNAMIC, FunctionHeader, Instruction, Op, Shape } from "../abi/bindings.ts";
import { cellResultsOf, directOperandCount, floatResultsOf, shapeOf } from "./op_facts.ts";

/**
 * Reads a ForthIR function field by field. It checks nothing: hand in what the verifier accepted, or expect zeros
 * where an index leaves the buffer.
 */
export class FunctionView {
  readonly words: Uint32Array;
  readonly blockCount: number;
  readonly instructionCount: number;
  readonly valueCount: number;
  readonly extraCount: number;
  /** Indices in `words` of the first block, instruction, value type and extra word. */
  readonly blocks: number;
  readonly instructions: number;
  readonly values: number;
  readonly extras: number;

  constructor(words: Uint32Array) {
    this.words = words;
    this.blockCount = this.header(FunctionHeader.blockCount);
    this.instructionCount = this.header(FunctionHeader.instructionCount);
    this.valueCount = this.header(FunctionHeader.valueCount);
    this.extraCount = this.header(FunctionHeader.extraCount);
    this.blocks = FunctionHeader.WORDS;
    this.instructions = this.blocks + this.blockCount * Block.WORDS;
    this.values = this.instructions + this.instructionCount * Instruction.WORDS;
    this.extras = this.values + this.valueCount;
  }

  /** A field of the header; `field` is a member of `FunctionHeader`. */
  header(field: number): number {
    return this.words[field] ?? 0;
  }

  get word(): number {
    return this.header(FunctionHeader.word);
  }

  get isDynamic(): boolean {
    return (this.header(FunctionHeader.flags) & FUNCTION_DYNAMIC) !== 0;
  }

  get cellIn(): number {
    return this.header(FunctionHeader.cellIn);
  }

  get cellOut(): number {
    return this.header(FunctionHeader.cellOut);
  }

  get floatIn(): number {
    return this.header(FunctionHeader.floatIn);
  }

  get floatOut(): number {
    return this.header(FunctionHeader.floatOut);
  }

  /** A field of a block; `field` is a member of `Block`. */
  block(block: number, field: number): number {
    return this.words[this.blocks + block * Block.WORDS + field] ?? 0;
  }

  /** Number of the block's first instruction; the block ends before `firstInstruction + instructionCount`. */
  firstInstructionOf(block: number): number {
    return this.block(block, Block.firstInstruction);
  }

  instructionCountOf(block: number): number {
    return this.block(block, Block.instructionCount);
  }

  /** The block's last instruction. */
  terminatorOf(block: number): number {
    return this.firstInstructionOf(block) + this.instructionCountOf(block) - 1;
  }

  firstParameterOf(block: number): number {
    return this.block(block, Block.firstParameter);
  }

  parameterCountOf(block: number): number {
    return this.block(block, Block.parameterCount);
  }

  op(instruction: number): number {
    return this.field(instruction, Instruction.op);
  }

  result(instruction: number): number {
    return this.field(instruction, Instruction.result);
  }

  a(instruction: number): number {
    return this.field(instruction, Instruction.a);
  }

  b(instruction: number): number {
    return this.field(instruction, Instruction.b);
  }

  c(instruction: number): number {
    return this.field(instruction, Instruction.c);
  }

  position(instruction: number): number {
    return this.field(instruction, Instruction.position);
  }

  valueType(value: number): number {
    return this.words[this.values + value] ?? 0;
  }

  extra(index: number): number {
    return this.words[this.extras + index] ?? 0;
  }

  cellResultsOf(instruction: number): number {
    const op = this.op(instruction);
    return shapeOf[op] === Shape.call ? this.extra(this.b(instruction)) : (cellResultsOf[op] ?? 0);
  }

  floatResultsOf(instruction: number): number {
    const op = this.op(instruction);
    return shapeOf[op] === Shape.call ? this.extra(this.b(instruction) + 1) : (floatResultsOf[op] ?? 0);
  }

  /**
   * Calls `visit` with every value that the instruction uses, in order; `at` is the index in `words` of the field
   * that names it, so that a pass can write another value there.
   */
  forEachUse(instruction: number, visit: (value: number, at: number) => void): void {
    const at = this.instructions + instruction * Instruction.WORDS;
    const shape = shapeOf[this.op(instruction)];
    const direct = directOperandCount[shape ?? 0] ?? 0;
    for (let i = 0; i < direct; i++) visit(this.words[at + Instruction.a + i] ?? 0, at + Instruction.a + i);
    if (shape === Shape.branch) {
      const start = this.b(instruction);
      const thenCount = this.extra(start + 1);
      this.visitExtra(start + 2, thenCount, visit);
      this.visitExtra(start + 4 + thenCount, this.extra(start + 3 + thenCount), visit);
    } else if (shape === Shape.call) {
      this.visitExtra(this.b(instruction) + 2, this.c(instruction), visit);
    } else if (shape === Shape.v4 || shape === Shape.list || shape === Shape.jump) {
      this.visitExtra(this.b(instruction), this.c(instruction), visit);
    }
  }

  /** Calls `visit` for each way out of a block: the target, and where its arguments lie in extra. */
  forEachSuccessor(
    block: number,
    visit: (target: number, argumentsStart: number, argumentCount: number) => void,
  ): void {
    const last = this.terminatorOf(block);
    const op = this.op(last);
    if (op === Op.jump) {
      visit(this.a(last), this.b(last), this.c(last));
    } else if (op === Op.branch) {
      const start = this.b(last);
      const thenCount = this.extra(start + 1);
      visit(this.extra(start), start + 2, thenCount);
      const second = start + 2 + thenCount;
      visit(this.extra(second), second + 2, this.extra(second + 1));
    }
  }

  private field(instruction: number, field: number): number {
    return this.words[this.instructions + instruction * Instruction.WORDS + field] ?? 0;
  }

  private visitExtra(start: number, count: number, visit: (value: number, at: number) => void): void {
    for (let i = start; i < start + count; i++) visit(this.extra(i), this.extras + i);
  }
}

import {
  ABI_VERSION,
  BLOCK_LOOP_HEADER,
  Block,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  Instruction,
  IR_MAGIC,
  NONE,
  Op,
  Shape,
  ValueType,
} from "../../src/abi/bindings.ts";
import { cellResultsOf, floatResultsOf, shapeOf } from "../../src/ir/op_facts.ts";
import { IntList } from "./int_list.ts";
import { isTerminator } from "./terminators.ts";

/** Fields of an instruction while it is built: those of the record, and the block that holds it. */
const OP = 0;
const RESULT = 1;
const A = 2;
const B = 3;
const C = 4;
const POSITION = 5;
const BLOCK = 6;
const FIELDS = 7;

const noValues: readonly number[] = [];

/**
 * Builds one ForthIR function after the other. Blocks may be filled in any order, parameters may be added to a block
 * and arguments to a jump until `finish`, which lays everything out: block after block, value ids ascending in that
 * order. Ids that the builder hands out are its own; `finish` renumbers them.
 */
export class IrBuilder {
  private word = 0;
  private dynamic = false;
  private current = -1;

  private readonly instructions = new IntList(64 * FIELDS);
  /** Pool for operands of the shapes `call`, `list` and `v4`, as in the record. */
  private readonly extra = new IntList();
  /** By block. Parameters form a list: first, last, and `nextParameter` by value. */
  private readonly blockFlags = new IntList();
  private readonly blockLength = new IntList();
  private readonly blockTerminated = new IntList();
  private readonly firstParameter = new IntList();
  private readonly lastParameter = new IntList();
  /** By value. */
  private readonly types = new IntList();
  private readonly nextParameter = new IntList();
  /** By edge (one a jump, two a branch). Arguments form a list of nodes. */
  private readonly edgeTarget = new IntList();
  private readonly edgeCount = new IntList();
  private readonly edgeFirst = new IntList();
  private readonly edgeLast = new IntList();
  private readonly argumentValue = new IntList();
  private readonly argumentNext = new IntList();

  /** Forgets everything and starts the function of `word`; a dynamic function has no inputs and outputs. */
  begin(word: number, dynamic: boolean): void {
    this.word = word;
    this.dynamic = dynamic;
    this.current = -1;
    this.instructions.clear();
    this.extra.clear();
    this.blockFlags.clear();
    this.blockLength.clear();
    this.blockTerminated.clear();
    this.firstParameter.clear();
    this.lastParameter.clear();
    this.types.clear();
    this.nextParameter.clear();
    this.edgeTarget.clear();
    this.edgeCount.clear();
    this.edgeFirst.clear();
    this.edgeLast.clear();
    this.argumentValue.clear();
    this.argumentNext.clear();
  }

  get blockCount(): number {
    return this.blockLength.length;
  }

  get valueCount(): number {
    return this.types.length;
  }

  /** The block that `emit` appends to. */
  get currentBlock(): number {
    return this.current;
  }

  /** Adds an empty block and returns its number; the first one is the entry. Does not select it. */
  addBlock(loopHeader = false): number {
    this.blockLength.push(0);
    this.blockTerminated.push(0);
    this.firstParameter.push(-1);
    this.lastParameter.push(-1);
    return this.blockFlags.push(loopHeader ? BLOCK_LOOP_HEADER : 0);
  }

  /** Selects the block that the emitting methods append to. */
  setBlock(block: number): void {
    this.current = block;
  }

  markLoopHeader(block: number): void {
    this.blockFlags.set(block, BLOCK_LOOP_HEADER);
  }

  /** Whether the block has its terminator, after which nothing can be emitted. */
  isTerminated(block: number): boolean {
    return this.blockTerminated.at(block) !== 0;
  }

  typeOf(value: number): ValueType {
    return this.types.at(value) as ValueType;
  }

  /**
   * Adds a parameter after those that the block has, and returns its value. The parameters of the entry block are the
   * function's inputs; `finish` puts cells before floats there.
   */
  addParameter(block: number, type: ValueType): number {
    const value = this.addValue(type);
    const last = this.lastParameter.at(block);
    if (last < 0) this.firstParameter.set(block, value);
    else this.nextParameter.set(last, value);
    this.lastParameter.set(block, value);
    return value;
  }

  /** Adds a parameter before those that the block has: a deeper input, when added to the entry block. */
  prependParameter(block: number, type: ValueType): number {
    const value = this.addValue(type);
    const first = this.firstParameter.at(block);
    if (first < 0) this.lastParameter.set(block, value);
    else this.nextParameter.set(value, first);
    this.firstParameter.set(block, value);
    return value;
  }

  /**
   * Appends an instruction whose operands fit the fields a, b and c (every shape but v4, call, list, jump, branch) and
   * returns its first result; further results have the ids after it. -1 when there is no result.
   */
  emit(op: Op, position: number, a = 0, b = 0, c = 0): number {
    const result = this.addResults(cellResultsOf[op] as number, floatResultsOf[op] as number);
    this.append(op, result, a, b, c, position);
    return result;
  }

  /** Appends `const` (low and high half of the cell). */
  emitConstant(low: number, high: number, position: number): number {
    return this.emit(Op.const, position, low, high);
  }

  /** Appends an instruction of shape v4 (`dadd`, `dsub`); returns the first of its results. */
  emitFour(op: Op, position: number, a: number, b: number, c: number, d: number): number {
    const start = this.extra.push(a);
    this.extra.push(b);
    this.extra.push(c);
    this.extra.push(d);
    return this.emit(op, position, 0, start, 4);
  }

  /**
   * Appends a call of a word of known effect; arguments are cells (deepest first), then floats. Returns the first
   * result: cells (deepest first), then floats.
   */
  emitCall(
    word: number,
    cellResults: number,
    floatResults: number,
    values: ArrayLike<number>,
    position: number,
  ): number {
    const start = this.extra.push(cellResults);
    this.extra.push(floatResults);
    for (let i = 0; i < values.length; i++) this.extra.push(values[i] as number);
    const result = this.addResults(cellResults, floatResults);
    this.append(Op.call, result, word, start, values.length, position);
    return result;
  }

  /** Ends the current block with a jump. Returns its edge, for `addArgument`. */
  jump(target: number, position: number, values: ArrayLike<number> = noValues): number {
    const edge = this.addEdge(target, values);
    this.append(Op.jump, -1, 0, edge, 0, position);
    return edge;
  }

  /**
   * Ends the current block: to `thenBlock` when the condition is not zero, else to `elseBlock`. Returns the first
   * edge; the second edge has the next number.
   */
  branch(
    condition: number,
    thenBlock: number,
    elseBlock: number,
    position: number,
    thenValues: ArrayLike<number> = noValues,
    elseValues: ArrayLike<number> = noValues,
  ): number {
    const edge = this.addEdge(thenBlock, thenValues);
    this.addEdge(elseBlock, elseValues);
    this.append(Op.branch, -1, condition, edge, 0, position);
    return edge;
  }

  /** Appends an argument to an edge: the value of the target's next parameter on this way. */
  addArgument(edge: number, value: number): void {
    const node = this.argumentValue.push(value);
    this.argumentNext.push(-1);
    const last = this.edgeLast.at(edge);
    if (last < 0) this.edgeFirst.set(edge, node);
    else this.argumentNext.set(last, node);
    this.edgeLast.set(edge, node);
    this.edgeCount.set(edge, this.edgeCount.at(edge) + 1);
  }

  /** Ends the current block and the function: cells (deepest first), then floats. Nothing in a dynamic function. */
  return(position: number, values: ArrayLike<number> = noValues): void {
    const start = this.extra.length;
    for (let i = 0; i < values.length; i++) this.extra.push(values[i] as number);
    this.append(Op.return, -1, 0, start, values.length, position);
  }

  /**
   * Lays the function out. Inputs are the parameters of the entry block; the outputs are `cellOut` and `floatOut`
   * values at every `return`.
   * @throws Error when a block has no terminator.
   */
  finish(cellOut: number, floatOut: number): Uint32Array {
    const blockCount = this.blockLength.length;
    const instructionCount = this.instructions.length / FIELDS;
    const order = this.orderByBlock(blockCount, instructionCount);
    const entryInputs = this.sortEntryParameters();
    const extraCount = this.countExtra(instructionCount);
    const firstBlock = FunctionHeader.WORDS;
    const firstInstruction = firstBlock + blockCount * Block.WORDS;
    const firstValue = firstInstruction + instructionCount * Instruction.WORDS;
    const firstExtra = firstValue + this.types.length;
    const out = new Uint32Array(firstExtra + extraCount);

    out[FunctionHeader.magic] = IR_MAGIC;
    out[FunctionHeader.abiVersion] = ABI_VERSION;
    out[FunctionHeader.word] = this.word;
    out[FunctionHeader.flags] = this.dynamic ? FUNCTION_DYNAMIC : 0;
    out[FunctionHeader.cellIn] = entryInputs.cells;
    out[FunctionHeader.cellOut] = cellOut;
    out[FunctionHeader.floatIn] = entryInputs.floats;
    out[FunctionHeader.floatOut] = floatOut;
    out[FunctionHeader.blockCount] = blockCount;
    out[FunctionHeader.instructionCount] = instructionCount;
    out[FunctionHeader.valueCount] = this.types.length;
    out[FunctionHeader.extraCount] = extraCount;

    const ids = this.numberValues(out, firstBlock, firstValue, order);
    this.writeInstructions(out, firstInstruction, firstExtra, order, ids);
    return out;
  }

  private addValue(type: ValueType): number {
    this.nextParameter.push(-1);
    return this.types.push(type);
  }

  private addResults(cells: number, floats: number): number {
    if (cells + floats === 0) return -1;
    const first = this.types.length;
    for (let i = 0; i < cells; i++) this.addValue(ValueType.cell);
    for (let i = 0; i < floats; i++) this.addValue(ValueType.float);
    return first;
  }

  private addEdge(target: number, values: ArrayLike<number>): number {
    this.edgeTarget.push(target);
    this.edgeCount.push(0);
    this.edgeFirst.push(-1);
    const edge = this.edgeLast.push(-1);
    for (let i = 0; i < values.length; i++) this.addArgument(edge, values[i] as number);
    return edge;
  }

  private append(op: Op, result: number, a: number, b: number, c: number, position: number): void {
    const block = this.current;
    if (block < 0) throw new Error("no block is selected");
    if (this.blockTerminated.at(block) !== 0) throw new Error(`block${block} has its terminator already`);
    const list = this.instructions;
    list.reserve(FIELDS);
    const data = list.data;
    const at = list.length;
    data[at + OP] = op;
    data[at + RESULT] = result;
    data[at + A] = a;
    data[at + B] = b;
    data[at + C] = c;
    data[at + POSITION] = position;
    data[at + BLOCK] = block;
    list.length = at + FIELDS;
    this.blockLength.set(block, this.blockLength.at(block) + 1);
    if (isTerminator[op] !== 0) this.blockTerminated.set(block, 1);
  }

  /** Numbers of the instructions, block after block, each block's in the order in which they were emitted. */
  private orderByBlock(blockCount: number, instructionCount: number): Uint32Array {
    const cursor = new Uint32Array(blockCount);
    let start = 0;
    for (let block = 0; block < blockCount; block++) {
      if (this.blockTerminated.at(block) === 0) throw new Error(`block${block} has no terminator`);
      cursor[block] = start;
      start += this.blockLength.at(block);
    }
    const order = new Uint32Array(instructionCount);
    const data = this.instructions.data;
    for (let i = 0; i < instructionCount; i++) {
      const block = data[i * FIELDS + BLOCK] as number;
      const slot = cursor[block] as number;
      order[slot] = i;
      cursor[block] = slot + 1;
    }
    return order;
  }

  /** Puts the entry's cells before its floats, keeping the order of each, and counts them. */
  private sortEntryParameters(): { cells: number; floats: number } {
    const count = { cells: 0, floats: 0 };
    if (this.blockLength.length === 0) return count;
    const cells: number[] = [];
    const floats: number[] = [];
    for (let value = this.firstParameter.at(0); value >= 0; value = this.nextParameter.at(value)) {
      (this.types.at(value) === ValueType.cell ? cells : floats).push(value);
    }
    let last = -1;
    for (const value of [...cells, ...floats]) {
      if (last < 0) this.firstParameter.set(0, value);
      else this.nextParameter.set(last, value);
      this.nextParameter.set(value, -1);
      last = value;
    }
    this.lastParameter.set(0, last);
    count.cells = cells.length;
    count.floats = floats.length;
    return count;
  }

  private countExtra(instructionCount: number): number {
    let count = this.extra.length;
    const data = this.instructions.data;
    for (let i = 0; i < instructionCount; i++) {
      const op = data[i * FIELDS + OP] as number;
      const edge = data[i * FIELDS + B] as number;
      if (op === Op.jump) count += this.edgeCount.at(edge);
      else if (op === Op.branch) count += 4 + this.edgeCount.at(edge) + this.edgeCount.at(edge + 1);
    }
    return count;
  }

  /** Writes blocks and value types; returns the final value ids by builder's ids. */
  private numberValues(
    out: Uint32Array,
    firstBlock: number,
    firstValue: number,
    order: Uint32Array,
  ): Uint32Array {
    const ids = new Uint32Array(this.types.length);
    const data = this.instructions.data;
    let next = 0;
    let slot = 0;
    for (let block = 0; block < this.blockLength.length; block++) {
      const at = firstBlock + block * Block.WORDS;
      const length = this.blockLength.at(block);
      const parameters = next;
      for (let value = this.firstParameter.at(block); value >= 0; value = this.nextParameter.at(value)) {
        out[firstValue + next] = this.types.at(value);
        ids[value] = next++;
      }
      out[at + Block.firstInstruction] = slot;
      out[at + Block.instructionCount] = length;
      out[at + Block.firstParameter] = next === parameters ? NONE : parameters;
      out[at + Block.parameterCount] = next - parameters;
      out[at + Block.flags] = this.blockFlags.at(block);
      for (const end = slot + length; slot < end; slot++) {
        const instruction = (order[slot] as number) * FIELDS;
        const first = data[instruction + RESULT] as number;
        if (first < 0) continue;
        const end = first + this.resultCount(instruction);
        for (let value = first; value < end; value++) {
          out[firstValue + next] = this.types.at(value);
          ids[value] = next++;
        }
      }
    }
    return ids;
  }

  private resultCount(instruction: number): number {
    const op = this.instructions.at(instruction + OP);
    if (shapeOf[op] !== Shape.call) return (cellResultsOf[op] as number) + (floatResultsOf[op] as number);
    const start = this.instructions.at(instruction + B);
    return this.extra.at(start) + this.extra.at(start + 1);
  }

  private writeInstructions(
    out: Uint32Array,
    firstInstruction: number,
    firstExtra: number,
    order: Uint32Array,
    ids: Uint32Array,
  ): void {
    const data = this.instructions.data;
    const writer = new ExtraWriter(out, firstExtra, ids);
    for (let i = 0; i < order.length; i++) {
      const from = (order[i] as number) * FIELDS;
      const to = firstInstruction + i * Instruction.WORDS;
      const op = data[from + OP] as number;
      const result = data[from + RESULT] as number;
      out[to + Instruction.op] = op;
      out[to + Instruction.result] = result < 0 ? NONE : (ids[result] as number);
      out[to + Instruction.position] = data[from + POSITION] as number;
      this.writeOperands(out, to, shapeOf[op] as Shape, from, writer);
    }
  }

  private writeOperands(out: Uint32Array, to: number, shape: Shape, from: number, writer: ExtraWriter): void {
    const data = this.instructions.data;
    const ids = writer.ids;
    let a = data[from + A] as number;
    let b = data[from + B] as number;
    let c = data[from + C] as number;
    if (shape === Shape.v2 || shape === Shape.v2imm || shape === Shape.v3) {
      a = ids[a] as number;
      b = ids[b] as number;
      if (shape === Shape.v3) c = ids[c] as number;
    } else if (shape === Shape.v1 || shape === Shape.v1imm) {
      a = ids[a] as number;
    } else if (shape === Shape.v4 || shape === Shape.list || shape === Shape.call) {
      const start = writer.position;
      if (shape === Shape.call) {
        writer.put(this.extra.at(b++));
        writer.put(this.extra.at(b++));
      }
      for (let i = 0; i < c; i++) writer.putValue(this.extra.at(b + i));
      b = start;
    } else if (shape === Shape.jump) {
      a = this.edgeTarget.at(b);
      c = this.edgeCount.at(b);
      b = this.writeArguments(b, writer);
    } else if (shape === Shape.branch) {
      a = ids[a] as number;
      const start = writer.position;
      for (let edge = b; edge < b + 2; edge++) {
        writer.put(this.edgeTarget.at(edge));
        writer.put(this.edgeCount.at(edge));
        this.writeArguments(edge, writer);
      }
      b = start;
      c = writer.position - start;
    }
    out[to + Instruction.a] = a;
    out[to + Instruction.b] = b;
    out[to + Instruction.c] = c;
  }

  /** Writes the values of an edge's arguments; returns where they begin in extra. */
  private writeArguments(edge: number, writer: ExtraWriter): number {
    const start = writer.position;
    for (let node = this.edgeFirst.at(edge); node >= 0; node = this.argumentNext.at(node)) {
      writer.putValue(this.argumentValue.at(node));
    }
    return start;
  }
}

/** Fills the extra pool of the function that is laid out; positions count from the pool's start. */
class ExtraWriter {
  position = 0;
  readonly ids: Uint32Array;
  private readonly out: Uint32Array;
  private readonly start: number;

  constructor(out: Uint32Array, start: number, ids: Uint32Array) {
    this.out = out;
    this.start = start;
    this.ids = ids;
  }

  put(word: number): void {
    this.out[this.start + this.position++] = word;
  }

  putValue(value: number): void {
    this.put(this.ids[value] as number);
  }
}

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
} from "../../../src/abi/bindings.ts";
import { cellResultsOf, floatResultsOf, shapeOf } from "../../../src/ir/op_facts.ts";
import { IntList } from "../../ir/int_list.ts";
import { type Draft, Ending, Field, fieldValues } from "./draft.ts";
import type { Effect } from "./effect.ts";
import { type FlowGraph, NO_REGION } from "./flow.ts";
import type { Simplification } from "./simplify.ts";

const NOT_YET = -1;

/**
 * Last pass: from a simplified draft to a ForthIR function.
 *
 * Regions become blocks in their order, except those that are empty and only jump on: ways that lead there lead to
 * where they jump. Values are numbered in the order of their definition. A constant becomes an instruction before
 * its first use in each block.
 */
export class Layout {
  private readonly flow: FlowGraph;
  private readonly draft: Draft;
  private readonly simplification: Simplification;
  private readonly blocks = new IntList();
  private readonly instructions = new IntList();
  private readonly types = new IntList();
  private readonly extra = new IntList();
  /** By region: the region where a way that leads here ends, and the last region on the way that says the arguments. */
  private readonly destination = new IntList();
  private readonly lastForward = new IntList();
  private readonly blockOf = new IntList();
  /** By draft value: final value. By constant: final value, and the block that holds it. */
  private readonly valueOf = new IntList();
  private readonly constantValue = new IntList();
  private readonly constantBlock = new IntList();
  private block = 0;
  private position = 0;
  /** Arguments of a way while it is written. */
  private readonly arguments = new IntList();

  constructor(flow: FlowGraph, draft: Draft, simplification: Simplification) {
    this.flow = flow;
    this.draft = draft;
    this.simplification = simplification;
  }

  /** The function of `word`; dynamic when it has no effect. */
  lay(word: number, effect: Effect | undefined): Uint32Array {
    const { draft, blocks } = this;
    blocks.clear();
    this.instructions.clear();
    this.types.clear();
    this.extra.clear();
    this.valueOf.resize(draft.valueType.length, NOT_YET);
    this.constantValue.resize(draft.constantType.length, NOT_YET);
    this.constantBlock.resize(draft.constantType.length, NOT_YET);
    this.numberBlocks();
    for (let region = 0; region < this.flow.regionCount; region++) {
      if (this.destination.at(region) === region) this.layBlock(region);
    }
    return this.assemble(word, effect);
  }

  /** Finds the regions that only jump on. Every cycle polls somewhere, so that none consists of such regions alone. */
  private numberBlocks(): void {
    const { flow, draft, destination, lastForward, blockOf } = this;
    const count = flow.regionCount;
    destination.resize(count, 0);
    lastForward.resize(count, NO_REGION);
    blockOf.resize(count, NOT_YET);
    for (let region = count - 1; region >= 0; region--) {
      destination.set(region, region);
      if (region === 0 || draft.ending.at(region) !== Ending.jump) continue;
      if (draft.instructionStart.at(region) !== draft.instructionStart.at(region + 1)) continue;
      if (this.hasLiveParameters(region)) continue;
      const successor = this.onlySuccessor(region);
      destination.set(region, destination.at(successor));
      lastForward.set(region, destination.at(successor) === successor ? region : lastForward.at(successor));
    }
    let block = 0;
    for (let region = 0; region < count; region++) {
      if (destination.at(region) === region) blockOf.set(region, block++);
    }
  }

  private onlySuccessor(region: number): number {
    const taken = this.flow.taken.at(region);
    return taken === NO_REGION ? this.flow.next.at(region) : taken;
  }

  private hasLiveParameters(region: number): boolean {
    const first = this.draft.firstParameter.at(region);
    const count = this.draft.parameterCount.at(region);
    for (let i = first; i < first + count; i++) if (this.simplification.live.at(i) !== 0) return true;
    return false;
  }

  // ---- blocks ----

  private layBlock(region: number): void {
    const { draft, blocks, instructions, types } = this;
    this.block = this.blockOf.at(region);
    const firstInstruction = instructions.length / Instruction.WORDS;
    const firstParameter = types.length;
    const first = draft.firstParameter.at(region);
    for (let i = first; i < first + draft.parameterCount.at(region); i++) {
      if (region === 0 || this.simplification.live.at(i) !== 0) this.define(i);
    }
    const parameterCount = types.length - firstParameter;
    const end = draft.instructionStart.at(region + 1);
    for (let i = draft.instructionStart.at(region); i < end; i++) this.layInstruction(i * Field.COUNT);
    this.layEnding(region);
    blocks.push(firstInstruction);
    blocks.push(instructions.length / Instruction.WORDS - firstInstruction);
    blocks.push(parameterCount === 0 ? NONE : firstParameter);
    blocks.push(parameterCount);
    blocks.push(this.isLoopHeader(region) ? BLOCK_LOOP_HEADER : 0);
    blocks.push(0);
  }

  private isLoopHeader(region: number): boolean {
    const { flow } = this;
    const end = flow.predecessorStart.at(region + 1);
    for (let i = flow.predecessorStart.at(region); i < end; i++) {
      const from = flow.predecessors.at(i);
      if (from >= region) return true;
      if (this.destination.at(from) !== from && this.isLoopHeader(from)) return true;
    }
    return false;
  }

  private define(value: number): number {
    const id = this.types.push(this.draft.valueType.at(value));
    this.valueOf.set(value, id);
    return id;
  }

  private layInstruction(at: number): void {
    const { data } = this.draft.instructions;
    const op = data[at + Field.op] as number;
    const shape = shapeOf[op] as number;
    this.position = data[at + Field.position] as number;
    const count = fieldValues(op);
    let a = data[at + Field.a] as number;
    let b = data[at + Field.b] as number;
    let c = data[at + Field.c] as number;
    if (count > 0) a = this.value(a);
    if (count > 1) b = this.value(b);
    if (count > 2) c = this.value(c);
    if (shape === Shape.call) b = this.copyCall(b, c);
    else if (shape === Shape.v4) b = this.copyList(b, c);
    const result = data[at + Field.result] as number;
    this.emit(op, NONE, a, b, c);
    if (result < 0) return;
    const resultCount = this.resultCount(op, data[at + Field.b] as number);
    const first = this.define(result);
    for (let i = 1; i < resultCount; i++) this.define(result + i);
    this.instructions.set(this.instructions.length - Instruction.WORDS + Instruction.result, first);
  }

  private resultCount(op: number, b: number): number {
    const { pool } = this.draft;
    if (op === Op.call) return pool.at(b) + pool.at(b + 1);
    return (cellResultsOf[op] as number) + (floatResultsOf[op] as number);
  }

  private copyCall(start: number, count: number): number {
    const { pool } = this.draft;
    const copy = this.extra.push(pool.at(start));
    this.extra.push(pool.at(start + 1));
    this.copyList(start + 2, count);
    return copy;
  }

  /** Copies a list of the pool to `extra`; returns where it starts there. */
  private copyList(start: number, count: number): number {
    const copy = this.extra.length;
    for (let i = 0; i < count; i++) this.extra.push(this.value(this.draft.pool.at(start + i)));
    return copy;
  }

  /** The final number of a reference; a constant is made into a value first. */
  private value(reference: number): number {
    const { draft } = this;
    const value = draft.resolve(reference);
    if (value >= 0) return this.valueOf.at(value);
    const constant = ~value;
    if (this.constantBlock.at(constant) === this.block) return this.constantValue.at(constant);
    const type = draft.constantType.at(constant);
    const id = this.types.push(type);
    const op = type === ValueType.cell ? Op.const : Op.fconst;
    this.emit(op, id, draft.constantLow.at(constant), draft.constantHigh.at(constant), 0);
    this.constantBlock.set(constant, this.block);
    this.constantValue.set(constant, id);
    return id;
  }

  private emit(op: number, result: number, a: number, b: number, c: number): void {
    const { instructions } = this;
    instructions.reserve(Instruction.WORDS);
    const { data, length: at } = instructions;
    data[at + Instruction.op] = op;
    data[at + Instruction.result] = result;
    data[at + Instruction.a] = a;
    data[at + Instruction.b] = b;
    data[at + Instruction.c] = c;
    data[at + Instruction.position] = this.position;
    instructions.length = at + Instruction.WORDS;
  }

  // ---- endings ----

  private layEnding(region: number): void {
    const { draft } = this;
    this.position = draft.endPosition.at(region);
    switch (draft.ending.at(region)) {
      case Ending.return: {
        const count = draft.resultCount.at(region);
        this.emit(Op.return, NONE, 0, this.copyList(draft.resultStart.at(region), count), count);
        break;
      }
      case Ending.jump:
        this.layJump(region, this.onlySuccessor(region));
        break;
      case Ending.branch:
        this.layBranch(region);
        break;
      default:
        this.emit(Op.unreachable, NONE, 0, 0, 0);
    }
  }

  private layJump(region: number, successor: number): void {
    this.arguments.clear();
    const target = this.addArguments(region, successor);
    const start = this.extra.length;
    appendList(this.extra, this.arguments);
    this.emit(Op.jump, NONE, target, start, this.arguments.length);
  }

  /** When the flag is not zero control falls through. A branch whose ways are one and the same becomes a jump. */
  private layBranch(region: number): void {
    const { flow, extra } = this;
    const list = this.arguments;
    list.clear();
    const thenTarget = this.addArguments(region, flow.next.at(region));
    const thenCount = list.length;
    const elseTarget = this.addArguments(region, flow.taken.at(region));
    const elseCount = list.length - thenCount;
    if (thenTarget === elseTarget && sameHalves(list)) {
      list.length = thenCount;
      const start = extra.length;
      appendList(extra, list);
      this.emit(Op.jump, NONE, thenTarget, start, thenCount);
      return;
    }
    const condition = this.value(this.draft.condition.at(region));
    const start = extra.push(thenTarget);
    extra.push(thenCount);
    for (let i = 0; i < thenCount; i++) extra.push(list.at(i));
    extra.push(elseTarget);
    extra.push(elseCount);
    for (let i = thenCount; i < list.length; i++) extra.push(list.at(i));
    this.emit(Op.branch, NONE, condition, start, extra.length - start);
  }

  /** Adds the arguments of a way to `arguments`; returns the block where it leads. */
  private addArguments(region: number, successor: number): number {
    const { draft } = this;
    const target = this.destination.at(successor);
    const from = target === successor ? region : this.lastForward.at(successor);
    const first = draft.firstParameter.at(target);
    const exit = draft.exitStart.at(from);
    for (let i = 0; i < draft.parameterCount.at(target); i++) {
      if (this.simplification.live.at(first + i) !== 0)
        this.arguments.push(this.value(draft.exits.at(exit + i)));
    }
    return this.blockOf.at(target);
  }

  // ---- record ----

  private assemble(word: number, effect: Effect | undefined): Uint32Array {
    const { blocks, instructions, types, extra } = this;
    const firstInstruction = FunctionHeader.WORDS + blocks.length;
    const firstValue = firstInstruction + instructions.length;
    const firstExtra = firstValue + types.length;
    const out = new Uint32Array(firstExtra + extra.length);
    out[FunctionHeader.magic] = IR_MAGIC;
    out[FunctionHeader.abiVersion] = ABI_VERSION;
    out[FunctionHeader.word] = word;
    out[FunctionHeader.flags] = effect === undefined ? FUNCTION_DYNAMIC : 0;
    if (effect !== undefined) {
      out[FunctionHeader.cellIn] = effect.cellIn;
      out[FunctionHeader.cellOut] = effect.cellOut;
      out[FunctionHeader.floatIn] = effect.floatIn;
      out[FunctionHeader.floatOut] = effect.floatOut;
    }
    out[FunctionHeader.blockCount] = blocks.length / Block.WORDS;
    out[FunctionHeader.instructionCount] = instructions.length / Instruction.WORDS;
    out[FunctionHeader.valueCount] = types.length;
    out[FunctionHeader.extraCount] = extra.length;
    copyTo(out, FunctionHeader.WORDS, blocks);
    copyTo(out, firstInstruction, instructions);
    copyTo(out, firstValue, types);
    copyTo(out, firstExtra, extra);
    return out;
  }
}

function copyTo(out: Uint32Array, at: number, list: IntList): void {
  const { data, length } = list;
  for (let i = 0; i < length; i++) out[at + i] = data[i] as number;
}

function appendList(list: IntList, tail: IntList): void {
  for (let i = 0; i < tail.length; i++) list.push(tail.at(i));
}

/** Whether the second half of a list repeats the first. */
function sameHalves(list: IntList): boolean {
  const half = list.length / 2;
  for (let i = 0; i < half; i++) if (list.at(i) !== list.at(half + i)) return false;
  return true;
}

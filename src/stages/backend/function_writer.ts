/** The code of one ForthIR function. */

import { FloatFunction, FloatFunction2, Op, Purity, ValueType } from "../../abi/bindings.ts";
import { purityOf } from "../../ir/op_facts.ts";
import { InternalError, ThrowCodes } from "../../machine/exceptions.ts";
import { Capacity, FIRST_ADDRESS } from "../../machine/machine.ts";
import { ByteWriter } from "./byte_writer.ts";
import type { CodeMark } from "./code_mark.ts";
import { analyseControlFlow } from "./control_flow.ts";
import { ValueFacts } from "./facts.ts";
import type { Effect, FunctionGraph } from "./graph.ts";
import type { Layout } from "./layout.ts";
import { type FunctionType, functionType, type ModuleBuilder } from "./module_builder.ts";
import { F64, I32, I64, NO_RESULT, TABLE_SIZE, TRUNC_SAT_F64_S, W } from "./opcodes.ts";
import { type BlockWriter, writeStructure } from "./structure.ts";

/** Iterations and recursive calls between two looks at the interrupt flag. */
export const POLL_INTERVAL = 4096;

/** Tables, in the order of their imports. */
export const SLOT_TABLE = 0;
export const WORD_TABLE = 1;

/** What a word's code asks of the backend. */
export interface CodeHost {
  readonly layout: Layout;
  readonly limit: number;
  /** Names a place in the function for backtraces and, where the code is not 0, the THROW that begins there. */
  site(position: number, throwCode: number): number;
  /** The slot of a word called with an effect. */
  slot(word: number, effect: Effect): number;
  /** Says that code calls the word through the word table. */
  reach(word: number): void;
}

/** The type of a word's direct function: its arguments and its place in the trail to its results. */
export function directType({ cellIn, cellOut, floatIn, floatOut }: Effect): FunctionType {
  const values = (cells: number, floats: number): string => "I".repeat(cells) + "F".repeat(floats);
  return functionType(`${values(cellIn, floatIn)}i>${values(cellOut, floatOut)}`);
}

/** The type of what runs a word on the in-memory stacks: execution token, place in the trail. */
export const memoryType = functionType("ii>");

export class FunctionWriter implements BlockWriter {
  readonly code = new ByteWriter();
  /** Where the code of instructions begins. */
  readonly marks: CodeMark[] = [];
  private readonly facts: ValueFacts;
  private readonly flow;
  private readonly labels: number[] = [];
  private readonly parameterCount: number;
  /** The place in the trail: the last parameter. */
  private readonly trail: number;
  /** By local that is no parameter: its type. */
  private readonly localTypes: number[] = [];
  private readonly free: Record<number, number[]> = { [I32]: [], [I64]: [], [F64]: [] };
  private readonly localOf: Int32Array;
  private readonly remaining: Int32Array;
  private lastSet = -1;
  private lastSetStart = -1;
  private lastSetEnd = -1;
  private hasFaults = false;
  private address = -1;
  private countdown = -1;
  private dataDepth = -1;
  private floatDepth = -1;
  private state = -1;
  /** By value: the block in which it was last found to be a good address, and for how many bytes. */
  private readonly checkedIn: Int32Array;
  /** By the logarithm of a size: the local that says how far above FIRST_ADDRESS so many bytes may begin. */
  private readonly spans: number[] = [];
  private readonly checkedBytes: Uint8Array;
  private currentBlock = -1;
  private readonly dataPlace: StackPlace;
  private readonly floatPlace: StackPlace;
  private readonly returnPlace: StackPlace;

  constructor(
    private readonly graph: FunctionGraph,
    private readonly host: CodeHost,
    private readonly module: ModuleBuilder,
  ) {
    const { layout } = host;
    this.dataPlace = {
      isFloat: false,
      stack: layout.dataStack,
      depth: layout.dataDepth,
      capacity: Capacity.data,
      overflow: ThrowCodes.stackOverflow,
      underflow: ThrowCodes.stackUnderflow,
    };
    this.floatPlace = {
      isFloat: true,
      stack: layout.floatStack,
      depth: layout.floatDepth,
      capacity: Capacity.float,
      overflow: ThrowCodes.floatStackOverflow,
      underflow: ThrowCodes.floatStackUnderflow,
    };
    this.returnPlace = {
      isFloat: false,
      stack: layout.returnStack,
      depth: layout.returnDepth,
      capacity: Capacity.return,
      overflow: ThrowCodes.returnStackOverflow,
      underflow: ThrowCodes.returnStackUnderflow,
    };
    this.flow = analyseControlFlow(graph);
    this.facts = new ValueFacts(graph, this.flow);
    this.localOf = new Int32Array(graph.valueCount).fill(-1);
    this.remaining = this.facts.uses.slice();
    this.checkedIn = new Int32Array(graph.valueCount).fill(-1);
    this.checkedBytes = new Uint8Array(graph.valueCount);
    const count = graph.parameterCountOf(0);
    const first = graph.firstParameterOf(0);
    if (graph.isDynamic) {
      this.parameterCount = 2;
      this.trail = 1;
    } else {
      for (let k = 0; k < count; k++) this.localOf[first + k] = k;
      this.parameterCount = count + 1;
      this.trail = count;
    }
  }

  /** Locals and instructions. */
  write(): ByteWriter {
    const { code } = this;
    this.op2(W.block, I32);
    this.labels.push(-1);
    this.prologue();
    writeStructure(this.graph, this.flow, this);
    code.byte(W.unreachable);
    code.byte(W.end);
    if (this.hasFaults) {
      this.get32(this.trail);
      this.callImport("fault", "ii>");
    } else {
      code.bytes[1] = NO_RESULT;
    }
    code.byte(W.unreachable);
    code.byte(W.end);
    const whole = new ByteWriter(code.length + 16);
    this.writeLocals(whole);
    whole.append(code);
    return whole;
  }

  private writeLocals(out: ByteWriter): void {
    const groups: [number, number][] = [];
    for (const type of this.localTypes) {
      const last = groups.at(-1);
      if (last !== undefined && last[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    out.unsigned(groups.length);
    for (const [count, type] of groups) {
      out.unsigned(count);
      out.byte(type);
    }
  }

  /** Recursion is polled like a loop: it can run as long. */
  private prologue(): void {
    const { code, host } = this;
    const { has } = this.facts;
    if (has[Op.push] || has[Op.pop] || has[Op.depth] || has[Op.pick] || has[Op.roll])
      this.dataDepth = this.newLocal(I32);
    if (has[Op.fpush] || has[Op.fpop] || has[Op.fdepth] || has[Op.fpick])
      this.floatDepth = this.newLocal(I32);
    this.reloadDepths();
    this.makeSpans();
    if (has[Op.poll]) this.countdown = this.newLocal(I32);
    const mayRecur = this.graph.isDynamic ? has[Op.callStack] || has[Op.execute] : this.callsItself();
    if (!mayRecur) return;
    const temp = this.scratch32();
    this.const32(0);
    this.const32(0);
    this.memory(W.i32_load, 2, host.layout.countdown);
    this.const32(1);
    code.byte(W.i32_sub);
    this.op2(W.local_tee, temp);
    this.memory(W.i32_store, 2, host.layout.countdown);
    this.get32(temp);
    this.const32(0);
    code.byte(W.i32_lt_s);
    this.op2(W.if, NO_RESULT);
    this.const32(this.host.site(0, 0));
    this.get32(this.trail);
    this.callImport("pollCalls", "ii>");
    code.byte(W.end);
  }

  /** Locals for how far the data space goes, which stays the same between calls. */
  private makeSpans(): void {
    const { graph, spans } = this;
    for (let i = 0; i < graph.instructionCount; i++) {
      const access = accesses[graph.op(i)];
      if (access === undefined) continue;
      const address = graph.firstResultOf(i) >= 0 ? graph.a(i) : graph.b(i);
      if (!this.isValid(address, access.bytes)) spans[Math.log2(access.bytes)] ??= this.newLocal(I32);
    }
    this.reloadSpans();
  }

  private reloadSpans(): void {
    this.spans.forEach((local, logarithm) => {
      this.const32(0);
      this.memory(W.i32_load, 2, this.host.layout.spans + 4 * logarithm);
      this.op2(W.local_set, local);
    });
  }

  /** Whether so many bytes at an address are known to be valid. They stay so: the data space grows only. */
  private isValid(address: number, bytes: number): boolean {
    const constant = this.constant(address);
    return (
      constant !== undefined &&
      (constant.low - FIRST_ADDRESS) >>> 0 <= this.host.limit - FIRST_ADDRESS - bytes
    );
  }

  private callsItself(): boolean {
    const { graph } = this;
    for (let i = 0; i < graph.instructionCount; i++) {
      if (graph.op(i) === Op.call && graph.a(i) === graph.word) return true;
    }
    return false;
  }

  // ---- structure -------------------------------------------------------------------------------------------------

  openLoop(header: number): void {
    this.op2(W.loop, NO_RESULT);
    this.labels.push(header);
  }

  openBlock(follower: number): void {
    this.op2(W.block, NO_RESULT);
    this.labels.push(follower);
  }

  close(): void {
    this.labels.pop();
    this.code.byte(W.end);
  }

  branchTo(block: number): void {
    this.code.byte(W.br);
    this.code.unsigned(this.labels.length - 1 - this.labels.lastIndexOf(block));
  }

  openBranch(block: number, negated: boolean): void {
    const terminator = this.graph.terminatorOf(block);
    this.condition(this.graph.a(terminator), negated);
    this.op2(W.if, NO_RESULT);
    this.labels.push(-2);
  }

  openDispatch(blocks: readonly number[]): void {
    const { code } = this;
    this.state = this.newLocal(I32);
    this.op2(W.loop, NO_RESULT);
    this.labels.push(-3);
    for (let k = blocks.length - 1; k >= 0; k--) this.openBlock(blocks[k] as number);
    this.get32(this.state);
    code.byte(W.br_table);
    code.unsigned(blocks.length);
    for (let k = 0; k < blocks.length; k++) code.unsigned(k);
    code.unsigned(blocks.length - 1);
  }

  dispatchTo(block: number): void {
    this.const32(this.flow.rank[block] as number);
    this.op2(W.local_set, this.state);
    this.branchTo(-3);
  }

  body(block: number): void {
    const { graph, facts } = this;
    this.currentBlock = block;
    const end = graph.endInstructionOf(block);
    for (let i = graph.firstInstructionOf(block); i < end; i++) {
      const first = graph.firstResultOf(i);
      if (first >= 0 && (facts.deferred[first] !== 0 || facts.isConstant(first))) continue;
      if (!facts.isWritten(i)) continue;
      this.mark(i);
      this.instruction(i);
    }
  }

  private mark(i: number): void {
    this.marks.push({ at: this.code.length, position: this.graph.position(i) });
  }

  edge(edge: number): void {
    const { graph, facts } = this;
    const target = graph.edgeTarget[edge] as number;
    const parameters = graph.firstParameterOf(target);
    const moved: number[] = [];
    for (let k = 0; k < graph.edgeArgumentCount(edge); k++) {
      if (facts.uses[parameters + k] === 0) continue;
      const argument = graph.edgeArgument(edge, k);
      if (argument === parameters + k) {
        this.consume(argument);
        continue;
      }
      this.get(argument);
      moved.push(parameters + k);
    }
    for (let k = moved.length - 1; k >= 0; k--) this.op2(W.local_set, this.permanent(moved[k] as number));
  }

  // ---- values ----------------------------------------------------------------------------------------------------

  private newLocal(type: number): number {
    this.localTypes.push(type);
    return this.parameterCount + this.localTypes.length - 1;
  }

  /** A local for use within one instruction. */
  private scratch32(): number {
    if (this.address === -1) this.address = this.newLocal(I32);
    return this.address;
  }

  private take(type: number): number {
    return this.free[type]?.pop() ?? this.newLocal(type);
  }

  private give(type: number, local: number): void {
    this.free[type]?.push(local);
  }

  private typeOf(value: number): number {
    return this.graph.valueType(value) === ValueType.float ? F64 : I64;
  }

  /** The local of a value that several blocks use, or that edges assign. */
  private permanent(value: number): number {
    let local = this.localOf[value] as number;
    if (local === -1) {
      local = this.newLocal(this.typeOf(value));
      this.localOf[value] = local;
    }
    return local;
  }

  private isPooled(value: number): boolean {
    return this.facts.crosses[value] === 0 && (this.facts.definition[value] as number) >= 0;
  }

  private consume(value: number): void {
    const rest = (this.remaining[value] as number) - 1;
    this.remaining[value] = rest;
    if (rest === 0 && this.isPooled(value)) this.give(this.typeOf(value), this.localOf[value] as number);
  }

  private get(value: number): void {
    const { facts, graph, code } = this;
    const definition = facts.definition[value] as number;
    if (facts.isConstant(value)) {
      if (graph.op(definition) === Op.const) this.const64(graph.a(definition), graph.b(definition));
      else this.constFloat(graph.a(definition), graph.b(definition));
      return;
    }
    if (facts.deferred[value] !== 0) {
      this.expression(definition);
      return;
    }
    if (this.lastSet === value && this.lastSetEnd === code.length) {
      // What was just computed is on the stack still.
      if (facts.uses[value] === 1) code.length = this.lastSetStart;
      else code.bytes[this.lastSetStart] = W.local_tee;
      this.lastSet = -1;
    } else {
      this.op2(W.local_get, this.localOf[value] as number);
    }
    this.consume(value);
  }

  /** Assigns what is on the stack. */
  private set(value: number): void {
    const { code, facts } = this;
    if (facts.uses[value] === 0) {
      code.byte(W.drop);
      return;
    }
    let local: number;
    if (this.isPooled(value)) {
      local = this.take(this.typeOf(value));
      this.localOf[value] = local;
    } else {
      local = this.permanent(value);
    }
    this.lastSet = value;
    this.lastSetStart = code.length;
    this.op2(W.local_set, local);
    this.lastSetEnd = code.length;
  }

  // ---- instructions ----------------------------------------------------------------------------------------------

  private op2(instruction: number, operand: number): void {
    this.code.byte(instruction);
    this.code.unsigned(operand);
  }

  private get32(local: number): void {
    this.op2(W.local_get, local);
  }

  private const32(value: number): void {
    this.code.byte(W.i32_const);
    this.code.signed(value);
  }

  private const64(low: number, high: number): void {
    this.code.byte(W.i64_const);
    this.code.signed64(low | 0, high | 0);
  }

  private constFloat(low: number, high: number): void {
    this.code.byte(W.f64_const);
    this.code.word32(low);
    this.code.word32(high);
  }

  /** A load or store. @param alignment its binary logarithm */
  private memory(instruction: number, alignment: number, offset: number): void {
    this.code.byte(instruction);
    this.code.unsigned(alignment);
    this.code.unsigned(offset);
  }

  private callImport(name: string, type: string): void {
    this.op2(W.call, this.module.import(name, functionType(type)));
  }

  /** With a condition on the stack, after `site` was put below it: goes to the fault when it holds. */
  private faultIf(): void {
    this.hasFaults = true;
    this.code.byte(W.br_if);
    this.code.unsigned(this.labels.length - 1);
    this.code.byte(W.drop);
  }

  private site(instruction: number, throwCode: number): void {
    this.const32(this.host.site(this.graph.position(instruction), throwCode));
  }

  /** An instruction that is no expression within another one. */
  private instruction(i: number): void {
    const { graph, code } = this;
    const op = graph.op(i) as Op;
    switch (op) {
      case Op.jump:
      case Op.branch:
        return;
      case Op.return:
        this.getOperands(i);
        code.byte(W.return);
        return;
      case Op.unreachable:
        code.byte(W.unreachable);
        return;
      case Op.div:
      case Op.mod:
        return this.division(i);
      case Op.udivmod:
      case Op.sdivrem:
      case Op.fdivmod:
        return this.longDivision(i);
      case Op.umul:
      case Op.smul:
        return this.twoResults(i, "II>II");
      case Op.dadd:
      case Op.dsub:
        return this.twoResults(i, "IIII>II");
      case Op.ftos:
        return this.floatToCell(i);
      case Op.call:
        return this.call(i);
      case Op.callStack:
        return this.callStack(i);
      case Op.execute:
        return this.execute(i);
      case Op.hasEffect:
        // No word is called by its token with values: the code says so, and goes the other way.
        this.const64(0, 0);
        this.set(graph.firstResultOf(i));
        return;
      case Op.callThrough:
        code.byte(W.unreachable);
        for (let k = graph.resultCountOf(i) - 1; k >= 0; k--) this.set(graph.firstResultOf(i) + k);
        return;
      case Op.poll:
        return this.poll(i);
      case Op.throw:
        return this.throwCode(i);
      default:
        if (accesses[op] !== undefined) return this.memoryAccess(i);
        if (this.stackInstruction(i)) return;
        if (purityOf[op] !== Purity.pure) throw new InternalError(`no code for op ${op}`);
        this.expression(i);
        this.set(graph.firstResultOf(i));
    }
  }

  /** An instruction on the in-memory stacks that calls nothing; false for other instructions. */
  private stackInstruction(i: number): boolean {
    const { graph, code } = this;
    const op = graph.op(i) as Op;
    switch (op) {
      case Op.push:
        this.pushItem(i, this.dataDepth, this.dataPlace);
        return true;
      case Op.pop:
        this.popItem(i, this.dataDepth, this.dataPlace);
        return true;
      case Op.fpush:
        this.pushItem(i, this.floatDepth, this.floatPlace);
        return true;
      case Op.fpop:
        this.popItem(i, this.floatDepth, this.floatPlace);
        return true;
      case Op.rpush:
        this.pushItem(i, this.returnDepth(), this.returnPlace);
        return true;
      case Op.rpop:
        this.popItem(i, this.returnDepth(), this.returnPlace);
        return true;
      case Op.rpick:
        this.returnPick(i);
        return true;
      case Op.depth:
      case Op.fdepth:
        this.get32(op === Op.depth ? this.dataDepth : this.floatDepth);
        code.byte(W.i64_extend_i32_u);
        this.set(graph.firstResultOf(i));
        return true;
      case Op.pick:
      case Op.fpick:
      case Op.roll:
        this.pick(i);
        return true;
      default:
        return false;
    }
  }

  private getOperands(i: number): void {
    const values: number[] = [];
    const count = this.graph.operandsOf(i, values);
    for (let k = 0; k < count; k++) this.get(values[k] as number);
  }

  /** An operation with two cell results, which the runtime has a function for. */
  private twoResults(i: number, type: string): void {
    const result = this.graph.firstResultOf(i);
    this.getOperands(i);
    this.callImport(runtimeNames[this.graph.op(i)] as string, type);
    this.set(result + 1);
    this.set(result);
  }

  private poll(i: number): void {
    const { code } = this;
    this.get32(this.countdown);
    this.const32(1);
    code.byte(W.i32_sub);
    this.op2(W.local_tee, this.countdown);
    this.const32(-POLL_INTERVAL);
    code.byte(W.i32_lt_s);
    this.op2(W.if, NO_RESULT);
    this.const32(0);
    this.op2(W.local_set, this.countdown);
    this.site(i, 0);
    this.get32(this.trail);
    this.callImport("poll", "ii>");
    code.byte(W.end);
  }

  /** Puts the result of a pure instruction on the stack. */
  private expression(i: number): void {
    const { graph, code } = this;
    const op = graph.op(i) as Op;
    const simple = simpleOps[op];
    if (simple !== undefined) {
      this.get(graph.a(i));
      if (isBinary[op] === 1) this.get(graph.b(i));
      this.mark(i);
      code.byte(simple);
      return;
    }
    switch (op) {
      case Op.eq:
      case Op.ne:
      case Op.lt:
      case Op.le:
      case Op.ult:
      case Op.ule:
      case Op.feq:
      case Op.flt:
      case Op.fle:
        this.const64(0, 0);
        this.comparison(i, false);
        code.byte(W.i64_extend_i32_u);
        code.byte(W.i64_sub);
        return;
      case Op.shl:
      case Op.shr:
      case Op.sar:
        this.shift(i);
        return;
      case Op.select:
        this.get(graph.b(i));
        this.get(graph.c(i));
        this.condition(graph.a(i), false);
        code.byte(W.select);
        return;
      case Op.fmath1:
        this.get(graph.a(i));
        this.callImport(floatFunctionNames[graph.b(i)] as string, "F>F");
        return;
      case Op.fmath2:
        this.get(graph.a(i));
        this.get(graph.b(i));
        this.callImport(graph.c(i) === FloatFunction2.pow ? "pow" : "atan2", "FF>F");
        return;
      default:
        throw new InternalError(`no expression for op ${op}`);
    }
  }

  /** Puts an i32 on the stack that is not zero when the cell is not zero; with `negated`, when it is. */
  private condition(value: number, negated: boolean): void {
    const { facts, graph, code } = this;
    if (facts.deferred[value] !== 0) {
      const i = facts.definition[value] as number;
      if (isComparison(graph.op(i))) {
        this.comparison(i, negated);
        return;
      }
      if (
        (graph.op(i) === Op.and || graph.op(i) === Op.or) &&
        this.isFlag(graph.a(i)) &&
        this.isFlag(graph.b(i))
      ) {
        this.condition(graph.a(i), false);
        this.condition(graph.b(i), false);
        code.byte(graph.op(i) === Op.and ? W.i32_and : W.i32_or);
        if (negated) code.byte(W.i32_eqz);
        return;
      }
    }
    this.get(value);
    if (negated) {
      code.byte(W.i64_eqz);
    } else {
      this.const64(0, 0);
      code.byte(W.i64_ne);
    }
  }

  /** Whether a value is a comparison written where it is used. */
  private isFlag(value: number): boolean {
    return (
      this.facts.deferred[value] !== 0 && isComparison(this.graph.op(this.facts.definition[value] as number))
    );
  }

  private comparison(i: number, negated: boolean): void {
    const { graph, code } = this;
    const op = graph.op(i);
    const a = graph.a(i);
    const b = graph.b(i);
    if ((op === Op.eq || op === Op.ne) && this.isZero(b))
      return this.condition(a, (op === Op.eq) !== negated);
    this.get(a);
    this.get(b);
    this.mark(i);
    const opposites = cellComparisons[op];
    if (opposites !== undefined) {
      code.byte(opposites[negated ? 1 : 0]);
      return;
    }
    code.byte(op === Op.feq ? W.f64_eq : op === Op.flt ? W.f64_lt : W.f64_le);
    // Not the opposite comparison: with a NaN neither holds.
    if (negated) code.byte(W.i32_eqz);
  }

  private isZero(value: number): boolean {
    const { facts, graph } = this;
    if (!facts.isConstant(value)) return false;
    const definition = facts.definition[value] as number;
    return graph.a(definition) === 0 && graph.b(definition) === 0;
  }

  /** The cell's halves when the value is a constant. */
  private constant(value: number): { low: number; high: number } | undefined {
    const { facts, graph } = this;
    if (!facts.isConstant(value)) return undefined;
    const definition = facts.definition[value] as number;
    return { low: graph.a(definition) | 0, high: graph.b(definition) | 0 };
  }

  /** WebAssembly takes a count modulo 64. */
  private shift(i: number): void {
    const { graph, code } = this;
    const op = graph.op(i);
    const count = this.constant(graph.b(i));
    const instruction = op === Op.shl ? W.i64_shl : op === Op.shr ? W.i64_shr_u : W.i64_shr_s;
    if (count !== undefined) {
      const isWide = count.high !== 0 || count.low >>> 0 > 63;
      if (isWide && op !== Op.sar) {
        this.const64(0, 0);
        return;
      }
      this.get(graph.a(i));
      this.const64(isWide ? 63 : count.low, 0);
      code.byte(instruction);
      return;
    }
    const local = this.take(I64);
    this.get(graph.b(i));
    this.op2(W.local_set, local);
    if (op === Op.sar) {
      this.get(graph.a(i));
      this.get32(local);
      this.const64(63, 0);
      this.get32(local);
      this.const64(64, 0);
      code.byte(W.i64_lt_u);
      code.byte(W.select);
      code.byte(instruction);
    } else {
      this.get(graph.a(i));
      this.get32(local);
      code.byte(instruction);
      this.const64(0, 0);
      this.get32(local);
      this.const64(64, 0);
      code.byte(W.i64_lt_u);
      code.byte(W.select);
    }
    this.give(I64, local);
  }

  private division(i: number): void {
    const { graph, code } = this;
    const isDiv = graph.op(i) === Op.div;
    const divisor = this.constant(graph.b(i));
    const isKnown = divisor !== undefined && (divisor.low | divisor.high) !== 0;
    const isPositive = isKnown && divisor.high >= 0;
    const a = this.take(I64);
    const b = this.take(I64);
    const r = this.take(I64);
    this.get(graph.a(i));
    this.op2(W.local_set, a);
    this.get(graph.b(i));
    this.op2(W.local_set, b);
    if (!isKnown) {
      this.site(i, ThrowCodes.divisionByZero);
      this.get32(b);
      code.byte(W.i64_eqz);
      this.faultIf();
    }
    if (isDiv) this.quotient(a, b, r, isPositive);
    else this.remainder(a, b, r, isPositive);
    this.give(I64, a);
    this.give(I64, b);
    this.give(I64, r);
    this.set(graph.firstResultOf(i));
  }

  /** The floored remainder: a remainder whose sign is not the divisor's is corrected. */
  private remainder(a: number, b: number, r: number, isPositive: boolean): void {
    const { code } = this;
    this.get32(a);
    this.get32(b);
    code.byte(W.i64_rem_s);
    this.op2(W.local_tee, r);
    this.get32(b);
    if (isPositive) {
      this.get32(r);
      this.const64(63, 0);
      code.byte(W.i64_shr_s);
      code.byte(W.i64_and);
    } else {
      this.const64(0, 0);
      this.signsDiffer(r, b);
      code.byte(W.select);
    }
    code.byte(W.i64_add);
  }

  private quotient(a: number, b: number, r: number, isPositive: boolean): void {
    const { code } = this;
    if (!isPositive) {
      // The machine's division has no answer for the most negative number by -1.
      this.get32(b);
      this.const64(-1, -1);
      code.byte(W.i64_eq);
      this.op2(W.if, I64);
      this.const64(0, 0);
      this.get32(a);
      code.byte(W.i64_sub);
      code.byte(W.else);
    }
    this.get32(a);
    this.get32(b);
    code.byte(W.i64_div_s);
    this.op2(W.local_tee, r);
    this.get32(a);
    this.get32(r);
    this.get32(b);
    code.byte(W.i64_mul);
    code.byte(W.i64_sub);
    if (isPositive) {
      this.const64(63, 0);
      code.byte(W.i64_shr_s);
      code.byte(W.i64_add);
    } else {
      this.op2(W.local_set, r);
      this.signsDiffer(r, b);
      code.byte(W.i64_extend_i32_u);
      code.byte(W.i64_sub);
      code.byte(W.end);
    }
  }

  /** Whether a remainder is not zero and has another sign than the divisor, as an i32. */
  private signsDiffer(r: number, b: number): void {
    const { code } = this;
    this.get32(r);
    this.const64(0, 0);
    code.byte(W.i64_ne);
    this.get32(r);
    this.get32(b);
    code.byte(W.i64_xor);
    this.const64(0, 0);
    code.byte(W.i64_lt_s);
    code.byte(W.i32_and);
  }

  private longDivision(i: number): void {
    const { graph, code } = this;
    const result = graph.firstResultOf(i);
    const divisor = this.take(I64);
    const outside = this.scratch32();
    this.getOperands(i);
    this.op2(W.local_tee, divisor);
    this.callImport(runtimeNames[graph.op(i)] as string, "III>IIi");
    this.op2(W.local_set, outside);
    this.set(result + 1);
    this.set(result);
    this.site(i, ThrowCodes.divisionByZero);
    this.get32(divisor);
    code.byte(W.i64_eqz);
    this.faultIf();
    this.site(i, ThrowCodes.outOfRange);
    this.get32(outside);
    this.faultIf();
    this.give(I64, divisor);
  }

  private memoryAccess(i: number): void {
    const { graph, code, facts } = this;
    const access = accesses[graph.op(i)] as Access;
    const result = graph.firstResultOf(i);
    const addressValue = result >= 0 ? graph.a(i) : graph.b(i);
    const value = result >= 0 ? -1 : graph.a(i);
    let offset = 0;
    const constant = this.constant(addressValue);
    if (constant !== undefined && this.isValid(addressValue, access.bytes)) {
      this.const32(0);
      offset = constant.low;
    } else if (
      facts.deferred[addressValue] === 0 &&
      this.checkedIn[addressValue] === this.currentBlock &&
      (this.checkedBytes[addressValue] as number) >= access.bytes
    ) {
      this.get(addressValue);
      code.byte(W.i32_wrap_i64);
    } else {
      this.checkedAddress(i, addressValue, access.bytes);
    }
    if (value >= 0) this.get(value);
    if (access.narrow) code.byte(result >= 0 ? access.instruction : W.f32_demote_f64);
    if (access.narrow && result >= 0) {
      code.unsigned(access.alignment);
      code.unsigned(offset);
      code.byte(W.f64_promote_f32);
    } else {
      this.memory(access.instruction, access.alignment, offset);
    }
    if (result >= 0) this.set(result);
  }

  private checkedAddress(i: number, address: number, bytes: number): void {
    const { code } = this;
    const local = this.scratch32();
    this.get(address);
    code.byte(W.i32_wrap_i64);
    this.op2(W.local_set, local);
    this.site(i, ThrowCodes.invalidAddress);
    this.get32(local);
    this.const32(FIRST_ADDRESS);
    code.byte(W.i32_sub);
    this.get32(this.spans[Math.log2(bytes)] as number);
    code.byte(W.i32_gt_u);
    this.faultIf();
    this.get32(local);
    this.checkedIn[address] = this.currentBlock;
    this.checkedBytes[address] = bytes;
  }

  private floatToCell(i: number): void {
    const { graph, code } = this;
    const value = this.take(F64);
    this.get(graph.a(i));
    code.byte(W.f64_trunc);
    this.op2(W.local_set, value);
    this.site(i, ThrowCodes.outOfRange);
    this.get32(value);
    this.constFloat(0, 0xc3e00000 | 0);
    code.byte(W.f64_ge);
    this.get32(value);
    this.constFloat(0, 0x43e00000);
    code.byte(W.f64_lt);
    code.byte(W.i32_and);
    code.byte(W.i32_eqz);
    this.faultIf();
    this.get32(value);
    code.byte(W.prefix);
    code.unsigned(TRUNC_SAT_F64_S);
    this.give(F64, value);
    this.set(graph.firstResultOf(i));
  }

  // ---- stacks and calls ------------------------------------------------------------------------------------------

  /** The address in a stack of the item at a depth, less the stack's own. */
  private stackAddress(depth: number): void {
    this.get32(depth);
    this.const32(3);
    this.code.byte(W.i32_shl);
  }

  /** @param depth the local that holds the stack's depth */
  private pushItem(i: number, depth: number, place: StackPlace): void {
    this.site(i, place.overflow);
    this.get32(depth);
    this.const32(place.capacity);
    this.code.byte(W.i32_ge_s);
    this.faultIf();
    this.stackAddress(depth);
    this.get(this.graph.a(i));
    this.memory(place.isFloat ? W.f64_store : W.i64_store, 3, place.stack);
    this.moveDepth(depth, 1, place.depth);
  }

  private popItem(i: number, depth: number, place: StackPlace): void {
    this.site(i, place.underflow);
    this.get32(depth);
    this.const32(0);
    this.code.byte(W.i32_le_s);
    this.faultIf();
    this.moveDepth(depth, -1, place.depth);
    this.stackAddress(depth);
    this.memory(place.isFloat ? W.f64_load : W.i64_load, 3, place.stack);
    this.set(this.graph.firstResultOf(i));
  }

  private moveDepth(local: number, by: number, address: number): void {
    this.const32(0);
    this.get32(local);
    this.const32(by);
    this.code.byte(W.i32_add);
    this.op2(W.local_tee, local);
    this.memory(W.i32_store, 2, address);
  }

  /** The depth of the return stack, in the scratch local. */
  private returnDepth(): number {
    const local = this.scratch32();
    this.const32(0);
    this.memory(W.i32_load, 2, this.host.layout.returnDepth);
    this.op2(W.local_set, local);
    return local;
  }

  private returnPick(i: number): void {
    const { code, graph } = this;
    const depth = this.returnDepth();
    const needed = graph.a(i) + 1;
    this.site(i, ThrowCodes.returnStackUnderflow);
    this.get32(depth);
    this.const32(needed);
    code.byte(W.i32_lt_s);
    this.faultIf();
    this.get32(depth);
    this.const32(needed);
    code.byte(W.i32_sub);
    this.const32(3);
    code.byte(W.i32_shl);
    this.memory(W.i64_load, 3, this.host.layout.returnStack);
    this.set(graph.firstResultOf(i));
  }

  private reloadDepths(): void {
    const { layout } = this.host;
    if (this.dataDepth !== -1) {
      this.const32(0);
      this.memory(W.i32_load, 2, layout.dataDepth);
      this.op2(W.local_set, this.dataDepth);
    }
    if (this.floatDepth !== -1) {
      this.const32(0);
      this.memory(W.i32_load, 2, layout.floatDepth);
      this.op2(W.local_set, this.floatDepth);
    }
  }

  private pick(i: number): void {
    const { graph, code, host } = this;
    const op = graph.op(i);
    const isFloat = op === Op.fpick;
    const depth = isFloat ? this.floatDepth : this.dataDepth;
    const index = this.take(I64);
    this.get(graph.a(i));
    this.op2(W.local_set, index);
    this.site(i, isFloat ? ThrowCodes.floatStackUnderflow : ThrowCodes.stackUnderflow);
    this.get32(index);
    this.get32(depth);
    code.byte(W.i64_extend_i32_u);
    code.byte(W.i64_ge_u);
    this.faultIf();
    if (op === Op.roll) {
      this.get32(index);
      code.byte(W.i32_wrap_i64);
      this.callImport("roll", "i>");
    } else {
      this.get32(depth);
      this.const32(1);
      code.byte(W.i32_sub);
      this.get32(index);
      code.byte(W.i32_wrap_i64);
      code.byte(W.i32_sub);
      this.const32(3);
      code.byte(W.i32_shl);
      this.memory(
        isFloat ? W.f64_load : W.i64_load,
        3,
        isFloat ? host.layout.floatStack : host.layout.dataStack,
      );
    }
    this.give(I64, index);
    if (op !== Op.roll) this.set(graph.firstResultOf(i));
  }

  /** Says in the trail where this activation is. */
  private markTrail(i: number): void {
    this.get32(this.trail);
    this.const32(this.host.site(this.graph.position(i), 0));
    this.memory(W.i32_store, 2, 0);
  }

  private nextTrail(): void {
    this.get32(this.trail);
    this.const32(4);
    this.code.byte(W.i32_add);
  }

  private callTable(table: number, type: FunctionType): void {
    this.code.byte(W.call_indirect);
    this.code.unsigned(this.module.type(type));
    this.code.unsigned(table);
    this.reloadSpans();
  }

  private callStack(i: number): void {
    const word = this.graph.a(i);
    this.host.reach(word);
    this.markTrail(i);
    this.const32(word);
    this.nextTrail();
    this.const32(word);
    this.callTable(WORD_TABLE, memoryType);
    this.reloadDepths();
  }

  private call(i: number): void {
    const { graph } = this;
    const values: number[] = [];
    const count = graph.operandsOf(i, values);
    let floatIn = 0;
    for (let k = 0; k < count; k++) {
      const value = values[k] as number;
      if (graph.isFloat(value)) floatIn++;
      this.get(value);
    }
    const cellOut = graph.cellResultsOf(i);
    const floatOut = graph.floatResultsOf(i);
    const effect = { cellIn: count - floatIn, cellOut, floatIn, floatOut };
    this.markTrail(i);
    this.nextTrail();
    this.const32(this.host.slot(graph.a(i), effect));
    this.callTable(SLOT_TABLE, directType(effect));
    const first = graph.firstResultOf(i);
    for (let k = cellOut + floatOut - 1; k >= 0; k--) this.set(first + k);
  }

  private execute(i: number): void {
    const { graph, code } = this;
    const token = this.take(I64);
    this.get(graph.a(i));
    this.op2(W.local_set, token);
    this.site(i, ThrowCodes.invalidAddress);
    this.get32(token);
    code.byte(W.prefix);
    code.unsigned(TABLE_SIZE);
    code.unsigned(WORD_TABLE);
    code.byte(W.i64_extend_i32_u);
    code.byte(W.i64_ge_u);
    this.faultIf();
    this.markTrail(i);
    this.get32(token);
    code.byte(W.i32_wrap_i64);
    this.nextTrail();
    this.get32(token);
    code.byte(W.i32_wrap_i64);
    this.callTable(WORD_TABLE, memoryType);
    this.give(I64, token);
    this.reloadDepths();
  }

  private throwCode(i: number): void {
    const { graph, code } = this;
    const value = graph.a(i);
    const constant = this.constant(value);
    if (constant !== undefined) {
      if ((constant.low | constant.high) === 0) return;
      this.const32(constant.low);
      this.const32(constant.high);
      this.site(i, 0);
      this.get32(this.trail);
      this.callImport("throw", "iiii>");
      return;
    }
    const local = this.take(I64);
    this.get(value);
    this.op2(W.local_tee, local);
    this.const64(0, 0);
    code.byte(W.i64_ne);
    this.op2(W.if, NO_RESULT);
    this.get32(local);
    code.byte(W.i32_wrap_i64);
    this.get32(local);
    this.const64(32, 0);
    code.byte(W.i64_shr_u);
    code.byte(W.i32_wrap_i64);
    this.site(i, 0);
    this.get32(this.trail);
    this.callImport("throw", "iiii>");
    code.byte(W.end);
    this.give(I64, local);
  }
}

/** One of the in-memory stacks: where it and its depth lie, and what it THROWs. */
interface StackPlace {
  readonly isFloat: boolean;
  readonly stack: number;
  readonly depth: number;
  readonly capacity: number;
  readonly overflow: number;
  readonly underflow: number;
}

/** By op: the runtime's function. */
const runtimeNames: Partial<Record<number, string>> = {
  [Op.umul]: "umul",
  [Op.smul]: "smul",
  [Op.dadd]: "dadd",
  [Op.dsub]: "dsub",
  [Op.udivmod]: "udivmod",
  [Op.sdivrem]: "sdivrem",
  [Op.fdivmod]: "fdivmod",
};

interface Access {
  readonly instruction: number;
  readonly bytes: number;
  /** The binary logarithm of the alignment that is promised: none. */
  readonly alignment: number;
  /** A single float. */
  readonly narrow?: boolean;
}

const accesses: Partial<Record<number, Access>> = {
  [Op.load]: { instruction: W.i64_load, bytes: 8, alignment: 0 },
  [Op.load8]: { instruction: W.i64_load8_u, bytes: 1, alignment: 0 },
  [Op.load16]: { instruction: W.i64_load16_u, bytes: 2, alignment: 0 },
  [Op.load32]: { instruction: W.i64_load32_u, bytes: 4, alignment: 0 },
  [Op.store]: { instruction: W.i64_store, bytes: 8, alignment: 0 },
  [Op.store8]: { instruction: W.i64_store8, bytes: 1, alignment: 0 },
  [Op.store16]: { instruction: W.i64_store16, bytes: 2, alignment: 0 },
  [Op.store32]: { instruction: W.i64_store32, bytes: 4, alignment: 0 },
  [Op.fload]: { instruction: W.f64_load, bytes: 8, alignment: 0 },
  [Op.sfload]: { instruction: W.f32_load, bytes: 4, alignment: 0, narrow: true },
  [Op.fstore]: { instruction: W.f64_store, bytes: 8, alignment: 0 },
  [Op.sfstore]: { instruction: W.f32_store, bytes: 4, alignment: 0, narrow: true },
};

const simpleOps: Partial<Record<number, number>> = {
  [Op.add]: W.i64_add,
  [Op.sub]: W.i64_sub,
  [Op.mul]: W.i64_mul,
  [Op.and]: W.i64_and,
  [Op.or]: W.i64_or,
  [Op.xor]: W.i64_xor,
  [Op.fadd]: W.f64_add,
  [Op.fsub]: W.f64_sub,
  [Op.fmul]: W.f64_mul,
  [Op.fdiv]: W.f64_div,
  [Op.fmin]: W.f64_min,
  [Op.fmax]: W.f64_max,
  [Op.fneg]: W.f64_neg,
  [Op.fabs]: W.f64_abs,
  [Op.fsqrt]: W.f64_sqrt,
  [Op.ffloor]: W.f64_floor,
  [Op.fround]: W.f64_nearest,
  [Op.ftrunc]: W.f64_trunc,
  [Op.stof]: W.f64_convert_i64_s,
};

/** The instructions of comparisons of cells, and of their opposites. */
const cellComparisons: Readonly<Record<number, readonly [holds: number, fails: number]>> = {
  [Op.eq]: [W.i64_eq, W.i64_ne],
  [Op.ne]: [W.i64_ne, W.i64_eq],
  [Op.lt]: [W.i64_lt_s, W.i64_ge_s],
  [Op.le]: [W.i64_le_s, W.i64_gt_s],
  [Op.ult]: [W.i64_lt_u, W.i64_ge_u],
  [Op.ule]: [W.i64_le_u, W.i64_gt_u],
};

const isBinary = new Uint8Array(256);
for (const op of [
  Op.add,
  Op.sub,
  Op.mul,
  Op.and,
  Op.or,
  Op.xor,
  Op.fadd,
  Op.fsub,
  Op.fmul,
  Op.fdiv,
  Op.fmin,
  Op.fmax,
])
  isBinary[op] = 1;

function isComparison(op: number): boolean {
  switch (op) {
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
    default:
      return false;
  }
}

/** By number of a FloatFunction: the name of its import. */
const floatFunctionNames = Object.entries(FloatFunction).reduce<string[]>((names, [name, number]) => {
  names[number] = name;
  return names;
}, []);

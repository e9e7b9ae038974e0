// The rules of ForthIR, in the order in which they are looked at; the first one broken is the verdict. This text
// and the code below are the same as in plugins-src/abi/verify.zig, and tests hold both to equal verdicts.
//
// Header (at = 0)
//   truncated             there is a whole header
//   badMagic, badVersion  it is a function of this ABI version
//   badHeader             no unknown flags, reserved words zero, at least one block, inline sites lie in extra; a
//                         dynamic function has no inputs and outputs
//   badLength             header, blocks, instructions, values and extra fill the buffer exactly
// Values (at = value)
//   badValueType          each is a cell or a float
// Blocks, one after the other (at = block)
//   badBlock              no unknown flags, reserved word zero
//   badBlockRange         not empty; ranges follow each other without gaps and cover all instructions
//   badParameters         parameters are values in range; `NONE` when there are none
//   definedTwice          no value is a parameter twice
//   badEntry              block 0's parameters are the inputs: cells, then floats
// Instructions, block after block (at = instruction)
//   badOp                 the op exists
//   misplacedTerminator   the last of a block is a terminator, and no other is
//   memoryStackInStatic   a static function leaves the in-memory data and float stack alone
//   unusedNotZero         fields that the shape does not use are zero
//   badOperandId          operands are values in range, from a to c …
//   badOperandType        … and each of the type that the op demands; arguments of a call: cells before floats
//   badImmediate          float functions exist; word 0 is never called
//   badExtra              what lies in extra is inside it; the lists of a branch fill its range exactly
//   badTarget             jumps go to blocks, but never to the entry
//   badArgumentCount      as many arguments as the target has parameters (their types: badOperandType)
//   badReturn             as many results as the function has outputs, cells before floats
//   badResults            `NONE` without results; else values in range, of the op's types
//   definedTwice          no result is defined elsewhere
// Then
//   neverDefined          every value is defined (at = value)
//   notDominated          a use comes after its definition on every way from the entry; what cannot be reached
//                         from the entry may use anything (at = instruction)

import {
  ABI_VERSION,
  BLOCK_LOOP_HEADER,
  Block,
  FloatFunction,
  FloatFunction2,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  InlineSite,
  Instruction,
  IR_MAGIC,
  NONE,
  Op,
  opTable,
  Rule,
  Shape,
  ValueType,
} from "../../src/abi/bindings.ts";
import { Dominators } from "../../src/ir/dominators.ts";
import { opInfo, shapeOf } from "../../src/ir/op_facts.ts";
import { FunctionView } from "../../src/ir/view.ts";
import { isTerminator } from "./terminators.ts";

/** The rule that was broken first (`Rule.ok`: none) and where: a block, an instruction or a value. */
export interface Verdict {
  readonly rule: Rule;
  readonly at: number;
}

/** Checks any words at all; never throws and reads only what is there. */
export function verify(words: Uint32Array): Verdict {
  const headerRule = verifyHeader(words);
  if (headerRule !== Rule.ok) return { rule: headerRule, at: 0 };
  const verifier = new Verifier(new FunctionView(words));
  return { rule: verifier.run(), at: verifier.at };
}

function verifyHeader(words: Uint32Array): Rule {
  if (words.length < FunctionHeader.WORDS) return Rule.truncated;
  const field = (index: number): number => words[index] as number;
  if (field(FunctionHeader.magic) !== IR_MAGIC) return Rule.badMagic;
  if (field(FunctionHeader.abiVersion) !== ABI_VERSION) return Rule.badVersion;
  const flags = field(FunctionHeader.flags);
  if ((flags & ~FUNCTION_DYNAMIC) !== 0 || field(FunctionHeader.blockCount) === 0) return Rule.badHeader;
  for (let i: number = FunctionHeader.reserved0; i < FunctionHeader.WORDS; i++) {
    if (field(i) !== 0) return Rule.badHeader;
  }
  const sitesEnd =
    field(FunctionHeader.inlineSites) + field(FunctionHeader.inlineSiteCount) * InlineSite.WORDS;
  if (sitesEnd > field(FunctionHeader.extraCount)) return Rule.badHeader;
  if (flags !== 0) {
    for (let i: number = FunctionHeader.cellIn; i <= FunctionHeader.floatOut; i++) {
      if (field(i) !== 0) return Rule.badHeader;
    }
  }
  const length =
    FunctionHeader.WORDS +
    field(FunctionHeader.blockCount) * Block.WORDS +
    field(FunctionHeader.instructionCount) * Instruction.WORDS +
    field(FunctionHeader.valueCount) +
    field(FunctionHeader.extraCount);
  return length === words.length ? Rule.ok : Rule.badLength;
}

/** Where a value is defined: -1 nowhere yet, else the block in `definedIn` and a number in `definedAt`. */
class Verifier {
  at = 0;
  private readonly view: FunctionView;
  private readonly definedIn: Int32Array;
  /** 0 for a parameter, n + 1 for a result of instruction n. */
  private readonly definedAt: Int32Array;

  constructor(view: FunctionView) {
    this.view = view;
    this.definedIn = new Int32Array(view.valueCount).fill(-1);
    this.definedAt = new Int32Array(view.valueCount);
  }

  run(): Rule {
    return (
      this.verifyValues() ||
      this.verifyBlocks() ||
      this.verifyInstructions() ||
      this.verifyDefinitions() ||
      this.verifyDominance()
    );
  }

  private verifyValues(): Rule {
    for (this.at = 0; this.at < this.view.valueCount; this.at++) {
      if (this.view.valueType(this.at) > ValueType.float) return Rule.badValueType;
    }
    return Rule.ok;
  }

  private verifyBlocks(): Rule {
    const { view } = this;
    let next = 0;
    for (this.at = 0; this.at < view.blockCount; this.at++) {
      const block = this.at;
      if ((view.block(block, Block.flags) & ~BLOCK_LOOP_HEADER) !== 0) return Rule.badBlock;
      if (view.block(block, Block.reserved) !== 0) return Rule.badBlock;
      const count = view.instructionCountOf(block);
      if (view.firstInstructionOf(block) !== next || count === 0) return Rule.badBlockRange;
      next += count;
      if (next > view.instructionCount) return Rule.badBlockRange;
      if (block === view.blockCount - 1 && next !== view.instructionCount) return Rule.badBlockRange;
      const rule = this.verifyParameters(block) || (block === 0 ? this.verifyEntry() : Rule.ok);
      if (rule !== Rule.ok) return rule;
    }
    return Rule.ok;
  }

  private verifyParameters(block: number): Rule {
    const first = this.view.firstParameterOf(block);
    const count = this.view.parameterCountOf(block);
    if (count === 0) return first === NONE ? Rule.ok : Rule.badParameters;
    if (first + count > this.view.valueCount) return Rule.badParameters;
    return this.define(first, count, block, 0);
  }

  private verifyEntry(): Rule {
    const { view } = this;
    if (view.parameterCountOf(0) !== view.cellIn + view.floatIn) return Rule.badEntry;
    return this.hasTypes(view.firstParameterOf(0), view.cellIn, view.floatIn) ? Rule.ok : Rule.badEntry;
  }

  private define(first: number, count: number, block: number, at: number): Rule {
    for (let value = first; value < first + count; value++) {
      if (this.definedIn[value] !== -1) return Rule.definedTwice;
      this.definedIn[value] = block;
      this.definedAt[value] = at;
    }
    return Rule.ok;
  }

  /** Whether the consecutive values from `first` on, all in range, are so many cells and then so many floats. */
  private hasTypes(first: number, cells: number, floats: number): boolean {
    for (let i = 0; i < cells + floats; i++) {
      const type = i < cells ? ValueType.cell : ValueType.float;
      if (this.view.valueType(first + i) !== type) return false;
    }
    return true;
  }

  private verifyInstructions(): Rule {
    const { view } = this;
    this.at = 0;
    for (let block = 0; block < view.blockCount; block++) {
      for (const last = view.terminatorOf(block); this.at <= last; this.at++) {
        const rule = this.verifyInstruction(this.at, block, this.at === last);
        if (rule !== Rule.ok) return rule;
      }
    }
    return Rule.ok;
  }

  private verifyInstruction(instruction: number, block: number, isLast: boolean): Rule {
    const op = this.view.op(instruction);
    if (op >= opTable.length) return Rule.badOp;
    if ((isTerminator[op] === 1) !== isLast) return Rule.misplacedTerminator;
    if (opInfo(op).memoryStack && !this.view.isDynamic) return Rule.memoryStackInStatic;
    return (
      this.verifyUnused(instruction, op) ||
      this.verifyOperands(instruction, op) ||
      this.verifyResults(instruction, block)
    );
  }

  private verifyUnused(instruction: number, op: number): Rule {
    const used = usedFields[shapeOf[op] as number] as number;
    if ((used & 1) === 0 && this.view.a(instruction) !== 0) return Rule.unusedNotZero;
    if ((used & 2) === 0 && this.view.b(instruction) !== 0) return Rule.unusedNotZero;
    if ((used & 4) === 0 && this.view.c(instruction) !== 0) return Rule.unusedNotZero;
    return Rule.ok;
  }

  private verifyOperands(instruction: number, op: number): Rule {
    const { view } = this;
    switch (shapeOf[op]) {
      case Shape.v1:
      case Shape.v2:
      case Shape.v3:
      case Shape.v1imm:
      case Shape.v2imm:
        return this.verifyDirect(instruction, op) || this.verifyImmediate(instruction, op);
      case Shape.imm32:
        return this.verifyImmediate(instruction, op);
      case Shape.v4:
        if (view.c(instruction) !== 4) return Rule.badExtra;
        return this.verifyList(view.b(instruction), 4, 4, Rule.badOperandType);
      case Shape.call:
        return this.verifyCall(instruction);
      case Shape.list:
        return this.verifyReturn(instruction);
      case Shape.jump:
        return this.verifyEdge(view.a(instruction), view.b(instruction), view.c(instruction));
      case Shape.branch:
        return this.verifyDirect(instruction, op) || this.verifyBranch(instruction);
      default:
        return Rule.ok;
    }
  }

  /** Operands in the fields a, b, c themselves. */
  private verifyDirect(instruction: number, op: number): Rule {
    const types = opInfo(op).operands;
    for (let i = 0; i < types.length; i++) {
      const rule = this.verifyUse(this.operandField(instruction, i), types[i] as ValueType);
      if (rule !== Rule.ok) return rule;
    }
    return Rule.ok;
  }

  private operandField(instruction: number, index: number): number {
    return this.view.words[
      this.view.instructions + instruction * Instruction.WORDS + Instruction.a + index
    ] as number;
  }

  private verifyUse(value: number, type: number): Rule {
    if (value >= this.view.valueCount) return Rule.badOperandId;
    return this.view.valueType(value) === type ? Rule.ok : Rule.badOperandType;
  }

  private verifyImmediate(instruction: number, op: number): Rule {
    if (op === Op.fmath1 && this.view.b(instruction) > FloatFunction.exp10) return Rule.badImmediate;
    if (op === Op.fmath2 && this.view.c(instruction) > FloatFunction2.pow) return Rule.badImmediate;
    if (op === Op.callStack && this.view.a(instruction) === 0) return Rule.badImmediate;
    return Rule.ok;
  }

  /** Values in extra of which the first `cells` are cells and the others floats; `wrongType` says what breaks. */
  private verifyList(start: number, count: number, cells: number, wrongType: Rule): Rule {
    if (start + count > this.view.extraCount) return Rule.badExtra;
    for (let i = 0; i < count; i++) {
      const rule = this.verifyUse(this.view.extra(start + i), i < cells ? ValueType.cell : ValueType.float);
      if (rule !== Rule.ok) return rule === Rule.badOperandType ? wrongType : rule;
    }
    return Rule.ok;
  }

  private verifyCall(instruction: number): Rule {
    const { view } = this;
    if (view.a(instruction) === 0) return Rule.badImmediate;
    const start = view.b(instruction) + 2;
    const count = view.c(instruction);
    if (start + count > view.extraCount) return Rule.badExtra;
    let last: number = ValueType.cell;
    for (let i = start; i < start + count; i++) {
      const value = view.extra(i);
      if (value >= view.valueCount) return Rule.badOperandId;
      if (view.valueType(value) < last) return Rule.badOperandType;
      last = view.valueType(value);
    }
    return Rule.ok;
  }

  private verifyReturn(instruction: number): Rule {
    const { view } = this;
    const start = view.b(instruction);
    const count = view.c(instruction);
    if (start + count > view.extraCount) return Rule.badExtra;
    if (count !== view.cellOut + view.floatOut) return Rule.badReturn;
    return this.verifyList(start, count, view.cellOut, Rule.badReturn);
  }

  private verifyBranch(instruction: number): Rule {
    const { view } = this;
    const start = view.b(instruction);
    const length = view.c(instruction);
    if (start + length > view.extraCount || length < 4) return Rule.badExtra;
    const thenCount = view.extra(start + 1);
    if (thenCount > length - 4) return Rule.badExtra;
    const second = start + 2 + thenCount;
    const elseCount = view.extra(second + 1);
    if (4 + thenCount + elseCount !== length) return Rule.badExtra;
    return (
      this.verifyEdge(view.extra(start), start + 2, thenCount) ||
      this.verifyEdge(view.extra(second), second + 2, elseCount)
    );
  }

  private verifyEdge(target: number, start: number, count: number): Rule {
    const { view } = this;
    if (target === 0 || target >= view.blockCount) return Rule.badTarget;
    if (start + count > view.extraCount) return Rule.badExtra;
    if (count !== view.parameterCountOf(target)) return Rule.badArgumentCount;
    const parameter = view.firstParameterOf(target);
    for (let i = 0; i < count; i++) {
      const type = view.valueType(parameter + i);
      const rule = this.verifyUse(view.extra(start + i), type);
      if (rule !== Rule.ok) return rule;
    }
    return Rule.ok;
  }

  private verifyResults(instruction: number, block: number): Rule {
    const first = this.view.result(instruction);
    const cells = this.view.cellResultsOf(instruction);
    const floats = this.view.floatResultsOf(instruction);
    if (cells + floats === 0) return first === NONE ? Rule.ok : Rule.badResults;
    if (first + cells + floats > this.view.valueCount) return Rule.badResults;
    if (!this.hasTypes(first, cells, floats)) return Rule.badResults;
    return this.define(first, cells + floats, block, instruction + 1);
  }

  private verifyDefinitions(): Rule {
    for (this.at = 0; this.at < this.view.valueCount; this.at++) {
      if (this.definedIn[this.at] === -1) return Rule.neverDefined;
    }
    return Rule.ok;
  }

  private verifyDominance(): Rule {
    const dominators = new Dominators(this.view);
    let broken = false;
    this.at = 0;
    for (let block = 0; block < this.view.blockCount; block++) {
      const last = this.view.terminatorOf(block);
      const check = (value: number): void => {
        if (!this.isDominated(value, block, dominators)) broken = true;
      };
      for (; this.at <= last; this.at++) {
        if (!dominators.isReachable(block)) continue;
        this.view.forEachUse(this.at, check);
        if (broken) return Rule.notDominated;
      }
    }
    this.at = 0;
    return Rule.ok;
  }

  /** Whether the value is defined before instruction `at` of `block`, which is reachable. */
  private isDominated(value: number, block: number, dominators: Dominators): boolean {
    const home = this.definedIn[value] as number;
    if (home === block) return (this.definedAt[value] as number) <= this.at;
    return dominators.isReachable(home) && dominators.dominates(home, block);
  }
}

/** By shape: which of a (1), b (2), c (4) have a meaning. */
const usedFields: readonly number[] = (() => {
  const used = new Array<number>(Object.keys(Shape).length).fill(0);
  used[Shape.v1] = used[Shape.imm32] = 1;
  used[Shape.v2] = used[Shape.imm64] = used[Shape.v1imm] = 3;
  used[Shape.v3] = used[Shape.v2imm] = used[Shape.call] = used[Shape.jump] = used[Shape.branch] = 7;
  used[Shape.v4] = used[Shape.list] = 6;
  return used;
})();

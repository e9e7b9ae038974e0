import {
  ABI_VERSION,
  BLOCK_LOOP_HEADER,
  FloatFunction,
  FloatFunction2,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  IR_MAGIC,
  NONE,
  Op,
  opTable,
  Shape,
  ValueType,
} from "../../src/abi/bindings.ts";
import { cellResultsOf, floatResultsOf, shapeOf } from "../../src/ir/op_facts.ts";
import { IrSyntaxError, Lexer } from "./lexer.ts";

export { IrSyntaxError };

/** Value ids in a text are array indices: this keeps a mistyped one from taking all memory. */
const MAX_VALUE_ID = 0xffffff;

const opByName = new Map(opTable.map((info, op) => [info.name, op]));

/**
 * Reads one function in the form that `print` writes. Every name must exist, but no rule of the verifier is checked:
 * the text may define a value twice, use undefined ones, or leave out a terminator.
 * @throws IrSyntaxError
 */
export function parse(text: string): Uint32Array {
  const functions = parseAll(text);
  const only = functions[0];
  if (only === undefined || functions.length > 1) {
    throw new IrSyntaxError(`expected one function, found ${functions.length}`, 1, 1);
  }
  return only;
}

/** Reads any number of functions, one after the other. @throws IrSyntaxError */
export function parseAll(text: string): Uint32Array[] {
  const lexer = new Lexer(text);
  const functions: Uint32Array[] = [];
  while (lexer.current !== "") functions.push(new FunctionParser(lexer).parse());
  return functions;
}

class FunctionParser {
  private readonly lexer: Lexer;
  private readonly header = new Array<number>(FunctionHeader.WORDS).fill(0);
  private readonly blocks: number[] = [];
  private readonly instructions: number[] = [];
  private readonly valueTypes: number[] = [];
  private readonly extra: number[] = [];
  private blockCount = 0;
  private instructionCount = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  parse(): Uint32Array {
    this.parseHeader();
    while (this.lexer.current.startsWith("block")) this.parseBlock();
    const { header } = this;
    header[FunctionHeader.blockCount] = this.blockCount;
    header[FunctionHeader.instructionCount] = this.instructionCount;
    header[FunctionHeader.valueCount] = this.valueTypes.length;
    header[FunctionHeader.extraCount] = this.extra.length;
    const types = Array.from(this.valueTypes, (type) => type ?? ValueType.cell);
    return Uint32Array.from([...header, ...this.blocks, ...this.instructions, ...types, ...this.extra]);
  }

  private parseHeader(): void {
    const { header, lexer } = this;
    header[FunctionHeader.magic] = IR_MAGIC;
    header[FunctionHeader.abiVersion] = ABI_VERSION;
    lexer.expect("function");
    header[FunctionHeader.word] = lexer.takeNumber("", "the number of a word");
    if (lexer.accept("dynamic")) {
      header[FunctionHeader.flags] = FUNCTION_DYNAMIC;
      return;
    }
    lexer.expect("static");
    const inputs = this.parseTypes();
    lexer.expect("->");
    const outputs = this.parseTypes();
    header[FunctionHeader.cellIn] = inputs.cells;
    header[FunctionHeader.floatIn] = inputs.floats;
    header[FunctionHeader.cellOut] = outputs.cells;
    header[FunctionHeader.floatOut] = outputs.floats;
  }

  /** `(cell, cell, float)`: cells before floats. */
  private parseTypes(): { cells: number; floats: number } {
    let cells = 0;
    let floats = 0;
    this.parseList(() => {
      if (this.parseType() === ValueType.float) floats++;
      else if (floats > 0) throw this.lexer.error("cells come before floats");
      else cells++;
    });
    return { cells, floats };
  }

  private parseType(): ValueType {
    if (this.lexer.accept("cell")) return ValueType.cell;
    this.lexer.expect("float");
    return ValueType.float;
  }

  /** `(` items separated by commas `)`. */
  private parseList(parseItem: () => void): void {
    this.lexer.expect("(");
    if (this.lexer.accept(")")) return;
    do parseItem();
    while (this.lexer.accept(","));
    this.lexer.expect(")");
  }

  private parseBlock(): void {
    const { lexer } = this;
    const expected = `block${this.blockCount}`;
    if (lexer.current !== expected) throw lexer.error(`expected ${expected}, not ${lexer.current}`);
    lexer.advance();
    let first = NONE;
    let count = 0;
    this.parseList(() => {
      const value = this.parseDefinition(count === 0 ? undefined : first + count);
      lexer.expect(":");
      this.valueTypes[value] = this.parseType();
      if (count++ === 0) first = value;
    });
    const flags = lexer.accept("loop") ? BLOCK_LOOP_HEADER : 0;
    lexer.expect(":");
    const start = this.instructionCount;
    while (lexer.current !== "" && lexer.current !== "function" && !/^block[0-9]/.test(lexer.current)) {
      this.parseInstruction();
    }
    this.blocks.push(start, this.instructionCount - start, first, count, flags, 0);
    this.blockCount++;
  }

  /** A value that is defined here; ids of one definition follow each other. */
  private parseDefinition(expected: number | undefined): number {
    if (expected !== undefined && this.lexer.current !== `v${expected}`) {
      throw this.lexer.error(`expected v${expected}, not ${this.lexer.current}`);
    }
    return this.parseValue();
  }

  private parseValue(): number {
    return this.lexer.takeNumber("v", "a value", MAX_VALUE_ID);
  }

  private parseInstruction(): void {
    const { lexer } = this;
    let first = NONE;
    let count = 0;
    if (/^v[0-9]/.test(lexer.current)) {
      do {
        const value = this.parseDefinition(count === 0 ? undefined : first + count);
        if (count++ === 0) first = value;
      } while (lexer.accept(","));
      lexer.expect("=");
    }
    const [name = "", member = ""] = lexer.current.split(".");
    const op = opByName.get(name);
    if (op === undefined) throw lexer.error(`there is no op ${lexer.current || "at the end"}`);
    const { mark } = lexer;
    lexer.advance();
    const operands = this.parseOperands(op, member);
    const cells = shapeOf[op] === Shape.call ? (this.extra[operands.b] ?? 0) : (cellResultsOf[op] ?? 0);
    const floats = shapeOf[op] === Shape.call ? (this.extra[operands.b + 1] ?? 0) : (floatResultsOf[op] ?? 0);
    if (count !== cells + floats)
      throw lexer.error(`${name} gives ${cells + floats} results, not ${count}`, mark);
    for (let i = 0; i < count; i++) this.valueTypes[first + i] = i < cells ? ValueType.cell : ValueType.float;
    const position = lexer.accept("@") ? lexer.takeNumber("", "a position") : 0;
    this.instructions.push(op, first, operands.a, operands.b, operands.c, position);
    this.instructionCount++;
  }

  private parseOperands(op: number, member: string): Operands {
    switch (shapeOf[op]) {
      case Shape.v1:
        return { a: this.parseValue(), b: 0, c: 0 };
      case Shape.v2:
        return { a: this.parseValue(), b: this.parseNextValue(), c: 0 };
      case Shape.v3:
        return { a: this.parseValue(), b: this.parseNextValue(), c: this.parseNextValue() };
      case Shape.v4:
        return this.parseFour();
      case Shape.imm64:
        return op === Op.fconst ? this.parseFloat() : this.parseCell();
      case Shape.imm32:
        return { a: this.lexer.takeNumber("", "a number"), b: 0, c: 0 };
      case Shape.v1imm:
        return { b: this.memberNumber(FloatFunction, member), a: this.parseValue(), c: 0 };
      case Shape.v2imm: {
        const c = this.memberNumber(FloatFunction2, member);
        return { a: this.parseValue(), b: this.parseNextValue(), c };
      }
      case Shape.call:
        return this.parseCall();
      case Shape.list:
        return this.parseReturn();
      case Shape.jump:
        return this.parseJump();
      case Shape.branch:
        return this.parseBranch();
      default:
        return { a: 0, b: 0, c: 0 };
    }
  }

  private parseNextValue(): number {
    this.lexer.expect(",");
    return this.parseValue();
  }

  private memberNumber(members: Readonly<Record<string, number>>, name: string): number {
    const number = Object.hasOwn(members, name) ? members[name] : undefined;
    if (number === undefined) throw this.lexer.error(`there is no function ${name} before this`);
    return number;
  }

  private parseFour(): Operands {
    const start = this.extra.push(this.parseValue()) - 1;
    for (let i = 1; i < 4; i++) this.extra.push(this.parseNextValue());
    return { a: 0, b: start, c: 4 };
  }

  private parseCell(): Operands {
    const text = this.lexer.current;
    const value = /^-?[0-9]+$/.test(text) ? BigInt(text) : undefined;
    if (value === undefined || value < -(2n ** 63n) || value >= 2n ** 64n) {
      throw this.lexer.error(`expected a 64-bit number, not ${text || "the end"}`);
    }
    this.lexer.advance();
    const bits = BigInt.asUintN(64, value);
    return { a: Number(bits & 0xffffffffn), b: Number(bits >> 32n), c: 0 };
  }

  private parseFloat(): Operands {
    if (this.lexer.accept("nan")) {
      this.lexer.expect(":");
      const bits = this.lexer.current;
      if (!/^0x[0-9a-fA-F]{1,16}$/.test(bits)) throw this.lexer.error("expected the bits of a float: 0x…");
      this.lexer.advance();
      return { a: Number(BigInt(bits) & 0xffffffffn), b: Number(BigInt(bits) >> 32n), c: 0 };
    }
    const text = this.lexer.current;
    const infinite = /^-?inf$/.test(text);
    if (!infinite && !/^-?[0-9]/.test(text))
      throw this.lexer.error(`expected a float, not ${text || "the end"}`);
    this.lexer.advance();
    const value = Number(infinite ? text.replace("inf", "Infinity") : text);
    const bits = new Uint32Array(Float64Array.of(value).buffer);
    return { a: bits[0] ?? 0, b: bits[1] ?? 0, c: 0 };
  }

  private parseCall(): Operands {
    const word = this.lexer.takeNumber("", "the number of a word");
    const start = this.extra.push(0, 0) - 2;
    const count = this.parseArguments();
    this.lexer.expect("->");
    const results = this.parseTypes();
    this.extra[start] = results.cells;
    this.extra[start + 1] = results.floats;
    return { a: word, b: start, c: count };
  }

  /** `(v0, v1)`, appended to extra; returns how many. */
  private parseArguments(): number {
    const start = this.extra.length;
    this.parseList(() => this.extra.push(this.parseValue()));
    return this.extra.length - start;
  }

  private parseReturn(): Operands {
    const start = this.extra.length;
    if (/^v[0-9]/.test(this.lexer.current)) {
      do this.extra.push(this.parseValue());
      while (this.lexer.accept(","));
    }
    return { a: 0, b: start, c: this.extra.length - start };
  }

  private parseJump(): Operands {
    const target = this.lexer.takeNumber("block", "a block");
    const start = this.extra.length;
    return { a: target, b: start, c: this.parseArguments() };
  }

  private parseBranch(): Operands {
    const condition = this.parseValue();
    const start = this.extra.length;
    for (let way = 0; way < 2; way++) {
      this.lexer.expect(",");
      const at = this.extra.push(this.lexer.takeNumber("block", "a block"), 0) - 1;
      this.extra[at] = this.parseArguments();
    }
    return { a: condition, b: start, c: this.extra.length - start };
  }
}

interface Operands {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

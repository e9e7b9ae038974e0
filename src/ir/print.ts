// The textual form of ForthIR. plugins-src/abi/print.zig writes the same, and `parse.ts` reads it.
//
//   function 12 static (cell, cell) -> (cell)
//   block0(v0: cell, v1: cell):
//     v2 = add v0, v1                 @17
//     branch v2, block1(v0), block2()
//
// `dynamic` stands in place of `static` and the effect; `loop` after a block's parameters marks a loop header; `@` is
// the position. Cells are signed decimals, floats the shortest decimal with an exponent (`1.5e0`), `inf`, `-inf` or
// `nan:` with the bits in hexadecimal. `#` starts a comment.

import {
  BLOCK_LOOP_HEADER,
  Block,
  FloatFunction,
  FloatFunction2,
  Op,
  Shape,
  ValueType,
} from "../abi/bindings.ts";
import { opInfo, shapeOf } from "./op_facts.ts";
import { FunctionView } from "./view.ts";

/** Positions begin in this column, or two spaces after a longer instruction. */
const POSITION_COLUMN = 36;

/**
 * A function as text, each line ended.
 * @param words a function that keeps the verifier's rules; at least header, blocks and ops must be sound
 */
export function print(words: Uint32Array): string {
  const view = new FunctionView(words);
  const lines = [header(view)];
  for (let block = 0; block < view.blockCount; block++) {
    lines.push(blockHeader(view, block));
    const last = view.terminatorOf(block);
    for (let i = view.firstInstructionOf(block); i <= last; i++) lines.push(printInstruction(view, i));
  }
  return `${lines.join("\n")}\n`;
}

/** One instruction, indented, without line end. */
function printInstruction(view: FunctionView, instruction: number): string {
  const count = view.cellResultsOf(instruction) + view.floatResultsOf(instruction);
  const first = view.result(instruction);
  const results =
    count === 0 ? "" : `${Array.from({ length: count }, (_, i) => `v${first + i}`).join(", ")} = `;
  const line = `  ${results}${operation(view, instruction)}`;
  const position = view.position(instruction);
  return position === 0 ? line : `${line.padEnd(POSITION_COLUMN - 2)}  @${position}`;
}

function header(view: FunctionView): string {
  if (view.isDynamic) return `function ${view.word} dynamic`;
  const inputs = types(view.cellIn, view.floatIn);
  return `function ${view.word} static ${inputs} -> ${types(view.cellOut, view.floatOut)}`;
}

function types(cells: number, floats: number): string {
  const names = [...new Array<string>(cells).fill("cell"), ...new Array<string>(floats).fill("float")];
  return `(${names.join(", ")})`;
}

function blockHeader(view: FunctionView, block: number): string {
  const first = view.firstParameterOf(block);
  const parameters = Array.from({ length: view.parameterCountOf(block) }, (_, i) => {
    return `v${first + i}: ${view.valueType(first + i) === ValueType.float ? "float" : "cell"}`;
  });
  const loop = (view.block(block, Block.flags) & BLOCK_LOOP_HEADER) !== 0 ? " loop" : "";
  return `block${block}(${parameters.join(", ")})${loop}:`;
}

function operation(view: FunctionView, instruction: number): string {
  const op = view.op(instruction);
  const name = opInfo(op).name;
  const a = view.a(instruction);
  const b = view.b(instruction);
  const c = view.c(instruction);
  switch (shapeOf[op]) {
    case Shape.v1:
      return `${name} v${a}`;
    case Shape.v2:
      return `${name} v${a}, v${b}`;
    case Shape.v3:
      return `${name} v${a}, v${b}, v${c}`;
    case Shape.v4:
      return `${name} ${values(view, b, c)}`;
    case Shape.imm64:
      return `${name} ${op === Op.fconst ? formatFloat(a, b) : formatCell(a, b)}`;
    case Shape.imm32:
      return `${name} ${a}`;
    case Shape.v1imm:
      return `${name}.${memberName(FloatFunction, b)} v${a}`;
    case Shape.v2imm:
      return `${name}.${memberName(FloatFunction2, c)} v${a}, v${b}`;
    case Shape.call:
      return `${name} ${a}(${values(view, b + 2, c)}) -> ${types(view.extra(b), view.extra(b + 1))}`;
    case Shape.list:
      return c === 0 ? name : `${name} ${values(view, b, c)}`;
    case Shape.jump:
      return `${name} block${a}(${values(view, b, c)})`;
    case Shape.branch: {
      const thenCount = view.extra(b + 1);
      const second = b + 2 + thenCount;
      const thenEdge = `block${view.extra(b)}(${values(view, b + 2, thenCount)})`;
      const elseEdge = `block${view.extra(second)}(${values(view, second + 2, view.extra(second + 1))})`;
      return `${name} v${a}, ${thenEdge}, ${elseEdge}`;
    }
    default:
      return name;
  }
}

/** Values in extra; what would lie outside of it is left out. */
function values(view: FunctionView, start: number, count: number): string {
  const names: string[] = [];
  const end = Math.min(start + count, view.extraCount);
  for (let i = start; i < end; i++) names.push(`v${view.extra(i)}`);
  return names.join(", ");
}

function memberName(members: Readonly<Record<string, number>>, number: number): string {
  return Object.keys(members).find((name) => members[name] === number) ?? `${number}`;
}

function formatCell(low: number, high: number): string {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
}

function formatFloat(low: number, high: number): string {
  const value = new Float64Array(Uint32Array.of(low, high).buffer)[0] as number;
  if (Number.isNaN(value)) return `nan:0x${((BigInt(high) << 32n) | BigInt(low)).toString(16)}`;
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0e0";
  return value.toExponential().replace("e+", "e");
}

// Calls and in-memory stacks as statements. The variables s and z hold the depths of the data and the float stack, also kept
// in the context (C[0], C[1]), for instructions that use them.

import { Op } from "../../abi/bindings.ts";
import { Capacity } from "../../machine/machine.ts";
import { condition } from "./conditions.ts";
import type { Effect } from "./graph.ts";
import type { Names } from "./names.ts";

/** Gives the direct function's text for a word called with this effect. */
export type CallTarget = (word: number, effect: Effect) => string;

/** Which depth variables a function has. */
export interface DepthVariables {
  readonly data: boolean;
  readonly float: boolean;
}

/** The statements of an instruction that calls or uses the in-memory stacks; undefined for other instructions. */
export function stackStatement(
  names: Names,
  depths: DepthVariables,
  target: CallTarget,
  instruction: number,
): string | undefined {
  const { graph } = names;
  const result = graph.firstResultOf(instruction);
  const a = graph.a(instruction);
  switch (graph.op(instruction)) {
    case Op.push:
      return `if(s>=${Capacity.data})X.dataOverflow();S[s<<1]=${names.low(a)};S[s<<1|1]=${names.high(a)};C[0]=++s;`;
    case Op.pop:
      return `if(s<=0)X.dataUnderflow();C[0]=--s;${names.set(result, "S[s<<1]", "S[s<<1|1]")}`;
    case Op.fpush:
      return `if(z>=${Capacity.float})X.floatOverflow();F[z]=${names.float(a)};C[1]=++z;`;
    case Op.fpop:
      return `if(z<=0)X.floatUnderflow();C[1]=--z;${names.setFloat(result, "N(F,z)")}`;
    case Op.rpush:
      return `X.rpush(${cell(names, a)});`;
    case Op.rpop:
      return names.setFromCall(result, "X.rpop()", 0);
    case Op.rpick:
      return names.setFromCall(result, `X.rpick(${a})`, 0);
    case Op.depth:
      return names.setLow(result, "s");
    case Op.fdepth:
      return names.setLow(result, "z");
    case Op.pick:
      return names.setFromCall(result, `X.pick(${cell(names, a)})`, 0);
    case Op.roll:
      return `X.roll(${cell(names, a)});`;
    case Op.fpick:
      return names.setFloat(result, `X.fpick(${cell(names, a)})`) || `X.fpick(${cell(names, a)});`;
    case Op.call:
      return call(names, target, instruction);
    case Op.callStack:
      return `W[${a}]();${reload(depths)}`;
    case Op.execute:
      return `X.execute(${cell(names, a)});${reload(depths)}`;
    case Op.poll:
      return "if(--q<0)q=X.poll();";
    case Op.throw:
      return throwStatement(names, a);
    default:
      return undefined;
  }
}

/** The statement of a `return`: the first result itself, the others through R (halves) and Q (floats). */
export function returnStatement(names: Names, instruction: number): string {
  const values: number[] = [];
  const count = names.graph.operandsOf(instruction, values);
  if (count === 0) return "return;";
  let text = "";
  let floats = 0;
  let cells = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (names.graph.isFloat(value)) {
      if (i > 0) text += `Q[${floats}]=${names.float(value)};`;
      floats++;
    } else {
      if (i > 0) text += `R[${2 * cells - 1}]=${names.low(value)};`;
      text += `R[${2 * cells}]=${names.high(value)};`;
      cells++;
    }
  }
  const first = values[0] as number;
  return `${text}return ${names.graph.isFloat(first) ? names.float(first) : names.low(first)};`;
}

function cell(names: Names, value: number): string {
  return `${names.low(value)},${names.high(value)}`;
}

function reload(depths: DepthVariables): string {
  return `${depths.data ? "s=C[0];" : ""}${depths.float ? "z=C[1];" : ""}`;
}

function call(names: Names, target: CallTarget, instruction: number): string {
  const { graph } = names;
  const values: number[] = [];
  const count = graph.operandsOf(instruction, values);
  let floatIn = 0;
  const passed: string[] = [];
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (graph.isFloat(value)) floatIn++;
    passed.push(graph.isFloat(value) ? names.float(value) : cell(names, value));
  }
  const cellOut = graph.cellResultsOf(instruction);
  const floatOut = graph.floatResultsOf(instruction);
  const effect = { cellIn: count - floatIn, cellOut, floatIn, floatOut };
  const text = `${target(graph.a(instruction), effect)}(${passed.join(",")})`;
  const first = graph.firstResultOf(instruction);
  if (first < 0) return `${text};`;
  if (cellOut === 0)
    return (names.setFloat(first, text) || `${text};`) + floatResults(names, first, 1, floatOut);
  let statements = names.setFromCall(first, text, 0);
  for (let i = 1; i < cellOut; i++) {
    statements += names.set(first + i, `R[${2 * i - 1}]`, `R[${2 * i}]`);
  }
  return statements + floatResults(names, first + cellOut, 0, floatOut);
}

function floatResults(names: Names, first: number, from: number, count: number): string {
  let statements = "";
  for (let i = from; i < count; i++) statements += names.setFloat(first + i, `N(Q,${i})`);
  return statements;
}

function throwStatement(names: Names, code: number): string {
  const text = `X.throwCode(${cell(names, code)});`;
  if (names.facts.isConstant[code] === 0) return `if${condition(names, code)}${text}`;
  return names.facts.isCell(code, 0, 0) ? "" : text;
}

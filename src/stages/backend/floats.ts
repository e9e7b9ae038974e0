// Arithmetic on floats as statements: an IEEE double is a JavaScript number.

import { FloatFunction, FloatFunction2, Op } from "../../abi/bindings.ts";
import type { Names } from "./names.ts";

/** The statements of an instruction on floats; undefined for other instructions (comparisons are conditions). */
export function floatStatement(names: Names, instruction: number): string | undefined {
  const { graph } = names;
  const op = graph.op(instruction);
  const result = graph.firstResultOf(instruction);
  if (op === Op.ftos) return names.setFromCall(result, `X.ftos(${names.float(graph.a(instruction))})`, 0);
  const text = expression(names, instruction);
  return text === undefined ? undefined : names.setFloat(result, text);
}

function expression(names: Names, instruction: number): string | undefined {
  const { graph } = names;
  const a = graph.a(instruction);
  const float = (): string => names.float(a);
  const other = (): string => names.float(graph.b(instruction));
  switch (graph.op(instruction)) {
    case Op.fadd:
      return `${float()}+${other()}`;
    case Op.fsub:
      return `${float()}-${other()}`;
    case Op.fmul:
      return `${float()}*${other()}`;
    case Op.fdiv:
      return `${float()}/${other()}`;
    case Op.fmin:
      return `Math.min(${float()},${other()})`;
    case Op.fmax:
      return `Math.max(${float()},${other()})`;
    case Op.fneg:
      return `-${float()}`;
    case Op.fabs:
      return `Math.abs(${float()})`;
    case Op.fsqrt:
      return `Math.sqrt(${float()})`;
    case Op.ffloor:
      return `Math.floor(${float()})`;
    case Op.fround:
      return `X.fround(${float()})`;
    case Op.ftrunc:
      return `Math.trunc(${float()})`;
    case Op.stof: {
      const high = names.high(a);
      const low = names.low(a);
      if (high === "0") return `(${low}>>>0)`;
      const isFlag = high === low && names.facts.isConstant[a] === 0;
      return isFlag ? low : `${high}*4294967296+(${low}>>>0)`;
    }
    case Op.fmath1:
      return `${functionNames[graph.b(instruction) as FloatFunction]}(${float()})`;
    case Op.fmath2:
      return `${graph.c(instruction) === FloatFunction2.pow ? "X.pow" : "Math.atan2"}(${float()},${other()})`;
    default:
      return undefined;
  }
}

const functionNames: Record<FloatFunction, string> = {
  [FloatFunction.sin]: "Math.sin",
  [FloatFunction.cos]: "Math.cos",
  [FloatFunction.tan]: "Math.tan",
  [FloatFunction.asin]: "Math.asin",
  [FloatFunction.acos]: "Math.acos",
  [FloatFunction.atan]: "Math.atan",
  [FloatFunction.sinh]: "Math.sinh",
  [FloatFunction.cosh]: "Math.cosh",
  [FloatFunction.tanh]: "Math.tanh",
  [FloatFunction.asinh]: "Math.asinh",
  [FloatFunction.acosh]: "Math.acosh",
  [FloatFunction.atanh]: "Math.atanh",
  [FloatFunction.exp]: "Math.exp",
  [FloatFunction.expm1]: "Math.expm1",
  [FloatFunction.ln]: "Math.log",
  [FloatFunction.lnp1]: "Math.log1p",
  [FloatFunction.log]: "Math.log10",
  [FloatFunction.exp10]: "X.exp10",
};

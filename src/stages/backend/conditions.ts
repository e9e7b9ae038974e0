// Cells and floats as JavaScript conditions.

import { Op } from "../../abi/bindings.ts";
import type { Names } from "./names.ts";

/** The text of "the value is not zero", or with `negated` of "it is zero"; safe beside && and ||. */
export function condition(names: Names, value: number, negated = false): string {
  const { facts } = names;
  if (facts.isConstant[value] !== 0) return String(facts.isCell(value, 0, 0) === negated);
  if (facts.fused[value] !== 0) return comparison(names, facts.definition[value] as number, negated);
  const low = names.low(value);
  const high = names.high(value);
  return `(${high === "0" || high === low ? low : `(${low}|${high})`}${negated ? "===" : "!=="}0)`;
}

/** The text of a comparison or a logical operation on flags. */
export function comparison(names: Names, instruction: number, negated = false): string {
  const { graph, facts } = names;
  const a = graph.a(instruction);
  const b = graph.b(instruction);
  const op = graph.op(instruction);
  switch (op) {
    case Op.eq:
    case Op.ne:
      if (facts.isCell(b, 0, 0)) return condition(names, a, (op === Op.eq) !== negated);
      if (facts.isCell(a, 0, 0)) return condition(names, b, (op === Op.eq) !== negated);
      return equality(names, a, b, (op === Op.ne) !== negated);
    case Op.lt:
      return not(signedLess(names, a, b), negated);
    case Op.le:
      return not(signedLess(names, b, a), !negated);
    case Op.ult:
      return not(unsignedLess(names, a, b), negated);
    case Op.ule:
      return not(unsignedLess(names, b, a), !negated);
    case Op.feq:
      return not(`(${names.float(a)}===${names.float(b)})`, negated);
    case Op.flt:
      return not(`(${names.float(a)}<${names.float(b)})`, negated);
    case Op.fle:
      return not(`(${names.float(a)}<=${names.float(b)})`, negated);
    case Op.and:
      return not(`(${condition(names, a)}&&${condition(names, b)})`, negated);
    default:
      return not(`(${condition(names, a)}||${condition(names, b)})`, negated);
  }
}

function not(text: string, negated: boolean): string {
  return negated ? `!${text}` : text;
}

function equality(names: Names, a: number, b: number, negated: boolean): string {
  const operator = negated ? "!==" : "===";
  const lows = [names.low(a), names.low(b)];
  const highs = [names.high(a), names.high(b)];
  if (highs[0] === highs[1] || (highs[0] === lows[0] && highs[1] === lows[1]))
    return `(${lows.join(operator)})`;
  return `((${lows.join("^")}|${highs[1] === "0" ? highs[0] : highs.join("^")})${operator}0)`;
}

function signedLess(names: Names, a: number, b: number): string {
  const highA = names.high(a);
  const highB = names.high(b);
  if (names.facts.isCell(b, 0, 0)) return `(${highA}<0)`;
  if (names.facts.isCell(a, -1, -1)) return `(${highB}>=0)`;
  const lows = lowLess(names.low(a), names.low(b));
  return highA === highB ? lows : `(${highA}<${highB}||${highA}===${highB}&&${lows})`;
}

function unsignedLess(names: Names, a: number, b: number): string {
  const highA = names.high(a);
  const highB = names.high(b);
  const lows = lowLess(names.low(a), names.low(b));
  return highA === highB ? lows : `(${lowLess(highA, highB)}||${highA}===${highB}&&${lows})`;
}

/**
 * Unsigned comparison of halves. The engine compares `x>>>0` with `y>>>0` or with a non-negative literal as integers; a
 * literal of 2^31 and more would make it a comparison of doubles, so both sides are shifted to signed range instead.
 */
export function lowLess(a: string, b: string): string {
  if (isNegativeLiteral(a) || isNegativeLiteral(b)) return `(${biased(a)}<${biased(b)})`;
  return `(${unsigned(a)}<${unsigned(b)})`;
}

function isNegativeLiteral(text: string): boolean {
  return text.startsWith("(-");
}

function biased(text: string): string {
  return /^[(\d]/.test(text)
    ? String(Number(text.replace(/[()]/g, "")) ^ -0x80000000)
    : `(${text}^-2147483648)`;
}

function unsigned(text: string): string {
  return /^\d/.test(text) ? text : `(${text}>>>0)`;
}

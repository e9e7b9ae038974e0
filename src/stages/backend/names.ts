// How values are written in the generated JavaScript: variables l0 h0 (halves of cells) and f0 (floats), or literals.

import type { FunctionGraph } from "./graph.ts";
import { HIGH_ZERO, LOW, type ValueFacts } from "./values.ts";
import type { Variables } from "./variables.ts";

/** The names of a function's values, and assignments to them. */
export class Names {
  readonly graph: FunctionGraph;
  readonly facts: ValueFacts;
  readonly variables: Variables;
  /** The scratch variables in use. Each costs stack in every recursion, so that only these are declared. */
  readonly scratch = new Set<string>();

  constructor(graph: FunctionGraph, facts: ValueFacts, variables: Variables) {
    this.graph = graph;
    this.facts = facts;
    this.variables = variables;
  }

  /** A variable for use within one statement: t and u for halves, v for a float. */
  scratchVariable(name: "t" | "u" | "v"): string {
    this.scratch.add(name);
    return name;
  }

  /** A cell's low half: an int32. */
  low(value: number): string {
    if (this.facts.isConstant[value] !== 0) return literal(this.facts.constantLow[value] as number);
    return `l${this.variables.slot[value]}`;
  }

  /** A cell's high half: an int32. */
  high(value: number): string {
    if (this.facts.isConstant[value] !== 0) return literal(this.facts.constantHigh[value] as number);
    const known = this.facts.high[value] as number;
    if (known === 0) return `h${this.variables.slot[value]}`;
    return (known & HIGH_ZERO) !== 0 ? "0" : this.low(value);
  }

  float(value: number): string {
    if (this.facts.isConstant[value] === 0) return `f${this.variables.slot[value]}`;
    return floatLiteral(this.facts.constantLow[value] as number, this.facts.constantHigh[value] as number);
  }

  /** Whether the cell's low half, or the float, has a variable to be assigned. */
  hasLow(value: number): boolean {
    return this.facts.hasVariable(value) && ((this.facts.needs[value] as number) & LOW) !== 0;
  }

  hasHigh(value: number): boolean {
    return this.facts.hasHigh(value);
  }

  setLow(value: number, text: string): string {
    return this.hasLow(value) ? assignment(this.low(value), text) : "";
  }

  setHigh(value: number, text: string): string {
    return this.hasHigh(value) ? assignment(this.high(value), text) : "";
  }

  /** Assigns both halves, high before low; needs no text for a half that has no variable. */
  set(value: number, low: string, high: string): string {
    return this.setHigh(value, high) + this.setLow(value, low);
  }

  setFloat(value: number, text: string): string {
    return this.facts.hasVariable(value) ? `${this.float(value)}=${text};` : "";
  }

  /** The parts of a call's result: the call gives the low half itself, the rest lies in the scratch array. */
  setFromCall(value: number, call: string, highAt: number): string {
    const low = this.setLow(value, call);
    return (low === "" ? `${call};` : low) + this.setHigh(value, `R[${highAt}]`);
  }
}

function assignment(variable: string, text: string): string {
  return variable === text ? "" : `${variable}=${text};`;
}

/** An int32 that can stand after any operator. */
export function literal(value: number): string {
  return value < 0 ? `(${value})` : `${value}`;
}

const bits = new DataView(new ArrayBuffer(8));

/** The float with these halves of its IEEE-754 bits, written so that it reads back as the same number. */
export function floatLiteral(low: number, high: number): string {
  bits.setInt32(0, low, true);
  bits.setInt32(4, high, true);
  const value = bits.getFloat64(0, true);
  if (Number.isNaN(value)) return high < 0 ? "X.negativeNaN" : "X.positiveNaN";
  if (value === Number.POSITIVE_INFINITY) return "(1/0)";
  if (value === Number.NEGATIVE_INFINITY) return "(-1/0)";
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? "-0" : value})` : `${value}`;
}

// Arguments of an edge into the parameters of its target: all at once, as if every argument were read first.

import type { Names } from "./names.ts";

interface Copy {
  readonly isFloat: boolean;
  /** Variable that is written. */
  readonly to: number;
  /** Variable that is read, -1 for none. */
  from: number;
  /** Texts of what is written and read; "" for a high half without a variable. */
  readonly low: string;
  readonly high: string;
  lowSource: string;
  highSource: string;
}

/** The statements for an edge. A cycle of variables is broken with the scratch variables t and u (v for floats). */
export function parallelCopies(names: Names, edge: number): string {
  const pending = collect(names, edge);
  let text = "";
  while (pending.length > 0) {
    const ready = pending.findIndex((copy) => !isRead(pending, copy));
    if (ready === -1) {
      text += breakCycle(names, pending, pending[0] as Copy);
    } else {
      text += statements(pending[ready] as Copy);
      pending.splice(ready, 1);
    }
  }
  return text;
}

function collect(names: Names, edge: number): Copy[] {
  const { graph, facts } = names;
  const { slot } = names.variables;
  const parameters = graph.firstParameterOf(graph.edgeTarget[edge] as number);
  const copies: Copy[] = [];
  for (let k = 0; k < graph.edgeArgumentCount(edge); k++) {
    const parameter = parameters + k;
    const value = graph.edgeArgument(edge, k);
    if (!facts.hasVariable(parameter)) continue;
    const isFloat = graph.isFloat(parameter);
    const copy: Copy = {
      isFloat,
      to: slot[parameter] as number,
      from: facts.hasVariable(value) ? (slot[value] as number) : -1,
      low: isFloat ? names.float(parameter) : names.hasLow(parameter) ? names.low(parameter) : "",
      high: !isFloat && names.hasHigh(parameter) ? names.high(parameter) : "",
      lowSource: isFloat ? names.float(value) : names.low(value),
      highSource: isFloat ? "" : names.high(value),
    };
    if (statements(copy) !== "") copies.push(copy);
  }
  return copies;
}

/** Whether another copy still reads the variable that this one writes. */
function isRead(pending: readonly Copy[], copy: Copy): boolean {
  return pending.some((other) => other !== copy && other.isFloat === copy.isFloat && other.from === copy.to);
}

/** High half first: its source may be the low half of the same variable. */
function statements(copy: Copy): string {
  const high = copy.high === "" || copy.high === copy.highSource ? "" : `${copy.high}=${copy.highSource};`;
  const low = copy.low === "" || copy.low === copy.lowSource ? "" : `${copy.low}=${copy.lowSource};`;
  return high + low;
}

/** Saves what a copy is about to overwrite, and lets those that want it read the saved one. */
function breakCycle(names: Names, pending: readonly Copy[], copy: Copy): string {
  if (copy.isFloat) {
    for (const other of pending) {
      if (other.isFloat && other.from === copy.to) {
        other.from = -1;
        other.lowSource = "v";
      }
    }
    return `${names.scratchVariable("v")}=${copy.low};`;
  }
  const low = `l${copy.to}`;
  const high = `h${copy.to}`;
  let text = "";
  for (const other of pending) {
    if (other.isFloat || other.from !== copy.to) continue;
    other.from = -1;
    if ((other.lowSource === low && other.low !== "") || (other.highSource === low && other.high !== "")) {
      if (!text.includes("t=")) text += `${names.scratchVariable("t")}=${low};`;
    }
    if (other.highSource === high && other.high !== "" && !text.includes("u="))
      text += `${names.scratchVariable("u")}=${high};`;
    other.lowSource = "t";
    if (other.highSource !== "0") other.highSource = other.highSource === low ? "t" : "u";
  }
  return text;
}

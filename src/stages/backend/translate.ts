// One ForthIR function to the text of one JavaScript function, each instruction on a line of its own.

import { Op } from "../../abi/bindings.ts";
import { COUNTDOWN, POLL_INTERVAL } from "../../machine/operations.ts";
import { cellStatement } from "./cells.ts";
import { condition } from "./conditions.ts";
import { analyseControlFlow } from "./control_flow.ts";
import { parallelCopies } from "./copies.ts";
import { floatStatement } from "./floats.ts";
import type { FunctionGraph } from "./graph.ts";
import { memoryStatement } from "./memory.ts";
import { Names } from "./names.ts";
import { type CallTarget, type DepthVariables, returnStatement, stackStatement } from "./stack_operations.ts";
import { type BlockWriter, writeStructure } from "./structure.ts";
import { ValueFacts } from "./values.ts";
import { assignVariables } from "./variables.ts";

export interface Translation {
  readonly text: string;
  /** By line of the text: the position of the instruction there, 0 for none. */
  readonly positions: readonly number[];
}

/** Translates a function. `limit` is the size of the data space in bytes, which the text's range checks contain. */
export function translate(
  graph: FunctionGraph,
  name: string,
  limit: number,
  target: CallTarget,
): Translation {
  const flow = analyseControlFlow(graph);
  const facts = new ValueFacts(graph, flow);
  const names = new Names(graph, facts, assignVariables(graph, flow, facts));
  const writer = new FunctionWriter(names, limit, target);
  writeStructure(graph, flow, writer);
  return writer.finish(name);
}

class FunctionWriter implements BlockWriter {
  private readonly names: Names;
  private readonly graph: FunctionGraph;
  private readonly limit: number;
  private readonly target: CallTarget;
  private readonly depths: DepthVariables;
  /** The first line is the function's head, which is known last. */
  private readonly lines: string[] = [""];
  private readonly positions: number[] = [0];

  constructor(names: Names, limit: number, target: CallTarget) {
    this.names = names;
    this.graph = names.graph;
    this.limit = limit;
    this.target = target;
    this.depths = {
      data: this.has(Op.push) || this.has(Op.pop) || this.has(Op.depth),
      float: this.has(Op.fpush) || this.has(Op.fpop) || this.has(Op.fdepth),
    };
  }

  line(text: string, position = 0): void {
    this.lines.push(text);
    this.positions.push(position);
  }

  body(block: number): void {
    const { graph, names } = this;
    const end = graph.endInstructionOf(block);
    for (let i = graph.firstInstructionOf(block); i < end; i++) {
      if (names.facts.written[i] === 0) continue;
      const text = this.statement(i);
      if (text !== "") this.line(text, graph.position(i));
    }
  }

  openBranch(block: number, negated: boolean): void {
    const terminator = this.graph.terminatorOf(block);
    const test = condition(this.names, this.graph.a(terminator), negated);
    this.line(`if(${test}){`, this.graph.position(terminator));
  }

  edge(edge: number): void {
    const text = parallelCopies(this.names, edge);
    if (text !== "") this.line(text);
  }

  finish(name: string): Translation {
    this.line("}");
    const body = this.lines.join("\n");
    this.lines[0] = this.head(name);
    return { text: this.lines[0] + body, positions: this.positions };
  }

  private statement(instruction: number): string {
    const { graph, names } = this;
    switch (graph.op(instruction)) {
      case Op.jump:
      case Op.branch:
        return "";
      case Op.return:
        return returnStatement(names, instruction);
      case Op.unreachable:
        return "X.unreachable();return;";
      default:
        return (
          cellStatement(names, instruction) ??
          memoryStatement(names, this.limit, instruction) ??
          floatStatement(names, instruction) ??
          stackStatement(names, this.depths, this.target, instruction) ??
          ""
        );
    }
  }

  private head(name: string): string {
    const { names, graph } = this;
    const declared = new Set<string>();
    const parameters: string[] = [];
    const declare = (variable: string, has: boolean): void => {
      if (has) declared.add(variable);
      parameters.push(has ? variable : `_${parameters.length}`);
    };
    const first = graph.firstParameterOf(0);
    const count = graph.parameterCountOf(0);
    for (let value = first; value < first + count; value++) {
      if (graph.isFloat(value)) {
        declare(names.float(value), names.hasLow(value));
      } else {
        declare(names.low(value), names.hasLow(value));
        declare(names.high(value), names.hasHigh(value));
      }
    }
    const locals = this.locals().filter((local) => !declared.has(local));
    const variables = locals.length === 0 ? "" : `var ${locals.join(",")};`;
    return `function ${name}(${parameters.join(",")}){${variables}${this.prologue()}`;
  }

  private locals(): string[] {
    const { variables } = this.names;
    const locals: string[] = [];
    for (let slot = 0; slot < variables.cellSlots; slot++) {
      locals.push(`l${slot}`);
      if (variables.highSlots[slot] === true) locals.push(`h${slot}`);
    }
    for (let slot = 0; slot < variables.floatSlots; slot++) locals.push(`f${slot}`);
    locals.push(...this.names.scratch);
    if (this.has(Op.poll)) locals.push(`q=${POLL_INTERVAL}`);
    if (this.depths.data) locals.push("s=C[0]");
    if (this.depths.float) locals.push("z=C[1]");
    return locals;
  }

  /** Recursion is polled like a loop: it can run as long. */
  private prologue(): string {
    const mayRecur = this.graph.isDynamic
      ? this.has(Op.callStack) || this.has(Op.execute)
      : this.names.facts.hasSelfCall;
    return mayRecur ? `if(--R[${COUNTDOWN}]<0)X.pollCalls();` : "";
  }

  private has(op: Op): boolean {
    return this.names.facts.hasOp[op] !== 0;
  }
}

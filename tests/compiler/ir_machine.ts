// Runs ForthIR, instruction by instruction, on the same state as the body machine.

import { Instruction, Op, Shape } from "../../src/abi/bindings.ts";
import { directOperandCount, shapeOf } from "../../src/ir/op_facts.ts";
import type { FunctionView } from "../../src/ir/view.ts";
import type { BodyMachine } from "./body_machine.ts";
import { evaluate, Fault, type Value } from "./op_meaning.ts";
import type { State, TestWord } from "./state.ts";

const wrap = (cell: bigint) => BigInt.asIntN(64, cell);

/** The two forms of word 1 and the words that it calls. */
export interface Functions {
  readonly static: FunctionView | undefined;
  readonly dynamic: FunctionView;
  readonly code: ReadonlyMap<number, TestWord>;
  /** Executes words of other kinds. */
  readonly others: BodyMachine;
}

export class IrMachine {
  private readonly functions: Functions;
  private readonly state: State;

  constructor(functions: Functions, state: State) {
    this.functions = functions;
    this.state = state;
  }

  /** Runs word 1 on the stacks: the static form where it exists and the stacks are deep enough. */
  run(): void {
    const view = this.functions.static;
    if (
      view === undefined ||
      this.state.cells.length < view.cellIn ||
      this.state.floats.length < view.floatIn
    ) {
      this.call(this.functions.dynamic, []);
    } else {
      this.state.push(this.call(view, this.state.take(view.cellIn, view.floatIn)));
    }
  }

  /** Runs the dynamic form. */
  runDynamic(): void {
    this.call(this.functions.dynamic, []);
  }

  private call(view: FunctionView, inputs: readonly Value[]): Value[] {
    const values: Value[] = [];
    let block = 0;
    let parameters = inputs;
    for (;;) {
      parameters.forEach((value, i) => {
        values[view.firstParameterOf(block) + i] = value;
      });
      const last = view.terminatorOf(block);
      for (let at = view.firstInstructionOf(block); at < last; at++) {
        this.state.burn();
        this.instruction(view, at, values);
      }
      this.state.burn();
      const extras = (start: number, count: number) =>
        Array.from({ length: count }, (_, i) => values[view.extra(start + i)] as Value);
      switch (view.op(last)) {
        case Op.return:
          return extras(view.b(last), view.c(last));
        case Op.jump:
          parameters = extras(view.b(last), view.c(last));
          block = view.a(last);
          break;
        case Op.branch: {
          let start = view.b(last);
          if (values[view.a(last)] === 0n) start += 2 + view.extra(start + 1);
          parameters = extras(start + 2, view.extra(start + 1));
          block = view.extra(start);
          break;
        }
        default:
          throw new Error("unreachable was reached");
      }
    }
  }

  private instruction(view: FunctionView, at: number, values: Value[]): void {
    const op = view.op(at);
    const [a, b, c] = [view.a(at), view.b(at), view.c(at)];
    const direct = directOperandCount[shapeOf[op] as number] as number;
    const operands = [a, b, c].slice(0, direct).map((value) => values[value] as Value);
    const define = (results: readonly Value[]) => {
      results.forEach((value, i) => {
        values[view.result(at) + i] = value;
      });
    };
    switch (op) {
      case Op.const:
        define([wrap((BigInt(b) << 32n) | BigInt(a))]);
        break;
      case Op.fconst:
        define([new Float64Array(Uint32Array.of(a, b).buffer)[0] as number]);
        break;
      case Op.call: {
        const inputs = Array.from({ length: c }, (_, i) => values[view.extra(b + 2 + i)] as Value);
        define(this.callWord(a, inputs));
        break;
      }
      case Op.throw:
        if (operands[0] !== 0n) throw new Fault(Number(operands[0]));
        break;
      case Op.poll:
        break;
      case Op.hasEffect:
        define([0n]);
        break;
      default:
        if (op >= Op.push && op <= Op.execute) {
          define(this.stackOp(op, operands[0] ?? 0n, a));
        } else if (shapeOf[op] === Shape.v4) {
          const four = Array.from({ length: 4 }, (_, i) => values[view.extra(b + i)] as Value);
          define(evaluate(op, four, 0, this.state.memory));
        } else {
          const immediate = view.words[view.instructions + at * Instruction.WORDS + Instruction.a + direct];
          define(evaluate(op, operands, immediate ?? 0, this.state.memory));
        }
    }
  }

  private callWord(word: number, inputs: Value[]): Value[] {
    if (word === 1) return this.call(this.functions.static as FunctionView, inputs);
    return (this.functions.code.get(word) as TestWord).run(inputs);
  }

  private stackOp(op: number, operand: Value, word: number): Value[] {
    const { state } = this;
    const index = Number(operand);
    switch (op) {
      case Op.push:
      case Op.fpush:
        state.push([operand]);
        return [];
      case Op.pop:
        return [state.popCell()];
      case Op.fpop:
        return [state.popFloat()];
      case Op.rpush:
        state.returns.push(operand as bigint);
        return [];
      case Op.rpop:
        return [state.popReturn()];
      case Op.rpick: {
        const value = state.returns.at(-1 - word);
        if (value === undefined) throw new Fault(-6);
        return [value];
      }
      case Op.depth:
        return [BigInt(state.cells.length)];
      case Op.fdepth:
        return [BigInt(state.floats.length)];
      case Op.pick:
        if (index < 0 || index >= state.cells.length) throw new Fault(-4);
        return [state.cells.at(-1 - index) as bigint];
      case Op.fpick:
        if (index < 0 || index >= state.floats.length) throw new Fault(-45);
        return [state.floats.at(-1 - index) as number];
      case Op.roll:
        if (index < 0 || index >= state.cells.length) throw new Fault(-4);
        state.cells.push(...state.cells.splice(state.cells.length - 1 - index, 1));
        return [];
      default:
        if (op === Op.callStack ? word === 1 : index === 1) this.run();
        else this.functions.others.callWord(op === Op.callStack ? word : index);
        return [];
    }
  }
}

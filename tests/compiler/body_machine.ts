// Runs bodies as they stand, one instruction after the other: the plain meaning that ForthIR has to keep.

import {
  BodyInstruction,
  BodyKind,
  Op,
  QuestionDo,
  Shape,
  Shuffle,
  WordInfo,
  WordKind,
} from "../../src/abi/bindings.ts";
import { opInfo } from "../../src/ir/op_facts.ts";
import { evaluate, Fault } from "./op_meaning.ts";
import type { State, TestWord } from "./state.ts";

const unsigned = (cell: bigint) => BigInt.asUintN(64, cell);
const wrap = (cell: bigint) => BigInt.asIntN(64, cell);

export interface Program {
  readonly bodies: Uint32Array;
  readonly words: Uint32Array;
  /** The body of word 1. */
  readonly offset: number;
  readonly count: number;
  /** Words of kind `code`, by number. */
  readonly code: ReadonlyMap<number, TestWord>;
}

export class BodyMachine {
  private readonly program: Program;
  private readonly state: State;
  private depth = 0;

  constructor(program: Program, state: State) {
    this.program = program;
    this.state = state;
  }

  /** Runs word 1. Throws Fault or OutOfFuel. */
  run(): void {
    this.body(this.program.offset, this.program.count, [], []);
  }

  /** Runs any word but word 1. */
  callWord(word: number): void {
    this.call(word, []);
  }

  private body(offset: number, count: number, loops: [bigint, bigint][], returns: bigint[]): void {
    const { bodies } = this.program;
    const cellLocals: bigint[] = [];
    const floatLocals: number[] = [];
    const { state } = this;
    if (++this.depth > 200) state.burn();
    const field = (index: number, name: number) =>
      bodies[(offset + index) * BodyInstruction.WORDS + name] as number;
    const find = (label: number) => {
      for (let i = 0; i < count; i++) {
        if (field(i, BodyInstruction.kind) === BodyKind.label && field(i, BodyInstruction.a) === label)
          return i;
      }
      throw new Error(`no label ${label}`);
    };
    for (let at = 0; at < count; at++) {
      state.burn();
      const a = field(at, BodyInstruction.a);
      const b = field(at, BodyInstruction.b);
      switch (field(at, BodyInstruction.kind)) {
        case BodyKind.literal:
          state.cells.push(wrap((BigInt(b) << 32n) | BigInt(a)));
          break;
        case BodyKind.floatLiteral:
          state.floats.push(new Float64Array(Uint32Array.of(a, b).buffer)[0] as number);
          break;
        case BodyKind.call:
          this.call(a, returns);
          break;
        case BodyKind.branch:
          at = find(a);
          break;
        case BodyKind.branchZero:
          if (state.popCell() === 0n) at = find(a);
          break;
        case BodyKind.do:
          loops.push(this.loopParameters());
          break;
        case BodyKind.questionDo: {
          const parameters = this.loopParameters();
          if (entersLoop(parameters, b)) loops.push(parameters);
          else at = find(a);
          break;
        }
        case BodyKind.loop:
          if (!step(innermost(loops), 1n)) at = find(a);
          else loops.pop();
          break;
        case BodyKind.plusLoop: {
          const by = state.popCell();
          const over = b === 0 ? step(innermost(loops), by) : stepDown(innermost(loops), by);
          if (!over) at = find(a);
          else loops.pop();
          break;
        }
        case BodyKind.unloop:
          loops.pop();
          break;
        case BodyKind.index:
          state.cells.push((loops.at(-1 - a) as [bigint, bigint])[1]);
          break;
        case BodyKind.exit:
          at = count;
          break;
        case BodyKind.localGet:
          state.cells.push(cellLocals[a] ?? 0n);
          break;
        case BodyKind.localSet:
          cellLocals[a] = state.popCell();
          break;
        case BodyKind.floatLocalGet:
          state.floats.push(floatLocals[a] ?? 0);
          break;
        case BodyKind.floatLocalSet:
          floatLocals[a] = state.popFloat();
          break;
      }
    }
    this.depth--;
  }

  private loopParameters(): [bigint, bigint] {
    const start = this.state.popCell();
    return [this.state.popCell(), start];
  }

  private call(word: number, returns: bigint[]): void {
    const { words, offset, count } = this.program;
    const { state } = this;
    if (word === 1) {
      this.body(offset, count, [], []);
      return;
    }
    const at = word * WordInfo.WORDS;
    const a = words[at + WordInfo.a] as number;
    const b = words[at + WordInfo.b] as number;
    switch (words[at + WordInfo.kind]) {
      case WordKind.op:
        this.op(a, b);
        break;
      case WordKind.shuffle:
        this.shuffle(a, returns);
        break;
      case WordKind.inline:
        this.body(a, b, [], []);
        break;
      case WordKind.constant:
        state.cells.push(wrap((BigInt(b) << 32n) | BigInt(a)));
        break;
      case WordKind.fconstant:
        state.floats.push(new Float64Array(Uint32Array.of(a, b).buffer)[0] as number);
        break;
      case WordKind.data:
        state.cells.push(BigInt(a));
        break;
      case WordKind.value:
        state.push(evaluate(Op.load, [BigInt(a)], 0, state.memory));
        break;
      case WordKind.fvalue:
        state.push(evaluate(Op.fload, [BigInt(a)], 0, state.memory));
        break;
      case WordKind.defer:
        this.call(Number(evaluate(Op.load, [BigInt(a)], 0, state.memory)[0]), returns);
        break;
      case WordKind.does:
        state.cells.push(BigInt(a));
        this.call(b, returns);
        break;
      default: {
        const code = this.program.code.get(word);
        if (code === undefined) throw new Error(`word ${word} is not code`);
        state.push(code.run(state.take(code.cellIn, code.floatIn)));
      }
    }
  }

  private op(number: number, immediate: number): void {
    const { state } = this;
    const info = opInfo(number);
    if (info.name === "throw") {
      const code = state.popCell();
      if (code !== 0n) throw new Fault(Number(code));
      return;
    }
    const floats = info.operands.reduce<number>((sum, type) => sum + type, 0);
    const cells = state.take(info.operands.length - floats, floats);
    const floatValues = cells.splice(info.operands.length - floats);
    const values = info.operands.map((type) => (type === 1 ? floatValues : cells).shift() ?? 0);
    const usesImmediate = info.shape === Shape.v1imm || info.shape === Shape.v2imm;
    state.push(evaluate(number, values, usesImmediate ? immediate : 0, state.memory));
  }

  private shuffle(shuffle: number, returns: bigint[]): void {
    const { state } = this;
    const { cells, floats } = state;
    const moves = cellMoves[shuffle];
    if (moves !== undefined) {
      const taken = state.take(moves[0], 0);
      state.push(moves[1].map((index) => taken[index] as bigint));
      return;
    }
    const floatMove = floatMoves[shuffle];
    if (floatMove !== undefined) {
      const taken = state.take(0, floatMove[0]);
      state.push(floatMove[1].map((index) => taken[index] as number));
      return;
    }
    switch (shuffle) {
      case Shuffle.toR:
        returns.push(state.popCell());
        break;
      case Shuffle.fromR:
        cells.push(returns.pop() as bigint);
        break;
      case Shuffle.rFetch:
        cells.push(returns.at(-1) as bigint);
        break;
      case Shuffle.twoToR:
        returns.push(...(state.take(2, 0) as bigint[]));
        break;
      case Shuffle.twoFromR:
        cells.push(...returns.splice(-2));
        break;
      case Shuffle.twoRFetch:
        cells.push(...returns.slice(-2));
        break;
      case Shuffle.rDrop:
        returns.pop();
        break;
      case Shuffle.qDup: {
        const top = state.popCell();
        cells.push(top);
        if (top !== 0n) cells.push(top);
        break;
      }
      case Shuffle.depth:
        cells.push(BigInt(cells.length));
        break;
      case Shuffle.fDepth:
        cells.push(BigInt(floats.length));
        break;
      case Shuffle.pick: {
        const index = Number(state.popCell());
        if (index < 0 || index >= cells.length) throw new Fault(-4);
        cells.push(cells.at(-1 - index) as bigint);
        break;
      }
      case Shuffle.roll: {
        const index = Number(state.popCell());
        if (index < 0 || index >= cells.length) throw new Fault(-4);
        cells.push(...cells.splice(cells.length - 1 - index, 1));
        break;
      }
      case Shuffle.fPick: {
        const index = Number(state.popCell());
        if (index < 0 || index >= floats.length) throw new Fault(-45);
        floats.push(floats.at(-1 - index) as number);
        break;
      }
      case Shuffle.execute:
        this.call(Number(state.popCell()), returns);
        break;
    }
  }
}

const innermost = (loops: [bigint, bigint][]) => loops.at(-1) as [bigint, bigint];

function entersLoop([limit, start]: [bigint, bigint], variant: number): boolean {
  switch (variant) {
    case QuestionDo.plusDo:
      return start < limit;
    case QuestionDo.uPlusDo:
      return unsigned(start) < unsigned(limit);
    case QuestionDo.minusDo:
      return start > limit;
    case QuestionDo.uMinusDo:
      return unsigned(start) > unsigned(limit);
    default:
      return start !== limit;
  }
}

/** Adds to the index; true when it has crossed the boundary between limit - 1 and limit, in either direction. */
function step(parameters: [bigint, bigint], by: bigint): boolean {
  const [limit, index] = parameters;
  parameters[1] = wrap(index + by);
  // On the circle, seen from the boundary: -1 is just below it, 0 just above.
  const from = wrap(index - limit);
  return by >= 0n ? from < 0n && from + by >= 0n : from >= 0n && from + by < 0n;
}

function stepDown(parameters: [bigint, bigint], by: bigint): boolean {
  const [limit, index] = parameters;
  parameters[1] = wrap(index - by);
  return unsigned(index - limit) <= unsigned(by);
}

type Move = readonly [taken: number, left: readonly number[]];

const cellMoves: Record<number, Move> = {
  [Shuffle.dup]: [1, [0, 0]],
  [Shuffle.drop]: [1, []],
  [Shuffle.swap]: [2, [1, 0]],
  [Shuffle.over]: [2, [0, 1, 0]],
  [Shuffle.rot]: [3, [1, 2, 0]],
  [Shuffle.nrot]: [3, [2, 0, 1]],
  [Shuffle.nip]: [2, [1]],
  [Shuffle.tuck]: [2, [1, 0, 1]],
  [Shuffle.twoDup]: [2, [0, 1, 0, 1]],
  [Shuffle.twoDrop]: [2, []],
  [Shuffle.twoSwap]: [4, [2, 3, 0, 1]],
  [Shuffle.twoOver]: [4, [0, 1, 2, 3, 0, 1]],
};

const floatMoves: Record<number, Move> = {
  [Shuffle.fDup]: [1, [0, 0]],
  [Shuffle.fDrop]: [1, []],
  [Shuffle.fSwap]: [2, [1, 0]],
  [Shuffle.fOver]: [2, [0, 1, 0]],
  [Shuffle.fRot]: [3, [1, 2, 0]],
};

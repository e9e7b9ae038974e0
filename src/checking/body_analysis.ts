/**
 * Follows every path through a body and finds the word's effect and what is wrong on the way.
 *
 * States at a label that have the same depths are told as one; those that differ are followed each for itself, and a
 * branch on a cell whose value is known takes one way alone. So `?DUP IF` and words such as FIND, which leave a flag that
 * says what else they leave, need no special case.
 */
import { BodyKind, Shuffle, WordKind } from "../abi/bindings.ts";
import { FIRST_ADDRESS } from "../abi/session_bindings.ts";
import { cellResultsOf, floatResultsOf } from "../ir/op_facts.ts";
import { Cell, type Effect, isKnown, type KnownEffect, type Reason, type Way, way } from "./effect.ts";
import { FlatBody, type InlineSource } from "./flat_body.ts";
import { cellOperandsOf, floatOperandsOf, fold, storesCell } from "./known_cells.ts";
import { cellMoves, floatMoves } from "./shuffles.ts";
import { Inputs, LOOP, StackState } from "./stack_state.ts";
import type { StackTrace } from "./stack_trace.ts";

/** What the analysis of a body asks about other words. */
export interface EffectSource extends InlineSource {
  operandA(word: number): number;
  operandB(word: number): number;
  isWord(token: bigint): boolean;
  nameOf(word: number): string;
  effectOf(word: number): Effect;
  /** The words that are not like others. */
  readonly catchWord: number;
  readonly toReturnsInMemory: number;
}

type FaultKind =
  /** R> or R@ of what the word did not put there. */
  | "return-underflow"
  /** R> DROP of what the word did not put there: it ends the word that calls it (src/forth/early_returns.ts). */
  | "ends-caller"
  /** R> or R@ behind a DO that came after the >R. */
  | "return-in-loop"
  /** The word ends with cells on the return stack. */
  | "return-left"
  /** The word ends in a loop without UNLOOP. */
  | "loop-left"
  /** I or J outside of so many loops. */
  | "no-loop"
  /** I, LOOP or UNLOOP with a cell above the loop's parameters. */
  | "loop-covered"
  | "low-address";

export interface Fault {
  readonly kind: FaultKind;
  readonly position: number;
  /** Cells left, or the address. */
  readonly amount: bigint;
}

/** Where two paths first meet with different depths. */
export interface Disagreement {
  readonly position: number;
  readonly what: "cell" | "float";
  readonly depths: readonly [number, number];
}

export interface BodyAnalysis {
  readonly effect: Effect;
  readonly faults: readonly Fault[];
  readonly disagreement: Disagreement | undefined;
}

/** Different depths at a label beyond which a loop is taken to change them for ever. */
const MAX_STATES = 8;
/** Records that are looked at before the analysis gives up. */
const MAX_STEPS = 20_000;
const MAX_ROUNDS = 5;
const MAX_WAYS = 8;

/**
 * Analyses the body of a word; a word that calls itself is analysed again until what was assumed of it is what it does.
 * @param trace is told of the stacks on the way
 */
export function analyseBody(
  records: Uint32Array,
  word: number,
  source: EffectSource,
  trace?: StackTrace,
): BodyAnalysis {
  const body = new FlatBody(records, source);
  let analysis = new PathAnalysis(body, word, source, undefined, trace);
  analysis.run();
  for (let round = 0; analysis.callsItself; round++) {
    const assumed = analysis.effect();
    if (!isKnown(assumed)) break;
    analysis = new PathAnalysis(body, word, source, assumed, trace);
    analysis.run();
    const found = analysis.effect();
    if (isKnown(found) && sameDepths(found, assumed)) break;
    if (round === MAX_ROUNDS) {
      const { disagreement, faults } = analysis.result();
      return { effect: { kind: "recursion" }, faults, disagreement };
    }
  }
  return analysis.result();
}

function sameDepths(a: KnownEffect, b: KnownEffect): boolean {
  const text = ({ cellIn, floatIn, ways }: KnownEffect) =>
    `${cellIn} ${floatIn} ${ways.map(({ cells, floatOut }) => `${cells.length} ${floatOut}`).sort()}`;
  return text(a) === text(b);
}

class PathAnalysis {
  callsItself = false;
  private readonly inputs = new Inputs();
  /** By label record: the states that came there, by shape. */
  private readonly met = new Map<number, Map<string, StackState>>();
  private readonly pending: { at: number; state: StackState }[] = [];
  private readonly exits: { state: StackState; position: number }[] = [];
  /** By kind and position: whether some state has the fault there, and whether some has it not. */
  private readonly found = new Map<string, { fault: Fault; isCertain: boolean }>();
  private readonly passed = new Set<string>();
  private steps = 0;
  private lowestFloat = 0;
  private gaveUp: Reason | undefined;
  private firstDisagreement: (Disagreement & { at: number }) | undefined;

  constructor(
    private readonly body: FlatBody,
    private readonly word: number,
    private readonly source: EffectSource,
    private readonly assumed: KnownEffect | undefined,
    private readonly trace: StackTrace | undefined,
  ) {}

  run(): void {
    this.trace?.clear();
    this.pending.push({ at: 0, state: new StackState(this.inputs) });
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
      this.follow(next.at, next.state);
      if (this.steps > MAX_STEPS) {
        this.gaveUp ??= { kind: "complex" };
        return;
      }
    }
  }

  result(): BodyAnalysis {
    const faults = [...this.found].flatMap(([key, { fault }]) => (this.passed.has(key) ? [] : [fault]));
    return {
      effect: this.effect(),
      faults: [...faults, ...this.exitFaults()],
      disagreement: this.disagreement(),
    };
  }

  /** What the word does on all paths together. */
  effect(): Effect {
    if (this.gaveUp !== undefined) return this.gaveUp;
    let cellIn = 0;
    for (const { state } of this.exits) {
      if (state.lost !== undefined) return state.lost;
      cellIn = Math.max(cellIn, state.taken);
    }
    cellIn = Math.max(cellIn, this.deepest);
    const floatIn = 0 - this.lowestFloat;
    const ways = new Map<string, Way>();
    for (const { state } of this.exits) {
      state.reach(cellIn);
      const made = way(
        state.cells.map((cell) => {
          const depth = this.inputs.depthOf(cell);
          return depth === undefined ? cell : cellIn - 1 - depth;
        }),
        floatIn + state.floats,
        state.choices.length > 0,
      );
      const key = `${made.cells.length} ${made.floatOut}`;
      const known = ways.get(key);
      ways.set(key, known === undefined ? made : commonWay(known, made));
    }
    if (ways.size > MAX_WAYS) return { kind: "complex" };
    return { cellIn, floatIn, ways: [...ways.values()] };
  }

  /** Inputs that any path has reached. */
  private deepest = 0;

  private disagreement(): Disagreement | undefined {
    if (this.firstDisagreement !== undefined) return this.firstDisagreement;
    const [first, ...rest] = this.exits.filter(({ state }) => state.lost === undefined);
    for (const { state, position } of rest) {
      const found = first && differenceOf(first.state, state);
      if (found !== undefined) return { position, ...found };
    }
    return undefined;
  }

  // ---- paths -----------------------------------------------------------------------------------------------------

  private follow(from: number, state: StackState): void {
    const { kinds, a } = this.body;
    for (let at = from; at < kinds.length; at++) {
      if (this.steps++ > MAX_STEPS) return;
      const kind = kinds[at] as number;
      if (kind === BodyKind.label) {
        if (!this.arrive(at, state, at)) return;
        if (this.trace !== undefined) this.noteStacks(at, state);
        continue;
      }
      if (kind === BodyKind.branch) return this.jump(a[at] as number, state, at);
      if (kind === BodyKind.exit) return this.exit(state, at);
      if (!this.step(kind, at, state)) return;
      this.deepest = Math.max(this.deepest, state.taken);
      if (this.trace !== undefined) this.noteStacks(at, state);
    }
    this.exit(state, kinds.length - 1);
  }

  /** Tells of the stacks behind the last record that a word of the source has become. */
  private noteStacks(at: number, state: StackState): void {
    const { positions } = this.body;
    const position = positions[at] as number;
    if (positions[at + 1] !== position && this.trace?.wants(position))
      this.trace.note(position, state, (cell) => this.inputs.depthOf(cell));
  }

  /** Goes on at a label when that tells something new. */
  private jump(label: number, state: StackState, from: number): void {
    const at = this.body.labels[label];
    if (at === undefined) return this.giveUp({ kind: "complex" });
    if (!this.arrive(at, state, from)) return;
    if (this.trace !== undefined) this.noteStacks(at, state);
    this.pending.push({ at: at + 1, state });
  }

  private giveUp(reason: Reason): void {
    this.gaveUp ??= reason;
  }

  /** Notes that a state comes to a label; false when what follows is known for it already. Else the state may have changed. */
  private arrive(at: number, state: StackState, from: number): boolean {
    const states = this.met.get(at) ?? new Map<string, StackState>();
    this.met.set(at, states);
    const { shape } = state;
    const known = states.get(shape);
    if (known === undefined) {
      this.compare(at, state, states);
      if (states.size >= MAX_STATES) {
        this.tooMany(at, from, state, states);
        return false;
      }
      states.set(shape, state.copy());
      return true;
    }
    if (!known.meet(state)) return false;
    Object.assign(state, known.copy());
    return true;
  }

  /** Remembers the first place where depths differ. */
  private compare(at: number, state: StackState, states: ReadonlyMap<string, StackState>): void {
    if (state.lost !== undefined) return;
    if (this.firstDisagreement !== undefined && this.firstDisagreement.at <= at) return;
    for (const other of states.values()) {
      const found = other.lost === undefined ? differenceOf(other, state) : undefined;
      if (found === undefined) continue;
      this.firstDisagreement = { at, position: this.body.positions[at] as number, ...found };
      return;
    }
  }

  private tooMany(
    at: number,
    from: number,
    state: StackState,
    states: ReadonlyMap<string, StackState>,
  ): void {
    const [first] = [...states.values()];
    const found = first && differenceOf(first, state);
    // The depths of the return stack alone say nothing about the effect.
    if (found === undefined) return;
    const known = [...states.values()].map((other) => (found.what === "cell" ? other.height : other.floats));
    known.sort((x, y) => x - y);
    const change = (known[1] as number) - (known[0] as number);
    const grows = found.depths[1] > found.depths[0];
    const position = this.body.positions[Math.max(from, at)] as number;
    this.giveUp({ kind: "loop", position, change: grows ? change : -change, what: found.what });
  }

  private exit(state: StackState, at: number): void {
    this.deepest = Math.max(this.deepest, state.taken);
    if (!state.escaped) this.exits.push({ state: state.copy(), position: this.body.positions[at] ?? 0 });
  }

  /** What is left on the return stack where the word ends, if something is on every path to there. */
  private exitFaults(): Fault[] {
    const faults: Fault[] = [];
    const byPosition = new Map<number, StackState[]>();
    for (const { state, position } of this.exits)
      byPosition.set(position, [...(byPosition.get(position) ?? []), state]);
    for (const [position, states] of byPosition) {
      if (states.some(({ returns, returnsLost }) => returnsLost || returns.length === 0)) continue;
      const left = states[0]?.returns.filter((held) => held !== LOOP).length ?? 0;
      if (left > 0) faults.push({ kind: "return-left", position, amount: BigInt(left) });
      else faults.push({ kind: "loop-left", position, amount: 1n });
    }
    return faults;
  }

  private fault(kind: FaultKind, at: number, amount = 0n): void {
    const position = this.body.positions[at] as number;
    const key = `${kind} ${position}`;
    if (!this.found.has(key)) this.found.set(key, { fault: { kind, position, amount }, isCertain: true });
  }

  private fine(kind: FaultKind, at: number): void {
    this.passed.add(`${kind} ${this.body.positions[at] as number}`);
  }

  // ---- one record --------------------------------------------------------------------------------------------------

  /** Does what a record does; false when the path does not go on behind it. */
  private step(kind: number, at: number, state: StackState): boolean {
    const a = this.body.a[at] as number;
    const b = this.body.b[at] as number;
    switch (kind) {
      case BodyKind.literal:
        state.push(new Cell(BigInt.asIntN(64, (BigInt(b >>> 0) << 32n) | BigInt(a >>> 0))));
        return true;
      case BodyKind.floatLiteral:
      case BodyKind.floatLocalGet:
        this.moveFloats(state, 0, 1);
        return true;
      case BodyKind.floatLocalSet:
        this.moveFloats(state, 1, 0);
        return true;
      case BodyKind.localGet: {
        state.locals[a] ??= new Cell();
        state.push(state.locals[a]);
        return true;
      }
      case BodyKind.localSet:
        state.locals[a] = state.pop();
        return true;
      case BodyKind.call:
        return this.call(a, at, state);
      case BodyKind.branchZero:
        return this.branchZero(a, at, state);
      default:
        return this.loop(kind, a, at, state);
    }
  }

  private branchZero(label: number, at: number, state: StackState): boolean {
    const condition = state.pop();
    this.deepest = Math.max(this.deepest, state.taken);
    if (condition.truth !== undefined) state.asked(condition);
    if (condition.truth === true) return true;
    if (condition.truth === false) {
      this.jump(label, state, at);
      return false;
    }
    const zero = state.copy();
    zero.learn(condition, false);
    this.jump(label, zero, at);
    state.learn(condition, true);
    return true;
  }

  private loop(kind: number, a: number, at: number, state: StackState): boolean {
    switch (kind) {
      case BodyKind.do:
        state.popMany(2);
        state.returns.push(LOOP);
        return true;
      case BodyKind.questionDo: {
        const [limit, start] = state.popMany(2);
        if (!(limit?.value !== undefined && start?.value !== undefined && limit.value !== start.value))
          this.jump(a, state.copy(), at);
        state.returns.push(LOOP);
        return true;
      }
      case BodyKind.loop:
      case BodyKind.plusLoop:
        if (kind === BodyKind.plusLoop) state.pop();
        this.checkCovered(state, at);
        this.jump(a, state.copy(), at);
        this.dropLoop(state);
        return true;
      case BodyKind.unloop:
        this.checkCovered(state, at);
        this.dropLoop(state);
        return true;
      case BodyKind.index:
        this.index(a, at, state);
        return true;
      default:
        return true;
    }
  }

  /** Notes when something lies on top of the innermost loop's parameters, or there is no loop. */
  private checkCovered(state: StackState, at: number): void {
    if (state.returnsLost) return;
    const { returns } = state;
    if (!returns.includes(LOOP)) this.fault("no-loop", at);
    else {
      this.fine("no-loop", at);
      if (returns.at(-1) !== LOOP) this.fault("loop-covered", at);
      else this.fine("loop-covered", at);
    }
  }

  private dropLoop(state: StackState): void {
    const at = state.returns.lastIndexOf(LOOP);
    if (at >= 0) state.returns.splice(at, 1);
  }

  private index(level: number, at: number, state: StackState): void {
    state.push(new Cell());
    if (state.returnsLost) return;
    const loops = state.returns.filter((held) => held === LOOP).length;
    if (loops <= level) return this.fault("no-loop", at);
    this.fine("no-loop", at);
    const covering = state.returns.slice(state.returns.length - level - 1);
    if (covering.some((held) => held !== LOOP)) this.fault("loop-covered", at);
    else this.fine("loop-covered", at);
  }

  private moveFloats(state: StackState, taken: number, left: number): void {
    if (state.lost !== undefined) return;
    this.lowestFloat = Math.min(this.lowestFloat, state.floats - taken);
    state.floats += left - taken;
  }

  // ---- words -------------------------------------------------------------------------------------------------------

  private call(word: number, at: number, state: StackState): boolean {
    const { source } = this;
    if (word === this.word) return this.callItself(at, state);
    const a = source.operandA(word);
    switch (source.kind(word)) {
      case WordKind.op:
        this.operation(a, at, state);
        return true;
      case WordKind.shuffle:
        return this.shuffle(a, at, state);
      case WordKind.constant:
        state.push(
          new Cell(BigInt.asIntN(64, (BigInt(source.operandB(word) >>> 0) << 32n) | BigInt(a >>> 0))),
        );
        return true;
      case WordKind.data:
        state.push(new Cell(BigInt(a)));
        return true;
      case WordKind.value:
        state.push(new Cell());
        return true;
      case WordKind.fconstant:
      case WordKind.fvalue:
        this.moveFloats(state, 0, 1);
        return true;
      case WordKind.does:
        state.push(new Cell(BigInt(a)));
        return this.call(source.operandB(word), at, state);
      default:
        if (word === source.catchWord) return this.catch(at, state);
        if (word === source.toReturnsInMemory) state.returnsLost = true;
        return this.apply(source.effectOf(word), word, at, state);
    }
  }

  private callItself(at: number, state: StackState): boolean {
    this.callsItself = true;
    // What a first round does not know comes back from nowhere.
    return this.assumed !== undefined && this.apply(this.assumed, this.word, at, state);
  }

  /** Applies the effect of a word: the first way here, each other one on a path of its own. */
  private apply(effect: Effect, word: number, at: number, state: StackState): boolean {
    if (!isKnown(effect)) {
      state.lose({
        kind: "call",
        word: shownName(this.source.nameOf(word)),
        position: this.body.positions[at] as number,
      });
      return true;
    }
    const inputs = state.popMany(effect.cellIn);
    this.moveFloats(state, effect.floatIn, 0);
    this.deepest = Math.max(this.deepest, state.taken);
    const [first, ...others] = effect.ways;
    if (first === undefined) return false;
    const isChoice = others.some((other) => !sameDepth(other, first));
    for (const other of others) {
      const copy = state.copy();
      this.leave(other, inputs, copy, isChoice);
      this.pending.push({ at: at + 1, state: copy });
    }
    this.leave(first, inputs, state, isChoice);
    return true;
  }

  private leave(
    { cells, floatOut, isDoubtful }: Way,
    inputs: readonly Cell[],
    state: StackState,
    isChoice: boolean,
  ): void {
    const marks: Cell[] = [];
    for (const [at, result] of cells.entries()) {
      if (typeof result === "number") {
        state.push(inputs[result] as Cell);
        continue;
      }
      // A cell that comes back in two places is one cell there, too.
      const first = cells.indexOf(result);
      const cell =
        first < at
          ? (state.cells[state.cells.length - (at - first)] as Cell)
          : new Cell(result.value, result.truth);
      state.push(cell);
      if (first === at && cell.truth !== undefined) marks.push(cell);
    }
    this.moveFloats(state, 0, floatOut);
    if (isChoice) state.choices = [...state.choices, marks];
    // Nothing can settle what the word called has not settled itself.
    if (isDoubtful) state.choices = [...state.choices, []];
  }

  /** CATCH of a known word: it comes back with 0, or with a code and the stack as deep as it was. */
  private catch(at: number, state: StackState): boolean {
    const token = state.pop();
    const word =
      token.value !== undefined && this.source.isWord(token.value) ? Number(token.value) : undefined;
    const effect = word === undefined ? undefined : this.source.effectOf(word);
    if (word === undefined || effect === undefined || !isKnown(effect)) {
      const name = word === undefined ? "CATCH" : this.source.nameOf(word);
      state.lose({ kind: "call", word: name, position: this.body.positions[at] as number });
      state.push(new Cell());
      return true;
    }
    const thrown = state.copy();
    thrown.popMany(effect.cellIn);
    const code = new Cell(undefined, true);
    thrown.push(...Array.from({ length: effect.cellIn }, () => new Cell()), code);
    thrown.choices = [...thrown.choices, [code]];
    this.deepest = Math.max(this.deepest, thrown.taken);
    this.pending.push({ at: at + 1, state: thrown });
    const ways = effect.ways.map(({ cells, floatOut, isDoubtful }) =>
      way([...cells, new Cell(0n)], floatOut, isDoubtful),
    );
    return this.apply({ ...effect, ways }, word, at, state);
  }

  private execute(at: number, state: StackState): boolean {
    const token = state.pop();
    if (token.value !== undefined && this.source.isWord(token.value))
      return this.call(Number(token.value), at, state);
    state.lose({ kind: "call", word: "EXECUTE", position: this.body.positions[at] as number });
    return true;
  }

  private operation(op: number, at: number, state: StackState): void {
    const cells = state.popMany(cellOperandsOf[op] as number);
    this.moveFloats(state, floatOperandsOf[op] as number, floatResultsOf[op] as number);
    if (storesCell(op)) this.checkAddress(cells.at(-1) as Cell, at);
    const folded = fold(op, cells);
    if (folded !== undefined) return state.push(folded);
    for (let i = 0; i < (cellResultsOf[op] as number); i++) state.push(new Cell());
  }

  private checkAddress({ value }: Cell, at: number): void {
    if (value === undefined || BigInt.asUintN(64, value) >= BigInt(FIRST_ADDRESS))
      return this.fine("low-address", at);
    this.fault("low-address", at, value);
  }

  private shuffle(shuffle: number, at: number, state: StackState): boolean {
    const move = cellMoves[shuffle];
    if (move !== undefined) {
      const cells = state.popMany(move[0]);
      for (const index of move[1]) state.push(cells[index] as Cell);
      return true;
    }
    const floatMove = floatMoves[shuffle];
    if (floatMove !== undefined) {
      this.moveFloats(state, floatMove[0], floatMove[1]);
      return true;
    }
    switch (shuffle) {
      case Shuffle.toR:
      case Shuffle.twoToR:
        state.returns.push(...state.popMany(shuffle === Shuffle.toR ? 1 : 2));
        return true;
      case Shuffle.fromR:
      case Shuffle.rDrop: {
        const [cell] = this.takeReturns(1, at, state);
        if (shuffle === Shuffle.fromR) state.push(cell as Cell);
        return true;
      }
      case Shuffle.twoFromR:
        state.push(...this.takeReturns(2, at, state));
        return true;
      case Shuffle.rFetch:
      case Shuffle.twoRFetch: {
        const held = state.returns.slice();
        state.push(...this.takeReturns(shuffle === Shuffle.rFetch ? 1 : 2, at, state));
        state.returns = held;
        return true;
      }
      case Shuffle.qDup:
        return this.questionDup(at, state);
      case Shuffle.execute:
        return this.execute(at, state);
      default:
        return this.deepShuffle(shuffle, at, state);
    }
  }

  private questionDup(at: number, state: StackState): boolean {
    const cell = state.pop();
    state.push(cell);
    if (cell.truth === false) return true;
    if (cell.truth === undefined) {
      const zero = state.copy();
      zero.learn(cell, false);
      zero.choices = [...zero.choices, [zero.cells.at(-1) as Cell]];
      this.pending.push({ at: at + 1, state: zero });
      state.learn(cell, true);
      state.choices = [...state.choices, [state.cells.at(-1) as Cell]];
    }
    const top = state.pop();
    state.push(top, top);
    return true;
  }

  /** DEPTH and its kin, PICK, ROLL: with a number that is known, any other reaches somewhere below. */
  private deepShuffle(shuffle: number, at: number, state: StackState): boolean {
    if (shuffle === Shuffle.depth || shuffle === Shuffle.fDepth) {
      state.push(new Cell());
      return true;
    }
    const depth = state.pop().value;
    const isNear = depth !== undefined && depth >= 0n && depth < 64n;
    if (shuffle === Shuffle.fPick) {
      if (isNear) this.moveFloats(state, Number(depth) + 1, Number(depth) + 2);
      else this.moveFloats(state, 0, 1);
    } else if (shuffle === Shuffle.pick) {
      if (isNear) {
        const cells = state.popMany(Number(depth) + 1);
        state.push(...cells, cells[0] as Cell);
      } else state.push(new Cell());
    } else if (shuffle === Shuffle.roll) {
      if (isNear) {
        const [rolled, ...cells] = state.popMany(Number(depth) + 1);
        state.push(...cells, rolled as Cell);
      } else state.lose({ kind: "call", word: "ROLL", position: this.body.positions[at] as number });
    } else state.lose({ kind: "complex" });
    return true;
  }

  /** Whether what a record takes from the return stack is only dropped, outside of loops. */
  private dropsReturn(at: number, state: StackState): boolean {
    if (state.returns.includes(LOOP)) return false;
    const [taken, next, behind] = [at, at + 1, at + 2].map((record) => this.shuffleAt(record));
    switch (taken) {
      case Shuffle.rDrop:
        return true;
      case Shuffle.twoFromR:
        return next === Shuffle.twoDrop;
      case Shuffle.fromR:
        if (next === Shuffle.drop || (next === Shuffle.fromR && behind === Shuffle.twoDrop)) return true;
        return next === Shuffle.twoDrop && this.shuffleAt(at - 1) === Shuffle.fromR;
      default:
        return false;
    }
  }

  private shuffleAt(at: number): number | undefined {
    const word = this.body.kinds[at] === BodyKind.call ? this.body.a[at] : undefined;
    if (word === undefined || this.source.kind(word) !== WordKind.shuffle) return undefined;
    return this.source.operandA(word);
  }

  /** Takes cells from the return stack, the deepest first; notes what is not there, or lies below a loop's parameters. */
  private takeReturns(count: number, at: number, state: StackState): Cell[] {
    const taken: Cell[] = [];
    for (let i = 0; i < count; i++) {
      const top = state.returns.findLastIndex((held) => held !== LOOP);
      if (state.returnsLost || top < 0) {
        if (!state.returnsLost) {
          this.fault(this.dropsReturn(at, state) ? "ends-caller" : "return-underflow", at);
          state.escaped = true;
        }
        taken.unshift(new Cell());
        continue;
      }
      this.fine("return-underflow", at);
      if (top < state.returns.length - 1) this.fault("return-in-loop", at);
      else this.fine("return-in-loop", at);
      taken.unshift(...(state.returns.splice(top, 1) as Cell[]));
    }
    return taken;
  }
}

/** A word of the system's inside stands for the word that a person has written. */
const shownName = (name: string): string => name.replace(/^\((.+)\)$/, "$1");

/** What two ways of the same depths have in common. */
function commonWay(a: Way, b: Way): Way {
  return way(
    a.cells.map((mine, at) => {
      const other = b.cells[at];
      if (mine === other) return mine;
      if (!(mine instanceof Cell && other instanceof Cell)) return new Cell();
      const value = mine.value === other.value ? mine.value : undefined;
      return new Cell(value, mine.truth === other.truth ? mine.truth : undefined);
    }),
    a.floatOut,
    a.isDoubtful && b.isDoubtful,
  );
}

const sameDepth = (a: Way, b: Way): boolean => a.cells.length === b.cells.length && a.floatOut === b.floatOut;

function differenceOf(a: StackState, b: StackState): Pick<Disagreement, "what" | "depths"> | undefined {
  if (a.height !== b.height) return { what: "cell", depths: [a.height, b.height] };
  if (a.floats !== b.floats) return { what: "float", depths: [a.floats, b.floats] };
  return undefined;
}

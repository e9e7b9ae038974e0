/**
 * The first tier: runs cold code (`cold_code.ts`) on the in-memory stacks. Making machine code of a word costs as much
 * as running it here some hundred times (decisions/0009-cold-words-are-interpreted.md).
 *
 * Calls among cold words push an activation and go on in the same JavaScript function; every other word is called
 * through the word table. A THROW leaves the activations as they are, which is where a backtrace finds them;
 * whoever takes the THROW resets `depth`.
 */

import { Activation, ColdOp, Interpretation, InterpreterStop } from "../abi/bindings.ts";
import { unsignedMulHigh } from "../machine/cell_arithmetic.ts";
import { type ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { Capacity, Context, FIRST_ADDRESS, type Machine, type WordEntry } from "../machine/machine.ts";
import { type ColdCode, pinned } from "./cold_code.ts";
import { MemoryOperations } from "./memory_operations.ts";
import type { Stepper } from "./stepper.ts";

/** What the interpreter asks of the compilation of words. */
export interface TierHost {
  /** Code that goes on at a label of a word's body, or undefined when there is to be none. */
  hotLoop(word: number, label: number): HotLoop | undefined;
  /** Made when a body first needs it: few do. */
  makeStepper(): Stepper;
  /** Whether a word that is hot goes on from its body all the same. */
  keepsCold(word: number): boolean;
  /** Told of each call by which the native interpreter comes back to the host, and of what. */
  countCallOut(word: number): void;
  /** Where the native interpreter enters code; undefined as long as there is none. */
  readonly codeEntrance: CodeEntrance | undefined;
}

/** Where native code is entered without the host. */
export interface CodeEntrance {
  /** See Interpretation. */
  readonly enter: number;
  readonly noCode: number;
  readonly catchCode: number;
  /** Called before code may be entered. */
  prepare(): void;
  /** Goes on with code that was entered and has asked for the host, to its end. @param state Interpretation */
  finish(state: Int32Array): void;
}

/** The same interpreter as native code (plugins-src/runtime/interpreter.zig). */
export interface NativeInterpreter {
  /** Interpretation. */
  readonly state: Int32Array;
  /** Goes on until the host has something to do: an InterpreterStop. */
  run(): number;
  /** Is told of a word that it leaves to the host, and may do it by itself from now on. */
  isCalled(word: number): void;
  /** Puts the address of an array, which must not move, into a field of the state. */
  show(field: number, array: Int32Array | Float64Array): void;
  /** Has it enter code. */
  showCode(entrance: CodeEntrance): void;
}

/** Compiled code for a loop that runs already: it takes an activation's state from the stacks, on top of what is there. */
export interface HotLoop {
  /** Slots of cells and of floats in the order of their pushing. */
  readonly cells: readonly number[];
  readonly floats: readonly number[];
  readonly run: () => void;
}

/** One step of a backtrace. */
export interface ActivationFrame {
  readonly word: number;
  readonly position: number;
}

/** Offsets in an activation's record. */
const PLACE = Activation.place;
/** Place of the word's code, negative for an activation that began a run of the interpreter. */
const START = Activation.start;
const CELLS = Activation.cells;
const FLOATS = Activation.floats;
const RECORD = Activation.WORDS;

/**
 * Room for activations at first. The engine keeps arrays of up to 1000 elements among small objects, where they do not
 * bring on a garbage collection.
 */
const FIRST_RECORDS = 248 * RECORD;
const FIRST_CELL_SLOTS = 1000;
const FIRST_FLOAT_SLOTS = 500;
/** Room is doubled this often at most; a word for which there is none left is compiled, or there is too much recursion. */
const MAX_GROWTHS = { compiling: 4, alone: 10 } as const;

/** Instead of a place: the activation's step of the backtrace is another's. */
const NO_PLACE = -1;
/** At place 0 of the code is an exit. */
const EXIT_PLACE = 0;

/** Instead of a fault's code: the address is beyond what the views show, or invalid. */
const NOT_SHOWN = 0;

const DATA_LIMIT = 2 * Capacity.data;
const FLOAT_LIMIT = Capacity.float;

/** What a call adds to a word's heat, when a turn of a loop adds 1. */
export const CALL_HEAT = 2;

export class BodyInterpreter {
  /** Where the next activation's record will lie. A CATCH keeps it and restores it. */
  depth = 0;
  private records = new Int32Array(FIRST_RECORDS);
  private cellSlots = new Int32Array(FIRST_CELL_SLOTS);
  private floatSlots = new Float64Array(FIRST_FLOAT_SLOTS);
  /** The same as halves: see `Machine.floatHalves`. */
  private slotHalves = new Int32Array(this.floatSlots.buffer);
  private growths = 0;
  private rareOperations: MemoryOperations | undefined;
  private stepper: Stepper | undefined;
  private native: NativeInterpreter | undefined;
  /** The arrays whose addresses the native interpreter has. */
  private shownCode: Int32Array | undefined;
  private shownStarts: Int32Array | undefined;
  private shownRecords: Int32Array | undefined;
  private shownEntrance: CodeEntrance | undefined;

  constructor(
    private readonly session: { readonly machine: Machine },
    private readonly cold: ColdCode,
    private readonly host: TierHost,
  ) {}

  /**
   * Makes room for one more activation of the word whose code is at `start`; false when there is none.
   * @param isAlone whether nothing but the interpreter can run the word
   */
  makeRoom(start: number, isAlone: boolean): boolean {
    while (!this.hasRoom(start)) {
      if (this.growths >= (isAlone ? MAX_GROWTHS.alone : MAX_GROWTHS.compiling)) return false;
      this.growths++;
      this.records = doubled(this.records, Int32Array);
      this.cellSlots = doubled(this.cellSlots, Int32Array);
      this.floatSlots = doubled(this.floatSlots, Float64Array);
      this.slotHalves = new Int32Array(this.floatSlots.buffer);
    }
    return true;
  }

  /** A CATCH takes this token: the compiler stage may guess that it does so again. */
  noteCaught(token: number): void {
    const { records, depth } = this;
    const place = depth === 0 ? NO_PLACE : (records[depth - RECORD + PLACE] as number);
    if (place !== NO_PLACE) this.cold.noteCaught(place, token);
  }

  private hasRoom(start: number): boolean {
    const { records, depth } = this;
    const { code } = this.cold;
    return (
      depth + RECORD < records.length &&
      (records[depth + CELLS] as number) + (code[start + 1] as number) <= this.cellSlots.length &&
      (records[depth + FLOATS] as number) + (code[start + 2] as number) <= this.floatSlots.length
    );
  }

  /**
   * The activations, innermost first: one list for each run of `interpretBody` that is on JavaScript's stack. Right from
   * a THROW on until somebody takes it.
   * @param from how many activations there were around those that are wanted
   * @param most how many are given, the innermost
   */
  activations(from = 0, most = Number.POSITIVE_INFINITY): ActivationFrame[][] {
    const runs: ActivationFrame[][] = [];
    const { records } = this;
    const { code } = this.cold;
    let run: ActivationFrame[] = [];
    const last = Math.max(from, this.depth - most * RECORD);
    for (let at = this.depth - RECORD; at >= last; at -= RECORD) {
      const start = records[at + START] as number;
      const place = records[at + PLACE] as number;
      if (place !== NO_PLACE) {
        run.push({ word: code[Math.abs(start) + 3] as number, position: code[place + 3] as number });
      }
      if (start < 0) {
        runs.push(run);
        run = [];
      }
    }
    if (run.length > 0) runs.push(run);
    return runs;
  }

  /** The greatest number of a word that has an activation, or 0. */
  newestRunning(): number {
    const { code } = this.cold;
    let newest = 0;
    for (let at = 0; at < this.depth; at += RECORD) {
      const word = code[Math.abs(this.records[at + START] as number) + 3] as number;
      if (word > newest) newest = word;
    }
    return newest;
  }

  /** The greatest place of a word's code that has an activation, or 0. */
  newestStart(): number {
    let newest = 0;
    for (let at = 0; at < this.depth; at += RECORD)
      newest = Math.max(newest, Math.abs(this.records[at + START] as number));
    return newest;
  }

  /** The greatest number in [first … end) that a cell of an activation holds, or 0. */
  newestInSlots(first: number, end: number): number {
    const { cellSlots } = this;
    const length = this.records[this.depth + CELLS] as number;
    let newest = 0;
    for (let low = 0; low + 1 < length; low++) {
      const value = cellSlots[low] as number;
      if (value > newest && value >= first && value < end && cellSlots[low + 1] === 0) newest = value;
    }
    return newest;
  }

  /** Forgets how bodies are stepped: the pool may be used again. */
  forgetSteps(): void {
    this.stepper = undefined;
  }

  // ---- the native interpreter ------------------------------------------------------------------------------------

  get isNative(): boolean {
    return this.native !== undefined;
  }

  /** Has native code run what is interpreted from now on. What runs already goes on as it is, up to its next loop. */
  goNative(native: NativeInterpreter): void {
    this.native = native;
    this.cold.pin();
    this.records = pinned(this.records);
    this.cellSlots = pinned(this.cellSlots);
    this.slotHalves = pinned(new Int32Array(this.floatSlots.buffer));
    this.floatSlots = new Float64Array(this.slotHalves.buffer);
  }

  /** The state of the native interpreter, for who runs words by it; undefined as long as it is not at work. */
  get nativeState(): Int32Array | undefined {
    if (this.native !== undefined) this.showArrays(this.native);
    return this.native?.state;
  }

  /** Arrays that have grown are others. */
  private showArrays(native: NativeInterpreter): void {
    const { cold } = this;
    const { state, show } = native;
    const { codeEntrance } = this.host;
    if (codeEntrance !== undefined) {
      if (this.shownEntrance !== codeEntrance) {
        this.shownEntrance = codeEntrance;
        native.showCode(codeEntrance);
      }
      codeEntrance.prepare();
    }
    state[Interpretation.limit] = cold.limit;
    if (this.shownCode !== cold.code) {
      this.shownCode = cold.code;
      show(Interpretation.code, cold.code);
    }
    if (this.shownStarts !== cold.starts) {
      this.shownStarts = cold.starts;
      show(Interpretation.starts, cold.starts);
      show(Interpretation.heat, cold.heat);
      state[Interpretation.startCount] = cold.starts.length;
    }
    if (this.shownRecords !== this.records) {
      this.shownRecords = this.records;
      show(Interpretation.records, this.records);
      show(Interpretation.cellSlots, this.cellSlots);
      show(Interpretation.floatSlots, this.floatSlots);
      state[Interpretation.recordCount] = this.records.length;
      state[Interpretation.cellSlotCount] = this.cellSlots.length;
      state[Interpretation.floatSlotCount] = this.floatSlots.length;
    }
  }

  /**
   * Runs the activation whose record lies at `at` from `place` on, and those around it as far as that at `entry`, to its
   * end. It does what `interpretBody` does.
   * @param begun the InterpreterStop with which it has come back already, if it has begun
   */
  private interpretNatively(
    native: NativeInterpreter,
    entry: number,
    at: number,
    place: number,
    begun?: number,
  ): void {
    const { cold } = this;
    const { machine } = this.session;
    const { context, dataStack, entries } = machine;
    const { state } = native;
    for (let stopped: number | undefined = begun; ; stopped = undefined) {
      let stop: number | undefined = stopped;
      if (stop === undefined) {
        this.showArrays(native);
        state[Interpretation.entry] = entry;
        state[Interpretation.at] = at;
        state[Interpretation.place] = place;
        stop = native.run();
      }
      if (stop === InterpreterStop.finished) {
        this.depth = entry;
        return;
      }
      at = state[Interpretation.at] as number;
      place = state[Interpretation.place] as number;
      this.depth = at + RECORD;
      const { code } = cold;
      switch (stop) {
        case InterpreterStop.call: {
          const callee = state[Interpretation.operand] as number;
          this.host.countCallOut(callee);
          native.isCalled(callee);
          (entries[callee] as WordEntry)(callee);
          place += 4;
          continue;
        }
        case InterpreterStop.execute: {
          const depth = (context[Context.dataDepth] as number) - 1;
          context[Context.dataDepth] = depth;
          const callee = dataStack[2 * depth] as number;
          if (dataStack[2 * depth + 1] !== 0 || entries[callee] === undefined)
            throw machine.fault(ThrowCodes.invalidAddress);
          if (code[place + 2] !== callee && code[place + 1] !== 0) cold.noteTarget(code, place, callee);
          this.host.countCallOut(callee);
          native.isCalled(callee);
          (entries[callee] as WordEntry)(callee);
          place += 4;
          continue;
        }
        case InterpreterStop.left:
          this.shownEntrance?.finish(state);
          place += 4;
          continue;
        case InterpreterStop.target:
          cold.noteTarget(code, place, dataStack[2 * (context[Context.dataDepth] as number) - 2] as number);
          continue;
        case InterpreterStop.header:
          place = this.enterHotLoop(code[place + 1] as number, at) ? EXIT_PLACE : place + 4;
          continue;
        case InterpreterStop.instruction:
          this.doRareInstruction(code, place, at);
          place += 4;
          continue;
      }
      throw machine.fault(state[Interpretation.operand] as number);
    }
  }

  private doRareInstruction(code: Int32Array, place: number, at: number): void {
    switch (code[place]) {
      case ColdOp.step:
        return this.step(place, at);
      case ColdOp.operation:
        return this.rare().operation(code[place + 1] as number);
      case ColdOp.shuffle:
        return this.rare().shuffle(code[place + 1] as number);
      default:
        return this.rare().quotient(code[place] === ColdOp.div);
    }
  }

  private rare(): MemoryOperations {
    this.rareOperations ??= new MemoryOperations(this.session.machine);
    return this.rareOperations;
  }

  /** Goes on in compiled code with a loop that has turned often. True when that has run the word to its end. */
  private enterHotLoop(label: number, at: number): boolean {
    const { records } = this;
    const { machine } = this.session;
    const { context } = machine;
    const { code } = this.cold;
    const word = code[Math.abs(records[at + START] as number) + 3] as number;
    machine.checkInterrupt();
    if (this.host.keepsCold(word)) return false;
    const loop = this.host.hotLoop(word, label);
    const cells = (context[Context.dataDepth] as number) + (loop?.cells.length ?? 0);
    const floats = (context[Context.floatDepth] as number) + (loop?.floats.length ?? 0);
    if (loop === undefined || cells > Capacity.data || floats > Capacity.float) {
      this.cold.coolDown(word);
      return false;
    }
    const cellBase = records[at + CELLS] as number;
    for (const slot of loop.cells) {
      machine.push(this.cellSlots[cellBase + slot] as number, this.cellSlots[cellBase + slot + 1] as number);
    }
    const floatBase = records[at + FLOATS] as number;
    for (const slot of loop.floats) {
      const at = 2 * (floatBase + slot);
      machine.pushFloatHalves(this.slotHalves[at] as number, this.slotHalves[at + 1] as number);
    }
    records[at + PLACE] = NO_PLACE;
    loop.run();
    return true;
  }

  /** Runs a body record by record. For a backtrace, each has an instruction behind `step` and `exit` with its position. */
  private step(place: number, at: number): void {
    const { code } = this.cold;
    this.stepper ??= this.host.makeStepper();
    const word = code[Math.abs(this.records[at + START] as number) + 3] as number;
    this.stepper.run(word, code[place + 1] as number, code[place + 2] as number, (record) => {
      this.records[at + PLACE] = place + (2 + record) * 4;
    });
  }

  /** A THROW of the instruction at `place`. */
  private fault(code: number, at: number, place: number, sp: number, fp: number): ForthThrow {
    const { machine } = this.session;
    this.records[at + PLACE] = place;
    machine.context[Context.dataDepth] = sp >> 1;
    machine.context[Context.floatDepth] = fp;
    return machine.fault(code);
  }

  /**
   * Runs the word whose code is at `start`, to its end; there must be room. The backtrace knows this function by its name.
   * `begun` is the InterpreterStop of a word that has begun to run natively: then that is run to its end.
   *
   * `sp` is twice the data stack's depth: the index of the low half above the top. A `break` out of the switch THROWs `fault`.
   */
  interpretBody(start: number, begun?: number): void {
    if (begun !== undefined && this.native !== undefined) {
      const { state } = this.native;
      const at = state[Interpretation.at] as number;
      this.interpretNatively(this.native, this.depth, at, state[Interpretation.place] as number, begun);
      return;
    }
    const { cold } = this;
    const { machine } = this.session;
    const { context, dataStack, floatHalves, entries } = machine;
    let { cells32, bytes, view } = machine.shown;
    let span = bytes.length - FIRST_ADDRESS;
    const entry = this.depth;
    // What grows is looked at again after every call that leaves this function.
    let { code, starts, heat } = cold;
    const { limit } = cold;
    let { records, cellSlots, floatSlots } = this;
    let sp = (context[Context.dataDepth] as number) << 1;
    let fp = context[Context.floatDepth] as number;
    let at = entry;
    let base = records[at + CELLS] as number;
    let floatBase = records[at + FLOATS] as number;
    let place = start;
    let fault: number = ThrowCodes.stackUnderflow;
    records[at + START] = -start;
    records[at + RECORD + CELLS] = base + (code[start + 1] as number);
    records[at + RECORD + FLOATS] = floatBase + (code[start + 2] as number);
    this.depth = at + RECORD;
    // Not as what is returned: the engine would leave the frame, which a backtrace looks for, before the call.
    if (this.native !== undefined) {
      this.interpretNatively(this.native, entry, at, place);
      return;
    }
    for (;;) {
      switch (code[place]) {
        case ColdOp.enterWithLocals:
          // Locals are zero until they are set.
          cellSlots.fill(0, base, base + (code[place + 1] as number));
          floatSlots.fill(0, floatBase, floatBase + (code[place + 2] as number));
          place += 4;
          continue;
        case ColdOp.enter:
          place += 4;
          continue;
        case ColdOp.literal:
          if (sp >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          dataStack[sp] = code[place + 1] as number;
          dataStack[sp + 1] = code[place + 2] as number;
          sp += 2;
          place += 4;
          continue;
        case ColdOp.floatLiteral:
          if (fp >= FLOAT_LIMIT) {
            fault = ThrowCodes.floatStackOverflow;
            break;
          }
          floatHalves[2 * fp] = code[place + 1] as number;
          floatHalves[2 * fp + 1] = code[place + 2] as number;
          fp++;
          place += 4;
          continue;
        case ColdOp.executeToken:
        case ColdOp.call: {
          let callee = code[place + 1] as number;
          if (code[place] === ColdOp.executeToken) {
            if (sp < 2) break;
            sp -= 2;
            callee = dataStack[sp] as number;
            if (dataStack[sp + 1] !== 0 || entries[callee] === undefined) {
              fault = ThrowCodes.invalidAddress;
              break;
            }
            if (code[place + 2] !== callee && code[place + 1] !== 0) cold.noteTarget(code, place, callee);
          }
          records[at + PLACE] = place;
          const target = callee < starts.length ? (starts[callee] as number) : 0;
          if (target !== 0) {
            const calleeHeat = (heat[callee] as number) + CALL_HEAT;
            heat[callee] = calleeHeat;
            const nextCells = (records[at + RECORD + CELLS] as number) + (code[target + 1] as number);
            const nextFloats = (records[at + RECORD + FLOATS] as number) + (code[target + 2] as number);
            const next = at + RECORD;
            if (
              calleeHeat <= limit &&
              next + RECORD < records.length &&
              nextCells <= cellSlots.length &&
              nextFloats <= floatSlots.length
            ) {
              at = next;
              base = records[at + CELLS] as number;
              floatBase = records[at + FLOATS] as number;
              records[at + START] = target;
              records[at + RECORD + CELLS] = nextCells;
              records[at + RECORD + FLOATS] = nextFloats;
              this.depth = at + RECORD;
              place = target;
              continue;
            }
          }
          context[Context.dataDepth] = sp >> 1;
          context[Context.floatDepth] = fp;
          (entries[callee] as WordEntry)(callee);
          sp = (context[Context.dataDepth] as number) << 1;
          fp = context[Context.floatDepth] as number;
          ({ code, starts, heat } = cold);
          ({ records, cellSlots, floatSlots } = this);
          if (machine.shown.bytes !== bytes) {
            ({ cells32, bytes, view } = machine.shown);
            span = bytes.length - FIRST_ADDRESS;
          }
          place += 4;
          continue;
        }
        case ColdOp.exit:
          this.depth = at;
          if (at === entry) {
            context[Context.dataDepth] = sp >> 1;
            context[Context.floatDepth] = fp;
            return;
          }
          at -= RECORD;
          base = records[at + CELLS] as number;
          floatBase = records[at + FLOATS] as number;
          place = (records[at + PLACE] as number) + 4;
          continue;
        case ColdOp.header: {
          const word = code[place + 2] as number;
          const wordHeat = (heat[word] as number) + 1;
          heat[word] = wordHeat;
          if (wordHeat <= limit) {
            place += 4;
            continue;
          }
          records[at + PLACE] = place;
          context[Context.dataDepth] = sp >> 1;
          context[Context.floatDepth] = fp;
          place = this.enterHotLoop(code[place + 1] as number, at) ? EXIT_PLACE : place + 4;
          if (this.native !== undefined) {
            this.interpretNatively(this.native, entry, at, place);
            return;
          }
          sp = (context[Context.dataDepth] as number) << 1;
          fp = context[Context.floatDepth] as number;
          ({ code, starts, heat } = cold);
          ({ records, cellSlots, floatSlots } = this);
          if (machine.shown.bytes !== bytes) {
            ({ cells32, bytes, view } = machine.shown);
            span = bytes.length - FIRST_ADDRESS;
          }
          continue;
        }
        case ColdOp.step:
          context[Context.dataDepth] = sp >> 1;
          context[Context.floatDepth] = fp;
          this.step(place, at);
          sp = (context[Context.dataDepth] as number) << 1;
          fp = context[Context.floatDepth] as number;
          ({ code, starts, heat } = cold);
          ({ records, cellSlots, floatSlots } = this);
          if (machine.shown.bytes !== bytes) {
            ({ cells32, bytes, view } = machine.shown);
            span = bytes.length - FIRST_ADDRESS;
          }
          place += 4;
          continue;
        case ColdOp.branch:
          place = code[place + 1] as number;
          continue;
        case ColdOp.branchZero:
          if (sp < 2) break;
          sp -= 2;
          if (((dataStack[sp] as number) | (dataStack[sp + 1] as number)) === 0)
            place = code[place + 1] as number;
          else place += 4;
          continue;
        case ColdOp.do: {
          if (sp < 4) break;
          sp -= 4;
          const slot = base + (code[place + 1] as number);
          cellSlots[slot] = dataStack[sp] as number;
          cellSlots[slot + 1] = dataStack[sp + 1] as number;
          cellSlots[slot + 2] = dataStack[sp + 2] as number;
          cellSlots[slot + 3] = dataStack[sp + 3] as number;
          place += 4;
          continue;
        }
        case ColdOp.questionDo:
        case ColdOp.plusDo:
        case ColdOp.uPlusDo:
        case ColdOp.minusDo:
        case ColdOp.uMinusDo: {
          if (sp < 4) break;
          sp -= 4;
          const ll = dataStack[sp] as number;
          const lh = dataStack[sp + 1] as number;
          const il = dataStack[sp + 2] as number;
          const ih = dataStack[sp + 3] as number;
          if (!startsLoop(code[place] as number, ll, lh, il, ih)) {
            place = code[place + 2] as number;
            continue;
          }
          const slot = base + (code[place + 1] as number);
          cellSlots[slot] = ll;
          cellSlots[slot + 1] = lh;
          cellSlots[slot + 2] = il;
          cellSlots[slot + 3] = ih;
          place += 4;
          continue;
        }
        case ColdOp.loop: {
          const slot = base + (code[place + 1] as number);
          const low = ((cellSlots[slot + 2] as number) + 1) | 0;
          const high = ((cellSlots[slot + 3] as number) + (low === 0 ? 1 : 0)) | 0;
          cellSlots[slot + 2] = low;
          cellSlots[slot + 3] = high;
          if (low === cellSlots[slot] && high === cellSlots[slot + 1]) place += 4;
          else place = code[place + 2] as number;
          continue;
        }
        case ColdOp.plusLoop:
        case ColdOp.minusLoop: {
          if (sp < 2) break;
          sp -= 2;
          const slot = base + (code[place + 1] as number);
          const stepLow = dataStack[sp] as number;
          const stepHigh = dataStack[sp + 1] as number;
          const ends =
            code[place] === ColdOp.plusLoop
              ? stepUp(cellSlots, slot, stepLow, stepHigh)
              : stepDown(cellSlots, slot, stepLow, stepHigh);
          if (ends) place += 4;
          else place = code[place + 2] as number;
          continue;
        }
        case ColdOp.get: {
          if (sp >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          const slot = base + (code[place + 1] as number);
          dataStack[sp] = cellSlots[slot] as number;
          dataStack[sp + 1] = cellSlots[slot + 1] as number;
          sp += 2;
          place += 4;
          continue;
        }
        case ColdOp.set: {
          if (sp < 2) break;
          sp -= 2;
          const slot = base + (code[place + 1] as number);
          cellSlots[slot] = dataStack[sp] as number;
          cellSlots[slot + 1] = dataStack[sp + 1] as number;
          place += 4;
          continue;
        }
        case ColdOp.floatGet:
          if (fp >= FLOAT_LIMIT) {
            fault = ThrowCodes.floatStackOverflow;
            break;
          }
          floatHalves[2 * fp] = this.slotHalves[2 * (floatBase + (code[place + 1] as number))] as number;
          floatHalves[2 * fp + 1] = this.slotHalves[
            2 * (floatBase + (code[place + 1] as number)) + 1
          ] as number;
          fp++;
          place += 4;
          continue;
        case ColdOp.floatSet:
          if (fp < 1) {
            fault = ThrowCodes.floatStackUnderflow;
            break;
          }
          fp--;
          this.slotHalves[2 * (floatBase + (code[place + 1] as number))] = floatHalves[2 * fp] as number;
          this.slotHalves[2 * (floatBase + (code[place + 1] as number)) + 1] = floatHalves[
            2 * fp + 1
          ] as number;
          place += 4;
          continue;
        case ColdOp.operation:
        case ColdOp.shuffle:
          records[at + PLACE] = place;
          context[Context.dataDepth] = sp >> 1;
          context[Context.floatDepth] = fp;
          if (code[place] === ColdOp.operation) this.rare().operation(code[place + 1] as number);
          else this.rare().shuffle(code[place + 1] as number);
          sp = (context[Context.dataDepth] as number) << 1;
          fp = context[Context.floatDepth] as number;
          place += 4;
          continue;
        case ColdOp.dup:
          if (sp < 2) break;
          if (sp >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          dataStack[sp] = dataStack[sp - 2] as number;
          dataStack[sp + 1] = dataStack[sp - 1] as number;
          sp += 2;
          place += 4;
          continue;
        case ColdOp.drop:
          if (sp < 2) break;
          sp -= 2;
          place += 4;
          continue;
        case ColdOp.swap: {
          if (sp < 4) break;
          const low = dataStack[sp - 2] as number;
          const high = dataStack[sp - 1] as number;
          dataStack[sp - 2] = dataStack[sp - 4] as number;
          dataStack[sp - 1] = dataStack[sp - 3] as number;
          dataStack[sp - 4] = low;
          dataStack[sp - 3] = high;
          place += 4;
          continue;
        }
        case ColdOp.over:
          if (sp < 4) break;
          if (sp >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          dataStack[sp] = dataStack[sp - 4] as number;
          dataStack[sp + 1] = dataStack[sp - 3] as number;
          sp += 2;
          place += 4;
          continue;
        case ColdOp.rot:
          if (sp < 6) break;
          rotate(dataStack, sp - 6, 1);
          place += 4;
          continue;
        case ColdOp.nrot:
          if (sp < 6) break;
          rotate(dataStack, sp - 6, 2);
          place += 4;
          continue;
        case ColdOp.nip:
          if (sp < 4) break;
          sp -= 2;
          dataStack[sp - 2] = dataStack[sp] as number;
          dataStack[sp - 1] = dataStack[sp + 1] as number;
          place += 4;
          continue;
        case ColdOp.tuck: {
          if (sp < 4) break;
          if (sp >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          const low = dataStack[sp - 2] as number;
          const high = dataStack[sp - 1] as number;
          dataStack[sp] = low;
          dataStack[sp + 1] = high;
          dataStack[sp - 2] = dataStack[sp - 4] as number;
          dataStack[sp - 1] = dataStack[sp - 3] as number;
          dataStack[sp - 4] = low;
          dataStack[sp - 3] = high;
          sp += 2;
          place += 4;
          continue;
        }
        case ColdOp.twoDup:
        case ColdOp.twoOver: {
          const depth = code[place] === ColdOp.twoDup ? 4 : 8;
          if (sp < depth) break;
          if (sp + 2 >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          for (let i = 0; i < 4; i++) dataStack[sp + i] = dataStack[sp - depth + i] as number;
          sp += 4;
          place += 4;
          continue;
        }
        case ColdOp.twoDrop:
          if (sp < 4) break;
          sp -= 4;
          place += 4;
          continue;
        case ColdOp.twoSwap:
          if (sp < 8) break;
          for (let i = sp - 4; i < sp; i++) {
            const half = dataStack[i] as number;
            dataStack[i] = dataStack[i - 4] as number;
            dataStack[i - 4] = half;
          }
          place += 4;
          continue;
        case ColdOp.qDup:
          if (sp < 2) break;
          if (((dataStack[sp - 2] as number) | (dataStack[sp - 1] as number)) !== 0) {
            if (sp >= DATA_LIMIT) {
              fault = ThrowCodes.stackOverflow;
              break;
            }
            dataStack[sp] = dataStack[sp - 2] as number;
            dataStack[sp + 1] = dataStack[sp - 1] as number;
            sp += 2;
          }
          place += 4;
          continue;
        case ColdOp.depth:
          if (sp >= DATA_LIMIT) {
            fault = ThrowCodes.stackOverflow;
            break;
          }
          dataStack[sp] = sp >> 1;
          dataStack[sp + 1] = 0;
          sp += 2;
          place += 4;
          continue;
        case ColdOp.pick: {
          if (sp < 2) break;
          const index = dataStack[sp - 2] as number;
          if (dataStack[sp - 1] !== 0 || index >>> 0 >= (sp >> 1) - 1) break;
          const from = sp - 4 - 2 * index;
          dataStack[sp - 2] = dataStack[from] as number;
          dataStack[sp - 1] = dataStack[from + 1] as number;
          place += 4;
          continue;
        }
        case ColdOp.add: {
          if (sp < 4) break;
          sp -= 2;
          const a = dataStack[sp - 2] as number;
          const low = (a + (dataStack[sp] as number)) | 0;
          const carry = low >>> 0 < a >>> 0 ? 1 : 0;
          dataStack[sp - 2] = low;
          dataStack[sp - 1] = (dataStack[sp - 1] as number) + (dataStack[sp + 1] as number) + carry;
          place += 4;
          continue;
        }
        case ColdOp.sub: {
          if (sp < 4) break;
          sp -= 2;
          const a = dataStack[sp - 2] as number;
          const b = dataStack[sp] as number;
          const borrow = a >>> 0 < b >>> 0 ? 1 : 0;
          dataStack[sp - 2] = a - b;
          dataStack[sp - 1] = (dataStack[sp - 1] as number) - (dataStack[sp + 1] as number) - borrow;
          place += 4;
          continue;
        }
        case ColdOp.mul: {
          if (sp < 4) break;
          sp -= 2;
          const a = dataStack[sp - 2] as number;
          const b = dataStack[sp] as number;
          const cross = Math.imul(a, dataStack[sp + 1] as number) + Math.imul(dataStack[sp - 1] as number, b);
          dataStack[sp - 2] = Math.imul(a, b);
          dataStack[sp - 1] = unsignedMulHigh(a, b) + cross;
          place += 4;
          continue;
        }
        case ColdOp.and:
          if (sp < 4) break;
          sp -= 2;
          dataStack[sp - 2] = (dataStack[sp - 2] as number) & (dataStack[sp] as number);
          dataStack[sp - 1] = (dataStack[sp - 1] as number) & (dataStack[sp + 1] as number);
          place += 4;
          continue;
        case ColdOp.or:
          if (sp < 4) break;
          sp -= 2;
          dataStack[sp - 2] = (dataStack[sp - 2] as number) | (dataStack[sp] as number);
          dataStack[sp - 1] = (dataStack[sp - 1] as number) | (dataStack[sp + 1] as number);
          place += 4;
          continue;
        case ColdOp.xor:
          if (sp < 4) break;
          sp -= 2;
          dataStack[sp - 2] = (dataStack[sp - 2] as number) ^ (dataStack[sp] as number);
          dataStack[sp - 1] = (dataStack[sp - 1] as number) ^ (dataStack[sp + 1] as number);
          place += 4;
          continue;
        case ColdOp.shl:
        case ColdOp.shr:
        case ColdOp.sar:
          if (sp < 4) break;
          sp -= 2;
          shift(code[place] as number, dataStack, sp - 2);
          place += 4;
          continue;
        case ColdOp.eq:
        case ColdOp.ne: {
          if (sp < 4) break;
          sp -= 2;
          const differs =
            ((dataStack[sp - 2] as number) ^ (dataStack[sp] as number)) |
            ((dataStack[sp - 1] as number) ^ (dataStack[sp + 1] as number));
          const flag = (differs === 0) === (code[place] === ColdOp.eq) ? -1 : 0;
          dataStack[sp - 2] = flag;
          dataStack[sp - 1] = flag;
          place += 4;
          continue;
        }
        case ColdOp.lt:
        case ColdOp.le:
        case ColdOp.ult:
        case ColdOp.ule: {
          if (sp < 4) break;
          sp -= 2;
          const flag = compares(code[place] as number, dataStack, sp - 2) ? -1 : 0;
          dataStack[sp - 2] = flag;
          dataStack[sp - 1] = flag;
          place += 4;
          continue;
        }
        case ColdOp.select: {
          if (sp < 6) break;
          sp -= 4;
          const from = ((dataStack[sp - 2] as number) | (dataStack[sp - 1] as number)) !== 0 ? sp : sp + 2;
          dataStack[sp - 2] = dataStack[from] as number;
          dataStack[sp - 1] = dataStack[from + 1] as number;
          place += 4;
          continue;
        }
        case ColdOp.div:
        case ColdOp.mod: {
          if (sp < 4) break;
          const a = dataStack[sp - 4] as number;
          const b = dataStack[sp - 2] as number;
          const isDiv = code[place] === ColdOp.div;
          if (dataStack[sp - 3] === a >> 31 && dataStack[sp - 1] === 0 && b > 0) {
            const result = isDiv ? Math.floor(a / b) : ((a % b) + b) % b;
            dataStack[sp - 4] = result;
            dataStack[sp - 3] = result < 0 ? -1 : 0;
          } else {
            records[at + PLACE] = place;
            context[Context.dataDepth] = sp >> 1;
            context[Context.floatDepth] = fp;
            this.rare().quotient(isDiv);
          }
          sp -= 2;
          place += 4;
          continue;
        }
        case ColdOp.load: {
          if (sp < 2) break;
          const address = dataStack[sp - 2] as number;
          if ((address - FIRST_ADDRESS) >>> 0 > span - 8) {
            fault = NOT_SHOWN;
            break;
          }
          if ((address & 3) === 0) {
            dataStack[sp - 2] = cells32[address >>> 2] as number;
            dataStack[sp - 1] = cells32[(address >>> 2) + 1] as number;
          } else {
            dataStack[sp - 2] = view.getInt32(address >>> 0, true);
            dataStack[sp - 1] = view.getInt32((address >>> 0) + 4, true);
          }
          place += 4;
          continue;
        }
        case ColdOp.load8: {
          if (sp < 2) break;
          const address = dataStack[sp - 2] as number;
          if ((address - FIRST_ADDRESS) >>> 0 > span - 1) {
            fault = NOT_SHOWN;
            break;
          }
          dataStack[sp - 2] = bytes[address >>> 0] as number;
          dataStack[sp - 1] = 0;
          place += 4;
          continue;
        }
        case ColdOp.store: {
          if (sp < 4) break;
          const address = dataStack[sp - 2] as number;
          if ((address - FIRST_ADDRESS) >>> 0 > span - 8) {
            fault = NOT_SHOWN;
            break;
          }
          sp -= 4;
          if ((address & 3) === 0) {
            cells32[address >>> 2] = dataStack[sp] as number;
            cells32[(address >>> 2) + 1] = dataStack[sp + 1] as number;
          } else {
            view.setInt32(address >>> 0, dataStack[sp] as number, true);
            view.setInt32((address >>> 0) + 4, dataStack[sp + 1] as number, true);
          }
          place += 4;
          continue;
        }
        case ColdOp.increment: {
          const n = code[place + 1] as number;
          const cell = (code[place + 2] as number) >>> 2;
          const low = cells32[cell] as number;
          const sum = (low + n) | 0;
          cells32[cell] = sum;
          cells32[cell + 1] = (cells32[cell + 1] as number) + (n >> 31) + (sum >>> 0 < low >>> 0 ? 1 : 0);
          place += 4;
          continue;
        }
        case ColdOp.store8: {
          if (sp < 4) break;
          const address = dataStack[sp - 2] as number;
          if ((address - FIRST_ADDRESS) >>> 0 > span - 1) {
            fault = NOT_SHOWN;
            break;
          }
          sp -= 4;
          bytes[address >>> 0] = dataStack[sp] as number;
          place += 4;
          continue;
        }
      }
      if (fault === NOT_SHOWN) {
        const isByte = code[place] === ColdOp.load8 || code[place] === ColdOp.store8;
        if (machine.showsMore(dataStack[sp - 2] as number, isByte ? 1 : 8)) {
          ({ cells32, bytes, view } = machine.shown);
          span = bytes.length - FIRST_ADDRESS;
          fault = ThrowCodes.stackUnderflow;
          continue;
        }
        fault = ThrowCodes.invalidAddress;
      }
      throw this.fault(fault, at, place, sp, fp);
    }
  }
}

function doubled<A extends Int32Array | Float64Array>(array: A, Kind: new (length: number) => A): A {
  const copy = new Kind(array.length * 2);
  copy.set(array);
  return copy;
}

/** Brings the cell at `at` to the top of three, `times` times. */
function rotate(stack: Int32Array, at: number, times: number): void {
  for (let half = at; half < at + 2; half++) {
    const a = stack[half] as number;
    const b = stack[half + 2] as number;
    const c = stack[half + 4] as number;
    stack[half] = times === 1 ? b : c;
    stack[half + 2] = times === 1 ? c : a;
    stack[half + 4] = times === 1 ? a : b;
  }
}

/** Shifts the cell at `at` by the one above it; 64 and more give 0, or for SAR the sign. */
function shift(operation: number, stack: Int32Array, at: number): void {
  const low = stack[at] as number;
  const high = stack[at + 1] as number;
  const count = stack[at + 3] !== 0 || (stack[at + 2] as number) >>> 0 > 63 ? 64 : (stack[at + 2] as number);
  const sign = operation === ColdOp.sar ? high >> 31 : 0;
  if (operation === ColdOp.shl) {
    stack[at] = count > 31 ? 0 : low << count;
    stack[at + 1] = count > 63 ? 0 : count > 31 ? low << count : (high << count) | ((low >>> 1) >>> ~count);
    return;
  }
  const filled = operation === ColdOp.sar ? high >> count : high >>> count;
  stack[at] = count > 63 ? sign : count > 31 ? filled : (low >>> count) | ((high << 1) << ~count);
  stack[at + 1] = count > 31 ? sign : filled;
}

/** Compares the cell at `at` with the one above it. */
function compares(operation: number, stack: Int32Array, at: number): boolean {
  // The unsigned order is the signed one with the sign bits turned.
  const turn = operation === ColdOp.ult || operation === ColdOp.ule ? -0x80000000 : 0;
  const a = (stack[at + 1] as number) ^ turn;
  const b = (stack[at + 3] as number) ^ turn;
  if (a !== b) return a < b;
  const low = (stack[at] as number) >>> 0;
  const otherLow = (stack[at + 2] as number) >>> 0;
  return operation === ColdOp.lt || operation === ColdOp.ult ? low < otherLow : low <= otherLow;
}

/** Whether ?DO or one of its kin begins a loop with this limit (ll, lh) and index (il, ih). */
function startsLoop(operation: number, ll: number, lh: number, il: number, ih: number): boolean {
  if (operation === ColdOp.questionDo) return ll !== il || lh !== ih;
  const turn = operation === ColdOp.uPlusDo || operation === ColdOp.uMinusDo ? -0x80000000 : 0;
  const limit = lh ^ turn;
  const index = ih ^ turn;
  if (operation === ColdOp.plusDo || operation === ColdOp.uPlusDo) {
    return index < limit || (index === limit && il >>> 0 < ll >>> 0);
  }
  return limit < index || (index === limit && ll >>> 0 < il >>> 0);
}

/**
 * Adds to the index of the loop whose limit is at `slot`. True when it has crossed the boundary between limit - 1 and
 * limit (6.1.0140): with x = index - limit and y = x + n, x and y differ in sign, and x and n do.
 */
function stepUp(slots: Int32Array, slot: number, low: number, high: number): boolean {
  const il = slots[slot + 2] as number;
  const ih = slots[slot + 3] as number;
  const ll = slots[slot] as number;
  const nextLow = (il + low) | 0;
  slots[slot + 2] = nextLow;
  slots[slot + 3] = ih + high + (nextLow >>> 0 < il >>> 0 ? 1 : 0);
  const xl = (il - ll) | 0;
  const xh = (ih - (slots[slot + 1] as number) - (il >>> 0 < ll >>> 0 ? 1 : 0)) | 0;
  const carry = (xl + low) >>> 0 < xl >>> 0 ? 1 : 0;
  const yh = (xh + high + carry) | 0;
  return ((xh ^ yh) & (xh ^ high)) < 0;
}

/** gforth's -LOOP: takes from the index. True when index - limit was at most that, unsigned. */
function stepDown(slots: Int32Array, slot: number, low: number, high: number): boolean {
  const il = slots[slot + 2] as number;
  const ih = slots[slot + 3] as number;
  const ll = slots[slot] as number;
  const borrow = il >>> 0 < ll >>> 0 ? 1 : 0;
  const xl = (il - ll) >>> 0;
  const xh = (ih - (slots[slot + 1] as number) - borrow) >>> 0;
  slots[slot + 2] = il - low;
  slots[slot + 3] = ih - high - (il >>> 0 < low >>> 0 ? 1 : 0);
  return xh < high >>> 0 || (xh === high >>> 0 && xl <= low >>> 0);
}

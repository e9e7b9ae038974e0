/**
 * From bodies to code, word by word, when a word is first needed.
 *
 * A word's entry in the word table begins as a stub, which lets the body interpreter run the word. When the word has
 * proved hot, the stub resolves it: the effects of all words that it calls, deepest first, then its own ForthIR; then the
 * backend makes code, which replaces the stub.
 */
import {
  BodyInstruction,
  BodyKind,
  Shuffle,
  WordFlag,
  WordForm,
  WordInfo,
  WordKind,
} from "../abi/bindings.ts";
import { BodyError } from "../abi/body_error.ts";
import {
  type ActivationFrame,
  BodyInterpreter,
  CALL_HEAT,
  type CodeEntrance,
  type HotLoop,
} from "../interpreter/body_interpreter.ts";
import { type BodySource, ColdCode, MAX_HEAT, NO_LABEL } from "../interpreter/cold_code.ts";
import type { Stepper } from "../interpreter/stepper.ts";
import { keepBacktraces } from "../machine/backtrace.ts";
import { ForthThrow, InternalError, ThrowCodes } from "../machine/exceptions.ts";
import type { Machine, WordEntry } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import type { Terminal } from "../machine/terminal.ts";
import { trace, traceClock } from "../machine/trace.ts";
import type { Pipeline, Translation } from "../stages/pipeline.ts";
import { StageFailure } from "../stages/stage_failure.ts";
import { BodyStore } from "./body_store.ts";
import { Definition } from "./definition.ts";
import type { Dictionary, Word } from "./dictionary.ts";
import { EarlyReturns } from "./early_returns.ts";

/** What making code of words needs of a session. */
interface CompilationHost {
  readonly output: Output;
  readonly machine: Machine;
  readonly dictionary: Dictionary;
  readonly pipeline: Pipeline;
  readonly terminal: Terminal;
  readonly system: { readonly count: number };
  systemWord(name: string): number;
  systemNumber(name: string): number;
  compilePrelude(word: Word): void;
}

/** What a program that is compiled before it has run probably does. */
interface LikelyTargets {
  /** The tokens to guess for a deferred word, by where it has its action; undefined for the one that it has. */
  actions(address: number): readonly number[] | undefined;
  /** The tokens that a word may EXECUTE. */
  executed(word: number): readonly number[];
}

/** So often code runs a word that is data by its token before that has code: by then it has cost as much as making some. */
const RUNS_UNTIL_CODE = 1000;

/** The heat (see `ColdCode`) at which a word gets to the next tier. */
export interface Tiers {
  /** That at which a word is compiled; 0 compiles every word, Infinity none. */
  readonly compileAfter: number;
  /** That of any word at which the interpreter becomes native where it can; Infinity leaves it as it is. */
  readonly stepAfter: number;
  /** That at which a word is compiled from then on. */
  readonly compileAfterSteps: number;
  /** And that from when there is code on: from there to words that are cold, and back, it is far. */
  readonly compileAfterFirst: number;
  /** How often that has to be reached before the first word is compiled, whose stages have to be loaded. */
  readonly waits: number;
  /** After how many calls out of the native interpreter nothing waits: by then they have cost as much as the stages. */
  readonly callsOut: number;
}

export class WordCompiler {
  readonly bodies = new BodyStore();
  /** Inline words, which are the system's, whose WordInfo says where their bodies lie in the pool. */
  private readonly inlineWords: number[] = [];
  /** Cold code is being made of a body in the pool. */
  private decoding = false;
  /** ForthIR of each resolved word as the compiler made it; kept, so that another optimizer or backend can make code anew. */
  private irs: (Uint32Array | undefined)[] = [];
  /** The same, optimized; undefined until it is optimized anew. */
  private optimized: (Uint32Array | undefined)[] = [];
  /** By word: the entry that `compile` has made. */
  private compiled: ((() => void) | undefined)[] = [];
  /** Whether a word has been hot enough to be compiled. */
  private hasCompiled = false;
  private dynamicEntries: ((() => void) | undefined)[] = [];
  /** By word that is data: how often code has run it by its token. */
  private readonly tokenRuns: (number | undefined)[] = [];
  /** Words of which no stage makes code: they run from their bodies, however hot they are. */
  private readonly interpreted = new Marks();
  /** CREATEd words whose behaviour other words' code relies on. */
  private readonly reliedOn = new Marks();

  /** Of a program that is compiled as a whole, before it has run. */
  likelyTargets: LikelyTargets | undefined;
  /** By a word with EXECUTEs of which nothing is known: what they may run. */
  private readonly executed = new Map<number, readonly number[]>();
  /** By word: the greatest number of a word that its code calls by a guess. */
  private readonly newestGuess: (number | undefined)[] = [];
  /** No guess is of a greater number than this. */
  private newestOfGuesses = 0;

  private readonly catchWord: number;
  private readonly performWord: number;
  private readonly cold: ColdCode;
  private readonly interpreter: BodyInterpreter;
  readonly earlyReturns: EarlyReturns;
  /** Compiled code that goes on within a word, by word and label. */
  private readonly hotLoops = new Map<string, HotLoop>();
  /**
   * Words are compiled between their calls alone: the words that loops are compiled as have numbers, and which loops become
   * hot depends on the tiers that there are.
   */
  loopsStayCold = false;

  private readonly compileAfter: number;
  /** Whether the interpreter may become native. */
  private mayStep: boolean;
  /** How often a hot word has gone on cold, because there was no code at all yet. */
  private waits = 0;
  /** How often the native interpreter has come back to the host for a call. */
  private callsOut = 0;

  constructor(
    private readonly session: CompilationHost,
    private readonly tiers: Tiers,
  ) {
    keepBacktraces();
    const { compileAfter, stepAfter } = tiers;
    this.compileAfter = compileAfter;
    this.mayStep = stepAfter < compileAfter;
    this.catchWord = session.systemNumber("catch");
    this.performWord = session.systemNumber("perform");
    this.cold = new ColdCode(this.bodySource(), Math.min(compileAfter, stepAfter, MAX_HEAT));
    this.interpreter = new BodyInterpreter(session, this.cold, this);
    this.earlyReturns = new EarlyReturns({
      dictionary: session.dictionary,
      bodyOf: (word) => this.bodyOf(word),
      systemWord: (name) => session.systemWord(name),
      systemNumber: (name) => session.systemNumber(name),
      prepare: (word) => this.prepareInline(word),
    });
  }

  /** Whether there is a tier above the interpreter. */
  private get compiles(): boolean {
    return this.compileAfter <= MAX_HEAT;
  }

  /** The objects whose methods work while text is read, and what it runs is not hot. */
  textReaders(): object[] {
    const { bodies, cold, interpreter, earlyReturns } = this;
    const parts = [this, bodies, cold, earlyReturns];
    return this.compiles ? [...parts, interpreter] : parts;
  }

  makeStepper(): Stepper {
    const { Stepper } = require("../interpreter/stepper.ts") as typeof import("../interpreter/stepper.ts");
    return new Stepper(this.session.machine, this.bodySource(), this.cold);
  }

  /** What cold code is made from. */
  private bodySource(): BodySource {
    const { dictionary } = this.session;
    const compiler = this;
    return {
      get pool() {
        return compiler.bodies.pool;
      },
      isWord: (token) => dictionary.isWord(token),
      kind: (word) => dictionary.kind(word),
      operandA: (word) => dictionary.operandA(word),
      operandB: (word) => dictionary.operandB(word),
      prepare: (word) => this.prepareInline(word),
      plusStore: this.session.systemNumber("+!"),
      catchWord: this.catchWord,
      get limit() {
        return compiler.session.machine.shownLimit;
      },
      relyOn: (word) => this.reliedOn.add(word),
    };
  }

  /** How many activations of interpreted words there are, for whoever takes a THROW: it does not end them. */
  get activationDepth(): number {
    return this.interpreter.depth;
  }

  /** What is running CATCHes a token. */
  noteCaught(token: number): void {
    this.interpreter.noteCaught(token);
  }

  set activationDepth(depth: number) {
    this.interpreter.depth = depth;
  }

  /** The interpreted words of a backtrace (see `BodyInterpreter.activations`). */
  activations(from?: number, most?: number): ActivationFrame[][] {
    return this.interpreter.activations(from, most);
  }

  /** Gives a word the body of a finished definition, and a stub as its entry. */
  setBody(word: Word, definition: Definition): void {
    const { earlyReturns } = this;
    const isSystem = word.index <= this.session.system.count;
    const { areUsed } = earlyReturns;
    const adapted = isSystem ? undefined : earlyReturns.adapt(word.index, definition);
    if (adapted === undefined) this.giveBody(word.index, definition.body, definition.length);
    else this.giveBody(word.index, adapted, adapted.length);
    definition.release();
    if (areUsed !== earlyReturns.areUsed) this.adaptCallers(word.index);
  }

  private giveBody(word: number, records: Uint32Array, length: number): void {
    this.bodies.set(word, records, length);
    this.session.dictionary.setInfo(word, WordKind.code, 0, 0);
    if (word < this.cold.starts.length) this.cold.starts[word] = 0;
    this.setStub(word);
  }

  /** A word whose body is in the store is spliced into its callers. */
  tookInline(word: number): void {
    this.inlineWords.push(word);
    this.poolInline(word);
  }

  /** Bodies were put into the store for new words from `first` up to `end`. */
  tookBodies(first: number, end: number): void {
    this.bodies.isAnother(first, end);
  }

  /**
   * Words from `first` up to `end` have bodies as they stand in the text: those that may end their callers are adapted.
   * @param takeReturns whether one of them takes from the return stack
   */
  adaptRead(first: number, end: number, takeReturns: boolean): void {
    const { earlyReturns } = this;
    const { areUsed } = earlyReturns;
    if (!areUsed && !takeReturns) return;
    const { dictionary } = this.session;
    const { headers } = dictionary;
    for (let word = first; word < end; word++) {
      const takes = headers.has(word, WordForm.takesReturns);
      if (takes) headers.set(word, WordForm.takesReturns, false);
      // Once others may end, too, `adaptCallers` looks at all.
      if (areUsed !== earlyReturns.areUsed || !(takes || areUsed) || dictionary.kind(word) !== WordKind.code)
        continue;
      this.adaptBody(word);
      if (areUsed !== earlyReturns.areUsed) this.adaptCallers(word);
    }
  }

  private adaptBody(word: number): void {
    const records = this.bodyOf(word)?.slice();
    if (records === undefined) return;
    const adapted = this.earlyReturns.adapt(word, { body: records, length: records.length });
    if (adapted !== undefined) this.giveBody(word, adapted, adapted.length);
  }

  /** The program has its first word that ends its callers: the others that exist have to look for that. */
  private adaptCallers(first: number): void {
    const { dictionary, system } = this.session;
    for (let word = system.count + 1; word < dictionary.end; word++) {
      if (word === first || dictionary.kind(word) !== WordKind.code) continue;
      this.adaptBody(word);
    }
    this.invalidateAll();
  }

  /** Gives a word the body of a finished definition that is spliced into its callers. */
  setInlineBody(word: Word, definition: Definition): void {
    this.setBody(word, definition);
    this.inlineWords.push(word.index);
    this.poolInline(word.index);
  }

  private poolInline(word: number): void {
    const { offset, count } = this.bodies.inPool(word);
    this.session.dictionary.setInfo(word, WordKind.inline, offset, count);
  }

  /**
   * Starts over with bodies and cold code when there is much of either, most of which will not be needed again. Nothing of
   * it may be in use.
   */
  private tidy(): void {
    const { cold, bodies } = this;
    if ((!cold.isCrowded && !bodies.isCrowded) || this.decoding) return;
    cold.startOver();
    bodies.emptyPool();
    this.interpreter.forgetSteps();
    for (const word of this.inlineWords) this.poolInline(word);
  }

  /** Makes cold code of a word, which has a body. */
  private decode(index: number): void {
    const { decoding } = this;
    this.decoding = true;
    try {
      const { offset, count } = this.bodies.inPool(index);
      this.cold.decode(index, offset, count);
    } finally {
      this.decoding = decoding;
    }
  }

  /** See `BackendHost`. A word that is data has code of its own when that pays; what calls it by its name has what it does anyway. */
  ranByToken(index: number): void {
    const kind = this.session.dictionary.kind(index);
    if (kind < WordKind.constant || kind > WordKind.does) return;
    const runs = (this.tokenRuns[index] ?? 0) + 1;
    this.tokenRuns[index] = runs;
    if (runs === RUNS_UNTIL_CODE) this.compile(index);
  }

  /** Makes the word's entry run the word from its body. */
  setStub(index: number): void {
    this.session.machine.entries[index] = this.stub;
  }

  private readonly stub: WordEntry = (index) => this.runCold(index);

  private readonly compileAndRun: WordEntry = (index) =>
    this.compile(index) ? this.runEntry(index) : this.runCold(index);

  /** What a stub does: interprets a word that is cold, compiles one that is hot and runs it. */
  runCold(index: number): void {
    const { cold, interpreter } = this;
    if (index >= cold.starts.length || cold.starts[index] === 0) {
      this.ensureBody(index);
      if (interpreter.depth === 0) this.tidy();
      if (this.compileAfter === 0 && this.compile(index)) return this.runEntry(index);
      this.decode(index);
    }
    const start = cold.starts[index] as number;
    const heat = (cold.heat[index] as number) + CALL_HEAT;
    cold.heat[index] = heat;
    if (heat > cold.limit && !this.keepsCold(index)) {
      if (this.compile(index)) return this.runEntry(index);
      this.session.machine.checkInterrupt();
      cold.coolDown(index);
    }
    if (!interpreter.makeRoom(start, !this.canCompile(index))) {
      if (this.compile(index)) return this.runEntry(index);
      if (!interpreter.makeRoom(start, true))
        throw this.session.machine.fault(ThrowCodes.returnStackOverflow);
    }
    interpreter.interpretBody(start);
  }

  /** See `TierHost`. A hot word is first interpreted natively, which costs less than the stages, and then compiled. */
  keepsCold(index: number): boolean {
    const { cold, interpreter, tiers, session } = this;
    if (this.mayStep) {
      this.goNative();
      return (cold.heat[index] as number) <= cold.limit;
    }
    if (!interpreter.isNative || this.hasCompiled || !this.compiles || this.waits >= tiers.waits)
      return false;
    this.waits++;
    session.machine.checkInterrupt();
    cold.heat[index] = 0;
    return true;
  }

  /** From now on words are interpreted natively, where they may be. */
  goNative(): void {
    if (!this.mayStep) return;
    const { cold, interpreter, tiers, session } = this;
    this.mayStep = false;
    const native = session.pipeline.interpreter();
    if (native !== undefined) {
      interpreter.goNative(native);
      // The library is there for that, and what is written need not go out at once any more.
      session.terminal.catchInterrupts();
    }
    cold.limit = Math.min(native === undefined ? this.compileAfter : tiers.compileAfterSteps, MAX_HEAT);
  }

  /** See `BodyInterpreter`: what runs words natively needs it. */
  get nativeState(): Int32Array | undefined {
    return this.interpreter.nativeState;
  }

  /** What the interpreter runs, for who makes some of it. */
  get coldCode(): ColdCode {
    return this.cold;
  }

  /** Code was made that counts on the present behaviour of words. */
  relyOn(words: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) this.reliedOn.add(words[i] as number);
  }

  /** Runs the word to its end that has begun to run natively, and has come back with an InterpreterStop. */
  goOn(stop: number): void {
    this.interpreter.interpretBody(0, stop);
  }

  /** See `TierHost`. */
  countCallOut(word: number): void {
    const { tiers } = this;
    if (this.hasCompiled) this.session.pipeline.linkCode(word);
    this.callsOut++;
    if (this.callsOut !== tiers.callsOut) return;
    this.waits = tiers.waits;
    this.compileEarlier();
  }

  /** See `TierHost`. */
  get codeEntrance(): CodeEntrance | undefined {
    return this.hasCompiled ? this.session.pipeline.codeEntrance : undefined;
  }

  /** From now on words are compiled as soon as where there is code already. */
  private compileEarlier(): void {
    this.cold.limit = Math.min(this.cold.limit, this.tiers.compileAfterFirst);
  }

  private runEntry(index: number): void {
    (this.session.machine.entries[index] as WordEntry)(index);
  }

  /** Whether there is a tier above the interpreter for the word. */
  private canCompile(index: number): boolean {
    return this.compiles && !this.interpreted.has(index);
  }

  /** What bodies take: records in the pool, and bytes. */
  get bodySizes(): [records: number, bytes: number] {
    return [this.bodies.pooledRecords, this.bodies.packedBytes];
  }

  /** Whether a word has a body. */
  hasBody(index: number): boolean {
    return this.bodies.has(index);
  }

  /** The body of a word for people (SEE): its records, or undefined for a word without one. */
  bodyOf(index: number): Uint32Array | undefined {
    return this.bodies.copyOf(index);
  }

  /** Compiles a word and makes its code its entry; false when no stage makes code of it, so that it is interpreted. */
  private compile(index: number): boolean {
    if (!this.canCompile(index)) return false;
    const { machine, output, pipeline, terminal } = this.session;
    if (!this.hasCompiled) {
      // What is hot may run for long: when Ctrl-C ends it, nothing that it has written is lost, nor before it can be caught.
      output.flush();
      if (this.interpreter.isNative) this.compileEarlier();
      this.hasCompiled = true;
    }
    terminal.catchInterrupts();
    if (pipeline.hasNewStages()) this.makeCodeAnew();
    const start = traceClock("compile");
    const entry = this.codeOf(index);
    this.compiled[index] = entry;
    if (entry === undefined) {
      this.interpreted.add(index);
      this.setStub(index);
      return false;
    }
    trace("compile", () => {
      const time = (traceClock("compile") - start).toFixed(2);
      return `${this.nameOf(index)}: ${this.bodies.inPool(index).count} records, ${this.irs[index]?.length ?? 0} words of ForthIR, ${time} ms; ${pipeline.names}`;
    });
    machine.entries[index] = entry;
    if (index < this.cold.starts.length) this.cold.starts[index] = 0;
    return true;
  }

  /** The code of a word: as its effect lets it be, or in its dynamic form; undefined when there is none. */
  private codeOf(index: number): (() => void) | undefined {
    return this.orInterpreted(index, () => {
      this.resolve(index);
      const ir = this.optimizedIr(index);
      if (ir === undefined) throw new InternalError(`word ${index} has no code`);
      const entry = this.session.pipeline.generate(ir);
      if (entry !== undefined) return entry;
      const dynamic = this.dynamicCode(index);
      if (dynamic !== undefined) trace("decline", () => `${this.nameOf(index)} gets its dynamic form`);
      return dynamic;
    });
  }

  private dynamicCode(index: number): (() => void) | undefined {
    const entry = this.session.pipeline.generate(this.translate(index, true).ir);
    // The backend keeps the newest alone.
    this.dynamicEntries[index] = entry;
    return entry;
  }

  /** What `make` makes; undefined when a stage declines the word or fails, which is told. */
  private orInterpreted(index: number, make: () => (() => void) | undefined): (() => void) | undefined {
    let reason = "";
    let made: (() => void) | undefined;
    try {
      made = make();
    } catch (error) {
      if (!(error instanceof StageFailure)) throw error;
      reason = `: ${error.message}`;
    }
    if (made === undefined) trace("decline", () => `${this.nameOf(index)} stays interpreted${reason}`);
    return made;
  }

  private nameOf(index: number): string {
    return `${this.session.dictionary.word(index)?.displayName || "<noname>"} (word ${index})`;
  }

  /** What runs a word without any code of its own. */
  private fromBody(index: number): () => void {
    return this.isOnlyAnEntry(index) ? () => this.runEntry(index) : () => this.interpret(index);
  }

  private optimizedIr(index: number): Uint32Array | undefined {
    const ir = this.irs[index];
    if (ir === undefined) return undefined;
    this.optimized[index] ??= this.session.pipeline.optimizeAnew(ir, this.session.dictionary.info);
    return this.optimized[index];
  }

  /** See BackendHost. What is running reaches the new code with its next call of itself. */
  holdItself(index: number): void {
    const { dictionary, machine, pipeline } = this.session;
    const ir = this.irs[index];
    const entry = this.compiled[index];
    if (ir === undefined || entry === undefined || machine.entries[index] !== entry) return;
    // One that the optimizer has been at holds itself.
    if (this.optimized[index] !== ir) return;
    this.optimized[index] = pipeline.optimizeRecursion(ir, dictionary.info);
    if (this.optimized[index] !== ir) this.compile(index);
  }

  /**
   * After the optimizer or backend was replaced: every word that has code gets new code when it is called next, also by
   * code that is running. What is running itself goes on as it is.
   */
  makeCodeAnew(): void {
    const { machine, pipeline } = this.session;
    this.optimized = [];
    this.dynamicEntries = [];
    this.interpreted.clear();
    const { compiled } = this;
    this.compiled = [];
    compiled.forEach((entry, index) => {
      if (entry === undefined || machine.entries[index] !== entry) return;
      pipeline.dropCode(index);
      machine.entries[index] = this.compileAndRun;
    });
  }

  /** See `TierHost`: the rest of a word from a label on, as a word of its own that takes the activation's state. */
  hotLoop(index: number, label: number): HotLoop | undefined {
    // A word that has forgotten itself goes on interpreted.
    if (this.loopsStayCold || !this.canCompile(index)) return undefined;
    if (label === NO_LABEL || !this.bodies.has(index)) return undefined;
    const key = `${index} ${label}`;
    let loop = this.hotLoops.get(key);
    if (loop === undefined) {
      loop = this.compileLoop(index, label);
      if (loop === undefined) this.interpreted.add(index);
      else this.hotLoops.set(key, loop);
    }
    return loop;
  }

  private compileLoop(index: number, label: number): HotLoop | undefined {
    const { dictionary, machine } = this.session;
    const { offset, count } = this.bodies.inPool(index);
    const state = this.cold.stateAt(index, offset, count, label);
    const word = dictionary.createWord(dictionary.word(index)?.name ?? "");
    const definition = new Definition(word, undefined);
    for (const _ of state.returns) definition.call(this.session.systemWord(">r"));
    for (const _ of state.loops) definition.emit(BodyKind.do);
    const cells: number[] = [];
    const floats: number[] = [];
    state.cellLocals.forEach((slot, local) => {
      if (slot === undefined) return;
      cells.push(slot);
      definition.emit(BodyKind.localSet, local);
    });
    state.floatLocals.forEach((slot, local) => {
      if (slot === undefined) return;
      floats.push(slot);
      definition.emit(BodyKind.floatLocalSet, local);
    });
    definition.emit(BodyKind.branch, label);
    // From the pool: there stands what EXECUTEs have executed.
    const { pool } = this.bodies;
    definition.append(pool.slice(offset * BodyInstruction.WORDS, (offset + count) * BodyInstruction.WORDS));
    this.giveBody(word.index, definition.body, definition.length);
    definition.release();
    if (!this.compile(word.index)) return undefined;
    // What is taken first is pushed last.
    const loops: number[] = [];
    for (const slot of state.loops) loops.push(slot + 2, slot);
    return {
      cells: [...state.returns, ...loops, ...cells].reverse(),
      floats: floats.reverse(),
      run: () => (machine.entries[word.index] as WordEntry)(word.index),
    };
  }

  /** The code of a word that takes and leaves everything in memory, for a caller with too few cells (see ForthIR, dynamic). */
  dynamicVersion(index: number): () => void {
    if (this.session.dictionary.isForgotten(index)) return this.forgottenWord;
    if (this.isFunctionOfTheSystem(index)) return () => this.runEntry(index);
    let entry = this.dynamicEntries[index];
    if (entry === undefined) {
      entry = this.orInterpreted(index, () => {
        this.resolve(index);
        return this.dynamicCode(index);
      });
      entry ??= this.fromBody(index);
      this.dynamicEntries[index] = entry;
    }
    return entry;
  }

  /** Whether a word's body calls the word and nothing else (see `ensureBody`), and the call is no operation. */
  private isOnlyAnEntry(index: number): boolean {
    const kind = this.session.dictionary.kind(index);
    if (kind === WordKind.op || kind === WordKind.shuffle) return false;
    const body = this.bodyOf(index);
    const isCall = body?.length === BodyInstruction.WORDS && body[BodyInstruction.kind] === BodyKind.call;
    return isCall && body[BodyInstruction.a] === index;
  }

  /** Runs a word from its body, however hot it is. */
  private interpret(index: number): void {
    const { cold, interpreter } = this;
    this.ensureBody(index);
    if (index >= cold.starts.length || cold.starts[index] === 0) this.decode(index);
    const start = cold.starts[index] as number;
    if (!interpreter.makeRoom(start, true)) throw this.session.machine.fault(ThrowCodes.returnStackOverflow);
    interpreter.interpretBody(start);
  }

  /** Makes the ForthIR of a word and, before it, of all words that it calls and whose effects are not known yet. */
  private resolve(index: number): void {
    if (this.irs[index] !== undefined) return;
    const pending = [index];
    const visited = new Set<number>();
    for (let word = pending.at(-1); word !== undefined; word = pending.at(-1)) {
      if (this.irs[word] !== undefined) {
        pending.pop();
      } else if (visited.has(word)) {
        pending.pop();
        this.resolveOne(word, word === index);
      } else {
        visited.add(word);
        this.ensureBody(word);
        this.collectCallees(word, visited, pending);
      }
    }
  }

  /**
   * A body with a fault is one THROW more when its word runs, and one at which a stage fails is interpreted; until then
   * the word is one of unknown effect.
   */
  private resolveOne(word: number, isWanted: boolean): void {
    try {
      const { unoptimized, ir } = this.translate(word, false);
      this.irs[word] = unoptimized;
      this.optimized[word] = ir;
    } catch (error) {
      const isKnown = error instanceof ForthThrow || error instanceof StageFailure;
      if (isWanted || !isKnown) throw error;
    }
  }

  /** A word without a body of its own (an operation, a constant …) gets the body that calls it. */
  private ensureBody(index: number): void {
    this.ensurePrelude(index);
    if (this.bodies.has(index)) return;
    const call = new Uint32Array(BodyInstruction.WORDS);
    call[BodyInstruction.kind] = BodyKind.call;
    call[BodyInstruction.a] = index;
    this.bodies.set(index, call, call.length);
  }

  /** Compiles the body of an inline word of the prelude that has none yet; true when there was one. */
  private prepareInline(index: number): boolean {
    const word = this.session.dictionary.initialWord(index);
    if (word?.prelude === undefined || !word.inline) return false;
    this.session.compilePrelude(word);
    return true;
  }

  private ensurePrelude(index: number): void {
    const word = this.session.dictionary.initialWord(index);
    if (word?.prelude !== undefined) this.session.compilePrelude(word);
  }

  private collectCallees(index: number, visited: Set<number>, pending: number[]): void {
    const { offset, count } = this.bodies.inPool(index);
    // It stays what it is, whatever is put into the pool meanwhile.
    const { pool } = this.bodies;
    const end = (offset + count) * BodyInstruction.WORDS;
    for (let at = offset * BodyInstruction.WORDS; at < end; at += BodyInstruction.WORDS) {
      if (pool[at + BodyInstruction.kind] !== BodyKind.call) continue;
      const callee = pool[at + BodyInstruction.a] as number;
      this.prepareCallee(callee, visited, pending);
      if (callee === this.catchWord) this.prepareLiteral(pool, at - BodyInstruction.WORDS, visited, pending);
      if (this.session.dictionary.kind(callee) === WordKind.defer)
        this.prepareAction(index, callee, visited, pending);
      const executed = pool[at + BodyInstruction.b] as number;
      if (executed !== 0) this.prepareGuess(index, executed, visited, pending);
      else if (this.likelyTargets !== undefined && this.isExecute(callee)) {
        const tokens = this.likelyTargets.executed(index);
        this.executed.set(index, tokens);
        for (const token of tokens) this.prepareGuess(index, token, visited, pending);
      }
    }
  }

  private prepareCallee(callee: number, visited: Set<number>, pending: number[]): void {
    const { dictionary } = this.session;
    this.ensurePrelude(callee);
    switch (dictionary.kind(callee)) {
      case WordKind.code:
        if (callee === this.catchWord) return this.prepareCatch(callee, visited, pending);
        if (this.irs[callee] !== undefined || visited.has(callee)) return;
        if (this.bodies.has(callee)) pending.push(callee);
        return;
      case WordKind.inline:
        if (visited.has(callee)) return;
        visited.add(callee);
        return this.collectCallees(callee, visited, pending);
      case WordKind.does:
        this.reliedOn.add(callee);
        return this.prepareCallee(dictionary.operandB(callee), visited, pending);
      case WordKind.data:
        this.reliedOn.add(callee);
        return;
    }
  }

  /** Tells the compiler stage what does CATCH for words of known effect. */
  private prepareCatch(index: number, visited: Set<number>, pending: number[]): void {
    const { dictionary } = this.session;
    const { session } = this;
    const exceptionWords = {
      catchKnown: session.systemWord("(catch)"),
      throw: session.systemWord("(throw)"),
      throwAnew: session.systemWord("(throw-anew)"),
      caught: session.systemWord("(caught)"),
      caughtAnew: session.systemWord("(caught-anew)"),
    };
    session.pipeline.exceptionWords = exceptionWords;
    dictionary.info[index * WordInfo.WORDS + WordInfo.b] = exceptionWords.catchKnown;
    for (const word of Object.values(exceptionWords)) this.prepareCallee(word, visited, pending);
  }

  /** The word whose token the record at a place of the pool may be. */
  private prepareLiteral(pool: Uint32Array, at: number, visited: Set<number>, pending: number[]): void {
    if (pool[at + BodyInstruction.kind] !== BodyKind.literal || pool[at + BodyInstruction.b] !== 0) return;
    const token = pool[at + BodyInstruction.a] as number;
    if (this.session.dictionary.isWord(token)) this.prepareCallee(token, visited, pending);
  }

  /** Tells the compiler stage the present action of a deferred word, 0 for none. */
  private prepareAction(caller: number, deferred: number, visited: Set<number>, pending: number[]): void {
    const { machine, dictionary } = this.session;
    const address = dictionary.operandA(deferred);
    const present = machine.loadHigh(address) === 0 ? machine.loadLow(address) : 0;
    const tokens = this.likelyTargets?.actions(address) ?? [present];
    const [action = 0, other = 0] = tokens.filter((token) => dictionary.isWord(token));
    dictionary.setInfo(deferred, WordKind.defer, address, action);
    dictionary.info[deferred * WordInfo.WORDS + WordInfo.cellIn] = other;
    for (const token of [action, other]) if (token !== 0) this.prepareGuess(caller, token, visited, pending);
  }

  /** What code may call in the place of EXECUTE. Its number must not become another word's. */
  private prepareGuess(caller: number, word: number, visited: Set<number>, pending: number[]): void {
    if (!this.session.dictionary.isWord(word)) return;
    this.newestGuess[caller] = Math.max(this.newestGuess[caller] ?? 0, word);
    this.newestOfGuesses = Math.max(this.newestOfGuesses, word);
    this.prepareCallee(word, visited, pending);
  }

  /** Whether a word executes a token, or CATCHes it. */
  private isExecute(word: number): boolean {
    const { dictionary } = this.session;
    const isShuffle = dictionary.kind(word) === WordKind.shuffle;
    if (isShuffle) return dictionary.operandA(word) === Shuffle.execute;
    return word === this.performWord || word === this.catchWord;
  }

  /** Notes in a body what its EXECUTEs probably run: a word of the effect that most of those have which they may run. */
  private noteExecuted(index: number, tokens: readonly number[]): void {
    const likely = usualTarget(this.session.dictionary, tokens);
    const { offset, count } = this.bodies.inPool(index);
    const { pool } = this.bodies;
    const end = (offset + count) * BodyInstruction.WORDS;
    for (let at = offset * BodyInstruction.WORDS; at < end; at += BodyInstruction.WORDS) {
      const isOpen = pool[at + BodyInstruction.kind] === BodyKind.call && pool[at + BodyInstruction.b] === 0;
      if (isOpen && this.isExecute(pool[at + BodyInstruction.a] as number))
        pool[at + BodyInstruction.b] = likely;
    }
  }

  private translate(index: number, forceDynamic: boolean): Translation {
    const { dictionary, pipeline } = this.session;
    const executed = this.executed.get(index);
    if (executed !== undefined) this.noteExecuted(index, executed);
    const { offset, count } = this.bodies.inPool(index);
    const compiled = asForthThrow(() =>
      pipeline.translate({
        word: index,
        bodies: this.bodies.pool,
        offset,
        count,
        words: dictionary.info,
        forceDynamic,
      }),
    );
    if (compiled.effectKnown && dictionary.kind(index) === WordKind.code)
      dictionary.setEffect(index, compiled);
    return compiled;
  }

  /**
   * Says that a word now behaves differently (DOES> on a CREATEd word, a constant that got a body). When code relies on
   * what it was, all code is made anew from its body as it is needed again.
   */
  behaviourChanged(index: number): void {
    this.irs[index] = undefined;
    this.dynamicEntries[index] = undefined;
    this.tokenRuns[index] = undefined;
    this.session.pipeline.forget(index);
    if (this.reliedOn.has(index)) this.invalidateAll();
  }

  private invalidateAll(): void {
    const { dictionary } = this.session;
    this.reliedOn.clear();
    this.dynamicEntries = [];
    this.interpreted.clear();
    this.cold.drop(1);
    for (let index = 1; index < this.irs.length; index++) {
      if (this.irs[index] === undefined) continue;
      this.irs[index] = undefined;
      if (dictionary.kind(index) === WordKind.code) {
        const flags = index * WordInfo.WORDS + WordInfo.flags;
        dictionary.info[flags] = (dictionary.info[flags] as number) & ~WordFlag.effectKnown;
      }
      this.session.pipeline.forget(index);
      this.setStub(index);
    }
  }

  // ---- forgetting (see forgetting.ts) ----------------------------------------------------------------------------

  /** Where the next look for numbers that can serve again is worth it: when there are so many. */
  nextReuse = 0;

  private readonly forgottenWord = (): never => {
    throw this.session.machine.fault(ThrowCodes.invalidAddress, "this word was forgotten (by a marker)");
  };

  /** The greatest number of a word whose code is running, or 0. */
  newestRunning(): number {
    return Math.max(this.interpreter.newestRunning(), this.session.pipeline.newestRunning());
  }

  /** Has every word from `first` on THROW, and gives back their code and bodies, as far as none of them is running. */
  forgetFrom(first: number, newestRunning: number): void {
    const { machine, pipeline, dictionary } = this.session;
    const { entries } = machine;
    if (this.isGuessed(first)) {
      // Code has what is forgotten inlined.
      this.invalidateAll();
      if (newestRunning === 0) {
        this.newestGuess.length = 0;
        this.newestOfGuesses = 0;
      }
    }
    for (let word = first; word < entries.length; word++) {
      if (entries[word] === this.forgottenWord) continue;
      entries[word] = this.forgottenWord;
      if (word < this.irs.length) pipeline.forget(word);
    }
    this.bodies.forget(first, entries.length);
    clearFrom(this.irs, first);
    clearFrom(this.optimized, first);
    clearFrom(this.compiled, first);
    clearFrom(this.dynamicEntries, first);
    clearFrom(this.tokenRuns, first);
    this.cold.drop(first, entries.length);
    if (this.hotLoops.size > 0) this.hotLoops.clear();
    this.reliedOn.clear(first);
    this.interpreted.clear(first);
    this.earlyReturns.forget((word) => word >= first);
    if (newestRunning >= first) return;
    const isGone = (word: number) => word >= first || dictionary.isForgotten(word);
    this.bodies.giveBack(isGone);
    this.cold.giveBack(isGone, this.interpreter.newestStart());
    this.interpreter.forgetSteps();
  }

  /** Whether code of a word before `first` calls one from there on by a guess. */
  private isGuessed(first: number): boolean {
    if (this.newestOfGuesses < first) return false;
    return this.newestGuess.some((guess, word) => word < first && guess !== undefined && guess >= first);
  }

  /** The greatest number of a word from `first` on that the body of a word or a word made by DOES> refers to, or 0. */
  newestReferred(first: number): number {
    const { dictionary } = this.session;
    let newest = this.bodies.newestReferred(dictionary.end);
    for (let word = 1; word < first; word++) {
      if (dictionary.kind(word) === WordKind.does) newest = Math.max(newest, dictionary.operandB(word));
    }
    // What is called by a guess may have been inlined, with guesses of its own.
    for (let word = 1; word < Math.max(first, newest + 1); word++)
      newest = Math.max(newest, this.newestGuess[word] ?? 0);
    return newest;
  }

  /** The greatest number in [first … end) among the values of interpreted words, or 0. */
  newestInSlots(first: number, end: number): number {
    return this.interpreter.newestInSlots(first, end);
  }

  /** Has new words take the numbers from `first` on. */
  reuse(first: number): void {
    this.session.machine.entries.length = first;
    const { irs, optimized, compiled, dynamicEntries, tokenRuns, newestGuess } = this;
    for (const list of [irs, optimized, compiled, dynamicEntries, tokenRuns, newestGuess])
      list.length = Math.min(list.length, first);
    this.nextReuse = 0;
  }

  /** Whether a word is a function of the system. A body that calls it is no description of it. */
  isFunctionOfTheSystem(index: number): boolean {
    const { dictionary } = this.session;
    if (dictionary.kind(index) !== WordKind.code || this.bodies.has(index)) return false;
    return dictionary.word(index)?.prelude === undefined;
  }

  /** The ForthIR of a word, compiled if need be. @throws ForthThrow for a word that has none */
  irOf(index: number): Uint32Array {
    return forReaders(() => {
      if (!this.isFunctionOfTheSystem(index)) this.resolve(index);
      const ir = this.optimizedIr(index);
      if (ir === undefined) throw new ForthThrow(ThrowCodes.unsupported, "this word has no code of its own");
      return ir;
    });
  }

  /** The same in its dynamic form, which runs when the backend declines the other. */
  dynamicIrOf(index: number): Uint32Array {
    return forReaders(() => {
      this.resolve(index);
      return this.translate(index, true).ir;
    });
  }
}

/** Cells and floats that are taken and left: none. */
const NO_EFFECT = "0,0,0,0";

/** Of words, one with the effect that most of them have, or else an operation; 0 for none. */
function usualTarget({ info }: Dictionary, words: readonly number[]): number {
  const byEffect = new Map<string, number[]>();
  let operation = 0;
  for (const word of words) {
    const field = (at: number) => info[word * WordInfo.WORDS + at] as number;
    if (field(WordInfo.kind) === WordKind.op) operation ||= word;
    const isKnown =
      (field(WordInfo.flags) & (WordFlag.effectKnown | WordFlag.neverReturns)) === WordFlag.effectKnown;
    if (field(WordInfo.kind) !== WordKind.code || !isKnown) continue;
    const effect = [WordInfo.cellIn, WordInfo.cellOut, WordInfo.floatIn, WordInfo.floatOut].map(field).join();
    const same = byEffect.get(effect);
    if (same === undefined) byEffect.set(effect, [word]);
    else same.push(word);
  }
  // Among many that take and leave nothing, a guess is mostly wrong, and there are no values that it could keep.
  if ((byEffect.get(NO_EFFECT)?.length ?? 0) > 2) byEffect.set(NO_EFFECT, []);
  let most: readonly number[] = [operation];
  for (const same of byEffect.values()) if (same.length > most.length || most[0] === operation) most = same;
  return most[0] ?? 0;
}

/** What a stage has failed at is a THROW for somebody who wants to see it. */
function forReaders<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    throw new ForthThrow(ThrowCodes.unsupported, error.message);
  }
}

/** Takes what a list has of words from `first` on. */
function clearFrom(list: unknown[], first: number): void {
  for (let word = first; word < list.length; word++) list[word] = undefined;
}

/** A set of words. */
class Marks {
  private marks = new Uint8Array(1000);
  /** Behind the last one that there was. */
  private end = 0;

  add(word: number): void {
    if (word >= this.end) this.end = word + 1;
    if (word >= this.marks.length) {
      const grown = new Uint8Array(2 * word);
      grown.set(this.marks);
      this.marks = grown;
    }
    this.marks[word] = 1;
  }

  has(word: number): boolean {
    return this.marks[word] === 1;
  }

  /** Takes out every word from `word` on. */
  clear(word = 0): void {
    if (word >= this.end) return;
    this.marks.fill(0, word, this.end);
    this.end = word;
  }
}

/** Runs a translation; a body that has no meaning becomes the THROW of its code. */
function asForthThrow<T>(translate: () => T): T {
  try {
    return translate();
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    const thrown = new ForthThrow(error.throwCode, error.message);
    thrown.position = error.position;
    throw thrown;
  }
}

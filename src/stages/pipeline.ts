/**
 * The stages in their order, and nothing else: every use of a stage goes through here.
 *
 *     source ─ parser ─► tokens      body ─ compiler ─► ForthIR ─ optimizer ─► ForthIR ─ backend ─► code
 */
import type { CodeEntrance, NativeInterpreter } from "../interpreter/body_interpreter.ts";
import { SystemAddress } from "../machine/data_space.ts";
import type { Machine, Reserve } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import type { StageDescription } from "../plugins/stage_description.ts";
import type { CompileRequest, CompileResult, CompilerStage } from "./compiler_stage.ts";
import type { ExceptionWords, IrPool } from "./ir_pool.ts";
import type { OptimizerStage, OptimizerTuning } from "./optimizer_stage.ts";
import type { ParserStage } from "./parser_stage.ts";

/** The code of a function, for people to read: it is not for running. */
export type CodeListing =
  /** A code blob with marks (`CodePositionFlag.instruction`). */
  | { readonly kind: "machine"; readonly blob: Uint32Array }
  /** By line of the text: the source position of the instruction there, 0 for none. */
  | { readonly kind: "webassembly"; readonly text: string; readonly positions: readonly number[] };

/** Turns ForthIR into something that runs: a function over the in-memory stacks. */
export interface BackendStage {
  readonly name: string;
  /** How functions are to be optimized for it; undefined: as the optimizer decides. */
  readonly tuning?: OptimizerTuning | undefined;
  /**
   * @param ir one function, as the compiler or optimizer stage made it; it is kept by the caller
   * @returns undefined when the backend has no code for it: it declines
   */
  generate(ir: Uint32Array): (() => void) | undefined;
  /** Says that a word's entry in the word table is no longer what `generate` gave, or that its number serves another word. */
  forget(word: number): void;
  /** The greatest number of a word whose code is running, 0 for none: while the host works. */
  newestRunning?(): number;
  /** The code that `generate` makes, without making it the word's. @param nameOf what to call a word in text */
  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing | undefined;
  /** Gives back what the engine does not collect. None of the code may run any more. */
  close?(): void;
  /** Where the native interpreter enters code by itself; undefined where there is none for it. */
  readonly codeEntrance?: CodeEntrance | undefined;
  /** Has calls of a word lead to its code without the host, if code is what it does. */
  linkCode?(word: number): void;
  /** The source position of what a code address that the machine's context holds would return to, or 0. */
  positionOfReturn?(address: number): number;
}

/** What words work on that the runtime library does without the host, and the numbers of such words. */
export interface RuntimeWords {
  readonly output: Output;
  /** The state of the heap, by HeapField. It stays where it is. */
  readonly heap: Uint32Array;
  /** Names that were looked up (`NameEntry`), and how often names have changed. */
  readonly names: {
    readonly generation: Uint32Array;
    /**
     * Names are entered from now on.
     * @param address that of the generation
     * @param moved is told where the entries lie, now and whenever that changes
     */
    begin(address: number, moved: (words: Uint32Array) => void): void;
  };
  /** The buffers of open files (`FileRecord`), which stay where they are. */
  readonly files: {
    readonly words: Uint32Array;
    /** Buffers have addresses from now on. */
    begin(addressOf: (buffer: Uint8Array) => number): void;
  };
  /** The numbers of words of the system by their names; 0 for one that is not there. */
  numbersOf(names: readonly string[]): readonly number[];
  /** The words of the system have the numbers 1 to this one. */
  readonly count: number;
  /** The name of one of them. */
  nameOf(word: number): string;
}

/** What a backend asks of the session. */
export interface BackendHost {
  /** The code of a word that takes and leaves everything in memory (ForthIR, flag dynamic). */
  dynamicVersion(word: number): () => void;
  /** Code runs a word that has none by its token. */
  readonly ranByToken?: ((word: number) => void) | undefined;
  /** The code of a word calls itself so often that it pays to have the word hold itself. */
  readonly holdItself?: ((word: number) => void) | undefined;
  /** After so many milliseconds of computing, the machine's flag is raised, so that the session looks for new stages. */
  readonly lookInterval?: number | undefined;
  readonly runtimeWords?: RuntimeWords;
  /**
   * Called before the host does something for code with a CATCH. What it gives goes back to how things are now, after
   * something was thrown, and gives the THROW's code; what is no THROW it throws on.
   */
  markForCatch?: (() => ((error: unknown) => number | bigint) | undefined) | undefined;
}

/** What a program can do about its stages while it runs. */
export interface StageSwaps {
  /** What each stage has, in the order of the pipeline. */
  describe(): StageDescription[];
  /** Gives a stage another library. @throws PluginError, with all as it was */
  swap(stage: string, library: Uint8Array): StageDescription;
  /** Gives a stage what it had before. @throws PluginError "stage" for a name of no stage */
  rollback(stage: string): StageDescription;
}

/** One implementation of each stage (see stage_set.ts). A backend is made per machine, because code works on one machine's memory. */
export interface Stages {
  readonly parser: ParserStage;
  readonly compiler: CompilerStage;
  readonly optimizer: OptimizerStage;
  readonly backend: (machine: Machine, host: BackendHost) => BackendStage;
  /** False when words run from their bodies alone, and no other stage than the parser is asked for anything. */
  readonly compiles?: false;
  /** The runtime library may read definitions, beside the text interpreter. */
  readonly readsDefinitions?: boolean;
  /** The body interpreter as native code, on a machine's storage; undefined where there is none. */
  readonly interpreter?: (machine: Machine, host: BackendHost) => NativeInterpreter | undefined;
  /** Gives a machine its storage, where the backend's code needs it at known addresses. */
  readonly reserve?: Reserve;
  /** Grows whenever the optimizer or backend has been replaced by another one, behind the same object. */
  readonly revision?: () => number;
  /** Looks for stages that were installed meanwhile, and takes them; true when there are any. */
  readonly look?: () => boolean;
  /** Milliseconds of computing after which a program is to look again; undefined: only between its lines. */
  readonly lookInterval?: number;
  /** Undefined: the stages stay what they are. */
  readonly swaps?: StageSwaps;
}

/** A body as ForthIR. */
export interface Translation extends CompileResult {
  /** As the compiler made it. */
  readonly unoptimized: Uint32Array;
}

/** How far the dictionary has come: what lies before stays accessible. A program may have stored anything in DP. */
function allottedEnd(machine: Machine): number {
  const here = machine.variables[SystemAddress.here >> 2] as number;
  return Math.min(here >>> 0, machine.limit);
}

/** The stages of one session. */
export class Pipeline {
  readonly parser: ParserStage;
  private readonly compiler: CompilerStage;
  private readonly optimizer: OptimizerStage;
  private readonly backend: BackendStage;
  /** See `inlinable`; there as soon as a word is compiled. */
  private madeInlinable: IrPool | undefined;

  /** `revision` of the stages that all present code is made with, but for what is made anew already. */
  private revision: number;

  constructor(
    private readonly stages: Stages,
    private readonly machine: Machine,
    private readonly host: BackendHost,
  ) {
    this.revision = stages.revision?.() ?? 0;
    this.parser = stages.parser;
    this.compiler = stages.compiler;
    this.optimizer = stages.optimizer;
    this.backend = stages.backend(machine, host);
  }

  /** See Stages. */
  interpreter(): NativeInterpreter | undefined {
    return this.stages.interpreter?.(this.machine, this.host);
  }

  /** Body to ForthIR, optimized. */
  translate(request: CompileRequest): Translation {
    const compiled = this.compiler.compile(request);
    const ir = this.optimize(compiled.ir, request.words);
    if (!request.forceDynamic) this.inlinable.keep(ir);
    return { ...compiled, ir, unoptimized: compiled.ir };
  }

  /** ForthIR of the compiler's, kept from an earlier `translate`, optimized as the optimizer does it now. */
  optimizeAnew(unoptimized: Uint32Array, words: Uint32Array): Uint32Array {
    const ir = this.optimize(unoptimized, words);
    this.inlinable.keep(ir);
    return ir;
  }

  /** The same for a function that calls itself so often that holding itself pays. */
  optimizeRecursion(unoptimized: Uint32Array, words: Uint32Array): Uint32Array {
    const tuning = { ...this.backend.tuning, withoutRecursion: false };
    return this.optimizer.optimize(unoptimized, words, this.inlinable, tuning);
  }

  /** What later words may inline. */
  private get inlinable(): IrPool {
    this.madeInlinable ??= new (require("./ir_pool.ts") as typeof import("./ir_pool.ts")).IrPool();
    return this.madeInlinable;
  }

  private optimize(ir: Uint32Array, words: Uint32Array): Uint32Array {
    const accessibleEnd = allottedEnd(this.machine);
    return this.optimizer.optimize(ir, words, this.inlinable, { ...this.backend.tuning, accessibleEnd });
  }

  /** Lets THROWs of words that are inlined into what catches them be jumps. */
  set exceptionWords(words: ExceptionWords) {
    this.inlinable.exceptionWords = words;
  }

  /** Whether the optimizer or backend has been replaced since this was last asked. */
  hasNewStages(): boolean {
    const revision = this.stages.revision?.() ?? 0;
    if (revision === this.revision) return false;
    this.revision = revision;
    return true;
  }

  /** Whether `hasNewStages` would say so. */
  get awaitsNewStages(): boolean {
    return (this.stages.revision?.() ?? 0) !== this.revision;
  }

  /** What the stages call themselves, for a trace. */
  get names(): string {
    return [this.compiler, this.optimizer, this.backend].map(({ name }) => name).join(", ");
  }

  /** Looks for stages that were installed meanwhile: for safe points, where they are not asked for anything. */
  look(): void {
    this.stages.look?.();
  }

  /** See Stages. */
  get swaps(): StageSwaps | undefined {
    return this.stages.swaps;
  }

  /** Makes code that calls the word reach its entry in the word table anew. The word means what it meant. */
  dropCode(word: number): void {
    this.backend.forget(word);
  }

  /** ForthIR to a function over the in-memory stacks; undefined when the backend declines it. */
  generate(ir: Uint32Array): (() => void) | undefined {
    return this.backend.generate(ir);
  }

  /** The code of a function, for people. */
  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing | undefined {
    return this.backend.list(ir, nameOf);
  }

  /** Makes code that calls the word reach its entry in the word table anew, and no later code inline what it was. */
  forget(word: number): void {
    this.madeInlinable?.forget(word);
    this.backend.forget(word);
  }

  /** The greatest number of a word whose generated code is running, or 0. */
  newestRunning(): number {
    return this.backend.newestRunning?.() ?? 0;
  }

  /** See BackendStage. */
  get codeEntrance(): CodeEntrance | undefined {
    return this.backend.codeEntrance;
  }

  /** See BackendStage. */
  linkCode(word: number): void {
    this.backend.linkCode?.(word);
  }

  /** The source position of a call in code, by the address that it returns to; 0 when it has none. */
  positionOfReturn(address: number): number {
    return this.backend.positionOfReturn?.(address) ?? 0;
  }

  /** The session has ended: no code runs any more. */
  close(): void {
    this.backend.close?.();
  }
}

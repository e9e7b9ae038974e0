/**
 * The stages in their order, and nothing else: every use of a stage goes through here.
 *
 *     source ─ parser ─► tokens      body ─ compiler ─► ForthIR ─ optimizer ─► ForthIR ─ backend ─► code
 */
import type { Machine, MachineStorage } from "../forth/machine.ts";
import type { Output } from "../forth/output.ts";
import type { CompileRequest, CompileResult, CompilerStage } from "./compiler/index.ts";
import { IrPool } from "./ir_pool.ts";
import type { OptimizerStage } from "./optimizer/index.ts";
import type { ParserStage } from "./parser_stage.ts";

/** The code of a function, for people to read: it is not for running. */
export type CodeListing =
  /** A code blob with marks (`CodePositionFlag.instruction`). */
  | { readonly kind: "machine"; readonly blob: Uint32Array }
  /** By line of the text: the source position of the instruction there, 0 for none. */
  | { readonly kind: "javascript"; readonly text: string; readonly positions: readonly number[] };

/** Turns ForthIR into something that runs: a function over the in-memory stacks. */
export interface BackendStage {
  readonly name: string;
  /** @param ir one function, as the compiler or optimizer stage made it; it is kept by the caller */
  generate(ir: Uint32Array): () => void;
  /** Says that a word's entry in the word table is no longer what `generate` gave, or that its number serves another word. */
  forget(word: number): void;
  /** The code that `generate` makes, without making it the word's. @param nameOf what to call a word in text */
  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing;
  /** Gives back what the engine does not collect. None of the code may run any more. */
  close?(): void;
}

/** What a backend asks of the session. */
export interface BackendHost {
  /** The code of a word that takes and leaves everything in memory (ForthIR, flag dynamic). */
  dynamicVersion(word: number): () => void;
  /** Where EMIT and TYPE write, and the numbers of these words, for code that does them without the host. */
  readonly output?: { readonly target: Output; readonly emit: number; readonly type: number };
}

/** One implementation of each stage. A backend is made per machine, because code works on one machine's memory. */
export interface Stages {
  readonly parser: ParserStage;
  readonly compiler: CompilerStage;
  readonly optimizer: OptimizerStage;
  readonly backend: (machine: Machine, host: BackendHost) => BackendStage;
  /** Gives a machine its storage, where the backend's code needs it at known addresses. */
  readonly reserve?: (limit: number) => MachineStorage;
}

/** The stages of one session. */
export class Pipeline {
  readonly parser: ParserStage;
  private readonly compiler: CompilerStage;
  private readonly optimizer: OptimizerStage;
  private readonly backend: BackendStage;
  /** What later words may inline. */
  private readonly inlinable = new IrPool();

  constructor(stages: Stages, machine: Machine, host: BackendHost) {
    this.parser = stages.parser;
    this.compiler = stages.compiler;
    this.optimizer = stages.optimizer;
    this.backend = stages.backend(machine, host);
  }

  /** Body to ForthIR, optimized. */
  translate(request: CompileRequest): CompileResult {
    const compiled = this.compiler.compile(request);
    const ir = this.optimizer.optimize(compiled.ir, request.words, this.inlinable);
    if (!request.forceDynamic) this.inlinable.keep(ir);
    return { ...compiled, ir };
  }

  /** ForthIR to a function over the in-memory stacks. */
  generate(ir: Uint32Array): () => void {
    return this.backend.generate(ir);
  }

  /** The code of a function, for people. */
  list(ir: Uint32Array, nameOf: (word: number) => string): CodeListing {
    return this.backend.list(ir, nameOf);
  }

  /** Makes code that calls the word reach its entry in the word table anew, and no later code inline what it was. */
  forget(word: number): void {
    this.inlinable.forget(word);
    this.backend.forget(word);
  }

  /** The session has ended: no code runs any more. */
  close(): void {
    this.backend.close?.();
  }
}

/**
 * The stages in their order, and nothing else: every use of a stage goes through here.
 *
 *     source ─ parser ─► tokens      body ─ compiler ─► ForthIR ─ optimizer ─► ForthIR ─ backend ─► code
 */
import type { CompilerStage } from "./compiler/index.ts";
import type { OptimizerStage } from "./optimizer/index.ts";
import type { ParserStage } from "./parser_stage.ts";

/** Turns ForthIR into something that runs: a function over the in-memory stacks. */
export interface BackendStage {
  readonly name: string;
  /** @param ir one function, as the compiler or optimizer stage made it; it is kept by the caller */
  generate(ir: Uint32Array): () => void;
}

export interface Pipeline {
  readonly parser: ParserStage;
  readonly compiler: CompilerStage;
  readonly optimizer: OptimizerStage;
  /** Made per machine, because code works on one machine's memory. */
  readonly backend: BackendStage;
}

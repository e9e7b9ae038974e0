/** The contract of the optimizer stage, which the built-in and the plugin fulfil alike, and the built-in. */

import type { IrPool } from "../ir_pool.ts";

/** Turns a ForthIR function into an equivalent one. */
export interface OptimizerStage {
  readonly name: string;

  /**
   * @param ir one function; it is left as it is
   * @param words WordInfo records, by word
   * @param callees ForthIR of other words, which may take the place of their calls
   * @returns a function of the same word, effect and meaning; may be `ir` itself
   */
  optimize(ir: Uint32Array, words: Uint32Array, callees?: IrPool): Uint32Array;

  /**
   * Optimizes as `optimize` does, but stops after so many runs of passes; after 0, the function is only written anew.
   * Asking for 1, 2, … runs shows what each pass did. Undefined, or not there: the stage has no passes.
   */
  optimizePartly?(
    ir: Uint32Array,
    words: Uint32Array,
    passRuns: number,
    callees?: IrPool,
  ): PartlyOptimized | undefined;
}

/** A function after so many runs of passes. */
export interface PartlyOptimized {
  readonly ir: Uint32Array;
  /** Runs of passes that were made: fewer than asked for when the optimizer came to its end. */
  readonly passRuns: number;
  /** The name of the last pass that ran; undefined when none did. */
  readonly lastPass: string | undefined;
}

/** Leaves functions as the compiler makes them. */
export const builtinOptimizer: OptimizerStage = { name: "built-in", optimize: (ir) => ir };

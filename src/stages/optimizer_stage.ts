/** The contract of the optimizer stage, which every implementation fulfils alike. */

import type { IrPool } from "./ir_pool.ts";

/** What suits the backend and the machine that a function goes to. */
export interface OptimizerTuning {
  /** Functions of more instructions are not inlined; undefined: the optimizer decides. */
  readonly inlineLimit?: number;
  /** Names of passes that are left out. */
  readonly without?: readonly string[];
  /** A function into which nothing may be inlined is not worth the passes: it comes back as it is. */
  readonly onlyInlining?: boolean;
  /** That a function calls itself is no reason to inline: it does not hold itself unless it is worth the passes without. */
  readonly withoutRecursion?: boolean;
  /** Loads from the first address up to here succeed whenever the function runs; undefined: nothing is known. */
  readonly accessibleEnd?: number;
}

/** Turns a ForthIR function into an equivalent one. */
export interface OptimizerStage {
  readonly name: string;

  /**
   * @param ir one function; it is left as it is
   * @param words WordInfo records, by word
   * @param callees ForthIR of other words, which may take the place of their calls
   * @returns a function of the same word, effect and meaning; may be `ir` itself
   */
  optimize(ir: Uint32Array, words: Uint32Array, callees?: IrPool, tuning?: OptimizerTuning): Uint32Array;

  /**
   * Optimizes as `optimize` does, but stops after so many runs of passes; after 0, the function is only written anew.
   * Asking for 1, 2, … runs shows what each pass did. Undefined, or not there: the stage has no passes.
   */
  optimizePartly?(
    ir: Uint32Array,
    words: Uint32Array,
    passRuns: number,
    callees?: IrPool,
    tuning?: OptimizerTuning,
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
export const noOptimizer: OptimizerStage = { name: "none", optimize: (ir) => ir };

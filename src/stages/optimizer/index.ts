/** The contract of the optimizer stage, which the built-in and the plugin fulfil alike, and the built-in. */

/** Turns a ForthIR function into an equivalent one. */
export interface OptimizerStage {
  readonly name: string;

  /**
   * @param ir one function; it is left as it is
   * @param words WordInfo records, by word
   * @returns a function of the same word, effect and meaning; may be `ir` itself
   */
  optimize(ir: Uint32Array, words: Uint32Array): Uint32Array;
}

/** Leaves functions as the compiler makes them. */
export const builtinOptimizer: OptimizerStage = { name: "built-in", optimize: (ir) => ir };

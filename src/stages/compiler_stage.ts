/** The contract of the compiler stage, which every implementation fulfils alike: the same ForthIR, word for word. */

export interface CompileRequest {
  /** The word that the function is for. */
  word: number;
  /** The body pool: BodyInstruction records, of this body and of the inline words that it calls. */
  bodies: Uint32Array;
  /** The body, in records. */
  offset: number;
  count: number;
  /** WordInfo records, by word; those of the words that the body calls are final. */
  words: Uint32Array;
  /** Makes the word's dynamic version even when its effect is static. */
  forceDynamic: boolean;
}

export interface CompileResult {
  /** A ForthIR function; dynamic unless `effectKnown`. */
  ir: Uint32Array;
  effectKnown: boolean;
  /** What the word takes and leaves; all zero when that is not known. */
  cellIn: number;
  cellOut: number;
  floatIn: number;
  floatOut: number;
  /** No path of the word comes to its end: it always THROWs or loops. Known only together with the effect. */
  neverReturns: boolean;
}

/** Turns a body into ForthIR. */
export interface CompilerStage {
  readonly name: string;

  /**
   * @throws BodyError when the body has no meaning in either form: a label is missing or defined twice (-22), a word
   * does not exist (-13), an instruction is not one (-21), R> without >R (-6), I or UNLOOP without a loop (-26)
   */
  compile(request: CompileRequest): CompileResult;
}

/** Where an instruction of ForthIR begins in a function's code, with its source position. */
export interface CodeMark {
  readonly at: number;
  readonly position: number;
}

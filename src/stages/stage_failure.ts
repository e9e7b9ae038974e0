/**
 * An implementation of a stage could not serve a request: it has no memory left, or is broken or missing. That says
 * nothing about the program, which goes on with another implementation or in the interpreter.
 */
export class StageFailure extends Error {
  override readonly name = "StageFailure";
}

/**
 * An implementation of a stage could not serve a request: it declines, has no memory left, or is broken or missing. That
 * says nothing about the program, which goes on with another implementation or in the interpreter.
 */
export class StageFailure extends Error {
  override readonly name = "StageFailure";
}

/**
 * The room to ask a stage again with, which has said that its answer needs more.
 * @throws StageFailure when it had that much: it would say so for ever
 */
export function roomFor(needed: number, had: number): number {
  if (needed > had) return needed;
  throw new StageFailure(`a stage asks for room for ${needed}, and had room for ${had}`);
}

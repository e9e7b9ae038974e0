// Generated programs as trees, so that a part of one can be taken out and the rest is still a program.

/** Text that stands or goes as a whole, or text around sequences of pieces. */
export type Piece = string | Compound;

/** Such as `if`, a sequence, `else`, a sequence, `then`. */
export interface Compound {
  readonly parts: readonly (string | readonly Piece[])[];
}

/** A program: what is interpreted one after the other, with a look at the stacks in between. */
export type Program = readonly Piece[];

/** The source text of a piece, in one line. */
export function textOf(piece: Piece): string {
  if (typeof piece === "string") return piece;
  return piece.parts.map((part) => (typeof part === "string" ? part : part.map(textOf).join(" "))).join(" ");
}

export function textsOf(program: Program): string[] {
  return program.map(textOf);
}

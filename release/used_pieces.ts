// Leaves pieces of an object out that no program can have.
import type { Piece } from "../src/linking/piece.ts";

/** The pieces, in their order, but for those of which `mayGo` says so and to which no other piece leads. */
export function usedPieces(pieces: readonly Piece[], mayGo: (piece: Piece) => boolean): Piece[] {
  const definitions = new Map(
    pieces.flatMap((piece) => piece.symbols.map(({ name }) => [name, piece] as const)),
  );
  const used = new Set(pieces.filter((piece) => !mayGo(piece)));
  for (const { relocations } of used)
    for (const { symbol } of relocations) {
      const piece = definitions.get(symbol);
      if (piece !== undefined) used.add(piece);
    }
  return pieces.filter((piece) => used.has(piece));
}

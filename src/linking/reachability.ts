/** Finds the pieces that a program needs: what its roots name, what those name in turn, and nothing else. */
import { constantsIn, type HeldBy } from "./constants.ts";
import { Definitions, type PieceSource } from "./definitions.ts";
import { type Piece, UndefinedSymbol } from "./piece.ts";
import { relaxed } from "./relaxation.ts";

/** The pieces of a program. */
export interface ReachedPieces {
  /** Relaxed, in the order given, then in that of the sources; slots of the GOT come last. */
  readonly pieces: readonly Piece[];
  /** By symbol of a piece that was reached: the piece of `pieces`, and the offset in it. */
  readonly places: ReadonlyMap<string, { readonly piece: Piece; readonly offset: number }>;
}

/**
 * Collects what is reachable.
 * @param roots symbols
 * @throws UndefinedSymbol for one that is reached and has no definition; other LinkErrors
 */
export function reachablePieces(
  pieces: readonly Piece[],
  sources: readonly PieceSource[],
  roots: readonly string[],
): ReachedPieces {
  const definitions = new Definitions(pieces, sources);
  const marking = new Marking(definitions);
  marking.mark(roots);
  const { reached } = marking;
  const known = [...pieces, ...sources.flatMap((source) => source.madePieces())];
  const given = new Set(known);
  const slots = [...reached.keys()].filter((piece) => !given.has(piece));
  const inOrder = [...known, ...slots].filter((piece) => reached.has(piece));
  const standsFor = sameBytes(inOrder);
  const places = new Map<string, { piece: Piece; offset: number }>();
  for (const piece of inOrder) {
    const inProgram = reached.get(standsFor.get(piece) ?? piece) as Piece;
    for (const { name, offset } of piece.symbols)
      if (definitions.find(name)?.piece === piece) places.set(name, { piece: inProgram, offset });
  }
  const kept = inOrder.filter((piece) => !standsFor.has(piece));
  return { pieces: kept.map((piece) => reached.get(piece) as Piece), places };
}

class Marking {
  /** By the piece that was given, what is in the program. */
  readonly reached = new Map<Piece, Piece>();
  private readonly reachedFrom = new Map<Piece, Piece>();

  private readonly heldBy: HeldBy;

  constructor(private readonly definitions: Definitions) {
    this.heldBy = constantsIn(definitions);
  }

  /** Breadth first, so that the way to what is missing is a shortest one. */
  mark(roots: readonly string[]): void {
    const queue: Piece[] = [];
    const reach = (symbol: string, from: Piece | undefined) => {
      const piece = this.definitions.find(symbol)?.piece;
      if (piece === undefined) throw new UndefinedSymbol(symbol, this.wayTo(from));
      if (this.reached.has(piece)) return;
      this.reached.set(piece, relaxed(piece, this.definitions, this.heldBy));
      if (from !== undefined) this.reachedFrom.set(piece, from);
      queue.push(piece);
    };
    for (const root of roots) reach(root, undefined);
    for (const piece of queue)
      for (const { symbol, weak } of this.reached.get(piece)?.relocations ?? [])
        if (weak !== true || this.definitions.find(symbol) !== undefined) reach(symbol, piece);
  }

  private wayTo(piece: Piece | undefined): string[] {
    const way: string[] = [];
    for (let at = piece; at !== undefined; at = this.reachedFrom.get(at)) way.unshift(at.name);
    return way;
  }
}

/** By a piece that may be merged, the earlier one of the same bytes. */
function sameBytes(pieces: Iterable<Piece>): Map<Piece, Piece> {
  const first = new Map<string, Piece>();
  const later = new Map<Piece, Piece>();
  for (const piece of pieces) {
    if (piece.mergeable !== true || piece.relocations.length > 0) continue;
    const key = `${piece.section} ${piece.alignment} ${piece.bytes.toHex()}`;
    const same = first.get(key);
    if (same === undefined) first.set(key, piece);
    else later.set(piece, same);
  }
  return later;
}

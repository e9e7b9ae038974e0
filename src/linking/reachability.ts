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
  const inOrder: Piece[] = [];
  const given = new Set<Piece>();
  for (const some of [pieces, ...sources.map((source) => source.madePieces())])
    for (const piece of some) {
      given.add(piece);
      if (reached.has(piece)) inOrder.push(piece);
    }
  for (const piece of reached.keys()) if (!given.has(piece)) inOrder.push(piece);
  const standsFor = sameBytes(inOrder);
  const places = new Map<string, { piece: Piece; offset: number }>();
  const kept: Piece[] = [];
  for (const piece of inOrder) {
    const same = standsFor.get(piece);
    const inProgram = reached.get(same ?? piece) as Piece;
    for (const { name, offset } of piece.symbols)
      if (definitions.find(name)?.piece === piece) places.set(name, { piece: inProgram, offset });
    if (same === undefined) kept.push(inProgram);
  }
  return { pieces: kept, places };
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
    for (const piece of queue) {
      const { relocations } = this.reached.get(piece) as Piece;
      for (const { symbol, weak } of relocations)
        if (weak !== true || this.definitions.find(symbol) !== undefined) reach(symbol, piece);
    }
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

/** Finds the pieces that a program needs: what its roots name, what those name in turn, and nothing else. */
import { constantsIn, type HeldBy } from "./constants.ts";
import { type Definitions, definitionsIn } from "./definitions.ts";
import { type Piece, UndefinedSymbol } from "./piece.ts";
import { relaxed } from "./relaxation.ts";

/** The pieces of a program. */
export interface ReachedPieces {
  /** Relaxed, in the order given; slots of the GOT come last. */
  readonly pieces: readonly Piece[];
  readonly definitions: Definitions;
  /** The piece of `pieces` that stands for one that was given; undefined when that is not in the program. */
  inProgram(piece: Piece): Piece | undefined;
}

/**
 * Collects what is reachable.
 * @param roots symbols
 * @throws UndefinedSymbol for one that is reached and has no definition; other LinkErrors
 */
export function reachablePieces(pieces: readonly Piece[], roots: readonly string[]): ReachedPieces {
  const definitions = definitionsIn(pieces);
  const marking = new Marking(definitions);
  marking.mark(roots);
  const { reached } = marking;
  const standsFor = sameBytes(reached.keys());
  const given = new Set(pieces);
  const slots = [...reached.keys()].filter((piece) => !given.has(piece));
  const inProgram = (piece: Piece) => reached.get(standsFor.get(piece) ?? piece);
  const kept = [...pieces, ...slots].filter((piece) => reached.has(piece) && !standsFor.has(piece));
  return { pieces: kept.map((piece) => reached.get(piece) as Piece), definitions, inProgram };
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
      const piece = this.definitions.get(symbol)?.piece;
      if (piece === undefined) throw new UndefinedSymbol(symbol, this.wayTo(from));
      if (this.reached.has(piece)) return;
      this.reached.set(piece, relaxed(piece, this.definitions, this.heldBy));
      if (from !== undefined) this.reachedFrom.set(piece, from);
      queue.push(piece);
    };
    for (const root of roots) reach(root, undefined);
    for (const piece of queue)
      for (const { symbol, weak } of this.reached.get(piece)?.relocations ?? [])
        if (weak !== true || this.definitions.has(symbol)) reach(symbol, piece);
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

/** Which piece defines which symbol ("System V ABI", chapter 4: symbol binding). */
import { LinkError, type Piece, type PieceSymbol, sizeOf } from "./piece.ts";

export interface Definition {
  readonly piece: Piece;
  readonly symbol: PieceSymbol;
}

/** Pieces that are made when one of their symbols is asked for. */
export interface PieceSource {
  /** The symbols that others may name. */
  readonly names: Iterable<string>;
  has(symbol: string): boolean;
  /** Of a symbol that others may name, or of one that a piece made before names. */
  definition(symbol: string): Definition | undefined;
  /** In an order that does not depend on the order of the questions. */
  madePieces(): Piece[];
}

export class Definitions {
  private readonly own = new Map<string, Definition>();
  /** Of the sources' symbols, and of own ones that a source has, too. */
  private readonly found = new Map<string, Definition>();

  /** @throws LinkError for two definitions of one symbol, neither of which is weak, and for symbols outside their pieces */
  constructor(
    pieces: readonly Piece[],
    private readonly sources: readonly PieceSource[],
  ) {
    for (const piece of pieces) {
      checkSymbols(piece);
      for (const symbol of piece.symbols) this.add({ piece, symbol });
    }
    for (const name of this.own.keys())
      for (const source of sources)
        if (source.has(name)) this.found.set(name, this.strongest(name) as Definition);
    const named = new Map<string, PieceSource>();
    for (const source of sources.length > 1 ? sources : [])
      for (const name of source.names) {
        const other = named.get(name);
        if (other !== undefined) stronger(other.definition(name), source.definition(name));
        named.set(name, source);
      }
  }

  /** Adds a definition to those there are. @throws LinkError when there is one already, and neither is weak */
  add(definition: Definition): void {
    const { name } = definition.symbol;
    this.own.set(name, stronger(this.own.get(name), definition));
  }

  find(symbol: string): Definition | undefined {
    const known = this.found.get(symbol) ?? this.own.get(symbol);
    if (known !== undefined) return known;
    const found = this.strongest(symbol);
    if (found !== undefined) this.found.set(symbol, found);
    return found;
  }

  /** @throws LinkError for two definitions of the symbol, neither of which is weak */
  private strongest(symbol: string): Definition | undefined {
    let found = this.own.get(symbol);
    for (const source of this.sources) {
      const other = source.definition(symbol);
      if (other !== undefined) found = stronger(found, other);
    }
    return found;
  }
}

/** The definition that counts: a global one before weak ones, else the first. */
function stronger(first: Definition | undefined, second: Definition | undefined): Definition {
  if (first === undefined || second === undefined) return (first ?? second) as Definition;
  const isWeak = ({ symbol }: Definition) => symbol.binding === "weak";
  if (isWeak(second)) return first;
  if (isWeak(first)) return second;
  const where = `in ${first.piece.name} and in ${second.piece.name}`;
  throw new LinkError(`symbol "${first.symbol.name}" is defined twice: ${where}`);
}

function checkSymbols(piece: Piece): void {
  for (const { name, offset, size } of piece.symbols)
    if (offset < 0 || offset + size > sizeOf(piece))
      throw new LinkError(`symbol "${name}" is outside ${piece.name}`);
}

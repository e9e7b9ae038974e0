/** Which piece defines which symbol ("System V ABI", chapter 4: symbol binding). */
import { LinkError, type Piece, type PieceSymbol, sizeOf } from "./piece.ts";

export interface Definition {
  readonly piece: Piece;
  readonly symbol: PieceSymbol;
}

/** By the symbol's name. */
export type Definitions = Map<string, Definition>;

/** @throws LinkError for two definitions of one symbol, neither of which is weak, and for symbols outside their pieces */
export function definitionsIn(pieces: readonly Piece[]): Definitions {
  const definitions: Definitions = new Map();
  for (const piece of pieces)
    for (const symbol of piece.symbols) {
      if (symbol.offset < 0 || symbol.offset + symbol.size > sizeOf(piece))
        throw new LinkError(`symbol "${symbol.name}" is outside ${piece.name}`);
      const other = definitions.get(symbol.name);
      if (other === undefined || (isWeak(other.symbol) && !isWeak(symbol)))
        definitions.set(symbol.name, { piece, symbol });
      else if (!isWeak(symbol) && !isWeak(other.symbol))
        throw new LinkError(
          `symbol "${symbol.name}" is defined twice: in ${other.piece.name} and in ${piece.name}`,
        );
    }
  return definitions;
}

function isWeak(symbol: PieceSymbol): boolean {
  return symbol.binding === "weak";
}

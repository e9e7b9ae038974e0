/** What is known of constants before anything has an address. */
import type { Definitions } from "./definitions.ts";
import type { Piece, PieceRelocation } from "./piece.ts";

/** What the constant that a relocation is about holds for good: the address of a symbol; undefined when it is no such. */
export type HeldBy = (relocation: PieceRelocation) => Pick<PieceRelocation, "symbol" | "addend"> | undefined;

export function constantsIn(definitions: Definitions): HeldBy {
  const addresses = new Map<Piece, Map<number, PieceRelocation>>();
  const addressesIn = (piece: Piece) => {
    const known = addresses.get(piece);
    if (known !== undefined) return known;
    const fields = piece.relocations.filter(({ kind }) => kind === "absolute64");
    const found = new Map(fields.map((field) => [field.offset, field]));
    addresses.set(piece, found);
    return found;
  };
  return ({ symbol, addend }) => {
    const definition = definitions.find(symbol);
    if (definition?.piece.section !== "rodata") return undefined;
    const held = addressesIn(definition.piece).get(definition.symbol.offset + addend);
    return held?.weak === true ? undefined : held;
  };
}

/**
 * Replaces what goes through memory by what does without, where the linker knows the address: loads from the global offset
 * table (GOT), and calls through a constant that holds the address of a function. Needs the definitions of symbols; leaves
 * no relocation of a GotKind.
 */
import type { HeldBy } from "./constants.ts";
import type { Definitions } from "./definitions.ts";
import { LinkError, type Piece, type PieceRelocation, type PieceSymbol } from "./piece.ts";
import { directCalls, symbolInsteadOfSlot } from "./relaxation_arm64.ts";
import { addressInsteadOfSlot, directBranch } from "./relaxation_x64.ts";
import { type FieldKind, fieldLength } from "./relocation_fields.ts";

/**
 * The piece without detours: the same one when it has none.
 * @param definitions gets what slots of the GOT cannot be avoided
 * @throws LinkError for a field that is outside the piece, or of the GOT and strange
 */
export function relaxed(piece: Piece, definitions: Definitions, heldBy: HeldBy): Piece {
  if (piece.relocations.length === 0) return piece;
  checkFields(piece);
  // Not `slice`: of a Buffer, that is no copy.
  const bytes = new Uint8Array(piece.bytes);
  const isCode = piece.section === "text";
  const given = isCode ? directCalls(bytes, piece.relocations, heldBy) : piece.relocations;
  const relocations: PieceRelocation[] = [];
  for (const relocation of given)
    relocations.push(relaxedField(relocation, piece, bytes, definitions, isCode ? heldBy : undefined));
  return { ...piece, bytes, relocations };
}

/** @param bytes of the piece, which are changed @param heldBy for fields of code */
function relaxedField(
  relocation: PieceRelocation,
  piece: Piece,
  bytes: Uint8Array,
  definitions: Definitions,
  heldBy: HeldBy | undefined,
): PieceRelocation {
  switch (relocation.kind) {
    case "gotRelative32":
      return throughSlot(relocation, piece, definitions);
    case "gotRelaxable32":
      return addressInsteadOfSlot(bytes, relocation) ?? throughSlot(relocation, piece, definitions);
    case "gotPage21":
      return { ...relocation, kind: "page21" as const };
    case "gotPageOffset12":
      return symbolInsteadOfSlot(bytes, relocation, piece);
    case "relative32":
      return (heldBy && directBranch(bytes, relocation, heldBy)) ?? relocation;
    default:
      return relocation;
  }
}

function checkFields({ name, bytes, relocations }: Piece): void {
  for (const { offset, kind } of relocations)
    if (offset < 0 || offset + fieldLength(kind as FieldKind) > bytes.length)
      throw new LinkError(`${name} has a field outside it, at ${offset}`);
}

function throughSlot(relocation: PieceRelocation, piece: Piece, definitions: Definitions): PieceRelocation {
  const { symbol, weak } = relocation;
  if (relocation.addend !== 0)
    throw new LinkError(`${piece.name} has a GOT field with an addend at ${relocation.offset}`);
  const name = `GOT slot of ${symbol}`;
  const held: PieceRelocation = {
    offset: 0,
    kind: "absolute64",
    symbol,
    addend: 0,
    ...(weak === true && { weak }),
  };
  if (definitions.find(name) === undefined) {
    const label: PieceSymbol = { name, offset: 0, size: 8, kind: "label", binding: "local" };
    const slot: Piece = {
      name,
      section: "rodata",
      alignment: 8,
      bytes: new Uint8Array(8),
      relocations: [held],
      symbols: [label],
    };
    definitions.add({ piece: slot, symbol: label });
  }
  return { offset: relocation.offset, kind: "relative32", symbol: name, addend: 0 };
}

/**
 * Replaces what goes through memory by what does without, where the linker knows the address: loads from the global offset
 * table (GOT), and calls through a constant that holds the address of a function. Needs the definitions of symbols; leaves
 * no relocation of a GotKind.
 */
import type { Definitions } from "./definitions.ts";
import { LinkError, type Piece, type PieceRelocation, type PieceSymbol } from "./piece.ts";

/**
 * The piece without detours: the same one when it has none.
 * @param definitions gets what slots of the GOT cannot be avoided
 * @throws LinkError for a field of the GOT that is none
 */
export function relaxed(piece: Piece, definitions: Definitions): Piece {
  // Not `slice`: of a Buffer, that is no copy.
  const bytes = Uint8Array.from(piece.bytes);
  const relocations = piece.relocations.map((relocation) => {
    switch (relocation.kind) {
      case "gotRelative32":
        return throughSlot(relocation, piece, definitions);
      case "gotRelaxable32":
        return relaxedX64(bytes, relocation) ?? throughSlot(relocation, piece, definitions);
      case "gotPage21":
        return { ...relocation, kind: "page21" as const };
      case "gotPageOffset12":
        return relaxedArm64(bytes, relocation, piece);
      case "relative32":
        return piece.section === "text" ? (direct(bytes, relocation, definitions) ?? relocation) : relocation;
      default:
        return relocation;
    }
  });
  const isSame = relocations.every((relocation, index) => relocation === piece.relocations[index]);
  return isSame ? piece : { ...piece, bytes, relocations };
}

const CALL_INDIRECT = 0x15;
const JUMP_INDIRECT = 0x25;

/**
 * "System V ABI, AMD64 Architecture Processor Supplement", B.2: MOV from the GOT becomes LEA; calls and jumps become direct.
 * @returns undefined for other instructions, which need the slot
 */
function relaxedX64(bytes: Uint8Array, relocation: PieceRelocation): PieceRelocation | undefined {
  const { offset } = relocation;
  if (offset < 2 || relocation.addend !== 0) return undefined;
  const opcode = bytes[offset - 2];
  const modRm = bytes[offset - 1] as number;
  if (opcode === 0x8b && (modRm & 0xc7) === 0x05) {
    bytes[offset - 2] = 0x8d;
    return { ...relocation, kind: "relative32" };
  }
  return opcode === 0xff ? directBranch(bytes, relocation) : undefined;
}

/** A branch through memory at RIP and a distance, made direct; undefined when the instruction is none. */
function directBranch(bytes: Uint8Array, relocation: PieceRelocation): PieceRelocation | undefined {
  const { offset } = relocation;
  if (offset < 2 || bytes[offset - 2] !== 0xff) return undefined;
  switch (bytes[offset - 1]) {
    case CALL_INDIRECT:
      // With a prefix that means nothing, so that the return address stays.
      bytes.set([0x67, 0xe8], offset - 2);
      return { ...relocation, kind: "relative32" };
    case JUMP_INDIRECT:
      bytes.set([0xe9, 0, 0, 0, 0, 0x90], offset - 2);
      return { ...relocation, kind: "relative32", offset: offset - 1 };
    default:
      return undefined;
  }
}

/** A branch through a constant: to what the constant holds. */
function direct(
  bytes: Uint8Array,
  relocation: PieceRelocation,
  definitions: Definitions,
): PieceRelocation | undefined {
  const definition = definitions.get(relocation.symbol);
  if (definition?.piece.section !== "rodata") return undefined;
  const at = definition.symbol.offset + relocation.addend;
  const held = definition.piece.relocations.find(
    ({ offset, kind }) => offset === at && kind === "absolute64",
  );
  if (held === undefined || held.weak === true) return undefined;
  return directBranch(bytes, { ...relocation, symbol: held.symbol, addend: held.addend });
}

/**
 * Whatever takes the page of a GOT slot loads from the slot ("ELF for the Arm 64-bit Architecture", 5.7.14: where the slot
 * is, is the linker's affair), so the page of the symbol and an addition do as well.
 */
function relaxedArm64(bytes: Uint8Array, relocation: PieceRelocation, piece: Piece): PieceRelocation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const load = view.getUint32(relocation.offset, true);
  const target = load & 31;
  const base = (load >>> 5) & 31;
  // Register 31 is zero for a load and the stack pointer for an addition.
  if ((load & 0xffc00000) >>> 0 !== 0xf9400000 || target === 31 || base === 31)
    throw new LinkError(`${piece.name} has a load from the GOT at ${relocation.offset} that is none`);
  view.setUint32(relocation.offset, (0x91000000 | (load & 0x3ff)) >>> 0, true);
  return { ...relocation, kind: "pageOffset12" };
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
  if (!definitions.has(name)) {
    const label: PieceSymbol = { name, offset: 0, size: 8, kind: "label", binding: "local" };
    const slot: Piece = {
      name,
      section: "rodata",
      alignment: 8,
      bytes: new Uint8Array(8),
      relocations: [held],
      symbols: [label],
    };
    definitions.set(name, { piece: slot, symbol: label });
  }
  return { offset: relocation.offset, kind: "relative32", symbol: name, addend: 0 };
}

/** x86-64: MOV from the GOT becomes LEA, branches through memory become direct (AMD64 supplement, B.2). */
import type { HeldBy } from "./constants.ts";
import type { PieceRelocation } from "./piece.ts";

const MOV_FROM = 0x8b;
const LEA = 0x8d;
const INDIRECT = 0xff;
/** ModR/M bytes with the address at RIP and a distance: CALL is group 5's operation 2, JMP its operation 4. */
const CALL = 0x15;
const JUMP = 0x25;

/**
 * An instruction that takes an address from the GOT, without the GOT.
 * @param bytes of the piece, which are changed
 * @returns undefined for other instructions, which need the slot
 */
export function addressInsteadOfSlot(
  bytes: Uint8Array,
  relocation: PieceRelocation,
): PieceRelocation | undefined {
  const { offset } = relocation;
  if (offset < 2 || relocation.addend !== 0) return undefined;
  const modRm = bytes[offset - 1] as number;
  if (bytes[offset - 2] === MOV_FROM && (modRm & 0xc7) === 0x05) {
    bytes[offset - 2] = LEA;
    return { ...relocation, kind: "relative32" };
  }
  return isIndirectBranch(bytes, offset) ? madeDirect(bytes, relocation) : undefined;
}

/** A branch through a constant goes to what the constant holds; undefined for everything else. */
export function directBranch(
  bytes: Uint8Array,
  relocation: PieceRelocation,
  heldBy: HeldBy,
): PieceRelocation | undefined {
  if (!isIndirectBranch(bytes, relocation.offset)) return undefined;
  const held = heldBy(relocation);
  return held && madeDirect(bytes, { ...relocation, symbol: held.symbol, addend: held.addend });
}

function isIndirectBranch(bytes: Uint8Array, offset: number): boolean {
  const modRm = bytes[offset - 1];
  return offset >= 2 && bytes[offset - 2] === INDIRECT && (modRm === CALL || modRm === JUMP);
}

function madeDirect(bytes: Uint8Array, relocation: PieceRelocation): PieceRelocation {
  const { offset } = relocation;
  if (bytes[offset - 1] === CALL) {
    // With a prefix that means nothing, so that the return address stays.
    bytes.set([0x67, 0xe8], offset - 2);
    return { ...relocation, kind: "relative32" };
  }
  bytes.set([0xe9, 0, 0, 0, 0, 0x90], offset - 2);
  return { ...relocation, kind: "relative32", offset: offset - 1 };
}

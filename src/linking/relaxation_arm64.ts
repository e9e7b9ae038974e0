/** AArch64: loads from the GOT become additions, calls through constants become direct. */
import type { HeldBy } from "./constants.ts";
import { LinkError, type Piece, type PieceRelocation } from "./piece.ts";

const LOAD_64 = 0xf9400000;
const ADD_64 = 0x91000000;
const BRANCH_LINK_REGISTER = 0xd63f0000;
const BRANCH_LINK = 0x94000000;
const NOP = 0xd503201f;
const ADRP = 0x90000000;
/** Registers that a linker may change between a call and what it calls (Procedure Call Standard for AArch64, 6.1.1). */
const intraProcedureCall: ReadonlySet<number> = new Set([16, 17]);

/**
 * Whatever takes the page of a GOT slot loads from the slot ("ELF for the Arm 64-bit Architecture", 5.7.14: where the slot
 * is, is the linker's affair), so the page of the symbol and an addition do as well.
 * @param bytes of the piece, which are changed
 * @throws LinkError when the instruction is no such load
 */
export function symbolInsteadOfSlot(
  bytes: Uint8Array,
  relocation: PieceRelocation,
  piece: Piece,
): PieceRelocation {
  const view = viewOf(bytes);
  const load = view.getUint32(relocation.offset, true);
  const target = load & 31;
  const base = (load >>> 5) & 31;
  // Register 31 is zero for a load and the stack pointer for an addition.
  if ((load & 0xffc00000) >>> 0 !== LOAD_64 || target === 31 || base === 31)
    throw new LinkError(`${piece.name} has a load from the GOT at ${relocation.offset} that is none`);
  view.setUint32(relocation.offset, (ADD_64 | (load & 0x3ff)) >>> 0, true);
  return { ...relocation, kind: "pageOffset12" };
}

/**
 * ADRP, LDR and BLR of a constant become BL, at the place of BLR, so that the return address stays.
 * @param bytes of the piece, which are changed
 * @returns the relocations that there are now
 */
export function directCalls(
  bytes: Uint8Array,
  relocations: readonly PieceRelocation[],
  heldBy: HeldBy,
): readonly PieceRelocation[] {
  const result: PieceRelocation[] = [];
  for (let index = 0; index < relocations.length; index++) {
    const page = relocations[index] as PieceRelocation;
    const held = isCallThrough(bytes, page, relocations[index + 1]) ? heldBy(page) : undefined;
    if (held === undefined) {
      result.push(page);
      continue;
    }
    const view = viewOf(bytes);
    view.setUint32(page.offset, NOP, true);
    view.setUint32(page.offset + 4, NOP, true);
    view.setUint32(page.offset + 8, BRANCH_LINK, true);
    result.push({ offset: page.offset + 8, kind: "branch26", symbol: held.symbol, addend: held.addend });
    index++; // The load's.
  }
  return result;
}

/** Whether one relocation and the next belong to the three instructions of a call. */
function isCallThrough(bytes: Uint8Array, page: PieceRelocation, load: PieceRelocation | undefined): boolean {
  const { offset } = page;
  if (page.kind !== "page21" || load?.kind !== "pageOffset12" || load.offset !== offset + 4) return false;
  if (load.symbol !== page.symbol || load.addend !== page.addend || offset + 12 > bytes.length) return false;
  const view = viewOf(bytes);
  const register = view.getUint32(offset, true) & 31;
  return (
    intraProcedureCall.has(register) &&
    (view.getUint32(offset, true) & 0x9f00001f) >>> 0 === ADRP + register &&
    view.getUint32(offset + 4, true) === LOAD_64 + register * 0x21 &&
    view.getUint32(offset + 8, true) === BRANCH_LINK_REGISTER + register * 0x20
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

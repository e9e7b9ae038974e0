/** Fills in the fields of code that depend on where the code and what it names lie. */

import { Relocation, RelocationKind } from "../../abi/bindings.ts";
import { InternalError } from "../../machine/exceptions.ts";

/** What a relocation points at. */
export interface SymbolAddresses {
  /** @param effect of a call slot: packed as in `Relocation.effect` */
  symbolAddress(kind: number, index: number, effect: number): number;
}

/**
 * Fills in code.
 * @param start the address at which the code will run
 * @param relocations Relocation records
 * @throws InternalError when something is too far away, or of a kind that there is not
 */
export function relocate(
  code: Uint8Array,
  start: number,
  relocations: Uint32Array,
  symbols: SymbolAddresses,
): void {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  for (let at = 0; at < relocations.length; at += Relocation.WORDS) {
    const field = (name: number): number => relocations[at + name] as number;
    const offset = field(Relocation.offset);
    const symbol = symbols.symbolAddress(
      field(Relocation.symbolKind),
      field(Relocation.index),
      field(Relocation.effect),
    );
    fillIn(view, offset, field(Relocation.kind), start + offset, symbol + (field(Relocation.addend) | 0));
  }
}

const PAGE = 4096;

/**
 * Fills in a field of code.
 * @param offset of the field in the code
 * @param place the field's address when the code runs
 * @param target the address that it names
 */
function fillIn(view: DataView, offset: number, kind: number, place: number, target: number): void {
  const addBits = (bits: number): void => view.setInt32(offset, view.getInt32(offset, true) | bits, true);
  switch (kind) {
    case RelocationKind.relative32:
      return view.setInt32(offset, signedField(target - (place + 4), 32), true);
    // The rest is AArch64's ("ELF for the Arm 64-bit Architecture", 5.7).
    case RelocationKind.branch26:
      return addBits(signedField((target - place) / 4, 26) & 0x3ffffff);
    case RelocationKind.page21: {
      const pages = signedField(Math.floor(target / PAGE) - Math.floor(place / PAGE), 21);
      return addBits(((pages & 3) << 29) | (((pages >> 2) & 0x7ffff) << 5));
    }
    case RelocationKind.pageOffset12: {
      // An access counts in what it accesses: its size is in the highest two bits. An addition counts bytes.
      const instruction = view.getUint32(offset, true);
      const isAccess = ((instruction >>> 24) & 0x3b) === 0x39;
      return addBits(((target % PAGE) >>> (isAccess ? instruction >>> 30 : 0)) << 10);
    }
    default:
      throw new InternalError(`native code has a relocation of kind ${kind}`);
  }
}

/** @throws InternalError when the value does not fit in so many bits */
function signedField(value: number, bits: number): number {
  const limit = 2 ** (bits - 1);
  if (!Number.isInteger(value) || value < -limit || value >= limit)
    throw new InternalError("code is too far from what it names");
  return value;
}

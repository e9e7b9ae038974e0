/** Fills in the fields of code that depend on where the code and what it names lie. */

import { Relocation, type RelocationKind } from "../../abi/bindings.ts";
import { fillField, generatedFields } from "../../linking/relocation_fields.ts";
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
    const kind = generatedFields[field(Relocation.kind) as RelocationKind];
    if (kind === undefined)
      throw new InternalError(`native code has a relocation of kind ${field(Relocation.kind)}`);
    const problem = fillField(view, offset, kind, start + offset, symbol + (field(Relocation.addend) | 0));
    if (problem !== undefined) throw new InternalError(`native code ${problem}`);
  }
}

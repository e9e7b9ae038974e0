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
  const field = (at: number, name: number): number => relocations[at + name] as number;
  const targets: number[] = [];
  for (let at = 0; at < relocations.length; at += Relocation.WORDS) {
    const [kind, index] = [field(at, Relocation.symbolKind), field(at, Relocation.index)];
    targets.push(symbols.symbolAddress(kind, index, field(at, Relocation.effect)));
  }
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  for (const [number, target] of targets.entries()) {
    const at = number * Relocation.WORDS;
    const offset = field(at, Relocation.offset);
    const kind = generatedFields[field(at, Relocation.kind) as RelocationKind];
    if (kind === undefined)
      throw new InternalError(`native code has a relocation of kind ${field(at, Relocation.kind)}`);
    const addend = field(at, Relocation.addend) | 0;
    const problem = fillField(view, offset, kind, start + offset, target + addend);
    if (problem !== undefined) throw new InternalError(`native code ${problem}`);
  }
}

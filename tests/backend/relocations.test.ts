// Fields of code that depend on addresses, held against what a linker makes of the same instructions.

import { expect, test } from "bun:test";
import { Relocation, RelocationKind } from "../../src/abi/bindings.ts";
import { relocate } from "../../src/stages/native_backend/relocations.ts";

/** Fills in one field of an instruction at an address. */
function filled(instruction: number, kind: number, place: number, target: number, addend = 0): number {
  const code = new Uint8Array(4);
  const view = new DataView(code.buffer);
  view.setUint32(0, instruction, true);
  const record = new Uint32Array(Relocation.WORDS);
  record[Relocation.kind] = kind;
  record[Relocation.addend] = addend;
  relocate(code, place, record, { symbolAddress: () => target });
  return view.getUint32(0, true);
}

const BL = 0x94000000;
const ADRP_X16 = 0x90000010;
const LDR_X16_X16 = 0xf9400210;
const ADD_X9_X9 = 0x91000129;

test.each([
  [RelocationKind.relative32, 0, 0x1000, 0x1004 + 77, 0, 77],
  [RelocationKind.relative32, 0, 0x7f0000000000, 0x7f0000000000, -8, 0xfffffff4],
  [RelocationKind.branch26, BL, 0x7f0000001000, 0x7f0000000ff0, 0, 0x97fffffc],
  [RelocationKind.branch26, BL, 0x1000, 0x1000 + 0x7fffffc, 0, 0x95ffffff],
  [RelocationKind.page21, ADRP_X16, 0x7f0000001ffc, 0x7f0000002000, 0, 0xb0000010],
  [RelocationKind.page21, ADRP_X16, 0x7f0000002000, 0x7f0000001ff8, 0, 0xf0fffff0],
  [RelocationKind.page21, ADRP_X16, 0x7f0000001000, 0x7f0080000fff, 8, 0x90400010],
  [RelocationKind.pageOffset12, LDR_X16_X16, 0, 0x7f0000001ff8, 0, 0xf947fe10],
  [RelocationKind.pageOffset12, LDR_X16_X16, 0, 0x7f0000001ff8, 8, 0xf9400210],
  [RelocationKind.pageOffset12, ADD_X9_X9, 0, 0x7f0000001ff9, 0, 0x913fe529],
])("kind %p of %p", (kind, instruction, place, target, addend, expected) => {
  expect(filled(instruction, kind, place, target, addend).toString(16)).toBe(expected.toString(16));
});

test.each([
  [RelocationKind.relative32, 0, 2 ** 31 + 4],
  [RelocationKind.branch26, 0, 2 ** 27],
  [RelocationKind.branch26, 0, 2],
  [RelocationKind.page21, 0, 2 ** 32],
  [RelocationKind.absolute64, 0, 2 ** 60],
  [99, 0, 0],
])("kind %p from %p to %p cannot be", (kind, place, target) => {
  expect(() => filled(0, kind, place, target)).toThrow();
});

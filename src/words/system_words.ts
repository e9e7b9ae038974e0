/** The system's words as they come with the program: found by name, and made only when a program names them. */
import { WordInfo } from "../abi/session_bindings.ts";
import { hashName, sameName } from "../forth/dictionary.ts";
import { SystemField } from "../forth/system_record.ts";
import { encodeSystemTable } from "./system_table.ts" with { type: "macro" };
import type { EncodedSystemTable } from "./system_table.ts";

const table = encodeSystemTable() as unknown as EncodedSystemTable;
const { names, nameStarts, records, slots } = table;
let bodies: readonly string[] | undefined;

/** The system's words have the numbers 1 to this one. */
export const systemWordCount = table.count;

/** The name of a word of the system. */
export const systemName = (index: number): string =>
  names.slice(nameStarts.charCodeAt(index - 1), nameStarts.charCodeAt(index));

/** A field of a word's record; see SystemField. */
export const systemField = (index: number, field: number): number =>
  records.charCodeAt((index - 1) * SystemField.COUNT + field);

/** The Forth source of a prelude word's body, or undefined for other words. */
export function systemBody(index: number): string | undefined {
  const body = systemField(index, SystemField.body);
  if (body === 0) return undefined;
  bodies ??= table.bodies.split("\0");
  return bodies[body - 1];
}

/** Fills in the WordInfo record of a word of the system. */
export function describeSystemWord(index: number, record: Uint32Array): void {
  record[WordInfo.kind] = systemField(index, SystemField.kind);
  record[WordInfo.a] = systemField(index, SystemField.operand);
  record[WordInfo.cellIn] = systemField(index, SystemField.cellIn);
  record[WordInfo.cellOut] = systemField(index, SystemField.cellOut);
  record[WordInfo.floatIn] = systemField(index, SystemField.floatIn);
  record[WordInfo.floatOut] = systemField(index, SystemField.floatOut);
  record[WordInfo.flags] = systemField(index, SystemField.effectFlags);
}

/** The number of the system word whose name is bytes[start … end) and hashes to `hash`, or 0. */
export function findSystemWord(hash: number, bytes: Uint8Array, start: number, end: number): number {
  const mask = slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const index = slots.charCodeAt(slot);
    if (index === 0) return 0;
    const from = nameStarts.charCodeAt(index - 1);
    if (sameName(names, bytes, start, end, from, nameStarts.charCodeAt(index))) return index;
  }
}

/** The number of the system word with this name, or 0. */
export function systemWordNumber(name: string): number {
  const mask = slots.length - 1;
  for (let slot = hashName(name) & mask; ; slot = (slot + 1) & mask) {
    const index = slots.charCodeAt(slot);
    if (index === 0 || systemName(index) === name) return index;
  }
}

/** The system's words as they come with the program: found by name, and made only when a program names them. */
import { hashName, sameName } from "./dictionary.ts";
import { SystemRecord } from "./system_record.ts";
import { encodeSystemTable } from "./system_table.ts" with { type: "macro" };
import type { EncodedSystemTable } from "./system_table.ts";

const table = encodeSystemTable() as unknown as EncodedSystemTable;

function decode(text: string): Uint32Array {
  const bytes = Buffer.from(text, "base64");
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

/** Names of the words, from number 1 on. */
const names = table.names.split(" ");
const slots = decode(table.slots);
const records = decode(table.records);

/** The WordInfo records of word 0 (none) and of all words of the system. */
export const systemInfo = decode(table.info);

/** The system's words have the numbers 1 to this one. */
export const systemWordCount = names.length;

/** The name of a word of the system. */
export const systemName = (index: number): string => names[index - 1] as string;

/** A field of a word's record; see SystemRecord. */
export const systemField = (index: number, field: number): number =>
  records[index * SystemRecord.WORDS + field] as number;

/** The Forth source of a prelude word's body, or undefined for other words. */
export function systemBody(index: number): string | undefined {
  const body = systemField(index, SystemRecord.body);
  return body === 0 ? undefined : table.bodies[body - 1];
}

/** The number of the system word whose name is bytes[start … end) and hashes to `hash`, or 0. */
export function findSystemWord(hash: number, bytes: Uint8Array, start: number, end: number): number {
  const mask = slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const index = slots[slot] as number;
    if (index === 0 || sameName(systemName(index), bytes, start, end)) return index;
  }
}

/** The number of the system word with this name, or 0. */
export function systemWordNumber(name: string): number {
  const mask = slots.length - 1;
  for (let slot = hashName(name) & mask; ; slot = (slot + 1) & mask) {
    const index = slots[slot] as number;
    if (index === 0 || systemName(index) === name) return index;
  }
}

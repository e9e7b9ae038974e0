/** The system's words as they come with the program: found by name, and made only when a program names them. */
import { WordInfo } from "../abi/session_bindings.ts";
import { hashName } from "../forth/dictionary.ts";
import { SystemField, type SystemTable } from "../forth/system_record.ts";
import { encodeSystemTable } from "./system_table.ts" with { type: "macro" };
import type { EncodedSystemTable } from "./system_table.ts";

const table = encodeSystemTable() as unknown as EncodedSystemTable;
const { names, nameStarts, records, slots } = table;
let bodies: readonly string[] | undefined;

const name = (index: number): string =>
  names.slice(nameStarts.charCodeAt(index - 1), nameStarts.charCodeAt(index));

const field = (index: number, field: number): number =>
  records.charCodeAt((index - 1) * SystemField.COUNT + field);

/** The words of the system, as a session is given them. */
export const systemTable: SystemTable = {
  count: table.count,
  found: { names, nameStarts, slots },
  name,
  field,

  body(index) {
    const body = field(index, SystemField.body);
    if (body === 0) return undefined;
    bodies ??= table.bodies.split("\0");
    return bodies[body - 1];
  },

  describe(index, info, at) {
    info[at + WordInfo.kind] = field(index, SystemField.kind);
    info[at + WordInfo.a] = field(index, SystemField.operand);
    info[at + WordInfo.cellIn] = field(index, SystemField.cellIn);
    info[at + WordInfo.cellOut] = field(index, SystemField.cellOut);
    info[at + WordInfo.floatIn] = field(index, SystemField.floatIn);
    info[at + WordInfo.floatOut] = field(index, SystemField.floatOut);
    info[at + WordInfo.flags] = field(index, SystemField.effectFlags);
  },

  find(hash, bytes, start, end) {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = slots.charCodeAt(slot);
      if (index === 0) return 0;
      // As `sameName`, without another call for each token of a text.
      const from = nameStarts.charCodeAt(index - 1);
      let at = nameStarts.charCodeAt(index) - from === end - start ? start : end + 1;
      while (at < end) {
        let byte = bytes[at] as number;
        if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
        if (byte !== names.charCodeAt(from + at - start)) break;
        at++;
      }
      if (at === end) return index;
    }
  },

  numberOf(wanted) {
    const mask = slots.length - 1;
    for (let slot = hashName(wanted) & mask; ; slot = (slot + 1) & mask) {
      const index = slots.charCodeAt(slot);
      if (index === 0 || name(index) === wanted) return index;
    }
  },
};

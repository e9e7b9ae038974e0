/** The text of generated code, for people: the text format's instructions, one a line. */
import type { CodeMark } from "./code_mark.ts";
import { SLOT_TABLE } from "./function_writer.ts";
import { F64, I32, I64, W } from "./opcodes.ts";

const names: readonly (string | undefined)[] = Object.entries(W).reduce<string[]>((list, [name, number]) => {
  list[number] = name.replace(/^([if](?:32|64)|local)_/, "$1.");
  return list;
}, []);

const typeNames: Readonly<Record<number, string>> = { [I32]: "i32", [I64]: "i64", [F64]: "f64" };

/** What a listing says besides the instructions. */
interface ListingNames {
  /** Imports by number. */
  readonly imports: readonly string[];
  /** By number of a slot, and by number of a word: what to call the word. */
  slot(number: number): string;
  word(number: number): string;
}

/** Reads the bytes of a function, without its locals. */
class CodeReader {
  at = 0;
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  /** A number of any length, as if it had a sign where it is large enough. */
  signed(): bigint {
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) return BigInt.asIntN(Number(shift), value);
    }
  }

  unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  float(): number {
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }
}

/** The lines of a function's code, and by line the position of the instruction there, 0 for none. */
export function listCode(
  bytes: Uint8Array,
  marks: readonly CodeMark[],
  known: ListingNames,
): { text: string; positions: number[] } {
  const reader = new CodeReader(bytes);
  const lines: string[] = [];
  const positions: number[] = [];
  let depth = 0;
  let mark = 0;
  let constant = 0;
  while (reader.at < bytes.length) {
    let position = 0;
    for (; (marks[mark]?.at ?? Number.POSITIVE_INFINITY) <= reader.at; mark++)
      position = marks[mark]?.position ?? 0;
    const op = reader.byte();
    if (op === W.end || op === W.else) depth--;
    const operands = operandText(op, reader, known, constant);
    lines.push(
      `${"  ".repeat(Math.max(depth, 0))}${names[op] ?? op}${operands}`.replace(/^(\s*)prefix /, "$1"),
    );
    positions.push(position);
    if (op === W.i32_const) constant = Number(operands);
    if (op === W.block || op === W.loop || op === W.if || op === W.else) depth++;
  }
  return { text: lines.join("\n"), positions };
}

function operandText(op: number, reader: CodeReader, known: ListingNames, constant: number): string {
  switch (op) {
    case W.block:
    case W.loop:
    case W.if: {
      const type = typeNames[reader.byte()];
      return type === undefined ? "" : ` (result ${type})`;
    }
    case W.i32_const:
    case W.i64_const:
      return ` ${reader.signed()}`;
    case W.f64_const:
      return ` ${reader.float()}`;
    case W.call:
      return ` $${known.imports[reader.unsigned()]}`;
    case W.call_indirect: {
      reader.unsigned();
      const isSlot = reader.unsigned() === SLOT_TABLE;
      return isSlot ? ` slot ;; ${known.slot(constant)}` : ` word ;; ${known.word(constant)}`;
    }
    case W.br_table: {
      const count = reader.unsigned();
      return Array.from({ length: count + 1 }, () => ` ${reader.unsigned()}`).join("");
    }
    case W.prefix:
      return prefixed(reader);
    case W.br:
    case W.br_if:
    case W.local_get:
    case W.local_set:
    case W.local_tee:
      return ` ${reader.unsigned()}`;
    default:
      return op >= W.i32_load && op <= W.i64_store32 ? memoryText(reader) : "";
  }
}

function prefixed(reader: CodeReader): string {
  if (reader.unsigned() === 16) return ` table.size ${reader.unsigned()}`;
  return " i64.trunc_sat_f64_s";
}

function memoryText(reader: CodeReader): string {
  reader.unsigned();
  const offset = reader.unsigned();
  return offset === 0 ? "" : ` offset=${offset}`;
}

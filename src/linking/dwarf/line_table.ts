/** Which source line code is from: the line number program of `.debug_line` (DWARF 5, 6.2). */
import { ByteWriter } from "../byte_writer.ts";
import type { DebugInfo, PlacedFunction } from "./description.ts";
import type { SourceFiles } from "./source_files.ts";

const VERSION = 5;
/** Special opcodes advance the line by LINE_BASE to LINE_BASE + LINE_RANGE - 1. */
const LINE_BASE = -5;
const LINE_RANGE = 14;
/** Operands of the standard opcodes, from 1 on. */
const operandCounts = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
const FIRST_SPECIAL = operandCounts.length + 1;

const Opcode = { copy: 1, advanceAddress: 2, advanceLine: 3, setFile: 4, setColumn: 5 } as const;
const ExtendedOpcode = { endSequence: 1, setAddress: 2 } as const;
const CONTENT_PATH = 1;
const CONTENT_DIRECTORY = 2;
const FORM_STRING = 0x08;
const FORM_UDATA = 0x0f;

export function lineSection(
  debug: DebugInfo,
  functions: readonly PlacedFunction[],
  files: SourceFiles,
): Uint8Array {
  const program = new ByteWriter();
  for (const placed of functions) new Sequence(program, placed, files).write();
  const header = headerAfterLength(debug, files);
  const writer = new ByteWriter();
  writer.u32(2 + 1 + 1 + 4 + header.length + program.length);
  writer.u16(VERSION);
  writer.u8(8);
  writer.u8(0);
  writer.u32(header.length);
  writer.append(header);
  writer.append(program.bytes);
  return writer.bytes;
}

/** What stands behind the length of the header. */
function headerAfterLength(debug: DebugInfo, files: SourceFiles): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(1); // Addresses count bytes,
  writer.u8(1); // one operation an instruction,
  writer.u8(1); // and every row is a place for breakpoints.
  writer.u8(LINE_BASE & 0xff);
  writer.u8(LINE_RANGE);
  writer.u8(FIRST_SPECIAL);
  for (const count of operandCounts) writer.u8(count);
  writer.append(Uint8Array.of(1, CONTENT_PATH, FORM_STRING));
  writer.unsigned(1);
  writer.text(debug.directory ?? ".");
  writer.append(Uint8Array.of(2, CONTENT_PATH, FORM_STRING, CONTENT_DIRECTORY, FORM_UDATA));
  writer.unsigned(files.names.length);
  for (const name of files.names) {
    writer.text(name);
    writer.unsigned(0);
  }
  return writer.bytes;
}

/** The rows of one function. */
class Sequence {
  private at = 0;
  private file = 1;
  private line = 1;
  private column = 0;

  constructor(
    private readonly writer: ByteWriter,
    private readonly placed: PlacedFunction,
    private readonly files: SourceFiles,
  ) {}

  write(): void {
    const { writer, placed } = this;
    this.extended(ExtendedOpcode.setAddress, () => writer.u64(placed.address));
    if ((placed.rows[0]?.offset ?? placed.length) > 0) this.row(0, placed.declaration);
    for (const { offset, place } of placed.rows) if (offset < placed.length) this.row(offset, place);
    writer.u8(Opcode.advanceAddress);
    writer.unsigned(placed.length - this.at);
    this.extended(ExtendedOpcode.endSequence, () => {});
  }

  /** Line 0 is code that no line is to blame for. */
  private row(
    offset: number,
    place?: { readonly file: string; readonly line: number; readonly column?: number },
  ): void {
    const { writer } = this;
    const file = place === undefined ? this.file : this.files.numberOf(place.file);
    if (file !== this.file) {
      writer.u8(Opcode.setFile);
      writer.unsigned(file);
      this.file = file;
    }
    const column = place?.column ?? 0;
    if (column !== this.column) {
      writer.u8(Opcode.setColumn);
      writer.unsigned(column);
      this.column = column;
    }
    this.advance(offset - this.at, (place?.line ?? 0) - this.line);
  }

  /** To the next row: by one special opcode where that is enough. */
  private advance(bytes: number, lines: number): void {
    const { writer } = this;
    this.at += bytes;
    this.line += lines;
    const isNear = lines >= LINE_BASE && lines < LINE_BASE + LINE_RANGE;
    const special = lines - LINE_BASE + LINE_RANGE * bytes + FIRST_SPECIAL;
    if (isNear && special <= 255) return writer.u8(special);
    if (bytes > 0) {
      writer.u8(Opcode.advanceAddress);
      writer.unsigned(bytes);
    }
    if (isNear) return writer.u8(lines - LINE_BASE + FIRST_SPECIAL);
    writer.u8(Opcode.advanceLine);
    writer.signed(lines);
    writer.u8(Opcode.copy);
  }

  private extended(opcode: number, operands: () => void): void {
    const { writer } = this;
    writer.u8(0);
    writer.u8(opcode === ExtendedOpcode.setAddress ? 9 : 1);
    writer.u8(opcode);
    operands();
  }
}

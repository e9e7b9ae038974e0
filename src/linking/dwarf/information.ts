/** What there is in a program: functions, and calls that were inlined (DWARF 5, 7.5). */
import { ByteWriter } from "../byte_writer.ts";
import type { DebugInfo, PlacedFunction } from "./description.ts";
import { type InlinedCall, inlinedCalls } from "./inlined_calls.ts";
import type { SourceFiles } from "./source_files.ts";

const VERSION = 5;
const COMPILE_UNIT = 1;
/** There is no number for Forth; names and lines are all that a debugger is to show, which is the same in C. */
const LANGUAGE_C99 = 0x0c;
const INLINED = 1;
const OP_CALL_FRAME_CFA = 0x9c;

const Tag = { compileUnit: 0x11, inlinedSubroutine: 0x1d, subprogram: 0x2e } as const;

const Attribute = {
  name: 0x03,
  stmtList: 0x10,
  lowPc: 0x11,
  highPc: 0x12,
  language: 0x13,
  compDir: 0x1b,
  inline: 0x20,
  producer: 0x25,
  abstractOrigin: 0x31,
  declFile: 0x3a,
  declLine: 0x3b,
  external: 0x3f,
  frameBase: 0x40,
  callColumn: 0x57,
  callFile: 0x58,
  callLine: 0x59,
} as const;

const Form = {
  addr: 0x01,
  data2: 0x05,
  data4: 0x06,
  data1: 0x0b,
  string: 0x08,
  udata: 0x0f,
  ref4: 0x13,
  secOffset: 0x17,
  exprloc: 0x18,
  flagPresent: 0x19,
} as const;

/** By their numbers, from 1: tag, whether entries follow that belong to it, attributes with forms. */
const unit = 1;
const functionWithCalls = 2;
const plainFunction = 3;
const inlinedFunction = 4;
const callWithCalls = 5;
const plainCall = 6;
const functionAttributes = [
  [Attribute.name, Form.string],
  [Attribute.lowPc, Form.addr],
  [Attribute.highPc, Form.data4],
  [Attribute.declFile, Form.udata],
  [Attribute.declLine, Form.udata],
  [Attribute.external, Form.flagPresent],
  [Attribute.frameBase, Form.exprloc],
] as const;
const callAttributes = [
  [Attribute.abstractOrigin, Form.ref4],
  [Attribute.lowPc, Form.addr],
  [Attribute.highPc, Form.data4],
  [Attribute.callFile, Form.udata],
  [Attribute.callLine, Form.udata],
  [Attribute.callColumn, Form.udata],
] as const;
const unitAttributes = [
  [Attribute.producer, Form.string],
  [Attribute.language, Form.data2],
  [Attribute.name, Form.string],
  [Attribute.compDir, Form.string],
  [Attribute.lowPc, Form.addr],
  [Attribute.highPc, Form.data4],
  [Attribute.stmtList, Form.secOffset],
] as const;
const inlinedAttributes = [
  [Attribute.name, Form.string],
  [Attribute.inline, Form.data1],
] as const;
const abbreviations = [
  { number: unit, tag: Tag.compileUnit, hasChildren: true, attributes: unitAttributes },
  { number: functionWithCalls, tag: Tag.subprogram, hasChildren: true, attributes: functionAttributes },
  { number: plainFunction, tag: Tag.subprogram, hasChildren: false, attributes: functionAttributes },
  { number: inlinedFunction, tag: Tag.subprogram, hasChildren: false, attributes: inlinedAttributes },
  { number: callWithCalls, tag: Tag.inlinedSubroutine, hasChildren: true, attributes: callAttributes },
  { number: plainCall, tag: Tag.inlinedSubroutine, hasChildren: false, attributes: callAttributes },
] as const;

/** `.debug_info` and the sections that it refers to, with their alignment. @param functions ascending by address */
export function informationSections(
  debug: DebugInfo,
  functions: readonly PlacedFunction[],
  files: SourceFiles,
): [name: string, bytes: Uint8Array, alignment: number][] {
  const writer = new InformationWriter(files);
  writer.write(debug, functions);
  return [
    [".debug_abbrev", abbreviationTable(writer.used), 1],
    [".debug_info", writer.bytes, 1],
  ];
}

function abbreviationTable(used: ReadonlySet<number>): Uint8Array {
  const writer = new ByteWriter();
  for (const { number, tag, hasChildren, attributes } of abbreviations) {
    if (!used.has(number)) continue;
    writer.unsigned(number);
    writer.unsigned(tag);
    writer.u8(hasChildren ? 1 : 0);
    for (const [attribute, form] of attributes) {
      writer.unsigned(attribute);
      writer.unsigned(form);
    }
    writer.u16(0);
  }
  writer.u8(0);
  return writer.bytes;
}

class InformationWriter {
  private readonly writer = new ByteWriter();
  /** The numbers of abbreviations. */
  readonly used = new Set<number>();
  /** Of functions that were inlined, by name: where their entry is. */
  private readonly inlined = new Map<string, number>();

  constructor(private readonly files: SourceFiles) {}

  get bytes(): Uint8Array {
    return this.writer.bytes;
  }

  write(debug: DebugInfo, functions: readonly PlacedFunction[]): void {
    const { writer } = this;
    writer.u32(0);
    writer.u16(VERSION);
    writer.u8(COMPILE_UNIT);
    writer.u8(8);
    writer.u32(0); // The abbreviations begin their section, as the lines do theirs.
    this.abbreviated(unit);
    writer.text(debug.producer);
    writer.u16(LANGUAGE_C99);
    writer.text(debug.name);
    writer.text(debug.directory ?? ".");
    // All of it lies together, with what has no source in between.
    const start = functions[0]?.address ?? 0;
    const last = functions.at(-1);
    writer.u64(start);
    writer.u32(last === undefined ? 0 : last.address + last.length - start);
    writer.u32(0);
    const calls = functions.map(inlinedCalls);
    for (const call of calls.flat()) this.inlinedFunctions(call);
    functions.forEach((placed, index) => {
      this.function(placed, calls[index] ?? []);
    });
    writer.u8(0);
    writer.setU32(0, writer.length - 4);
  }

  private inlinedFunctions({ name, calls }: InlinedCall): void {
    if (!this.inlined.has(name)) {
      this.inlined.set(name, this.writer.length);
      this.abbreviated(inlinedFunction);
      this.writer.text(name);
      this.writer.u8(INLINED);
    }
    for (const call of calls) this.inlinedFunctions(call);
  }

  private function(placed: PlacedFunction, calls: readonly InlinedCall[]): void {
    const { writer, files } = this;
    this.abbreviated(calls.length > 0 ? functionWithCalls : plainFunction);
    writer.text(placed.name);
    writer.u64(placed.address);
    writer.u32(placed.length);
    writer.unsigned(placed.declaration === undefined ? 0 : files.numberOf(placed.declaration.file));
    writer.unsigned(placed.declaration?.line ?? 0);
    writer.unsigned(1);
    writer.u8(OP_CALL_FRAME_CFA);
    this.calls(placed.address, calls);
  }

  private calls(base: number, calls: readonly InlinedCall[]): void {
    const { writer, files } = this;
    for (const { name, call, start, end, calls: inner } of calls) {
      this.abbreviated(inner.length > 0 ? callWithCalls : plainCall);
      writer.u32(this.inlined.get(name) as number);
      writer.u64(base + start);
      writer.u32(end - start);
      writer.unsigned(files.numberOf(call.file));
      writer.unsigned(call.line);
      writer.unsigned(call.column);
      this.calls(base, inner);
    }
    if (calls.length > 0) writer.u8(0);
  }

  private abbreviated(number: number): void {
    this.writer.unsigned(number);
    this.used.add(number);
  }
}

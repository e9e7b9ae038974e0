/** Writes executable ELF files. */
import { ByteWriter, StringTable } from "./byte_writer.ts";
import {
  FILE_HEADER_LENGTH,
  FileType,
  IDENTIFICATION,
  Machine,
  PROGRAM_HEADER_LENGTH,
  SECTION_HEADER_LENGTH,
  SectionFlag,
  SectionType,
} from "./elf.ts";
import type { Layout, OutputSection, Segment } from "./layout.ts";
import type { LinkTarget, PieceSection } from "./piece.ts";

/** A section that no program loads: symbols, texts, debug information. */
export interface UnloadedSection {
  readonly name: string;
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly alignment: number;
  readonly entrySize?: number;
  /** The name of the section whose index goes into the header. */
  readonly link?: string;
  /** The texts that its bytes are: names of sections may come behind them. */
  readonly names?: StringTable;
  readonly info?: number;
}

/**
 * The file.
 * @param image its loaded bytes, of which those of the headers are filled in here
 * @param entry an address
 */
export function executableFile(
  target: LinkTarget,
  layout: Layout,
  image: Uint8Array,
  entry: number,
  unloaded: readonly UnloadedSection[],
): Uint8Array {
  const writer = new ByteWriter();
  writer.append(image);
  const { all, names, namesAt } = withSectionNames(layout, unloaded);
  const places = all.map(({ alignment, bytes }) => {
    writer.pad(alignment);
    writer.append(bytes);
    return writer.length - bytes.length;
  });
  writer.pad(8);
  const sectionHeaders = writer.length;
  writer.append(new Uint8Array(SECTION_HEADER_LENGTH));
  for (const section of layout.sections) writeLoadedHeader(writer, section, names);
  const indexOf = (name: string) =>
    1 + layout.sections.length + all.findIndex((section) => section.name === name);
  all.forEach((section, number) => {
    writeSectionHeader(writer, {
      name: names.offsetOf(section.name),
      type: section.type,
      flags: 0,
      address: 0,
      offset: places[number] as number,
      size: section.bytes.length,
      link: section.link === undefined ? 0 : indexOf(section.link),
      info: section.info ?? 0,
      alignment: section.alignment,
      entrySize: section.entrySize ?? 0,
    });
  });
  const file = writer.bytes.slice();
  const sectionCount = 1 + layout.sections.length + all.length;
  const namesIndex = 1 + layout.sections.length + namesAt;
  file.set(headers(target, layout, entry, { at: sectionHeaders, count: sectionCount, names: namesIndex }));
  return file;
}

/** What a loaded section is called. */
function sectionName(section: PieceSection): string {
  return `.${section}`;
}

const NAMES = ".shstrtab";

/** The sections that are not loaded, with the names of all: behind those of symbols, or in a section of their own. */
function withSectionNames(
  layout: Layout,
  unloaded: readonly UnloadedSection[],
): { all: readonly UnloadedSection[]; names: StringTable; namesAt: number } {
  const others = unloaded.findIndex((section) => section.names !== undefined);
  const names = unloaded[others]?.names ?? new StringTable();
  for (const { section } of layout.sections) names.offsetOf(sectionName(section));
  for (const { name } of unloaded) names.offsetOf(name);
  if (others < 0) names.offsetOf(NAMES);
  const table = { type: SectionType.stringTable, bytes: names.bytes, alignment: 1 };
  if (others < 0) return { all: [...unloaded, { ...table, name: NAMES }], names, namesAt: unloaded.length };
  const all = unloaded.map((section) => (section.names === names ? { ...section, ...table } : section));
  return { all, names, namesAt: others };
}

/** Where the headers of sections lie, how many they are, and whose is that of the names. */
interface SectionHeaders {
  readonly at: number;
  readonly count: number;
  readonly names: number;
}

/** The file's header and those of its segments ("System V ABI", chapters 4 and 5). */
function headers(target: LinkTarget, layout: Layout, entry: number, sections: SectionHeaders): Uint8Array {
  const writer = new ByteWriter();
  writer.append(Uint8Array.from(IDENTIFICATION));
  writer.pad(16);
  writer.u16(FileType.executable);
  writer.u16(Machine[target]);
  writer.u32(1);
  writer.u64(entry);
  writer.u64(FILE_HEADER_LENGTH);
  writer.u64(sections.at);
  writer.u32(0);
  writer.u16(FILE_HEADER_LENGTH);
  writer.u16(PROGRAM_HEADER_LENGTH);
  writer.u16(layout.segments.length + 1);
  writer.u16(SECTION_HEADER_LENGTH);
  writer.u16(sections.count);
  writer.u16(sections.names);
  for (const segment of layout.segments) writeSegment(writer, LOAD, segment, layout.pageSize);
  const none = { access: "write", address: 0, offset: 0, fileSize: 0, memorySize: 0 } as const;
  writeSegment(writer, GNU_STACK, none, 16);
  return writer.bytes;
}

const LOAD = 1;
/** Says that the stack is not for code. */
const GNU_STACK = 0x6474e551;
/** Executable 1, writable 2, readable 4. */
const rights: Readonly<Record<Segment["access"], number>> = { read: 4, execute: 5, write: 6 };

function writeSegment(writer: ByteWriter, type: number, segment: Segment, alignment: number): void {
  writer.u32(type);
  writer.u32(rights[segment.access]);
  writer.u64(segment.offset);
  writer.u64(segment.address);
  writer.u64(segment.address);
  writer.u64(segment.fileSize);
  writer.u64(segment.memorySize);
  writer.u64(alignment);
}

const loadedFlags: Readonly<Record<PieceSection, number>> = {
  rodata: SectionFlag.allocate,
  text: SectionFlag.allocate | SectionFlag.execute,
  data: SectionFlag.allocate | SectionFlag.write,
  bss: SectionFlag.allocate | SectionFlag.write,
};

function writeLoadedHeader(writer: ByteWriter, output: OutputSection, names: StringTable): void {
  writeSectionHeader(writer, {
    name: names.offsetOf(sectionName(output.section)),
    type: output.section === "bss" ? SectionType.noBits : SectionType.contents,
    flags: loadedFlags[output.section],
    address: output.address,
    offset: output.offset,
    size: output.size,
    link: 0,
    info: 0,
    alignment: output.alignment,
    entrySize: 0,
  });
}

interface SectionHeader {
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

function writeSectionHeader(writer: ByteWriter, header: SectionHeader): void {
  writer.u32(header.name);
  writer.u32(header.type);
  writer.u64(header.flags);
  writer.u64(header.address);
  writer.u64(header.offset);
  writer.u64(header.size);
  writer.u32(header.link);
  writer.u32(header.info);
  writer.u64(header.alignment);
  writer.u64(header.entrySize);
}

// Leaves sections out of relocatable ELF objects (System V gABI, 64 bits, little-endian) that nothing leads to.

const HEADER = 64;
const SECTION = 64;
const SYMBOL = 24;
const RELOCATION = 24;
const ALLOCATED = 2;
const FIRST_RESERVED_SECTION = 0xff00;

const SectionType = { progbits: 1, symbolTable: 2, stringTable: 3, relocations: 4, nobits: 8 } as const;

interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

interface SymbolEntry {
  readonly name: string;
  readonly kind: number;
  readonly other: number;
  readonly section: number;
  readonly value: bigint;
  readonly size: bigint;
}

/**
 * An object without what only itself leads to.
 * @param isOptional whether a section with this name may go when no other section leads to it
 */
export function withoutUnusedSections(
  bytes: Uint8Array<ArrayBuffer>,
  isOptional: (name: string) => boolean,
): Uint8Array<ArrayBuffer> {
  const object = new ObjectFile(bytes);
  const used = reachedSections(object, isOptional);
  return written(object, (index, { type, info }) =>
    type === SectionType.relocations ? used.has(info) : used.has(index),
  );
}

class ObjectFile {
  readonly view: DataView<ArrayBuffer>;
  readonly sections: readonly Section[];
  readonly symbols: readonly SymbolEntry[];
  readonly symbolTable: number;

  constructor(readonly bytes: Uint8Array<ArrayBuffer>) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { view } = this;
    const [table, count, names] = [this.number(40), view.getUint16(60, true), view.getUint16(62, true)];
    const namesAt = this.number(table + names * SECTION + 24);
    this.sections = Array.from({ length: count }, (_, index): Section => {
      const at = table + index * SECTION;
      const word = (offset: number) => view.getUint32(at + offset, true);
      return {
        name: this.text(namesAt + word(0)),
        type: word(4),
        flags: this.number(at + 8),
        offset: this.number(at + 24),
        size: this.number(at + 32),
        link: word(40),
        info: word(44),
        alignment: this.number(at + 48),
        entrySize: this.number(at + 56),
      };
    });
    this.symbolTable = this.sections.findIndex(({ type }) => type === SectionType.symbolTable);
    this.symbols = this.readSymbols();
  }

  private readSymbols(): SymbolEntry[] {
    const { view, sections } = this;
    const table = sections[this.symbolTable];
    const names = sections[table?.link ?? 0];
    if (table === undefined || names === undefined) return [];
    return Array.from({ length: table.size / SYMBOL }, (_, index) => {
      const at = table.offset + index * SYMBOL;
      return {
        name: this.text(names.offset + view.getUint32(at, true)),
        kind: view.getUint8(at + 4),
        other: view.getUint8(at + 5),
        section: view.getUint16(at + 6, true),
        value: view.getBigUint64(at + 8, true),
        size: view.getBigUint64(at + 16, true),
      };
    });
  }

  number(offset: number): number {
    return Number(this.view.getBigUint64(offset, true));
  }

  text(offset: number): string {
    return new TextDecoder().decode(this.bytes.subarray(offset, this.bytes.indexOf(0, offset)));
  }

  /** The numbers of the symbols that a section of relocations names. */
  relocated({ offset, size }: Section): number[] {
    return Array.from({ length: size / RELOCATION }, (_, index) =>
      this.view.getUint32(offset + index * RELOCATION + 12, true),
    );
  }
}

/** The sections that those that must stay lead to, and they themselves. */
function reachedSections(object: ObjectFile, isOptional: (name: string) => boolean): Set<number> {
  const { sections, symbols } = object;
  const leads = new Map<number, number[]>();
  for (const section of sections)
    if (section.type === SectionType.relocations)
      leads.set(
        section.info,
        object.relocated(section).map((symbol) => symbols[symbol]?.section ?? 0),
      );
  const isLoaded = ({ type, flags }: Section) =>
    (type === SectionType.progbits || type === SectionType.nobits) && (flags & ALLOCATED) !== 0;
  const waiting = sections.flatMap((section, index) =>
    isLoaded(section) && !isOptional(section.name) ? [index] : [],
  );
  const reached = new Set<number>();
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === 0 || index >= FIRST_RESERVED_SECTION || reached.has(index)) continue;
    reached.add(index);
    waiting.push(...(leads.get(index) ?? []));
  }
  return reached;
}

/** Writes an object anew with some of its sections, the symbols in those, and tables of names for both. */
function written(
  object: ObjectFile,
  isKept: (index: number, section: Section) => boolean,
): Uint8Array<ArrayBuffer> {
  const kept = object.sections.flatMap((section, index) =>
    section.offset > 0 && section.size >= 0 && isKept(index, section) ? [{ section, index }] : [],
  );
  const sectionNumbers = new Map(kept.map(({ index }, position) => [index, position + 1]));
  const symbols = keptSymbols(object, sectionNumbers);
  const [symbolTable, names, sectionNames] = [kept.length + 1, kept.length + 2, kept.length + 3];
  const symbolNames = new Names();
  const headerNames = new Names();
  const out = new Writer();
  out.append(object.bytes.subarray(0, HEADER), 1);
  const headers: HeaderFields[] = [];
  for (const { section, index } of kept) {
    const isRelocations = section.type === SectionType.relocations;
    const contents = isRelocations
      ? renumberedRelocations(object, section, symbols.numbers)
      : object.bytes.subarray(section.offset, section.offset + section.size);
    const isStored = section.type !== SectionType.nobits;
    headers.push({
      ...section,
      offset: isStored ? out.append(contents, section.alignment) : out.size,
      link: isRelocations ? symbolTable : 0,
      info: isRelocations ? (sectionNumbers.get(section.info) ?? 0) : 0,
      name: headerNames.offsetOf(object.sections[index]?.name ?? ""),
    });
  }
  const table = out.append(symbolBytes(symbols.kept, symbolNames), 8);
  const plain = { flags: 0, link: 0, info: 0, alignment: 1, entrySize: 0 };
  headers.push({
    ...plain,
    name: headerNames.offsetOf(".symtab"),
    type: SectionType.symbolTable,
    offset: table,
    size: symbols.kept.length * SYMBOL,
    link: names,
    info: symbols.kept.filter(isLocal).length,
    alignment: 8,
    entrySize: SYMBOL,
  });
  const [strtab, shstrtab] = [headerNames.offsetOf(".strtab"), headerNames.offsetOf(".shstrtab")];
  for (const [name, { bytes }] of [
    [strtab, symbolNames],
    [shstrtab, headerNames],
  ] as const)
    headers.push({
      ...plain,
      name,
      type: SectionType.stringTable,
      offset: out.append(bytes, 1),
      size: bytes.length,
    });
  const at = out.append(headerBytes(headers), 8);
  return out.finished(at, headers.length + 1, sectionNames);
}

const isLocal = ({ kind }: SymbolEntry): boolean => kind >> 4 === 0;

/** The symbols of kept sections and of none, with their new sections, and by old numbers the new ones. */
function keptSymbols(object: ObjectFile, sections: ReadonlyMap<number, number>) {
  const numbers = new Map<number, number>();
  const kept: SymbolEntry[] = [];
  object.symbols.forEach((symbol, number) => {
    const { section } = symbol;
    const own = section === 0 || section >= FIRST_RESERVED_SECTION ? section : sections.get(section);
    if (own === undefined) return;
    numbers.set(number, kept.length);
    kept.push({ ...symbol, section: own });
  });
  return { numbers, kept };
}

function renumberedRelocations(
  { bytes }: ObjectFile,
  { offset, size }: Section,
  numbers: ReadonlyMap<number, number>,
): Uint8Array<ArrayBuffer> {
  const contents = bytes.slice(offset, offset + size);
  const view = new DataView(contents.buffer);
  for (let at = 0; at < size; at += RELOCATION) {
    const number = numbers.get(view.getUint32(at + 12, true));
    if (number === undefined) throw new Error("a kept section leads to one that is left out");
    view.setUint32(at + 12, number, true);
  }
  return contents;
}

function symbolBytes(symbols: readonly SymbolEntry[], names: Names): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(symbols.length * SYMBOL));
  symbols.forEach(({ name, kind, other, section, value, size }, index) => {
    const at = index * SYMBOL;
    view.setUint32(at, names.offsetOf(name), true);
    view.setUint8(at + 4, kind);
    view.setUint8(at + 5, other);
    view.setUint16(at + 6, section, true);
    view.setBigUint64(at + 8, value, true);
    view.setBigUint64(at + 16, size, true);
  });
  return new Uint8Array(view.buffer);
}

/** A section's header, with its name as an offset into the table of names. */
type HeaderFields = Omit<Section, "name"> & { readonly name: number };

/** The table of section headers, which begins with an empty one. */
function headerBytes(headers: readonly HeaderFields[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer((headers.length + 1) * SECTION));
  headers.forEach((header, index) => {
    const at = (index + 1) * SECTION;
    view.setUint32(at, header.name, true);
    view.setUint32(at + 4, header.type, true);
    view.setBigUint64(at + 8, BigInt(header.flags), true);
    view.setBigUint64(at + 24, BigInt(header.offset), true);
    view.setBigUint64(at + 32, BigInt(header.size), true);
    view.setUint32(at + 40, header.link, true);
    view.setUint32(at + 44, header.info, true);
    view.setBigUint64(at + 48, BigInt(header.alignment), true);
    view.setBigUint64(at + 56, BigInt(header.entrySize), true);
  });
  return new Uint8Array(view.buffer);
}

/** A table of texts that end with a zero, each once. */
class Names {
  private readonly offsets = new Map<string, number>([["", 0]]);
  private readonly writer = new Writer();

  constructor() {
    this.writer.append(new Uint8Array(1), 1);
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.writer.bytes();
  }

  offsetOf(name: string): number {
    const known = this.offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.writer.append(new TextEncoder().encode(`${name}\0`), 1);
    this.offsets.set(name, offset);
    return offset;
  }
}

class Writer {
  private readonly parts: Uint8Array[] = [];
  size = 0;

  /** Appends bytes at a multiple of `alignment`; gives where they begin. */
  append(bytes: Uint8Array, alignment: number): number {
    const padding = -this.size & (Math.max(alignment, 1) - 1);
    if (padding > 0) this.parts.push(new Uint8Array(padding));
    this.parts.push(bytes);
    const offset = this.size + padding;
    this.size = offset + bytes.length;
    return offset;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Buffer.concat(this.parts));
  }

  /** The object, whose header says where the table of sections is. */
  finished(table: number, sections: number, names: number): Uint8Array<ArrayBuffer> {
    const bytes = this.bytes();
    const view = new DataView(bytes.buffer);
    view.setBigUint64(40, BigInt(table), true);
    view.setUint16(60, sections, true);
    view.setUint16(62, names, true);
    return bytes;
  }
}

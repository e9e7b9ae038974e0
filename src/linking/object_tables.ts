/** The tables of a relocatable ELF object, each number held against the bytes that there are. */
import {
  FILE_HEADER_LENGTH,
  FileType,
  IDENTIFICATION,
  RELOCATION_LENGTH,
  SECTION_HEADER_LENGTH,
  SectionType,
  SYMBOL_LENGTH,
} from "./elf.ts";
import { LinkError } from "./piece.ts";

/** The bytes are no relocatable object, are damaged, or have what this linker does not do. */
export class ObjectError extends LinkError {
  override readonly name = "ObjectError";
}

export interface ObjectSection {
  readonly index: number;
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

export interface ObjectSymbol {
  readonly number: number;
  readonly name: string;
  readonly type: number;
  readonly binding: number;
  /** Of its section, or a SpecialSection. */
  readonly index: number;
  readonly value: number;
  readonly size: number;
}

interface ObjectRelocation {
  readonly offset: number;
  readonly symbol: number;
  readonly type: number;
  readonly addend: number;
}

/** Names are no longer than that, so that a table of them cannot stand for far more text than it has bytes. */
const MAX_NAME = 4096;

/** Reads the tables of an object. Whatever is asked beyond the bytes is an ObjectError. */
export class ObjectTables {
  readonly view: DataView;
  readonly sections: readonly ObjectSection[];
  readonly symbols: readonly ObjectSymbol[];
  private readonly relocationsRead = new Map<number, readonly ObjectRelocation[]>();

  private readonly bytes: Uint8Array;

  /** @throws ObjectError */
  constructor(
    bytes: Uint8Array,
    private readonly origin: string,
  ) {
    // Whose methods are those of Uint8Array even when it is a Buffer.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.checkHeader();
    this.sections = this.readSections();
    this.symbols = this.readSymbols();
  }

  /** What a section holds. */
  contents(section: ObjectSection): Uint8Array {
    return this.bytes.subarray(section.offset, section.offset + section.size);
  }

  relocations(section: ObjectSection): readonly ObjectRelocation[] {
    const known = this.relocationsRead.get(section.index);
    if (known !== undefined) return known;
    this.checkEntries(section, RELOCATION_LENGTH);
    const relocations = Array.from({ length: section.size / RELOCATION_LENGTH }, (_, number) => {
      const at = section.offset + number * RELOCATION_LENGTH;
      return {
        offset: this.number(at),
        type: this.view.getUint32(at + 8, true),
        symbol: this.view.getUint32(at + 12, true),
        addend: this.signedNumber(at + 16),
      };
    });
    this.relocationsRead.set(section.index, relocations);
    return relocations;
  }

  private checkHeader(): void {
    if (IDENTIFICATION.some((byte, index) => this.bytes[index] !== byte))
      throw this.error("is no ELF file of 64 bits, least significant byte first");
    if (this.bytes.length < FILE_HEADER_LENGTH) throw this.error("ends in its header");
    if (this.view.getUint16(16, true) !== FileType.relocatable) throw this.error("is no relocatable object");
    if (this.view.getUint16(58, true) !== SECTION_HEADER_LENGTH)
      throw this.error("has section headers of another length");
  }

  private readSections(): ObjectSection[] {
    const start = this.number(40);
    const count = this.view.getUint16(60, true);
    if (count === 0) throw this.error("has no sections, or too many");
    if (start + count * SECTION_HEADER_LENGTH > this.bytes.length)
      throw this.error("ends in its section headers");
    const unnamed = Array.from({ length: count }, (_, index) =>
      this.readSection(index, start + index * SECTION_HEADER_LENGTH),
    );
    // Sections that lie over each other could hold far more than the file does.
    const inFile = unnamed.reduce((sum, { type, size }) => sum + (type === SectionType.noBits ? 0 : size), 0);
    if (inFile > this.bytes.length) throw this.error("has sections that overlap");
    const names = this.stringTable(unnamed[this.view.getUint16(62, true)]);
    return unnamed.map(({ nameAt, ...section }) => ({ ...section, name: names(nameAt) }));
  }

  private readSection(index: number, at: number): Omit<ObjectSection, "name"> & { readonly nameAt: number } {
    const { view } = this;
    const section = {
      index,
      nameAt: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      // The flags above 32 bits say nothing here.
      flags: view.getUint32(at + 8, true),
      offset: this.number(at + 24),
      size: this.number(at + 32),
      link: view.getUint32(at + 40, true),
      info: view.getUint32(at + 44, true),
      alignment: this.number(at + 48),
      entrySize: this.number(at + 56),
    };
    // The first one stands for the numbers that the header has no room for.
    if (index === 0) return { ...section, type: SectionType.empty, size: 0 };
    if (section.type !== SectionType.noBits && section.offset + section.size > this.bytes.length)
      throw this.error(`ends in section ${index}`);
    return section;
  }

  private readSymbols(): ObjectSymbol[] {
    const tables = this.sections.filter(({ type }) => type === SectionType.symbolTable);
    const [table] = tables;
    if (table === undefined) return [];
    if (tables.length > 1) throw this.error("has more than one symbol table");
    this.checkEntries(table, SYMBOL_LENGTH);
    const names = this.stringTable(this.sections[table.link]);
    return Array.from({ length: table.size / SYMBOL_LENGTH }, (_, number) => {
      const at = table.offset + number * SYMBOL_LENGTH;
      const kind = this.view.getUint8(at + 4);
      return {
        number,
        name: names(this.view.getUint32(at, true)),
        type: kind & 15,
        binding: kind >> 4,
        index: this.view.getUint16(at + 6, true),
        value: this.number(at + 8),
        size: this.number(at + 16),
      };
    });
  }

  /** The names in a string table, by their offset. */
  private stringTable(section: Omit<ObjectSection, "name"> | undefined): (at: number) => string {
    if (section?.type !== SectionType.stringTable) throw this.error("has no table of names where it says");
    const table = this.bytes.subarray(section.offset, section.offset + section.size);
    const decoder = new TextDecoder();
    return (at) => {
      const end = table.subarray(0, at + MAX_NAME).indexOf(0, at);
      if (end < 0 || at > end) throw this.error("has a name without an end");
      return decoder.decode(table.subarray(at, end));
    };
  }

  private checkEntries(section: ObjectSection, length: number): void {
    if (section.entrySize !== length || section.size % length !== 0)
      throw this.error(`has entries of another length in section ${section.name}`);
  }

  /** An unsigned number of 64 bits. */
  private number(at: number): number {
    return this.safe(at, this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32);
  }

  private signedNumber(at: number): number {
    return this.safe(at, this.view.getUint32(at, true) + this.view.getInt32(at + 4, true) * 2 ** 32);
  }

  private safe(at: number, number: number): number {
    if (!Number.isSafeInteger(number)) throw this.error(`has a number at ${at} that is too large`);
    return number;
  }

  private error(what: string): ObjectError {
    return new ObjectError(`${this.origin} ${what}`);
  }
}

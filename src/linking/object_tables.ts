/**
 * The tables of a relocatable ELF object, each number held against the bytes that there are. Entries are read when they are
 * asked for: of a large object, a program takes little.
 */
import {
  FILE_HEADER_LENGTH,
  FileType,
  IDENTIFICATION,
  RELOCATION_LENGTH,
  SECTION_HEADER_LENGTH,
  SectionType,
  SYMBOL_LENGTH,
  SymbolBinding,
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
  readonly alignment: number;
  readonly entrySize: number;
}

/** STV_HIDDEN. */
const HIDDEN = 2;

export interface ObjectSymbol {
  readonly number: number;
  readonly name: string;
  readonly type: number;
  readonly binding: number;
  /** Of its section, or a SpecialSection. */
  readonly index: number;
  readonly value: number;
  readonly size: number;
  /** Other components than that which defines it do not see it (STV_HIDDEN). */
  readonly isHidden: boolean;
}

interface ObjectRelocation {
  readonly offset: number;
  readonly symbol: number;
  readonly type: number;
  readonly addend: number;
}

/** Names are no longer than that, so that a table of them cannot stand for far more text than it has bytes. */
const MAX_NAME = 4096;
const ABSENT = 0;

/** Reads the tables of an object. Whatever is asked beyond the bytes is an ObjectError. */
export class ObjectTables {
  readonly sectionCount: number;
  readonly symbolCount: number;
  /** Of the processor that it is for. */
  readonly machine: number;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly headers: number;
  private readonly decoder = new TextDecoder();
  /** By section, the index of the section with its relocations; ABSENT when it has none. */
  private readonly relocationsFor: Uint16Array;
  /** The index of the symbol table; ABSENT when there is none. */
  private symbolTable = ABSENT;
  private readonly symbols: number;
  private readonly symbolNames: Uint8Array;
  private readonly symbolsRead = new Map<number, ObjectSymbol>();
  private readonly sectionNames: Uint8Array;

  /** @throws ObjectError */
  constructor(
    bytes: Uint8Array,
    private readonly origin: string,
  ) {
    // Whose methods are those of Uint8Array even when it is a Buffer.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.checkHeader();
    this.machine = this.view.getUint16(18, true);
    this.headers = this.number(40);
    this.sectionCount = this.view.getUint16(60, true);
    if (this.sectionCount === 0) throw this.error("has no sections, or too many");
    if (this.headers + this.sectionCount * SECTION_HEADER_LENGTH > this.bytes.length)
      throw this.error("ends in its section headers");
    this.relocationsFor = new Uint16Array(this.sectionCount);
    this.checkSections();
    this.sectionNames = this.stringTable(this.view.getUint16(62, true));
    this.symbols = this.symbolTable === ABSENT ? 0 : this.contentOf(this.symbolTable);
    this.symbolCount = this.symbolTable === ABSENT ? 0 : this.entries(this.symbolTable, SYMBOL_LENGTH);
    const names =
      this.symbolTable === ABSENT ? ABSENT : this.view.getUint32(this.header(this.symbolTable) + 40, true);
    this.symbolNames = this.symbolTable === ABSENT ? this.sectionNames : this.stringTable(names);
  }

  section(index: number): ObjectSection {
    const { view } = this;
    const at = this.header(index);
    return {
      index,
      name: this.nameAt(this.sectionNames, view.getUint32(at, true)),
      type: this.typeOf(index),
      // Those above 32 bits say nothing here.
      flags: view.getUint32(at + 8, true),
      offset: this.number(at + 24),
      size: this.sizeOf(index),
      alignment: this.number(at + 48),
      entrySize: this.number(at + 56),
    };
  }

  /** What a section holds. */
  contents(section: ObjectSection): Uint8Array {
    return this.bytes.subarray(section.offset, section.offset + section.size);
  }

  /** Which section a symbol is in, or a SpecialSection: what most only need to know. */
  sectionOfSymbol(number: number): number {
    return this.view.getUint16(this.symbols + number * SYMBOL_LENGTH + 6, true);
  }

  isLocal(number: number): boolean {
    return this.view.getUint8(this.symbols + number * SYMBOL_LENGTH + 4) >> 4 === SymbolBinding.local;
  }

  symbol(number: number): ObjectSymbol {
    const known = this.symbolsRead.get(number);
    if (known !== undefined) return known;
    const symbol = this.readSymbol(number);
    this.symbolsRead.set(number, symbol);
    return symbol;
  }

  hasRelocations(section: number): boolean {
    return this.relocationsFor[section] !== ABSENT;
  }

  relocations(section: number): readonly ObjectRelocation[] {
    const index = this.relocationsFor[section] as number;
    if (index === ABSENT) return [];
    if (this.typeOf(index) === SectionType.relocations)
      throw this.error(`the relocations of section ${section} have no addends`);
    const start = this.contentOf(index);
    return Array.from({ length: this.entries(index, RELOCATION_LENGTH) }, (_, number) => {
      const at = start + number * RELOCATION_LENGTH;
      return {
        offset: this.number(at),
        type: this.view.getUint32(at + 8, true),
        symbol: this.view.getUint32(at + 12, true),
        addend: this.signedNumber(at + 16),
      };
    });
  }

  private readSymbol(number: number): ObjectSymbol {
    if (number >= this.symbolCount) throw this.error(`there is no symbol ${number}`);
    const at = this.symbols + number * SYMBOL_LENGTH;
    const kind = this.view.getUint8(at + 4);
    return {
      number,
      name: this.nameAt(this.symbolNames, this.view.getUint32(at, true)),
      type: kind & 15,
      binding: kind >> 4,
      index: this.view.getUint16(at + 6, true),
      value: this.number(at + 8),
      size: this.number(at + 16),
      isHidden: (this.view.getUint8(at + 5) & 3) === HIDDEN,
    };
  }

  private checkHeader(): void {
    if (IDENTIFICATION.some((byte, index) => this.bytes[index] !== byte))
      throw this.error("is no ELF file of 64 bits, least significant byte first");
    if (this.bytes.length < FILE_HEADER_LENGTH) throw this.error("ends in its header");
    if (this.view.getUint16(16, true) !== FileType.relocatable) throw this.error("is no relocatable object");
    if (this.view.getUint16(58, true) !== SECTION_HEADER_LENGTH)
      throw this.error("has section headers of another length");
  }

  /** Looks at all sections: whether they are in the file, and which have symbols and relocations. */
  private checkSections(): void {
    let inFile = 0;
    for (let index = 1; index < this.sectionCount; index++) {
      const type = this.typeOf(index);
      if (type === SectionType.noBits) continue;
      const size = this.sizeOf(index);
      if (this.contentOf(index) + size > this.bytes.length) throw this.error(`ends in section ${index}`);
      inFile += size;
      if (type === SectionType.symbolTable) {
        if (this.symbolTable !== ABSENT) throw this.error("has more than one symbol table");
        this.symbolTable = index;
      } else if (type === SectionType.relocationsWithAddends || type === SectionType.relocations) {
        const about = this.view.getUint32(this.header(index) + 44, true);
        if (about >= this.sectionCount || this.relocationsFor[about] !== ABSENT)
          throw this.error(`has relocations of no section, or twice, in section ${index}`);
        this.relocationsFor[about] = index;
      }
    }
    // Sections that lie over each other could hold far more than the file does.
    if (inFile > this.bytes.length) throw this.error("has sections that overlap");
  }

  private header(index: number): number {
    return this.headers + index * SECTION_HEADER_LENGTH;
  }

  /** The first one stands for numbers that the header has no room for, and is no section. */
  private typeOf(index: number): number {
    return index === 0 ? SectionType.empty : this.view.getUint32(this.header(index) + 4, true);
  }

  private sizeOf(index: number): number {
    return index === 0 ? 0 : this.number(this.header(index) + 32);
  }

  private contentOf(index: number): number {
    return this.number(this.header(index) + 24);
  }

  private entries(index: number, length: number): number {
    const size = this.sizeOf(index);
    if (this.number(this.header(index) + 56) !== length || size % length !== 0)
      throw this.error(`has entries of another length in section ${index}`);
    return size / length;
  }

  private stringTable(index: number): Uint8Array {
    if (index >= this.sectionCount || this.typeOf(index) !== SectionType.stringTable)
      throw this.error("has no table of names where it says");
    const start = this.contentOf(index);
    return this.bytes.subarray(start, start + this.sizeOf(index));
  }

  private nameAt(table: Uint8Array, at: number): string {
    if (table[at] === 0) return "";
    const end = table.subarray(0, at + MAX_NAME).indexOf(0, at);
    if (end < at) throw this.error("has a name without an end");
    return this.decoder.decode(table.subarray(at, end));
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

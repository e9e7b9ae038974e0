/**
 * Reads relocatable ELF objects: each section that a program would load is a piece, or several, made when it is asked for.
 * What no program loads is left out (debug information, comments), and so are tables for unwinding and notes.
 */
import type { Definition } from "./definitions.ts";
import { Machine, SectionFlag, SectionType, SpecialSection, SymbolBinding, SymbolType } from "./elf.ts";
import { mergeableParts } from "./mergeable_sections.ts";
import { ObjectError, type ObjectSection, type ObjectSymbol, ObjectTables } from "./object_tables.ts";
import {
  type LinkTarget,
  MAX_ALIGNMENT,
  type Piece,
  type PieceRelocation,
  type PieceSection,
  type PieceSymbol,
  sizeOf,
} from "./piece.ts";
import { knownRelocation } from "./relocation_types.ts";

/**
 * An object. Sections with what this linker does not do (thread-local storage, constructors, …) are errors when they are
 * reached.
 */
export class RelocatableObject {
  private readonly tables: ObjectTables;
  private readonly target: LinkTarget;
  /** The numbers of symbols that others may name. */
  private readonly global = new Map<string, number>();
  /** By section: the first symbol in it; by symbol: the next in the same section. 0 is none. */
  private readonly firstSymbol: Uint32Array;
  private readonly nextSymbol: Uint32Array;
  /** By index of the section; undefined for those that are left out. */
  private readonly made = new Map<number, readonly ObjectPiece[] | undefined>();
  /** Of the symbols of pieces that were made, those that are local. */
  private readonly local = new Map<string, Definition>();

  /**
   * @param origin what errors call it, and what makes its local symbols' names unique among objects
   * @throws ObjectError when the bytes are no such object
   */
  constructor(
    bytes: Uint8Array,
    private readonly origin = "object",
  ) {
    this.tables = new ObjectTables(bytes, origin);
    this.target = this.machine();
    this.firstSymbol = new Uint32Array(this.tables.sectionCount);
    this.nextSymbol = new Uint32Array(this.tables.symbolCount);
    this.indexSymbols();
  }

  /** The symbols that others may name. */
  get names(): Iterable<string> {
    return this.global.keys();
  }

  /** Whether others may name a symbol. */
  has(symbol: string): boolean {
    return this.global.has(symbol);
  }

  /** @throws ObjectError when its section is one that this linker cannot take */
  definition(symbol: string): Definition | undefined {
    const number = this.global.get(symbol);
    if (number === undefined) return this.local.get(symbol);
    const { index, value } = this.tables.symbol(number);
    const parts = this.parts(index);
    if (parts === undefined) return undefined;
    const piece = partAt(parts, value);
    const found = piece.symbols.find(({ name }) => name === symbol);
    return found && { piece, symbol: found };
  }

  /** The pieces that were made, in the order of their sections. */
  madePieces(): Piece[] {
    const byIndex = [...this.made].sort(([a], [b]) => a - b);
    return byIndex.flatMap(([, parts]) => parts ?? []);
  }

  /** All pieces, with all that they have. @throws ObjectError */
  pieces(): Piece[] {
    for (let index = 1; index < this.tables.sectionCount; index++) this.parts(index);
    const pieces = this.madePieces();
    for (const piece of pieces) void piece.relocations;
    return pieces;
  }

  private machine(): LinkTarget {
    const { machine } = this.tables;
    const found = (Object.keys(Machine) as LinkTarget[]).find((target) => Machine[target] === machine);
    if (found === undefined) throw this.error(`is for another processor (${machine})`);
    return found;
  }

  private indexSymbols(): void {
    const { tables } = this;
    for (let number = tables.symbolCount - 1; number > 0; number--) {
      const index = tables.sectionOfSymbol(number);
      if (index === SpecialSection.common)
        throw this.error(`symbol "${tables.symbol(number).name}" is common, which this linker does not do`);
      if (index === SpecialSection.elsewhere || index >= tables.sectionCount) continue;
      this.nextSymbol[number] = this.firstSymbol[index] as number;
      this.firstSymbol[index] = number;
      if (tables.isLocal(number)) continue;
      const { name } = tables.symbol(number);
      if (this.global.has(name)) throw this.error(`symbol "${name}" is defined twice`);
      this.global.set(name, number);
    }
  }

  /** The pieces of a section, ascending; undefined when it is left out. */
  private parts(index: number): readonly ObjectPiece[] | undefined {
    if (this.made.has(index) || index === 0 || index >= this.tables.sectionCount) return this.made.get(index);
    const section = this.tables.section(index);
    const kind = this.pieceSection(section);
    const parts = kind === undefined ? undefined : this.partsOf(section, kind);
    this.made.set(index, parts);
    if (parts === undefined) return undefined;
    for (
      let number = this.firstSymbol[index] as number;
      number !== 0;
      number = this.nextSymbol[number] as number
    )
      this.define(this.tables.symbol(number), section, parts);
    for (const piece of parts) {
      nameFunction(piece);
      for (const symbol of piece.symbols)
        if (symbol.binding === "local") this.local.set(symbol.name, { piece, symbol });
    }
    return parts;
  }

  /** Where a section goes in a program; undefined when it is left out. */
  private pieceSection(section: ObjectSection): PieceSection | undefined {
    const { flags, name, size, type } = section;
    const has = (flag: number) => (flags & flag) !== 0;
    if (!has(SectionFlag.allocate) || name === ".eh_frame" || name.startsWith(".note")) return undefined;
    if (size === 0 && type !== SectionType.contents && type !== SectionType.noBits) return undefined;
    const problem = sectionProblem(section);
    if (problem !== undefined) throw this.error(`section ${name} ${problem}`);
    if (has(SectionFlag.execute)) return "text";
    if (type === SectionType.noBits) return "bss";
    // A program at a fixed address needs no changes to them when it starts.
    const isConstant = !has(SectionFlag.write) || /^\.data\.rel\.ro(\.|$)/.test(name);
    return isConstant ? "rodata" : "data";
  }

  private partsOf(section: ObjectSection, kind: PieceSection): ObjectPiece[] {
    const { index, name, size } = section;
    const bytes = kind === "bss" ? new Uint8Array(0) : this.tables.contents(section);
    // What depends on addresses is not the same as other bytes that look like it.
    const mayDivide = kind === "rodata" && !this.tables.hasRelocations(index);
    const divided = mayDivide ? mergeableParts(section, bytes) : undefined;
    const labelOf = (part: number) => `${this.origin}: part ${part} of section ${index}`;
    if (divided === undefined) {
      const relocations = () => this.relocations(section, bytes);
      return [new ObjectPiece(name, kind, section, bytes, 0, size, labelOf(0), relocations)];
    }
    return divided.map(({ start, end }, part) => {
      const content = bytes.subarray(start, end);
      return new ObjectPiece(
        `${name}+${start}`,
        kind,
        section,
        content,
        start,
        content.length,
        labelOf(part),
      );
    });
  }

  private define(symbol: ObjectSymbol, section: ObjectSection, parts: readonly ObjectPiece[]): void {
    const { name, type, binding, value, isHidden } = symbol;
    if (type === SymbolType.section || type === SymbolType.file) return;
    if (binding > SymbolBinding.weak || type > SymbolType.function)
      throw this.error(`symbol "${name}" is of a kind that this linker does not know (${binding}, ${type})`);
    if (value > section.size) throw this.error(`symbol "${name}" is behind the end of its section`);
    const piece = partAt(parts, value);
    const isLocal = binding === SymbolBinding.local;
    piece.symbols.push({
      name: isLocal ? this.localName(symbol) : name,
      offset: value - piece.start,
      size: Math.min(symbol.size, piece.start + sizeOf(piece) - value),
      // Hidden data is nobody's business.
      kind: isHidden && type === SymbolType.object ? "label" : (kinds[type] ?? "label"),
      ...(binding !== SymbolBinding.global && { binding: isLocal ? "local" : "weak" }),
      ...(isLocal && { shownName: name }),
    });
  }

  /** The relocations of a section that is one piece. */
  private relocations(
    { index, name, type: sectionType }: ObjectSection,
    bytes: Uint8Array,
  ): PieceRelocation[] {
    const relocations: PieceRelocation[] = [];
    for (const { offset, symbol, type, addend } of this.tables.relocations(index)) {
      const known = knownRelocation(this.target, type);
      const where = () => `section ${name} has a relocation of type ${type} at ${offset}`;
      if (known === undefined) throw this.error(`${where()}, which this linker does not know`);
      if (known.kind === "nothing") continue;
      if (sectionType === SectionType.noBits || offset + known.length > bytes.length)
        throw this.error(`section ${name} has a relocation behind its end`);
      if (known.suits?.(bytes, offset) === false)
        throw this.error(`${where()}, where the instruction is another`);
      relocations.push({ offset, kind: known.kind, ...this.aim(symbol, addend, known.bias) });
    }
    return relocations;
  }

  /** What a relocation is about, by name. */
  private aim(
    number: number,
    addend: number,
    bias: number,
  ): Pick<PieceRelocation, "symbol" | "addend" | "weak"> {
    const symbol = this.tables.symbol(number);
    const { index, name, type, binding, value } = symbol;
    if (index === SpecialSection.elsewhere && number !== 0) {
      if (name === "") throw this.error(`symbol ${number} has no name and no place`);
      return { symbol: name, addend: addend + bias, ...(binding === SymbolBinding.weak && { weak: true }) };
    }
    const parts = this.parts(index);
    const what = `a relocation is about symbol ${number} ("${name}")`;
    if (parts === undefined) throw this.error(`${what}, which is in no section that is loaded`);
    const isSection = type === SymbolType.section;
    if (parts.length > 1) this.checkPart(parts, symbol, addend, bias, what);
    if (!isSection) {
      const isLocal = binding === SymbolBinding.local;
      if (isLocal && type === SymbolType.file) throw this.error(`${what}, which is a file`);
      return { symbol: isLocal ? this.localName(symbol) : name, addend: addend + bias };
    }
    const piece = parts.length === 1 ? (parts[0] as ObjectPiece) : partAt(parts, addend);
    return { symbol: piece.label, addend: addend - piece.start + bias + value };
  }

  /**
   * Of a section in parts, it must be clear which part is meant. Who counts from the section's start means the part that
   * this leads to; who counts from another symbol means the part that the symbol is in.
   */
  private checkPart(
    parts: readonly ObjectPiece[],
    { index, type, value }: ObjectSymbol,
    addend: number,
    bias: number,
    what: string,
  ): void {
    if (type === SymbolType.section) {
      const { size } = this.tables.section(index);
      if (bias === 0 && value === 0 && addend >= 0 && addend < size) return;
    } else {
      const piece = partAt(parts, value);
      const at = value - piece.start + addend + bias;
      // An operand behind the field has been subtracted: at most 4 bytes.
      if (at >= -4 && at <= sizeOf(piece)) return;
    }
    throw this.error(`${what} of a section of constants, but it is not clear which is meant`);
  }

  private localName(symbol: ObjectSymbol): string {
    return `${this.origin}: ${symbol.name} (symbol ${symbol.number})`;
  }

  private error(what: string): ObjectError {
    return new ObjectError(`${this.origin} ${what}`);
  }
}

/** A section or a part of one. Its relocations are read when somebody wants to know them. */
class ObjectPiece implements Piece {
  readonly alignment: number;
  readonly symbols: PieceSymbol[];
  readonly mergeable: boolean;
  #relocations: readonly PieceRelocation[] | undefined;

  constructor(
    readonly name: string,
    readonly section: PieceSection,
    { alignment }: ObjectSection,
    readonly bytes: Uint8Array,
    /** In its section. */
    readonly start: number,
    readonly size: number,
    /** The symbol at its start that relocations name. */
    readonly label: string,
    private readonly readRelocations?: () => PieceRelocation[],
  ) {
    this.alignment = Math.max(1, alignment);
    this.mergeable = readRelocations === undefined;
    this.symbols = [{ name: label, offset: 0, size: 0, kind: "label", binding: "local" }];
  }

  get relocations(): readonly PieceRelocation[] {
    this.#relocations ??= this.readRelocations?.() ?? [];
    return this.#relocations;
  }
}

const kinds: Readonly<Record<number, PieceSymbol["kind"]>> = {
  [SymbolType.object]: "object",
  [SymbolType.function]: "function",
};

function sectionProblem({ alignment, flags, type }: ObjectSection): string | undefined {
  const has = (flag: number) => (flags & flag) !== 0;
  if (type !== SectionType.contents && type !== SectionType.noBits)
    return `is of type ${type}, which this linker does not know`;
  if (has(SectionFlag.threadLocal)) return "is thread-local, which this linker does not do";
  if (has(SectionFlag.compressed)) return "is compressed";
  if (has(SectionFlag.execute) && (has(SectionFlag.write) || type === SectionType.noBits))
    return "is writable code";
  if (alignment > MAX_ALIGNMENT || (alignment & (alignment - 1)) !== 0)
    return `has an alignment of ${alignment}`;
  return undefined;
}

/** The part of a section that has a byte; the last one has what is behind the end. */
function partAt(parts: readonly ObjectPiece[], offset: number): ObjectPiece {
  let low = 0;
  for (let high = parts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if ((parts[middle] as ObjectPiece).start <= offset) low = middle;
    else high = middle;
  }
  return parts[low] as ObjectPiece;
}

/** Functions that the object keeps to itself may have lost their names, but not their sections. */
function nameFunction(piece: ObjectPiece): void {
  if (piece.section !== "text" || piece.symbols.some(({ kind }) => kind === "function")) return;
  const [, name] = /^\.text\.(?:\.L)?(.+)$/.exec(piece.name) ?? [];
  const label = piece.symbols[0];
  if (name === undefined || label === undefined) return;
  piece.symbols[0] = { ...label, kind: "function", size: piece.bytes.length, shownName: name };
}

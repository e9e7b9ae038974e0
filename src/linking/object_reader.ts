/** Reads relocatable ELF objects: each section that a program would load becomes a piece, or several. */
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
 * The pieces of an object, in the order of its sections. What no program loads is left out (debug information, comments),
 * and so are tables for unwinding and notes.
 * @param origin what errors call it, and what makes its local symbols' names unique among objects
 * @throws ObjectError when the bytes are no such object, or have what this linker does not do (common symbols, thread-local
 * storage, constructors, …)
 */
export function readObject(bytes: Uint8Array, origin = "object"): Piece[] {
  return new ObjectReader(bytes, origin).pieces();
}

/** A piece that is being made, and where it begins in its section. */
interface Part {
  readonly start: number;
  readonly label: string;
  readonly piece: Piece & { readonly relocations: PieceRelocation[]; readonly symbols: PieceSymbol[] };
}

class ObjectReader {
  private readonly tables: ObjectTables;
  private readonly target: LinkTarget;
  /** By index of the section, ascending by start. */
  private readonly parts = new Map<number, readonly Part[]>();

  constructor(
    bytes: Uint8Array,
    private readonly origin: string,
  ) {
    this.tables = new ObjectTables(bytes, origin);
    this.target = this.machine();
  }

  pieces(): Piece[] {
    const { sections, symbols } = this.tables;
    const keptWhole = this.sectionsKeptWhole();
    for (const section of sections) {
      const kind = this.pieceSection(section);
      if (kind !== undefined)
        this.parts.set(section.index, this.partsOf(section, kind, !keptWhole.has(section.index)));
    }
    for (const symbol of symbols) this.define(symbol);
    for (const section of sections)
      if (isRelocations(section) && this.parts.has(section.info)) this.readRelocations(section);
    for (const parts of this.parts.values()) for (const { piece } of parts) nameFunction(piece);
    return [...this.parts.values()].flat().map(({ piece }) => piece);
  }

  private machine(): LinkTarget {
    const { view } = this.tables;
    const found = (Object.keys(Machine) as LinkTarget[]).find(
      (target) => view.getUint16(18, true) === Machine[target],
    );
    if (found === undefined) throw this.error(`is for another processor (${view.getUint16(18, true)})`);
    return found;
  }

  /** Where a section goes in a program; undefined when it is left out. */
  private pieceSection(section: ObjectSection): PieceSection | undefined {
    const { flags, name, size, type } = section;
    const has = (flag: number) => (flags & flag) !== 0;
    if (!has(SectionFlag.allocate) || name === ".eh_frame" || name.startsWith(".note")) return undefined;
    if (size === 0 && type !== SectionType.contents && type !== SectionType.noBits) return undefined;
    const problem = this.sectionProblem(section);
    if (problem !== undefined) throw this.error(`section ${name} ${problem}`);
    if (has(SectionFlag.execute)) return "text";
    if (type === SectionType.noBits) return "bss";
    // A program at a fixed address needs no changes to them when it starts.
    const isConstant = !has(SectionFlag.write) || /^\.data\.rel\.ro(\.|$)/.test(name);
    return isConstant ? "rodata" : "data";
  }

  private sectionProblem({ alignment, flags, type }: ObjectSection): string | undefined {
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

  private partsOf(section: ObjectSection, kind: PieceSection, mayDivide: boolean): Part[] {
    const bytes = kind === "bss" ? new Uint8Array(0) : this.tables.contents(section);
    const divided = mayDivide && kind === "rodata" ? mergeableParts(section, bytes) : undefined;
    const ranges = divided ?? [{ start: 0, end: section.size }];
    return ranges.map(({ start, end }, number) => {
      const label: PieceSymbol = {
        name: this.labelOf(section.index, number),
        offset: 0,
        size: 0,
        kind: "label",
        binding: "local",
      };
      return {
        start,
        label: label.name,
        piece: {
          name: divided === undefined ? section.name : `${section.name}+${start}`,
          section: kind,
          alignment: Math.max(1, section.alignment),
          bytes: bytes.subarray(start, end),
          ...(kind === "bss" && { size: section.size }),
          relocations: [],
          symbols: [label],
          ...(divided !== undefined && { mergeable: true }),
        },
      };
    });
  }

  /**
   * Sections whose parts must stay together, whatever their flags say: because they depend on addresses, or something is
   * reached by counting from their start in a way that does not say what. (Who counts from another symbol means the part
   * that this is in; every linker takes it so.)
   */
  private sectionsKeptWhole(): ReadonlySet<number> {
    const whole = new Set<number>();
    const { sections } = this.tables;
    for (const section of sections.filter(isRelocations)) {
      whole.add(section.info);
      for (const { symbol, addend, type } of this.tables.relocations(section)) {
        const { index, type: symbolType } = this.symbolAt(symbol);
        if (symbolType !== SymbolType.section) continue;
        const isPlain = addend >= 0 && addend < (sections[index]?.size ?? 0);
        if (!isPlain || knownRelocation(this.target, type)?.bias !== 0) whole.add(index);
      }
    }
    return whole;
  }

  private define(symbol: ObjectSymbol): void {
    const { name, type, binding } = symbol;
    if (symbol.index === SpecialSection.common)
      throw this.error(`symbol "${name}" is common, which this linker does not do`);
    if (type === SymbolType.section || type === SymbolType.file || symbol.index === SpecialSection.elsewhere)
      return;
    const parts = this.parts.get(symbol.index);
    if (parts === undefined) return;
    if (binding > SymbolBinding.weak || type > SymbolType.function)
      throw this.error(`symbol "${name}" is of a kind that this linker does not know (${binding}, ${type})`);
    if (symbol.value > (this.tables.sections[symbol.index]?.size ?? 0))
      throw this.error(`symbol "${name}" is behind the end of its section`);
    const part = partAt(parts, symbol.value);
    const isLocal = binding === SymbolBinding.local;
    part.piece.symbols.push({
      name: isLocal ? this.localName(symbol) : name,
      offset: symbol.value - part.start,
      size: Math.min(symbol.size, part.start + sizeOf(part.piece) - symbol.value),
      kind: kinds[type] ?? "label",
      ...(binding !== SymbolBinding.global && { binding: isLocal ? "local" : "weak" }),
      ...(isLocal && { shownName: name }),
    });
  }

  private readRelocations(section: ObjectSection): void {
    const parts = this.parts.get(section.info) as readonly Part[];
    const { name } = this.tables.sections[section.info] as ObjectSection;
    if (section.type === SectionType.relocations)
      throw this.error(`the relocations of ${name} have no addends`);
    for (const { offset, symbol, type, addend } of this.tables.relocations(section)) {
      const known = knownRelocation(this.target, type);
      if (known === undefined)
        throw this.error(
          `section ${name} has a relocation of type ${type} at ${offset}, which this linker does not know`,
        );
      if (known.kind === "nothing") continue;
      const part = partAt(parts, offset);
      const { piece } = part;
      const at = offset - part.start;
      if (piece.section === "bss" || at + known.length > piece.bytes.length)
        throw this.error(`section ${name} has a relocation behind its end`);
      if (known.suits?.(piece.bytes, at) === false)
        throw this.error(
          `section ${name} has a relocation of type ${type} at ${offset}, where the instruction is another`,
        );
      piece.relocations.push({ offset: at, kind: known.kind, ...this.aim(symbol, addend, known.bias) });
    }
  }

  /** What a relocation is about, by name. */
  private aim(
    number: number,
    addend: number,
    bias: number,
  ): Pick<PieceRelocation, "symbol" | "addend" | "weak"> {
    const symbol = this.symbolAt(number);
    const { index, name, type, binding } = symbol;
    if (index === SpecialSection.elsewhere && number !== 0) {
      if (name === "") throw this.error(`symbol ${number} has no name and no place`);
      return { symbol: name, addend: addend + bias, ...(binding === SymbolBinding.weak && { weak: true }) };
    }
    const parts = this.parts.get(index);
    if (parts === undefined)
      throw this.error(
        `a relocation is about symbol ${number} ("${name}"), which is in no section that is loaded`,
      );
    if (type !== SymbolType.section) {
      const { piece, start } = partAt(parts, symbol.value);
      const at = symbol.value - start + addend + bias;
      // An operand behind the field has been subtracted: at most 4 bytes.
      if (parts.length > 1 && (at < -4 || at > sizeOf(piece)))
        throw this.error(`a relocation is about what is not beside symbol "${name}"`);
      return {
        symbol: binding === SymbolBinding.local ? this.localName(symbol) : name,
        addend: addend + bias,
      };
    }
    const whole = parts.length === 1;
    const part = whole ? (parts[0] as Part) : partAt(parts, addend);
    return { symbol: part.label, addend: addend - part.start + bias };
  }

  private symbolAt(number: number): ObjectSymbol {
    const symbol = this.tables.symbols[number];
    if (symbol === undefined) throw this.error(`there is no symbol ${number}`);
    return symbol;
  }

  private labelOf(section: number, part: number): string {
    return `${this.origin}: part ${part} of section ${section}`;
  }

  private localName(symbol: ObjectSymbol): string {
    return `${this.origin}: ${symbol.name} (symbol ${symbol.number})`;
  }

  private error(what: string): ObjectError {
    return new ObjectError(`${this.origin} ${what}`);
  }
}

const kinds: Readonly<Record<number, PieceSymbol["kind"]>> = {
  [SymbolType.object]: "object",
  [SymbolType.function]: "function",
};

function isRelocations({ type }: ObjectSection): boolean {
  return type === SectionType.relocationsWithAddends || type === SectionType.relocations;
}

/** The part of a section that has a byte; the last one has what is behind the end. */
function partAt(parts: readonly Part[], offset: number): Part {
  let low = 0;
  for (let high = parts.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if ((parts[middle] as Part).start <= offset) low = middle;
    else high = middle;
  }
  return parts[low] as Part;
}

/** Functions that the object keeps to itself may have lost their names, but not their sections. */
function nameFunction(piece: Part["piece"]): void {
  const isNamed = piece.symbols.some(({ kind }) => kind === "function");
  const [, name] = /^\.text\.(?:\.L)?(.+)$/.exec(piece.name) ?? [];
  const label = piece.symbols[0];
  if (piece.section !== "text" || isNamed || name === undefined || label === undefined) return;
  piece.symbols[0] = { ...label, kind: "function", size: piece.bytes.length, shownName: name };
}

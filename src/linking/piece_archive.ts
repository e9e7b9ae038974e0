/**
 * The pieces of an object in a form that a program is linked from at once: read, checked and divided when it is made, with
 * numbers in the place of names. Of it, a link reads the pieces that it takes.
 *
 *     header      ArchiveHeader
 *     pieces      ArchivedPiece records
 *     relocations ArchivedRelocation records, in the order of the pieces
 *     symbols     ArchivedSymbol records, in the order of the pieces
 *     definitions by name: number of a piece and of a symbol, or NONE
 *     name ends   where each name that others may know ends in the names
 *     names       those, in order; the ones behind them have none
 *     contents    the bytes of the pieces
 */
import { NONE } from "../abi/bindings.ts";
import type { Definition, PieceSource } from "./definitions.ts";
import type { Piece, PieceRelocation, PieceSection, PieceSymbol, RelocationKind } from "./piece.ts";
import { LinkError, sizeOf } from "./piece.ts";

/** In words of 32 bits, least significant byte first, as everything but names and contents. */
const ArchiveHeader = {
  WORDS: 7,
  pieces: 0,
  relocations: 1,
  symbols: 2,
  names: 3,
  knownNames: 4,
  /** Bytes. */
  nameLength: 5,
  contentLength: 6,
} as const;

const ArchivedPiece = {
  WORDS: 8,
  section: 0,
  alignment: 1,
  size: 2,
  content: 3,
  firstRelocation: 4,
  firstSymbol: 5,
  symbolCount: 6,
  isMergeable: 7,
} as const;

const ArchivedRelocation = { WORDS: 4, offset: 0, kind: 1, name: 2, addend: 3 } as const;
const ArchivedSymbol = { WORDS: 4, offset: 0, size: 1, kind: 2, name: 3 } as const;

const WEAK = 0x100;

const sections: readonly PieceSection[] = ["text", "rodata", "data", "bss"];
const symbolKinds: readonly PieceSymbol["kind"][] = ["label", "object", "function"];
const bindings = ["global", "weak", "local"] as const;
const relocationKinds: readonly RelocationKind[] = [
  ...(["absolute64", "absolute32", "absoluteSigned32", "relative32", "relative64"] as const),
  ...(["branch26", "branch19", "branch14", "address21", "page21", "pageOffset12"] as const),
  ...(["move0", "move1", "move2", "move3", "move0Part", "move1Part", "move2Part"] as const),
  ...(["gotRelative32", "gotRelaxable32", "gotPage21", "gotPageOffset12"] as const),
];

/** What a name that nobody outside may know is called: no name of an object begins so. */
const LOCAL = "#";
const localName = (number: number): string => `${LOCAL}${number}`;

// ---- writing -------------------------------------------------------------------------------------------------------

export function archiveOf(given: readonly Piece[]): Uint8Array {
  const pieces = withTailsOfTheirOwn(given);
  const names = namesIn(pieces);
  const numbers = new Map(names.all.map((name, number) => [name, number]));
  const numberOf = (name: string): number => numbers.get(name) as number;
  const table: number[] = [];
  const relocations: number[] = [];
  const symbols: number[] = [];
  const definitions = names.all.flatMap(() => [NONE, NONE]);
  let content = 0;
  for (const [number, piece] of pieces.entries()) {
    table.push(
      sections.indexOf(piece.section),
      piece.alignment,
      sizeOf(piece),
      content,
      relocations.length / ArchivedRelocation.WORDS,
      symbols.length / ArchivedSymbol.WORDS,
      piece.symbols.length,
      piece.mergeable === true ? 1 : 0,
    );
    content += piece.bytes.length;
    for (const { offset, kind, symbol, addend, weak } of piece.relocations)
      relocations.push(
        offset,
        relocationKinds.indexOf(kind) | (weak === true ? WEAK : 0),
        numberOf(symbol),
        addend,
      );
    for (const [index, { name, offset, size, kind, binding = "global" }] of piece.symbols.entries()) {
      definitions.splice(2 * numberOf(name), 2, number, index);
      symbols.push(
        offset,
        size,
        symbolKinds.indexOf(kind) | (bindings.indexOf(binding) << 8),
        numberOf(name),
      );
    }
  }
  const text = encodedNames(names.known);
  const header = [
    pieces.length,
    relocations.length / ArchivedRelocation.WORDS,
    symbols.length / ArchivedSymbol.WORDS,
    names.all.length,
    names.known.length,
    text.length,
    content,
  ];
  const ends = endsOf(names.known);
  const words = Uint32Array.from([header, table, relocations, symbols, definitions, ends].flat());
  return joined([new Uint8Array(words.buffer), text, ...pieces.map(({ bytes }) => bytes)]);
}

/** Names, one behind the other. @throws LinkError for one whose characters are more than bytes */
function encodedNames(names: readonly string[]): Uint8Array {
  const text = names.join("");
  const bytes = new TextEncoder().encode(text);
  if (bytes.length !== text.length) throw new LinkError("a symbol of the object has no name in ASCII");
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compilers make a text that another one ends with a part of that. Who names it is to have it alone. */
function withTailsOfTheirOwn(pieces: readonly Piece[]): Piece[] {
  const texts = new Map<string, Piece>();
  for (const piece of pieces)
    if (piece.mergeable === true && piece.alignment === 1)
      for (const { name, offset } of piece.symbols) if (offset === 0) texts.set(name, piece);
  const tails = new Map<string, Piece>();
  const nameOfTail = (symbol: string, start: number): string | undefined => {
    const text = texts.get(symbol);
    if (text === undefined || start <= 0 || start >= text.bytes.length) return undefined;
    const name = `${symbol}, from ${start}`;
    const label = { name, offset: 0, size: 0, kind: "label", binding: "local" } as const;
    const bytes = text.bytes.subarray(start);
    const { section, alignment } = text;
    tails.set(name, { name, section, alignment, bytes, symbols: [label], relocations: [], mergeable: true });
    return name;
  };
  const own = pieces.map((piece) => {
    const relocations = piece.relocations.map((relocation) => {
      const tail = nameOfTail(relocation.symbol, relocation.addend);
      return tail === undefined ? relocation : { ...relocation, symbol: tail, addend: 0 };
    });
    const { name, section, alignment, bytes, symbols, mergeable = false } = piece;
    return { name, section, alignment, bytes, size: sizeOf(piece), symbols, relocations, mergeable };
  });
  return [...own, ...tails.values()];
}

/** The names in pieces: all of them, of which those come first that others may know. */
function namesIn(pieces: readonly Piece[]): { all: string[]; known: string[] } {
  const local = new Set<string>();
  const known = new Set<string>();
  for (const { symbols } of pieces)
    for (const { name, binding } of symbols) (binding === "local" ? local : known).add(name);
  for (const { relocations } of pieces)
    for (const { symbol } of relocations) if (!local.has(symbol)) known.add(symbol);
  const inOrder = [...known].sort();
  return { all: [...inOrder, ...local], known: inOrder };
}

/** Where each of some texts ends when they follow each other. */
function endsOf(texts: readonly string[]): number[] {
  let end = 0;
  return texts.map(({ length }) => {
    end += length;
    return end;
  });
}

// ---- reading -------------------------------------------------------------------------------------------------------

/** An archive, which is what `archiveOf` has made: nothing in it is checked again. */
export class PieceArchive implements PieceSource {
  readonly #words: Uint32Array;
  readonly #contents: Uint8Array;
  readonly #relocations: number;
  readonly #symbols: number;
  readonly #definitions: number;
  /** Where the ends of names are. */
  readonly #ends: number;
  readonly #knownNames: number;
  /** The names that others may know, one behind the other: a program asks for few of them. */
  readonly #names: string;
  readonly #made: (Piece | undefined)[];

  constructor(bytes: Uint8Array) {
    const header = wordsOf(bytes, ArchiveHeader.WORDS);
    const count = (field: number): number => header[field] as number;
    const pieces = count(ArchiveHeader.pieces);
    this.#relocations = ArchiveHeader.WORDS + pieces * ArchivedPiece.WORDS;
    this.#symbols = this.#relocations + count(ArchiveHeader.relocations) * ArchivedRelocation.WORDS;
    this.#definitions = this.#symbols + count(ArchiveHeader.symbols) * ArchivedSymbol.WORDS;
    this.#ends = this.#definitions + 2 * count(ArchiveHeader.names);
    this.#knownNames = count(ArchiveHeader.knownNames);
    const end = this.#ends + this.#knownNames;
    this.#words = wordsOf(bytes, end);
    const text = bytes.subarray(4 * end, 4 * end + count(ArchiveHeader.nameLength));
    this.#contents = bytes.subarray(4 * end + text.length);
    this.#names = new TextDecoder("latin1").decode(text);
    this.#made = new Array<Piece | undefined>(pieces).fill(undefined);
  }

  get names(): Iterable<string> {
    const all = Array.from({ length: this.#knownNames }, (_, number) => this.#nameOf(number));
    return all.filter((_, number) => this.#isDefined(number));
  }

  has(symbol: string): boolean {
    const number = this.#numberOf(symbol);
    return number >= 0 && this.#isDefined(number);
  }

  definition(symbol: string): Definition | undefined {
    const number = symbol.startsWith(LOCAL) ? Number(symbol.slice(1)) : this.#numberOf(symbol);
    if (!(number >= 0 && this.#isDefined(number))) return undefined;
    const at = this.#definitions + 2 * number;
    const piece = this.#piece(this.#words[at] as number);
    return { piece, symbol: piece.symbols[this.#words[at + 1] as number] as PieceSymbol };
  }

  #isDefined(number: number): boolean {
    return this.#words[this.#definitions + 2 * number] !== NONE;
  }

  /** The number of a name that others may know, or -1. */
  #numberOf(name: string): number {
    let low = 0;
    let high = this.#knownNames;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#nameOf(middle) < name) low = middle + 1;
      else high = middle;
    }
    return low < this.#knownNames && this.#nameOf(low) === name ? low : -1;
  }

  madePieces(): Piece[] {
    return this.#made.filter((piece) => piece !== undefined);
  }

  #piece(number: number): Piece {
    const known = this.#made[number];
    if (known !== undefined) return known;
    const piece = this.#readPiece(number);
    this.#made[number] = piece;
    return piece;
  }

  #readPiece(number: number): Piece {
    const words = this.#words;
    const at = ArchiveHeader.WORDS + number * ArchivedPiece.WORDS;
    const field = (name: number): number => words[at + name] as number;
    const section = sections[field(ArchivedPiece.section)] as PieceSection;
    const size = field(ArchivedPiece.size);
    const content = field(ArchivedPiece.content);
    const bytes = this.#contents.subarray(content, section === "bss" ? content : content + size);
    const symbols = this.#readSymbols(field(ArchivedPiece.firstSymbol), field(ArchivedPiece.symbolCount));
    const first = field(ArchivedPiece.firstRelocation);
    const end = at + ArchivedPiece.WORDS;
    const after =
      end === this.#relocations
        ? (this.#symbols - this.#relocations) / ArchivedRelocation.WORDS
        : (words[end + ArchivedPiece.firstRelocation] as number);
    return {
      name: symbols.find(({ binding }) => binding !== "local")?.name ?? `piece ${number} of the runtime`,
      section,
      alignment: field(ArchivedPiece.alignment),
      bytes,
      size,
      relocations: this.#readRelocations(first, after),
      symbols,
      mergeable: field(ArchivedPiece.isMergeable) === 1,
    };
  }

  #nameOf(number: number): string {
    if (number >= this.#knownNames) return localName(number);
    const end = this.#ends + number;
    return this.#names.slice(number === 0 ? 0 : this.#words[end - 1], this.#words[end]);
  }

  #readRelocations(first: number, end: number): PieceRelocation[] {
    const words = this.#words;
    const relocations: PieceRelocation[] = [];
    for (let number = first; number < end; number++) {
      const at = this.#relocations + number * ArchivedRelocation.WORDS;
      const kind = words[at + ArchivedRelocation.kind] as number;
      relocations.push({
        offset: words[at + ArchivedRelocation.offset] as number,
        kind: relocationKinds[kind & ~WEAK] as RelocationKind,
        symbol: this.#nameOf(words[at + ArchivedRelocation.name] as number),
        addend: (words[at + ArchivedRelocation.addend] as number) | 0,
        weak: (kind & WEAK) !== 0,
      });
    }
    return relocations;
  }

  #readSymbols(first: number, count: number): PieceSymbol[] {
    const words = this.#words;
    const symbols: PieceSymbol[] = [];
    for (let number = first; number < first + count; number++) {
      const at = this.#symbols + number * ArchivedSymbol.WORDS;
      const kind = words[at + ArchivedSymbol.kind] as number;
      symbols.push({
        name: this.#nameOf(words[at + ArchivedSymbol.name] as number),
        offset: words[at + ArchivedSymbol.offset] as number,
        size: words[at + ArchivedSymbol.size] as number,
        kind: symbolKinds[kind & 0xff] as PieceSymbol["kind"],
        binding: bindings[kind >> 8] as PieceSymbol["binding"] & string,
      });
    }
    return symbols;
  }
}

/** A copy of the first words, which may lie anywhere. */
function wordsOf({ buffer, byteOffset }: Uint8Array, count: number): Uint32Array {
  return new Uint32Array(buffer.slice(byteOffset, byteOffset + 4 * count));
}

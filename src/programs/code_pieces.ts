/** From the backend's code blobs to pieces that the linker puts together. */
import {
  CodeFlag,
  CodeHeader,
  CodeLine,
  CodePosition,
  CodeUse,
  GENERATE_DEBUG,
  NONE,
  Relocation,
  type RelocationKind,
  RuntimeEntry,
  SymbolKind,
  WordEntry,
} from "../abi/bindings.ts";
import type { CallFrames } from "../linking/dwarf/description.ts";
import type { Piece, PieceRelocation } from "../linking/piece.ts";
import { generatedFields } from "../linking/relocation_fields.ts";
import { InternalError } from "../machine/exceptions.ts";

const WORD_BYTES = 4;
const ADDRESS_BYTES = 8;

const runtimeNames = Array.from(
  { length: Object.keys(RuntimeEntry).length },
  (_, entry) => `runtime ${entry}`,
);

/** The symbols of what code names; where they lie is the linker's. */
export const symbols = {
  /** The word table. */
  table: "ff_word_table",
  runtime: (entry: number): string => runtimeNames[entry] ?? `runtime ${entry}`,
  /** Where callers with arguments in registers enter, or those that left all in memory. */
  register: (code: string): string => `${code}, register entry`,
  memory: (code: string): string => `${code}, memory entry`,
  /** The address of the register entry for callers that count on an effect. */
  slot: (word: number, effect: number): string => `slot ${word} ${effect}`,
} as const;

const HOST_WORD = "word ";
/** The symbol of a word that the runtime does, and its name. */
export const hostSymbol = (name: string): string => `${HOST_WORD}${name}`;
export const hostWordName = (symbol: string): string => symbol.slice(HOST_WORD.length);

/** A piece of code, with what the traces need of it. */
export interface CodePiece {
  readonly piece: Piece;
  readonly frameSize: number;
  /** CodePosition records, by offset. */
  readonly positions: Uint32Array;
  /** CodeLine records, by offset; none when they were not asked for. */
  readonly lines: Uint32Array;
  /** Undefined when they were not asked for. */
  readonly frames: CallFrames | undefined;
}

/** What a blob's code names, as often as it does. */
interface CodeReferences {
  readonly tableEntries: readonly number[];
  readonly slots: readonly { readonly word: number; readonly effect: number }[];
  /** A bit for each RuntimeEntry. */
  readonly runtime: number;
}

/** What of a function no relocation names, when that was asked for. */
export interface CodeUses {
  /** CodeFlags. */
  readonly flags: number;
  /** CodeUse records. */
  readonly records: Uint32Array;
}

/**
 * @param blob which stays as it is: the piece is part of it
 * @param name of the piece; its symbols are `symbols.register(name)` and `symbols.memory(name)`
 * @param flags that the blob was asked for with
 */
export function pieceOf(blob: Uint32Array, name: string, flags = 0): CodePiece {
  const field = (at: number): number => blob[at] as number;
  const bytesAt = (at: number, length: number): Uint8Array =>
    new Uint8Array(blob.buffer, blob.byteOffset + at, length);
  const recordsAt = (offset: number, count: number, words: number): Uint32Array =>
    blob.subarray(field(offset) / WORD_BYTES, field(offset) / WORD_BYTES + field(count) * words);
  const length = field(CodeHeader.codeLength);
  const bytes = bytesAt(field(CodeHeader.codeOffset), length);
  const relocations = relocationsOf(blob);
  const entries = [
    { name, offset: 0 },
    { name: symbols.register(name), offset: field(CodeHeader.registerEntry) },
    { name: symbols.memory(name), offset: field(CodeHeader.memoryEntry) },
    ...runtimeSymbols(blob),
  ];
  const piece: Piece = {
    name,
    section: "text",
    alignment: 16,
    bytes,
    relocations,
    symbols: entries
      .filter(({ offset }) => offset !== NONE)
      .map((entry) => ({
        ...entry,
        size: entry.name === name ? length : 0,
        kind: entry.name === name ? ("function" as const) : ("label" as const),
      })),
  };
  const frames =
    (flags & GENERATE_DEBUG) === 0
      ? undefined
      : {
          instructions: bytesAt(field(CodeHeader.frameOffset), field(CodeHeader.frameLength)),
          changesStack: (field(CodeHeader.flags) & CodeFlag.changesStack) !== 0,
        };
  return {
    piece,
    frameSize: field(CodeHeader.frameSize),
    positions: recordsAt(CodeHeader.positionOffset, CodeHeader.positionCount, CodePosition.WORDS),
    lines: recordsAt(CodeHeader.lineOffset, CodeHeader.lineCount, CodeLine.WORDS),
    frames,
  };
}

/** What of a blob's function no relocation names. */
export function usesOf(blob: Uint32Array): CodeUses {
  const first = (blob[CodeHeader.useOffset] as number) / WORD_BYTES;
  const count = blob[CodeHeader.useCount] as number;
  return {
    flags: blob[CodeHeader.flags] as number,
    records: blob.subarray(first, first + count * CodeUse.WORDS),
  };
}

/** What its relocations name. */
export function referencesOf(blob: Uint32Array): CodeReferences {
  const tableEntries: number[] = [];
  const slots: { word: number; effect: number }[] = [];
  let runtime = 0;
  let at = (blob[CodeHeader.relocationOffset] as number) / WORD_BYTES;
  const end = at + (blob[CodeHeader.relocationCount] as number) * Relocation.WORDS;
  for (; at < end; at += Relocation.WORDS) {
    const index = blob[at + Relocation.index] as number;
    switch (blob[at + Relocation.symbolKind]) {
      case SymbolKind.runtime:
        runtime |= 1 << index;
        break;
      case SymbolKind.wordTableEntry:
        tableEntries.push(index);
        break;
      case SymbolKind.wordCallSlot:
        slots.push({ word: index, effect: blob[at + Relocation.effect] as number });
        break;
    }
  }
  return { tableEntries, slots, runtime };
}

function relocationsOf(blob: Uint32Array): PieceRelocation[] {
  const relocations: PieceRelocation[] = [];
  const first = (blob[CodeHeader.relocationOffset] as number) / WORD_BYTES;
  for (let number = 0; number < (blob[CodeHeader.relocationCount] as number); number++) {
    const field = (at: number): number => blob[first + number * Relocation.WORDS + at] as number;
    const index = field(Relocation.index);
    const effect = field(Relocation.effect);
    let symbol: string;
    let addend = field(Relocation.addend) | 0;
    switch (field(Relocation.symbolKind)) {
      case SymbolKind.runtime:
        symbol = symbols.runtime(index);
        break;
      case SymbolKind.wordTableEntry:
        symbol = symbols.table;
        addend += index * WordEntry.BYTES;
        break;
      case SymbolKind.wordCallSlot:
        symbol = symbols.slot(index, effect);
        break;
      default:
        throw new InternalError(`code names a symbol of kind ${field(Relocation.symbolKind)}`);
    }
    const kind = generatedFields[field(Relocation.kind) as RelocationKind];
    if (kind === undefined)
      throw new InternalError(`code has a relocation of kind ${field(Relocation.kind)}`);
    relocations.push({ offset: field(Relocation.offset), kind, symbol, addend });
  }
  return relocations;
}

/** The entries of the runtime, if the blob is that. */
function runtimeSymbols(blob: Uint32Array): { name: string; offset: number }[] {
  const at = blob[CodeHeader.symbolOffset] as number;
  if (at === NONE) return [];
  return Object.values(RuntimeEntry).map((entry) => ({
    name: symbols.runtime(entry),
    offset: blob[at / WORD_BYTES + entry] ?? NONE,
  }));
}

/** A number, the address of a symbol, or two 32-bit numbers: they may be more than a double holds. */
export type TableField =
  | number
  | { readonly symbol: string }
  | { readonly low: number; readonly high: number };

/** A piece of 64-bit numbers, some of which are addresses. */
export class AddressTable {
  readonly #fields: TableField[] = [];

  constructor(readonly name: string) {}

  /** How many fields there are. */
  get length(): number {
    return this.#fields.length;
  }

  fields(...fields: readonly TableField[]): void {
    this.#fields.push(...fields);
  }

  /** A field of two 32-bit numbers. */
  halves(low: number, high: number): void {
    this.#fields.push({ low, high });
  }

  /** The piece, whose one symbol is its name. */
  piece(): Piece {
    const view = new DataView(new ArrayBuffer(this.#fields.length * ADDRESS_BYTES));
    const relocations: PieceRelocation[] = [];
    for (const [at, field] of this.#fields.entries()) {
      const offset = at * ADDRESS_BYTES;
      if (typeof field === "number") {
        view.setUint32(offset, field % 2 ** 32, true);
        view.setUint32(offset + 4, Math.floor(field / 2 ** 32), true);
      } else if ("low" in field) {
        view.setUint32(offset, field.low, true);
        view.setUint32(offset + 4, field.high, true);
      } else relocations.push({ offset, kind: "absolute64", symbol: field.symbol, addend: 0 });
    }
    return dataPiece(this.name, new Uint8Array(view.buffer), { relocations });
  }
}

/** A piece of data, whose one symbol is its name, for the linker alone: it is nothing that a debugger would show. */
export function dataPiece(
  name: string,
  bytes: Uint8Array,
  {
    section = "rodata",
    alignment = ADDRESS_BYTES,
    relocations = [],
    size,
  }: Partial<Pick<Piece, "section" | "alignment" | "relocations" | "size">> = {},
): Piece {
  return {
    name,
    section,
    alignment,
    bytes,
    ...(size !== undefined && { size }),
    relocations,
    symbols: [{ name, offset: 0, size: size ?? bytes.length, kind: "label" }],
  };
}

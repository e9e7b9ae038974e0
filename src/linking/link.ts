/** Links pieces into a static executable for Linux, at a fixed address. */
import type { PieceSource } from "./definitions.ts";
import { debugSections } from "./dwarf/debug_info.ts";
import type { DebugInfo } from "./dwarf/description.ts";
import { executableFile } from "./executable.ts";
import { type Layout, layOut } from "./layout.ts";
import { LinkError, type LinkTarget, type Piece, sizeOf, UndefinedSymbol } from "./piece.ts";
import { type ReachedPieces, reachablePieces } from "./reachability.ts";
import { type FieldKind, fillField } from "./relocation_fields.ts";
import { symbolTableSections } from "./symbol_table.ts";

interface LinkInput {
  readonly target: LinkTarget;
  /** Code is placed in this order. Of them, the program has what can be reached. */
  readonly pieces: readonly Piece[];
  /** What further pieces are taken from, such as objects. */
  readonly sources?: readonly PieceSource[];
  /** Symbols that it has in any case, besides its entry. */
  readonly roots: readonly string[];
  /** The symbol that it begins at. */
  readonly entry: string;
  readonly debug?: DebugInfo;
  /** Without symbols and debug information. */
  readonly strip: boolean;
}

interface LinkedProgram {
  readonly file: Uint8Array;
  /** Of all symbols of the pieces in it, labels too. */
  readonly addresses: ReadonlyMap<string, number>;
}

/**
 * Links a program. The same input gives the same bytes.
 * @throws UndefinedSymbol for a symbol that is reached and not defined; LinkError for symbols defined twice, fields that
 * have no room for what they should hold, and pieces that cannot be placed
 */
export function link(input: LinkInput): LinkedProgram {
  const reached = reachablePieces(input.pieces, input.sources ?? [], [input.entry, ...input.roots]);
  const layout = layOut(input.target, reached.pieces);
  const addresses = symbolAddresses(layout, reached);
  const image = loadedBytes(layout, addresses);
  const unloaded = input.strip
    ? []
    : [
        ...(input.debug === undefined ? [] : debugSections(input.target, input.debug, addresses)),
        ...symbolTableSections(layout),
      ];
  const entry = addresses.get(input.entry) as number;
  return { file: executableFile(input.target, layout, image, entry, unloaded), addresses };
}

function symbolAddresses(layout: Layout, { places }: ReachedPieces): Map<string, number> {
  const starts = new Map(
    layout.sections.flatMap(({ pieces }) => pieces.map(({ piece, address }) => [piece, address] as const)),
  );
  return new Map(
    [...places].map(([name, { piece, offset }]) => [name, (starts.get(piece) as number) + offset]),
  );
}

/** The bytes of the file that are loaded, but for its headers. */
function loadedBytes(layout: Layout, addresses: ReadonlyMap<string, number>): Uint8Array {
  const image = new Uint8Array(layout.fileSize);
  for (const { section, address, offset, size, pieces } of layout.sections) {
    if (section === "bss") continue;
    // Between functions nothing runs: on x86-64, INT3; on AArch64 zeros are UDF.
    if (section === "text") image.fill(layout.pageSize === 4096 ? 0xcc : 0, offset, offset + size);
    for (const placed of pieces) {
      const start = offset + (placed.address - address);
      image.set(placed.piece.bytes, start);
      fillFields(
        image.subarray(start, start + sizeOf(placed.piece)),
        placed.piece,
        placed.address,
        addresses,
      );
    }
  }
  return image;
}

function fillFields(
  bytes: Uint8Array,
  piece: Piece,
  start: number,
  addresses: ReadonlyMap<string, number>,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { offset, kind, symbol, addend, weak } of piece.relocations) {
    const field = kind as FieldKind;
    const target = addresses.get(symbol) ?? (weak === true ? 0 : undefined);
    if (target === undefined) throw new UndefinedSymbol(symbol, [piece.name]);
    const problem = fillField(view, offset, field, start + offset, target + addend);
    if (problem !== undefined)
      throw new LinkError(`${piece.name}: the field at ${offset} for "${symbol}" ${problem}`);
  }
}

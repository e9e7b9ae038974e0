/**
 * Places the pieces of a program at addresses and in its file. Each segment begins in the file where the one before ends:
 * offsets are congruent to addresses modulo the size of a page, so the page where two meet is mapped twice, with the rights
 * of each, and the file has no padding.
 */
import { FILE_HEADER_LENGTH, PROGRAM_HEADER_LENGTH } from "./elf.ts";
import { LinkError, type LinkTarget, MAX_ALIGNMENT, type Piece, type PieceSection, sizeOf } from "./piece.ts";

export interface OutputSection {
  readonly section: PieceSection;
  readonly address: number;
  /** In the file, which has the bytes of all but bss. */
  readonly offset: number;
  readonly size: number;
  readonly alignment: number;
  /** Ascending by address. */
  readonly pieces: readonly PlacedPiece[];
}

interface PlacedPiece {
  readonly piece: Piece;
  readonly address: number;
}

/** What the kernel maps in one piece. */
export interface Segment {
  readonly access: "read" | "execute" | "write";
  readonly address: number;
  readonly offset: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

export interface Layout {
  readonly pageSize: number;
  /** Those that have pieces, ascending by address. */
  readonly sections: readonly OutputSection[];
  readonly segments: readonly Segment[];
  /** Bytes of the file that are loaded. */
  readonly fileSize: number;
}

/** Where programs begin, and below what they end, so that fields of 32 bits can name every place of them. */
const BASE = 0x400000;
const LIMIT = 2 ** 31;

/** The largest pages that a kernel may have for the processor: a program for smaller ones runs on no others. */
const pageSizes: Readonly<Record<LinkTarget, number>> = { "linux-x64": 4096, "linux-arm64": 65536 };

/** @throws LinkError when a piece has a strange alignment, or everything is too large */
export function layOut(target: LinkTarget, pieces: readonly Piece[]): Layout {
  for (const { name, alignment } of pieces)
    if (!(alignment > 0 && alignment <= MAX_ALIGNMENT) || (alignment & (alignment - 1)) !== 0)
      throw new LinkError(`${name} has an alignment of ${alignment}`);
  const layout = new Placing(pageSizes[target], pieces).place();
  const last = layout.segments.at(-1);
  if (last !== undefined && last.address + last.memorySize > LIMIT)
    throw new LinkError("the program is larger than 2 GB");
  return layout;
}

class Placing {
  private readonly sections: OutputSection[] = [];
  private readonly segments: Segment[] = [];
  /** Where the next byte goes. */
  private offset: number;
  private address: number;

  constructor(
    private readonly pageSize: number,
    private readonly pieces: readonly Piece[],
  ) {
    const segments = 1 + Number(this.has("text")) + Number(this.has("data") || this.has("bss"));
    this.offset = FILE_HEADER_LENGTH + (segments + 1) * PROGRAM_HEADER_LENGTH;
    this.address = BASE + this.offset;
  }

  place(): Layout {
    this.placeSection("rodata");
    this.segments.push({
      access: "read",
      address: BASE,
      offset: 0,
      fileSize: this.offset,
      memorySize: this.offset,
    });
    this.placeSegment("execute", ["text"]);
    this.placeSegment("write", ["data", "bss"]);
    const { pageSize, sections, segments, offset } = this;
    return { pageSize, sections, segments, fileSize: offset };
  }

  private placeSegment(access: Segment["access"], sections: readonly PieceSection[]): void {
    if (!sections.some((section) => this.has(section))) return;
    const { pageSize } = this;
    const hasBytes = sections.some((section) => section !== "bss" && this.has(section));
    this.address = alignUp(this.address, pageSize);
    if (hasBytes) {
      this.offset = alignUp(this.offset, Math.max(...sections.map((section) => this.alignmentOf(section))));
      this.address += this.offset % pageSize;
    }
    // Without bytes, it begins with a page: kernels map none for the part of a page before the bytes that they clear.
    const start = {
      address: this.address,
      offset: hasBytes ? this.offset : this.offset - (this.offset % pageSize),
    };
    for (const section of sections) this.placeSection(section);
    this.segments.push({
      access,
      ...start,
      fileSize: hasBytes ? this.offset - start.offset : 0,
      memorySize: this.address - start.address,
    });
  }

  private placeSection(section: PieceSection): void {
    const pieces = this.pieces.filter((piece) => piece.section === section);
    if (pieces.length === 0) return;
    // Code keeps its order; of the rest, what needs the most alignment comes first and leaves no gaps.
    if (section !== "text") pieces.sort((a, b) => b.alignment - a.alignment);
    const alignment = this.alignmentOf(section);
    this.advance(section, alignUp(this.address, alignment));
    const { address, offset } = this;
    const placed = pieces.map((piece) => {
      this.advance(section, alignUp(this.address, piece.alignment));
      const start = this.address;
      this.advance(section, start + sizeOf(piece));
      return { piece, address: start };
    });
    this.sections.push({ section, address, offset, size: this.address - address, alignment, pieces: placed });
  }

  private advance(section: PieceSection, address: number): void {
    if (section !== "bss") this.offset += address - this.address;
    this.address = address;
  }

  private has(section: PieceSection): boolean {
    return this.pieces.some((piece) => piece.section === section);
  }

  private alignmentOf(section: PieceSection): number {
    return this.pieces.reduce(
      (most, piece) => (piece.section === section ? Math.max(most, piece.alignment) : most),
      1,
    );
  }
}

/** The next multiple of a power of two. */
function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

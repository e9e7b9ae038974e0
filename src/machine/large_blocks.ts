/**
 * Large blocks of the heap. What is freed becomes one with the free bytes beside it, so that a block that grows again and
 * again does not leave its former places behind. What is known of them lies with the host, out of reach of programs; they
 * look like other blocks all the same, because a program that is compiled into an executable goes on with them without it.
 */
import type { Machine } from "./machine.ts";

/** Freed pieces from this size on go back to the system. */
const DISCARDED = 32 * 2 ** 20;

/** How many freed blocks wait before others can begin where they did, while there is room, and how many bytes of them. */
const MOST_WAITING = 4;
const MOST_BYTES_WAITING = 64 * 2 ** 20;

/** The end of the heap that blocks are taken from, and how blocks look. */
interface HeapEnd {
  /** The bytes that were taken last begin here. */
  readonly bottom: number;
  /** How many bytes it has without growing. */
  readonly room: number;
  take(bytes: number): number | undefined;
  /** Takes back the bytes that were taken last. */
  giveBack(bytes: number): void;
  /** Bytes before a block that say what it is. */
  readonly headerSize: number;
  /** The size of blocks that are to hold so many bytes. */
  roundUp(size: number): number;
  /** Says before a block of such a size what it is: the block's address. */
  writeHeader(start: number, capacity: number): number;
  /** It is none any more. */
  clearHeader(address: number): void;
}

interface Piece {
  start: number;
  size: number;
}

export class LargeBlocks {
  /** Capacities of the blocks in use, by address. */
  private readonly used = new Map<number, number>();
  /** By address; no two of them touch. */
  private readonly pieces: Piece[] = [];
  /** Pieces that were freed last, and none yet: a second FREE there meets no block, rather than another's. */
  private waiting: Piece[] = [];

  constructor(
    private readonly machine: Machine,
    private readonly end: HeapEnd,
  ) {}

  /** Free bytes among the blocks: from each address to the next. */
  free(): (readonly [from: number, to: number])[] {
    return [...this.pieces, ...this.waiting].map(({ start, size }) => [start, start + size] as const);
  }

  /** The capacity of the block in use that begins here, if one does. */
  capacityAt(address: number): number | undefined {
    return this.used.get(address);
  }

  allocate(size: number): number | undefined {
    const { end } = this;
    const capacity = end.roundUp(size);
    const bytes = capacity + end.headerSize;
    const start = this.takePiece(bytes) ?? this.takeWaiting(bytes) ?? end.take(bytes);
    return start === undefined ? undefined : this.begin(start, capacity);
  }

  /** From what waits, when there is no other room without growing. */
  private takeWaiting(bytes: number): number | undefined {
    if (this.end.room >= bytes || this.waiting.length === 0) return undefined;
    for (const { start, size } of this.waiting.splice(0)) this.add(start, size);
    return this.takePiece(bytes);
  }

  /** The piece serves again when others were freed behind it. */
  private wait(piece: Piece): void {
    const { waiting } = this;
    waiting.push(piece);
    const bytes = () => waiting.reduce((sum, { size }) => sum + size, 0);
    while (waiting.length > MOST_WAITING || (waiting.length > 1 && bytes() > MOST_BYTES_WAITING)) {
      const { start, size } = waiting.shift() as Piece;
      this.add(start, size);
    }
  }

  private begin(start: number, capacity: number): number {
    const address = this.end.writeHeader(start, capacity);
    this.used.set(address, capacity);
    return address;
  }

  /** False when no block in use begins here. */
  release(address: number): boolean {
    const capacity = this.used.get(address);
    if (capacity === undefined) return false;
    this.used.delete(address);
    this.end.clearHeader(address);
    if (capacity >= DISCARDED) this.machine.storage.discard?.(address, capacity);
    this.wait({ start: address - this.end.headerSize, size: capacity + this.end.headerSize });
    return true;
  }

  /** Gives a block in use another size, which is one of a large block. */
  resize(address: number, size: number): number | undefined {
    const { end } = this;
    const capacity = this.used.get(address) as number;
    // It stays as it is when it suffices and not more than half of it is wasted.
    if (size <= capacity && 2 * size >= capacity) return address;
    const start = address - end.headerSize;
    if (size <= capacity) {
      const kept = end.roundUp(size);
      this.begin(start, kept);
      this.add(address + kept, capacity - kept);
      return address;
    }
    // What grows once grows again.
    const wanted = end.roundUp(size + size / 8);
    return this.grown(address, capacity, wanted) ?? this.grown(address, capacity, end.roundUp(size));
  }

  private grown(address: number, capacity: number, wanted: number): number | undefined {
    const { end } = this;
    const start = address - end.headerSize;
    const more = wanted - capacity;
    if (this.takeAt(address + capacity, more)) return this.begin(start, wanted);
    // Below it, when it is the last one.
    if (end.bottom === start && end.room >= more) {
      const lower = end.take(more) as number;
      this.used.delete(address);
      end.clearHeader(address);
      const { bytes } = this.machine;
      bytes.copyWithin(lower + end.headerSize, address, address + capacity);
      return this.begin(lower, wanted);
    }
    const moved = this.allocate(wanted);
    if (moved === undefined) return undefined;
    this.machine.bytes.copyWithin(moved, address, address + capacity);
    this.release(address);
    return moved;
  }

  /** From now on these bytes are free. */
  add(start: number, size: number): void {
    if (size === 0) return;
    const { pieces } = this;
    let at = pieces.findIndex((piece) => piece.start > start);
    if (at < 0) at = pieces.length;
    const added: Piece = { start, size };
    const next = pieces[at];
    const isBeforeNext = next !== undefined && start + size === next.start;
    if (isBeforeNext) added.size += next.size;
    const last = pieces[at - 1];
    const isBehindLast = last !== undefined && last.start + last.size === start;
    if (isBehindLast) {
      added.start = last.start;
      added.size += last.size;
    }
    const isLast = added.start === this.end.bottom;
    if (isLast) this.end.giveBack(added.size);
    const first = isBehindLast ? at - 1 : at;
    pieces.splice(first, Number(isBehindLast) + Number(isBeforeNext), ...(isLast ? [] : [added]));
  }

  /** From the smallest piece that suffices. */
  private takePiece(size: number): number | undefined {
    let best: Piece | undefined;
    for (const piece of this.pieces)
      if (piece.size >= size && (best === undefined || piece.size < best.size)) best = piece;
    if (best === undefined) return undefined;
    const { start } = best;
    this.takeAt(start, size);
    return start;
  }

  /** From the piece that begins here, if it suffices. */
  private takeAt(start: number, size: number): boolean {
    const at = this.pieces.findIndex((piece) => piece.start === start);
    const piece = this.pieces[at];
    if (piece === undefined || piece.size < size) return false;
    piece.start += size;
    piece.size -= size;
    if (piece.size === 0) this.pieces.splice(at, 1);
    return true;
  }
}

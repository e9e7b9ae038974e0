/**
 * The heap of ALLOCATE, FREE and RESIZE. Most blocks are of one of some sizes, in constant time: plugins-src/runtime/heap.zig,
 * which says how they look, does the same for native code, on the same memory, and a block from one may go back to the other.
 * Large blocks (large_blocks.ts) are the host's alone.
 *
 * The heap lies above the dictionary and grows with the data space, as far as that reaches and while the machine has memory:
 * in pieces, of which the last is the one that new blocks are taken from, downwards.
 */
import { HEAP_CLASSES, HeapField } from "../abi/session_bindings.ts";
import { MemoryGrants } from "./available_memory.ts";
import { LargeBlocks } from "./large_blocks.ts";
import { FIRST_ADDRESS, type Machine } from "./machine.ts";

const HEADER = 16;
const GRANULE = 16;
/** Larger blocks are the host's: plugins-src/runtime/heap.zig. */
const LARGEST_WITHOUT_HOST = 2 ** 18;
/** What the greatest class has. */
const LARGEST = 2 ** 32;
const PAGE = 4096;
/** The heap begins with so much, and grows by at least so much where there is so much. */
export const FIRST_HEAP = 16 * 2 ** 20;
const GROWTH = 64 * 2 ** 20;
const LARGEST_SMALL = 1024;
const SMALL_CLASSES = LARGEST_SMALL / GRANULE;
const FREE = 0;
const USED = 1;

/** So many bytes of a class wait, or some blocks; see plugins-src/runtime/heap.zig. */
const WAITING_BYTES = 2 ** 12;
const MOST_WAITING = 64;

/** Word offsets in a header, and of it from its block's bytes. */
const HEADER_WORDS = HEADER / 4;
const CLASS = 0;
const MARK = 1;
const NEXT = 2;

function classOf(size: number): number {
  if (size <= LARGEST_SMALL) return Math.max(1, Math.ceil(size / GRANULE)) - 1;
  const power = 31 - Math.clz32(size - 1);
  return SMALL_CLASSES + 8 * (power - 10) + (((size - 1) >>> (power - 3)) - 8);
}

function capacityOf(sizeClass: number): number {
  if (sizeClass < SMALL_CLASSES) return (sizeClass + 1) * GRANULE;
  const index = sizeClass - SMALL_CLASSES;
  return ((index % 8) + 9) * 2 ** (7 + (index >> 3));
}

/** How many free blocks of a class wait while there is room for another one. */
function waitingOf(sizeClass: number): number {
  const least = sizeClass < SMALL_CLASSES ? 8 : 4;
  const fitting = Math.floor(WAITING_BYTES / (capacityOf(sizeClass) + HEADER));
  return Math.max(least, Math.min(MOST_WAITING, fitting));
}

export class Heap {
  /** By HeapField; native code works on it, too. */
  readonly fields = new Uint32Array(new ArrayBuffer(HeapField.end * 4));

  private readonly large: LargeBlocks;
  private readonly grants = new MemoryGrants();

  /** @param start where it begins, a multiple of the page size; its first piece goes to the limit of the data space */
  constructor(
    private readonly machine: Machine,
    readonly start: number,
  ) {
    this.fields[HeapField.bottom] = machine.limit;
    this.fields[HeapField.floor] = start;
    this.fields[HeapField.secret] = Math.random() * 2 ** 32;
    this.large = new LargeBlocks(machine, this);
  }

  /** Has blocks be marked alike in every run, for what goes into an executable: before the first block. */
  fixSecret(): void {
    this.fields[HeapField.secret] = 0x2545f491;
  }

  /** The bytes that were taken last begin here. */
  get bottom(): number {
    return this.fields[HeapField.bottom] as number;
  }

  private get floor(): number {
    return this.fields[HeapField.floor] as number;
  }

  /** How many bytes can be taken without growing. */
  get room(): number {
    return this.bottom - this.floor;
  }

  /** Bytes below those that were taken last; undefined when the system has no more. */
  take(bytes: number): number | undefined {
    return this.takeRoom(bytes) ?? (this.grow(bytes) ? this.takeRoom(bytes) : undefined);
  }

  /** Takes back the bytes that were taken last. */
  giveBack(bytes: number): void {
    this.fields[HeapField.bottom] = this.bottom + bytes;
  }

  /** Where there may be blocks: from each address to the next. */
  *inUse(): Generator<readonly [from: number, to: number]> {
    const free = [...this.large.free(), [this.floor, this.bottom] as const].sort(([a], [b]) => a - b);
    let from = this.start;
    for (const [start, end] of free) {
      yield [from, start];
      from = end;
    }
    yield [from, this.machine.limit];
  }

  /** The address of a block of at least `size` bytes; undefined when there is no room. */
  allocate(size: number): number | undefined {
    if (!(size >= 0)) return undefined;
    if (size > LARGEST_WITHOUT_HOST) return this.large.allocate(size);
    const sizeClass = classOf(size);
    const isMore = (this.fields[HeapField.freeCount + sizeClass] as number) > waitingOf(sizeClass);
    const taken = isMore ? this.taken(sizeClass) : undefined;
    return (
      taken ??
      this.extend(sizeClass) ??
      this.taken(sizeClass) ??
      (this.grow(capacityOf(sizeClass) + HEADER) ? this.extend(sizeClass) : this.takenLarger(sizeClass))
    );
  }

  /** Frees a block; false when none that is in use begins at the address. */
  release(address: number): boolean {
    if (this.large.release(address)) return true;
    const header = this.header(address, USED);
    if (header < 0) return false;
    const words = this.machine.cells32;
    const sizeClass = words[header + CLASS] as number;
    const { fields } = this;
    words[header + MARK] = this.mark(address, sizeClass, FREE);
    words[header + NEXT] = 0;
    const first = HeapField.firstFree + sizeClass;
    const last = HeapField.lastFree + sizeClass;
    const count = HeapField.freeCount + sizeClass;
    const before = fields[first] === 0 ? -1 : this.header(fields[last] as number, FREE);
    if (before < 0) {
      fields[first] = address;
      fields[count] = 1;
    } else {
      words[before + NEXT] = address;
      fields[count] = (fields[count] as number) + 1;
    }
    fields[last] = address;
    return true;
  }

  /** Gives a block another size: its address then, or undefined, and it stays as it was. */
  resize(address: number, size: number): number | undefined {
    const large = this.large.capacityAt(address);
    if (large !== undefined && size > LARGEST_WITHOUT_HOST) return this.large.resize(address, size);
    if (large !== undefined) return this.moved(address, large, size);
    const header = this.header(address, USED);
    if (header < 0) return undefined;
    const capacity = capacityOf(this.machine.cells32[header + CLASS] as number);
    // It stays where it is when it suffices and not more than half of it is wasted.
    if (size >= 0 && size <= capacity && (capacity <= 4 * GRANULE || 2 * size >= capacity)) return address;
    return this.moved(address, capacity, size);
  }

  private moved(address: number, capacity: number, size: number): number | undefined {
    const moved = this.allocate(size);
    if (moved === undefined) return undefined;
    this.machine.bytes.copyWithin(moved, address, address + Math.min(size, capacity));
    this.release(address);
    return moved;
  }

  private mark(address: number, sizeClass: number, state: number): number {
    return (
      (Math.imul(address ^ (this.fields[HeapField.secret] as number), 0x9e3779b1) + 2 * sizeClass + state) | 0
    );
  }

  /** Where in `cells32` the header of a block in this state lies, or -1. */
  private header(address: number, state: number): number {
    if (address % GRANULE !== 0 || !(address >= FIRST_ADDRESS + HEADER && address < this.machine.limit))
      return -1;
    const at = address / 4 - HEADER_WORDS;
    const words = this.machine.cells32;
    const sizeClass = (words[at + CLASS] as number) >>> 0;
    if (sizeClass >= HEAP_CLASSES) return -1;
    return words[at + MARK] === this.mark(address, sizeClass, state) ? at : -1;
  }

  /** The first free block of a class, no longer free. */
  private taken(sizeClass: number): number | undefined {
    const list = HeapField.firstFree + sizeClass;
    const count = HeapField.freeCount + sizeClass;
    const address = this.fields[list] as number;
    if (address === 0) return undefined;
    const header = this.header(address, FREE);
    const words = this.machine.cells32;
    if (header < 0 || words[header + CLASS] !== sizeClass) {
      // A program has written over it.
      this.fields[list] = 0;
      this.fields[count] = 0;
      return undefined;
    }
    this.fields[list] = words[header + NEXT] as number;
    this.fields[count] = (this.fields[count] as number) - 1;
    words[header + MARK] = this.mark(address, sizeClass, USED);
    return address;
  }

  /** When nothing else is left. */
  private takenLarger(sizeClass: number): number | undefined {
    for (let larger = sizeClass + 1; larger < HEAP_CLASSES; larger++) {
      const address = this.taken(larger);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  get headerSize(): number {
    return HEADER;
  }

  /** The size of blocks that are to hold so many bytes; infinite where there are none. */
  roundUp(size: number): number {
    return size > LARGEST ? Number.POSITIVE_INFINITY : capacityOf(classOf(Math.ceil(size)));
  }

  /** Says before a block of such a size what it is: the block's address. */
  writeHeader(start: number, capacity: number): number {
    return this.begin(start, classOf(capacity));
  }

  /** No block begins here any more. */
  clearHeader(address: number): void {
    this.machine.cells32[address / 4 - HEADER_WORDS + MARK] = 0;
  }

  private takeRoom(bytes: number): number | undefined {
    if (this.room < bytes) return undefined;
    this.fields[HeapField.bottom] = this.bottom - bytes;
    return this.bottom;
  }

  /** Another piece, with room for a block of so many bytes. False when the system has no more. */
  private grow(bytes: number): boolean {
    const { machine, floor, bottom } = this;
    const from = machine.limit;
    const wanted = Math.ceil(bytes / PAGE) * PAGE;
    const isLarger = (more: number): boolean => this.grants.allow(more) && machine.extend(from + more);
    if (!(wanted < GROWTH && isLarger(GROWTH)) && !isLarger(wanted)) return false;
    this.grants.count(machine.limit - from);
    this.fields[HeapField.floor] = from;
    this.fields[HeapField.bottom] = machine.limit;
    this.large.add(floor, bottom - floor);
    return true;
  }

  /** A new block below the others. */
  private extend(sizeClass: number): number | undefined {
    const room = this.takeRoom(capacityOf(sizeClass) + HEADER);
    return room === undefined ? undefined : this.begin(room, sizeClass);
  }

  private begin(start: number, sizeClass: number): number {
    const address = start + HEADER;
    const header = address / 4 - HEADER_WORDS;
    const words = this.machine.cells32;
    words[header + CLASS] = sizeClass;
    words[header + MARK] = this.mark(address, sizeClass, USED);
    words[header + NEXT] = 0;
    words[header + NEXT + 1] = 0;
    return address;
  }
}

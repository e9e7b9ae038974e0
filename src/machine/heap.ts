/**
 * The heap of ALLOCATE, FREE and RESIZE. Most blocks are of one of some sizes, in constant time: plugins-src/runtime/heap.zig,
 * which says how they look, does the same for native code, on the same memory, and a block from one may go back to the other.
 * Large blocks (large_blocks.ts) are the host's alone.
 *
 * The heap begins with a piece below the dictionary. It goes on above it and grows with the data space, as far as that reaches
 * and while the machine has memory: in pieces, of which the last is the one that new blocks are taken from, downwards.
 */
import {
  DICTIONARY_START,
  HEAP_CLASSES,
  HEAP_FREE_MARK,
  HEAP_HEADER,
  HEAP_LONGEST_WAIT,
  HEAP_MARK_FACTOR,
  HEAP_SMALL_CLASSES,
  HeapField,
  NEAR_HEAP_START,
} from "../abi/session_bindings.ts";
import { MemoryGrants } from "./available_memory.ts";
import { LargeBlocks } from "./large_blocks.ts";
import { FIRST_ADDRESS, type Machine } from "./machine.ts";

const GRANULE = 16;
const SHORT_BYTES = 2 ** 16;
/** Larger blocks are the host's: plugins-src/runtime/heap.zig. */
const LARGEST_WITHOUT_HOST = 2 ** 18;
/** What the greatest class has. */
const LARGEST = 2 ** 32;
const PAGE = 4096;
/** The heap begins with so much below the dictionary. */
export const NEAR_HEAP = DICTIONARY_START - NEAR_HEAP_START;
/** It goes on with so much above it, and grows by at least so much where there is so much. */
export const FIRST_HEAP = 16 * 2 ** 20;
const GROWTH = 64 * 2 ** 20;
const LARGEST_SMALL = 1024;

/** Word offsets in a header, and of it from its block's bytes. */
const HEADER_WORDS = HEAP_HEADER / 4;
const MARK = 0;
const NEXT = 1;

function classOf(size: number): number {
  if (size <= LARGEST_SMALL) return Math.max(1, Math.ceil(size / GRANULE)) - 1;
  const power = 31 - Math.clz32(size - 1);
  return HEAP_SMALL_CLASSES + 8 * (power - 10) + (((size - 1) >>> (power - 3)) - 8);
}

function capacityOf(sizeClass: number): number {
  if (sizeClass < HEAP_SMALL_CLASSES) return (sizeClass + 1) * GRANULE;
  const index = sizeClass - HEAP_SMALL_CLASSES;
  return ((index % 8) + 9) * 2 ** (7 + (index >> 3));
}

/** After how many blocks a freed one may serve again, while there is room; see plugins-src/runtime/heap.zig. */
function waitingOf(sizeClass: number): number {
  const capacity = capacityOf(sizeClass);
  if (capacity <= 64) return HEAP_LONGEST_WAIT;
  if (capacity <= 256) return 32;
  return capacity <= LARGEST_SMALL ? 16 : 8;
}

/** Whether so many blocks may all wait while others are made: few bytes, for which no list is gone through. */
const isShort = (count: number, sizeClass: number): boolean =>
  count <= waitingOf(sizeClass) || count * (capacityOf(sizeClass) + HEAP_HEADER) <= SHORT_BYTES;

export class Heap {
  /** By HeapField; native code works on it, too. */
  readonly fields = new Uint32Array(new ArrayBuffer(HeapField.end * 4));

  private readonly large: LargeBlocks;
  private readonly grants = new MemoryGrants();

  /** Nothing has been taken yet of what lies above the dictionary: it goes to here. 0 after that. */
  private untouched: number;

  /** @param far where it goes on above the dictionary, a multiple of the page size; to the limit of the data space */
  constructor(
    private readonly machine: Machine,
    private readonly far: number,
  ) {
    this.untouched = machine.limit;
    this.fields[HeapField.bottom] = DICTIONARY_START;
    this.fields[HeapField.floor] = NEAR_HEAP_START;
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
    const dictionary = [DICTIONARY_START, Math.max(this.far, this.untouched)] as const;
    const free = [...this.large.free(), [this.floor, this.bottom] as const, dictionary];
    free.sort(([a], [b]) => a - b);
    let from = NEAR_HEAP_START;
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
    return (
      this.taken(HeapField.ready, sizeClass) ??
      this.rotated(sizeClass) ??
      this.extend(sizeClass) ??
      this.takenWaiting(sizeClass) ??
      (this.grow(capacityOf(sizeClass) + HEAP_HEADER) ? this.extend(sizeClass) : this.takenLarger(sizeClass))
    );
  }

  /** Frees a block; false when none that is in use begins at the address. */
  release(address: number): boolean {
    if (this.large.release(address)) return true;
    const sizeClass = this.classAt(address);
    if (sizeClass >= HEAP_CLASSES) return false;
    const words = this.machine.cellsTo(address);
    const { fields } = this;
    const header = address / 4 - HEADER_WORDS;
    const freed = HeapField.freed + sizeClass;
    words[header + MARK] = (words[header + MARK] as number) + HEAP_FREE_MARK;
    words[header + NEXT] = fields[freed] as number;
    fields[freed] = address;
    fields[HeapField.clock] = (fields[HeapField.clock] as number) + 1;
    return true;
  }

  /** Gives a block another size: its address then, or undefined, and it stays as it was. */
  resize(address: number, size: number): number | undefined {
    const large = this.large.capacityAt(address);
    if (large !== undefined && size > LARGEST_WITHOUT_HOST) return this.large.resize(address, size);
    if (large !== undefined) return this.moved(address, large, size);
    const sizeClass = this.classAt(address);
    if (sizeClass >= HEAP_CLASSES) return undefined;
    const capacity = capacityOf(sizeClass);
    // It stays where it is when it suffices and not more than half of it is wasted.
    if (size >= 0 && size <= capacity && (capacity <= 4 * GRANULE || 2 * size >= capacity)) return address;
    return this.moved(address, capacity, size);
  }

  private moved(address: number, capacity: number, size: number): number | undefined {
    const moved = this.allocate(size);
    if (moved === undefined) return undefined;
    const length = Math.min(size, capacity);
    this.machine.bytesTo(Math.max(moved, address) + length).copyWithin(moved, address, address + length);
    this.release(address);
    return moved;
  }

  private key(address: number): number {
    return Math.imul(address ^ (this.fields[HeapField.secret] as number), HEAP_MARK_FACTOR);
  }

  /** Where in `cells32` the header of a block that begins here would lie, or -1. */
  private headerAt(address: number): number {
    const isPlace =
      address % GRANULE === 0 && address >= FIRST_ADDRESS + HEAP_HEADER && address < this.machine.limit;
    return isPlace ? address / 4 - HEADER_WORDS : -1;
  }

  /** The class of the block in use that begins at the address; no class is so great when there is none. */
  private classAt(address: number): number {
    const header = this.headerAt(address);
    if (header < 0) return HEAP_CLASSES;
    return ((this.machine.cellsTo(address)[header + MARK] as number) - this.key(address)) >>> 0;
  }

  /** Where the header of a free block of a class lies, which a list says to be here; -1 when a program has written over it. */
  private freeBlock(address: number, sizeClass: number): number {
    const header = this.headerAt(address);
    const mark = (this.key(address) + sizeClass + HEAP_FREE_MARK) | 0;
    return header >= 0 && this.machine.cellsTo(address)[header + MARK] === mark ? header : -1;
  }

  /** The first block of a list, no longer free. */
  private taken(list: number, sizeClass: number): number | undefined {
    const first = list + sizeClass;
    const address = this.fields[first] as number;
    if (address === 0) return undefined;
    const header = this.freeBlock(address, sizeClass);
    if (header < 0) {
      this.fields[first] = 0;
      return undefined;
    }
    const words = this.machine.cellsTo(address);
    this.fields[first] = words[header + NEXT] as number;
    words[header + MARK] = (words[header + MARK] as number) - HEAP_FREE_MARK;
    return address;
  }

  /** No block is ready: those that have waited long enough are from now on, and what was freed meanwhile waits. */
  private rotated(sizeClass: number): number | undefined {
    const { fields } = this;
    const ready = HeapField.ready + sizeClass;
    const freed = HeapField.freed + sizeClass;
    const resting = HeapField.resting + sizeClass;
    const restsSince = HeapField.restsSince + sizeClass;
    const atMost = HeapField.restingAtMost + sizeClass;
    const clock = fields[HeapField.clock] as number;
    const waited = (clock - (fields[restsSince] as number)) >>> 0;
    if (waited >= waitingOf(sizeClass)) {
      fields[ready] = fields[resting] as number;
      fields[resting] = 0;
    }
    if (fields[resting] === 0) {
      fields[resting] = fields[freed] as number;
      fields[freed] = 0;
      fields[restsSince] = clock;
      fields[atMost] = waited;
    }
    if (fields[ready] === 0 && fields[resting] !== 0 && !isShort(fields[atMost] as number, sizeClass)) {
      fields[atMost] = 0;
      fields[ready] = this.cutBehind(fields[resting] as number, sizeClass, waitingOf(sizeClass));
    }
    return this.taken(HeapField.ready, sizeClass);
  }

  /** Takes off what lies behind so many blocks of a list: others were freed after it. */
  private cutBehind(first: number, sizeClass: number, count: number): number {
    let address = first;
    for (let n = 1; address !== 0; n++) {
      const header = this.freeBlock(address, sizeClass);
      if (header < 0) return 0;
      const words = this.machine.cellsTo(address);
      address = (words[header + NEXT] as number) >>> 0;
      if (n === count) {
        words[header + NEXT] = 0;
        return address;
      }
    }
    return 0;
  }

  /** A block that should still wait, when there is no other room. */
  private takenWaiting(sizeClass: number): number | undefined {
    return this.taken(HeapField.resting, sizeClass) ?? this.taken(HeapField.freed, sizeClass);
  }

  /** When nothing else is left. */
  private takenLarger(sizeClass: number): number | undefined {
    for (let larger = sizeClass + 1; larger < HEAP_CLASSES; larger++) {
      const address = this.taken(HeapField.ready, larger) ?? this.takenWaiting(larger);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  get headerSize(): number {
    return HEAP_HEADER;
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
    this.machine.cellsTo(address)[address / 4 - HEADER_WORDS + MARK] = 0;
  }

  private takeRoom(bytes: number): number | undefined {
    if (this.room < bytes) return undefined;
    this.fields[HeapField.bottom] = this.bottom - bytes;
    return this.bottom;
  }

  /** Another piece, with room for a block of so many bytes. False when the system has no more. */
  private grow(bytes: number): boolean {
    if (this.untouched !== 0) {
      const rest = this.bottom - this.floor;
      const end = this.untouched;
      const { floor } = this;
      this.untouched = 0;
      this.fields[HeapField.floor] = this.far;
      this.fields[HeapField.bottom] = end;
      this.large.add(floor, rest);
      if (this.room >= bytes) return true;
    }
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
    const room = this.takeRoom(capacityOf(sizeClass) + HEAP_HEADER);
    return room === undefined ? undefined : this.begin(room, sizeClass);
  }

  private begin(start: number, sizeClass: number): number {
    const address = start + HEAP_HEADER;
    const header = address / 4 - HEADER_WORDS;
    const words = this.machine.cellsTo(address);
    words[header + MARK] = this.key(address) + sizeClass;
    words.fill(0, header + NEXT, header + HEADER_WORDS);
    return address;
  }
}

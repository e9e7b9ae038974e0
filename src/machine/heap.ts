/**
 * The heap of ALLOCATE, FREE and RESIZE, in constant time. plugins-src/runtime/heap.zig, which says how blocks look, does
 * the same for native code, on the same memory: a block from one may go back to the other.
 */
import { HEAP_CLASSES, HeapField } from "../abi/session_bindings.ts";
import { FIRST_ADDRESS, type Machine } from "./machine.ts";

const HEADER = 16;
const GRANULE = 16;
const LARGEST_SMALL = 1024;
const SMALL_CLASSES = LARGEST_SMALL / GRANULE;
const FREE = 0;
const USED = 1;

/** How many small free blocks of a class wait while there is room for another one. */
const WAITING = 8;

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

export class Heap {
  /** By HeapField; native code works on it, too. */
  readonly fields = new Uint32Array(new ArrayBuffer(HeapField.end * 4));

  /** @param here the next free address of the dictionary, which the heap grows down to */
  constructor(
    private readonly machine: Machine,
    private readonly here: () => number,
  ) {
    this.fields[HeapField.bottom] = machine.limit;
    this.fields[HeapField.secret] = Math.random() * 2 ** 32;
  }

  /** Has blocks be marked alike in every run, for what goes into an executable: before the first block. */
  fixSecret(): void {
    this.fields[HeapField.secret] = 0x2545f491;
  }

  /** The heap lies above this address. */
  get bottom(): number {
    return this.fields[HeapField.bottom] as number;
  }

  /** The address of a block of at least `size` bytes; undefined when there is no room. */
  allocate(size: number): number | undefined {
    if (!(size >= 0 && size <= this.machine.limit)) return undefined;
    const sizeClass = classOf(size);
    const waiting = sizeClass < SMALL_CLASSES ? WAITING : 0;
    const taken =
      (this.fields[HeapField.freeCount + sizeClass] as number) > waiting ? this.taken(sizeClass) : undefined;
    return taken ?? this.extend(sizeClass) ?? this.taken(sizeClass) ?? this.takenLarger(sizeClass);
  }

  /** Frees a block; false when none that is in use begins at the address. */
  release(address: number): boolean {
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
    const header = this.header(address, USED);
    if (header < 0) return undefined;
    const capacity = capacityOf(this.machine.cells32[header + CLASS] as number);
    // It stays where it is when it suffices and not more than half of it is wasted.
    if (size >= 0 && size <= capacity && (capacity <= 4 * GRANULE || 2 * size >= capacity)) return address;
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

  /** A new block below the heap. */
  private extend(sizeClass: number): number | undefined {
    const floor = (this.fields[HeapField.floor] as number) || this.here();
    const capacity = capacityOf(sizeClass);
    const address = this.bottom - capacity;
    if (address - HEADER < floor) return undefined;
    this.fields[HeapField.bottom] = address - HEADER;
    const header = address / 4 - HEADER_WORDS;
    const words = this.machine.cells32;
    words[header + CLASS] = sizeClass;
    words[header + MARK] = this.mark(address, sizeClass, USED);
    words[header + NEXT] = 0;
    words[header + NEXT + 1] = 0;
    return address;
  }
}

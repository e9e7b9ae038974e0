/**
 * How the data space is laid out and given out.
 *
 *     FIRST_ADDRESS  system variables and buffers
 *     here →         ALLOT grows upwards
 *     ← heapBottom   ALLOCATE, strings and line copies grow downwards from the limit
 */
import { ForthThrow, ThrowCodes } from "./exceptions.ts";
import { FIRST_ADDRESS, type Machine } from "./machine.ts";

const CELL = 8;
const BLANK = 0x20;

/** Addresses of the system's variables and buffers. */
export const SystemAddress = {
  toIn: FIRST_ADDRESS,
  base: FIRST_ADDRESS + CELL,
  state: FIRST_ADDRESS + 2 * CELL,
  block: FIRST_ADDRESS + 3 * CELL,
  screen: FIRST_ADDRESS + 4 * CELL,
  span: FIRST_ADDRESS + 5 * CELL,
  precision: FIRST_ADDRESS + 6 * CELL,
  argumentCount: FIRST_ADDRESS + 7 * CELL,
  assertLevel: FIRST_ADDRESS + 8 * CELL,
  warnings: FIRST_ADDRESS + 9 * CELL,
  /** State of the random numbers. */
  seed: FIRST_ADDRESS + 10 * CELL,
  /** The wids of the compilation word list and of the first word list of the search order. */
  current: FIRST_ADDRESS + 11 * CELL,
  context: FIRST_ADDRESS + 12 * CELL,
  /** DPL: how many characters of the last converted number follow its point. */
  pointPlace: FIRST_ADDRESS + 13 * CELL,
  /** Where SP@, FP@ and RP@ say that the stacks begin. */
  dataStackBase: FIRST_ADDRESS + 14 * CELL,
  floatStackBase: FIRST_ADDRESS + 15 * CELL,
  returnStackBase: FIRST_ADDRESS + 16 * CELL,
  /** DP: the next free address of the dictionary part. */
  here: FIRST_ADDRESS + 17 * CELL,
  inputLength: FIRST_ADDRESS + 18 * CELL,
  controlStackDepth: FIRST_ADDRESS + 19 * CELL,
  /** Carries the bits of a float between the stacks. */
  floatCell: FIRST_ADDRESS + 20 * CELL,
  /** REC-FORTH, a deferred word. */
  recognizer: FIRST_ADDRESS + 21 * CELL,
  /** Pictured numeric output grows downwards from `holdEnd`. */
  holdStart: FIRST_ADDRESS + 256,
  holdEnd: FIRST_ADDRESS + 256 + 512,
  /** What >BODY gives for words that have none: 64 bytes, zero unless a program stores there. */
  noBody: FIRST_ADDRESS + 768,
  /** WORD's counted string. */
  word: FIRST_ADDRESS + 1024,
  pad: FIRST_ADDRESS + 2048,
  padEnd: FIRST_ADDRESS + 2048 + 4096,
  /** Results of string words that live until the next such call (e.g. S\" while interpreting). */
  dictionary: FIRST_ADDRESS + 8192,
} as const;

/** Sizes of blocks are multiples of this many bytes, so that every block is aligned for cells and floats. */
const GRANULE = 16;
const STRING_CHUNK = 65536;
/**
 * So many freed blocks, of so many bytes together, wait before they are given out again: a second FREE of the same
 * address, or a RESIZE, then fails instead of hitting another's block.
 */
const QUARANTINE_BLOCKS = 256;
const QUARANTINE_BYTES = 2 ** 20;

/** Rounds a size up to its class: to 16 bytes when small, to an eighth of its power of two when large, so that freed blocks fit again. */
function sizeClass(size: number): number {
  const step = size <= 1024 ? GRANULE : 2 ** Math.max(4, Math.floor(Math.log2(size)) - 3);
  return Math.max(GRANULE, Math.ceil(size / step) * step);
}

export class DataSpace {
  private heapBottom: number;
  /** Size class and requested size of each block that is in use. */
  private readonly used = new Map<number, { capacity: number; size: number }>();
  /** Addresses of freed blocks by size class. */
  private readonly free = new Map<number, number[]>();
  /** Freed blocks that wait, oldest first from `oldestWaiting` on. */
  private waiting: { address: number; capacity: number }[] = [];
  private oldestWaiting = 0;
  private waitingBytes = 0;
  private stringNext = 0;
  private stringEnd = 0;

  constructor(private readonly machine: Machine) {
    this.heapBottom = machine.limit;
    this.here = SystemAddress.dictionary;
  }

  /** HERE: the next free address of the dictionary part. A program may store another one in DP. */
  get here(): number {
    return this.machine.variables[SystemAddress.here >> 2] as number;
  }

  set here(address: number) {
    this.machine.setVariable(SystemAddress.here, address);
  }

  /** Where the heap begins; a multiple of a cell. */
  get heapStart(): number {
    return this.heapBottom;
  }

  /** Bytes between HERE and the heap. */
  get unused(): number {
    return this.heapBottom - this.here;
  }

  /** ALLOT: reserves (or with a negative number gives back) bytes. Throws -8 when there is no room, -9 below the dictionary. */
  allot(bytes: number): void {
    if (bytes > this.unused) {
      throw new ForthThrow(
        ThrowCodes.dictionaryOverflow,
        `${Number.isSafeInteger(bytes) ? bytes : "too many"} bytes asked for, ${this.unused} free (see --memory)`,
      );
    }
    if (this.here + bytes < SystemAddress.dictionary)
      throw new ForthThrow(ThrowCodes.invalidAddress, "ALLOT below the dictionary");
    this.here += bytes;
  }

  /** ALIGN to a multiple of `unit` bytes. As in gforth the gap holds blanks: there are programs that rely on it. */
  align(unit = CELL): void {
    const { here } = this;
    const aligned = Math.ceil(here / unit) * unit;
    if (aligned === here) return;
    this.allot(aligned - here);
    this.machine.bytes.fill(BLANK, here, aligned);
  }

  /** Appends a cell at HERE. */
  comma(low: number, high: number): void {
    const at = this.here;
    this.allot(CELL);
    this.machine.storeCell(at, low, high);
  }

  /** ALLOCATE: the address of `size` bytes, or undefined when there is no room. */
  allocate(size: number): number | undefined {
    if (!(size >= 0 && size <= this.machine.limit)) return undefined;
    const capacity = sizeClass(size);
    const address = this.free.get(capacity)?.pop() ?? this.extendHeap(capacity) ?? this.oldBlock(capacity);
    if (address !== undefined) this.used.set(address, { capacity, size });
    return address;
  }

  private extendHeap(capacity: number): number | undefined {
    const bottom = Math.floor((this.heapBottom - capacity) / GRANULE) * GRANULE;
    if (bottom < this.here) return undefined;
    this.heapBottom = bottom;
    return bottom;
  }

  /** FREE: false when the address is not that of a block in use. */
  release(address: number): boolean {
    const block = this.used.get(address);
    if (block === undefined) return false;
    this.used.delete(address);
    this.waiting.push({ address, capacity: block.capacity });
    this.waitingBytes += block.capacity;
    while (
      this.waiting.length - this.oldestWaiting > QUARANTINE_BLOCKS ||
      this.waitingBytes > QUARANTINE_BYTES
    )
      this.endWaiting();
    return true;
  }

  /** The block that has waited longest may be given out again. */
  private endWaiting(): void {
    const { address, capacity } = this.waiting[this.oldestWaiting++] as { address: number; capacity: number };
    this.waitingBytes -= capacity;
    const list = this.free.get(capacity);
    if (list === undefined) this.free.set(capacity, [address]);
    else list.push(address);
    if (this.oldestWaiting < QUARANTINE_BLOCKS) return;
    this.waiting = this.waiting.slice(this.oldestWaiting);
    this.oldestWaiting = 0;
  }

  /** A block that has not waited long, where there is no room for another. */
  private oldBlock(capacity: number): number | undefined {
    while (this.oldestWaiting < this.waiting.length) this.endWaiting();
    return this.free.get(capacity)?.pop();
  }

  /** RESIZE: the new address, or undefined (the block then stays as it was). */
  resize(address: number, size: number): number | undefined {
    const block = this.used.get(address);
    if (block === undefined) return undefined;
    if (size >= 0 && size <= block.capacity && sizeClass(size) === block.capacity) {
      block.size = size;
      return address;
    }
    const moved = this.allocate(size);
    if (moved === undefined) return undefined;
    this.machine.bytes.copyWithin(moved, address, address + Math.min(size, block.size));
    this.release(address);
    return moved;
  }

  /** Copies bytes to where they stay for the rest of the session, outside the dictionary; throws -8 when there is no room. */
  storeString(bytes: Uint8Array): number {
    if (bytes.length > this.stringEnd - this.stringNext) {
      const size = Math.max(STRING_CHUNK, bytes.length);
      const chunk = this.extendHeap(sizeClass(size));
      if (chunk === undefined) throw new ForthThrow(ThrowCodes.dictionaryOverflow, "no room for a string");
      this.stringNext = chunk;
      this.stringEnd = chunk + size;
    }
    const address = this.stringNext;
    this.machine.bytes.set(bytes, address);
    this.stringNext += bytes.length;
    return address;
  }
}

/** Puts code blobs where they run, and tells for an address which word and position it belongs to. */

import {
  CODE_MAGIC,
  CodeHeader,
  CodePosition,
  type CodePositionFlag,
  NONE,
  Relocation,
} from "../../abi/bindings.ts";
import { InternalError } from "../../machine/exceptions.ts";
import type { NativeMemory } from "./native_memory.ts";
import { relocate, type SymbolAddresses } from "./relocations.ts";

const CODE_ALIGNMENT = 16;
const WORD_BYTES = 4;

/** Code in its place. */
export interface PlacedCode {
  readonly word: number;
  /** Addresses. */
  readonly start: number;
  readonly end: number;
  /** NONE when there is none. */
  readonly registerEntry: number;
  readonly memoryEntry: number;
  /** Bytes of stack of a running function, return address included. */
  readonly frameSize: number;
  /** CodePosition records, by offset. */
  readonly positions: Uint32Array;
  /** InlineSite records that positions name; undefined for none. */
  readonly inlineSites: Uint32Array | undefined;
  /** Other code may lie there now. */
  isGone: boolean;
}

/** A place between code and code: offset and bytes. */
interface Gap {
  start: number;
  length: number;
}

/** Bytes of code that are placed before it is worth to look for code that is needed no more. */
const COLLECT_AFTER = 8 * 2 ** 20;

/** The code of one machine. It is never moved; it is removed when nothing leads to it any more (see `collect`). */
export class CodeMemory {
  private used = 0;
  /** Below `used`, by address. */
  private gaps: Gap[] = [];
  /** Bytes placed since the last `collect`. */
  private fresh = 0;
  /** By address. */
  private placed: PlacedCode[] = [];

  constructor(private readonly memory: NativeMemory) {}

  /** Places the runtime, which all other code needs; gives, by RuntimeEntry, its address, or 0 for none. */
  placeRuntime(blob: Uint32Array): number[] {
    const header = readHeader(blob);
    const code = this.place(blob, {
      symbolAddress: () => {
        throw new InternalError("the backend's runtime has a relocation");
      },
    });
    const first = header.symbolOffset / WORD_BYTES;
    const count = (header.codeOffset - header.symbolOffset) / WORD_BYTES;
    const addresses: number[] = [];
    for (const offset of blob.subarray(first, first + count))
      addresses.push(offset === NONE ? 0 : code.start + offset);
    return addresses;
  }

  /** Whether there is room for a blob, and `more` bytes besides. */
  hasRoom(blob: Uint32Array, more: number): boolean {
    const length = blob[CodeHeader.codeLength] as number;
    return (
      this.used + length + CODE_ALIGNMENT + more <= this.memory.codeSize ||
      this.gaps.some((gap) => gap.length >= length + more)
    );
  }

  /** Whether so much was placed that there may be much to collect. */
  get isCollectionDue(): boolean {
    return this.fresh > COLLECT_AFTER;
  }

  /** Bytes in use. */
  get size(): number {
    return this.gaps.reduce((size, gap) => size - gap.length, this.used);
  }

  /** Removes the code for which `isNeeded` is false. */
  collect(isNeeded: (code: PlacedCode) => boolean): void {
    this.fresh = 0;
    this.placed = this.placed.filter((code) => {
      code.isGone = !isNeeded(code);
      return !code.isGone;
    });
    this.gaps = [];
    this.used = 0;
    for (const code of this.placed) {
      const start = code.start - this.memory.codeAddress;
      if (start > this.used) this.gaps.push({ start: this.used, length: start - this.used });
      this.used = aligned(code.end - this.memory.codeAddress);
    }
  }

  /** Takes room for code; gives its offset. */
  private take(length: number): number {
    const needed = aligned(length);
    this.fresh += needed;
    const gap = this.gaps.find((one) => one.length >= needed);
    if (gap === undefined) {
      const offset = this.used;
      this.used += needed;
      return offset;
    }
    const offset = gap.start;
    gap.start += needed;
    gap.length -= needed;
    if (gap.length === 0) this.gaps.splice(this.gaps.indexOf(gap), 1);
    return offset;
  }

  /** Copies a blob's code to where it runs and fills in its relocations. */
  place(blob: Uint32Array, symbols: SymbolAddresses, inlineSites?: Uint32Array): PlacedCode {
    const header = readHeader(blob);
    const { memory } = this;
    const offset = this.take(header.codeLength);
    const start = memory.codeAddress + offset;
    const entry = (at: number): number => (at === NONE ? NONE : start + at);
    const placed: PlacedCode = {
      word: blob[CodeHeader.word] as number,
      start,
      end: start + header.codeLength,
      registerEntry: entry(blob[CodeHeader.registerEntry] as number),
      memoryEntry: entry(blob[CodeHeader.memoryEntry] as number),
      frameSize: blob[CodeHeader.frameSize] as number,
      positions: blob.slice(
        header.positionOffset / WORD_BYTES,
        header.positionOffset / WORD_BYTES + header.positionCount * CodePosition.WORDS,
      ),
      inlineSites,
      isGone: false,
    };
    // Before its relocations, for which other code may be placed behind it.
    this.placed.splice(this.indexBehind(start), 0, placed);
    const bytes = new Uint8Array(blob.buffer, blob.byteOffset + header.codeOffset, header.codeLength);
    const code = bytes.slice();
    const relocations = blob.subarray(
      header.relocationOffset / WORD_BYTES,
      header.relocationOffset / WORD_BYTES + header.relocationCount * Relocation.WORDS,
    );
    relocate(code, start, relocations, symbols);
    memory.write(code, offset);
    return placed;
  }

  /** The code that an address lies in. */
  find(address: number): PlacedCode | undefined {
    const code = this.placed[this.indexBehind(address)];
    return code !== undefined && address >= code.start ? code : undefined;
  }

  /** Where in `placed` the first code is that ends behind an address. */
  private indexBehind(address: number): number {
    let low = 0;
    let high = this.placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.placed[middle] as PlacedCode).end <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function aligned(length: number): number {
  return Math.ceil(length / CODE_ALIGNMENT) * CODE_ALIGNMENT;
}

/** Bytes that a blob's code takes at most. */
export const roomOf = (blob: Uint32Array): number => aligned(blob[CodeHeader.codeLength] as number);

interface Header {
  readonly codeOffset: number;
  readonly codeLength: number;
  readonly relocationOffset: number;
  readonly relocationCount: number;
  readonly positionOffset: number;
  readonly positionCount: number;
  readonly symbolOffset: number;
}

function readHeader(blob: Uint32Array): Header {
  if (blob[CodeHeader.magic] !== CODE_MAGIC) throw new InternalError("the backend plugin gave no code");
  const field = (name: number): number => blob[name] as number;
  return {
    codeOffset: field(CodeHeader.codeOffset),
    codeLength: field(CodeHeader.codeLength),
    relocationOffset: field(CodeHeader.relocationOffset),
    relocationCount: field(CodeHeader.relocationCount),
    positionOffset: field(CodeHeader.positionOffset),
    positionCount: field(CodeHeader.positionCount),
    symbolOffset: field(CodeHeader.symbolOffset),
  };
}

/**
 * The record of an address: of the call that returns there, or of the access that begins there. A call may be directly
 * before an access.
 */
export function recordAt(
  code: PlacedCode,
  address: number,
  flag: CodePositionFlag,
): { readonly position: number; readonly stackOffset: number } | undefined {
  const offset = address - code.start;
  const { positions } = code;
  let low = 0;
  let high = positions.length / CodePosition.WORDS;
  const field = (record: number, name: number): number =>
    positions[record * CodePosition.WORDS + name] as number;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (field(middle, CodePosition.offset) < offset) low = middle + 1;
    else high = middle;
  }
  for (; low * CodePosition.WORDS < positions.length && field(low, CodePosition.offset) === offset; low++) {
    if (field(low, CodePosition.flags) === flag)
      return {
        position: field(low, CodePosition.position),
        stackOffset: field(low, CodePosition.stackOffset),
      };
  }
  return undefined;
}

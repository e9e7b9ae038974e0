/**
 * How the data space is laid out and given out.
 *
 *     FIRST_ADDRESS  system variables and buffers
 *     near heap      what ALLOCATE, strings and line copies take first
 *     here →         ALLOT grows upwards, to the end of the dictionary part
 *     heap …         the rest of the heap; it makes the data space longer when it is full (heap.ts)
 *
 * So what most programs use lies together at the beginning: see `MachineStorage.whole`.
 */
import {
  DICTIONARY_START,
  HOLD_AREA_END,
  HOLD_AREA_START,
  NEAR_HEAP_START,
  RETURN_STACK_BASE,
  SystemVariable,
} from "../abi/session_bindings.ts";
import { ForthThrow, ThrowCodes } from "./exceptions.ts";
import { FIRST_HEAP, Heap, NEAR_HEAP } from "./heap.ts";
import { FIRST_ADDRESS, type Machine, USUAL_REACH } from "./machine.ts";

const CELL = 8;
const BLANK = 0x20;

/** Addresses of the system's variables and buffers. */
export const SystemAddress = {
  toIn: SystemVariable.toIn,
  base: SystemVariable.base,
  state: FIRST_ADDRESS + 2 * CELL,
  block: FIRST_ADDRESS + 3 * CELL,
  screen: FIRST_ADDRESS + 4 * CELL,
  span: FIRST_ADDRESS + 5 * CELL,
  precision: SystemVariable.precision,
  argumentCount: FIRST_ADDRESS + 7 * CELL,
  assertLevel: FIRST_ADDRESS + 8 * CELL,
  warnings: FIRST_ADDRESS + 9 * CELL,
  /** State of the random numbers. */
  seed: FIRST_ADDRESS + 10 * CELL,
  /** The wids of the compilation word list and of the first word list of the search order. */
  current: FIRST_ADDRESS + 11 * CELL,
  context: FIRST_ADDRESS + 12 * CELL,
  /** DPL: how many characters of the last converted number follow its point. */
  pointPlace: SystemVariable.pointPlace,
  /** Where SP@, FP@ and RP@ say that the stacks begin. */
  dataStackBase: FIRST_ADDRESS + 14 * CELL,
  floatStackBase: FIRST_ADDRESS + 15 * CELL,
  returnStackBase: FIRST_ADDRESS + 16 * CELL,
  /** DP: the next free address of the dictionary part. */
  here: SystemVariable.here,
  inputLength: FIRST_ADDRESS + 18 * CELL,
  controlStackDepth: FIRST_ADDRESS + 19 * CELL,
  /** Carries the bits of a float between the stacks. */
  floatCell: FIRST_ADDRESS + 20 * CELL,
  /** REC-FORTH, a deferred word. */
  recognizer: FIRST_ADDRESS + 21 * CELL,
  /** Where the text of pictured numeric output begins and ends, and how many texts around it have begun. */
  holdStart: SystemVariable.holdStart,
  holdEnd: SystemVariable.holdEnd,
  holdNesting: SystemVariable.holdNesting,
  /** What a word that ends its callers has left for them: see forth/early_returns.ts. */
  earlyReturns: FIRST_ADDRESS + 25 * CELL,
  /** Where the dictionary part ends, for native code. */
  dictionaryEnd: SystemVariable.dictionaryEnd,
  /** What ABORT" has said last, as 2! stores it. */
  abortText: SystemVariable.abortLength,
  /** Where the data of the newest word of CREATE and its kin begins. */
  newestBody: FIRST_ADDRESS + 29 * CELL,
  /** Pictured numeric output grows downwards from the end of its area. */
  holdAreaStart: HOLD_AREA_START,
  holdAreaEnd: HOLD_AREA_END,
  /** What >BODY gives for words that have none: 64 bytes, zero unless a program stores there. */
  noBody: FIRST_ADDRESS + 768,
  /** The newest text that REPLACES was told; see the prelude. */
  substitutions: FIRST_ADDRESS + 832,
  /** The block that was asked for last, and where it is, 0 for none; the fifth byte there says that it has changed. */
  heldBlock: FIRST_ADDRESS + 840,
  heldAddress: FIRST_ADDRESS + 848,
  /** WORD's counted string. */
  word: FIRST_ADDRESS + 1024,
  pad: FIRST_ADDRESS + 2048,
  padEnd: FIRST_ADDRESS + 2048 + 4096,
  nearHeap: NEAR_HEAP_START,
  dictionary: DICTIONARY_START,
} as const;

/** Where the stacks seem to begin for SP@, FP@ and RP@: beyond every possible data space. */
export const StackBase = { data: 0xc0000000, float: 0xd0000000, return: RETURN_STACK_BASE } as const;

/**
 * What system variables hold when a session begins. A set of words is loaded when the program asks for the first of them,
 * at which time the program may long have read or changed the variables of the set.
 */
export const initialVariables: readonly (readonly [address: number, value: number])[] = [
  [SystemAddress.base, 10],
  [SystemAddress.precision, 15],
  [SystemAddress.assertLevel, 1],
  [SystemAddress.warnings, -1],
  [SystemAddress.dataStackBase, StackBase.data],
  [SystemAddress.floatStackBase, StackBase.float],
  [SystemAddress.returnStackBase, StackBase.return],
  [SystemAddress.holdStart, SystemAddress.holdAreaEnd],
  [SystemAddress.holdEnd, SystemAddress.holdAreaEnd],
];

const STRING_CHUNK = 65536;

const PAGE = 4096;
/** Bytes of the dictionary part unless asked otherwise. Pages are only taken from the system when touched. */
const DICTIONARY_SIZE = 256 * 2 ** 20;
/** The dictionary part may have so many bytes. */
export const LARGEST_DICTIONARY = USUAL_REACH - FIRST_HEAP - NEAR_HEAP;

/** Where a dictionary part of so many bytes ends. */
export const dictionaryEndOf = (bytes = DICTIONARY_SIZE): number =>
  Math.ceil(bytes / PAGE) * PAGE + NEAR_HEAP;

export class DataSpace {
  readonly heap: Heap;
  /** Where the next string is stored, and where there is no more room for strings. */
  stringNext = 0;
  stringEnd = 0;

  /** @param dictionaryEnd where the dictionary part ends and the rest of the heap begins, a multiple of the page size */
  constructor(
    private readonly machine: Machine,
    private readonly dictionaryEnd: number,
  ) {
    this.heap = new Heap(machine, dictionaryEnd);
    this.here = SystemAddress.dictionary;
    machine.setVariable(SystemAddress.dictionaryEnd, dictionaryEnd);
  }

  /** HERE: the next free address of the dictionary part. A program may store another one in DP. */
  get here(): number {
    return this.machine.variables[SystemAddress.here >> 2] as number;
  }

  set here(address: number) {
    this.machine.setVariable(SystemAddress.here, address);
  }

  /** Bytes between HERE and the end of the dictionary part. */
  get unused(): number {
    return this.dictionaryEnd - this.here;
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
    this.machine.range(here, aligned - here).fill(BLANK);
  }

  /** Appends a cell at HERE. */
  comma(low: number, high: number): void {
    const at = this.here;
    this.allot(CELL);
    this.machine.storeCell(at, low, high);
  }

  /** ALLOCATE: the address of `size` bytes, or undefined when there is no room. */
  allocate(size: number): number | undefined {
    return this.heap.allocate(size);
  }

  /** FREE: false when the address is not that of a block in use. */
  release(address: number): boolean {
    return this.heap.release(address);
  }

  /** RESIZE: the new address, or undefined (the block then stays as it was). */
  resize(address: number, size: number): number | undefined {
    return this.heap.resize(address, size);
  }

  /** Copies bytes to where they stay for the rest of the session, outside the dictionary; throws -8 when there is no room. */
  storeString(bytes: Uint8Array): number {
    if (bytes.length > this.stringEnd - this.stringNext) {
      const size = Math.max(STRING_CHUNK, bytes.length);
      const chunk = this.allocate(size);
      if (chunk === undefined) throw new ForthThrow(ThrowCodes.dictionaryOverflow, "no room for a string");
      this.stringNext = chunk;
      this.stringEnd = chunk + size;
    }
    const address = this.stringNext;
    this.machine.range(address, bytes.length).set(bytes);
    this.stringNext += bytes.length;
    return address;
  }
}

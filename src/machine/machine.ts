// The state that running Forth code works on: data space, stacks, execution context and word table.
// Host words use its methods; generated code uses the arrays themselves.

import {
  ExecutionContext,
  FIRST_ADDRESS,
  INTERRUPT_SIGNAL_SHIFT,
  Interrupt,
} from "../abi/session_bindings.ts";
import { FIRST_SIGNAL, ForthEnding, ForthThrow, ThrowCodes, Timeout } from "./exceptions.ts";
import { floatAt, nanWithHigh } from "./nan.ts";

/** Word offsets in the execution context. */
export const Context = {
  dataDepth: 0,
  floatDepth: 1,
  returnDepth: 2,
  interrupt: 3,
  handlerDepth: 4,
  WORDS: ExecutionContext.WORDS,
} as const;

/** Stack capacities in items. The guard holds arguments stored before the callee's own depth check. */
export const Capacity = {
  data: 65536,
  dataGuard: 4096,
  float: 16384,
  floatGuard: 1024,
  return: 65536,
  returnGuard: 4096,
} as const;

export { FIRST_ADDRESS };

/** What of a raised interrupt flag says who has raised it. */
const KIND_MASK = 2 ** INTERRUPT_SIGNAL_SHIFT - 1;
/** Bytes of data space unless asked otherwise. Pages are only taken from the system when touched. */
const DEFAULT_LIMIT = 256 * 2 ** 20;
/**
 * Addresses stay non-negative int32, with room for what lies behind the data space, and the engine's arrays are not so long
 * that it indexes them slowly (three times, measured). Where the storage knows more, the data space may grow beyond that.
 */
export const USUAL_REACH = 2 ** 31 - 2 ** 24;

/** Runs a word, which it is told, on the in-memory stacks. */
export type WordEntry = (xt: number) => void;

const PAGE = 4096;
/**
 * A THROW that a CATCH will take has a backtrace, for the report when it is thrown on; but so many in a row that were not
 * thrown on are enough. It takes a thousand times as long as a CATCH and a THROW in native code.
 */
const CAUGHT_TRACES = 1000;
/** How often a THROW may be thrown on so that each time is kept. */
const MOST_LEGS = 100;
const TWO_32 = 4294967296;

/** Bytes from FIRST_ADDRESS on that hold the system's variables. */
const VARIABLES_SIZE = 256;

/** Data space and stacks. */
export interface MachineStorage {
  /** The data space from address 0 on. Bytes below FIRST_ADDRESS and from the limit on may be inaccessible: nobody touches them. */
  readonly dataSpace: ArrayBuffer;
  /** How many bytes the data space may grow to. */
  readonly reach: number;
  /**
   * Makes the data space accessible up to a limit within reach; undefined when the system refuses. Absent where all of it
   * is. Gives the buffer that goes so far, maybe another one over the same bytes.
   */
  readonly extend?: (from: number, limit: number) => ArrayBuffer | undefined;
  /**
   * A buffer over all of the data space up to its limit. Absent where `dataSpace` goes so far: it may be a short one, because
   * the engine counts a buffer as memory that was allocated.
   */
  readonly whole?: () => ArrayBuffer;
  /** Gives pages back to the system; what they held is lost. */
  readonly discard?: (address: number, length: number) => void;
  readonly dataStack: Int32Array;
  readonly returnStack: Int32Array;
  readonly floatStack: Float64Array;
  /** Where all that lies, when it never moves and has guards (`reserved_storage.ts`): native code can work on it. */
  readonly addresses?: Readonly<Record<"dataSpace" | "dataStack" | "returnStack" | "floatStack", number>>;
}

/** Gives the storage for a data space of `limit` bytes, which may grow to `reach` bytes or, where the system has less, to fewer. */
export type Reserve = (limit: number, reach: number) => MachineStorage;

/** Asks for less and less, down to `least`, until there is something. */
export function largestOf<T>(
  most: number,
  least: number,
  make: (size: number) => T | undefined,
): T | undefined {
  for (let size = most; ; size = Math.max(least, Math.ceil(size / 2 / PAGE) * PAGE)) {
    const made = make(size);
    if (made !== undefined || size <= least) return made;
  }
}

/** What `make` gives; undefined when the engine has no memory for it and there may be less. */
export function unlessOutOfMemory<T>(isLast: boolean, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (isLast || !(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/** The storage, and views of the data space. */
interface Memory extends MachineStorage {
  readonly storage: MachineStorage;
  readonly bytes: Uint8Array;
  readonly cells32: Int32Array;
  readonly floats: Float64Array;
  readonly view: DataView;
  /** The float stack as halves: reading a float as a number changes the bits of a NaN. */
  readonly floatHalves: Int32Array;
}

/**
 * One large buffer of the engine's: the data space, and behind it, out of reach of its addresses, the stacks. Pages are
 * only taken from the system when touched.
 */
export function engineStorage(limit: number, reach: number): MachineStorage {
  const made = largestOf(Math.min(reach, USUAL_REACH), limit, (size) =>
    unlessOutOfMemory(size <= limit, () => engineStorageOf(size)),
  );
  return made as MachineStorage;
}

function engineStorageOf(reach: number): MachineStorage {
  const dataStack = reach;
  const returnStack = dataStack + 8 * (Capacity.data + Capacity.dataGuard);
  const floatStack = returnStack + 8 * (Capacity.return + Capacity.returnGuard);
  const memory = new ArrayBuffer(floatStack + 8 * (Capacity.float + Capacity.floatGuard));
  return {
    dataSpace: memory,
    reach,
    dataStack: new Int32Array(memory, dataStack, 2 * (Capacity.data + Capacity.dataGuard)),
    returnStack: new Int32Array(memory, returnStack, 2 * (Capacity.return + Capacity.returnGuard)),
    floatStack: new Float64Array(memory, floatStack, Capacity.float + Capacity.floatGuard),
  };
}

/** Views end at the limit at the latest, so that whatever looks on beyond its text finds an end. */
function makeMemory(storage: MachineStorage, limit: number): Memory {
  const { dataSpace, dataStack, returnStack, floatStack, reach } = storage;
  const seen = Math.min(limit, dataSpace.byteLength);
  return {
    storage,
    dataSpace,
    reach,
    dataStack,
    returnStack,
    floatStack,
    bytes: new Uint8Array(dataSpace, 0, seen),
    cells32: new Int32Array(dataSpace, 0, seen / 4),
    floats: new Float64Array(dataSpace, 0, seen / 8),
    view: new DataView(dataSpace, 0, seen),
    floatHalves: new Int32Array(floatStack.buffer, floatStack.byteOffset, 2 * floatStack.length),
  };
}

/**
 * One Forth machine. Cells are pairs of int32 halves (low, high); addresses are byte offsets into `memory` of which only
 * the low 32 bits count. Stacks grow upward: cell k lies at [2k] (low) and [2k+1] (high).
 */
export class Machine {
  /** Shared memory, because signal handlers and other threads raise the interrupt flag in it. */
  readonly context = new Int32Array(new SharedArrayBuffer(Context.WORDS * Int32Array.BYTES_PER_ELEMENT));
  /** Bytes of data space; valid addresses are FIRST_ADDRESS up to here. It grows: see `extend`. */
  limit: number;
  /** What else must know the limit, when it has grown. */
  onExtend: () => void = () => {};
  /**
   * The system's variables, which every program uses: `cells32`, or as long as the program has used no other memory
   * what stands for the beginning of it.
   */
  variables: Int32Array = new Int32Array((FIRST_ADDRESS + VARIABLES_SIZE) / Int32Array.BYTES_PER_ELEMENT);
  private madeMemory: Memory | undefined;
  /** How far the views go that there are: at first maybe not to the limit. Below every address where there are none yet. */
  private seen = -(2 ** 31);
  /** The word table. Entries may be replaced at any time. */
  readonly entries: WordEntry[] = [
    () => {
      throw this.fault(ThrowCodes.invalidAddress, "not an execution token");
    },
  ];

  /**
   * @param limit bytes of data space, rounded up to pages; at most USUAL_REACH
   * @param wantedReach bytes that it may grow to, if the system has them
   */
  constructor(
    limit: number = DEFAULT_LIMIT,
    private readonly reserve: Reserve = engineStorage,
    private readonly wantedReach: number = limit,
  ) {
    if (!(limit >= 2 * FIRST_ADDRESS && limit <= USUAL_REACH)) {
      throw new RangeError(`data space must have ${2 * FIRST_ADDRESS} to ${USUAL_REACH} bytes, not ${limit}`);
    }
    this.limit = Math.ceil(limit / PAGE) * PAGE;
    this.context[ExecutionContext.dataSpaceLimit] = this.limit;
    this.context[ExecutionContext.tracedThrows] = CAUGHT_TRACES;
  }

  /**
   * The memory comes into being when it is first used, and views of all of it when somebody needs them: the engine answers
   * the next larger allocation after a view of this size with a garbage collection, which takes a fifth as long as the whole
   * start of a program.
   */
  private makeMemory(): Memory {
    const storage = this.reserve(this.limit, Math.max(this.limit, this.wantedReach));
    const memory = makeMemory(storage, this.limit);
    const first = FIRST_ADDRESS / Int32Array.BYTES_PER_ELEMENT;
    memory.cells32.set(this.variables.subarray(first), first);
    return this.use(memory);
  }

  private use(memory: Memory): Memory {
    this.variables = memory.cells32;
    this.madeMemory = memory;
    this.seen = memory.bytes.length;
    return memory;
  }

  /** Views that go to the limit. */
  private whole(): Memory {
    const memory = this.madeMemory ?? this.makeMemory();
    const { storage } = memory;
    if (this.seen >= this.limit || storage.whole === undefined) return memory;
    return this.use(makeMemory({ ...storage, dataSpace: storage.whole() }, this.limit));
  }

  /** Views that go to `end` at least, when that is within the limit. */
  private memoryTo(end: number): Memory {
    return end <= this.seen ? (this.madeMemory as Memory) : this.moreMemory(end);
  }

  private moreMemory(end: number): Memory {
    const memory = this.madeMemory ?? this.makeMemory();
    return end <= this.seen || end > this.limit ? memory : this.whole();
  }

  /** For whoever checks addresses himself: the views that there are, and how far they go. */
  get shown(): Pick<Memory, "bytes" | "cells32" | "view"> {
    return this.madeMemory ?? this.makeMemory();
  }

  get shownLimit(): number {
    return this.shown.bytes.length;
  }

  /** Whether `length` bytes from the address on, of which only the low 32 bits count, are there and were not shown before: `shown` has changed. */
  showsMore(address: number, length: number): boolean {
    const end = (address >>> 0) + length;
    if (end <= this.shownLimit || end > this.limit) return false;
    return end <= this.whole().bytes.length;
  }

  /**
   * Has the data space end at a higher limit, a multiple of the page size. False where the storage does not reach so far, or
   * the system refuses. Views that were taken before go on to show the bytes that they showed.
   */
  extend(limit: number): boolean {
    const { storage, dataSpace } = this.madeMemory ?? this.makeMemory();
    if (limit > storage.reach) return false;
    const reaching = storage.extend === undefined ? dataSpace : storage.extend(this.limit, limit);
    if (reaching === undefined) return false;
    this.limit = limit;
    this.use(makeMemory({ ...storage, dataSpace: reaching }, limit));
    this.context[ExecutionContext.dataSpaceLimit] = limit;
    this.onExtend();
    return true;
  }

  /** What holds data space and stacks. */
  get storage(): MachineStorage {
    return (this.madeMemory ?? this.makeMemory()).storage;
  }

  /** All bytes up to the limit. `bytesTo` does not make the engine count them all as memory. */
  get bytes(): Uint8Array {
    return this.whole().bytes;
  }

  get cells32(): Int32Array {
    return this.whole().cells32;
  }

  get floats(): Float64Array {
    return this.whole().floats;
  }

  get view(): DataView {
    return this.whole().view;
  }

  /** The bytes from address 0 on, as far as `end` at least when that is within the limit. */
  bytesTo(end: number): Uint8Array {
    return this.memoryTo(end).bytes;
  }

  cellsTo(end: number): Int32Array {
    return this.memoryTo(end).cells32;
  }

  viewTo(end: number): DataView {
    return this.memoryTo(end).view;
  }

  get dataStack(): Int32Array {
    return (this.madeMemory ?? this.makeMemory()).dataStack;
  }

  get floatStack(): Float64Array {
    return (this.madeMemory ?? this.makeMemory()).floatStack;
  }

  get floatHalves(): Int32Array {
    return (this.madeMemory ?? this.makeMemory()).floatHalves;
  }

  get returnStack(): Int32Array {
    return (this.madeMemory ?? this.makeMemory()).returnStack;
  }

  /** The cell of a system variable as a double; exact up to 2^53. */
  variable(address: number): number {
    const at = address >> 2;
    return (this.variables[at + 1] as number) * TWO_32 + ((this.variables[at] as number) >>> 0);
  }

  /** Stores a safe integer in a system variable. */
  setVariable(address: number, value: number): void {
    const at = address >> 2;
    const low = value | 0;
    this.variables[at] = low;
    this.variables[at + 1] = low === value ? low >> 31 : Math.floor(value / TWO_32) | 0;
  }

  /** Whether a CATCH is around what runs. */
  get isCatching(): boolean {
    const { context } = this;
    const { handlerDepth, catchFrame } = ExecutionContext;
    return context[handlerDepth] !== 0 || context[catchFrame] !== 0 || context[catchFrame + 1] !== 0;
  }

  /** A THROW ready to be thrown, with its backtrace but for CAUGHT_TRACES. */
  fault(code: number | bigint, detail?: string): ForthThrow {
    if (!this.isCatching) return new ForthThrow(code, detail);
    const traces = this.context[ExecutionContext.tracedThrows] as number;
    if (traces === 0) return new ForthThrow(code, detail, "none");
    this.context[ExecutionContext.tracedThrows] = traces - 1;
    return new ForthThrow(code, detail);
  }

  /** A THROW that a CATCH in code has taken without the host: its place is known and nothing of how the program got there. */
  caughtByCode(code: number | bigint, detail: string | undefined, position: number): ForthThrow {
    const thrown = new ForthThrow(code, detail, "none");
    thrown.position = position;
    return thrown;
  }

  /** A THROW of what a CATCH has taken: its report is that of the first. */
  faultAgain(first: ForthThrow): ForthThrow {
    // Who throws on, where nobody catches it, wants to know where it came from.
    if (!this.isCatching) this.context[ExecutionContext.tracedThrows] = CAUGHT_TRACES;
    const thrown = this.fault(first.code, first.detail);
    // Not an endless chain: a program may throw on for hours.
    let legs = 0;
    for (let leg: ForthThrow | undefined = first; leg !== undefined && legs < MOST_LEGS; leg = leg.first)
      legs++;
    thrown.first = legs < MOST_LEGS ? first : first.first;
    return thrown;
  }

  /** Empties all stacks, as ABORT and QUIT do. */
  clearStacks(): void {
    this.context[Context.dataDepth] = 0;
    this.context[Context.floatDepth] = 0;
    this.context[Context.returnDepth] = 0;
  }

  /** Runs the word with this execution token: the cell ( xt -- ) as two halves. THROWs -9 for what is no token. */
  execute(low: number, high: number): void {
    const entry = high === 0 ? this.entries[low] : undefined;
    if (entry === undefined) throw this.fault(ThrowCodes.invalidAddress, "not an execution token");
    entry(low);
  }

  /** The interrupt flag alone: what a signal handler writes to. */
  get interruptFlag(): Int32Array<SharedArrayBuffer> {
    const { context } = this;
    return new Int32Array(context.buffer, Context.interrupt * context.BYTES_PER_ELEMENT, 1);
  }

  /** Has whatever runs programs call `onLook` at its next safe point. */
  wantLook(): void {
    Atomics.compareExchange(this.context, Context.interrupt, Interrupt.none, Interrupt.look);
  }

  /** What is done now and then at a safe point of the running program: see plugins-src/runtime/look.zig. */
  onLook: () => void = () => {};

  /**
   * Answers the interrupt flag: THROWs -28 after Ctrl-C, -256 and less for a signal of a program's own use, a Timeout when the time is over, a ForthEnding after a signal
   * that ends processes. Whatever runs programs polls by
   * calling this; nothing else in the process acts on the flag's value.
   */
  checkInterrupt(): void {
    if (Atomics.load(this.context, Context.interrupt) === Interrupt.none) return;
    this.answerInterrupt(Atomics.exchange(this.context, Context.interrupt, Interrupt.none));
  }

  /** The same where a call of the system was ended: what only asks for a look waits for a safe point. */
  answerSignals(): void {
    if ((Atomics.load(this.context, Context.interrupt) & KIND_MASK) !== Interrupt.look) this.checkInterrupt();
  }

  private answerInterrupt(raised: number): void {
    switch (raised & KIND_MASK) {
      case Interrupt.none:
        return;
      case Interrupt.look:
        return this.onLook();
      case Interrupt.timeout:
        throw new Timeout(new Error());
      case Interrupt.end:
        throw new ForthEnding(raised >>> INTERRUPT_SIGNAL_SHIFT);
      case Interrupt.user:
        // gforth's code for a signal.
        throw this.fault(raised >>> 8 === 0 ? ThrowCodes.userInterrupt : FIRST_SIGNAL - (raised >>> 8));
    }
  }

  // ---- data stack ------------------------------------------------------------------------------------------------

  /** Number of cells on the data stack. */
  depth(): number {
    return this.context[Context.dataDepth] as number;
  }

  /** THROWs -4 unless the data stack has at least `count` cells. */
  need(count: number): void {
    if ((this.context[Context.dataDepth] as number) < count) throw this.fault(ThrowCodes.stackUnderflow);
  }

  /** ( -- x ) from its halves. THROWs -3 when full. */
  push(low: number, high: number): void {
    const depth = this.context[Context.dataDepth] as number;
    if (depth >= Capacity.data) throw this.fault(ThrowCodes.stackOverflow);
    this.dataStack[2 * depth] = low;
    this.dataStack[2 * depth + 1] = high;
    this.context[Context.dataDepth] = depth + 1;
  }

  /** ( -- n ) from a safe integer. */
  pushNumber(value: number): void {
    this.push(value | 0, Math.floor(value / TWO_32) | 0);
  }

  /** ( -- flag ) as -1 or 0. */
  pushFlag(flag: boolean): void {
    const half = flag ? -1 : 0;
    this.push(half, half);
  }

  /** ( -- x ) from any bigint, modulo 2^64. */
  pushBigInt(value: bigint): void {
    this.push(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
  }

  /** ( x -- ) Drops `count` cells. */
  drop(count = 1): void {
    this.context[Context.dataDepth] = this.below(count);
  }

  /** ( x -- ) Gives the low half as an int32. */
  popLow(): number {
    const depth = this.below(1);
    this.context[Context.dataDepth] = depth;
    return this.dataStack[2 * depth] as number;
  }

  /** ( addr -- ) Gives the low half as a uint32. */
  popAddress(): number {
    return this.popLow() >>> 0;
  }

  /** ( n -- ) Gives the signed cell as a double; exact up to 2^53. */
  popNumber(): number {
    const depth = this.below(1);
    this.context[Context.dataDepth] = depth;
    return (this.dataStack[2 * depth + 1] as number) * TWO_32 + ((this.dataStack[2 * depth] as number) >>> 0);
  }

  /** ( u -- ) Gives the unsigned cell as a double; exact up to 2^53. */
  popUnsigned(): number {
    const depth = this.below(1);
    this.context[Context.dataDepth] = depth;
    return (
      ((this.dataStack[2 * depth + 1] as number) >>> 0) * TWO_32 +
      ((this.dataStack[2 * depth] as number) >>> 0)
    );
  }

  /** ( flag -- ) True for any cell that is not zero. */
  popFlag(): boolean {
    const depth = this.below(1);
    this.context[Context.dataDepth] = depth;
    return ((this.dataStack[2 * depth] as number) | (this.dataStack[2 * depth + 1] as number)) !== 0;
  }

  /** ( n -- ) Gives the signed cell exactly. */
  popBigInt(): bigint {
    const value = this.peekBigInt(0);
    this.drop();
    return value;
  }

  /** The low half (int32) of the cell `index` below the top; 0 is the top. */
  peekLow(index = 0): number {
    return this.dataStack[2 * this.below(index + 1)] as number;
  }

  /** The high half (int32) of the cell `index` below the top. */
  peekHigh(index = 0): number {
    return this.dataStack[2 * this.below(index + 1) + 1] as number;
  }

  /** The signed cell `index` below the top as a double; exact up to 2^53. */
  peekNumber(index = 0): number {
    return this.peekHigh(index) * TWO_32 + (this.peekLow(index) >>> 0);
  }

  /** The signed cell `index` below the top, exactly. */
  peekBigInt(index = 0): bigint {
    return (BigInt(this.peekHigh(index)) << 32n) | BigInt(this.peekLow(index) >>> 0);
  }

  /** Replaces the cell `index` below the top. */
  poke(index: number, low: number, high: number): void {
    const at = this.below(index + 1);
    this.dataStack[2 * at] = low;
    this.dataStack[2 * at + 1] = high;
  }

  /** The stack index `count` cells below the top end. THROWs -4 when there are fewer. */
  private below(count: number): number {
    const depth = (this.context[Context.dataDepth] as number) - count;
    if (depth < 0) throw this.fault(ThrowCodes.stackUnderflow);
    return depth;
  }

  // ---- float stack -----------------------------------------------------------------------------------------------

  /** Number of floats on the float stack. */
  floatDepth(): number {
    return this.context[Context.floatDepth] as number;
  }

  /** ( F: -- r ) THROWs -44 when full. */
  pushFloat(value: number): void {
    const depth = this.context[Context.floatDepth] as number;
    if (depth >= Capacity.float) throw this.fault(ThrowCodes.floatStackOverflow);
    this.floatStack[depth] = value;
    this.context[Context.floatDepth] = depth + 1;
  }

  /** Takes a float as its bits: the engine may change those of a NaN that it holds as a number. */
  popFloatHalves(): readonly [low: number, high: number] {
    this.popFloat();
    const at = 2 * this.floatDepth();
    return [this.floatHalves[at] as number, this.floatHalves[at + 1] as number];
  }

  /** ( F: -- r ) from its bits. THROWs -44 when full. */
  pushFloatHalves(low: number, high: number): void {
    const depth = this.context[Context.floatDepth] as number;
    if (depth >= Capacity.float) throw this.fault(ThrowCodes.floatStackOverflow);
    this.floatHalves[2 * depth] = low;
    this.floatHalves[2 * depth + 1] = high;
    this.context[Context.floatDepth] = depth + 1;
  }

  /** ( F: -- r ) a copy of the float `index` below the top, bit by bit. */
  copyFloat(index: number): void {
    const at = 2 * ((this.context[Context.floatDepth] as number) - 1 - index);
    if (at < 0) throw this.fault(ThrowCodes.floatStackUnderflow);
    this.pushFloatHalves(this.floatHalves[at] as number, this.floatHalves[at + 1] as number);
  }

  /** ( F: -- r ) the float at an address, bit by bit. */
  fetchFloat(address: number): void {
    this.checkRange(address, 8);
    const view = this.viewTo(address + 8);
    this.pushFloatHalves(view.getInt32(address, true), view.getInt32(address + 4, true));
  }

  /** ( F: r -- ) THROWs -45 when empty. */
  popFloat(): number {
    const depth = (this.context[Context.floatDepth] as number) - 1;
    if (depth < 0) throw this.fault(ThrowCodes.floatStackUnderflow);
    this.context[Context.floatDepth] = depth;
    return floatAt(this.floatStack, depth);
  }

  /** The float `index` below the top; 0 is the top. */
  peekFloat(index = 0): number {
    const depth = (this.context[Context.floatDepth] as number) - 1 - index;
    if (depth < 0) throw this.fault(ThrowCodes.floatStackUnderflow);
    return floatAt(this.floatStack, depth);
  }

  // ---- return stack ----------------------------------------------------------------------------------------------

  /** Number of cells on the return stack in memory. */
  returnDepth(): number {
    return this.context[Context.returnDepth] as number;
  }

  /** ( R: -- x ) THROWs -5 when full. */
  pushReturn(low: number, high: number): void {
    const depth = this.context[Context.returnDepth] as number;
    if (depth >= Capacity.return) throw this.fault(ThrowCodes.returnStackOverflow);
    this.returnStack[2 * depth] = low;
    this.returnStack[2 * depth + 1] = high;
    this.context[Context.returnDepth] = depth + 1;
  }

  /** ( R: x -- ) Gives the stack index where the dropped cell still lies. THROWs -6 when empty. */
  dropReturn(): number {
    const depth = (this.context[Context.returnDepth] as number) - 1;
    if (depth < 0) throw this.fault(ThrowCodes.returnStackUnderflow);
    this.context[Context.returnDepth] = depth;
    return depth;
  }

  // ---- data space ------------------------------------------------------------------------------------------------

  /** THROWs -9 unless the `length` bytes from `address` on lie in the data space; no bytes lie anywhere. */
  checkRange(address: number, length: number): void {
    if (length !== 0 && !(address >= FIRST_ADDRESS && length > 0 && address + length <= this.limit)) {
      throw this.fault(ThrowCodes.invalidAddress);
    }
  }

  /** The low half (int32) of the cell at `address`. */
  loadLow(address: number): number {
    this.checkRange(address, 8);
    return this.viewTo(address + 8).getInt32(address, true);
  }

  /** The high half (int32) of the cell at `address`. */
  loadHigh(address: number): number {
    this.checkRange(address, 8);
    return this.viewTo(address + 8).getInt32(address + 4, true);
  }

  /** The signed cell at `address` as a double; exact up to 2^53. */
  loadNumber(address: number): number {
    return this.loadHigh(address) * TWO_32 + (this.loadLow(address) >>> 0);
  }

  storeCell(address: number, low: number, high: number): void {
    this.checkRange(address, 8);
    const view = this.viewTo(address + 8);
    view.setInt32(address, low, true);
    view.setInt32(address + 4, high, true);
  }

  /** Stores a safe integer as a cell. */
  storeNumber(address: number, value: number): void {
    this.storeCell(address, value | 0, Math.floor(value / TWO_32) | 0);
  }

  loadByte(address: number): number {
    this.checkRange(address, 1);
    return this.bytesTo(address + 1)[address] as number;
  }

  storeByte(address: number, value: number): void {
    this.checkRange(address, 1);
    this.bytesTo(address + 1)[address] = value;
  }

  loadFloat(address: number): number {
    this.checkRange(address, 8);
    const view = this.viewTo(address + 8);
    const value = view.getFloat64(address, true);
    return Number.isNaN(value) ? nanWithHigh(view.getInt32(address + 4, true)) : value;
  }

  storeFloat(address: number, value: number): void {
    this.checkRange(address, 8);
    this.viewTo(address + 8).setFloat64(address, value, true);
  }

  /** The bytes of a string ( c-addr u ) in place, not a copy. */
  range(address: number, length: number): Uint8Array {
    this.checkRange(address, length);
    return this.bytesTo(address + length).subarray(address, address + length);
  }
}

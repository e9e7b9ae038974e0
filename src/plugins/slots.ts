/**
 * The slots of the four stages: which library each stage uses at this moment, in memory that all threads of the process
 * share. A slot changes by one atomic store; a library's functions are at the same addresses in every thread.
 *
 *     slots         by stage: the serial number of the library in use, 0 for none (the built-in)
 *     threads       by thread: the serial number of the library that the thread is inside, 0 outside
 *     libraries     by serial number modulo LIBRARIES: stage and addresses of a library that is open
 *
 * A thread that calls a library first announces its serial number and then looks whether the slot still holds it; whoever
 * closes a library first takes it out of the slot and then looks at the announcements. Both pairs are sequentially
 * consistent, so one of the two sees the other (hazard pointers: Michael, IEEE TPDS 15(6), 2004). Hence at most one
 * replaced library a thread cannot be closed at any time, whatever the threads do; serial numbers are never used again.
 */
import type { StageName } from "../abi/stage_names.ts";

/** The four stages, in order. */
const stages: readonly StageName[] = ["parser", "compiler", "optimizer", "backend"];

/** Threads that may use stages at a time. */
export const MAX_THREADS = 64;
/** Libraries that may be open at a time: in use, kept for a rollback, made ready, or with a thread inside. */
export const MAX_LIBRARIES = 128;
/** Functions of a library that threads call. */
const MAX_FUNCTIONS = 2;

/** Words of a line: what different threads write lies on different lines of the processor's cache. */
const LINE = 16;
const SLOTS = 0;
const NEXT_SERIAL = 4;
const REVISION = 5;
const THREADS = LINE;
const LIBRARIES = THREADS + MAX_THREADS * LINE;
const WORDS = LIBRARIES + MAX_LIBRARIES * LINE;

/** In a thread's line. */
const TAKEN = 0;
const ANNOUNCED = 1;
/** In a library's line. */
const SERIAL = 0;
const ADDRESSES = 2;

/** Serial numbers stay positive int32. */
const LAST_SERIAL = 2 ** 31 - 1;
const TWO_32 = 2 ** 32;

/** There is no room for another library or thread. The message says what to do. */
export class SlotError extends Error {
  override readonly name = "SlotError";
}

export class StageSlots {
  readonly words: Int32Array<SharedArrayBuffer>;

  /** @param shared the `buffer` of another thread's; without one, new slots, all empty */
  constructor(shared?: SharedArrayBuffer) {
    this.words = new Int32Array(shared ?? new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  }

  get buffer(): SharedArrayBuffer {
    return this.words.buffer;
  }

  /** The serial number of the library in use; 0 for none. */
  current(stage: StageName): number {
    return Atomics.load(this.words, slotOf(stage));
  }

  /** Puts an open library into its slot, or with 0 none. Calls that begin from now on use it, in every thread. */
  publish(stage: StageName, serial: number): void {
    Atomics.store(this.words, slotOf(stage), serial);
  }

  /** Grows whenever a library was replaced, so that what it has made could be made anew. */
  get revision(): number {
    return Atomics.load(this.words, REVISION);
  }

  raiseRevision(): void {
    Atomics.add(this.words, REVISION, 1);
  }

  /**
   * Notes the addresses of an open library's functions. Only one thread, the one that opens libraries, calls this.
   * @returns its serial number
   * @throws SlotError when MAX_LIBRARIES are open
   */
  add(addresses: readonly number[]): number {
    if (addresses.length > MAX_FUNCTIONS) throw new RangeError(`a library has ${addresses.length} functions`);
    const { words } = this;
    for (let tries = 0; tries < MAX_LIBRARIES; tries++) {
      const serial = Atomics.add(words, NEXT_SERIAL, 1) + 1;
      if (serial > LAST_SERIAL) break;
      const line = libraryLine(serial);
      if (Atomics.load(words, line + SERIAL) !== 0) continue;
      addresses.forEach((address, number) => {
        words[line + ADDRESSES + 2 * number] = address;
        words[line + ADDRESSES + 2 * number + 1] = Math.floor(address / TWO_32);
      });
      Atomics.store(words, line + SERIAL, serial);
      return serial;
    }
    throw new SlotError("no more plugins can be opened in this process: start it anew");
  }

  /** The address of a library's function. The thread must be inside the library, or be the one that opens libraries. */
  address(serial: number, number: number): number {
    const at = libraryLine(serial) + ADDRESSES + 2 * number;
    return ((this.words[at] as number) >>> 0) + (this.words[at + 1] as number) * TWO_32;
  }

  /** Whether a thread is inside a library. When it is in no slot any more, the answer false is for good. */
  isInside(serial: number): boolean {
    for (let thread = 0; thread < MAX_THREADS; thread++)
      if (Atomics.load(this.words, THREADS + thread * LINE + ANNOUNCED) === serial) return true;
    return false;
  }

  /** Forgets a library, which is closed now. */
  remove(serial: number): void {
    Atomics.store(this.words, libraryLine(serial) + SERIAL, 0);
  }

  /** Libraries that are open. */
  get openLibraries(): number {
    let count = 0;
    for (let line = LIBRARIES; line < WORDS; line += LINE) if (Atomics.load(this.words, line) !== 0) count++;
    return count;
  }

  /**
   * Takes a place for a thread (see ThreadPlace).
   * @returns the word in which it says which library it is inside
   * @throws SlotError when MAX_THREADS have one
   */
  join(): number {
    for (let thread = 0; thread < MAX_THREADS; thread++) {
      const line = THREADS + thread * LINE;
      if (Atomics.compareExchange(this.words, line + TAKEN, 0, 1) === 0) return line + ANNOUNCED;
    }
    throw new SlotError(`at most ${MAX_THREADS} threads can use stages at a time`);
  }

  /** Gives a thread's place to another one. Of a thread that ends without it, one replaced library may stay open. */
  giveUp(announced: number): void {
    Atomics.store(this.words, announced, 0);
    Atomics.store(this.words, announced - ANNOUNCED + TAKEN, 0);
  }
}

/** The word that is a stage's slot. */
export function slotOf(stage: StageName): number {
  return SLOTS + stages.indexOf(stage);
}

function libraryLine(serial: number): number {
  return LIBRARIES + (serial % MAX_LIBRARIES) * LINE;
}

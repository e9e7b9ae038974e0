/** A request to a stage's library, and the memory that it names: what the wrappers of all stages do alike. */
import type { Pointer } from "bun:ffi";
import { ABI_VERSION, Status } from "../abi/bindings.ts";
import { ptr } from "../machine/foreign.ts";
import { memoryCalls } from "../machine/memory_calls.ts";
import { roomFor } from "./stage_failure.ts";

/** What the host needs of a request's layout, in words. */
export interface RequestLayout {
  readonly WORDS: number;
  readonly BYTES: number;
  readonly structSize: number;
  readonly abiVersion: number;
  readonly scratch: number;
  readonly scratchLength: number;
  readonly output: number;
  readonly outputCapacity: number;
  readonly outputLength: number;
}

/** Enough for all but enormous words, for which a library takes memory of its own. */
const SCRATCH_BYTES = 3 * 2 ** 18;
/**
 * An answer that needs more is made a second time. With much more, and scratch memory of the engine's, the first native
 * code of a program would bring on a garbage collection.
 */
const FIRST_OUTPUT_BYTES = 2 ** 16;
const WORD_BYTES = 4;

/** The address of what all requests of the thread have: a library is done with it when it answers. */
let scratch = 0;

/** An instance belongs to one thread. */
export class NativeRequest {
  readonly fields: Uint32Array<ArrayBuffer>;
  readonly #address: Pointer;
  /** The answer, whole words of it; until the next request. */
  output = new Uint32Array(0);
  #room = new Uint32Array(0);

  /**
   * @param entry the library's entry point; FFI arguments `["ptr"]`, result `"u32"`
   * @param outputUnit bytes in which the request counts its output
   */
  constructor(
    private readonly layout: RequestLayout,
    private readonly entry: (request: Pointer) => number,
    private readonly outputUnit: 1 | 4,
  ) {
    this.fields = new Uint32Array(new ArrayBuffer(layout.BYTES));
    this.#address = ptr(this.fields);
    this.fields[layout.structSize] = layout.BYTES;
    this.fields[layout.abiVersion] = ABI_VERSION;
    scratch ||= newScratch();
    setAddress(this.fields, layout.scratch, scratch);
    this.fields[layout.scratchLength] = SCRATCH_BYTES;
    this.#useOutput(FIRST_OUTPUT_BYTES);
  }

  /**
   * Asks the library, and again with more room as long as its answer needs more.
   * @returns its Status
   * @throws StageFailure when it never has enough
   */
  ask(): number {
    const { fields, layout } = this;
    for (;;) {
      const status = this.entry(this.#address);
      const length = fields[layout.outputLength] as number;
      if (status !== Status.bufferTooSmall) {
        this.output = this.#room.subarray(0, Math.ceil((length * this.outputUnit) / WORD_BYTES));
        return status;
      }
      const needed = roomFor(length, fields[layout.outputCapacity] as number);
      // Its next answers may be as long.
      this.#useOutput(2 * needed * this.outputUnit);
    }
  }

  /** Has a field of the request hold an array's address. */
  name(field: number, array: Uint32Array): void {
    storeAddress(this.fields, field, array);
  }

  #useOutput(bytes: number): void {
    this.#room = new Uint32Array(new ArrayBuffer(Math.ceil(bytes / WORD_BYTES) * WORD_BYTES));
    storeAddress(this.fields, this.layout.output, this.#room);
    this.fields[this.layout.outputCapacity] = this.#room.byteLength / this.outputUnit;
  }
}

/** Keeps the scratch memory alive that is the engine's. */
let ownScratch: Uint8Array | undefined;

/** Straight from the system where that is possible: nobody but libraries looks at it. */
function newScratch(): number {
  const calls = memoryCalls();
  const address = calls?.reserve(SCRATCH_BYTES);
  if (address !== undefined && calls?.makeWritable(address, SCRATCH_BYTES) === true) return address;
  ownScratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
  return ptr(ownScratch);
}

/**
 * Stores an array's address in two words of a request. The address stays right while the array is alive: a small
 * array's bytes move once, when its ArrayBuffer is first asked for, which happens here before the address is taken;
 * and an array whose buffer is transferred has the length 0, with which it is not read.
 */
export function storeAddress(
  request: Uint32Array,
  word: number,
  array: Uint8Array | Uint16Array | Uint32Array | Int32Array,
): void {
  setAddress(request, word, array.buffer.byteLength > 0 && array.length > 0 ? ptr(array) : 0);
}

/** Stores an address in two words of what a library reads. */
export function setAddress(words: Uint32Array | Int32Array, word: number, address: number): void {
  words[word] = address;
  words[word + 1] = Math.floor(address / 2 ** 32);
}

/** One instance of a WebAssembly module that holds stages (plugins-src/portable), and its memory. */
import { LAYOUT_HASH, Status } from "../abi/bindings.ts";
import { isStackOverflow } from "../machine/exceptions.ts";
import { roomFor, StageFailure } from "./stage_failure.ts";

/** The entry points of stages; a module has some of them. */
type EntryPoint = "compile_to_ir" | "optimize_ir" | "generate_code";

/** What the module exports; addresses are offsets into its memory. */
interface PortableExports extends Readonly<Record<EntryPoint, (request: number) => number>> {
  readonly memory: WebAssembly.Memory;
  ff_pass_name(number: number): number;
  ff_layout_hash(): bigint;
  ff_allocate(length: number): number;
  ff_free(address: number, length: number): void;
}

/** What the module needs of a request's layout, in words. */
interface RequestLayout {
  readonly WORDS: number;
  readonly scratch: number;
  readonly scratchLength: number;
  readonly output: number;
  readonly outputCapacity: number;
  readonly outputLength: number;
}

/** What an entry point has said, in the module's memory: until the next request. */
export interface Answer {
  readonly status: number;
  readonly fields: Uint32Array;
  readonly output: Uint32Array;
}

const WORD_BYTES = 4;
/** Enough for all but enormous words, for which the stages take more of the module's memory. */
const SCRATCH_WORDS = 64 * 1024;
const FIRST_OUTPUT_WORDS = 16 * 1024;
const ALIGNMENT = 16;
/** Memory that an instance keeps from one call to the next; more, for an enormous word, goes with its instance. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** An instance belongs to one thread. */
export class PortableModule {
  #module: WebAssembly.Module | undefined;
  #exports: PortableExports | undefined;
  #words = new Uint32Array(0);
  /** Room for what one call needs. */
  #room = 0;
  #roomLength = 0;
  readonly #passNames: (string | null)[] = [];
  #broken: StageFailure | undefined;

  /** @param read gives the module's bytes */
  constructor(private readonly read: () => Uint8Array<ArrayBuffer>) {}

  /** Bytes that the present instance has: 0 when there is none. */
  get memoryLength(): number {
    return this.#exports?.memory.buffer.byteLength ?? 0;
  }

  /** The memory. Calls and `place` may make it another one. */
  get words(): Uint32Array {
    // When a memory grows, what looked at it has the length 0.
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#open().memory.buffer);
    return this.#words;
  }

  /**
   * Asks an entry point, and again with more room as long as its answer needs more.
   * @param inputs what the request names
   * @param describe writes the request but for scratch and output; is given the addresses of the inputs
   * @param read makes of the answer what outlives it
   * @throws StageFailure when there is no memory for that, or the module is broken; what `read` throws
   */
  ask<Result>(
    entry: EntryPoint,
    layout: RequestLayout,
    inputs: readonly Uint32Array[],
    describe: (fields: Uint32Array, addresses: readonly number[]) => void,
    read: (answer: Answer) => Result,
  ): Result {
    try {
      for (let room = FIRST_OUTPUT_WORDS; ; ) {
        const lengths = [layout.WORDS, SCRATCH_WORDS, room, ...inputs.map(({ length }) => length)];
        const [request = 0, scratch = 0, output = 0, ...addresses] = this.place(lengths);
        for (const [index, input] of inputs.entries()) this.write(addresses[index] as number, input);
        const fields = new Uint32Array(layout.WORDS);
        describe(fields, addresses);
        fields[layout.scratch] = scratch;
        fields[layout.scratchLength] = SCRATCH_WORDS * WORD_BYTES;
        fields[layout.output] = output;
        fields[layout.outputCapacity] = room;
        this.write(request, fields);
        const status = this.call(entry, request);
        const answer = this.view(request, layout.WORDS);
        const length = answer[layout.outputLength] as number;
        if (status !== Status.bufferTooSmall)
          return read({ status, fields: answer, output: this.view(output, length) });
        room = roomFor(length, room);
      }
    } finally {
      // All that it has left in the memory has been read.
      if (this.memoryLength > KEPT_BYTES) this.#drop();
    }
  }

  /**
   * Addresses for so many words each, one behind the other. What lay at earlier ones is gone.
   * @throws StageFailure when there is no memory for that
   */
  place(lengths: readonly number[]): number[] {
    let end = 0;
    const offsets = lengths.map((length) => {
      const offset = end;
      end += Math.ceil((length * WORD_BYTES) / ALIGNMENT) * ALIGNMENT;
      return offset;
    });
    if (end > this.#roomLength) this.#makeRoom(end);
    return offsets.map((offset) => this.#room + offset);
  }

  #makeRoom(length: number): void {
    const { ff_allocate, ff_free } = this.#open();
    if (this.#roomLength > 0) ff_free(this.#room, this.#roomLength);
    this.#roomLength = 0;
    const room = length < 2 ** 31 ? ff_allocate(length) >>> 0 : 0;
    if (room === 0) throw new StageFailure(`WebAssembly has no room for ${length} bytes`);
    this.#room = room;
    this.#roomLength = length;
  }

  /** Copies words to an address. */
  write(address: number, source: Uint32Array): void {
    this.words.set(source, address / WORD_BYTES);
  }

  /** The words at an address, as long as no call and no `place` comes between. */
  view(address: number, length: number): Uint32Array {
    const start = address / WORD_BYTES;
    return this.words.subarray(start, start + length);
  }

  /**
   * Calls an entry point.
   * @returns its Status
   * @throws StageFailure when the module trapped
   */
  call(entry: EntryPoint, request: number): number {
    const exports = this.#open();
    try {
      return exports[entry](request);
    } catch (error) {
      // It ended in the middle of something.
      this.#drop();
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new StageFailure(`${entry} trapped: ${error.message}`, { cause: error });
    }
  }

  /** The name of a pass of the optimizer by its number; null beyond the end of the list. */
  readonly passName = (number: number): string | null => {
    const known = this.#passNames[number];
    if (known !== undefined) return known;
    const name = this.#readPassName(number);
    this.#passNames[number] = name;
    return name;
  };

  #readPassName(number: number): string | null {
    const address = this.#open().ff_pass_name(number) >>> 0;
    if (address === 0) return null;
    const bytes = new Uint8Array(this.words.buffer);
    return String.fromCharCode(...bytes.subarray(address, bytes.indexOf(0, address)));
  }

  #drop(): void {
    this.#exports = undefined;
    this.#words = new Uint32Array(0);
    this.#roomLength = 0;
  }

  #open(): PortableExports {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      this.#exports ??= this.#instantiate();
      return this.#exports;
    } catch (error) {
      // The program that asks is at the end of the stack. Another time it may not be.
      if (isStackOverflow(error)) throw error;
      this.#broken = new StageFailure(`the built-in compiler cannot be loaded: ${error}`, { cause: error });
      throw this.#broken;
    }
  }

  #instantiate(): PortableExports {
    this.#module ??= new WebAssembly.Module(this.read());
    const exports = new WebAssembly.Instance(this.#module).exports as unknown as PortableExports;
    const hash = BigInt.asUintN(64, exports.ff_layout_hash());
    if (hash !== LAYOUT_HASH) throw new Error("it was built from other sources");
    return exports;
  }
}

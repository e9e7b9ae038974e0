/** The optimizer stage in a plugin library, behind the same interface as the built-in. */

import { type FFIFunction, type Pointer, ptr } from "bun:ffi";
import { ABI_VERSION, IrReference, OptimizeRequest, Status } from "../abi/bindings.ts";
import { InternalError } from "../machine/exceptions.ts";
import type { IrPool } from "./ir_pool.ts";
import type { OptimizerStage, PartlyOptimized } from "./optimizer/index.ts";

/** What the wrapper needs of an open plugin library. */
export interface OptimizerSymbols {
  /** `optimize_ir(request: *OptimizeRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly optimize_ir: (request: Pointer) => number;
  /** `ff_pass_name(number: u32) -> cstring`, null beyond the end of the list. */
  readonly ff_pass_name: (number: number) => string | null;
}

/** The FFI declarations of these symbols. */
export const optimizerFunctions = {
  optimize_ir: { args: ["ptr"], returns: "u32" },
  ff_pass_name: { args: ["u32"], returns: "cstring" },
} as const satisfies Record<string, FFIFunction>;

export interface OptimizerOptions {
  /** 0: copy; 1: one round of the cheap passes; 2: all passes (when absent). */
  readonly level?: 0 | 1 | 2;
  /** Bit n set: leave out pass n of the plugin's list. */
  readonly disabledPasses?: number;
}

const WORD_BYTES = 4;
const none = new Uint32Array(0);
/** Enough for all but enormous functions; those take memory of their own. */
const SCRATCH_BYTES = 512 * 1024;

/** The plugin's implementation of the optimizer stage. An instance belongs to one thread. */
export class NativeOptimizer implements OptimizerStage {
  readonly name = "native";
  readonly #symbols: OptimizerSymbols;
  readonly #request = new Uint32Array(new ArrayBuffer(OptimizeRequest.BYTES));
  readonly #requestAddress: Pointer;
  readonly #scratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
  #output = new Uint32Array(new ArrayBuffer(16 * 1024));

  /** The library must stay open as long as the instance is in use. */
  constructor(symbols: OptimizerSymbols, options: OptimizerOptions = {}) {
    this.#symbols = symbols;
    this.#requestAddress = ptr(this.#request);
    const request = this.#request;
    request[STRUCT_SIZE] = OptimizeRequest.BYTES;
    request[REQUEST_ABI_VERSION] = ABI_VERSION;
    request[LEVEL] = options.level ?? 2;
    request[DISABLED_PASSES] = options.disabledPasses ?? 0;
    storeAddress(request, SCRATCH, this.#scratch);
    request[SCRATCH_LENGTH] = SCRATCH_BYTES;
    storeAddress(request, OUTPUT, this.#output);
    request[OUTPUT_CAPACITY] = this.#output.length;
  }

  /**
   * A function that the plugin declines, or for which memory does not suffice, comes back as it is.
   * @throws InternalError when `ir` breaks a rule of the verifier
   */
  optimize(ir: Uint32Array, _words: Uint32Array, callees?: IrPool): Uint32Array {
    this.#setCallees(callees);
    let status = this.#call(ir);
    if (status === Status.bufferTooSmall) {
      this.#grow(this.#request[OUTPUT_LENGTH] as number);
      status = this.#call(ir);
    }
    switch (status) {
      case Status.ok:
        return this.#output.slice(0, this.#request[OUTPUT_LENGTH]);
      case Status.declined:
      case Status.outOfMemory:
        return ir;
      default: {
        const where = `rule ${this.#request[ERROR_RULE]} at ${this.#request[ERROR_AT]}`;
        throw new InternalError(`the optimizer plugin answered with status ${status} (${where})`);
      }
    }
  }

  /** See OptimizerStage. */
  optimizePartly(ir: Uint32Array, words: Uint32Array, passRuns: number, callees?: IrPool): PartlyOptimized {
    const request = this.#request;
    const disabledPasses = request[DISABLED_PASSES] as number;
    request[PASS_LIMIT] = passRuns;
    request[PASS_RUNS] = 0;
    if (passRuns === 0) request[DISABLED_PASSES] = ALL_PASSES;
    try {
      const optimized = this.optimize(ir, words, callees);
      const made = request[PASS_RUNS] as number;
      const lastPass = made === 0 ? undefined : this.#symbols.ff_pass_name(request[LAST_PASS] as number);
      return { ir: optimized, passRuns: made, lastPass: lastPass ?? undefined };
    } finally {
      request[PASS_LIMIT] = 0;
      request[DISABLED_PASSES] = disabledPasses;
    }
  }

  #setCallees(callees: IrPool | undefined): void {
    const request = this.#request;
    const references = callees?.references ?? none;
    const pool = callees?.pool ?? none;
    storeAddress(request, IR_REFERENCES, references);
    request[WORD_COUNT] = references.length / IrReference.WORDS;
    storeAddress(request, IR_POOL, pool);
    request[IR_POOL_LENGTH] = pool.length;
  }

  #call(ir: Uint32Array): number {
    storeAddress(this.#request, INPUT, ir);
    this.#request[INPUT_LENGTH] = ir.length;
    return this.#symbols.optimize_ir(this.#requestAddress);
  }

  #grow(length: number): void {
    this.#output = new Uint32Array(new ArrayBuffer(2 * length * WORD_BYTES));
    storeAddress(this.#request, OUTPUT, this.#output);
    this.#request[OUTPUT_CAPACITY] = this.#output.length;
  }
}

/**
 * Stores an array's address in two words of the request. A small array's bytes move once, when its ArrayBuffer is
 * first asked for, which happens here before the address is taken.
 */
function storeAddress(request: Uint32Array, word: number, array: Uint8Array | Uint32Array): void {
  const address = array.buffer.byteLength > 0 && array.length > 0 ? ptr(array) : 0;
  request[word] = address;
  request[word + 1] = Math.floor(address / 2 ** 32);
}

const STRUCT_SIZE = OptimizeRequest.structSize / WORD_BYTES;
const REQUEST_ABI_VERSION = OptimizeRequest.abiVersion / WORD_BYTES;
const INPUT = OptimizeRequest.input / WORD_BYTES;
const INPUT_LENGTH = OptimizeRequest.inputLength / WORD_BYTES;
const IR_REFERENCES = OptimizeRequest.irReferences / WORD_BYTES;
const IR_POOL = OptimizeRequest.irPool / WORD_BYTES;
const IR_POOL_LENGTH = OptimizeRequest.irPoolLength / WORD_BYTES;
const WORD_COUNT = OptimizeRequest.wordCount / WORD_BYTES;
const OUTPUT = OptimizeRequest.output / WORD_BYTES;
const OUTPUT_CAPACITY = OptimizeRequest.outputCapacity / WORD_BYTES;
const OUTPUT_LENGTH = OptimizeRequest.outputLength / WORD_BYTES;
const SCRATCH = OptimizeRequest.scratch / WORD_BYTES;
const SCRATCH_LENGTH = OptimizeRequest.scratchLength / WORD_BYTES;
const LEVEL = OptimizeRequest.level / WORD_BYTES;
const DISABLED_PASSES = OptimizeRequest.disabledPasses / WORD_BYTES;
const PASS_LIMIT = OptimizeRequest.passLimit / WORD_BYTES;
const PASS_RUNS = OptimizeRequest.passRuns / WORD_BYTES;
const LAST_PASS = OptimizeRequest.lastPass / WORD_BYTES;
const ALL_PASSES = 0xffffffff;
const ERROR_RULE = OptimizeRequest.errorRule / WORD_BYTES;
const ERROR_AT = OptimizeRequest.errorAt / WORD_BYTES;

/** The optimizer stage in a plugin library, behind the same interface as the built-in. */

import { type FFIFunction, type Pointer, ptr } from "bun:ffi";
import { storeAddress } from "../abi/address.ts";
import { IrReference, OptimizeRequest, Status } from "../abi/bindings.ts";
import type { IrPool } from "./ir_pool.ts";
import { lateOptimizer } from "./late.ts";
import {
  describeOptimization,
  type Optimization,
  type OptimizerOptions,
  optimizeError,
} from "./optimize_request.ts";
import {
  leavesAlone,
  type OptimizerStage,
  type OptimizerTuning,
  type PartlyOptimized,
} from "./optimizer_stage.ts";

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

const WORD_BYTES = 4;
const none = new Uint32Array(0);
/** Enough for all but enormous functions; those take memory of their own. */
const SCRATCH_BYTES = 512 * 1024;

/** The plugin's implementation of the optimizer stage. An instance belongs to one thread. */
export class NativeOptimizer implements OptimizerStage {
  readonly name = "native";
  readonly #symbols: OptimizerSymbols;
  readonly #options: OptimizerOptions;
  readonly #request = new Uint32Array(new ArrayBuffer(OptimizeRequest.BYTES));
  readonly #requestAddress: Pointer;
  readonly #scratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
  #output = new Uint32Array(new ArrayBuffer(16 * 1024));

  /** The library must stay open as long as the instance is in use. */
  constructor(symbols: OptimizerSymbols, options: OptimizerOptions = {}) {
    this.#symbols = symbols;
    this.#options = options;
    this.#requestAddress = ptr(this.#request);
    storeAddress(this.#request, OptimizeRequest.scratch, this.#scratch);
    this.#request[OptimizeRequest.scratchLength] = SCRATCH_BYTES;
    this.#useOutput(this.#output);
  }

  /**
   * A function that the plugin declines, or for which its memory does not suffice, is left to the built-in.
   * @throws InternalError when `ir` breaks a rule of the verifier
   */
  optimize(ir: Uint32Array, words: Uint32Array, callees?: IrPool, tuning?: OptimizerTuning): Uint32Array {
    if (leavesAlone(ir, callees, tuning)) return ir;
    return this.#optimize(ir, callees, { tuning }) ?? lateOptimizer.optimize(ir, words, callees, tuning);
  }

  /** See OptimizerStage. */
  optimizePartly(
    ir: Uint32Array,
    words: Uint32Array,
    passRuns: number,
    callees?: IrPool,
    tuning?: OptimizerTuning,
  ): PartlyOptimized | undefined {
    if (leavesAlone(ir, callees, tuning)) return { ir, passRuns: 0, lastPass: undefined };
    const optimized = this.#optimize(ir, callees, { tuning, passRuns });
    if (optimized === undefined) return lateOptimizer.optimizePartly?.(ir, words, passRuns, callees, tuning);
    const made = this.#request[OptimizeRequest.passRuns] as number;
    const lastPass = this.#request[OptimizeRequest.lastPass] as number;
    return {
      ir: optimized,
      passRuns: made,
      lastPass: made === 0 ? undefined : (this.#symbols.ff_pass_name(lastPass) ?? undefined),
    };
  }

  /** Undefined when the plugin declines, or its memory does not suffice. */
  #optimize(ir: Uint32Array, callees: IrPool | undefined, how: Optimization): Uint32Array | undefined {
    const request = this.#request;
    describeOptimization(request, { ...this.#options, ...how }, this.#symbols.ff_pass_name);
    this.#setCallees(callees);
    let status = this.#call(ir);
    if (status === Status.bufferTooSmall) {
      const needed = request[OptimizeRequest.outputLength] as number;
      this.#useOutput(new Uint32Array(new ArrayBuffer(2 * needed * WORD_BYTES)));
      status = this.#call(ir);
    }
    switch (status) {
      case Status.ok:
        return this.#output.slice(0, request[OptimizeRequest.outputLength]);
      case Status.declined:
      case Status.outOfMemory:
        return undefined;
      default:
        throw optimizeError("the optimizer plugin", status, request);
    }
  }

  #setCallees(callees: IrPool | undefined): void {
    const request = this.#request;
    const references = callees?.references ?? none;
    const pool = callees?.pool ?? none;
    storeAddress(request, OptimizeRequest.irReferences, references);
    request[OptimizeRequest.wordCount] = references.length / IrReference.WORDS;
    storeAddress(request, OptimizeRequest.irPool, pool);
    request[OptimizeRequest.irPoolLength] = pool.length;
  }

  #call(ir: Uint32Array): number {
    storeAddress(this.#request, OptimizeRequest.input, ir);
    this.#request[OptimizeRequest.inputLength] = ir.length;
    return this.#symbols.optimize_ir(this.#requestAddress);
  }

  #useOutput(output: Uint32Array<ArrayBuffer>): void {
    this.#output = output;
    storeAddress(this.#request, OptimizeRequest.output, output);
    this.#request[OptimizeRequest.outputCapacity] = output.length;
  }
}

/** The optimizer stage in a plugin library, behind the same interface as the built-in. */

import type { FFIFunction, Pointer } from "bun:ffi";
import { IrReference, OptimizeRequest } from "../abi/bindings.ts";
import type { IrPool } from "./ir_pool.ts";
import { NativeRequest, storeAddress } from "./native_request.ts";
import {
  describeOptimization,
  type Optimization,
  type OptimizerOptions,
  partlyOptimized,
  RequestedOptimizer,
} from "./optimize_request.ts";
import type { PartlyOptimized } from "./optimizer_stage.ts";

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

const none = new Uint32Array(0);

/** The plugin's implementation of the optimizer stage. An instance belongs to one thread. */
export class NativeOptimizer extends RequestedOptimizer {
  readonly name = "native";
  readonly #request: NativeRequest;
  readonly #passName: OptimizerSymbols["ff_pass_name"];

  /** The library must stay open as long as the instance is in use. */
  constructor(
    symbols: OptimizerSymbols,
    private readonly options: OptimizerOptions = {},
  ) {
    super();
    this.#request = new NativeRequest(OptimizeRequest, symbols.optimize_ir, 4);
    this.#passName = symbols.ff_pass_name;
  }

  protected run(ir: Uint32Array, callees: IrPool | undefined, how: Optimization): PartlyOptimized {
    const request = this.#request;
    const { fields } = request;
    describeOptimization(fields, this.options, how, this.#passName, callees?.exceptionWords);
    const references = callees?.references ?? none;
    const pool = callees?.pool ?? none;
    storeAddress(fields, OptimizeRequest.irReferences, references);
    fields[OptimizeRequest.wordCount] = references.length / IrReference.WORDS;
    storeAddress(fields, OptimizeRequest.irPool, pool);
    fields[OptimizeRequest.irPoolLength] = pool.length;
    storeAddress(fields, OptimizeRequest.input, ir);
    fields[OptimizeRequest.inputLength] = ir.length;
    const status = request.ask();
    return partlyOptimized("the optimizer plugin", status, fields, request.output, this.#passName);
  }
}

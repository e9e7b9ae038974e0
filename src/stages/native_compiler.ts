/** The compiler stage in a plugin library, behind the same interface as the built-in. */

import type { Pointer } from "bun:ffi";
import { CompileRequest, Status } from "../abi/bindings.ts";
import { compileError, compileResult, describeCompilation } from "./compile_request.ts";
import type { CompileResult, CompilerStage, CompileRequest as Request } from "./compiler_stage.ts";
import { NativeRequest, storeAddress } from "./native_request.ts";
import { StageFailure } from "./stage_failure.ts";

/** What the wrapper needs of an open plugin library. */
interface CompilerSymbols {
  /** `compile_to_ir(request: *CompileRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly compile_to_ir: (request: Pointer) => number;
}

/**
 * The plugin's implementation of the compiler stage. An instance belongs to one thread; it keeps the pool and the
 * word records of the last call alive, because it remembers their addresses.
 */
export class NativeCompiler implements CompilerStage {
  readonly name = "native";
  readonly #request: NativeRequest;
  #bodies: Uint32Array | undefined;
  #words: Uint32Array | undefined;

  /** The library must stay open as long as the instance is in use. */
  constructor(symbols: CompilerSymbols) {
    this.#request = new NativeRequest(CompileRequest, symbols.compile_to_ir, 4);
  }

  /** @throws BodyError, and StageFailure for a body that the plugin declines or has no memory for */
  compile(compilation: Request): CompileResult {
    const request = this.#request;
    const { fields } = request;
    const { bodies, words } = compilation;
    if (bodies !== this.#bodies) {
      storeAddress(fields, CompileRequest.pool, bodies);
      this.#bodies = bodies;
    }
    if (words !== this.#words) {
      storeAddress(fields, CompileRequest.words, words);
      this.#words = words;
    }
    describeCompilation(fields, compilation);
    const status = request.ask();
    if (status === Status.ok) return compileResult(fields, request.output.slice());
    if (status === Status.invalidBody) throw compileError(fields, bodies);
    throw new StageFailure(`the compiler plugin answered with status ${status}`);
  }
}

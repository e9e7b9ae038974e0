/** The compiler stage in a plugin library, behind the same interface as the built-in. */

import { type Pointer, ptr } from "bun:ffi";
import { storeAddress } from "../abi/address.ts";
import { CompileRequest, Status } from "../abi/bindings.ts";
import { InternalError } from "../machine/exceptions.ts";
import { compileError, compileResult, describeCompilation } from "./compile_request.ts";
import type { CompileResult, CompilerStage, CompileRequest as Request } from "./compiler_stage.ts";
import { lateCompiler } from "./late.ts";

/** What the wrapper needs of an open plugin library. */
interface CompilerSymbols {
  /** `compile_to_ir(request: *CompileRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly compile_to_ir: (request: Pointer) => number;
}

const WORD_BYTES = 4;
/** Enough for bodies of thousands of instructions; the plugin takes memory of its own for greater ones. */
const SCRATCH_BYTES = 512 * 1024;
const FIRST_OUTPUT_WORDS = 8 * 1024;

/**
 * The plugin's implementation of the compiler stage. An instance belongs to one thread; it keeps the pool and the
 * word records of the last call alive, because it remembers their addresses.
 */
export class NativeCompiler implements CompilerStage {
  readonly name = "native";
  readonly #compileToIr: (request: Pointer) => number;
  readonly #request = new Uint32Array(new ArrayBuffer(CompileRequest.BYTES));
  readonly #requestAddress: Pointer;
  readonly #scratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
  #output = new Uint32Array(new ArrayBuffer(FIRST_OUTPUT_WORDS * WORD_BYTES));
  #bodies: Uint32Array | undefined;
  #words: Uint32Array | undefined;

  /** The library must stay open as long as the instance is in use. */
  constructor(symbols: CompilerSymbols) {
    this.#compileToIr = symbols.compile_to_ir;
    this.#requestAddress = ptr(this.#request);
    const request = this.#request;
    storeAddress(request, CompileRequest.scratch, this.#scratch);
    request[CompileRequest.scratchLength] = SCRATCH_BYTES;
    this.#useOutput(this.#output);
  }

  /**
   * A body that the plugin declines, or for which its memory does not suffice, is left to the built-in.
   * @throws BodyError as the built-in does
   */
  compile(request: Request): CompileResult {
    let status = this.#call(request);
    if (status === Status.bufferTooSmall) {
      const needed = this.#request[CompileRequest.outputLength] as number;
      this.#useOutput(new Uint32Array(new ArrayBuffer(2 * needed * WORD_BYTES)));
      status = this.#call(request);
    }
    switch (status) {
      case Status.ok:
        return this.#result();
      case Status.invalidBody:
        throw compileError(this.#request, request.bodies);
      case Status.declined:
      case Status.outOfMemory:
        return lateCompiler.compile(request);
      default:
        throw new InternalError(`the compiler plugin answered with status ${status}`);
    }
  }

  #call(compilation: Request): number {
    const request = this.#request;
    const { bodies, words } = compilation;
    if (bodies !== this.#bodies) {
      storeAddress(request, CompileRequest.pool, bodies);
      this.#bodies = bodies;
    }
    if (words !== this.#words) {
      storeAddress(request, CompileRequest.words, words);
      this.#words = words;
    }
    describeCompilation(request, compilation);
    return this.#compileToIr(this.#requestAddress);
  }

  #result(): CompileResult {
    const request = this.#request;
    return compileResult(request, this.#output.slice(0, request[CompileRequest.outputLength]));
  }

  #useOutput(output: Uint32Array<ArrayBuffer>): void {
    this.#output = output;
    storeAddress(this.#request, CompileRequest.output, output);
    this.#request[CompileRequest.outputCapacity] = output.length;
  }
}

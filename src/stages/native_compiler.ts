/** The compiler stage in a plugin library, behind the same interface as the built-in. */

import { type Pointer, ptr } from "bun:ffi";
import { storeAddress } from "../abi/address.ts";
import {
  ABI_VERSION,
  BodyInstruction,
  COMPILE_FORCE_DYNAMIC,
  COMPILE_NEVER_RETURNS,
  CompileRequest,
  FUNCTION_DYNAMIC,
  FunctionHeader,
  Status,
  WordInfo,
} from "../abi/bindings.ts";
import { BodyError } from "../abi/body_error.ts";
import { InternalError } from "../machine/exceptions.ts";
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
    request[STRUCT_SIZE] = CompileRequest.BYTES;
    request[REQUEST_ABI_VERSION] = ABI_VERSION;
    storeAddress(request, SCRATCH, this.#scratch);
    request[SCRATCH_LENGTH] = SCRATCH_BYTES;
    this.#useOutput(this.#output);
  }

  /**
   * A body that the plugin declines, or for which its memory does not suffice, is left to the built-in.
   * @throws BodyError as the built-in does
   */
  compile(request: Request): CompileResult {
    let status = this.#call(request);
    if (status === Status.bufferTooSmall) {
      const needed = this.#request[OUTPUT_LENGTH] as number;
      this.#useOutput(new Uint32Array(new ArrayBuffer(2 * needed * WORD_BYTES)));
      status = this.#call(request);
    }
    switch (status) {
      case Status.ok:
        return this.#result();
      case Status.invalidBody:
        throw this.#error(request.bodies);
      case Status.declined:
      case Status.outOfMemory:
        return lateCompiler.compile(request);
      default:
        throw new InternalError(`the compiler plugin answered with status ${status}`);
    }
  }

  #call({ word, bodies, offset, count, words, forceDynamic }: Request): number {
    const request = this.#request;
    if (bodies !== this.#bodies) {
      storeAddress(request, POOL, bodies);
      this.#bodies = bodies;
    }
    if (words !== this.#words) {
      storeAddress(request, WORDS, words);
      this.#words = words;
    }
    request[POOL_LENGTH] = Math.floor(bodies.length / BodyInstruction.WORDS);
    request[BODY_OFFSET] = offset;
    request[BODY_COUNT] = count;
    request[WORD_COUNT] = Math.floor(words.length / WordInfo.WORDS);
    request[WORD] = word;
    request[FLAGS] = forceDynamic ? COMPILE_FORCE_DYNAMIC : 0;
    return this.#compileToIr(this.#requestAddress);
  }

  #result(): CompileResult {
    const ir = this.#output.slice(0, this.#request[OUTPUT_LENGTH]);
    return {
      ir,
      effectKnown: ((ir[FunctionHeader.flags] as number) & FUNCTION_DYNAMIC) === 0,
      cellIn: ir[FunctionHeader.cellIn] as number,
      cellOut: ir[FunctionHeader.cellOut] as number,
      floatIn: ir[FunctionHeader.floatIn] as number,
      floatOut: ir[FunctionHeader.floatOut] as number,
      neverReturns: ((this.#request[RESULT_FLAGS] as number) & COMPILE_NEVER_RETURNS) !== 0,
    };
  }

  #error(bodies: Uint32Array): BodyError {
    const request = this.#request;
    const fault = request[ERROR_FAULT] as ConstructorParameters<typeof BodyError>[0];
    return new BodyError(fault, request[ERROR_VALUE] as number, request[ERROR_AT] as number, bodies);
  }

  #useOutput(output: Uint32Array<ArrayBuffer>): void {
    this.#output = output;
    storeAddress(this.#request, OUTPUT, output);
    this.#request[OUTPUT_CAPACITY] = output.length;
  }
}

const STRUCT_SIZE = CompileRequest.structSize / WORD_BYTES;
const REQUEST_ABI_VERSION = CompileRequest.abiVersion / WORD_BYTES;
const POOL = CompileRequest.pool / WORD_BYTES;
const POOL_LENGTH = CompileRequest.poolLength / WORD_BYTES;
const WORDS = CompileRequest.words / WORD_BYTES;
const WORD_COUNT = CompileRequest.wordCount / WORD_BYTES;
const OUTPUT = CompileRequest.output / WORD_BYTES;
const OUTPUT_CAPACITY = CompileRequest.outputCapacity / WORD_BYTES;
const OUTPUT_LENGTH = CompileRequest.outputLength / WORD_BYTES;
const SCRATCH = CompileRequest.scratch / WORD_BYTES;
const SCRATCH_LENGTH = CompileRequest.scratchLength / WORD_BYTES;
const BODY_OFFSET = CompileRequest.bodyOffset / WORD_BYTES;
const BODY_COUNT = CompileRequest.bodyCount / WORD_BYTES;
const WORD = CompileRequest.word / WORD_BYTES;
const FLAGS = CompileRequest.flags / WORD_BYTES;
const RESULT_FLAGS = CompileRequest.resultFlags / WORD_BYTES;
const ERROR_AT = CompileRequest.errorAt / WORD_BYTES;
const ERROR_FAULT = CompileRequest.errorFault / WORD_BYTES;
const ERROR_VALUE = CompileRequest.errorValue / WORD_BYTES;

/** Asks the backend plugin for code: ForthIR, or less, in; a code blob out. */

import { type Pointer, ptr } from "bun:ffi";
import { storeAddress } from "../../abi/address.ts";
import {
  ABI_VERSION,
  Architecture,
  DeclineReason,
  FunctionHeader,
  GenerateKind,
  GenerateRequest,
  OperatingSystem,
  Status,
  WordFlag,
  WordInfo,
  WordKind,
} from "../../abi/bindings.ts";
import { InternalError } from "../../machine/exceptions.ts";
import { trace } from "../../machine/trace.ts";
import type { Effect } from "../backend/graph.ts";

/** What the generator needs of an open plugin library. */
export interface BackendSymbols {
  /** `generate_code(request: *GenerateRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly generate_code: (request: Pointer) => number;
}

const WORD_BYTES = 4;
const SCRATCH_BYTES = 2 ** 20;
const FIRST_OUTPUT_BYTES = 2 ** 16;

/** An instance belongs to one thread. The library must stay open as long as it is in use. */
export class Generator {
  private readonly request = new Uint32Array(new ArrayBuffer(GenerateRequest.BYTES));
  private readonly requestAddress: Pointer;
  private readonly scratch = new Uint8Array(new ArrayBuffer(SCRATCH_BYTES));
  private readonly info = new Uint32Array(new ArrayBuffer(WordInfo.WORDS * WORD_BYTES));
  private output = new Uint32Array(0);

  constructor(
    private readonly symbols: BackendSymbols,
    cpuFeatures: number,
  ) {
    const { request } = this;
    this.requestAddress = ptr(request);
    request[GenerateRequest.structSize] = GenerateRequest.BYTES;
    request[GenerateRequest.abiVersion] = ABI_VERSION;
    request[GenerateRequest.architecture] =
      process.arch === "arm64" ? Architecture.aarch64 : Architecture.x8664;
    request[GenerateRequest.operatingSystem] = OperatingSystem.linux;
    request[GenerateRequest.cpuFeatures] = cpuFeatures;
    storeAddress(request, GenerateRequest.scratch, this.scratch);
    request[GenerateRequest.scratchLength] = SCRATCH_BYTES;
    this.growOutput(FIRST_OUTPUT_BYTES);
  }

  /**
   * The code of a function; undefined when the plugin declines it. The blob is valid until the next call.
   * @param flags 0, or GENERATE_MARKS
   * @throws InternalError when `ir` breaks a rule of the verifier
   */
  function(ir: Uint32Array, flags = 0): Uint32Array | undefined {
    storeAddress(this.request, GenerateRequest.input, ir);
    this.request[GenerateRequest.inputLength] = ir.length;
    this.request[GenerateRequest.flags] = flags;
    return this.generate(GenerateKind.function, ir[FunctionHeader.word] as number);
  }

  /** A register entry for callers that count on an effect, of a word without such code; undefined when declined. */
  wordStub(word: number, effect: Effect): Uint32Array | undefined {
    const { info, request } = this;
    info[WordInfo.kind] = WordKind.code;
    info[WordInfo.cellIn] = effect.cellIn;
    info[WordInfo.cellOut] = effect.cellOut;
    info[WordInfo.floatIn] = effect.floatIn;
    info[WordInfo.floatOut] = effect.floatOut;
    info[WordInfo.flags] = WordFlag.effectKnown;
    storeAddress(request, GenerateRequest.words, info);
    request[GenerateRequest.wordCount] = 1;
    const blob = this.generate(GenerateKind.wordStub, word);
    request[GenerateRequest.wordCount] = 0;
    return blob;
  }

  /** What code calls besides words. */
  runtime(): Uint32Array {
    const blob = this.generate(GenerateKind.runtime, 0);
    if (blob === undefined) throw new InternalError("the backend plugin has no runtime for this platform");
    return blob;
  }

  private generate(kind: GenerateKind, word: number): Uint32Array | undefined {
    const { request } = this;
    request[GenerateRequest.kind] = kind;
    request[GenerateRequest.word] = word;
    let status = this.symbols.generate_code(this.requestAddress);
    if (status === Status.bufferTooSmall) {
      this.growOutput(2 * (request[GenerateRequest.outputLength] as number));
      status = this.symbols.generate_code(this.requestAddress);
    }
    if (status === Status.ok)
      return this.output.subarray(0, Math.ceil((request[GenerateRequest.outputLength] as number) / 4));
    if (status === Status.declined || status === Status.outOfMemory) {
      trace(
        "decline",
        () =>
          `the backend declines word ${word}: ${status === Status.declined ? reasons[request[GenerateRequest.errorRule] as DeclineReason] : "no memory"}`,
      );
      return undefined;
    }
    const where = `rule ${request[GenerateRequest.errorRule]} at ${request[GenerateRequest.errorAt]}`;
    throw new InternalError(`the backend plugin answered with status ${status} (${where})`);
  }

  private growOutput(bytes: number): void {
    this.output = new Uint32Array(new ArrayBuffer(Math.ceil(bytes / WORD_BYTES) * WORD_BYTES));
    storeAddress(this.request, GenerateRequest.output, this.output);
    this.request[GenerateRequest.outputCapacity] = this.output.byteLength;
  }
}

const reasons: Readonly<Record<DeclineReason, string>> = {
  [DeclineReason.otherPlatform]: "the plugin is for another platform",
  [DeclineReason.wideEffect]: "it, or a word that it calls, takes or leaves more than registers hold",
  [DeclineReason.manyValues]: "too many values in too many blocks",
  [DeclineReason.largeFrame]: "too many values at once",
  [DeclineReason.farJump]: "a jump would be too long",
  [DeclineReason.oldProcessor]: "the processor has no instruction for an operation",
};

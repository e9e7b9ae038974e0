/** Asks the backend for code: ForthIR, or less, in; a code blob out. */

import type { Pointer } from "bun:ffi";
import {
  type Architecture,
  DeclineReason,
  FunctionHeader,
  GenerateKind,
  GenerateRequest,
  NONE,
  Op,
  OperatingSystem,
  Status,
  WordFlag,
  WordInfo,
  WordKind,
} from "../../abi/bindings.ts";
import { InternalError } from "../../machine/exceptions.ts";
import { trace } from "../../machine/trace.ts";
import type { Effect } from "../backend/graph.ts";
import { StageFailure } from "../stage_failure.ts";

/** What the generator needs of an open plugin library. */
export interface BackendSymbols {
  /** `generate_code(request: *GenerateRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly generate_code: (request: Pointer) => number;
}

/** A request to whatever form of the backend there is. */
export interface GenerateChannel {
  /** The fields of a GenerateRequest, but for those about memory. */
  readonly fields: Uint32Array;
  /** Has a field of the request name an array, which stays as it is until `ask` answers. */
  name(field: number, array: Uint32Array): void;
  /** Asks; gives the Status. */
  ask(): number;
  /** The answer: until the next request. */
  readonly output: Uint32Array;
}

/** What code is made for. */
interface GenerateTarget {
  readonly architecture: Architecture;
  /** Bits of CpuFeature that code may use. */
  readonly cpuFeatures: number;
}

/** An instance belongs to one thread. What answers its requests must stay as long as it is in use. */
export class Generator {
  /** What all that it makes is asked for with: GENERATE_USES and the like. */
  flags = 0;
  private readonly info = new Uint32Array(new ArrayBuffer(4 * WordInfo.WORDS));

  constructor(
    private readonly request: GenerateChannel,
    { architecture, cpuFeatures }: GenerateTarget,
  ) {
    const { fields } = request;
    fields[GenerateRequest.architecture] = architecture;
    fields[GenerateRequest.operatingSystem] = OperatingSystem.linux;
    fields[GenerateRequest.cpuFeatures] = cpuFeatures;
  }

  /**
   * The code of a function; undefined when the plugin declines it. The blob is valid until the next call.
   * @param flags 0, or GENERATE_MARKS, for this function alone
   * @throws InternalError when `ir` breaks a rule of the verifier
   */
  function(ir: Uint32Array, flags = 0): Uint32Array | undefined {
    const { fields } = this.request;
    this.request.name(GenerateRequest.input, ir);
    fields[GenerateRequest.inputLength] = ir.length;
    return this.generate(GenerateKind.function, ir[FunctionHeader.word] as number, flags);
  }

  /** A register entry for callers that count on an effect, of a word without such code; undefined when declined. */
  wordStub(word: number, effect: Effect): Uint32Array | undefined {
    return this.stub(GenerateKind.wordStub, word, effect, WordKind.code, 0);
  }

  /** The same for a word that THROWs its last cell. @param isNew whether that is never what was caught before */
  throwStub(word: number, effect: Effect, isNew: boolean): Uint32Array | undefined {
    this.info[WordInfo.b] = isNew ? 1 : 0;
    return this.stub(GenerateKind.wordStub, word, effect, WordKind.op, Op.throw);
  }

  /** The same for a word that is told of a code which is caught in the function itself. */
  caughtStub(word: number, effect: Effect, isNew: boolean): Uint32Array | undefined {
    this.info[WordInfo.b] = isNew ? 1 : 0;
    return this.stub(GenerateKind.wordStub, word, effect, WordKind.op, Op.unreachable);
  }

  /** The same for the word that CATCHes a word of known effect (`WordInfo.b` of CATCH). */
  catchStub(word: number, effect: Effect): Uint32Array | undefined {
    return this.stub(GenerateKind.wordStub, word, effect, WordKind.op, Op.execute);
  }

  /** The entries of a word that is a function of the runtime library. */
  libraryStub(word: number, effect: Effect, libraryFunction: number): Uint32Array | undefined {
    return this.stub(GenerateKind.libraryStub, word, effect, WordKind.code, libraryFunction);
  }

  private stub(
    kind: GenerateKind,
    word: number,
    effect: Effect,
    wordKind: WordKind,
    operand: number,
  ): Uint32Array | undefined {
    const { info } = this;
    const { fields } = this.request;
    info[WordInfo.kind] = wordKind;
    info[WordInfo.a] = operand;
    info[WordInfo.cellIn] = effect.cellIn;
    info[WordInfo.cellOut] = effect.cellOut;
    info[WordInfo.floatIn] = effect.floatIn;
    info[WordInfo.floatOut] = effect.floatOut;
    info[WordInfo.flags] = WordFlag.effectKnown;
    this.request.name(GenerateRequest.words, info);
    fields[GenerateRequest.wordCount] = 1;
    const blob = this.generate(kind, word);
    fields[GenerateRequest.wordCount] = 0;
    return blob;
  }

  /**
   * What code calls besides words.
   * @param leftOut bits of RuntimeEntries that nobody asks for
   * @throws StageFailure when the plugin declines that, too: it has no use here
   */
  runtime(leftOut = 0): Uint32Array {
    const blob = this.generate(GenerateKind.runtime, leftOut);
    if (blob === undefined) throw new StageFailure("the backend plugin has no runtime for this platform");
    return blob;
  }

  private generate(kind: GenerateKind, word: number, flags = 0): Uint32Array | undefined {
    const { fields } = this.request;
    fields[GenerateRequest.flags] = this.flags | flags;
    fields[GenerateRequest.kind] = kind;
    fields[GenerateRequest.word] = word;
    fields[GenerateRequest.errorRule] = NONE;
    const status = this.request.ask();
    switch (status) {
      case Status.ok:
        return this.request.output;
      case Status.declined:
        return this.declined(
          word,
          reasons[fields[GenerateRequest.errorRule] as DeclineReason] ?? "it is not there",
        );
      case Status.outOfMemory:
        return this.declined(word, "no memory");
      default: {
        const where = `rule ${fields[GenerateRequest.errorRule]} at ${fields[GenerateRequest.errorAt]}`;
        throw new InternalError(`the backend plugin answered with status ${status} (${where})`);
      }
    }
  }

  private declined(word: number, reason: string): undefined {
    trace("decline", () => `the backend declines word ${word}: ${reason}`);
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

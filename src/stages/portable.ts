/**
 * Compiler and optimizer in a WebAssembly module (plugins-src/portable). What a request names is copied into the
 * module's memory, and the answer out of it.
 */
import { CompileRequest, IrReference, Op, OptimizeRequest, Status } from "../abi/bindings.ts";
import { FunctionView } from "../ir/view.ts";
import { InternalError } from "../machine/exceptions.ts";
import { compileError, compileResult, describeCompilation } from "./compile_request.ts";
import type { CompileResult, CompilerStage, CompileRequest as Request } from "./compiler_stage.ts";
import type { IrPool } from "./ir_pool.ts";
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
import type { PortableModule } from "./portable_module.ts";
import { StageFailure } from "./stage_failure.ts";

const WORD_BYTES = 4;
const COMPILE_WORDS = CompileRequest.WORDS;
const OPTIMIZE_WORDS = OptimizeRequest.WORDS;
/** Enough for all but enormous words, for which the stages take more of the module's memory. */
const SCRATCH_WORDS = 64 * 1024;
const FIRST_OUTPUT_WORDS = 16 * 1024;

export class PortableCompiler implements CompilerStage {
  readonly name = "built-in";

  constructor(private readonly module: PortableModule) {}

  /** @throws BodyError, and StageFailure when the module has no memory for this or is broken */
  compile(request: Request): CompileResult {
    try {
      return fitted((outputWords) => this.try(request, outputWords));
    } finally {
      this.module.settle();
    }
  }

  private try(request: Request, outputWords: number): CompileResult | NeededWords {
    const { module } = this;
    const { bodies, words } = request;
    const lengths = [COMPILE_WORDS, SCRATCH_WORDS, outputWords, bodies.length, words.length];
    const [at, scratch, output, pool, infos] = module.place(lengths) as [number, ...number[]];
    module.write(pool as number, bodies);
    module.write(infos as number, words);
    const fields = new Uint32Array(COMPILE_WORDS);
    describeCompilation(fields, request);
    fields[CompileRequest.pool] = pool as number;
    fields[CompileRequest.words] = infos as number;
    fields[CompileRequest.output] = output as number;
    fields[CompileRequest.outputCapacity] = outputWords;
    fields[CompileRequest.scratch] = scratch as number;
    fields[CompileRequest.scratchLength] = SCRATCH_WORDS * WORD_BYTES;
    module.write(at, fields);
    const status = module.call("compile_to_ir", at);
    const answer = module.view(at, COMPILE_WORDS);
    const length = answer[CompileRequest.outputLength] as number;
    switch (status) {
      case Status.ok:
        return compileResult(answer, module.view(output as number, length).slice());
      case Status.bufferTooSmall:
        return length;
      case Status.invalidBody:
        throw compileError(answer, bodies);
      case Status.outOfMemory:
        throw new StageFailure("the built-in compiler has no memory for this word");
      default:
        throw new InternalError(`the built-in compiler answered with status ${status}`);
    }
  }
}

/** What a function takes, when it is more than the room that it was given. */
type NeededWords = number;

/** Tries with a little room for the function, then with what it needs. */
function fitted<Result extends object>(attempt: (outputWords: number) => Result | NeededWords): Result {
  const first = attempt(FIRST_OUTPUT_WORDS);
  const result = typeof first === "number" ? attempt(first) : first;
  if (typeof result !== "number") return result;
  throw new InternalError("a built-in stage asked for more room than it had asked for");
}

export class PortableOptimizer implements OptimizerStage {
  readonly name = "built-in";

  constructor(
    private readonly module: PortableModule,
    private readonly options: OptimizerOptions = {},
  ) {}

  /**
   * A function for which the module has no memory, or on which it fails, comes back as it is.
   * @throws InternalError when `ir` breaks a rule of the verifier
   */
  optimize(ir: Uint32Array, _words: Uint32Array, callees?: IrPool, tuning?: OptimizerTuning): Uint32Array {
    if (leavesAlone(ir, callees, tuning)) return ir;
    return this.run(ir, callees, { ...this.options, tuning })?.ir ?? ir;
  }

  /** See OptimizerStage. */
  optimizePartly(
    ir: Uint32Array,
    _words: Uint32Array,
    passRuns: number,
    callees?: IrPool,
    tuning?: OptimizerTuning,
  ): PartlyOptimized | undefined {
    if (leavesAlone(ir, callees, tuning)) return { ir, passRuns: 0, lastPass: undefined };
    return this.run(ir, callees, { ...this.options, tuning, passRuns });
  }

  /** @throws InvalidIr, StageFailure */
  verify(ir: Uint32Array): void {
    fitted((outputWords) => this.try(ir, nothingCalled, { level: 0 }, outputWords));
  }

  private run(ir: Uint32Array, callees: IrPool | undefined, how: Optimization): PartlyOptimized | undefined {
    try {
      const called = calledIn(ir, callees);
      return fitted((outputWords) => this.try(ir, called, how, outputWords));
    } catch (error) {
      if (error instanceof StageFailure) return undefined;
      throw error;
    } finally {
      this.module.settle();
    }
  }

  private try(
    ir: Uint32Array,
    called: Called,
    how: Optimization,
    outputWords: number,
  ): PartlyOptimized | NeededWords {
    const { module } = this;
    const lengths = [
      OPTIMIZE_WORDS,
      SCRATCH_WORDS,
      outputWords,
      ir.length,
      called.references.length,
      called.length,
    ];
    const [at, scratch, output, input, references, pool] = module.place(lengths) as [number, ...number[]];
    module.write(input as number, ir);
    module.write(references as number, called.references);
    let end = pool as number;
    for (const callee of called.functions) {
      module.write(end, callee);
      end += callee.length * WORD_BYTES;
    }
    const fields = new Uint32Array(OPTIMIZE_WORDS);
    describeOptimization(fields, how, module.passName);
    fields[OptimizeRequest.input] = input as number;
    fields[OptimizeRequest.inputLength] = ir.length;
    fields[OptimizeRequest.irReferences] = references as number;
    fields[OptimizeRequest.wordCount] = called.references.length / IrReference.WORDS;
    fields[OptimizeRequest.irPool] = pool as number;
    fields[OptimizeRequest.irPoolLength] = called.length;
    fields[OptimizeRequest.output] = output as number;
    fields[OptimizeRequest.outputCapacity] = outputWords;
    fields[OptimizeRequest.scratch] = scratch as number;
    fields[OptimizeRequest.scratchLength] = SCRATCH_WORDS * WORD_BYTES;
    module.write(at, fields);
    const status = module.call("optimize_ir", at);
    const answer = module.view(at, OPTIMIZE_WORDS);
    const length = answer[OptimizeRequest.outputLength] as number;
    switch (status) {
      case Status.ok:
        return {
          ir: module.view(output as number, length).slice(),
          ...this.lastPass(answer),
        };
      case Status.bufferTooSmall:
        return length;
      case Status.declined:
      case Status.outOfMemory:
        throw new StageFailure("the built-in optimizer has no memory for this word");
      default:
        throw optimizeError("the built-in optimizer", status, answer);
    }
  }

  private lastPass(answer: Uint32Array): Pick<PartlyOptimized, "passRuns" | "lastPass"> {
    const passRuns = answer[OptimizeRequest.passRuns] as number;
    if (passRuns === 0) return { passRuns, lastPass: undefined };
    return {
      passRuns,
      lastPass: this.module.passName(answer[OptimizeRequest.lastPass] as number) ?? undefined,
    };
  }
}

/** What a function may inline, gathered: the pool of all words is much larger. */
interface Called {
  /** IrReference records, by word. */
  readonly references: Uint32Array;
  readonly functions: readonly Uint32Array[];
  /** Of all functions together. */
  readonly length: number;
}

function calledIn(ir: Uint32Array, callees: IrPool | undefined): Called {
  if (callees === undefined) return nothingCalled;
  const view = new FunctionView(ir);
  const functions = new Map<number, Uint32Array>();
  for (let at = 0; at < view.instructionCount; at++) {
    const op = view.op(at);
    if (op !== Op.call && op !== Op.callStack) continue;
    const word = view.a(at);
    const callee = functions.has(word) ? undefined : callees.of(word);
    if (callee !== undefined) functions.set(word, callee);
  }
  if (functions.size === 0) return nothingCalled;
  const references = new Uint32Array((Math.max(...functions.keys()) + 1) * IrReference.WORDS);
  let length = 0;
  for (const [word, callee] of functions) {
    references[word * IrReference.WORDS + IrReference.offset] = length;
    references[word * IrReference.WORDS + IrReference.length] = callee.length;
    length += callee.length;
  }
  return { references, functions: [...functions.values()], length };
}

const nothingCalled: Called = { references: new Uint32Array(0), functions: [], length: 0 };

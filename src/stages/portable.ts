/**
 * Compiler and optimizer in a WebAssembly module (plugins-src/portable). What a request names is copied into the
 * module's memory, and the answer out of it.
 */
import { CompileRequest, IrReference, OptimizeRequest, Status } from "../abi/bindings.ts";
import { FunctionView } from "../ir/view.ts";
import { compileError, compileResult, describeCompilation } from "./compile_request.ts";
import type { CompileResult, CompilerStage, CompileRequest as Request } from "./compiler_stage.ts";
import type { IrPool } from "./ir_pool.ts";
import {
  describeOptimization,
  type Optimization,
  type OptimizerOptions,
  partlyOptimized,
  RequestedOptimizer,
} from "./optimize_request.ts";
import type { PartlyOptimized } from "./optimizer_stage.ts";
import type { Answer, PortableModule } from "./portable_module.ts";
import { StageFailure } from "./stage_failure.ts";

export class PortableCompiler implements CompilerStage {
  readonly name = "built-in";

  constructor(private readonly module: PortableModule) {}

  /** @throws BodyError, and StageFailure when the module has no memory for this or is broken */
  compile(request: Request): CompileResult {
    const { bodies, words } = request;
    const describe = (fields: Uint32Array, [pool = 0, infos = 0]: readonly number[]) => {
      describeCompilation(fields, request);
      fields[CompileRequest.pool] = pool;
      fields[CompileRequest.words] = infos;
    };
    const read = ({ status, fields, output }: Answer) => {
      if (status === Status.ok) return compileResult(fields, output.slice());
      if (status === Status.invalidBody) throw compileError(fields, bodies);
      throw new StageFailure(`the built-in compiler answered with status ${status}`);
    };
    return this.module.ask("compile_to_ir", CompileRequest, [bodies, words], describe, read);
  }
}

export class PortableOptimizer extends RequestedOptimizer {
  readonly name = "built-in";

  constructor(
    private readonly module: PortableModule,
    private readonly options: OptimizerOptions = {},
  ) {
    super();
  }

  /** @throws InvalidIr, StageFailure */
  verify(ir: Uint32Array): void {
    this.run(ir, undefined, { level: 0 });
  }

  protected run(ir: Uint32Array, callees: IrPool | undefined, how: Optimization): PartlyOptimized {
    const { module } = this;
    const { references, pool } = calledIn(ir, callees);
    const describe = (fields: Uint32Array, [input = 0, words = 0, functions = 0]: readonly number[]) => {
      describeOptimization(fields, this.options, how, module.passName, callees?.exceptionWords);
      fields[OptimizeRequest.input] = input;
      fields[OptimizeRequest.inputLength] = ir.length;
      fields[OptimizeRequest.irReferences] = words;
      fields[OptimizeRequest.wordCount] = references.length / IrReference.WORDS;
      fields[OptimizeRequest.irPool] = functions;
      fields[OptimizeRequest.irPoolLength] = pool.length;
    };
    const read = ({ status, fields, output }: Answer) =>
      partlyOptimized("the built-in optimizer", status, fields, output, module.passName);
    return module.ask("optimize_ir", OptimizeRequest, [ir, references, pool], describe, read);
  }
}

/** What a function may inline, gathered: the pool of all words is much larger. */
interface Called {
  /** IrReference records, by word. */
  readonly references: Uint32Array;
  /** Functions, one behind the other. */
  readonly pool: Uint32Array;
}

function calledIn(ir: Uint32Array, callees: IrPool | undefined): Called {
  if (callees === undefined) return nothingCalled;
  const functions = new Map<number, Uint32Array>();
  for (const word of callees.calledIn(new FunctionView(ir))) {
    const callee = callees.of(word);
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
  const pool = new Uint32Array(length);
  let end = 0;
  for (const callee of functions.values()) {
    pool.set(callee, end);
    end += callee.length;
  }
  return { references, pool };
}

const nothingCalled: Called = { references: new Uint32Array(0), pool: new Uint32Array(0) };

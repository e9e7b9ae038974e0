/** Requests of `optimize_ir` without what they say about memory, which each host of the optimizer has its own way with. */
import { ABI_VERSION, FunctionHeader, OptimizeRequest, Status } from "../abi/bindings.ts";
import { ruleName } from "../ir/rule_name.ts";
import { FunctionView } from "../ir/view.ts";
import { InternalError } from "../machine/exceptions.ts";
import type { ExceptionWords, IrPool } from "./ir_pool.ts";
import type { OptimizerStage, OptimizerTuning, PartlyOptimized } from "./optimizer_stage.ts";
import { StageFailure } from "./stage_failure.ts";

export interface OptimizerOptions {
  /** 0: copy; 1: one round of the cheap passes; 2: all passes (when absent). */
  readonly level?: 0 | 1 | 2;
  /** Bit n set: leave out pass n of the optimizer's list. */
  readonly disabledPasses?: number;
}

/** How a function is to be optimized. */
export interface Optimization extends OptimizerOptions {
  readonly tuning?: OptimizerTuning | undefined;
  /** Runs of passes to stop after; undefined: at the end. */
  readonly passRuns?: number | undefined;
}

/** The name of a pass by its number; null beyond the end of the list. */
type PassNames = (number: number) => string | null;

const ALL_PASSES = 0xffffffff;

/** Writes all but addresses, lengths and capacities. @param options for what `how` does not say */
export function describeOptimization(
  fields: Uint32Array,
  options: OptimizerOptions,
  how: Optimization,
  passNames: PassNames,
  exceptionWords: ExceptionWords | undefined,
): void {
  const { tuning, passRuns } = how;
  const level = how.level ?? options.level ?? 2;
  const disabledPasses = how.disabledPasses ?? options.disabledPasses ?? 0;
  fields[OptimizeRequest.structSize] = OptimizeRequest.BYTES;
  fields[OptimizeRequest.abiVersion] = ABI_VERSION;
  fields[OptimizeRequest.level] = level;
  fields[OptimizeRequest.disabledPasses] =
    passRuns === 0 ? ALL_PASSES : disabledPasses | passBits(tuning?.without, passNames);
  fields[OptimizeRequest.inlineLimit] = tuning?.inlineLimit ?? 0;
  fields[OptimizeRequest.passLimit] = passRuns ?? 0;
  fields[OptimizeRequest.passRuns] = 0;
  fields[OptimizeRequest.accessibleEnd] = tuning?.accessibleEnd ?? 0;
  fields[OptimizeRequest.catchWord] = exceptionWords?.catchKnown ?? 0;
  fields[OptimizeRequest.throwWord] = exceptionWords?.throw ?? 0;
  fields[OptimizeRequest.throwAnewWord] = exceptionWords?.throwAnew ?? 0;
  fields[OptimizeRequest.caughtWord] = exceptionWords?.caught ?? 0;
  fields[OptimizeRequest.caughtAnewWord] = exceptionWords?.caughtAnew ?? 0;
}

function passBits(names: readonly string[] = [], passNames: PassNames): number {
  if (names.length === 0) return 0;
  let bits = 0;
  for (let number = 0; number < 32; number++) {
    const name = passNames(number);
    if (name === null) break;
    if (names.includes(name)) bits |= 1 << number;
  }
  return bits;
}

/** A function broke a rule of ForthIR's verifier. */
export class InvalidIr extends InternalError {
  constructor(
    who: string,
    readonly rule: number,
    /** The block, instruction or value at fault. */
    readonly at: number,
  ) {
    super(`${who} was given ForthIR that breaks the rule ${ruleName(rule)} at ${at}`);
  }
}

/**
 * What an answer says.
 * @param who what messages call the optimizer
 * @param output the function that it gives
 * @throws InvalidIr, and StageFailure when it declines, or has no memory
 */
export function partlyOptimized(
  who: string,
  status: number,
  fields: Uint32Array,
  output: Uint32Array,
  passName: PassNames,
): PartlyOptimized {
  switch (status) {
    case Status.ok: {
      const passRuns = fields[OptimizeRequest.passRuns] as number;
      const lastPass = fields[OptimizeRequest.lastPass] as number;
      const name = passRuns === 0 ? undefined : (passName(lastPass) ?? undefined);
      return { ir: output.slice(), passRuns, lastPass: name };
    }
    case Status.invalidIr: {
      const rule = fields[OptimizeRequest.errorRule] as number;
      throw new InvalidIr(who, rule, fields[OptimizeRequest.errorAt] as number);
    }
    default:
      throw new StageFailure(`${who} answered with status ${status}`);
  }
}

/** An optimizer that is asked by requests, wherever it runs. */
export abstract class RequestedOptimizer implements OptimizerStage {
  abstract readonly name: string;

  /** See OptimizerStage. @throws InvalidIr when `ir` breaks a rule of the verifier */
  optimize(ir: Uint32Array, _words: Uint32Array, callees?: IrPool, tuning?: OptimizerTuning): Uint32Array {
    return leavesAlone(ir, callees, tuning) ? ir : this.run(ir, callees, { tuning }).ir;
  }

  /** See OptimizerStage. */
  optimizePartly(
    ir: Uint32Array,
    _words: Uint32Array,
    passRuns: number,
    callees?: IrPool,
    tuning?: OptimizerTuning,
  ): PartlyOptimized {
    if (leavesAlone(ir, callees, tuning)) return { ir, passRuns: 0, lastPass: undefined };
    return this.run(ir, callees, { tuning, passRuns });
  }

  /** @throws InvalidIr, StageFailure */
  protected abstract run(ir: Uint32Array, callees: IrPool | undefined, how: Optimization): PartlyOptimized;
}

/** Whether an optimizer that is tuned like this leaves a function as it is. */
function leavesAlone(
  ir: Uint32Array,
  callees: IrPool | undefined,
  tuning: OptimizerTuning | undefined,
): boolean {
  if (tuning?.onlyInlining !== true) return false;
  const limit = tuning.inlineLimit ?? Number.POSITIVE_INFINITY;
  if (callees === undefined) return true;
  const view = new FunctionView(ir);
  for (const word of callees.calledIn(view)) {
    if (word === view.word) {
      if (tuning.withoutRecursion === true) continue;
      return false;
    }
    const callee = callees.of(word);
    if (callee !== undefined && (callee[FunctionHeader.instructionCount] as number) <= limit) return false;
  }
  return true;
}

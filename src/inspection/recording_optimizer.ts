/** An optimizer stage that keeps what it was given, so that its work can be looked at pass by pass. */
import { FUNCTION_DYNAMIC, FunctionHeader } from "../abi/bindings.ts";
import type { IrPool } from "../stages/ir_pool.ts";
import type { OptimizerStage, OptimizerTuning } from "../stages/optimizer_stage.ts";

/** A function after one run of a pass. */
export interface PassRun {
  readonly pass: string;
  /** How often the pass has run, this time counted. */
  readonly round: number;
  readonly ir: Uint32Array;
  readonly changed: boolean;
}

/** More runs than any optimizer makes. */
const MAX_RUNS = 1000;

export class RecordingOptimizer implements OptimizerStage {
  readonly name: string;
  /** By word: the newest static or, without one, dynamic function as the compiler made it, and what came with it. */
  private readonly requests = new Map<number, Parameters<OptimizerStage["optimize"]>>();

  constructor(private readonly stage: OptimizerStage) {
    this.name = stage.name;
  }

  optimize(ir: Uint32Array, words: Uint32Array, callees?: IrPool, tuning?: OptimizerTuning): Uint32Array {
    const word = ir[FunctionHeader.word] as number;
    const isDynamic = ((ir[FunctionHeader.flags] as number) & FUNCTION_DYNAMIC) !== 0;
    // A word of static effect may have a dynamic version besides.
    if (!isDynamic || !this.requests.has(word)) this.requests.set(word, [ir.slice(), words, callees, tuning]);
    return this.stage.optimize(ir, words, callees, tuning);
  }

  /** A word's function as the compiler made it; undefined when none was made. */
  compiled(word: number): Uint32Array | undefined {
    return this.requests.get(word)?.[0];
  }

  /** Optimizes a word's function again, run by run of passes; nothing for an optimizer without passes. */
  passRuns(word: number): PassRun[] {
    const request = this.requests.get(word);
    if (request === undefined) return [];
    const [compiled, words, callees, tuning] = request;
    const runs: PassRun[] = [];
    const rounds = new Map<string, number>();
    let before = this.stage.optimizePartly?.(compiled, words, 0, callees, tuning)?.ir;
    if (before === undefined) return [];
    for (let count = 1; count <= MAX_RUNS; count++) {
      const partly = this.stage.optimizePartly?.(compiled, words, count, callees, tuning);
      if (partly?.lastPass === undefined || partly.passRuns < count) break;
      const { ir, lastPass: pass } = partly;
      const round = 1 + (rounds.get(pass) ?? 0);
      rounds.set(pass, round);
      runs.push({ pass, round, ir, changed: !areEqual(before, ir) });
      before = ir;
    }
    return runs;
  }
}

function areEqual(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}

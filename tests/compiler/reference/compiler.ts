import { BodyFault } from "../../../src/abi/bindings.ts";
import { BodyError } from "../../../src/abi/body_error.ts";
import type { CompileRequest, CompileResult } from "../../../src/stages/compiler_stage.ts";
import { Construction } from "./construct.ts";
import { Draft } from "./draft.ts";
import { type Effect, HeightAnalysis } from "./effect.ts";
import { Expander } from "./expand.ts";
import { FlowGraph } from "./flow.ts";
import { Layout } from "./layout.ts";
import { Simplification } from "./simplify.ts";
import { Steps } from "./steps.ts";

/** A static function with more slots than this, summed over its regions, is made dynamic, which has fewer. */
const SLOT_LIMIT = 1 << 21;

/**
 * The built-in compiler stage: a body becomes a ForthIR function.
 *
 * The static form, with stack effects as arguments and results, is made where the body has one effect on all paths;
 * otherwise the dynamic form, which keeps the in-memory stacks.
 *
 * @throws BodyError when the body has no meaning in either form: a label is missing or defined twice (-22), a word
 * does not exist (-13), an instruction is not one (-21), R> without >R (-6), I or UNLOOP without a loop (-26).
 */
export function compileToIr(request: CompileRequest): CompileResult {
  const { bodies, words, word } = request;
  expander.expand(bodies, request.offset, request.count, words, word);
  flow.build(steps);
  const effect = request.forceDynamic ? undefined : inferEffect(words, word);
  if (effect === undefined) heights.measureDynamic(words, word);
  checkReturnStack(bodies);
  construction.construct({ pool: bodies, words, word, effect, callsInMemory: request.forceDynamic });
  simplification.simplify();
  return result(layout.lay(word, effect), effect);
}

/** Working memory, kept from one call to the next. */
const steps = new Steps();
const expander = new Expander(steps);
const flow = new FlowGraph();
const heights = new HeightAnalysis(steps, flow);
const draft = new Draft();
const construction = new Construction(steps, flow, heights, draft);
const simplification = new Simplification(flow, draft);
const layout = new Layout(flow, draft, simplification);

function inferEffect(words: Uint32Array, word: number): Effect | undefined {
  if (!heights.inferStatic(words, word)) return undefined;
  return heights.slotCount() > SLOT_LIMIT ? undefined : heights.effect;
}

function checkReturnStack(pool: Uint32Array): void {
  const { returnFault, loopFault, returnsInMemory, loopsInMemory } = heights;
  if (loopFault >= 0 && !loopsInMemory) {
    throw new BodyError(BodyFault.noLoop, 0, steps.record.at(loopFault), pool);
  }
  if (returnFault >= 0 && !loopsInMemory && !returnsInMemory) {
    throw new BodyError(BodyFault.emptyReturnStack, 0, steps.record.at(returnFault), pool);
  }
}

function result(ir: Uint32Array, effect: Effect | undefined): CompileResult {
  return {
    ir,
    effectKnown: effect !== undefined,
    cellIn: effect?.cellIn ?? 0,
    cellOut: effect?.cellOut ?? 0,
    floatIn: effect?.floatIn ?? 0,
    floatOut: effect?.floatOut ?? 0,
    neverReturns: effect !== undefined && !effect.returns,
  };
}

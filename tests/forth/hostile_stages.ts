/** Native stages that by a seed decline, have no memory, or say that their result needs more room. */
import { type Pointer, toArrayBuffer } from "bun:ffi";
import {
  CompileRequest,
  GenerateKind,
  GenerateRequest,
  OptimizeRequest,
  Status,
} from "../../src/abi/bindings.ts";
import { stageProvider } from "../../src/plugins/process_stages.ts";
import { nativeParser } from "../../src/stages/embedded_stages.ts";
import { nativeStages } from "../../src/stages/native_backend/stages.ts";
import { NativeCompiler } from "../../src/stages/native_compiler.ts";
import { NativeOptimizer } from "../../src/stages/native_optimizer.ts";
import type { Stages } from "../../src/stages/pipeline.ts";

type Entry = (request: Pointer) => number;

/** What is needed of a request's layout, in words but for its size. */
interface RequestLayout {
  readonly outputCapacity: number;
  readonly outputLength: number;
  readonly BYTES: number;
}

/** Which answers have been seen. */
export const seen = new Set<string>();

/** The generator of Numerical Recipes, whose high bits serve. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
}

function hostile(stage: string, entry: Entry, layout: RequestLayout, next: () => number): Entry {
  // Asked again with the room that it said it needs, a library in order has no more to say.
  let askedAgain = false;
  const answer = (status: number, name: string) => {
    seen.add(`${stage} ${name}`);
    askedAgain = status === Status.bufferTooSmall;
    return status;
  };
  return (request) => {
    const way = askedAgain ? 3 : next() % 4;
    switch (way) {
      case 0:
        return answer(Status.declined, "declines");
      case 1:
        return answer(Status.outOfMemory, "has no memory");
      case 2: {
        const words = new Uint32Array(toArrayBuffer(request, 0, layout.BYTES));
        const at = layout.outputCapacity;
        const capacity = words[at] as number;
        const whole = entry(request);
        if (whole !== Status.ok) return answer(whole, "answers");
        words[at] = (words[layout.outputLength] as number) - 1;
        const status = entry(request);
        words[at] = capacity;
        return answer(status, "needs room");
      }
      default:
        return answer(entry(request), "answers");
    }
  };
}

/** Compiler, optimizer and backend that answer by a seed. */
export function hostileStages(seed: number): Stages {
  const next = numbers(seed);
  const provider = stageProvider();
  for (const stage of ["compiler", "optimizer", "backend"] as const) provider.ensure(stage);
  const { calls } = provider;
  const compile = hostile("compiler", calls.compiler.compile_to_ir, CompileRequest, next);
  const optimize = hostile("optimizer", calls.optimizer.optimize_ir, OptimizeRequest, next);
  const { generate_code } = calls.backend;
  const hostileGenerate = hostile("backend", generate_code, GenerateRequest, next);
  // Without its runtime and the stubs of host words there is no native backend at all.
  const generate: Entry = (request) => {
    const words = new Uint32Array(toArrayBuffer(request, 0, GenerateRequest.BYTES));
    return words[GenerateRequest.kind] === GenerateKind.function
      ? hostileGenerate(request)
      : generate_code(request);
  };
  return {
    parser: nativeParser(),
    compiler: new NativeCompiler({ compile_to_ir: compile }),
    optimizer: new NativeOptimizer({ ...calls.optimizer, optimize_ir: optimize }),
    ...nativeStages({ generate_code: generate }),
  };
}

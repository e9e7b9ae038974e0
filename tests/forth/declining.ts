/** Stages that decline and fail now and then, so that every word takes each way around them in some case. */

import { FunctionHeader } from "../../src/abi/bindings.ts";
import type { Stages } from "../../src/stages/pipeline.ts";
import { StageFailure } from "../../src/stages/stage_failure.ts";
import { Random } from "../fuzz/parser_source.ts";

/** Of so many requests of each stage, one is not served. */
const ONE_OF = 3;

/** How often each way was taken. */
export const taken = { compilerFails: 0, optimizerDeclines: 0, backendDeclines: 0 };

/** The same stages, as a seed lets them serve. */
export function decliningStages(stages: Stages, seed: number): Stages {
  const random = new Random(seed);
  const refuses = (way: keyof typeof taken): boolean => {
    if (random.below(ONE_OF) !== 0) return false;
    taken[way]++;
    return true;
  };
  return {
    ...stages,
    compiler: {
      name: stages.compiler.name,
      compile: (request) => {
        if (refuses("compilerFails")) throw new StageFailure("the compiler has no memory");
        return stages.compiler.compile(request);
      },
    },
    optimizer: {
      name: stages.optimizer.name,
      optimize: (ir, words, callees, tuning) =>
        refuses("optimizerDeclines") ? ir : stages.optimizer.optimize(ir, words, callees, tuning),
    },
    backend: (machine, host) => {
      const backend = stages.backend(machine, host);
      return {
        name: backend.name,
        tuning: backend.tuning,
        generate: (ir) => {
          if (!refuses("backendDeclines")) return backend.generate(ir);
          backend.forget(ir[FunctionHeader.word] as number);
          return undefined;
        },
        forget: (word) => backend.forget(word),
        list: (ir, nameOf) => backend.list(ir, nameOf),
        close: () => backend.close?.(),
      };
    },
  };
}

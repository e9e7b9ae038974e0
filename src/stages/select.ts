/** Chooses an implementation for each stage. */
import { BuiltinBackend } from "./backend/index.ts";
import { builtinCompiler } from "./compiler/index.ts";
import { builtinOptimizer } from "./optimizer/index.ts";
import { builtinParser } from "./parser.ts";
import type { Stages } from "./pipeline.ts";

export function selectStages(_specification: string): Stages {
  return {
    parser: builtinParser,
    compiler: builtinCompiler,
    optimizer: builtinOptimizer,
    backend: (machine, host) => new BuiltinBackend(machine, host),
  };
}

/**
 * The built-in compiler and backend, loaded when the first word becomes code: evaluating their modules takes longer than
 * all the rest of a start, and a program of a few lines makes no code.
 */
import type { Machine } from "../forth/machine.ts";
import { lateModule } from "../late_modules.ts";
import type { CompilerStage } from "./compiler/index.ts";
import type { BackendHost, BackendStage } from "./pipeline.ts";

export const lateCompiler: CompilerStage = {
  name: "built-in",
  compile: (request) => lateModule("stages/compiler/index").builtinCompiler.compile(request),
};

/** A backend for one machine that comes into being with its first word. */
export function lateBackend(machine: Machine, host: BackendHost): BackendStage {
  let backend: BackendStage | undefined;
  return {
    name: "built-in",
    generate: (ir) => {
      backend ??= new (lateModule("stages/backend/index").BuiltinBackend)(machine, host);
      return backend.generate(ir);
    },
    forget: (word) => backend?.forget(word),
  };
}

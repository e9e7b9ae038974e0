/**
 * The built-in compiler and backend, loaded when the first word becomes code: evaluating their modules takes longer than
 * all the rest of a start, and a program of a few lines makes no code.
 */
import type { Machine } from "../forth/machine.ts";
import type { CompilerStage } from "./compiler/index.ts";
import type { BackendHost, BackendStage } from "./pipeline.ts";

// A dynamic import would do the same, but later than the text interpreter can wait for.
const loadCompiler = () =>
  (require("./compiler/index.ts") as typeof import("./compiler/index.ts")).builtinCompiler;
const loadBackend = () =>
  (require("./backend/index.ts") as typeof import("./backend/index.ts")).BuiltinBackend;

export const lateCompiler: CompilerStage = {
  name: "built-in",
  compile: (request) => loadCompiler().compile(request),
};

/** A backend for one machine that comes into being with its first word. */
export function lateBackend(machine: Machine, host: BackendHost): BackendStage {
  let backend: BackendStage | undefined;
  return {
    name: "built-in",
    generate: (ir) => {
      backend ??= new (loadBackend())(machine, host);
      return backend.generate(ir);
    },
    forget: (word) => backend?.forget(word),
  };
}

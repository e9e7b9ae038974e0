/**
 * The built-in compiler, optimizer and backend, loaded when the first word becomes code: evaluating their modules takes
 * longer than all the rest of a start, and a program of a few lines makes no code.
 */
import { engineStorage } from "../machine/machine.ts";
import type { CompilerStage } from "./compiler_stage.ts";
import type { OptimizerStage } from "./optimizer_stage.ts";
import type { BackendStage, Stages } from "./pipeline.ts";

// A dynamic import would do the same, but later than the text interpreter can wait for.
const loadBuiltin = () => require("./builtin.ts") as typeof import("./builtin.ts");
const loadBackend = () =>
  (require("./backend/index.ts") as typeof import("./backend/index.ts")).BuiltinBackend;

const loadLayout = () => require("./backend/layout.ts") as typeof import("./backend/layout.ts");

/** An engine may be told to do without. */
const hasWebAssembly = (): boolean => typeof WebAssembly !== "undefined" && WebAssembly.Memory !== undefined;

export const lateCompiler: CompilerStage = {
  name: "built-in",
  compile: (request) => loadBuiltin().builtinCompiler.compile(request),
};

export const lateOptimizer: OptimizerStage = {
  name: "built-in",
  optimize: (...request) => loadBuiltin().builtinOptimizer.optimize(...request),
  optimizePartly: (...request) => loadBuiltin().builtinOptimizer.optimizePartly?.(...request),
};

/** The built-in backend, and the storage that machines need for it. */
export const builtinBackend: Required<Pick<Stages, "backend" | "reserve">> = {
  backend: firstUsed("built-in", (machine, host) =>
    hasWebAssembly() ? new (loadBackend())(machine, host) : noBackend,
  ),
  reserve: (limit) => (hasWebAssembly() ? loadLayout().reserveWasmMemory(limit) : engineStorage(limit)),
};

/** Declines everything: words are interpreted. */
export const noBackend: BackendStage = {
  name: "none",
  generate: () => undefined,
  list: () => undefined,
  forget: () => undefined,
};

/** A backend that comes into being with its machine's first word. */
export function firstUsed(name: string, make: Stages["backend"]): Stages["backend"] {
  return (machine, host) => {
    let backend: BackendStage | undefined;
    const made = (): BackendStage => {
      backend ??= make(machine, host);
      return backend;
    };
    return {
      name,
      get tuning() {
        return made().tuning;
      },
      generate: (ir) => made().generate(ir),
      forget: (word) => backend?.forget(word),
      newestRunning: () => backend?.newestRunning?.() ?? 0,
      list: (ir, nameOf) => made().list(ir, nameOf),
      close: () => backend?.close?.(),
    };
  };
}

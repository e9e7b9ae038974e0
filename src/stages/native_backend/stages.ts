/** The parts of `Stages` that belong to the native backend. */
import type { Machine } from "../../forth/machine.ts";
import type { BackendHost, BackendStage, Stages } from "../pipeline.ts";
import type { BackendSymbols } from "./generator.ts";
import { NativeBackend } from "./index.ts";
import { NativeMemory } from "./native_memory.ts";

export type NativeStages = Required<Pick<Stages, "backend" | "reserve">>;

/** The library must stay open as long as one of its backends is in use. */
export function nativeStages(symbols: BackendSymbols): NativeStages {
  return {
    backend: (machine, host) => lateNativeBackend(machine, host, symbols),
    reserve: (limit) => new NativeMemory(limit),
  };
}

/** A backend for one machine that comes into being with its first word. */
function lateNativeBackend(machine: Machine, host: BackendHost, symbols: BackendSymbols): BackendStage {
  let backend: BackendStage | undefined;
  return {
    name: "native",
    generate: (ir) => {
      backend ??= new NativeBackend(machine, host, symbols);
      return backend.generate(ir);
    },
    forget: (word) => backend?.forget(word),
  };
}

/** The parts of `Stages` that belong to the native backend. */
import { engineStorage } from "../../machine/machine.ts";
import { reserveStorage } from "../../machine/reserved_storage.ts";
import type { BackendStage, Stages } from "../pipeline.ts";
import type { BackendSymbols } from "./generator.ts";
import { NativeBackend } from "./index.ts";

export type NativeStages = Required<Pick<Stages, "backend" | "reserve">>;

/**
 * The library must stay open as long as one of its backends is in use.
 * Making a backend throws PluginError when the system does not let native code run.
 * @param codeSize bytes of code that a machine has room for
 */
export function nativeStages(symbols: BackendSymbols, codeSize?: number): NativeStages {
  return {
    backend: (machine, host): BackendStage => new NativeBackend(machine, host, symbols, codeSize),
    reserve: (limit) => reserveStorage(limit) ?? engineStorage(limit),
  };
}

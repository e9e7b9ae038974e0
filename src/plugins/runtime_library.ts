/** The runtime library (plugins-src/runtime) of this process: loaded once, for whoever needs any of its functions. */

import type { FFIFunction, Library } from "bun:ffi";
import { RUNTIME_VERSION } from "../abi/session_bindings.ts";
import { embeddedLibrary } from "./embedded.ts";
import { PluginError } from "./errors.ts";

/** That each is declared costs nothing: the engine makes what calls a function when it is first called. */
const runtimeSymbols = {
  ff_runtime_version: { args: [], returns: "u32" },
  // Interrupts, time-outs, waiting and the terminal: runtime.ts.
  ff_interrupt_install: { args: ["ptr"], returns: "i32" },
  ff_interrupt_remove: { args: [], returns: "i32" },
  ff_interrupt_was_sent: { args: [], returns: "i32" },
  ff_endings_install: { args: ["ptr"], returns: "i32" },
  ff_endings_remove: { args: [], returns: "i32" },
  ff_end_soon: { args: ["i32"], returns: "void" },
  ff_child_wait: { args: ["i32", "ptr", "ptr"], returns: "i32" },
  ff_timer_start: { args: ["ptr", "u32", "u32", "u8"], returns: "i32" },
  ff_timer_stop: { args: [], returns: "i32" },
  ff_terminal_raw: { args: ["i32"], returns: "i32" },
  ff_terminal_restore: { args: ["i32"], returns: "i32" },
  ff_terminal_size: { args: ["i32"], returns: "u32" },
  ff_wait: { args: ["i32", "i32", "ptr"], returns: "i32" },
  ff_read: { args: ["i32", "ptr", "u32", "ptr"], returns: "i32" },
  // Evidence of trials: fault_notes.ts.
  ff_fault_notes_start: { args: ["i32", "ptr"], returns: "i32" },
  ff_fault_notes_stop: { args: [], returns: "void" },
  // What native code runs in: stages/native_backend/native_memory.ts.
  ff_native_open: { args: ["ptr"], returns: "i32" },
  ff_native_close: { args: ["ptr"], returns: "void" },
  ff_native_watch: { args: ["ptr"], returns: "i32" },
  ff_native_select: { args: ["u64"], returns: "i32" },
  ff_native_publish: { args: ["u64", "u64", "u64"], returns: "void" },
  ff_look_start: { args: ["ptr", "u32"], returns: "i32" },
  ff_look_stop: { args: ["i32"], returns: "void" },
  // Definitions of long texts: forth/definition_reader.ts.
  ff_read_definitions: { args: ["ptr"], returns: "u32" },
  ff_library: { args: ["ptr", "u32"], returns: "void" },
  // Cold code: stages/native_interpreter.ts.
  ff_interpret: { args: ["ptr"], returns: "u32" },
  ff_cpu_features: { args: [], returns: "u32" },
} as const satisfies Record<string, FFIFunction>;

/** Its functions. */
export type RuntimeFunctions = Library<typeof runtimeSymbols>["symbols"];

let functions: RuntimeFunctions | undefined;
let refusal: PluginError | undefined;

/** Undefined when this platform has none, or it cannot be loaded. */
export function runtimeIfThere(): RuntimeFunctions | undefined {
  try {
    return runtimeFunctions();
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}

/** @throws PluginError when this platform has none, or it cannot be loaded: the same one each time */
export function runtimeFunctions(): RuntimeFunctions {
  if (refusal !== undefined) throw refusal;
  try {
    functions ??= load();
    return functions;
  } catch (error) {
    if (error instanceof PluginError) refusal = error;
    throw error;
  }
}

function load(): RuntimeFunctions {
  const symbols = embeddedLibrary("runtime")?.open(runtimeSymbols).symbols;
  if (symbols === undefined) throw new PluginError("open", "runtime", "there is none in this executable");
  const version = symbols.ff_runtime_version();
  if (version === RUNTIME_VERSION) return symbols;
  throw new PluginError("version", "runtime", `its version is ${version}, not ${RUNTIME_VERSION}`);
}

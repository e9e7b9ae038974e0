/**
 * The stages in the plugins that came with the executable. Whoever imports this loads `bun:ffi`: `select.ts` does so
 * when a plugin is wanted.
 */
import type { FFIFunction } from "bun:ffi";
import { openStage, type StageLibrary, type StageName } from "../abi/handshake.ts";
import { embeddedLibrary } from "../plugins/embedded.ts";
import { PluginError } from "../plugins/errors.ts";
import type { CompilerStage } from "./compiler/index.ts";
import type { NativeStages } from "./native_backend/stages.ts";
import { NativeCompiler } from "./native_compiler.ts";
import { NativeOptimizer, optimizerFunctions } from "./native_optimizer.ts";
import { NativeParser } from "./native_parser.ts";
import type { OptimizerStage } from "./optimizer/index.ts";
import type { ParserStage } from "./parser_stage.ts";

/** The parser plugin that came with the executable. @throws PluginError when it is damaged or speaks another ABI */
export function loadNativeParser(): ParserStage | undefined {
  const library = openEmbedded("parser", { parse_forth: { args: ["ptr"], returns: "u32" } });
  return library && new NativeParser(library.symbols);
}

/** The compiler plugin that came with the executable. @throws PluginError when it is damaged or speaks another ABI */
export function loadNativeCompiler(): CompilerStage | undefined {
  const library = openEmbedded("compiler", { compile_to_ir: { args: ["ptr"], returns: "u32" } });
  return library && new NativeCompiler(library.symbols);
}

/** The optimizer plugin that came with the executable. @throws PluginError when it is damaged or speaks another ABI */
export function loadNativeOptimizer(): OptimizerStage | undefined {
  const library = openEmbedded("optimizer", optimizerFunctions);
  return library && new NativeOptimizer(library.symbols);
}

/** The backend plugin that came with the executable. @throws PluginError when it is damaged or speaks another ABI */
export function loadNativeBackend(): NativeStages | undefined {
  const library = openEmbedded("backend", { generate_code: { args: ["ptr"], returns: "u32" } });
  if (library === undefined) return undefined;
  // Not for those who want another plugin.
  const { nativeStages } =
    require("./native_backend/stages.ts") as typeof import("./native_backend/stages.ts");
  return nativeStages(library.symbols);
}

/** The version of the plugin for a stage that came with the executable; undefined when there is none that works. */
export function embeddedStageVersion(stage: StageName): string | undefined {
  try {
    const library = openEmbedded(stage, {});
    library?.close();
    return library?.version;
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}

function openEmbedded<Symbols extends Record<string, FFIFunction>>(
  stage: StageName,
  entryPoints: Symbols,
): StageLibrary<Symbols> | undefined {
  const verified = embeddedLibrary(stage);
  return verified && openStage(verified, { stage }, entryPoints);
}

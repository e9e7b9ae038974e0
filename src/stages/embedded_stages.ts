/**
 * The stages in plugins: installed ones or those that came with the executable, whichever is in the stage's slot at the
 * moment of a call. Whoever imports this loads `bun:ffi`: `select.ts` does so when a plugin is wanted.
 */

import type { StageName } from "../abi/stage_names.ts";
import { embeddedLibrary } from "../plugins/embedded.ts";
import { PluginError } from "../plugins/errors.ts";
import { openStage } from "../plugins/handshake.ts";
import { stageManager, stageProvider } from "../plugins/process_stages.ts";
import type { CompilerStage } from "./compiler_stage.ts";
import type { NativeStages } from "./native_backend/stages.ts";
import { NativeCompiler } from "./native_compiler.ts";
import { NativeOptimizer } from "./native_optimizer.ts";
import { NativeParser } from "./native_parser.ts";
import type { OptimizerStage } from "./optimizer_stage.ts";
import type { ParserStage } from "./parser_stage.ts";

/** The parser in the stage's slot; the built-in while that is empty. */
export function nativeParser(): ParserStage {
  const provider = stageProvider();
  provider.ensure("parser");
  return new NativeParser(provider.calls.parser);
}

/** The compiler in the stage's slot; the built-in while that is empty. */
export function nativeCompiler(): CompilerStage {
  const provider = stageProvider();
  provider.ensure("compiler");
  return new NativeCompiler(provider.calls.compiler);
}

/** The optimizer in the stage's slot; the built-in while that is empty. */
export function nativeOptimizer(): OptimizerStage {
  const provider = stageProvider();
  provider.ensure("optimizer");
  return new NativeOptimizer(provider.calls.optimizer);
}

/** The backend in the stage's slot; undefined when there is none that works. */
export function loadNativeBackend(): NativeStages | undefined {
  const provider = stageProvider();
  if (!provider.ensure("backend")) return undefined;
  // Not for those who want another plugin.
  const { nativeStages } =
    require("./native_backend/stages.ts") as typeof import("./native_backend/stages.ts");
  return nativeStages(provider.calls.backend);
}

/** Whether a stage has a plugin that works. */
export function hasPlugin(stage: StageName): boolean {
  return stageProvider().ensure(stage);
}

/** Why a stage's plugin is not used, as a sentence about it; undefined when there is none at all. */
export function whyNoPlugin(stage: StageName): string | undefined {
  const described = stageManager()
    .describeStages()
    .find((description) => description.stage === stage);
  return described?.passedOver[0]?.reason;
}

/** The version of the plugin for a stage that came with the executable; undefined when there is none that works. */
export function embeddedStageVersion(stage: StageName): string | undefined {
  try {
    const library = embeddedLibrary(stage);
    const opened = library && openStage(library, { stage }, {});
    opened?.close();
    return opened?.version;
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}

/** See `StageProvider`. */
export const stageRevision = (): number => stageProvider().revision;
export const lookForStages = (): boolean => stageProvider().look();

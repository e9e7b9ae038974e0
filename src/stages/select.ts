/**
 * Chooses an implementation for each stage: the one in a plugin that came with the executable, or the built-in.
 *
 * Nothing is loaded here. A plugin is loaded when its stage is first needed: a program of a few lines never is worth it.
 */
import type { StageName } from "../abi/handshake.ts";
import { reserveStorage } from "../forth/reserved_storage.ts";
import { PluginError } from "../plugins/errors.ts";
import type { CompilerStage } from "./compiler/index.ts";
import { firstUsed, lateBackend, lateCompiler } from "./late.ts";
import { builtinOptimizer, type OptimizerStage } from "./optimizer/index.ts";
import { builtinParser } from "./parser.ts";
import type { ParserStage } from "./parser_stage.ts";
import type { Stages } from "./pipeline.ts";

/** `plugin` insists on the plugin; `auto` takes it where it serves and makes do with the built-in. */
export type StageChoice = "auto" | "builtin" | "plugin";

export type StageSpecification = Readonly<Record<StageName, StageChoice>>;

export const stageNames: readonly StageName[] = ["parser", "compiler", "optimizer", "backend"];
const stageChoices: readonly string[] = ["auto", "builtin", "plugin"] satisfies StageChoice[];

/** A stage specification that is misspelt, or asks for a plugin that cannot be had. */
export class StageSelectionError extends Error {
  override readonly name = "StageSelectionError";
}

/**
 * Parses `auto`, `builtin`, `plugin`, or a list such as `parser=builtin,backend=plugin`; stages that a list does not
 * name are `auto`.
 * @throws StageSelectionError
 */
export function parseStages(text: string): StageSpecification {
  if (isChoice(text)) return { parser: text, compiler: text, optimizer: text, backend: text };
  const choices: Record<StageName, StageChoice> = {
    parser: "auto",
    compiler: "auto",
    optimizer: "auto",
    backend: "auto",
  };
  for (const item of text.split(",")) {
    const [stage = "", choice = "", ...rest] = item.split("=");
    if (!isStage(stage))
      throw new StageSelectionError(`"${stage}" is no stage, but ${stageNames.join(", ")} are`);
    if (!isChoice(choice) || rest.length > 0)
      throw new StageSelectionError(
        `${stage} can be ${stageChoices.join(", ")}, not "${[choice, ...rest].join("=")}"`,
      );
    choices[stage] = choice;
  }
  return choices;
}

/** What loads plugins; loading that itself takes a tenth of a start, and most programs need none. */
const embeddedStages = () => require("./embedded_stages.ts") as typeof import("./embedded_stages.ts");

const isChoice = (text: string): text is StageChoice => stageChoices.includes(text);
const isStage = (text: string): text is StageName => (stageNames as readonly string[]).includes(text);

/**
 * The stages of a specification.
 * @throws StageSelectionError when it insists on a plugin that is not there or is not used
 */
export function selectStages(specification: StageSpecification): Stages {
  return {
    parser: selectParser(specification.parser),
    compiler: selectCompiler(specification.compiler),
    optimizer: selectOptimizer(specification.optimizer, specification.backend),
    ...selectBackend(specification.backend),
  };
}

function selectParser(choice: StageChoice): ParserStage {
  if (choice === "builtin") return builtinParser;
  if (choice === "auto") return new AutomaticParser();
  return insistOn("parser", () => embeddedStages().loadNativeParser());
}

function selectCompiler(choice: StageChoice): CompilerStage {
  if (choice === "builtin") return lateCompiler;
  if (choice === "auto") return automaticCompiler();
  return insistOn("compiler", () => embeddedStages().loadNativeCompiler());
}

/** `auto`: the plugin from the first word on that becomes code, if it is there and native code can run. */
function selectBackend(choice: StageChoice): Pick<Stages, "backend" | "reserve"> {
  if (choice === "builtin") return { backend: lateBackend };
  if (choice === "auto")
    return { backend: firstUsed("automatic", automaticBackend), reserve: reserveStorage };
  const { backend, reserve } = insistOn("backend", () => embeddedStages().loadNativeBackend());
  return { backend: firstUsed("native", backend), reserve };
}

const automaticBackend: Stages["backend"] = (machine, host) =>
  pluginOrNone(() => embeddedStages().loadNativeBackend()?.backend(machine, host)) ??
  lateBackend(machine, host);

/** `auto`: the plugin where native code may be made of its results; the engine behind the built-in backend needs none. */
function selectOptimizer(choice: StageChoice, backend: StageChoice): OptimizerStage {
  if (choice === "plugin") return insistOn("optimizer", () => embeddedStages().loadNativeOptimizer());
  return choice === "builtin" || backend === "builtin" ? builtinOptimizer : automaticOptimizer();
}

function automaticOptimizer(): OptimizerStage {
  let optimizer: OptimizerStage | undefined;
  const loaded = (): OptimizerStage => {
    optimizer ??= pluginOrNone(() => embeddedStages().loadNativeOptimizer()) ?? builtinOptimizer;
    return optimizer;
  };
  return {
    name: "automatic",
    optimize: (ir, words, callees) => loaded().optimize(ir, words, callees),
    optimizePartly: (ir, words, passRuns, callees) => loaded().optimizePartly?.(ir, words, passRuns, callees),
  };
}

/** The plugin from the first word on that becomes code, if there is one: see `decisions/0004-when-plugins-load.md`. */
function automaticCompiler(): CompilerStage {
  let compiler: CompilerStage | undefined;
  return {
    name: "automatic",
    compile: (request) => {
      compiler ??= pluginOrNone(() => embeddedStages().loadNativeCompiler()) ?? lateCompiler;
      return compiler.compile(request);
    },
  };
}

/** The plugin that a specification names. @throws StageSelectionError when there is none that works */
function insistOn<Stage>(stage: StageName, load: () => Stage | undefined): Stage {
  try {
    const native = load();
    if (native !== undefined) return native;
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    throw new StageSelectionError(error.message);
  }
  throw noPlugin(stage);
}

/** The plugin, if it works. The built-in gives the same; `--stages <stage>=plugin` says what is wrong with the plugin. */
function pluginOrNone<Stage>(load: () => Stage | undefined): Stage | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    return undefined;
  }
}

function noPlugin(stage: StageName): StageSelectionError {
  return new StageSelectionError(`there is no plugin for the ${stage} stage in this executable`);
}

/** Source bytes in one parse from which loading the plugin pays: see `decisions/0004-when-plugins-load.md`. */
const NATIVE_PARSER_PAYS = 32 * 1024;

/** The built-in parser until a source comes that is long enough for the plugin; from then on the plugin, if there is one. */
class AutomaticParser implements ParserStage {
  readonly name = "automatic";
  private current = builtinParser;
  private decided = false;

  parse(
    source: Uint8Array,
    length: number,
    cursor: { offset: number; line: number; lineStart: number },
    base: number,
    singleLine: boolean,
    tokens: Uint32Array,
  ): number {
    if (!this.decided && length - cursor.offset >= NATIVE_PARSER_PAYS) this.decide();
    return this.current.parse(source, length, cursor, base, singleLine, tokens);
  }

  private decide(): void {
    this.decided = true;
    this.current = pluginOrNone(() => embeddedStages().loadNativeParser()) ?? builtinParser;
  }
}

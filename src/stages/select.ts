/**
 * Chooses an implementation for each stage: the plugin, which plugins/manager.ts provides, or the built-in.
 *
 * Nothing is loaded here. A plugin is loaded when its stage is first needed: a program of a few lines never is worth it.
 */

import { type StageName, stageNames } from "../abi/stage_names.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { MachineStorage } from "../machine/machine.ts";
import { reserveStorage } from "../machine/reserved_storage.ts";
import { PluginError } from "../plugins/errors.ts";
import type { CompilerStage } from "./compiler_stage.ts";
import { builtinBackend, firstUsed, lateCompiler, lateOptimizer, noBackend } from "./late.ts";
import { noOptimizer, type OptimizerStage } from "./optimizer_stage.ts";
import { builtinParser } from "./parser.ts";
import type { ParserStage } from "./parser_stage.ts";
import type { Stages } from "./pipeline.ts";

/** `plugin` insists on the plugin; `auto` takes it where it serves and makes do with the built-in. */
type StageChoice = "auto" | "builtin" | "plugin";

/** The optimizer alone can also be left out. */
type StageSpecification = Readonly<
  Record<Exclude<StageName, "optimizer">, StageChoice> & { optimizer: OptimizerChoice }
>;
type OptimizerChoice = StageChoice | "none";

const stageChoices: readonly string[] = ["auto", "builtin", "plugin"] satisfies StageChoice[];

/** A stage specification that is misspelt, or asks for a plugin that cannot be had. */
export class StageSelectionError extends Error {
  override readonly name = "StageSelectionError";
}

/**
 * Parses `auto`, `builtin`, `plugin`, `interpreter` (nothing is compiled), or a list such as `parser=builtin,backend=plugin`; stages that a list does not
 * name are `auto`.
 * @throws StageSelectionError
 */
export function parseStages(text: string): StageSpecification | "interpreter" {
  if (text === "interpreter") return text;
  if (isChoice(text)) return { parser: text, compiler: text, optimizer: text, backend: text };
  const choices: { -readonly [Stage in StageName]: StageSpecification[Stage] } = {
    parser: "auto",
    compiler: "auto",
    optimizer: "auto",
    backend: "auto",
  };
  for (const item of text.split(",")) {
    const [stage = "", choice = "", ...rest] = item.split("=");
    if (!isStage(stage))
      throw new StageSelectionError(`"${stage}" is no stage, but ${stageNames.join(", ")} are`);
    if (rest.length === 0 && isChoice(choice)) choices[stage] = choice;
    else if (rest.length === 0 && stage === "optimizer" && choice === "none") choices.optimizer = choice;
    else {
      const possible = stage === "optimizer" ? [...stageChoices, "none"] : stageChoices;
      throw new StageSelectionError(
        `${stage} can be ${possible.join(", ")}, not "${[choice, ...rest].join("=")}"`,
      );
    }
  }
  return choices;
}

/** Milliseconds of computing between two looks for other stages. */
const LOOK_INTERVAL = 250;

/** What loads plugins; loading that itself takes a tenth of a start, and most programs need none. */
const embeddedStages = () => {
  loadedStages ??= require("./embedded_stages.ts") as typeof import("./embedded_stages.ts");
  return loadedStages;
};
let loadedStages: typeof import("./embedded_stages.ts") | undefined;

const isChoice = (text: string): text is StageChoice => stageChoices.includes(text);
const isStage = (text: string): text is StageName => (stageNames as readonly string[]).includes(text);

/**
 * The stages of a specification.
 * @throws StageSelectionError when it insists on a plugin that is not there or is not used
 */
export function selectStages(specification: StageSpecification | "interpreter"): Stages {
  if (specification === "interpreter") return interpreterAlone;
  return {
    parser: selectParser(specification.parser),
    compiler: selectCompiler(specification.compiler),
    optimizer: selectOptimizer(specification.optimizer),
    ...selectBackend(specification.backend),
    // Until a plugin has been needed, there is none that another one could replace.
    revision: () => loadedStages?.stageRevision() ?? 0,
    look: () => loadedStages?.lookForStages() ?? false,
    lookInterval: LOOK_INTERVAL,
  };
}

/** Programs run from their bodies alone: no compiler, plugin or generated code is loaded. */
const interpreterAlone: Stages = {
  compiles: false,
  parser: builtinParser,
  compiler: { name: "none", compile: compilesNothing },
  optimizer: { name: "none", optimize: compilesNothing },
  backend: () => ({
    name: "none",
    generate: compilesNothing,
    list: compilesNothing,
    forget: () => undefined,
  }),
};

function compilesNothing(): never {
  throw new ForthThrow(ThrowCodes.unsupported, "with --stages interpreter nothing is compiled");
}

function selectParser(choice: StageChoice): ParserStage {
  if (choice === "builtin") return builtinParser;
  if (choice === "auto") return new AutomaticParser();
  requirePlugin("parser");
  return embeddedStages().nativeParser();
}

function selectCompiler(choice: StageChoice): CompilerStage {
  if (choice === "builtin") return lateCompiler;
  if (choice === "auto") return automaticCompiler();
  requirePlugin("compiler");
  return embeddedStages().nativeCompiler();
}

/** `auto`: the plugin from the first word on that becomes code, if it is there and native code can run. */
function selectBackend(choice: StageChoice): Pick<Stages, "backend" | "reserve"> {
  if (choice === "builtin") return builtinBackend;
  if (choice === "auto") return { backend: firstUsed("automatic", automaticBackend), reserve };
  requirePlugin("backend");
  return { backend: firstUsed("native", nativeBackend), reserve };
}

/** Storage that native code can work on, or else one that the built-in backend's code can. */
const reserve = (limit: number): MachineStorage => reserveStorage(limit) ?? builtinBackend.reserve(limit);

const nativeBackend: Stages["backend"] = (machine, host) =>
  embeddedStages().loadNativeBackend()?.backend(machine, host) ?? withoutNativeCode(machine, host);

/** The built-in backend; when the machine's storage was laid out for native code, no code at all. */
const withoutNativeCode: Stages["backend"] = (machine, host) =>
  machine.storage.addresses === undefined ? builtinBackend.backend(machine, host) : noBackend;

const automaticBackend: Stages["backend"] = (machine, host) => {
  try {
    return nativeBackend(machine, host);
  } catch (error) {
    // The system does not let native code run. `--stages backend=plugin` says why.
    if (!(error instanceof PluginError)) throw error;
    return withoutNativeCode(machine, host);
  }
};

function selectOptimizer(choice: OptimizerChoice): OptimizerStage {
  if (choice === "none") return noOptimizer;
  if (choice === "builtin") return lateOptimizer;
  if (choice === "auto") return automaticOptimizer();
  requirePlugin("optimizer");
  return embeddedStages().nativeOptimizer();
}

function automaticOptimizer(): OptimizerStage {
  let optimizer: OptimizerStage | undefined;
  const loaded = (): OptimizerStage => {
    optimizer ??= embeddedStages().nativeOptimizer();
    return optimizer;
  };
  return {
    name: "automatic",
    optimize: (...request) => loaded().optimize(...request),
    optimizePartly: (...request) => loaded().optimizePartly?.(...request),
  };
}

/** The plugin from the first word on that becomes code, if there is one: see `decisions/0004-when-plugins-load.md`. */
function automaticCompiler(): CompilerStage {
  let compiler: CompilerStage | undefined;
  return {
    name: "automatic",
    compile: (request) => {
      compiler ??= embeddedStages().nativeCompiler();
      return compiler.compile(request);
    },
  };
}

/** @throws StageSelectionError when there is no plugin that works */
function requirePlugin(stage: StageName): void {
  if (embeddedStages().hasPlugin(stage)) return;
  const reason = embeddedStages().whyNoPlugin(stage);
  throw new StageSelectionError(
    reason === undefined
      ? `there is no plugin for the ${stage} stage in this executable`
      : `the plugin for the ${stage} stage is not used: ${reason}`,
  );
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
    if (!this.decided && length - cursor.offset >= NATIVE_PARSER_PAYS) this.usePlugin();
    return this.current.parse(source, length, cursor, base, singleLine, tokens);
  }

  /** Also for short sources, when the plugin is another one than the executable's: see ParserStage. */
  usePlugin(): void {
    if (this.decided) return;
    this.decided = true;
    this.current = embeddedStages().nativeParser();
  }
}

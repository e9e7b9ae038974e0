/**
 * The stages of a session: which implementation of each is at work, what takes over when it fails, how it is swapped.
 *
 *     made           from a choice for each stage; nothing is loaded, but for a plugin that is insisted on
 *     first request  a stage's implementations come into being: a plugin's, which stands for whatever library is in the
 *                    stage's slot (plugins/manager.ts), and the built-in one
 *     each request   goes to the best; when that fails (StageFailure), to the next
 *     look, swap     a slot has another library; `revision` grows when what was made before could be made differently
 */

import type { StageName } from "../abi/stage_names.ts";
import type { NativeInterpreter } from "../interpreter/body_interpreter.ts";
import { engineStorage, type Machine, type MachineStorage } from "../machine/machine.ts";
import { reserveStorage } from "../machine/reserved_storage.ts";
import { trace } from "../machine/trace.ts";
import { PluginError } from "../plugins/errors.ts";
import type { StageProvider } from "../plugins/process_stages.ts";
import type { StageDescription } from "../plugins/stage_description.ts";
import type { CompilerStage } from "./compiler_stage.ts";
import { noOptimizer, type OptimizerStage } from "./optimizer_stage.ts";
import { builtinParser } from "./parser.ts";
import type { ParserStage } from "./parser_stage.ts";
import type { BackendHost, BackendStage, StageSwaps, Stages } from "./pipeline.ts";
import { StageFailure } from "./stage_failure.ts";

/** `plugin` insists on the plugin; `auto` takes it where it serves and makes do with the built-in. */
export type StageChoice = "auto" | "builtin" | "plugin";

/** The optimizer alone can also be left out. */
export type StageChoices = Readonly<
  Record<Exclude<StageName, "optimizer">, StageChoice> & { optimizer: StageChoice | "none" }
>;

/** A stage specification that is misspelt, or asks for a plugin that cannot be had. */
export class StageSelectionError extends Error {
  override readonly name = "StageSelectionError";
}

/** Source bytes in one parse from which loading the plugin pays: see `decisions/0004-when-plugins-load.md`. */
const NATIVE_PARSER_PAYS = 32 * 1024;

/** Milliseconds of computing between two looks. */
const LOOK_INTERVAL = 250;

// Loaded when they are needed: evaluating these modules takes longer than all the rest of a start, and a program of a few
// lines needs none. A dynamic import would be later than the text interpreter can wait for.
const late = {
  libraries: () =>
    (
      require("../plugins/process_stages.ts") as typeof import("../plugins/process_stages.ts")
    ).stageProvider(),
  parser: () => require("./native_parser.ts") as typeof import("./native_parser.ts"),
  compiler: () => require("./native_compiler.ts") as typeof import("./native_compiler.ts"),
  optimizer: () => require("./native_optimizer.ts") as typeof import("./native_optimizer.ts"),
  backend: () => require("./native_backend/index.ts") as typeof import("./native_backend/index.ts"),
  interpreter: () => require("./native_interpreter.ts") as typeof import("./native_interpreter.ts"),
  builtin: () => require("./builtin.ts") as typeof import("./builtin.ts"),
  builtinBackend: () => require("./backend/index.ts") as typeof import("./backend/index.ts"),
  builtinLayout: () => require("./backend/layout.ts") as typeof import("./backend/layout.ts"),
};

// Members are fields, so that a set can be spread into one with another stage.
export class StageSet implements Stages {
  readonly parser: ParserStage;
  readonly compiler: CompilerStage;
  readonly optimizer: OptimizerStage;
  readonly backend = (machine: Machine, host: BackendHost): BackendStage =>
    new LateBackend(() => this.#backendOf(machine, host));
  readonly lookInterval = LOOK_INTERVAL;
  readonly readsDefinitions: boolean;
  readonly interpreter = (machine: Machine, host: BackendHost): NativeInterpreter | undefined =>
    machine.storage.addresses && late.interpreter().nativeInterpreter(machine, host);
  readonly #choices: StageChoices;
  readonly #openLibraries: () => StageProvider;
  #libraries: StageProvider | undefined;
  /** Whether `auto` has come to prefer the parser in the slot. */
  #parsesByPlugin = false;

  /**
   * @param openLibraries who provides the libraries: this process's manager, when absent
   * @throws StageSelectionError when the choices insist on a plugin that is not there or is not used
   */
  constructor(choices: StageChoices, openLibraries: () => StageProvider = late.libraries) {
    this.#choices = choices;
    this.readsDefinitions = choices.parser !== "builtin";
    this.#openLibraries = openLibraries;
    for (const stage of ["parser", "compiler", "optimizer", "backend"] as const)
      if (choices[stage] === "plugin") this.#insistOn(stage);
    this.parser = this.#makeParser();
    this.compiler = this.#makeCompiler();
    this.optimizer = this.#makeOptimizer();
  }

  /** Storage that the backend's code can work on: native code needs it at known addresses. */
  readonly reserve = (limit: number, reach: number): MachineStorage => {
    const native = this.#choices.backend === "builtin" ? undefined : reserveStorage(limit, reach);
    if (native !== undefined) return native;
    return hasWebAssembly()
      ? late.builtinLayout().reserveWasmMemory(limit, reach)
      : engineStorage(limit, reach);
  };

  /** See Stages. Until a plugin has been needed, there is none that another one could replace. */
  readonly revision = (): number => this.#libraries?.revision ?? 0;
  readonly look = (): boolean => this.#taken(this.#libraries?.look() === true);

  readonly swaps: StageSwaps = {
    describe: () => this.#provider.describeStages(),
    swap: (name, bytes) => this.#swapped(this.#provider.swap(name, bytes)),
    rollback: (name) => this.#swapped(this.#provider.rollback(name)),
  };

  #swapped(described: StageDescription): StageDescription {
    this.#taken(described.stage === "parser");
    return described;
  }

  /** What was swapped may be a parser, which then serves also where loading one would not have paid. */
  #taken(isAnother: boolean): boolean {
    if (isAnother) this.#parsesByPlugin = true;
    return isAnother;
  }

  // ---- libraries -------------------------------------------------------------------------------------------------

  get #provider(): StageProvider {
    this.#libraries ??= this.#openLibraries();
    return this.#libraries;
  }

  /** The functions of whatever library is in the slots, with the stage's own there if there is one. */
  #calls(stage: StageName): StageProvider["calls"] {
    this.#provider.ensure(stage);
    return this.#provider.calls;
  }

  #insistOn(stage: StageName): void {
    if (this.#provider.ensure(stage)) return;
    const [passedOver] =
      this.#provider.describeStages().find((each) => each.stage === stage)?.passedOver ?? [];
    throw new StageSelectionError(
      passedOver === undefined
        ? `there is no plugin for the ${stage} stage in this executable`
        : `the plugin for the ${stage} stage is not used: ${passedOver.reason}`,
    );
  }

  // ---- stages ----------------------------------------------------------------------------------------------------

  #makeParser(): ParserStage {
    const choice = this.#choices.parser;
    if (choice === "builtin") return builtinParser;
    const either = new Implementations<ParserStage>([
      () => new (late.parser().NativeParser)(this.#calls("parser").parser),
      () => builtinParser,
    ]);
    return {
      name: "native",
      parse: (source, length, cursor, ...rest) => {
        if (choice === "plugin" || length - cursor.offset >= NATIVE_PARSER_PAYS) this.#parsesByPlugin = true;
        if (!this.#parsesByPlugin) return builtinParser.parse(source, length, cursor, ...rest);
        return either.ask((parser) => parser.parse(source, length, cursor, ...rest));
      },
    };
  }

  #makeCompiler(): CompilerStage {
    const builtin = () => late.builtin().builtinCompiler;
    const native = () => new (late.compiler().NativeCompiler)(this.#calls("compiler").compiler);
    const isBuiltin = this.#choices.compiler === "builtin";
    const implementations = new Implementations<CompilerStage>(isBuiltin ? [builtin] : [native, builtin]);
    return {
      name: isBuiltin ? "built-in" : "native",
      compile: (request) => implementations.ask((compiler) => compiler.compile(request)),
    };
  }

  /** A function at which all fail comes back as it is. */
  #makeOptimizer(): OptimizerStage {
    const choice = this.#choices.optimizer;
    if (choice === "none") return noOptimizer;
    const builtin = () => late.builtin().builtinOptimizer;
    const native = () => new (late.optimizer().NativeOptimizer)(this.#calls("optimizer").optimizer);
    const none = () => noOptimizer;
    const implementations = new Implementations<OptimizerStage>(
      choice === "builtin" ? [builtin, none] : [native, builtin, none],
    );
    return {
      name: choice === "builtin" ? "built-in" : "native",
      optimize: (...request) => implementations.ask((optimizer) => optimizer.optimize(...request)),
      optimizePartly: (...request) =>
        implementations.ask((optimizer) => optimizer.optimizePartly?.(...request)),
    };
  }

  /** Native code where it can run; on storage that was laid out for it, words are interpreted otherwise. */
  #backendOf(machine: Machine, host: BackendHost): BackendStage {
    if (this.#choices.backend !== "builtin") {
      const native = this.#nativeBackend(machine, host);
      if (native !== undefined) return native;
      if (machine.storage.addresses !== undefined) return noBackend;
    }
    return hasWebAssembly() ? new (late.builtinBackend().BuiltinBackend)(machine, host) : noBackend;
  }

  #nativeBackend(machine: Machine, host: BackendHost): BackendStage | undefined {
    try {
      if (!this.#provider.ensure("backend")) return undefined;
      return new (late.backend().NativeBackend)(machine, host, this.#provider.calls.backend);
    } catch (error) {
      // The system does not let native code run. `--stages backend=plugin` says why.
      const isRefused = error instanceof PluginError && this.#choices.backend === "auto";
      if (!isRefused && !(error instanceof StageFailure)) throw error;
      trace("decline", () => `there is no native code: ${error.message}`);
      return undefined;
    }
  }
}

/** An engine may be told to do without. */
const hasWebAssembly = (): boolean => typeof WebAssembly !== "undefined" && WebAssembly.Memory !== undefined;

/** Of one stage, best first. Each is made when a request first comes to it. */
class Implementations<Stage extends { readonly name: string }> {
  readonly #made: Stage[] = [];

  constructor(private readonly makers: readonly (() => Stage)[]) {}

  /** The answer of the first that does not fail. @throws StageFailure of the last */
  ask<Answer>(request: (stage: Stage) => Answer): Answer {
    for (let at = 0; ; at++) {
      this.#made[at] ??= (this.makers[at] as () => Stage)();
      const stage = this.#made[at] as Stage;
      try {
        return request(stage);
      } catch (error) {
        if (!(error instanceof StageFailure) || at + 1 === this.makers.length) throw error;
        trace("decline", () => error.message);
      }
    }
  }
}

/** Declines everything: words are interpreted. */
export const noBackend: BackendStage = {
  name: "none",
  generate: () => undefined,
  list: () => undefined,
  forget: () => undefined,
};

/** A backend that comes into being with its machine's first word. */
class LateBackend implements BackendStage {
  #made: BackendStage | undefined;

  constructor(private readonly make: () => BackendStage) {}

  get #backend(): BackendStage {
    this.#made ??= this.make();
    return this.#made;
  }

  get name(): string {
    return this.#made?.name ?? "not needed yet";
  }

  get tuning(): BackendStage["tuning"] {
    return this.#backend.tuning;
  }

  generate(ir: Uint32Array): (() => void) | undefined {
    return this.#backend.generate(ir);
  }

  list(ir: Uint32Array, nameOf: (word: number) => string): ReturnType<BackendStage["list"]> {
    return this.#backend.list(ir, nameOf);
  }

  forget(word: number): void {
    this.#made?.forget(word);
  }

  newestRunning(): number {
    return this.#made?.newestRunning?.() ?? 0;
  }

  get codeEntrance(): BackendStage["codeEntrance"] {
    return this.#made?.codeEntrance;
  }

  linkCode(word: number): void {
    this.#made?.linkCode?.(word);
  }

  positionOfReturn(address: number): number {
    return this.#made?.positionOfReturn?.(address) ?? 0;
  }

  close(): void {
    this.#made?.close?.();
  }
}

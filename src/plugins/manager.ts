/**
 * The plugin manager: decides which library each stage uses, makes candidates ready off to the side, and puts them into
 * their slots in one step, while programs run.
 *
 *     load      verify ─► self-check in a child process ─► load ─► handshake          nothing uses it yet
 *     publish   one store into the slot (slots.ts); the library before it is kept for a rollback
 *     retire    closes what was replaced twice and has no thread inside
 *
 * A stage's library is the first that works of: the installed generation's, the embedded one. Without any, the slot is
 * empty and the built-in answers. A generation is used whole or not at all: when one of its libraries fails, all stages
 * go on with what was good before, and one message says so. decisions/0011-slots-and-swaps.md has the reasons.
 *
 * What the stages are at the moment is told by `describeStages`, see stage_description.ts.
 */

import { version as executableVersion } from "../../package.json";
import { ABI_VERSION } from "../abi/bindings.ts";
import { type StageName, stageNames } from "../abi/stage_names.ts";
import { trace } from "../machine/trace.ts";
import { PluginError } from "./errors.ts";
import type { Generation, GenerationStore, InstalledPlugin, StorePlace } from "./generation.ts";
import { type OpenPlugin, type Origin, openPlugin } from "./open_plugin.ts";
import { StageSlots } from "./slots.ts";
import { StageCalls, ThreadPlace } from "./stage_calls.ts";
import type { PassedOver, StageDescription } from "./stage_description.ts";
import { VerifiedLibrary } from "./verified_load.ts";

/** What the manager needs of the rest of the program; tests hand in their own. */
export interface ManagerHost {
  /** The library that came with the executable. @throws PluginError when it is damaged */
  readonly embedded: (stage: StageName) => VerifiedLibrary | undefined;
  /** Where installed generations are; asked once, when a stage is first needed. */
  readonly store: () => StorePlace | undefined;
  /** Tries a library where a crash costs nothing. @throws PluginError when it does not pass */
  readonly selfCheck: (stage: StageName, library: VerifiedLibrary) => void;
  /** Tells the user something, once. */
  readonly report: (message: string) => void;
  /** From now on faults inside a library are noted in a file. @returns what ends that */
  readonly noteFaults: (file: number, place: ThreadPlace) => () => void;
  /** Has something done at the normal end of the process. */
  readonly atEnd: (action: () => void) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** A library that is ready to be used: `publish` it, or `discard` it. */
interface PreparedPlugin {
  readonly stage: StageName;
  readonly version: string;
}

/** What a stage has. */
interface Seat {
  /** Undefined for the built-in. */
  current: OpenPlugin | undefined;
  /** What was in use before, open still. */
  previous: OpenPlugin | undefined;
  passedOver: PassedOver[];
  /** Whether the stage has been needed. */
  decided: boolean;
  /** Whether it has had something to use, if only the built-in. */
  used: boolean;
}

/** A generation has proved good when it was used for so long, in milliseconds, or to the end of the process. */
const TRIAL_TIME = 2000;

/** After so many deaths that prove nothing, its self-checks say whether a generation is good. */
const MOST_DEATHS = 3;

export class StageManager {
  readonly slots = new StageSlots();
  /** The stages' functions for this thread. */
  readonly calls = new StageCalls(new ThreadPlace(this.slots), (stage, status) =>
    this.#leaveFaulty(stage, status),
  );
  readonly #host: ManagerHost;
  readonly #seats: Readonly<Record<StageName, Seat>> = {
    parser: emptySeat(),
    compiler: emptySeat(),
    optimizer: emptySeat(),
    backend: emptySeat(),
  };
  /** Replaced libraries that have not been closed yet. */
  readonly #retired: OpenPlugin[] = [];
  /** `null`: there is none; undefined: no stage has been needed. */
  #place: StorePlace | null | undefined;
  /** Undefined as long as nothing is installed. */
  #store: GenerationStore | undefined;
  #stamp = "";
  #generation: Generation | undefined;
  /** The newest generation that was left, and the stage whose library failed. */
  #left: { readonly generation: Generation; readonly failed: StageName } | undefined;
  /** When the trial of the generation began. */
  #trialSince: number | undefined;
  #stopNoting: () => void = () => {};
  /** Numbers of generations whose trial has begun in this process. */
  readonly #tried = new Set<number>();
  /** Installed libraries that passed their self-checks in this process: number of the generation and hash. */
  readonly #checked = new Set<string>();
  /** Libraries are opened to be described, not to be used. */
  #isDescribing = false;

  constructor(host: ManagerHost) {
    this.#host = host;
  }

  // ---- which library a stage uses --------------------------------------------------------------------------------

  /** Gives a stage the best library that works, if that was not done before. @returns false when there is none */
  ensure(stage: StageName): boolean {
    const seat = this.#seats[stage];
    if (!seat.decided) this.#choose(stage);
    // It may have been chosen to be described.
    if (seat.current?.generation !== undefined) this.#beginTrial();
    return seat.current !== undefined;
  }

  /** Changes whenever code that was made before could be made differently (see StageSlots). */
  get revision(): number {
    return this.slots.revision;
  }

  #choose(stage: StageName): void {
    const seat = this.#seats[stage];
    seat.decided = true;
    seat.passedOver = [];
    const store = this.#openStore();
    while (store !== undefined) {
      const generation = this.#generation;
      const installed = generation?.plugins.find((plugin) => plugin.stage === stage);
      if (generation === undefined || installed === undefined) break;
      try {
        return this.#publish(this.#openInstalled(generation, installed));
      } catch (error) {
        if (!(error instanceof PluginError)) throw error;
        this.#abandon(store, generation, installed, error);
      }
    }
    this.#publishEmbedded(stage);
  }

  #publishEmbedded(stage: StageName): void {
    const seat = this.#seats[stage];
    if (seat.current?.source === "embedded") return;
    const before = seat.previous;
    if (before?.source === "embedded") return this.#publish(before);
    try {
      const library = this.#host.embedded(stage);
      const origin: Origin = { source: "embedded", signature: "executable" };
      if (library !== undefined) return this.#publish(openPlugin(this.slots, stage, library, origin));
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      seat.passedOver.push({ source: "embedded", version: executableVersion, reason: error.detail });
    }
    this.#clear(stage);
  }

  // ---- installed generations -------------------------------------------------------------------------------------

  #openStore(): GenerationStore | undefined {
    if (this.#place !== undefined) return this.#store;
    const place = this.#host.store();
    this.#place = place ?? null;
    this.#stamp = place?.stamp() ?? "";
    if (this.#stamp === "") return undefined;
    this.#store = place?.open();
    const store = this.#store;
    if (store === undefined) return undefined;
    const failed = store.takeFailedTrial();
    this.#generation = store.current();
    if (failed !== undefined) {
      this.#host.report(`release ${failed.version} is not used: ${failed.reason}. ${this.#instead()}`);
      this.#stamp = place?.stamp() ?? "";
    }
    return store;
  }

  #openInstalled(generation: Generation, plugin: InstalledPlugin): OpenPlugin {
    const { stage, version } = plugin;
    const library = VerifiedLibrary.verify(`${stage} ${version}`, plugin.read(), plugin);
    if (generation.onTrial && generation.isChecked !== true) this.#selfCheck(generation, stage, library);
    if (!this.#isDescribing) {
      if (generation.onTrial) this.#judgeDeaths(generation);
      this.#beginTrial();
    }
    const { number } = generation;
    const origin = { source: "installed", signature: "release key", generation: number, version } as const;
    return openPlugin(this.slots, stage, library, origin);
  }

  #selfCheck({ number }: Generation, stage: StageName, library: VerifiedLibrary): void {
    const key = `${number} ${library.sha256}`;
    if (this.#checked.has(key)) return;
    this.#host.selfCheck(stage, library);
    this.#checked.add(key);
  }

  /**
   * A generation whose processes are ended again and again, as by a time limit or for want of memory, never gets to the
   * end of its trial. It has its self-checks once more, and they decide.
   * @throws PluginError
   */
  #judgeDeaths(generation: Generation): void {
    const { number, version, plugins, deaths = 0 } = generation;
    if (deaths < MOST_DEATHS || this.#tried.has(number)) return;
    for (const plugin of plugins) {
      const library = VerifiedLibrary.verify(`${plugin.stage} ${plugin.version}`, plugin.read(), plugin);
      this.#selfCheck(generation, plugin.stage, library);
    }
    this.#tried.add(number);
    this.#store?.endTrial(generation);
    this.#host.report(
      `${deaths} processes that used release ${version} were ended before they were done. ` +
        "Its stages have passed their self-checks again, so it stays in use.",
    );
  }

  /** Marks, before a generation on trial is used, that it is. */
  #beginTrial(): void {
    const generation = this.#generation;
    if (generation === undefined || !generation.onTrial || this.#tried.has(generation.number)) return;
    this.#tried.add(generation.number);
    const file = this.#store?.beginTrial(generation);
    if (file !== undefined) this.#stopNoting = this.#host.noteFaults(file, this.calls.place);
    this.#host.atEnd(() => this.endTrial());
    this.#trialSince = this.#host.now();
  }

  /** Goes back to what was good before a generation of which one library failed. */
  #abandon(
    store: GenerationStore,
    generation: Generation,
    plugin: InstalledPlugin,
    error: PluginError,
  ): void {
    const seat = this.#seats[plugin.stage];
    seat.passedOver.push({ source: "installed", version: plugin.version, reason: error.detail });
    this.#left = { generation, failed: plugin.stage };
    const { fault, detail, advice } = error;
    // Damaged files say nothing against the release, and what the system refuses neither.
    const isDamaged = fault === "length" || fault === "hash" || fault === "missing";
    const isInnocent = isDamaged || fault === "open" || fault === "system";
    this.#generation = isInnocent ? undefined : store.rollBack(`${plugin.stage}: ${error.detail}`);
    this.#stamp = this.#place?.stamp() ?? "";
    if (this.#generation?.number === generation.number) this.#generation = undefined;
    if (isInnocent) this.#endTrialOf(generation);
    this.#trialSince = undefined;
    const hint = isDamaged ? "To install it again, run fastforth self-update." : advice;
    this.#host.report(
      `release ${generation.version} is not used: its ${plugin.stage} ${plugin.version} failed, because ` +
        `${detail}. ${this.#instead()}${hint === undefined ? "" : ` ${hint}`}`,
    );
    this.#leaveFailedGeneration();
  }

  /** Goes on without a library that has failed while it was in use. The built-in answers the request. */
  #leaveFaulty(stage: StageName, status: number): void {
    const { current } = this.#seats[stage];
    if (current === undefined) return;
    const error = new PluginError("answers", stage, `it answered a request with status ${status}`);
    const generation = this.#generation;
    const installed = generation?.plugins.find((plugin) => plugin.stage === stage);
    if (current.source === "installed" && this.#store && generation && installed)
      return this.#abandon(this.#store, generation, installed, error);
    const { source, version } = current;
    const next = this.rollback(stage);
    this.#seats[stage].passedOver = [{ source, version, reason: error.detail }];
    const instead = next.source === "built-in" ? "built-in one" : `${next.source} ${next.version}`;
    this.#host.report(
      `the ${stage} ${version} (${source}) is not used any more: ${error.detail}. The ${instead} takes its place.`,
    );
  }

  #instead(): string {
    return this.#generation === undefined
      ? "The stages that came with FastForth take its place."
      : `Release ${this.#generation.version} takes its place.`;
  }

  /** Chooses anew for the stages that use a library of another generation than the current one, for good. */
  #leaveFailedGeneration(): void {
    for (const stage of stageNames) {
      const seat = this.#seats[stage];
      const { current } = seat;
      if (current?.source !== "installed" || current.generation === this.#generation?.number) continue;
      this.#choose(stage);
      this.#retire(seat.previous);
      seat.previous = undefined;
    }
    this.retire();
  }

  /**
   * Looks whether another generation was installed meanwhile and if so swaps the stages in use. For safe points of running
   * programs; takes one system call when there is nothing new.
   * @returns whether a stage is another one now
   */
  look(): boolean {
    if (this.#trialSince !== undefined && this.#host.now() - this.#trialSince > TRIAL_TIME) this.endTrial();
    const stamp = this.#place?.stamp() ?? "";
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    this.#store ??= this.#place?.open();
    const next = this.#store?.current();
    if (next?.number === this.#generation?.number) return false;
    this.endTrial();
    this.#generation = next;
    const before = stageNames.map((stage) => this.slots.current(stage));
    for (const stage of stageNames) {
      const { current, decided } = this.#seats[stage];
      if (decided && current?.source !== "loaded" && current?.generation !== this.#generation?.number)
        this.#choose(stage);
    }
    this.retire();
    return stageNames.some((stage, index) => this.slots.current(stage) !== before[index]);
  }

  /** The generation in use has proved good: for the normal end of a process. */
  endTrial(): void {
    this.#endTrialOf(this.#generation);
  }

  #endTrialOf(generation: Generation | undefined): void {
    if (this.#trialSince === undefined || generation === undefined) return;
    this.#trialSince = undefined;
    this.#stopNoting();
    this.#store?.endTrial(generation);
  }

  // ---- swapping by hand ------------------------------------------------------------------------------------------

  /**
   * Makes a library ready for a stage, trying it in a child process first. Nothing uses it yet.
   * @param name one of the four stages
   * @throws PluginError, with all as it was, when it is not fit for use
   */
  load(name: string, bytes: Uint8Array): PreparedPlugin {
    const stage = stageNamed(name);
    const library = VerifiedLibrary.unsigned(name, bytes);
    this.#host.selfCheck(stage, library);
    return openPlugin(this.slots, stage, library, { source: "loaded", signature: "unsigned" });
  }

  /** Puts a prepared library into its slot, for all threads at once. */
  publish(prepared: PreparedPlugin): void {
    const plugin = prepared as OpenPlugin;
    const seat = this.#seats[plugin.stage];
    seat.decided = true;
    seat.passedOver = [];
    this.#publish(plugin);
  }

  /** Closes a prepared library that was not published. */
  discard(prepared: PreparedPlugin): void {
    (prepared as OpenPlugin).close();
  }

  /** `load`, `publish` and `retire`. Throws as `load` does, with the stage as it was. */
  swap(name: string, bytes: Uint8Array): StageDescription {
    const prepared = this.load(name, bytes);
    this.ensure(prepared.stage);
    this.publish(prepared);
    this.retire();
    return this.#describe(prepared.stage);
  }

  /**
   * Puts a stage back to what it had before the last swap; when that is gone, to the embedded library, and from there to
   * the built-in.
   * @throws PluginError "stage" for a name of no stage
   */
  rollback(name: string): StageDescription {
    const stage = stageNamed(name);
    const seat = this.#seats[stage];
    const left = seat.current;
    if (left !== undefined) {
      const { source, version } = left;
      seat.passedOver = [{ source, version, reason: "it was rolled back" }];
      const before = seat.previous;
      if (before !== undefined) this.#publish(before);
      else if (source === "embedded") this.#clear(stage);
      else this.#publishEmbedded(stage);
      // What was left is not what the next rollback goes back to.
      this.#retire(seat.previous);
      seat.previous = undefined;
      this.retire();
    }
    return this.#describe(stage);
  }

  /** Closes replaced libraries that no thread is inside. @returns how many stay open */
  retire(): number {
    const waiting = this.#retired.splice(0);
    for (const plugin of waiting)
      if (this.slots.isInside(plugin.serial)) this.#retired.push(plugin);
      else plugin.close();
    return this.#retired.length;
  }

  #publish(plugin: OpenPlugin): void {
    const { stage } = plugin;
    const seat = this.#seats[stage];
    const before = this.#seats[stage].current?.version ?? "nothing";
    trace("swap", () => `${stage} ${before} -> ${plugin.version} (${plugin.source})`);
    this.slots.publish(stage, plugin.serial);
    if (seat.previous !== plugin) this.#retire(seat.previous);
    seat.previous = seat.current;
    seat.current = plugin;
    this.#noteUse(seat, stage);
  }

  #clear(stage: StageName): void {
    const seat = this.#seats[stage];
    this.slots.publish(stage, 0);
    this.#retire(seat.previous);
    seat.previous = seat.current;
    seat.current = undefined;
    this.#noteUse(seat, stage);
  }

  /** What the optimizer or backend before this one has made could be made differently now. */
  #noteUse(seat: Seat, stage: StageName): void {
    if (seat.used && (stage === "optimizer" || stage === "backend")) this.slots.raiseRevision();
    seat.used = true;
  }

  #retire(plugin: OpenPlugin | undefined): void {
    if (plugin !== undefined) this.#retired.push(plugin);
  }

  // ---- telling ---------------------------------------------------------------------------------------------------

  /** What each stage is, decided now where it was not before, in the order of the pipeline. */
  describeStages(): StageDescription[] {
    this.#isDescribing = true;
    try {
      // A session that has not needed a stage yet does not look by itself.
      this.look();
      for (const stage of stageNames) if (!this.#seats[stage].decided) this.#choose(stage);
    } finally {
      this.#isDescribing = false;
    }
    return stageNames.map((stage) => this.#describe(stage));
  }

  /** The library of a stage that would be used, had not another one of its generation failed. */
  #leftWith(stage: StageName): PassedOver[] {
    const left = this.#left;
    if (left === undefined || left.failed === stage) return [];
    if (this.#generation !== undefined && this.#generation.number > left.generation.number) return [];
    const installed = left.generation.plugins.find((plugin) => plugin.stage === stage);
    if (installed === undefined || this.#seats[stage].current?.source === "loaded") return [];
    const { version } = left.generation;
    const reason = `release ${version} is used whole or not at all, and its ${left.failed} failed`;
    return [{ source: "installed", version: installed.version, reason }];
  }

  #describe(stage: StageName): StageDescription {
    const { current } = this.#seats[stage];
    const passedOver = [...this.#leftWith(stage), ...this.#seats[stage].passedOver];
    const { source, version, byteLength, sha256, signature } = current ?? builtin;
    return { stage, source, version, abi: ABI_VERSION, byteLength, sha256, signature, passedOver };
  }
}

const builtin = {
  source: "built-in",
  version: executableVersion,
  byteLength: undefined,
  sha256: undefined,
  signature: "executable",
} as const;

function emptySeat(): Seat {
  return { current: undefined, previous: undefined, passedOver: [], decided: false, used: false };
}

/** @throws PluginError "stage" */
function stageNamed(name: string): StageName {
  const stage = stageNames.find((known) => known === name);
  if (stage !== undefined) return stage;
  throw new PluginError(
    "stage",
    name,
    `there is no stage of this name; the stages are ${stageNames.join(", ")}`,
  );
}

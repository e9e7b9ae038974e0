/**
 * The stages' libraries of this process. The main thread has the manager; Workers that are given its slots use the same
 * libraries, and see every swap.
 *
 *     main thread       new Worker(file, { workerData: shareStages() })
 *     Worker            useSharedStages(workerData), before it makes a session
 */

import type { StageName } from "../abi/stage_names.ts";
import { stageNames } from "../abi/stage_names.ts";
import { embeddedLibrary } from "./embedded.ts";
import { PluginError } from "./errors.ts";
import { noteFaults } from "./fault_notes.ts";
import type { StorePlace } from "./generation.ts";
import { type ManagerHost, StageManager } from "./manager.ts";
import { pluginPlatform } from "./plugin_platform.ts";
import { checkInChild } from "./self_check.ts";
import { StageSlots } from "./slots.ts";
import { StageCalls, type StageFunctions, ThreadPlace } from "./stage_calls.ts";
import type { StageDescription } from "./stage_description.ts";
import { recordStamp, storeFolder } from "./store_folder.ts";

/** Who manages the libraries that a thread's stages use (see StageManager). */
export interface StageProvider {
  /** Makes sure that a stage has its library. @returns false when there is none that works */
  ensure(stage: StageName): boolean;
  /** The functions of the libraries that have been made sure of; of a stage without one they decline. */
  readonly calls: StageFunctions;
  /** Changes whenever code that was made before could be made differently. */
  readonly revision: number;
  /** Looks for what was installed meanwhile. @returns whether a stage is another one now */
  look(): boolean;
  /** What each stage has, in the order of the pipeline. */
  describeStages(): StageDescription[];
  /** Gives a stage another library. @throws PluginError, with all as it was */
  swap(stage: string, library: Uint8Array): StageDescription;
  /** Gives a stage what it had before. @throws PluginError */
  rollback(stage: string): StageDescription;
}

let provider: StageProvider | undefined;

/** Who provides the libraries of this thread. */
export function stageProvider(): StageProvider {
  provider ??= new StageManager(processHost());
  return provider;
}

/** Who provides the libraries that came with this executable, whatever is installed. */
export const embeddedStageProvider = (): StageProvider =>
  new StageManager({ ...processHost(), store: () => undefined });

/** The slots for Workers. Every stage has its library from now on. @throws PluginError in a Worker that has none of its own */
export function shareStages(): SharedArrayBuffer {
  const manager = stageProvider();
  if (!(manager instanceof StageManager)) throw sharedBy("these");
  for (const stage of stageNames) manager.ensure(stage);
  return manager.slots.buffer;
}

/** From now on, this Worker's sessions use the stages of the thread that shares them. @throws SlotError */
export function useSharedStages(buffer: SharedArrayBuffer): void {
  provider = new SharedStages(new StageSlots(buffer));
}

const sharedBy = (stage: string) =>
  new PluginError("stage", stage, "the thread that shares its stages alone can tell of them and swap them");

class SharedStages implements StageProvider {
  readonly calls: StageCalls;

  constructor(private readonly slots: StageSlots) {
    this.calls = new StageCalls(new ThreadPlace(slots));
  }

  ensure(stage: StageName): boolean {
    return this.slots.current(stage) !== 0;
  }

  get revision(): number {
    return this.slots.revision;
  }

  /** The other thread does. */
  look(): boolean {
    return false;
  }

  describeStages(): StageDescription[] {
    throw sharedBy("these");
  }

  swap(stage: string): StageDescription {
    throw sharedBy(stage);
  }

  rollback(stage: string): StageDescription {
    throw sharedBy(stage);
  }
}

/** Undefined without a home: then nothing can be installed. */
function installedStore(): StorePlace | undefined {
  const folder = storeFolder(pluginPlatform);
  if (folder === undefined) return undefined;
  return {
    stamp: () => recordStamp(folder),
    // Verifying generations takes more modules than a start.
    open: () => (require("./installed.ts") as typeof import("./installed.ts")).openInstalledStore(),
  };
}

function processHost(): ManagerHost {
  return {
    embedded: embeddedLibrary,
    store: installedStore,
    selfCheck: checkInChild,
    noteFaults,
    report: (message) => console.error(`fastforth: ${message}`),
    atEnd: (action) => process.on("exit", action),
    now: () => performance.now(),
  };
}

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
import { noteFaults } from "./fault_notes.ts";
import { lateStore } from "./late_store.ts";
import { type ManagerHost, StageManager } from "./manager.ts";
import { checkInChild } from "./self_check.ts";
import { StageSlots } from "./slots.ts";
import { StageCalls } from "./stage_calls.ts";

/** What sessions need of whoever manages the libraries. */
export interface StageProvider {
  /** Makes sure that a stage has its library. @returns false when there is none that works */
  ensure(stage: StageName): boolean;
  readonly calls: StageCalls;
  /** Changes whenever code that was made before could be made differently. */
  readonly revision: number;
  /** Looks for what was installed meanwhile. @returns whether a stage is another one now */
  look(): boolean;
}

let provider: StageProvider | undefined;

/** Who provides the libraries of this thread. */
export function stageProvider(): StageProvider {
  provider ??= new StageManager(processHost());
  return provider;
}

/** The manager of this process, for the main thread. @throws Error in a Worker that uses shared stages */
export function stageManager(): StageManager {
  const present = stageProvider();
  if (present instanceof StageManager) return present;
  throw new Error("only the thread that shares its stages can swap them");
}

/** The slots for Workers. Every stage has its library from now on. */
export function shareStages(): SharedArrayBuffer {
  const manager = stageManager();
  for (const stage of stageNames) manager.ensure(stage);
  return manager.slots.buffer;
}

/** From now on, this Worker's sessions use the stages of the thread that shares them. @throws SlotError */
export function useSharedStages(buffer: SharedArrayBuffer): void {
  provider = new SharedStages(new StageSlots(buffer));
}

class SharedStages implements StageProvider {
  readonly calls: StageCalls;

  constructor(private readonly slots: StageSlots) {
    this.calls = new StageCalls(slots.join());
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
}

function processHost(): ManagerHost {
  return {
    embedded: embeddedLibrary,
    openStore: lateStore,
    selfCheck: checkInChild,
    noteFaults,
    report: (message) => console.error(`fastforth: ${message}`),
    atEnd: (action) => process.on("exit", action),
    now: () => performance.now(),
  };
}

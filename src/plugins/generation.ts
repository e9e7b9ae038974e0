/**
 * What an update leaves behind for the loader: sets of plugins that are used whole or not at all. The store on disk
 * implements this; the plugin manager, which knows neither files nor networks, uses it.
 */
import type { StageName } from "../abi/stage_names.ts";

/** One plugin, as the signed manifest that it came with describes it. */
export interface InstalledPlugin {
  readonly stage: StageName;
  /** Semantic version. */
  readonly version: string;
  /** The stage ABI that it speaks. */
  readonly abi: number;
  /** Such as `linux-x64`, as in the names of library files. */
  readonly platform: string;
  readonly byteLength: number;
  /** SHA-256 of its bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Its bytes as they are now: whoever loads them verifies them first. @throws PluginError when they cannot be read */
  read(): Uint8Array;
}

/** A set of plugins that were installed together. A stage without one has the embedded plugin. */
export interface Generation {
  /** Grows with every installation. */
  readonly number: number;
  /** The version of the release that it came with. */
  readonly version: string;
  readonly plugins: readonly InstalledPlugin[];
  /** True until `endTrial`: its plugins have not yet run to the end of a process, or of their first uses. */
  readonly onTrial: boolean;
  /** True when its plugins passed their self-checks on this machine, with this executable, before it was installed. */
  readonly isChecked?: boolean;
  /** While it is on trial: processes that used it and died, without a fault of its own code. */
  readonly deaths?: number;
}

/** A generation that was left because of what it did. */
export interface FailedTrial {
  /** The version of the release. */
  readonly version: string;
  /** What happened, as a sentence goes on with it. */
  readonly reason: string;
}

/** Where generations are, if any. */
export interface StorePlace {
  /**
   * A short text that changes whenever another generation becomes the current one. One system call; empty when nothing
   * was ever installed.
   */
  stamp(): string;
  /** What is installed there. Asked only once something is. */
  open(): GenerationStore | undefined;
}

export interface GenerationStore {
  /** The generation to use, its signatures verified; undefined when there is none, or none that can be trusted. */
  current(): Generation | undefined;
  /**
   * Marks that a generation's plugins are about to run for the first time. A second process may do so too.
   * @returns an open file in which faults of their code are to be noted, where there is one
   */
  beginTrial(generation: Generation): number | undefined;
  /** Takes the mark off: the generation has proved good. */
  endTrial(generation: Generation): void;
  /**
   * The generation whose own code was the death of a process, if there is one. It is current no more: the one before it
   * is. Asked once at the start of a process that uses plugins.
   */
  takeFailedTrial(): FailedTrial | undefined;
  /** Makes the generation before the current one current, because of what `reason` says. Undefined: there is none. */
  rollBack(reason: string): Generation | undefined;
}

/** A stage's library that is open in this process: what it is, and where its functions are. */

import type { StageName } from "../abi/stage_names.ts";
import { embeddedLibrary } from "./embedded.ts";
import { PluginError } from "./errors.ts";
import { openStage } from "./handshake.ts";
import { SlotError, type StageSlots } from "./slots.ts";
import { stageFunctions } from "./stage_calls.ts";
import type { SignatureState, StageSource } from "./stage_description.ts";
import type { VerifiedLibrary } from "./verified_load.ts";

export interface OpenPlugin {
  readonly stage: StageName;
  readonly source: StageSource;
  readonly signature: SignatureState;
  readonly version: string;
  readonly byteLength: number;
  readonly sha256: string;
  /** Its number in the slots. */
  readonly serial: number;
  /** The number of the generation that it belongs to; undefined for one that was not installed. */
  readonly generation: number | undefined;
  /** Unloads it. No thread may be inside it, now or later. */
  close(): void;
}

export interface Origin {
  readonly source: StageSource;
  readonly signature: SignatureState;
  readonly generation?: number;
  /** The version that it was announced with; without it, any. */
  readonly version?: string;
}

/**
 * Loads a verified library, asks it what it is, and notes its functions in the slots; nothing uses it yet.
 * @throws PluginError
 */
export function openPlugin(
  slots: StageSlots,
  stage: StageName,
  library: VerifiedLibrary,
  { source, signature, generation, version }: Origin,
): OpenPlugin {
  const expected = version === undefined ? { stage } : { stage, versionRange: `=${version}` };
  const opened = openStage(library, expected, stageFunctions[stage]);
  try {
    const functions = Object.keys(stageFunctions[stage]);
    const symbols = opened.symbols as unknown as Readonly<Record<string, { readonly ptr: number }>>;
    const serial = slots.add(functions.map((name) => symbols[name]?.ptr ?? 0));
    return {
      stage,
      source,
      signature,
      generation,
      version: opened.version,
      byteLength: library.byteLength,
      sha256: library.sha256,
      serial,
      close: () => {
        slots.remove(serial);
        opened.close();
      },
    };
  } catch (error) {
    opened.close();
    if (!(error instanceof SlotError)) throw error;
    throw new PluginError("open", library.name, error.message, { cause: error });
  }
}

/** The version of the library for a stage that came with the executable; undefined when there is none that works. */
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

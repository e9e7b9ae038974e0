/** What this FastForth is and which implementation each stage has, for `--version --json` and `plugins`. */
import { version as executable } from "../../package.json";
import { ABI_VERSION, LAYOUT_HASH } from "../abi/bindings.ts";
import { openInstalledStore, pluginPlatform } from "../plugins/installed.ts";
import { stageProvider } from "../plugins/process_stages.ts";
import type { StageDescription } from "../plugins/stage_description.ts";
import { StoreError } from "../plugins/store_errors.ts";
import type { RefusedRelease } from "../plugins/store_record.ts";

export interface Installation {
  /** The version of the release in use. */
  readonly version: string;
  readonly executable: string;
  /** As in the names of plugin files. */
  readonly platform: string;
  readonly abi: { readonly version: number; readonly layout: string };
  /** In the order of the pipeline. */
  readonly stages: readonly StageDescription[];
  /** Why what is installed is not used, as a sentence; null when it is, or nothing is installed. */
  readonly notUsed: string | null;
  /** Releases that were installed and failed. */
  readonly refused: readonly RefusedRelease[];
}

/** Looks at everything, as a program that needs all stages would. */
export function describeInstallation(): Installation {
  // An installed release that turns out to be bad is left here, so that what is current is asked afterwards.
  const stages = stageProvider().describeStages();
  const store = openInstalledStore();
  return {
    version: store?.current()?.version ?? executable,
    executable,
    platform: pluginPlatform,
    abi: { version: ABI_VERSION, layout: LAYOUT_HASH.toString(16).padStart(16, "0") },
    stages,
    notUsed: store?.problem ?? null,
    refused: refusedReleases(),
  };
}

function refusedReleases(): readonly RefusedRelease[] {
  try {
    return openInstalledStore()?.record().refused ?? [];
  } catch (error) {
    // Whoever reads or writes the store next is told.
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

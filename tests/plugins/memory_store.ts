// A store of generations in memory, for tests of the manager. It keeps what the manager does to it.

import { createHash } from "node:crypto";
import { ABI_VERSION } from "../../src/abi/bindings.ts";
import type { StageName } from "../../src/abi/stage_names.ts";
import type {
  FailedTrial,
  Generation,
  GenerationStore,
  InstalledPlugin,
  StorePlace,
} from "../../src/plugins/generation.ts";

export class MemoryStore implements GenerationStore, StorePlace {
  /** Newest last. */
  readonly generations: Generation[] = [];
  readonly events: string[] = [];
  failedTrial: FailedTrial | undefined;
  #changes = 0;

  stamp(): string {
    return this.#changes === 0 ? "" : String(this.#changes);
  }

  open(): this {
    return this;
  }

  current(): Generation | undefined {
    return this.generations.at(-1);
  }

  beginTrial({ number }: Generation): undefined {
    this.events.push(`begin ${number}`);
    return undefined;
  }

  endTrial({ number }: Generation): void {
    this.events.push(`end ${number}`);
  }

  takeFailedTrial(): FailedTrial | undefined {
    return this.failedTrial;
  }

  rollBack(reason: string): Generation | undefined {
    this.events.push(`roll back: ${reason}`);
    this.generations.pop();
    this.#changes++;
    return this.current();
  }

  /** Makes a set of libraries the current generation. */
  install(
    version: string,
    libraries: Partial<Record<StageName, Installed>>,
    onTrial = false,
    deaths = 0,
  ): Generation {
    const number = this.#changes + 1;
    const plugins = Object.entries(libraries).map(([stage, library]) =>
      installedPlugin(stage as StageName, library),
    );
    const generation = { number, version, plugins, onTrial, deaths };
    this.generations.push(generation);
    this.#changes++;
    return generation;
  }
}

export interface Installed {
  readonly version: string;
  readonly bytes: Uint8Array;
  /** What is read in place of the bytes that were signed. */
  readonly read?: Uint8Array;
}

function installedPlugin(stage: StageName, { version, bytes, read = bytes }: Installed): InstalledPlugin {
  return {
    stage,
    version,
    abi: ABI_VERSION,
    platform: `${process.platform}-${process.arch}`,
    byteLength: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    read: () => read,
  };
}

/** The store of installed generations, loaded when there is one: verifying generations takes more modules than a start. */
import { fileStatus } from "./file_status.ts";
import type { FailedTrial, Generation, GenerationStore } from "./generation.ts";
import { pluginPlatform } from "./plugin_platform.ts";
import { storeFolder } from "./store_folder.ts";

/** Undefined without a home: then nothing can be installed. */
export function lateStore(): GenerationStore | undefined {
  const folder = storeFolder(pluginPlatform);
  return folder === undefined ? undefined : new LateStore(`${folder}/current`);
}

const installedStore = () => require("./installed.ts") as typeof import("./installed.ts");

class LateStore implements GenerationStore {
  #store: GenerationStore | undefined;

  /** @param record what is replaced whenever another generation becomes the current one */
  constructor(private readonly record: string) {}

  stamp(): string {
    return this.#store?.stamp() ?? fileStatus(this.record)?.identity ?? "";
  }

  current(): Generation | undefined {
    return this.#installed()?.current();
  }

  beginTrial(generation: Generation): number | undefined {
    return this.#installed()?.beginTrial(generation);
  }

  endTrial(generation: Generation): void {
    this.#installed()?.endTrial(generation);
  }

  takeFailedTrial(): FailedTrial | undefined {
    return this.#installed()?.takeFailedTrial();
  }

  rollBack(reason: string): Generation | undefined {
    return this.#installed()?.rollBack(reason);
  }

  #installed(): GenerationStore | undefined {
    this.#store ??= installedStore().openInstalledStore();
    return this.#store;
  }
}

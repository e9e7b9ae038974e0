// Stores in scratch folders, with plugins that are a few bytes: what the store does has nothing to do with what they are.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PluginStore, type StoreUser, withGeneration } from "../../src/plugins/store.ts";
import type { StoredPlugin } from "../../src/plugins/store_record.ts";

/** A folder that goes away with the test run. */
export const scratch = mkdtempSync(join(tmpdir(), "fastforth-update-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** A new folder in the scratch folder. */
export function freshFolder(name: string): string {
  return mkdtempSync(join(scratch, `${name}-`));
}

export const user: StoreUser = {
  executable: "/opt/fastforth/bin/fastforth",
  version: "1.0.0",
  abi: 4,
  platform: "linux-x64",
  unsigned: () => undefined,
};

/** A store that nothing was ever installed in. */
export function freshStore(overrides: Partial<StoreUser> = {}): PluginStore {
  return new PluginStore(join(freshFolder("store"), "fastforth", "linux-x64"), { ...user, ...overrides });
}

/** Another look at a store, as the next process has it. */
export function reopen(store: PluginStore, overrides: Partial<StoreUser> = {}): PluginStore {
  return new PluginStore(store.folder, { ...user, ...overrides });
}

/** The bytes of a pretended plugin. */
export function pluginBytes(stage: string, version: string, length = 1000): Uint8Array {
  return new TextEncoder().encode(`${stage} ${version} `.padEnd(length, "."));
}

export function plugin(stage: StoredPlugin["stage"], version: string): StoredPlugin {
  const bytes = pluginBytes(stage, version);
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  return {
    stage,
    version,
    abi: 4,
    platform: "linux-x64",
    size: bytes.length,
    sha256,
    signature: "0".repeat(128),
  };
}

const origin = { channel: "stable", number: 1 };
const PATIENCE = 5000;

/** Installs a release with a parser and an optimizer. */
export async function install(store: PluginStore, version: string): Promise<void> {
  const plugins = [plugin("parser", version), plugin("optimizer", version)];
  await store.write((writer) => {
    for (const { stage, sha256 } of plugins) writer.addFile(sha256, pluginBytes(stage, version));
    writer.publish(
      withGeneration(writer.record(), {
        version,
        plugins,
        origin,
        installed: "2026-11-25T16:00:00Z",
        abi: 4,
        minimumCore: "0.0.1",
        checkedBy: "1.0.0",
      }),
    );
  }, PATIENCE);
}

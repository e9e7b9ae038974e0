// What this machine has: what the decision about a release needs to know (decision.ts).

import type { InUse, PluginStore, StoreWriter } from "../plugins/store.ts";
import type { StoredGeneration } from "../plugins/store_record.ts";
import type { InstalledRelease, Machine } from "../trust/decision.ts";

/** The executable, as far as updates go. */
export interface Executable {
  readonly version: string;
  readonly abi: number;
  /** Such as `linux-x64-musl`. */
  readonly platform: string;
  /** Such as `linux-x64`. */
  readonly pluginPlatform: string;
  /** The plugins inside it. */
  readonly plugins: readonly EmbeddedPlugin[];
}

export interface EmbeddedPlugin {
  readonly name: string;
  readonly checksum: string;
  /** Its bytes. @throws PluginError when they are damaged */
  readonly read: () => Uint8Array;
}

/** Random bytes of a machine's number in staged rollouts. */
const ID_BYTES = 16;

/** @param id see `machineId` */
export function describeMachine(executable: Executable, inUse: InUse, id: Uint8Array): Machine {
  const { stayAt, refused } = inUse.record;
  return {
    platform: executable.pluginPlatform,
    executablePlatform: executable.platform,
    abi: executable.abi,
    core: executable.version,
    id,
    installed: installedRelease(executable, inUse.generation),
    stayAt: stayAt ?? undefined,
    refused: refused.map(({ version }) => version),
  };
}

function installedRelease(
  executable: Executable,
  generation: StoredGeneration | undefined,
): InstalledRelease {
  const embedded = executable.plugins.map(({ name, checksum }) => ({ name, checksum }));
  if (generation === undefined) return { version: executable.version, plugins: embedded };
  const installed = generation.plugins.map(({ stage, sha256 }) => ({ name: stage, checksum: sha256 }));
  const others = embedded.filter(({ name }) => !installed.some((plugin) => plugin.name === name));
  const { version, origin } = generation;
  return { version, source: origin, plugins: [...installed, ...others] };
}

/** The machine's random number, which is made once and stays on it. */
export function machineId(store: PluginStore): Uint8Array {
  return store.readNote("machine") ?? crypto.getRandomValues(new Uint8Array(ID_BYTES));
}

/** Keeps the number, unless there is one. */
export function keepMachineId(store: PluginStore, writer: StoreWriter, id: Uint8Array): void {
  if (store.readNote("machine") === undefined) writer.writeNote("machine", id);
}

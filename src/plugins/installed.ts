// The store of this user for this executable. What a program needs of it at its start is here, and loads neither
// node:fs nor node:crypto, each of which takes longer than a start.

import { version } from "../../package.json";
import { ABI_VERSION } from "../abi/bindings.ts";
import { requireArtifactSignature } from "../update/artifact_signature.ts";
import { embeddedRoot } from "../update/embedded_root.ts";
import type { Role } from "../update/envelope.ts";
import { UpdateError } from "../update/errors.ts";
import { trustedRoot } from "../update/root_chain.ts";
import { emptyTrustState, readTrustState } from "../update/state.ts";
import { pluginPlatform } from "./plugin_platform.ts";
import { loadVerifier } from "./signature.ts";
import { PluginStore } from "./store.ts";
import { storeFolder } from "./store_folder.ts";
import type { StoredPlugin } from "./store_record.ts";

export { pluginPlatform };

/** Undefined without a home: then nothing can be installed. */
export function openInstalledStore(): PluginStore | undefined {
  const folder = storeFolder(pluginPlatform);
  return folder === undefined ? undefined : openStore(folder, embeddedRoot);
}

/**
 * A store in a certain folder.
 * @param rootOfTrust the text of the root.json that signatures are traced to; without one, none is good
 */
export function openStore(folder: string, rootOfTrust: string | undefined): PluginStore {
  let release: Role | undefined;
  const isSigned = (plugin: StoredPlugin): boolean => {
    if (rootOfTrust === undefined) return false;
    release ??= releaseRole(store, rootOfTrust);
    return hasSignature(plugin, release);
  };
  const store = new PluginStore(folder, { version, abi: ABI_VERSION, platform: pluginPlatform, isSigned });
  return store;
}

/** The keys that count now: those of the newest root that was seen, which follows from the one in the executable. */
function releaseRole(store: PluginStore, rootOfTrust: string): Role {
  const kept = store.readNote("trust_state.json");
  let state = emptyTrustState;
  try {
    if (kept !== undefined) state = readTrustState("trust_state.json", kept);
  } catch (error) {
    // Without the record, the keys of the executable's own root count.
    if (!(error instanceof UpdateError)) throw error;
  }
  return trustedRoot(new TextEncoder().encode(rootOfTrust), state.roots, loadVerifier()).roles.release;
}

function hasSignature(plugin: StoredPlugin, release: Role): boolean {
  const { stage: name, version, platform, abi, size, sha256: checksum, signature } = plugin;
  try {
    requireArtifactSignature(
      { name, version, platform, abi, size, checksum, signature },
      release,
      loadVerifier(),
    );
    return true;
  } catch (error) {
    if (error instanceof UpdateError) return false;
    throw error;
  }
}

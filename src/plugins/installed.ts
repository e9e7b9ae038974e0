// The store of this user for this executable. What a program needs of it at its start is here, and loads neither
// node:fs nor node:crypto, each of which takes longer than a start.

import { version } from "../../package.json";
import { ABI_VERSION } from "../abi/bindings.ts";
import { requireArtifactSignature } from "../trust/artifact_signature.ts";
import type { Verifier } from "../trust/ed25519.ts";
import { embeddedRoot } from "../trust/embedded_root.ts";
import type { Role } from "../trust/envelope.ts";
import { UpdateError } from "../trust/errors.ts";
import { releaseKeys } from "../trust/release_keys.ts";
import { fileStatus } from "./file_status.ts";
import { pluginPlatform } from "./plugin_platform.ts";
import { executableName } from "./running_executable.ts";
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
 * @param executable the path of the one whose part of the store is meant
 */
export function openStore(
  folder: string,
  rootOfTrust: string | undefined,
  executable = executableName(),
): PluginStore {
  let release: Role | undefined;
  let releaseOf: string | undefined;
  const unsigned = (plugins: readonly StoredPlugin[]): StoredPlugin | undefined => {
    if (rootOfTrust === undefined) return plugins[0];
    const verifier = loadVerifier();
    // A check in this process may have followed new roots since.
    const state = fileStatus(store.trustStatePath)?.identity ?? "";
    if (release === undefined || state !== releaseOf)
      release = releaseKeys(rootOfTrust, store.readTrustState(), verifier);
    releaseOf = state;
    const role = release;
    return plugins.find((plugin) => !hasSignature(plugin, role, verifier));
  };
  const store = new PluginStore(folder, {
    executable,
    version,
    abi: ABI_VERSION,
    platform: pluginPlatform,
    unsigned,
    ...(rootOfTrust === undefined ? {} : { publisher: nameOf(rootOfTrust) }),
  });
  return store;
}

const NAME_DIGITS = 16;
const nameOf = (root: string): string =>
  new Bun.CryptoHasher("sha256").update(root).digest("hex").slice(0, NAME_DIGITS);

function hasSignature(plugin: StoredPlugin, release: Role, verifier: Verifier): boolean {
  const { stage: name, version, platform, abi, size, sha256: checksum, signature } = plugin;
  try {
    requireArtifactSignature({ name, version, platform, abi, size, checksum, signature }, release, verifier);
    return true;
  } catch (error) {
    if (error instanceof UpdateError) return false;
    throw error;
  }
}

// The one answer to "may this executable use this set of plugins?". Whoever installs, loads, goes back to, or tells of a
// set asks here, so that none of them can promise what another one refuses.

import { compareVersions } from "./versions.ts";

/** Plugins that are used together, as they are in a release or in the store. */
interface PluginSet {
  /** The version of the release. */
  readonly version: string;
  /** The stage ABI of the release. */
  readonly abi: number;
  /** The oldest executable that can take them. */
  readonly minimumCore: string;
  readonly plugins: readonly PluginOfSet[];
  /**
   * The stage of the first plugin that no release key that counts now has signed; undefined when there is none. Asked
   * last: the cost of signatures is not paid for a set that is of no use.
   */
  readonly unsigned: () => string | undefined;
}

interface PluginOfSet {
  readonly abi: number;
  readonly platform: string;
}

/** An executable, as far as plugins go. */
export interface PluginUser {
  readonly version: string;
  readonly abi: number;
  /** Such as `linux-x64`. */
  readonly platform: string;
}

/** Why a set cannot be used. */
export interface Unusable {
  readonly reason: "abi" | "minimum-core" | "older" | "platform" | "signature";
  /** The same for people. */
  readonly sentence: string;
}

/**
 * Undefined when the executable may use the set.
 * @param name of the set, as a sentence begins with it
 */
export function whyUnusable(name: string, set: PluginSet, user: PluginUser): Unusable | undefined {
  const { version, abi, minimumCore, plugins } = set;
  const foreign = plugins.find((plugin) => plugin.abi !== user.abi)?.abi ?? abi;
  if (foreign !== user.abi)
    return {
      reason: "abi",
      sentence: `${name} speaks version ${foreign} of the ABI, this executable ${user.abi}.`,
    };
  if (compareVersions(user.version, minimumCore) < 0)
    return {
      reason: "minimum-core",
      sentence: `${name} needs an executable of ${minimumCore} or newer, and this one is ${user.version}.`,
    };
  // What is embedded is newer, and made for each other.
  if (compareVersions(version, user.version) < 0)
    return { reason: "older", sentence: `${name} is older than this executable, ${user.version}.` };
  const elsewhere = plugins.find(({ platform }) => platform !== user.platform);
  if (elsewhere !== undefined)
    return {
      reason: "platform",
      sentence: `${name} is made for ${elsewhere.platform}, this is ${user.platform}.`,
    };
  const unsigned = set.unsigned();
  if (unsigned === undefined) return undefined;
  const sentence = `The ${unsigned} of ${name} has no signature of a trusted release key.`;
  return { reason: "signature", sentence };
}

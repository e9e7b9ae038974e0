// Whether machines can take a release while programs run, or have to replace the executable.

import { VerifiedLibrary } from "../src/plugins/verified_load.ts";
import type { Artifact } from "../src/trust/artifact.ts";
import type { Manifest } from "../src/trust/manifest.ts";
import { compareVersions } from "../src/trust/versions.ts";
import { installedBytes } from "./artifacts.ts";
import { BuildError } from "./build_error.ts";
import { hostPlatform, platformNamed } from "./platforms.ts";
import type { Site } from "./site.ts";

export interface SwapVerdict {
  /** True when machines with the release before swap plugins and keep their executable. */
  readonly hot: boolean;
  readonly minimumCore: string;
  /** For the publisher, as sentences. */
  readonly explanation: string;
}

/** A release as far as the question goes. */
interface Candidate {
  readonly version: string;
  readonly abi: number;
  readonly plugins: readonly Artifact[];
  /** The oldest executable that may take the plugins, when the publisher names one. */
  readonly minimumCore?: string | undefined;
}

/**
 * Decides from the ABI of a release and of the one before.
 * @throws BuildError when structs changed and the ABI's version did not, or the version went back
 */
export function decideSwap(site: Site, candidate: Candidate, before: Manifest | undefined): SwapVerdict {
  const { version, abi, minimumCore } = candidate;
  if (before === undefined) {
    const explanation = "It is the first release: there is nothing to swap yet.";
    return { hot: false, minimumCore: minimumCore ?? version, explanation };
  }
  if (abi < before.abi) {
    throw new BuildError(`The stage ABI went back from ${before.abi} to ${abi}: abi_version only grows.`);
  }
  if (abi > before.abi) {
    const explanation =
      `The stage ABI is ${abi} instead of ${before.abi}: what crosses between executable and plugins is laid out ` +
      "differently, so that no swap is possible and machines replace the executable.";
    return { hot: false, minimumCore: minimumCore ?? version, explanation };
  }
  requireSameLayout(site, candidate, before);
  const oldest = minimumCore ?? before.minimum_core;
  const hot = compareVersions(oldest, before.version) <= 0;
  const explanation = hot
    ? `Same ABI (${abi}): machines with FastForth ${oldest} or newer swap what changed while programs run. The new ` +
      `executable is for new installations; --minimum-core ${version} would bring it to every machine.`
    : `Same ABI (${abi}), but only FastForth ${oldest} or newer may take the plugins: machines replace the executable.`;
  return { hot, minimumCore: oldest, explanation };
}

/** Structs are compared in the libraries themselves, so on the publisher's own platform. */
function requireSameLayout(site: Site, candidate: Candidate, before: Manifest): void {
  const [old, now] = [before.updated_plugins, candidate.plugins].map((plugins) => layoutOf(site, plugins));
  if (old === undefined || now === undefined || old === now) return;
  throw new BuildError(
    `The hash of the structs changed from ${old} to ${now}, but the stage ABI is still ${candidate.abi}. ` +
      "Raise abi_version in plugins-src/abi: a layout change is a new ABI.",
  );
}

const symbols = { ff_layout_hash: { args: [], returns: "u64" } } as const;

/** The hash of the structs that plugins for this machine were built with; undefined when there are none. */
function layoutOf(site: Site, plugins: readonly Artifact[]): string | undefined {
  const platform = platformNamed(hostPlatform()).library;
  const plugin = plugins.find((candidate) => candidate.platform === platform);
  if (plugin === undefined) return undefined;
  const expected = { byteLength: plugin.size, sha256: plugin.checksum };
  const library = VerifiedLibrary.verify(plugin.filename, installedBytes(site, plugin), expected).open(
    symbols,
  );
  const hash = BigInt.asUintN(64, library.symbols.ff_layout_hash());
  library.close();
  return hash.toString(16);
}

// What to install, once it is known which release is the newest and that it can be trusted.

import type { StageName } from "../abi/stage_names.ts";
import type { Artifact } from "./artifact.ts";
import { quote } from "./canonical.ts";
import { UpdateError } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import { rolloutPosition } from "./rollout.ts";
import { whyUnusable } from "./usability.ts";
import { compareVersions } from "./versions.ts";

/** This computer and what is installed on it. */
export interface Machine {
  /** The platform of plugins, such as `linux-x64`. */
  readonly platform: string;
  /** The platform of the executable, such as `linux-x64-musl`. */
  readonly executablePlatform: string;
  /** The stage ABI of the executable. */
  readonly abi: number;
  /** The version of the executable. */
  readonly core: string;
  /** Random bytes that this machine made once, for staged rollouts. */
  readonly id: Uint8Array;
  readonly installed: InstalledRelease;
  /** The release that the person went back to and wants to stay at. */
  readonly stayAt?: string | undefined;
  /** Releases that failed here; each is taken again only when it is asked for by name. */
  readonly refused?: readonly string[] | undefined;
}

/** The release in use. Without a generation it is what is in the executable. */
export interface InstalledRelease {
  readonly version: string;
  /** Where it came from; undefined when it is what is in the executable. */
  readonly source?: { readonly channel: string; readonly number: number } | undefined;
  /** The plugins in use, those in the executable included. */
  readonly plugins: readonly { readonly name: string; readonly checksum: string }[];
}

/** What the person wants. */
export interface Wish {
  readonly channel: string;
  /** A certain release, newer or older: no rollout, rollback, or failure keeps it back. */
  readonly pin?: string | undefined;
  /** Also go past a release that the person went back to. */
  readonly liftStay?: boolean | undefined;
}

export type Decision =
  /** What is installed is what should be. */
  | { readonly kind: "current"; readonly manifest: Manifest }
  /** What is installed is newer than the channel's newest release, and did not come from it. */
  | { readonly kind: "ahead"; readonly manifest: Manifest }
  /** The release is for other machines first. */
  | { readonly kind: "waiting"; readonly manifest: Manifest; readonly position: number }
  /** The person went back to an older release, and stays there. */
  | { readonly kind: "staying"; readonly manifest: Manifest; readonly at: string }
  /** The release failed on this machine before. */
  | { readonly kind: "refused"; readonly manifest: Manifest }
  /** Plugins can be swapped while programs run. */
  | {
      readonly kind: "plugins";
      readonly manifest: Manifest;
      /** All plugins of the release for this machine: they make one generation. */
      readonly plugins: readonly Artifact[];
      /** Those of them that are not in use now. */
      readonly changed: readonly Artifact[];
      /** True when the release is older than what is installed. */
      readonly back: boolean;
    }
  /** The executable has to be replaced. */
  | {
      readonly kind: "executable";
      readonly manifest: Manifest;
      readonly executable: Artifact;
      readonly why: ExecutableReason;
      readonly back: boolean;
    };

/** Why plugins alone will not do. */
type ExecutableReason =
  /** The release has another stage ABI. */
  | "abi"
  /** The release needs a newer executable. */
  | "minimum-core"
  /** The release is older than this executable, whose own stages are newer. */
  | "older"
  /** The release has no plugins for this platform, but an executable. */
  | "no-plugins";

/**
 * Decides what to do about a release. Its manifest was verified before.
 * @throws UpdateError "platform" when the release has nothing for this machine
 */
export function decide(manifest: Manifest, machine: Machine, wish: Wish): Decision {
  const plugins = pluginsFor(manifest, machine);
  const changed = plugins.filter((plugin) => !isInUse(plugin, machine));
  const order = compareVersions(manifest.version, machine.installed.version);
  if (order === 0 && changed.length === 0) return { kind: "current", manifest };
  const reason = wish.pin === undefined ? reasonToStay(manifest, machine, wish, order) : undefined;
  if (reason !== undefined) return reason;
  const back = order < 0;
  const why = reasonForExecutable(manifest, machine, plugins);
  if (why === undefined) return { kind: "plugins", manifest, plugins, changed, back };
  return { kind: "executable", manifest, executable: executableFor(manifest, machine, why), why, back };
}

/** The plugins of a release that a machine can load. Others are for other machines, or for later executables. */
function pluginsFor(manifest: Manifest, machine: Machine): Artifact[] {
  return manifest.updated_plugins.filter(
    ({ name, platform, abi }) =>
      Object.hasOwn(knownStages, name) && platform === machine.platform && abi === machine.abi,
  );
}

const knownStages: Readonly<Record<StageName, true>> = {
  parser: true,
  compiler: true,
  optimizer: true,
  backend: true,
};

function isInUse(plugin: Artifact, machine: Machine): boolean {
  return machine.installed.plugins.some(
    ({ name, checksum }) => name === plugin.name && checksum === plugin.checksum,
  );
}

function reasonToStay(manifest: Manifest, machine: Machine, wish: Wish, order: number): Decision | undefined {
  if (machine.stayAt !== undefined && wish.liftStay !== true) {
    return { kind: "staying", manifest, at: machine.stayAt };
  }
  if (machine.refused?.includes(manifest.version)) return { kind: "refused", manifest };
  if (order < 0 && !isPublishersWay(manifest, machine.installed)) return { kind: "ahead", manifest };
  const position = rolloutPosition(machine.id, manifest.version);
  return position < manifest.rollout ? undefined : { kind: "waiting", manifest, position };
}

/**
 * Whether an older release is where the publisher wants this machine: a higher number of the same channel that names
 * an older release is the publisher's rollback, and another channel was the person's choice.
 */
function isPublishersWay(manifest: Manifest, { source }: InstalledRelease): boolean {
  if (source === undefined) return false;
  return source.channel !== manifest.channel || source.number < manifest.number;
}

function reasonForExecutable(
  manifest: Manifest,
  machine: Machine,
  plugins: readonly Artifact[],
): ExecutableReason | undefined {
  const { version, abi, minimum_core: minimumCore } = manifest;
  const set = {
    version,
    abi,
    minimumCore,
    plugins,
    // The manifest is signed, and each plugin's signature is verified when it comes.
    unsigned: () => undefined,
  };
  const user = { version: machine.core, abi: machine.abi, platform: machine.platform };
  const reason = whyUnusable(`FastForth ${version}`, set, user)?.reason;
  if (reason === "abi" || reason === "minimum-core" || reason === "older") return reason;
  return plugins.length === 0 ? "no-plugins" : undefined;
}

function executableFor(manifest: Manifest, machine: Machine, why: ExecutableReason): Artifact {
  const { executablePlatform } = machine;
  const found = manifest.executables.find(({ platform }) => platform === executablePlatform);
  const isOfUse = found !== undefined && (why !== "no-plugins" || found.version !== machine.core);
  if (isOfUse && found.abi === manifest.abi && compareVersions(found.version, manifest.minimum_core) >= 0) {
    return found;
  }
  const release = `FastForth ${manifest.version} (channel ${quote(manifest.channel)})`;
  if (why === "older")
    throw new UpdateError(
      "platform",
      `${release} is older than this executable, ${machine.core}, and brings none of its own for ${executablePlatform}.`,
      { advice: "What is installed goes on working. Install that release from where it was published." },
    );
  throw new UpdateError("platform", `${release} has no files for ${executablePlatform}.`, {
    advice: "What is installed goes on working. Build FastForth from source, or ask for this platform.",
  });
}

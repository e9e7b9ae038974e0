// What would be refused by a client is not published: the client's own code goes over a release before it is visible.

import type { StageName } from "../src/abi/stage_names.ts";
import { openStage } from "../src/plugins/handshake.ts";
import { libraryPlatform } from "../src/plugins/library_format.ts";
import { VerifiedLibrary } from "../src/plugins/verified_load.ts";
import type { Artifact } from "../src/trust/artifact.ts";
import { requireArtifactSignature } from "../src/trust/artifact_signature.ts";
import { sha256 } from "../src/trust/bytes.ts";
import type { Decision, InstalledRelease, Machine } from "../src/trust/decision.ts";
import { nobleVerifier } from "../src/trust/ed25519_noble.ts";
import { nodeVerifier } from "../src/trust/ed25519_node.ts";
import { executableName } from "../src/trust/layout.ts";
import type { Manifest } from "../src/trust/manifest.ts";
import type { Root, RootFile } from "../src/trust/root.ts";
import { emptyTrustState, type TrustState } from "../src/trust/state.ts";
import { runUpdateCheck, UpdateCheck } from "../src/trust/trust.ts";
import { applyPatch } from "../src/update/patch.ts";
import { installedBytes } from "./artifacts.ts";
import { BuildError } from "./build_error.ts";
import { executablePlatform } from "./executable_format.ts";
import { hostPlatform, platformNamed } from "./platforms.ts";
import type { Site } from "./site.ts";

/** A release that is about to be published, and what was there before. */
export interface ReleaseToCheck {
  /** The site as it will be. */
  readonly site: Site;
  /** The site as it is. */
  readonly siteBefore: Site;
  readonly manifest: Manifest;
  readonly before: Manifest | undefined;
  readonly roots: readonly RootFile[];
  readonly now: number;
  /** Compares a plugin's answers with the built-in's. @throws PluginError */
  readonly selfCheck: SelfCheck;
}

export type SelfCheck = (stage: StageName, library: VerifiedLibrary) => void;

/**
 * Goes through a release as clients will.
 * @throws BuildError, UpdateError, or PluginError with what a client would say
 */
export async function checkRelease(release: ReleaseToCheck): Promise<string[]> {
  const root = release.roots.at(-1);
  if (root === undefined) throw new BuildError("There is no root.");
  const artifacts = [...release.manifest.updated_plugins, ...release.manifest.executables];
  const newer = artifacts.filter(({ checksum }) => !isIn(checksum, release.before));
  for (const artifact of artifacts) checkSignature(artifact, root);
  for (const artifact of newer) checkFile(release.site, artifact, release.before);
  const loaded = newer.filter((artifact) => loadHere(release, artifact));
  const clients = await checkClients(release);
  return [
    `${artifacts.length} files are signed, by both verifiers; ${newer.length} of them are new`,
    `${loaded.length} plugins were loaded on this machine, shook hands, and gave the built-in's answers`,
    ...clients,
  ];
}

function isIn(checksum: string, manifest: Manifest | undefined): boolean {
  const known = manifest ? [...manifest.updated_plugins, ...manifest.executables] : [];
  return known.some((artifact) => artifact.checksum === checksum);
}

function checkSignature(artifact: Artifact, root: Root): void {
  for (const verifier of [nodeVerifier, nobleVerifier]) {
    requireArtifactSignature(artifact, root.roles.release, verifier);
  }
}

/** The bytes decode, are for the platform that the manifest says, and each patch gives them. */
function checkFile(site: Site, artifact: Artifact, before: Manifest | undefined): void {
  const bytes = installedBytes(site, artifact);
  const isExecutable = artifact.name === executableName;
  const found = isExecutable
    ? executablePlatform(bytes)
    : libraryPlatform(bytes)?.replace("win32", "windows");
  if (found !== artifact.platform) {
    throw new BuildError(
      `${artifact.filename} is named for ${artifact.platform}, but made for ${found ?? "no known system"}.`,
    );
  }
  if (!isExecutable) requireText(bytes, artifact, `${artifact.version}\0`);
  const sent = site.read(artifact.url);
  if (sent === undefined || sha256(sent) !== artifact.download_checksum) {
    throw new BuildError(`${artifact.url} is not what the manifest says.`);
  }
  const known = before ? [...before.updated_plugins, ...before.executables] : [];
  for (const patch of artifact.patches) {
    const old = known.find(({ checksum }) => checksum === patch.from);
    const sentPatch = site.read(patch.url);
    if (old === undefined || sentPatch === undefined) continue;
    const result = applyPatch(artifact, patch, sentPatch, installedBytes(site, old));
    if (sha256(result) !== artifact.checksum)
      throw new BuildError(`${patch.url} does not give ${artifact.filename}.`);
  }
}

/** A library says its version as a text; one for another platform cannot be asked. */
function requireText(bytes: Uint8Array, artifact: Artifact, text: string): void {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text)) return;
  throw new BuildError(`${artifact.filename} does not hold its version ${artifact.version}.`);
}

const entryPoints = {
  parser: "parse_forth",
  compiler: "compile_to_ir",
  optimizer: "optimize_ir",
  backend: "generate_code",
} as const satisfies Record<StageName, string>;

/** Loads a plugin for this machine as a client does, shakes hands, and tries it. @returns false for another machine's */
function loadHere({ site, selfCheck }: ReleaseToCheck, artifact: Artifact): boolean {
  if (artifact.platform !== platformNamed(hostPlatform()).library || artifact.name === executableName)
    return false;
  const stage = artifact.name as StageName;
  const expected = { byteLength: artifact.size, sha256: artifact.checksum };
  const verified = VerifiedLibrary.verify(artifact.filename, installedBytes(site, artifact), expected);
  const entry = { [entryPoints[stage]]: { args: ["ptr"], returns: "u32" } } as const;
  openStage(verified, { stage, versionRange: artifact.version }, entry).close();
  selfCheck(stage, verified);
  return true;
}

/** For each platform, a machine that has the release before and one that has another must find what to do. */
async function checkClients(release: ReleaseToCheck): Promise<string[]> {
  const { manifest, before } = release;
  const isSameChannel = before?.channel === manifest.channel;
  const state = before && isSameChannel ? await stateBefore(release, before) : emptyTrustState;
  const lines: string[] = [];
  for (const { platform } of manifest.executables) {
    const installed = before === undefined ? undefined : machineOn(platform, before);
    const fresh = await check(
      release.site,
      release,
      emptyTrustState,
      machineOn(platform, manifest),
      undefined,
    );
    if (fresh.kind !== "current")
      throw new BuildError(`A new installation on ${platform} would be told: ${fresh.kind}.`);
    if (installed === undefined || !before?.executables.some((old) => old.platform === platform)) continue;
    const pinned = await check(release.site, release, state, installed, manifest.version);
    if (pinned.kind === "current") continue;
    lines.push(`${platform}: from ${before.version}, ${describe(pinned)}`);
  }
  return lines;
}

/** What a client has seen that took the release before. */
async function stateBefore(release: ReleaseToCheck, before: Manifest): Promise<TrustState> {
  const [platform] = before.executables;
  const machine = machineOn(platform?.platform ?? hostPlatform(), before);
  const verification = checkOf(release, emptyTrustState, machine, undefined);
  // A site that has expired meanwhile is a reason to publish, not one against it.
  try {
    await runUpdateCheck(verification, async ({ name }) => release.siteBefore.read(name));
  } catch (error) {
    if ((error as { fault?: string }).fault !== "expired") throw error;
  }
  return verification.state;
}

async function check(
  site: Site,
  release: ReleaseToCheck,
  state: TrustState,
  machine: Machine,
  pin: string | undefined,
): Promise<Decision> {
  return await runUpdateCheck(checkOf(release, state, machine, pin), async ({ name }) => site.read(name));
}

function checkOf(
  release: ReleaseToCheck,
  state: TrustState,
  machine: Machine,
  pin: string | undefined,
): UpdateCheck {
  const embeddedRoot = release.roots[0]?.envelope.bytes ?? new Uint8Array();
  const wish = { channel: release.manifest.channel, pin };
  return new UpdateCheck({ embeddedRoot, state, verifier: nodeVerifier, now: release.now, machine, wish });
}

/** A machine on which a release is installed. */
function machineOn(platform: string, { version, abi, channel, number, updated_plugins }: Manifest): Machine {
  const library = platformNamed(platform).library;
  const plugins = updated_plugins.filter((plugin) => plugin.platform === library);
  const installed: InstalledRelease = { version, source: { channel, number }, plugins };
  return {
    platform: library,
    executablePlatform: platform,
    abi,
    core: version,
    id: new Uint8Array(16),
    installed,
  };
}

function describe(decision: Decision): string {
  if (decision.kind === "executable") return `replaces the executable (${decision.why})`;
  if (decision.kind !== "plugins") return decision.kind;
  return `swaps ${decision.changed.map(({ name }) => name).join(", ") || "nothing"}`;
}

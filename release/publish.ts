// Publishing: from built files to what an update server serves. Everything is made beside the site, looked at with the
// client's own code, and only then becomes visible, the timestamp last.

import { join, resolve } from "node:path";
import { sha256 } from "../src/trust/bytes.ts";
import { counts } from "../src/trust/config.ts";
import { executableName, newestRootFile, releaseManifestFile, rootFile } from "../src/trust/layout.ts";
import type { Manifest } from "../src/trust/manifest.ts";
import type { RootFile } from "../src/trust/root.ts";
import { compareVersions, isVersion } from "../src/trust/versions.ts";
import { publishArtifact } from "./artifacts.ts";
import { BuildError } from "./build_error.ts";
import type { BuiltFile } from "./build_release.ts";
import { checkRelease, type SelfCheck } from "./checks.ts";
import { decideSwap, type SwapVerdict } from "./hot_swap.ts";
import { lifetimes } from "./lifetimes.ts";
import { offeredReleases, publishManifest, publishTimestamp, type ReleaseSigners } from "./sign.ts";
import { Site, StagedSite } from "./site.ts";

export interface PublishPlan {
  /** The folder that the server serves. */
  readonly site: string;
  readonly files: readonly BuiltFile[];
  readonly version: string;
  /** The stage ABI of the files. */
  readonly abi: number;
  readonly channel: string;
  /** From 0 to 1. */
  readonly rollout: number;
  readonly notes: string;
  /** By default it follows from the ABI. */
  readonly minimumCore?: string | undefined;
  /** Every root, the newest last. */
  readonly roots: readonly RootFile[];
  readonly signers: ReleaseSigners;
  /** The date in the release, in milliseconds since 1970: expiries are counted from it. */
  readonly date: number;
  /** From how many releases before patches are made. */
  readonly patches: { readonly plugins: number; readonly executables: number };
  /** What plugins of this machine have to pass: src/plugins/self_check.ts, but for tests with small libraries. */
  readonly selfCheck: SelfCheck;
  /** Make and check everything, and leave the site as it is. */
  readonly dryRun: boolean;
  readonly report: (line: string) => void;
}

export interface Published {
  readonly manifest: Manifest;
  readonly swap: SwapVerdict;
  /** Names of the files that are new on the server, in the order in which they became visible. */
  readonly files: readonly string[];
}

/**
 * Publishes a release.
 * @throws BuildError, UpdateError, or PluginError; then nothing was published
 */
export async function publishRelease(plan: PublishPlan): Promise<Published> {
  const base = new Site(resolve(plan.site));
  requireNewer(base, plan);
  const before = predecessor(base, plan);
  const staged = new StagedSite(base, join(base.folder, ".unfinished"));
  try {
    const { manifest, swap } = makeRelease(staged, plan, before);
    const { roots, selfCheck, date: now } = plan;
    const checks = { siteBefore: base, site: staged, manifest, before, roots, now, selfCheck };
    for (const line of await checkRelease(checks)) plan.report(`checked: ${line}`);
    const files = staged.changes();
    if (!plan.dryRun) staged.commit();
    return { manifest, swap, files };
  } finally {
    staged.discard();
  }
}

function makeRelease(
  staged: StagedSite,
  plan: PublishPlan,
  before: Manifest | undefined,
): { manifest: Manifest; swap: SwapVerdict } {
  const root = newest(plan.roots);
  const { version, abi, channel, minimumCore, patches, report, signers } = plan;
  const [signer] = signers.release;
  if (signer === undefined) throw new BuildError("There is no release key.");
  const offered = before === undefined ? [] : [before.version, ...before.releases.map((old) => old.version)];
  const releases = offeredReleases(staged, offered.slice(0, counts.releases), root, signers.release);
  const manifestsBefore = releases.flatMap((release) => staged.releaseManifest(release.version) ?? []);
  const context = { site: staged, version, abi, signer, before: manifestsBefore, patches, report };
  const artifacts = plan.files.map((file) => publishArtifact(file, context));
  const plugins = artifacts.filter(({ name }) => name !== executableName);
  const swap = decideSwap(staged, { version, abi, plugins, minimumCore }, before);
  const manifest: Manifest = {
    channel,
    number: (staged.manifest(channel)?.number ?? 0) + 1,
    version,
    release_date: plan.date,
    expires: plan.date + lifetimes.manifest,
    abi,
    minimum_core: swap.minimumCore,
    rollout: plan.rollout,
    notes: plan.notes,
    updated_plugins: plugins,
    executables: artifacts.filter(({ name }) => name === executableName),
    releases,
  };
  publishRoots(staged, plan.roots);
  publishManifest(staged, manifest, signers.release);
  writeChecksums(staged, version);
  publishTimestamp(staged, signers.timestamp, plan.date);
  return { manifest, swap };
}

/** @throws BuildError when there are none */
export function newest(roots: readonly RootFile[]): RootFile {
  const root = roots.at(-1);
  if (root === undefined) throw new BuildError("There is no root.");
  return root;
}

/** Puts every root into the site. @throws BuildError when one of them has other bytes there */
export function publishRoots(site: Site, roots: readonly RootFile[]): void {
  for (const { version, envelope } of roots) {
    const name = rootFile(version);
    const known = site.read(name);
    if (known === undefined) site.write(name, envelope.bytes);
    else if (sha256(known) !== sha256(envelope.bytes)) {
      throw new BuildError(
        `${name} in the site is another one than in the checkout: a root never changes. The next one needs a new number.`,
      );
    }
  }
  site.write(newestRootFile, newest(roots).envelope.bytes);
}

/** What most machines have that will take a release: the newest older one of its channel or of the stable channel. */
function predecessor(site: Site, { version, channel }: PublishPlan): Manifest | undefined {
  const [own, stable] = [site.manifest(channel), site.manifest("stable")];
  if (own === undefined || stable === undefined) return own ?? stable;
  const isStableNewer =
    compareVersions(stable.version, own.version) > 0 && compareVersions(stable.version, version) < 0;
  return isStableNewer ? stable : own;
}

function requireNewer(site: Site, { version, channel }: PublishPlan): void {
  if (!isVersion(version)) throw new BuildError(`${version} is no semantic version.`);
  const newestHere = site.manifest(channel)?.version;
  if (newestHere !== undefined && compareVersions(version, newestHere) <= 0) {
    throw new BuildError(
      `The channel ${channel} has ${newestHere}: ${version} would not be an update. Raise the version in package.json; ` +
        "to go back to an older release: npm run release -- rollback --to VERSION.",
    );
  }
  if (site.read(releaseManifestFile(version)) === undefined) return;
  throw new BuildError(
    `${version} is published already, and a release never changes. To bring it to another channel: ` +
      `npm run release -- promote --version ${version} --channel ${channel}.`,
  );
}

/** The list that `sha256sum -c` reads. */
function writeChecksums(site: StagedSite, version: string): void {
  const folder = `v${version}/`;
  const names = site.changes().filter((name) => name.startsWith(folder));
  const lines = names
    .sort()
    .map((name) => `${sha256(site.read(name) ?? new Uint8Array())}  ${name.slice(folder.length)}\n`);
  site.write(`${folder}checksums.txt`, new TextEncoder().encode(lines.join("")));
}

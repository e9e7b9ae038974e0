// What a publisher does with releases that are out: show them to more machines, go back, bring one to another channel, and
// sign again what would expire. Each is a manifest with a higher number.

import { join, resolve } from "node:path";
import type { Manifest, ManifestFile } from "../src/trust/manifest.ts";
import type { RootFile } from "../src/trust/root.ts";
import { compareVersions } from "../src/trust/versions.ts";
import { BuildError } from "./build_error.ts";
import { checkRelease } from "./checks.ts";
import { lifetimes } from "./lifetimes.ts";
import { newest, publishRoots } from "./publish.ts";
import {
  offeredReleases,
  publishManifest,
  publishTimestamp,
  type ReleaseSigners,
  withSignatures,
} from "./sign.ts";
import { Site, StagedSite } from "./site.ts";

/** Where, with what, and when. */
export interface ChannelContext {
  readonly site: string;
  readonly channel: string;
  readonly roots: readonly RootFile[];
  readonly signers: ReleaseSigners;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Shows the newest release to another share of machines. Those that have it keep it, also when the share shrinks.
 * @param share from 0 to 1
 */
export async function setRollout(context: ChannelContext, share: number): Promise<Manifest> {
  if (!(share >= 0 && share <= 1)) throw new BuildError(`A rollout is a share from 0 to 1, not ${share}.`);
  const current = currentManifest(context);
  return await republish(context, { ...current, rollout: share });
}

/** Signs the newest manifest again, with a new expiry and with keys that count now. */
export async function refresh(context: ChannelContext): Promise<Manifest> {
  return await republish(context, currentManifest(context));
}

/**
 * Takes a release back: the channel names an older one again, and machines that took it from this channel go back to that.
 * The release is not offered any more, also not by name.
 */
export async function rollBack(context: ChannelContext, version: string): Promise<Manifest> {
  const current = currentManifest(context);
  if (compareVersions(version, current.version) >= 0) {
    throw new BuildError(
      `${version} is not older than ${current.version}, which is what ${context.channel} has now.`,
    );
  }
  const older = existingRelease(context, version);
  const others = current.releases.filter((release) => release.version !== version);
  return await republish(context, {
    ...older,
    channel: context.channel,
    number: current.number,
    rollout: 1,
    releases: others,
  });
}

/** Brings a release that is out, on another channel, to this one. */
export async function promote(context: ChannelContext, version: string): Promise<Manifest> {
  const current = new Site(resolve(context.site)).manifest(context.channel);
  const release = existingRelease(context, version);
  if (current !== undefined && compareVersions(version, current.version) <= 0) {
    throw new BuildError(`${context.channel} has ${current.version}: ${version} would not be an update.`);
  }
  const offered = current === undefined ? [] : [current, ...current.releases];
  const releases = offered.map((old) => ({ version: old.version, size: 0, sha256: "" }));
  const number = current?.number ?? 0;
  return await republish(context, { ...release, channel: context.channel, number, releases });
}

/** Signs a timestamp that counts from now on: what a machine does daily, with the timestamp's key alone. */
export function renewTimestamp(site: string, signers: ReleaseSigners["timestamp"], now: number): void {
  const base = new Site(resolve(site));
  if (base.channels().length === 0) throw new BuildError(`There is no release in ${site}.`);
  publishTimestamp(base, signers, now);
}

function currentManifest({ site, channel }: ChannelContext): ManifestFile {
  const manifest = new Site(resolve(site)).manifest(channel);
  if (manifest !== undefined) return manifest;
  throw new BuildError(`There is no release on the channel ${channel} in ${site}.`);
}

function existingRelease({ site }: ChannelContext, version: string): ManifestFile {
  const base = new Site(resolve(site));
  const manifest = base.releaseManifest(version);
  if (manifest !== undefined) return manifest;
  throw new BuildError(`${version} was never published in ${site}.`);
}

/** Publishes a manifest with the next number. What clients would refuse is not published. */
async function republish(context: ChannelContext, manifest: Manifest): Promise<Manifest> {
  const { roots, signers, now, channel } = context;
  const base = new Site(resolve(context.site));
  const staged = new StagedSite(base, join(base.folder, ".unfinished"));
  try {
    const offered = manifest.releases.map(({ version }) => version);
    const next: Manifest = {
      ...withSignatures(manifest, signers.release),
      number: manifest.number + 1,
      expires: now + lifetimes.manifest,
      releases: offeredReleases(staged, offered, newest(roots), signers.release),
    };
    publishRoots(staged, roots);
    publishManifest(staged, next, signers.release);
    publishTimestamp(staged, signers.timestamp, now);
    const before = base.manifest(channel);
    // What is out has passed it, before it came out.
    const selfCheck = () => undefined;
    await checkRelease({ site: staged, siteBefore: base, manifest: next, before, roots, now, selfCheck });
    staged.commit();
    return next;
  } finally {
    staged.discard();
  }
}

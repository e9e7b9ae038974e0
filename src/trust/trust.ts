/**
 * The client's side of trust: from the root in the executable to a release that may be installed, in the order of TUF's
 * detailed client workflow (TUF specification 1.0, section 5; clauses are cited below). It reads neither network, disk,
 * nor clock: it asks for files, and is given the time.
 *
 * What others build on:
 *
 *     trust.ts        UpdateCheck, runUpdateCheck, staleness
 *     root_chain.ts   trustedRoot; release_keys.ts: releaseKeys, for whoever loads plugins
 *     decision.ts     Machine, Wish, Decision: what to install; usability.ts: whyUnusable, what an executable may use
 *     state.ts        TrustState: what to keep between checks; encodeTrustState, readTrustState
 *     artifact.ts     Artifact, Patch; artifact_signature.ts: signArtifact, requireArtifactSignature
 *     root.ts, timestamp.ts, manifest.ts      the files: a type, read…, encode… each
 *     envelope.ts     signFile, signatureOf, encodeFile, requireSignatures
 *     layout.ts       the names of files on a server
 *     ed25519.ts      Verifier; ed25519_noble.ts to install, ed25519_node.ts to load
 *     config.ts       every limit; errors.ts: UpdateError
 */

import { sha256 } from "./bytes.ts";
import { quote } from "./canonical.ts";
import { counts, maximumBytes, rootWalk, time } from "./config.ts";
import { type Decision, decide, type Machine, type Wish } from "./decision.ts";
import type { Verifier } from "./ed25519.ts";
import { type Role, requireSignatures } from "./envelope.ts";
import { UpdateError } from "./errors.ts";
import { writeMoment } from "./fields.ts";
import {
  manifestFile,
  newestRootFile,
  numberedManifestFile,
  releaseManifestFile,
  rootFile,
  timestampFile,
} from "./layout.ts";
import { type ManifestFile, readManifest } from "./manifest.ts";
import { type RootFile, readRoot } from "./root.ts";
import { keptRoots, requireSuccessor } from "./root_chain.ts";
import type { SeenFile, SeenManifest, TrustState } from "./state.ts";
import { type ManifestReference, readTimestamp, type TimestampFile } from "./timestamp.ts";
import { compareVersions } from "./versions.ts";

/** What a signed file says of another file. */
type Pinned = Pick<ManifestReference, "size" | "sha256">;

/** A file that the check needs from the server. */
export interface FileRequest {
  /** Relative to the server's address. */
  readonly name: string;
  /** More bytes than that are not read (TUF 5.3.3, 5.4.1, 5.5.1). */
  readonly maximumBytes: number;
  /** When the file is pinned: a copy with this hash, from wherever, is as good. */
  readonly sha256?: string;
}

/** Gives a file's bytes as they are sent; undefined when the server says that there is no such file. */
type FileSource = (request: FileRequest) => Promise<Uint8Array | undefined>;

interface CheckInput {
  /** The root in the executable. */
  readonly embeddedRoot: Uint8Array;
  readonly state: TrustState;
  readonly verifier: Verifier;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly machine: Machine;
  readonly wish: Wish;
}

/**
 * One check for updates. `run` asks for one file after the other. `state` is always what may be kept, also after an
 * error: what was accepted before it stays accepted (TUF 5.3.8, 5.4.5).
 */
export class UpdateCheck {
  /** What to keep. Another object than `input.state` as soon as something was accepted. */
  state: TrustState;
  /** What to tell the person, as sentences. */
  readonly warnings: string[] = [];
  #root: RootFile | undefined;

  constructor(private readonly input: CheckInput) {
    this.state = input.state;
  }

  /** Who signs what the decision names. @throws UpdateError before `run` has come to its decision */
  get releaseRole(): Role {
    if (this.#root !== undefined) return this.#root.roles.release;
    throw new UpdateError("state", "The check has not come to an end.");
  }

  /** @throws UpdateError what a file from the server lacks, or what forbids to go on */
  *run(): Generator<FileRequest, Decision, Uint8Array | undefined> {
    const root = yield* this.#newestRoot();
    const timestamp = yield* this.#timestamp(root);
    const reference = findChannel(timestamp, this.input.wish.channel);
    const newest = yield* this.#newestManifest(root, reference);
    const manifest = yield* this.#wantedManifest(root, newest);
    this.state = { ...this.state, checkedAt: this.input.now };
    this.#root = root;
    return decide(manifest, this.input.machine, this.input.wish);
  }

  /**
   * A clock that was set back would make expired files valid again, and so a server could offer for ever what was seen
   * already. If it is right now, and was ahead at the last check, the publisher's next timestamp shows it: it is newer
   * than the one seen, which nobody who keeps files back can offer.
   */
  #requireProgress({ version: number }: TimestampFile): void {
    const { now, state } = this.input;
    if (state.checkedAt === undefined || now >= state.checkedAt - time.clockSkew) return;
    const [clock, last] = [writeMoment(now), writeMoment(state.checkedAt)];
    const message = `This computer's clock says ${clock}, before the last check at ${last}.`;
    if (state.timestamp !== undefined && number <= state.timestamp.number)
      throw new UpdateError("clock", message, {
        clause: "TUF 5.1",
        advice:
          "If it is wrong now, set it. If it was ahead then, nothing is to be done: checks go on as soon as the server " +
          `has a newer ${timestampFile} than number ${number}, which is signed anew every few days at most.`,
      });
    this.warnings.push(`${message} The server's files are newer than those seen then, so the check goes on.`);
  }

  /** A clock that is far behind finds nothing expired. */
  #tellIfBehind({ version, release_date: date }: ManifestFile): void {
    const { now } = this.input;
    if (now >= date - time.clockSkew) return;
    const [clock, release] = [writeMoment(now), writeMoment(date)];
    this.warnings.push(
      `This computer's clock says ${clock}, but FastForth ${version} is of ${release}. Set the clock: until then nobody ` +
        "can tell whether the server holds newer files back.",
    );
  }

  /** TUF 5.3: walks from the trusted root to the newest, one version after the other. */
  *#newestRoot(): Generator<FileRequest, RootFile, Uint8Array | undefined> {
    const { embeddedRoot, state, verifier } = this.input;
    const kept = keptRoots(embeddedRoot, state.roots, verifier);
    let trusted = kept.newest;
    // Whoever could change the executable could also change this check: it finds mistakes made when it was built.
    requireSignatures(kept.embedded.envelope, kept.embedded.roles.root, "root", verifier);
    let chain = kept.followers;
    const bytes = requirePresent(
      newestRootFile,
      yield { name: newestRootFile, maximumBytes: maximumBytes.root },
    );
    const newest = isSame(bytes, trusted.envelope.bytes) ? trusted : readRoot(newestRootFile, bytes);
    if (newest !== trusted) requireNotOlder(newestRootFile, seenRoot(trusted), seenRoot(newest), "TUF 5.3.5");
    const first = trusted.version + 1;
    const last = Math.min(newest.version, trusted.version + rootWalk.rootsPerRun);
    for (let version = first; version <= last; version++) {
      const name = rootFile(version);
      const isNewest = version === newest.version;
      const next = isNewest
        ? newest
        : readRoot(name, requirePresent(name, yield { name, maximumBytes: maximumBytes.root }));
      requireSuccessor(trusted, next, verifier);
      if (chain.length >= rootWalk.chainLength) throw tooManyRoots(newest.version - trusted.version);
      chain = [...chain, next.envelope.bytes];
      this.#acceptRoot(chain, trusted, next);
      trusted = next;
    }
    if (last < newest.version) throw tooManyRoots(newest.version - last);
    requireFresh(newestRootFile, trusted.expires, this.input, "TUF 5.3.10");
    return trusted;
  }

  /** TUF 5.3.8 and 5.3.11: keeps the root, and forgets what was seen with keys that count no more. */
  #acceptRoot(chain: readonly Uint8Array[], before: RootFile, next: RootFile): void {
    const timestampRotated = hasLostKey(before.roles.timestamp, next.roles.timestamp);
    const releaseRotated = hasLostKey(before.roles.release, next.roles.release);
    const { timestamp, manifests } = this.state;
    this.state = {
      ...this.state,
      roots: chain,
      timestamp: timestampRotated ? undefined : timestamp,
      manifests: timestampRotated || releaseRotated ? [] : manifests,
    };
  }

  /** TUF 5.4, and what TUF 5.5 says of the versions in a snapshot. */
  *#timestamp(root: RootFile): Generator<FileRequest, TimestampFile, Uint8Array | undefined> {
    const request = { name: timestampFile, maximumBytes: maximumBytes.timestamp };
    const timestamp = readTimestamp(timestampFile, requirePresent(timestampFile, yield request));
    requireSignatures(timestamp.envelope, root.roles.timestamp, "timestamp", this.input.verifier); // 5.4.2
    const found = { number: timestamp.version, sha256: sha256(timestamp.envelope.bytes) };
    requireNotOlder(timestampFile, this.state.timestamp, found, "TUF 5.4.3");
    this.#requireProgress(timestamp);
    for (const named of timestamp.manifests) {
      const seen = this.state.manifests.find(({ channel }) => channel === named.channel);
      requireNotOlder(manifestFile(named.channel), seen, named, "TUF 5.4.3.2");
    }
    requireFresh(timestampFile, timestamp.expires, this.input, "TUF 5.4.4");
    this.state = { ...this.state, timestamp: found, manifests: remember(this.state.manifests, timestamp) };
    return timestamp;
  }

  /** TUF 5.6: the manifest that the timestamp names. */
  *#newestManifest(
    root: RootFile,
    reference: ManifestReference,
  ): Generator<FileRequest, ManifestFile, Uint8Array | undefined> {
    const newestName = manifestFile(reference.channel);
    const request = { maximumBytes: maximumBytes.manifest, sha256: reference.sha256 };
    let bytes = yield { ...request, name: newestName };
    if (bytes === undefined || !isPinned(bytes, reference)) {
      // A release may come out between two requests: the manifest by its number stays the same.
      const name = numberedManifestFile(reference.channel, reference.number);
      bytes = requirePresent(name, yield { ...request, name });
      requirePinned(name, bytes, reference, timestampFile); // 5.6.2
    }
    const manifest = readManifest(newestName, bytes);
    requireSignatures(manifest.envelope, root.roles.release, "release", this.input.verifier); // 5.6.3
    requireSame(manifest, "channel", reference.channel);
    requireSame(manifest, "number", reference.number); // 5.6.4
    requireSame(manifest, "version", reference.version);
    requireFresh(newestName, manifest.expires, this.input, "TUF 5.6.5");
    this.#tellIfBehind(manifest);
    return manifest;
  }

  /**
   * The manifest of the release that was asked for by name. It may have expired: that the newest manifest still pins it
   * is what says that it may be installed.
   */
  *#wantedManifest(
    root: RootFile,
    newest: ManifestFile,
  ): Generator<FileRequest, ManifestFile, Uint8Array | undefined> {
    const { pin } = this.input.wish;
    if (pin === undefined || pin === newest.version) return newest;
    const reference = newest.releases.find(({ version }) => version === pin);
    if (reference === undefined) throw noSuchRelease(pin, newest);
    const name = releaseManifestFile(pin);
    const request = { name, maximumBytes: maximumBytes.manifest, sha256: reference.sha256 };
    const bytes = requirePresent(name, yield request);
    requirePinned(name, bytes, reference, manifestFile(newest.channel));
    const manifest = readManifest(name, bytes);
    requireSignatures(manifest.envelope, root.roles.release, "release", this.input.verifier);
    requireSame(manifest, "version", pin);
    return manifest;
  }
}

/**
 * Runs a check with files from somewhere.
 * @throws UpdateError from the check, and whatever the source throws; `check.state` may be kept all the same
 */
export async function runUpdateCheck(check: UpdateCheck, source: FileSource): Promise<Decision> {
  const steps = check.run();
  let step = steps.next();
  while (!step.done) step = steps.next(await source(step.value));
  return step.value;
}

/** How long ago the last check succeeded, for people. */
export function staleness(
  state: TrustState,
  now: number,
): { readonly days: number; readonly stale: boolean } | undefined {
  if (state.checkedAt === undefined) return undefined;
  const age = Math.max(0, now - state.checkedAt);
  return { days: Math.floor(age / (24 * 60 * 60 * 1000)), stale: age > time.stale };
}

/**
 * TUF 5.3.11 speaks of rotated keys: a key that was taken out may have been stolen, and what it signed says nothing about
 * which numbers are due. A key that was only added takes nothing away.
 */
function hasLostKey(before: Role, after: Role): boolean {
  return before.keys.some(({ keyid }) => !after.keys.some((key) => key.keyid === keyid));
}

/** The numbers seen of all channels. One that a timestamp leaves out could come back with lower ones (TUF 5.5.5). */
function remember(seen: readonly SeenManifest[], timestamp: TimestampFile): SeenManifest[] {
  const named = timestamp.manifests.map(({ channel, number, sha256 }) => ({ channel, number, sha256 }));
  const others = seen.filter((old) => !named.some(({ channel }) => channel === old.channel));
  return [...named, ...others].slice(0, counts.channels);
}

function seenRoot(root: RootFile): SeenFile {
  return { number: root.version, sha256: sha256(root.envelope.bytes) };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function requirePresent(file: string, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes !== undefined) return bytes;
  throw new UpdateError("missing", `The server does not have ${file}.`, {
    file,
    advice: "Check the server's address; if it is right, try again later.",
  });
}

function requireNotOlder(file: string, seen: SeenFile | undefined, found: SeenFile, clause: string): void {
  if (seen === undefined || found.number > seen.number) return;
  const advice =
    "Nothing was changed. A mirror that lags behind does this, and so does an attack with old files: " +
    "try again later or from another server.";
  if (found.number < seen.number) {
    const detail = `it is number ${found.number}, and number ${seen.number} was seen before`;
    throw new UpdateError("rollback", `${file} is not accepted: ${detail}.`, { file, clause, advice });
  }
  if (found.sha256 === seen.sha256) return;
  const detail = `its number is still ${found.number}, but it has changed`;
  throw new UpdateError("rollback", `${file} is not accepted: ${detail}.`, { file, clause, advice });
}

/** A computer whose clock is somewhat fast still accepts what has just expired. */
function requireFresh(file: string, expires: number, { now, state }: CheckInput, clause: string): void {
  if (now < expires + time.clockSkew) return;
  const [end, clock] = [writeMoment(expires), writeMoment(now)];
  const age = staleness(state, now);
  const last =
    age === undefined
      ? ""
      : ` The last check that succeeded was ${age.days} ${age.days === 1 ? "day" : "days"} ago.`;
  throw new UpdateError(
    "expired",
    `${file} is not accepted: it expired at ${end}, and it is ${clock}.${last}`,
    {
      file,
      clause,
      advice:
        "If this computer's clock is right, the server, or something between it and you, holds newer files back: " +
        "try again later or from another network.",
    },
  );
}

function isPinned(bytes: Uint8Array, pinned: Pinned): boolean {
  return bytes.length === pinned.size && sha256(bytes) === pinned.sha256;
}

function requirePinned(file: string, bytes: Uint8Array, pinned: Pinned, by: string): void {
  if (isPinned(bytes, pinned)) return;
  throw new UpdateError("mismatch", `${file} is not accepted: it is not the file that ${by} names.`, {
    file,
    clause: "TUF 5.5.2, 5.6.2",
    advice: "The server may be in the middle of a change: try again in a minute.",
  });
}

/** What a signed file says of itself has to be what the file that pins it says of it (TUF 5.5.4, 5.6.4). */
function requireSame(
  manifest: ManifestFile,
  key: "channel" | "number" | "version",
  expected: string | number,
): void {
  if (manifest[key] === expected) return;
  const { file } = manifest.envelope;
  const detail = `its ${key} is ${manifest[key]} instead of ${expected}`;
  throw new UpdateError("binding", `${file} is not accepted: ${detail}.`, {
    file,
    clause: "TUF 5.5.4, 5.6.4",
    advice: "Nothing was changed. Tell whoever publishes.",
  });
}

function findChannel(timestamp: TimestampFile, channel: string): ManifestReference {
  const found = timestamp.manifests.find((reference) => reference.channel === channel);
  if (found !== undefined) return found;
  const names = timestamp.manifests.map((reference) => reference.channel).join(", ");
  throw new UpdateError("channel", `There is no channel ${quote(channel)} on this server.`, {
    file: timestampFile,
    advice: names === "" ? "It offers none at all." : `It offers: ${names}.`,
  });
}

function noSuchRelease(pin: string, newest: ManifestFile): UpdateError {
  const versions = [newest.version, ...newest.releases.map(({ version }) => version)];
  const offered = [...new Set(versions)].sort(compareVersions).reverse();
  return new UpdateError("release", `The release ${quote(pin)} is not offered (channel ${newest.channel}).`, {
    file: newest.envelope.file,
    advice: `These are: ${offered.slice(0, 10).join(", ")}${offered.length > 10 ? ", …" : ""}.`,
  });
}

function tooManyRoots(left: number): UpdateError {
  const message = `There are ${left} more roots than one check takes.`;
  return new UpdateError("root-count", message, {
    file: newestRootFile,
    clause: "TUF 5.3.2",
    advice:
      "Run it again to go on; if this does not end, install FastForth anew from where you had it first.",
  });
}

/**
 * An update from beginning to end: check, download, verify, try out, install.
 *
 *     timestamp ─► manifest ─► decision ─► plugins that changed ─► self-check ─► one new generation
 *                                     └─► executable ─► beside the old one ─► in its place
 *
 * Everything that it works with is handed in: where files come from, the store, the root of trust, the clock.
 */

import { type PluginStore, withGeneration, withReplaced, withStay } from "../plugins/store.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { WritersLock } from "../plugins/store_lock.ts";
import {
  generationNumbered,
  type ReplacedExecutable,
  type StoredPlugin,
  type StoreRecord,
} from "../plugins/store_record.ts";
import type { Artifact } from "../trust/artifact.ts";
import { maximumBytes, network } from "../trust/config.ts";
import type { Decision, Wish } from "../trust/decision.ts";
import type { Verifier } from "../trust/ed25519.ts";
import type { Role } from "../trust/envelope.ts";
import { UpdateError } from "../trust/errors.ts";
import { writeMoment } from "../trust/fields.ts";
import { executableName, newestRootFile, timestampFile } from "../trust/layout.ts";
import { emptyTrustState, encodeTrustState, readTrustState, type TrustState } from "../trust/state.ts";
import { type FileRequest, runUpdateCheck, UpdateCheck } from "../trust/trust.ts";
import { type DownloadContext, obtain } from "./download.ts";
import type { Report } from "./events.ts";
import { describeMachine, type Executable, keepMachineId, machineId } from "./machine.ts";
import type { ReleaseSource } from "./source.ts";

export interface UpdateEnvironment {
  readonly store: PluginStore;
  readonly source: ReleaseSource;
  /** The root.json in the executable. */
  readonly embeddedRoot: Uint8Array;
  readonly verifier: Verifier;
  readonly executable: Executable;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Tries a plugin out in a process of its own. @throws PluginError when it fails */
  readonly selfCheck: (plugin: CandidatePlugin) => Promise<void>;
  /** The executable's file. */
  readonly file: ExecutableFile;
  readonly report: Report;
  /** False to take whole files alone. */
  readonly patches: boolean;
}

/** What can be done with the file of the executable: see executable.ts. */
export interface ExecutableFile {
  /** @throws UpdateError when it is not to be replaced */
  requireReplaceable(): void;
  /** Whether something else lies there than when this process began. False when nothing does. */
  wasExchanged(): boolean;
  /** Whether the file that lies there now has a hash. */
  holds(sha256: string): boolean;
  /** Writes another one beside it, and has it say what it is. @throws UpdateError, StoreError; nothing has changed then */
  prepare(artifact: Artifact, bytes: Uint8Array): PreparedExecutable;
  /** @throws UpdateError "mismatch" when one that was replaced is not there as it was */
  requireKept(replaced: ReplacedExecutable): void;
  /** Brings back one that was replaced, in one step. @throws StoreError "disk"; nothing has changed then */
  restore(replaced: ReplacedExecutable): void;
  /** Waits until the disk has what was brought back. @throws StoreError "disk" */
  makeLast(): void;
  /** Its bytes if they have a hash, as a base for patches. */
  read(sha256: string): Uint8Array | undefined;
}

/** An executable that is ready to take the place of the old one. */
export interface PreparedExecutable {
  /** Keeps the old one under another name, too. @returns what brings it back @throws UpdateError "locked", StoreError */
  keep(): ReplacedExecutable;
  /** Puts the new one in its place, in one step. @throws StoreError "disk"; the old one is in place then */
  install(kept: ReplacedExecutable): void;
  /** Makes it last, and removes those that were kept before. @throws StoreError "disk" */
  settle(kept: ReplacedExecutable): void;
  /** Removes the new one, if it was not put in place. */
  discard(): void;
}

/** A plugin that is about to be installed. */
export interface CandidatePlugin {
  readonly artifact: Artifact;
  readonly bytes: Uint8Array;
}

/** How long to wait for another update on this machine, in milliseconds. */
const UPDATE_PATIENCE = 10 * 60 * 1000;
/** How long to wait for the lock of the store, which nobody holds for long. */
const WRITE_PATIENCE = 20 * 1000;

/**
 * Finds out what there is to do. What was learnt about the server is kept, so that it cannot go back to older files.
 * @throws UpdateError
 */
export async function checkForUpdate(environment: UpdateEnvironment, wish: Wish): Promise<Decision> {
  return (await look(environment, wish)).decision;
}

/** A decision, and who signs the files that it names. */
interface Found {
  readonly decision: Decision;
  readonly release: Role;
  /** What was in use and chosen when it was made. */
  readonly record: StoreRecord;
}

async function look(environment: UpdateEnvironment, wish: Wish): Promise<Found> {
  const { store, source, executable, report } = environment;
  report({ kind: "checking", source: source.name, channel: wish.channel });
  const start = performance.now();
  const id = machineId(store);
  const inUse = store.inUse();
  const { record } = inUse;
  const machine = describeMachine(executable, inUse, id);
  const { embeddedRoot, verifier } = environment;
  const state = readState(environment);
  const check = new UpdateCheck({ embeddedRoot, state, verifier, now: environment.now(), machine, wish });
  const files = new CheckFiles(environment);
  try {
    const decision = await runUpdateCheck(check, (request) => files.get(request));
    for (const message of check.warnings) report({ kind: "warning", message });
    report({
      kind: "checked",
      decision,
      installed: machine.installed.version,
      time: performance.now() - start,
    });
    return { decision, release: check.releaseRole, record };
  } finally {
    await keep(environment, check.state === state ? undefined : check.state, files.manifest, id);
  }
}

/**
 * Checks for an update and installs it. One process does so at a time; another one waits, and then looks anew.
 * @throws UpdateError, StoreError, PluginError; what was installed before stays as it is
 */
export async function update(environment: UpdateEnvironment, wish: Wish): Promise<Decision> {
  const { store, report } = environment;
  store.prepare();
  const lock = await WritersLock.acquire(`${store.folder}/updating`, UPDATE_PATIENCE, (holder) =>
    report({ kind: "waiting", holder }),
  );
  try {
    const found = await look(environment, wish);
    const other = afterExchange(environment, found.decision);
    if (other !== undefined) return other;
    await carryOut(environment, found, wish);
    return found.decision;
  } finally {
    lock.release();
  }
}

/**
 * Another update may have exchanged the executable while this one waited: then this process is not the one to decide.
 * @returns what there is to do when the other one has done what this one was about to do
 * @throws UpdateError "locked"
 */
function afterExchange({ file }: UpdateEnvironment, decision: Decision): Decision | undefined {
  if (decision.kind !== "plugins" && decision.kind !== "executable") return undefined;
  const { manifest } = decision;
  if (decision.kind === "executable" && file.holds(decision.executable.checksum))
    return { kind: "current", manifest };
  if (!file.wasExchanged()) return undefined;
  throw new UpdateError("locked", "Another update has exchanged this executable meanwhile.", {
    advice: "Nothing was changed. Run the same command again.",
  });
}

async function carryOut(environment: UpdateEnvironment, found: Found, wish: Wish): Promise<void> {
  const { decision, release, record } = found;
  const installation = { wish, record, context: downloadContext(environment, release) };
  switch (decision.kind) {
    case "plugins":
      return installPlugins(environment, decision, installation);
    case "executable":
      return installExecutable(environment, decision.executable, installation);
    case "current":
      // To ask for the release that is there by name is to stay at it.
      return keepStay(environment, wish);
    default:
      return;
  }
}

/** What an installation goes by. */
interface Installation {
  readonly wish: Wish;
  /** As it was when the decision was made. */
  readonly record: StoreRecord;
  readonly context: DownloadContext;
}

/**
 * Somebody may have gone back to another release since the decision was made, or a release may have failed: then it was
 * made about something else.
 * @throws UpdateError "locked"
 */
function requireSameChoice(before: StoreRecord, now: StoreRecord): void {
  if (before.current === now.current && before.stayAt === now.stayAt) return;
  throw new UpdateError("locked", "Another release was chosen while this update was at work.", {
    advice: "Nothing was changed. Run the same command again.",
  });
}

async function installPlugins(
  environment: UpdateEnvironment,
  { manifest, plugins, changed }: Extract<Decision, { kind: "plugins" }>,
  { wish, record: before, context }: Installation,
): Promise<void> {
  const { executable, report, store } = environment;
  const inside = new Set(executable.plugins.map(({ checksum }) => checksum));
  const wanted = plugins.filter(({ checksum }) => !inside.has(checksum));
  const candidates: CandidatePlugin[] = [];
  const trials: Promise<void>[] = [];
  for (const artifact of wanted) {
    const candidate = { artifact, bytes: await obtain(artifact, context) };
    candidates.push(candidate);
    // It is tried out while the next one comes.
    if (changed.includes(artifact)) trials.push(startTrial(environment, candidate));
  }
  const start = performance.now();
  await Promise.all(trials);
  const names = changed.map(({ name }) => name);
  if (trials.length > 0) report({ kind: "self-checked", names, time: performance.now() - start });
  const installStart = performance.now();
  const generation = await store.write((writer) => {
    const record = writer.record();
    requireSameChoice(before, record);
    for (const { artifact, bytes } of candidates) writer.addFile(artifact.checksum, bytes);
    const release = {
      abi: manifest.abi,
      minimumCore: manifest.minimum_core,
      version: manifest.version,
      origin: { channel: manifest.channel, number: manifest.number },
      installed: writeMoment(environment.now()),
      checkedBy: executable.version,
      plugins: candidates.map(({ artifact }) => storedPlugin(artifact)),
    };
    const next = withStay(withGeneration(record, release), stayAfter(wish, record.stayAt));
    requireUsable(store, next);
    writer.publish(next);
    return record.next;
  }, WRITE_PATIENCE);
  report({
    kind: "installed",
    version: manifest.version,
    generation,
    time: performance.now() - installStart,
  });
}

/** What would not be used is not installed. @throws UpdateError "platform" */
function requireUsable(store: PluginStore, record: StoreRecord): void {
  const generation = generationNumbered(record, record.current);
  const why = generation && store.whyUnusable(generation);
  if (why === undefined) return;
  throw new UpdateError("platform", why.sentence, {
    advice: "Nothing was changed. Tell whoever publishes: this release cannot be used here.",
  });
}

/** Its failure is of interest when all are awaited, not before. */
function startTrial({ selfCheck }: UpdateEnvironment, candidate: CandidatePlugin): Promise<void> {
  const trial = selfCheck(candidate);
  trial.catch(() => undefined);
  return trial;
}

async function installExecutable(
  environment: UpdateEnvironment,
  artifact: Artifact,
  { wish, record: before, context }: Installation,
): Promise<void> {
  const { file, store, report } = environment;
  file.requireReplaceable();
  const bytes = await obtain(artifact, context);
  const start = performance.now();
  const candidate = file.prepare(artifact, bytes);
  try {
    await store.write((writer) => {
      const record = writer.record();
      requireSameChoice(before, record);
      // The record names the kept one before the other takes its place: a rollback finds it, whenever this ends.
      const kept = candidate.keep();
      writer.publish(withReplaced(record, [...record.replaced, kept]));
      candidate.install(kept);
      try {
        writer.publish(withStay(withReplaced(record, [kept]), stayAfter(wish, record.stayAt)));
        candidate.settle(kept);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        report({ kind: "warning", message: `The executable was replaced all the same: ${error.message}` });
      }
    }, WRITE_PATIENCE);
  } finally {
    candidate.discard();
  }
  const { version } = artifact;
  report({ kind: "installed", version, generation: undefined, time: performance.now() - start });
}

async function keepStay({ store }: UpdateEnvironment, wish: Wish): Promise<void> {
  const { stayAt } = store.recordOrEmpty();
  const next = stayAfter(wish, stayAt);
  if (next === stayAt) return;
  await store.write((writer) => writer.publish(withStay(writer.record(), next)), WRITE_PATIENCE);
}

/** The release to stay at after the wish was carried out. */
function stayAfter({ pin, liftStay }: Wish, before: string | null): string | null {
  if (pin !== undefined) return pin;
  return liftStay === true ? null : before;
}

function storedPlugin({ name, version, abi, platform, size, checksum, signature }: Artifact): StoredPlugin {
  const stage = name as StoredPlugin["stage"]; // The record refuses other names when it is read.
  return { stage, version, abi, platform, size, sha256: checksum, signature };
}

function downloadContext(environment: UpdateEnvironment, release: Role): DownloadContext {
  const { source, verifier, report, patches } = environment;
  const local = localFiles(environment);
  return { source, verifier, report, patches, local, release };
}

/** What there is on this machine already, by hash and name. */
export function localFiles({
  store,
  executable,
  file,
}: Pick<UpdateEnvironment, "store" | "executable" | "file">) {
  return (sha256: string, name: string): Uint8Array | undefined => {
    if (name === executableName) return file.read(sha256);
    const embedded = executable.plugins.find(({ checksum }) => checksum === sha256);
    return store.storedFile(sha256) ?? embedded?.read();
  };
}

/** The files that a check asks for. The timestamp comes at the same time as the root, the manifest only when it is new. */
class CheckFiles {
  /** A manifest that was fetched now. */
  manifest: Uint8Array | undefined;
  #timestamp: Promise<Uint8Array> | undefined;

  constructor(private readonly environment: UpdateEnvironment) {}

  async get(request: FileRequest): Promise<Uint8Array | undefined> {
    const kept = this.#kept(request);
    if (kept !== undefined) return kept;
    if (request.name === newestRootFile) this.#fetchTimestamp();
    try {
      const ahead = request.name === timestampFile ? this.#timestamp : undefined;
      const bytes = await (ahead ?? this.#fetch(request));
      if (request.sha256 !== undefined) this.manifest = bytes;
      return bytes;
    } catch (error) {
      if (error instanceof UpdateError && error.fault === "missing") return undefined;
      throw error;
    }
  }

  #fetchTimestamp(): void {
    this.#timestamp = this.#fetch({ name: timestampFile, maximumBytes: maximumBytes.timestamp });
    // Its error is of interest when it is asked for, which the root's own may prevent.
    this.#timestamp.catch(() => undefined);
  }

  #fetch({ name, maximumBytes: most }: FileRequest): Promise<Uint8Array> {
    const { source } = this.environment;
    return source.read(name, { maximumBytes: most, totalTimeout: network.metadataTimeout });
  }

  #kept({ sha256, maximumBytes: most }: FileRequest): Uint8Array | undefined {
    if (sha256 === undefined) return undefined;
    const kept = keptManifest(this.environment.store);
    if (kept === undefined || kept.length > most) return undefined;
    return new Bun.CryptoHasher("sha256").update(kept).digest("hex") === sha256 ? kept : undefined;
  }
}

/** It spares a request: where it cannot be read it is fetched. */
function keptManifest(store: PluginStore): Uint8Array | undefined {
  try {
    return store.readNote("manifest.json");
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

function readState({ store, report, embeddedRoot }: UpdateEnvironment): TrustState {
  try {
    return keptState(store) ?? inheritedState(store, embeddedRoot);
  } catch (error) {
    if (!(error instanceof UpdateError)) throw error;
    report({ kind: "warning", message: `${error.message} ${error.advice ?? ""}` });
    return emptyTrustState;
  }
}

/** Undefined when nothing was seen yet. @throws UpdateError "state" when it is damaged */
function keptState(store: PluginStore): TrustState | undefined {
  const bytes = store.readTrustState();
  return bytes && readTrustState("trust_state.json", bytes);
}

/**
 * What an executable with an older root has seen that followed the publisher's roots to the one in this executable: it was
 * the one before this, or is another one of the same publisher.
 */
function inheritedState(store: PluginStore, embeddedRoot: Uint8Array): TrustState {
  const states = store.otherTrustStates().flatMap((bytes) => {
    try {
      return readTrustState("trust_state.json", bytes);
    } catch (error) {
      if (error instanceof UpdateError) return [];
      throw error;
    }
  });
  const isOurs = ({ roots }: TrustState) => roots.some((root) => Buffer.compare(root, embeddedRoot) === 0);
  return states
    .filter(isOurs)
    .reduce((newest, state) => (isOlder(newest, state) ? state : newest), emptyTrustState);
}

function stateOrNone(store: PluginStore): TrustState {
  try {
    return keptState(store) ?? emptyTrustState;
  } catch (error) {
    if (error instanceof UpdateError) return emptyTrustState; // What is damaged is replaced.
    throw error;
  }
}

function isOlder(state: TrustState, other: TrustState): boolean {
  const number = ({ timestamp }: TrustState) => timestamp?.number ?? 0;
  if (state.roots.length !== other.roots.length) return state.roots.length < other.roots.length;
  return number(state) < number(other);
}

/** Keeps what a check learnt. Where nothing can be written a check still answers. */
async function keep(
  { store, report }: UpdateEnvironment,
  state: TrustState | undefined,
  manifest: Uint8Array | undefined,
  id: Uint8Array,
): Promise<void> {
  if (state === undefined) return;
  try {
    await store.write((writer) => {
      keepMachineId(store, writer, id);
      // Another check may have ended meanwhile, and have seen something newer.
      if (isOlder(state, stateOrNone(store))) return;
      if (manifest !== undefined) writer.writeNote("manifest.json", manifest);
      writer.writeTrustState(encodeTrustState(state));
    }, WRITE_PATIENCE);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    report({ kind: "warning", message: `What this check learnt is not kept: ${error.message}` });
  }
}

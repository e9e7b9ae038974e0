/**
 * The plugin store: generations of plugins on disk.
 *
 *     current           the record: which generations each executable has, and which it uses (store_record.ts)
 *     files/<sha256>    the libraries, named by their contents
 *     trials/           which generations have proved good (trial.ts)
 *     trust_state-*.json  what was seen of each publisher's server, so that it cannot go back (trust/state.ts)
 *     manifest.json     the manifest that was fetched last: most checks need not fetch it again
 *     machine           random bytes that never leave the machine, for staged rollouts (trust/rollout.ts)
 *     lock              held by whoever writes
 *
 * Readers take no lock: a record is replaced in one step, and what it names is on the disk before it is. A reader finds
 * all of a generation or, when it was collected meanwhile, nothing, and does with the embedded plugins.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type PluginUser, type Unusable, whyUnusable } from "../trust/usability.ts";
import { removeUnfinished, writeDurably } from "./durable_file.ts";
import { PluginError } from "./errors.ts";
import type { FailedTrial, Generation, GenerationStore, InstalledPlugin } from "./generation.ts";
import { refusalOf, StoreError } from "./store_errors.ts";
import { lookAtStore, preparePrivateFolders, recordIn } from "./store_folder.ts";
import { WritersLock } from "./store_lock.ts";
import {
  decodeStore,
  emptyRecord,
  emptyStore,
  encodeStore,
  generationNumbered,
  RecordError,
  type ReplacedExecutable,
  recordOf,
  type StoredGeneration,
  type StoredPlugin,
  type StoreFile,
  type StoreRecord,
  withRecord,
} from "./store_record.ts";
import { readStored } from "./stored_file.ts";
import { namesIn, Trials } from "./trial.ts";

/** What a store has to fit: this executable. */
export interface StoreUser extends PluginUser {
  /** The path of the executable: what it has and has chosen goes by that name. */
  readonly executable: string;
  /** Of the root in the executable: what was seen of its publisher is kept by this name. */
  readonly publisher?: string;
  /** The first of some plugins without a signature of a release key that is trusted; undefined when there is none. */
  readonly unsigned: (plugins: readonly StoredPlugin[]) => StoredPlugin | undefined;
}

/** How long a program waits for the lock before it goes on without a rollback, in milliseconds. */
const PATIENCE = 2000;

/** Executables in the record; beyond that, those that are gone are forgotten. */
const MOST_EXECUTABLES = 32;

/** Generations before the current one that are kept, with their files. */
const KEPT_BEFORE = 2;

/** See `PluginStore.inUse`. */
export interface InUse {
  readonly record: StoreRecord;
  /** Undefined when the executable uses what is inside it. */
  readonly generation: StoredGeneration | undefined;
}

export class PluginStore implements GenerationStore {
  readonly #trials: Trials;
  /** Why `current` gave none; undefined when all is well or nothing is installed. */
  problem: string | undefined;

  /** @param folder need not exist yet */
  constructor(
    readonly folder: string,
    private readonly user: StoreUser,
  ) {
    this.#trials = new Trials(`${folder}/trials`);
  }

  current(): Generation | undefined {
    this.problem = undefined;
    return this.#orProblem(() => {
      const record = this.#readUsable();
      return record && this.#usable(record, record.current);
    });
  }

  /**
   * What is installed for this executable, and which generation of that it uses, from one look at the record.
   * @throws StoreError "newer", "disk"
   */
  inUse(): InUse {
    this.problem = undefined;
    const isSafe = this.#isSafe();
    const record = this.recordOrEmpty();
    const stored = isSafe ? generationNumbered(record, record.current) : undefined;
    this.problem ??= stored && this.whyUnusable(stored)?.sentence;
    return { record, generation: this.problem === undefined ? stored : undefined };
  }

  beginTrial(generation: Generation): number | undefined {
    return this.#trials.begin(generation.number);
  }

  endTrial(generation: Generation): void {
    this.#trials.end(generation.number);
  }

  takeFailedTrial(): FailedTrial | undefined {
    const { current } = this.#readUsable() ?? emptyRecord;
    if (current === 0 || this.#trials.hasProved(current) || this.#trials.fault(current) === undefined)
      return undefined;
    return this.#withLock((writer) => {
      const record = writer.record();
      const signal = this.#trials.fault(current);
      // Another process may have come first.
      if (record.current !== current || signal === undefined) return undefined;
      const failed = generationNumbered(record, current);
      const reason = `one of its stages crashed in the process that used it first (${signal})`;
      writer.replace(this.#withoutCurrent(record, reason));
      return failed && { version: failed.version, reason };
    });
  }

  rollBack(reason: string): Generation | undefined {
    return this.#withLock((writer) => {
      const record = writer.record();
      if (record.current === 0) return undefined;
      const next = this.#withoutCurrent(record, reason);
      writer.replace(next);
      return this.#usable(next, next.current);
    });
  }

  /** What this executable has; the empty record when nothing was ever installed for it. @throws StoreError "generation", "newer", "disk" */
  record(): StoreRecord {
    return recordOf(this.#readFile(), this.user.executable);
  }

  /** The other executables that have a part of this store; none when its record is damaged. @throws StoreError "newer", "disk" */
  otherExecutables(): string[] {
    const paths = this.#fileOrEmpty().executables.map(({ executable }) => executable);
    return paths.filter((path) => path !== this.user.executable);
  }

  #readFile(): StoreFile {
    const bytes = readStored(this.#recordPath);
    if (bytes === undefined) return emptyStore;
    try {
      return decodeStore(bytes);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      const { message, isNewer } = error;
      throw new StoreError(
        isNewer ? "newer" : "generation",
        `The record ${this.#recordPath} cannot be used: ${message}.`,
        isNewer
          ? "A newer FastForth has written it, and it is left alone: use that one, or set XDG_DATA_HOME."
          : "The next update replaces it.",
        { cause: error },
      );
    }
  }

  /**
   * Why an executable may not use a generation, undefined when it may.
   * @param user another executable than this one
   */
  whyUnusable(generation: StoredGeneration, user: PluginUser = this.user): Unusable | undefined {
    const { number, version, abi, minimumCore, plugins } = generation;
    return whyUnusable(
      `Generation ${number} (release ${version})`,
      { version, abi, minimumCore, plugins, unsigned: () => this.user.unsigned(plugins)?.stage },
      user,
    );
  }

  /** Whether a generation's files are what they were. @throws StoreError "disk" */
  isWhole(generation: StoredGeneration): boolean {
    return generation.plugins.every(({ sha256 }) => this.storedFile(sha256) !== undefined);
  }

  /** The generation that was in use before another one and that this executable may use; undefined when there is none. */
  usableBefore(record: StoreRecord, generation: StoredGeneration): StoredGeneration | undefined {
    let { previous } = generation;
    for (let steps = record.generations.length; steps > 0; steps--) {
      const before = generationNumbered(record, previous);
      if (before === undefined || this.whyUnusable(before) === undefined) return before;
      previous = before.previous;
    }
    return undefined;
  }

  /** The record after the current generation failed: one before it is in use. */
  #withoutCurrent(record: StoreRecord, reason: string): StoreRecord {
    const failed = generationNumbered(record, record.current);
    if (failed === undefined) return record;
    const others = record.refused.filter(({ version }) => version !== failed.version);
    const refused = [...others, { version: failed.version, reason }].slice(-MOST_REFUSED);
    return { ...record, current: this.usableBefore(record, failed)?.number ?? 0, refused };
  }

  /** The library with a hash, if it is there and whole. @throws StoreError "disk" */
  storedFile(sha256: string): Uint8Array | undefined {
    const bytes = readStored(this.#filePath(sha256));
    if (bytes === undefined) return undefined;
    return new Bun.CryptoHasher("sha256").update(bytes).digest("hex") === sha256 ? bytes : undefined;
  }

  /** What was seen of the publisher whom this executable trusts, or undefined. @throws StoreError "disk" */
  readTrustState(): Uint8Array | undefined {
    return readStored(this.trustStatePath);
  }

  /** What executables with other roots have seen; of their publishers, who may be others. @throws StoreError "disk" */
  otherTrustStates(): Uint8Array[] {
    if (this.user.publisher === undefined) return [];
    return namesIn(this.folder).flatMap((name) =>
      name.startsWith(trustStatePrefix) ? (readStored(`${this.folder}/${name}`) ?? []) : [],
    );
  }

  get trustStatePath(): string {
    return `${this.folder}/${trustStatePrefix}${this.user.publisher ?? ""}.json`;
  }

  /** One of the small files that belong to the updater, or undefined when it is not there. @throws StoreError "disk" */
  readNote(name: NoteName): Uint8Array | undefined {
    return readStored(`${this.folder}/${name}`);
  }

  /** Makes the folders, or makes sure that they are private. @throws StoreError "unsafe", "disk" */
  prepare(): void {
    preparePrivateFolders(this.folder, ["files", "trials"]);
  }

  /**
   * Does something as the only writer.
   * @param patience milliseconds to wait for the lock
   * @param waiting is called once when another process holds it
   * @throws StoreError
   */
  async write<Result>(
    work: (writer: StoreWriter) => Result,
    patience: number,
    waiting?: (holder: number | undefined) => void,
  ): Promise<Result> {
    this.prepare();
    const lock = await WritersLock.acquire(this.#lockPath, patience, waiting);
    try {
      return work(this.#writer());
    } finally {
      lock.release();
    }
  }

  #writer(): StoreWriter {
    const { record, replace } = this.#recordWriter();
    return {
      record,
      addFile: (sha256, bytes) => {
        if (this.storedFile(sha256) === undefined) writeDurably(this.#filePath(sha256), bytes, 0o400);
      },
      writeTrustState: (bytes) => writeDurably(this.trustStatePath, bytes),
      writeNote: (name, bytes) => writeDurably(`${this.folder}/${name}`, bytes),
      publish: (record) => {
        this.#collectGarbage(replace(record));
      },
    };
  }

  /** Does something as the only writer, at once; undefined when that cannot be, since programs must go on. */
  #withLock<Result>(work: (writer: RecordWriter) => Result): Result | undefined {
    return this.#orProblem(() => {
      this.prepare();
      const lock = WritersLock.acquireNow(this.#lockPath, PATIENCE);
      try {
        return work(this.#recordWriter());
      } finally {
        lock.release();
      }
    });
  }

  /** What `look` gives; undefined when it fails, with the reason in `problem`. */
  #orProblem<Result>(look: () => Result): Result | undefined {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.problem = error.message;
      return undefined;
    }
  }

  /** A damaged record is as none: the next one takes its place. @throws StoreError "newer", "disk" */
  recordOrEmpty(): StoreRecord {
    return recordOf(this.#fileOrEmpty(), this.user.executable);
  }

  #fileOrEmpty(): StoreFile {
    try {
      return this.#readFile();
    } catch (error) {
      if (!(error instanceof StoreError) || error.fault !== "generation") throw error;
      return { ...emptyStore, next: nextFreeNumber(this.folder) };
    }
  }

  /** Whether the folder is there and nobody else can have written what is in it. */
  #isSafe(): boolean {
    const { isThere, problem } = lookAtStore(this.folder);
    this.problem = problem;
    return isThere && problem === undefined;
  }

  /** The record, if nobody else can have written it. */
  #readUsable(): StoreRecord | undefined {
    return this.#isSafe() ? this.#orProblem(() => this.record()) : undefined;
  }

  #usable(record: StoreRecord, number: number): Generation | undefined {
    const stored = generationNumbered(record, number);
    if (stored === undefined) return undefined;
    this.problem = this.whyUnusable(stored)?.sentence;
    return this.problem === undefined ? this.#open(stored) : undefined;
  }

  #open({ number, version, plugins, checkedBy }: StoredGeneration): Generation {
    const onTrial = !this.#trials.hasProved(number);
    return {
      number,
      version,
      onTrial,
      deaths: onTrial ? this.#trials.deaths(number) : 0,
      isChecked: checkedBy === this.user.version,
      plugins: plugins.map((plugin) => this.#openPlugin(plugin)),
    };
  }

  #openPlugin({ stage, version, abi, platform, size, sha256 }: StoredPlugin): InstalledPlugin {
    const read = () => {
      const path = this.#filePath(sha256);
      try {
        const bytes = readStored(path);
        if (bytes !== undefined) return bytes;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        const [detail] = refusalOf(error.cause, true);
        const cause = { cause: error };
        throw new PluginError("system", stage, `${path} cannot be read: ${detail}`, cause, error.advice);
      }
      throw new PluginError("missing", stage, `${path} is missing`);
    };
    return { stage, version, abi, platform, byteLength: size, sha256, read };
  }

  /** The record for whoever holds the lock, read once: nobody else changes it meanwhile. */
  #recordWriter(): RecordWriter {
    const { executable } = this.user;
    let file: StoreFile | undefined;
    const present = () => {
      file ??= this.#fileOrEmpty();
      return file;
    };
    return {
      record: () => recordOf(present(), executable),
      replace: (record) => {
        const next = withoutGone(withRecord(present(), executable, record));
        writeDurably(this.#recordPath, encodeStore(next));
        file = next;
        return next;
      },
    };
  }

  /** Removes what no kept generation of any executable needs. A failure costs disk space alone. */
  #collectGarbage({ executables }: StoreFile): void {
    const generations = executables.flatMap((executable) => executable.generations);
    const numbers = new Set(generations.map(({ number }) => number));
    const needed = new Set(generations.flatMap(({ plugins }) => plugins.map(({ sha256 }) => sha256)));
    try {
      const files = join(this.folder, "files");
      for (const name of readdirSync(files))
        if (!needed.has(name)) rmSync(join(files, name), { force: true });
      removeUnfinished(this.folder);
      this.#trials.forget((number) => numbers.has(number));
    } catch {
      return;
    }
  }

  get #recordPath(): string {
    return recordIn(this.folder);
  }

  get #lockPath(): string {
    return `${this.folder}/lock`;
  }

  #filePath(sha256: string): string {
    return `${this.folder}/files/${sha256}`;
  }
}

/** What the record is under the lock, and what takes its place. */
interface RecordWriter {
  /** The part of this executable. A damaged record is as none. @throws StoreError "newer" */
  record(): StoreRecord;
  /** Replaces that part. @throws StoreError "disk" */
  replace(record: StoreRecord): StoreFile;
}

/** The updater's own files in the store. */
type NoteName = "manifest.json" | "machine";

const trustStatePrefix = "trust_state-";

/** What the one writer may do. */
export interface StoreWriter {
  /** The record as it is under the lock. A damaged one is as none. */
  record(): StoreRecord;
  /** Puts a library into the store, unless it is there. @throws StoreError "disk" */
  addFile(sha256: string, bytes: Uint8Array): void;
  /** Replaces what was seen of the publisher. @throws StoreError "disk" */
  writeTrustState(bytes: Uint8Array): void;
  /** Replaces one of the updater's files. @throws StoreError "disk" */
  writeNote(name: NoteName, bytes: Uint8Array): void;
  /** Makes a record the one that counts. The files that it names are there. @throws StoreError "disk" */
  publish(record: StoreRecord): void;
}

/** The record after an installation: a new generation, in use. */
export function withGeneration(
  record: StoreRecord,
  release: Pick<
    StoredGeneration,
    "version" | "origin" | "plugins" | "installed" | "abi" | "minimumCore" | "checkedBy"
  >,
): StoreRecord {
  const number = record.next;
  const added = { ...release, number, previous: record.current };
  const refused = record.refused.filter(({ version }) => version !== release.version);
  return withoutOld({
    ...record,
    refused,
    current: number,
    next: number + 1,
    generations: [...record.generations, added],
  });
}

/** The record after somebody chose one of its generations, or what is inside the executable (0). */
export function withCurrent(record: StoreRecord, number: number): StoreRecord {
  return { ...record, current: number };
}

/** The record after somebody chose to stay at a release, or to go on with the newest (null). */
export function withStay(record: StoreRecord, stayAt: string | null): StoreRecord {
  return { ...record, stayAt };
}

/** The record with other executables that were replaced and are kept, the newest last. */
export function withReplaced(record: StoreRecord, replaced: readonly ReplacedExecutable[]): StoreRecord {
  return { ...record, replaced };
}

const MOST_REFUSED = 16;

/** Without generations that nobody can go back to. */
function withoutOld(record: StoreRecord): StoreRecord {
  const kept = new Set<number>();
  let number = record.current;
  for (let steps = 0; steps <= KEPT_BEFORE && number !== 0; steps++) {
    kept.add(number);
    number = generationNumbered(record, number)?.previous ?? 0;
  }
  return { ...record, generations: record.generations.filter((generation) => kept.has(generation.number)) };
}

/** When there are many executables, those that are gone are forgotten, the longest unchanged first. */
function withoutGone(store: StoreFile): StoreFile {
  let excess = store.executables.length - MOST_EXECUTABLES;
  if (excess <= 0) return store;
  const executables = store.executables.filter(({ executable }) => existsSync(executable) || excess-- <= 0);
  return { ...store, executables };
}

/** A number that no generation before had, when the record that knew is lost: trials must not be mixed up. */
function nextFreeNumber(folder: string): number {
  const names = namesIn(join(folder, "trials"));
  return 1 + Math.max(0, ...names.map((name) => Number.parseInt(name, 10)).filter(Number.isSafeInteger));
}

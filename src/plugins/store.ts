/**
 * The plugin store: generations of plugins on disk.
 *
 *     current           the record: which generations there are, and which is in use (store_record.ts)
 *     files/<sha256>    the libraries, named by their contents
 *     trials/           which generations have proved good (trial.ts)
 *     trust_state.json  what was seen of the update server, so that it cannot go back (trust/state.ts)
 *     manifest.json     the manifest that was fetched last: most checks need not fetch it again
 *     machine           random bytes that never leave the machine, for staged rollouts (trust/rollout.ts)
 *     lock              held by whoever writes
 *
 * Readers take no lock: a record is replaced in one step, and what it names is on the disk before it is. A reader finds
 * all of a generation or, when it was collected meanwhile, nothing, and does with the embedded plugins.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readFile } from "../machine/system_calls.ts";
import { removeUnfinished, writeDurably } from "./durable_file.ts";
import { PluginError } from "./errors.ts";
import { fileStatus } from "./file_status.ts";
import type { Generation, GenerationStore, InstalledPlugin } from "./generation.ts";
import { StoreError } from "./store_errors.ts";
import { folderProblem, makePrivateFolder } from "./store_folder.ts";
import { WritersLock } from "./store_lock.ts";
import {
  decodeRecord,
  emptyRecord,
  encodeRecord,
  generationNumbered,
  RecordError,
  type ReplacedExecutable,
  type StoredGeneration,
  type StoredPlugin,
  type StoreRecord,
} from "./store_record.ts";
import { Trials } from "./trial.ts";

/** What a store has to fit: this executable. */
export interface StoreUser {
  /** The version of the executable: generations of older releases are not used, as what is embedded is newer. */
  readonly version: string;
  readonly abi: number;
  /** Such as `linux-x64`. */
  readonly platform: string;
  /** Whether a plugin's signature is one of a release key that is trusted. */
  readonly isSigned: (plugin: StoredPlugin) => boolean;
}

/** How long a program waits for the lock before it goes on without a rollback, in milliseconds. */
const PATIENCE = 2000;

/** Generations before the current one that are kept, with their files. */
const KEPT_BEFORE = 2;

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

  stamp(): string {
    return fileStatus(this.#recordPath)?.identity ?? "";
  }

  current(): Generation | undefined {
    this.problem = undefined;
    const record = this.#readUsable();
    return record && this.#usable(record, record.current);
  }

  beginTrial(generation: Generation): void {
    this.#trials.begin(generation.number);
  }

  endTrial(generation: Generation): void {
    this.#trials.end(generation.number);
  }

  takeFailedTrial(): Generation | undefined {
    const { current } = this.#readUsable() ?? emptyRecord;
    if (current === 0 || this.#trials.hasProved(current) || !this.#trials.hasFailed(current))
      return undefined;
    return this.#withLock((record) => {
      // Another process may have come first.
      if (record.current !== current || !this.#trials.hasFailed(current)) return undefined;
      const failed = generationNumbered(record, current);
      this.#write(withoutCurrent(record, "the process that used it first died"));
      return failed && this.#open(failed);
    });
  }

  rollBack(reason: string): Generation | undefined {
    return this.#withLock((record) => {
      if (record.current === 0) return undefined;
      const next = withoutCurrent(record, reason);
      this.#write(next);
      return this.#usable(next, next.current);
    });
  }

  /** The record as it is; the empty one when nothing was ever installed. @throws StoreError "generation" */
  record(): StoreRecord {
    const bytes = readFile(this.#recordPath);
    if (bytes === undefined) return emptyRecord;
    try {
      return decodeRecord(bytes);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      throw new StoreError(
        "generation",
        `The record ${this.#recordPath} cannot be used: ${error.message}.`,
        "The next update replaces it.",
        { cause: error },
      );
    }
  }

  /** Whether a generation of the record could be used: its signatures hold and its files are whole. */
  isWhole(generation: StoredGeneration): boolean {
    return generation.plugins.every(
      (plugin) => this.user.isSigned(plugin) && this.storedFile(plugin.sha256) !== undefined,
    );
  }

  /** The library with a hash, if it is there and whole. */
  storedFile(sha256: string): Uint8Array | undefined {
    const bytes = readFile(this.#filePath(sha256));
    if (bytes === undefined) return undefined;
    return new Bun.CryptoHasher("sha256").update(bytes).digest("hex") === sha256 ? bytes : undefined;
  }

  /** One of the small files that belong to the updater, or undefined when it is not there. */
  readNote(name: NoteName): Uint8Array | undefined {
    return readFile(`${this.folder}/${name}`);
  }

  /** Makes the folders, or makes sure that they are private. @throws StoreError "unsafe", "disk" */
  prepare(): void {
    makePrivateFolder(this.folder);
    for (const name of ["files", "trials"]) makePrivateFolder(join(this.folder, name));
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
    return {
      record: () => this.recordOrEmpty(),
      addFile: (sha256, bytes) => {
        if (this.storedFile(sha256) === undefined) writeDurably(this.#filePath(sha256), bytes, 0o400);
      },
      writeNote: (name, bytes) => writeDurably(`${this.folder}/${name}`, bytes),
      publish: (record) => {
        this.#write(record);
        this.#collectGarbage(record);
      },
    };
  }

  /** Does something as the only writer, at once; undefined when that cannot be, since programs must go on. */
  #withLock<Result>(work: (record: StoreRecord) => Result): Result | undefined {
    try {
      this.prepare();
      const lock = WritersLock.acquireNow(this.#lockPath, PATIENCE);
      try {
        return work(this.recordOrEmpty());
      } finally {
        lock.release();
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.problem = error.message;
      return undefined;
    }
  }

  /** A damaged record is as none: the next one takes its place. */
  recordOrEmpty(): StoreRecord {
    try {
      return this.record();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { ...emptyRecord, next: nextFreeNumber(this.folder) };
    }
  }

  /** The record, if nobody else can have written it. */
  #readUsable(): StoreRecord | undefined {
    const folder = fileStatus(this.folder);
    if (folder === undefined) return undefined;
    const unsafe = folderProblem(folder);
    if (unsafe !== undefined) {
      this.problem = `The folder ${this.folder} ${unsafe}.`;
      return undefined;
    }
    try {
      return this.record();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.problem = error.message;
      return undefined;
    }
  }

  #usable(record: StoreRecord, number: number): Generation | undefined {
    const stored = generationNumbered(record, number);
    if (stored === undefined) return undefined;
    this.problem = this.#whyNot(stored);
    return this.problem === undefined ? this.#open(stored) : undefined;
  }

  #whyNot({ number, version, plugins }: StoredGeneration): string | undefined {
    const { user } = this;
    const name = `Generation ${number} (release ${version})`;
    if (Bun.semver.order(version, user.version) < 0)
      return `${name} is older than this executable, ${user.version}.`;
    for (const plugin of plugins) {
      const { stage, abi, platform } = plugin;
      if (abi !== user.abi) return `${name} speaks version ${abi} of the ABI, this executable ${user.abi}.`;
      if (platform !== user.platform) return `${name} is made for ${platform}, this is ${user.platform}.`;
      if (!user.isSigned(plugin)) return `The ${stage} of ${name} has no signature of a trusted release key.`;
    }
    return undefined;
  }

  #open({ number, version, plugins, checkedBy }: StoredGeneration): Generation {
    return {
      number,
      version,
      onTrial: !this.#trials.hasProved(number),
      isChecked: checkedBy === this.user.version,
      plugins: plugins.map((plugin) => this.#openPlugin(plugin)),
    };
  }

  #openPlugin({ stage, version, abi, platform, size, sha256 }: StoredPlugin): InstalledPlugin {
    const read = () => {
      const bytes = readFile(this.#filePath(sha256));
      if (bytes === undefined)
        throw new PluginError("open", stage, `${this.#filePath(sha256)} cannot be read`);
      return bytes;
    };
    return { stage, version, abi, platform, byteLength: size, sha256, read };
  }

  #write(record: StoreRecord): void {
    writeDurably(this.#recordPath, encodeRecord(record));
  }

  /** Removes what no kept generation needs. A failure costs disk space alone. */
  #collectGarbage(record: StoreRecord): void {
    const numbers = new Set(record.generations.map(({ number }) => number));
    const needed = new Set(record.generations.flatMap(({ plugins }) => plugins.map(({ sha256 }) => sha256)));
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
    return `${this.folder}/current`;
  }

  get #lockPath(): string {
    return `${this.folder}/lock`;
  }

  #filePath(sha256: string): string {
    return `${this.folder}/files/${sha256}`;
  }
}

/** The updater's own files in the store. */
type NoteName = "trust_state.json" | "manifest.json" | "machine";

/** What the one writer may do. */
export interface StoreWriter {
  /** The record as it is under the lock. A damaged one is as none. */
  record(): StoreRecord;
  /** Puts a library into the store, unless it is there. @throws StoreError "disk" */
  addFile(sha256: string, bytes: Uint8Array): void;
  /** Replaces one of the updater's files. @throws StoreError "disk" */
  writeNote(name: NoteName, bytes: Uint8Array): void;
  /** Makes a record the one that counts. The files that it names are there. @throws StoreError "disk" */
  publish(record: StoreRecord): void;
}

/** The record after an installation: a new generation, in use. */
export function withGeneration(
  record: StoreRecord,
  release: Pick<StoredGeneration, "version" | "origin" | "plugins" | "installed" | "checkedBy">,
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

/** The record after an update has replaced the executable, or has put the old one back (null). */
export function withReplaced(record: StoreRecord, replaced: ReplacedExecutable | null): StoreRecord {
  return { ...record, replaced };
}

/** The record after the current generation failed: the one before it is in use. */
function withoutCurrent(record: StoreRecord, reason: string): StoreRecord {
  const failed = generationNumbered(record, record.current);
  if (failed === undefined) return record;
  const others = record.refused.filter(({ version }) => version !== failed.version);
  const refused = [...others, { version: failed.version, reason }].slice(-MOST_REFUSED);
  return { ...record, current: previousOf(record, failed), refused };
}

/** The generation that was in use before another one, if it is still there; else 0. */
function previousOf(record: StoreRecord, { previous }: StoredGeneration): number {
  return generationNumbered(record, previous) === undefined ? 0 : previous;
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

/** A number that no generation before had, when the record that knew is lost: trials must not be mixed up. */
function nextFreeNumber(folder: string): number {
  const trials = join(folder, "trials");
  const names = existsSync(trials) ? readdirSync(trials) : [];
  return 1 + Math.max(0, ...names.map((name) => Number.parseInt(name, 10)).filter(Number.isSafeInteger));
}

// The record of the store: one small file that says for each executable which sets of plugins it has and which of them it
// uses. Replacing that one file is the moment at which an update or a rollback takes place. Each executable sees its own
// part alone; what they share are the libraries, which are named by their contents.

import type { StageName } from "../abi/stage_names.ts";

/** A plugin of a generation, with the signature of the release that it came with. */
export interface StoredPlugin {
  readonly stage: StageName;
  readonly version: string;
  readonly abi: number;
  readonly platform: string;
  /** Bytes of the library. */
  readonly size: number;
  readonly sha256: string;
  /** Of the release key, over what identifies the plugin: 128 hexadecimal digits. */
  readonly signature: string;
}

/** The manifest that a release came with. */
interface ReleaseOrigin {
  readonly channel: string;
  readonly number: number;
}

/** Plugins that were installed together. */
export interface StoredGeneration {
  readonly number: number;
  /** The version of the release. */
  readonly version: string;
  /** Where the release came from: a channel, and the number of its manifest. */
  readonly origin: ReleaseOrigin;
  /** When it was installed, ISO 8601. */
  readonly installed: string;
  /** The stage ABI of the release. */
  readonly abi: number;
  /** The oldest executable that can take it. */
  readonly minimumCore: string;
  /** The version of the executable with which its plugins passed their self-checks. */
  readonly checkedBy: string;
  /** The generation that was in use before: 0 for what is inside the executable. */
  readonly previous: number;
  readonly plugins: readonly StoredPlugin[];
}

/** A release that is not taken again by itself. */
export interface RefusedRelease {
  readonly version: string;
  /** Why: what happened when it was used. */
  readonly reason: string;
}

/** What one executable has and has chosen. */
export interface StoreRecord {
  /** The number of the generation in use; 0 for what is inside the executable. */
  readonly current: number;
  /** The number that the next generation of any executable gets. */
  readonly next: number;
  /** Ascending by number. */
  readonly generations: readonly StoredGeneration[];
  /** The release that the person chose to stay at; a check for updates goes no further by itself. */
  readonly stayAt: string | null;
  readonly refused: readonly RefusedRelease[];
  /** The executables that updates have replaced and that are kept, the newest last. */
  readonly replaced: readonly ReplacedExecutable[];
}

/** The whole record. */
export interface StoreFile {
  readonly format: typeof recordFormat;
  readonly next: number;
  /** By path of the executable; what was changed last comes last. */
  readonly executables: readonly ExecutableRecord[];
}

interface ExecutableRecord extends Omit<StoreRecord, "next"> {
  /** The path of the executable. */
  readonly executable: string;
}

/** An executable that was replaced and is kept, so that it can come back. */
export interface ReplacedExecutable {
  /** The path of the executable. */
  readonly path: string;
  /** Where the replaced one is. */
  readonly kept: string;
  readonly version: string;
  /** The stage ABI that it speaks. */
  readonly abi: number;
  readonly sha256: string;
}

/** Grows when an older FastForth could misunderstand the record. */
const recordFormat = 2;

export const emptyRecord: StoreRecord = {
  current: 0,
  next: 1,
  generations: [],
  stayAt: null,
  refused: [],
  replaced: [],
};

export const emptyStore: StoreFile = { format: recordFormat, next: 1, executables: [] };

/** What one executable sees. */
export function recordOf({ next, executables }: StoreFile, executable: string): StoreRecord {
  const found = executables.find((each) => each.executable === executable);
  if (found === undefined) return { ...emptyRecord, next };
  const { current, generations, stayAt, refused, replaced } = found;
  return { current, next, generations, stayAt, refused, replaced };
}

/** The whole after one executable has changed its part. */
export function withRecord(
  store: StoreFile,
  executable: string,
  { next, ...record }: StoreRecord,
): StoreFile {
  const others = store.executables.filter((each) => each.executable !== executable);
  return { ...store, next, executables: [...others, { executable, ...record }] };
}

/** A record that cannot be used; the message says what is wrong with it. */
export class RecordError extends Error {
  override readonly name = "RecordError";

  /** @param isNewer true for one that a later FastForth has written */
  constructor(
    message: string,
    readonly isNewer = false,
  ) {
    super(message);
  }
}

export function generationNumbered(record: StoreRecord, number: number): StoredGeneration | undefined {
  return record.generations.find((generation) => generation.number === number);
}

export function encodeStore(store: StoreFile): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(store, undefined, 1)}\n`);
}

/** @throws RecordError */
export function decodeStore(bytes: Uint8Array): StoreFile {
  const store = object(parse(bytes), "the record");
  const { format } = store;
  if (format !== recordFormat)
    throw new RecordError(
      `it has the format ${String(format)}, this FastForth knows ${recordFormat}`,
      typeof format === "number" && format > recordFormat,
    );
  const executables = list(store.executables, "executables").map(decodeExecutable);
  return { format: recordFormat, next: count(store.next, "next"), executables };
}

function decodeExecutable(item: unknown): ExecutableRecord {
  const record = object(item, "an executable");
  const generations = list(record.generations, "generations").map(decodeGeneration);
  const current = count(record.current, "current");
  if (current !== 0 && !generations.some(({ number }) => number === current))
    throw new RecordError(`it names the generation ${current}, which it does not hold`);
  return {
    executable: text(record.executable, "executable"),
    current,
    generations,
    stayAt: record.stayAt === null ? null : text(record.stayAt, "stayAt"),
    refused: list(record.refused, "refused").map((each) => {
      const { version, reason } = object(each, "refused");
      return { version: text(version, "version"), reason: text(reason, "reason") };
    }),
    replaced: list(record.replaced, "replaced").map(decodeReplaced),
  };
}

function decodeGeneration(item: unknown): StoredGeneration {
  const generation = object(item, "a generation");
  return {
    number: count(generation.number, "number"),
    version: text(generation.version, "version"),
    origin: decodeOrigin(generation.origin),
    installed: text(generation.installed, "installed"),
    abi: count(generation.abi, "abi"),
    minimumCore: text(generation.minimumCore, "minimumCore"),
    checkedBy: text(generation.checkedBy, "checkedBy"),
    previous: count(generation.previous, "previous"),
    plugins: list(generation.plugins, "plugins").map(decodePlugin),
  };
}

function decodeReplaced(item: unknown): ReplacedExecutable {
  const { path, kept, version, abi, sha256 } = object(item, "replaced");
  return {
    path: text(path, "path"),
    kept: text(kept, "kept"),
    version: text(version, "version"),
    abi: count(abi, "abi"),
    sha256: digits(sha256, 64, "sha256"),
  };
}

function decodeOrigin(item: unknown): ReleaseOrigin {
  const { channel, number } = object(item, "an origin");
  return { channel: text(channel, "channel"), number: count(number, "number") };
}

function decodePlugin(item: unknown): StoredPlugin {
  const plugin = object(item, "a plugin");
  return {
    stage: stage(plugin.stage),
    version: text(plugin.version, "version"),
    abi: count(plugin.abi, "abi"),
    platform: text(plugin.platform, "platform"),
    size: count(plugin.size, "size"),
    sha256: digits(plugin.sha256, 64, "sha256"),
    signature: digits(plugin.signature, 128, "signature"),
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new RecordError("it is not JSON");
  }
}

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RecordError(`${name} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RecordError(`${name} is not a list`);
  return value;
}

function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw new RecordError(`${name} is not a text`);
  return value;
}

function count(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new RecordError(`${name} is not a whole number`);
  return value as number;
}

/** Names of files are made of these: they must hold nothing but digits. */
function digits(value: unknown, length: number, name: string): string {
  if (typeof value !== "string" || value.length !== length || !/^[0-9a-f]*$/.test(value))
    throw new RecordError(`${name} is not ${length} hexadecimal digits`);
  return value;
}

function stage(value: unknown): StageName {
  switch (value) {
    case "parser":
    case "compiler":
    case "optimizer":
    case "backend":
      return value;
    default:
      throw new RecordError(`there is no stage ${String(value)}`);
  }
}

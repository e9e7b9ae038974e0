// Going back, on this machine and without a network, to a generation that was verified when it was installed and is
// verified again now, or to the executable that was replaced. What is told afterwards is what was found then.

import { type StoreWriter, withCurrent, withReplaced, withStay } from "../plugins/store.ts";
import { StoreError } from "../plugins/store_errors.ts";
import {
  generationNumbered,
  type ReplacedExecutable,
  type StoredGeneration,
  type StoreRecord,
} from "../plugins/store_record.ts";
import { UpdateError } from "../trust/errors.ts";
import type { UpdateEnvironment } from "./updater.ts";

interface Rollback {
  /** The release that was in use. */
  readonly from: string;
  /** The release that is in use now. */
  readonly version: string;
  /** Its generation; 0 for what is in the executable, undefined when that was exchanged. */
  readonly generation: number | undefined;
}

/** How long to wait for the lock of the store, in milliseconds. */
const PATIENCE = 20 * 1000;

type RollbackEnvironment = Pick<UpdateEnvironment, "store" | "executable" | "report" | "file">;

/**
 * Makes an older generation the current one, or brings back the executable that was replaced last, and stays there until
 * somebody asks for another release.
 * @param version of a kept release, or of the executable; undefined for the one before
 * @throws UpdateError "release" when there is none that can be used, "mismatch" when it is damaged; StoreError
 */
export async function rollBackTo(
  environment: RollbackEnvironment,
  version: string | undefined,
): Promise<Rollback> {
  const { store, executable, report } = environment;
  const start = performance.now();
  const rollback = await store.write((writer): Rollback => {
    const { record, generation: inUse } = store.inUse();
    const from = inUse?.version ?? executable.version;
    const target =
      version === undefined
        ? targetBefore(environment, record, inUse)
        : targetNamed(environment, record, version);
    if (target.generation !== undefined && !store.isWhole(target.generation))
      throw damaged(target.generation);
    const back =
      target.kind === "executable"
        ? bringBack(environment, writer, record, target)
        : choose(writer, record, target);
    requireInUse(environment, target);
    return { from, ...back };
  }, PATIENCE);
  const { version: now, generation } = rollback;
  report({ kind: "installed", version: now, generation, time: performance.now() - start });
  return rollback;
}

/** What to go back to. */
type Target =
  /** Undefined: what is in this executable. */
  | {
      readonly kind: "generation";
      readonly generation: StoredGeneration | undefined;
      readonly version: string;
    }
  | {
      readonly kind: "executable";
      readonly replaced: ReplacedExecutable;
      /** The generation that it uses then; undefined for what is in it. */
      readonly generation: StoredGeneration | undefined;
    };

type Back = Pick<Rollback, "version" | "generation">;

function targetBefore(
  environment: RollbackEnvironment,
  record: StoreRecord,
  inUse: StoredGeneration | undefined,
): Target {
  const { store, executable } = environment;
  if (inUse !== undefined) {
    const before = store.usableBefore(record, inUse);
    return { kind: "generation", generation: before, version: before?.version ?? executable.version };
  }
  const replaced = replacedBefore(environment, record);
  if (replaced === undefined)
    throw new UpdateError(
      "release",
      "There is nothing to go back to: what came with the executable is in use.",
      { advice: "`fastforth self-update --version X.Y.Z` gets a certain release from the server." },
    );
  // It goes on with what it had.
  const current = generationNumbered(record, record.current);
  const usable = current !== undefined && isUsableBy(environment, replaced, current);
  return { kind: "executable", replaced, generation: usable ? current : undefined };
}

function targetNamed(environment: RollbackEnvironment, record: StoreRecord, version: string): Target {
  const { store, executable } = environment;
  const named = record.generations.filter((generation) => generation.version === version);
  const usable = named.findLast((generation) => store.whyUnusable(generation) === undefined);
  if (usable !== undefined) return { kind: "generation", generation: usable, version };
  if (version === executable.version) return { kind: "generation", generation: undefined, version };
  const replaced = replacedBefore(environment, record);
  if (replaced?.version === version) return { kind: "executable", replaced, generation: undefined };
  const useless = named.at(-1);
  throw useless === undefined
    ? notKept(environment, record, version)
    : notUsable(environment, useless, replaced);
}

/** The kept executable that was replaced last. An update that was killed may have kept one that is in its place still. */
function replacedBefore({ file }: RollbackEnvironment, record: StoreRecord): ReplacedExecutable | undefined {
  return record.replaced.findLast(({ sha256 }) => !file.holds(sha256));
}

function isUsableBy(
  { store, executable }: RollbackEnvironment,
  { version, abi }: ReplacedExecutable,
  generation: StoredGeneration,
): boolean {
  const user = { version, abi, platform: executable.pluginPlatform };
  return store.whyUnusable(generation, user) === undefined && store.isWhole(generation);
}

function choose(
  writer: StoreWriter,
  record: StoreRecord,
  { generation, version }: Extract<Target, { kind: "generation" }>,
): Back {
  const number = generation?.number ?? 0;
  writer.publish(withStay(withCurrent(record, number), version));
  return { version, generation: number };
}

/**
 * The record says first what is to be in use, since a disk may have no room for it afterwards, and goes on naming the kept
 * executable until that is in its place for good: whenever this ends, the same command finishes it.
 */
function bringBack(
  { file, report }: RollbackEnvironment,
  writer: StoreWriter,
  record: StoreRecord,
  { replaced, generation }: Extract<Target, { kind: "executable" }>,
): Back {
  const version = generation?.version ?? replaced.version;
  const next = withStay(withCurrent(record, generation?.number ?? 0), version);
  file.requireKept(replaced);
  writer.publish(next);
  try {
    file.restore(replaced);
  } catch (error) {
    putBack(writer, record);
    throw error;
  }
  try {
    file.makeLast();
    writer.publish(withReplaced(next, record.replaced.slice(0, record.replaced.indexOf(replaced))));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    report({ kind: "warning", message: `The executable was brought back all the same: ${error.message}` });
  }
  return { version, generation: undefined };
}

/** What failed is of more interest than that this fails, too: the same command finishes what the record says. */
function putBack(writer: StoreWriter, record: StoreRecord): void {
  try {
    writer.publish(record);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

/** Looks whether what was chosen is what the next start will use. */
function requireInUse({ store, file }: RollbackEnvironment, target: Target): void {
  if (target.kind === "executable") {
    if (file.holds(target.replaced.sha256)) return;
    throw new StoreError("disk", `${target.replaced.path} is not the executable that was to come back.`);
  }
  if (store.current()?.number === target.generation?.number) return;
  throw new StoreError("generation", store.problem ?? "Another process has changed the store meanwhile.");
}

function notKept(
  { store, executable }: RollbackEnvironment,
  record: StoreRecord,
  version: string,
): UpdateError {
  const usable = record.generations.filter((generation) => store.whyUnusable(generation) === undefined);
  const versions = [executable.version, ...usable.map((generation) => generation.version)];
  return new UpdateError("release", `The release ${version} is not kept on this machine.`, {
    advice: `These are: ${versions.join(", ")}. From the server: fastforth self-update --version ${version}`,
  });
}

function notUsable(
  environment: RollbackEnvironment,
  generation: StoredGeneration,
  replaced: ReplacedExecutable | undefined,
): UpdateError {
  const { store } = environment;
  const why = store.whyUnusable(generation)?.sentence ?? "";
  const { version } = generation;
  const advice =
    replaced !== undefined && isUsableBy(environment, replaced, generation)
      ? `The executable ${replaced.version}, which is kept, can use it: fastforth self-update --rollback --version ${replaced.version}`
      : `Nothing was changed. With the executable that belongs to it: fastforth self-update --version ${version}`;
  return new UpdateError("release", `This executable cannot use the release ${version}. ${why}`, { advice });
}

function damaged({ version, number }: StoredGeneration): UpdateError {
  return new UpdateError(
    "mismatch",
    `Generation ${number} (release ${version}) is damaged: its files are not what they were.`,
    { advice: `Nothing was changed. Get it anew: fastforth self-update --version ${version}` },
  );
}

// Going back, on this machine and without a network, to a generation that was verified when it was installed and is
// verified again now.

import { withCurrent, withReplaced, withStay } from "../plugins/store.ts";
import type { StoredGeneration, StoreRecord } from "../plugins/store_record.ts";
import { UpdateError } from "../trust/errors.ts";
import { generationInUse } from "./machine.ts";
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

/**
 * Makes an older generation the current one, or brings back the executable that was replaced last, and stays there until somebody asks for another release.
 * @param version of a kept release, or of the executable; undefined for the one before
 * @throws UpdateError "release" when there is none, "mismatch" when it is damaged; StoreError
 */
export async function rollBackTo(
  { store, executable, report, file }: Pick<UpdateEnvironment, "store" | "executable" | "report" | "file">,
  version: string | undefined,
): Promise<Rollback> {
  const inUse = generationInUse(store);
  const from = inUse?.version ?? executable.version;
  const start = performance.now();
  const rollback = await store.write((writer): Rollback => {
    const record = writer.record();
    const { replaced } = record;
    if (replaced !== null && (version === undefined ? inUse === undefined : version === replaced.version)) {
      file.restore(replaced);
      writer.publish(withStay(withReplaced(record, null), replaced.version));
      return { from, version: replaced.version, generation: undefined };
    }
    const target = version === undefined ? before(record, inUse) : kept(record, version, executable.version);
    if (target !== undefined && !store.isWhole(target)) throw damaged(target);
    const generation = target?.number ?? 0;
    const chosen = target?.version ?? executable.version;
    writer.publish(withStay(withCurrent(record, generation), chosen));
    return { from, version: chosen, generation };
  }, PATIENCE);
  report({
    kind: "installed",
    version: rollback.version,
    generation: rollback.generation,
    time: performance.now() - start,
  });
  return rollback;
}

/** The generation before the one in use; undefined for what is in the executable. */
function before(record: StoreRecord, inUse: StoredGeneration | undefined): StoredGeneration | undefined {
  if (inUse === undefined)
    throw new UpdateError(
      "release",
      "There is nothing to go back to: what came with the executable is in use.",
      {
        advice: "`fastforth self-update --version X.Y.Z` gets a certain release from the server.",
      },
    );
  return record.generations.find(({ number }) => number === inUse.previous);
}

/** The newest kept generation of a release; undefined for what is in the executable. */
function kept(record: StoreRecord, version: string, core: string): StoredGeneration | undefined {
  const found = record.generations.findLast((generation) => generation.version === version);
  if (found !== undefined || version === core) return found;
  const versions = [core, ...record.generations.map((generation) => generation.version)];
  throw new UpdateError("release", `The release ${version} is not kept on this machine.`, {
    advice: `These are: ${versions.join(", ")}. From the server: fastforth self-update --version ${version}`,
  });
}

function damaged({ version, number }: StoredGeneration): UpdateError {
  return new UpdateError(
    "mismatch",
    `Generation ${number} (release ${version}) is damaged: its files or signatures are not what they were.`,
    {
      advice: `Nothing was changed. Get it anew: fastforth self-update --version ${version}`,
    },
  );
}

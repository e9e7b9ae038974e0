/** The store of installed stages: who may write there, whether all is there, and what was left over. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileStatus } from "../plugins/file_status.ts";
import { isHeld, lastHolder } from "../plugins/held_file.ts";
import { openInstalledStore } from "../plugins/installed.ts";
import type { PluginStore } from "../plugins/store.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { lookAtStore } from "../plugins/store_folder.ts";
import {
  decodeStore,
  type StoredGeneration,
  type StoreFile,
  type StoreRecord,
} from "../plugins/store_record.ts";
import { readStored } from "../plugins/stored_file.ts";
import { type Examined, type Finding, fault, note, ok, warning } from "./finding.ts";

interface StoreFacts {
  /** Null without a home. */
  readonly folder: string | null;
  readonly current: number;
  readonly stayAt: string | null;
  readonly generations: readonly GenerationFacts[];
  readonly executables: number;
  readonly refused: StoreRecord["refused"];
  readonly leftovers: readonly string[];
}

interface GenerationFacts {
  readonly number: number;
  readonly version: string;
  readonly isWhole: boolean;
  /** Why this executable may not use it. */
  readonly unusable: string | null;
}

/** What the store of this user is, and its record as far as this executable goes. */
export function examineStore(): Examined<StoreFacts> & { readonly record: StoreRecord | undefined } {
  const store = openInstalledStore();
  const facts: StoreFacts = {
    folder: store?.folder ?? null,
    current: 0,
    stayAt: null,
    generations: [],
    executables: 0,
    refused: [],
    leftovers: [],
  };
  if (store === undefined)
    return {
      facts,
      record: undefined,
      findings: [note("There is no home folder (HOME, XDG_DATA_HOME), so nothing can be installed.")],
    };
  const { isThere, problem } = lookAtStore(store.folder);
  if (!isThere)
    return { facts, record: undefined, findings: [ok(`Nothing is installed yet in ${store.folder}.`)] };
  if (problem !== undefined)
    return { facts, record: undefined, findings: [fault(problem, "What is installed there is not used.")] };
  return withRecord(store, facts);
}

function withRecord(
  store: PluginStore,
  facts: StoreFacts,
): Examined<StoreFacts> & { readonly record: StoreRecord | undefined } {
  let record: StoreRecord;
  let whole: StoreFile;
  let generations: GenerationFacts[];
  try {
    record = store.record();
    whole = wholeRecord(store);
    generations = record.generations.map((generation) => generationFacts(store, generation));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { facts, record: undefined, findings: [fault(error.message, error.advice)] };
  }
  const leftovers = leftoversIn(store.folder, whole);
  const findings: Finding[] = [
    ok(`${store.folder} is private, and its record is sound.`),
    ...generationFindings(record, generations),
    ...lockFindings(store.folder),
  ];
  if (record.stayAt !== null)
    findings.push(
      note(
        `Updates stop at ${record.stayAt}, as chosen; \`self-update --version latest\` goes on with the newest.`,
      ),
    );
  for (const { version, reason } of record.refused)
    findings.push(warning(`Release ${version} is not taken again: ${reason}.`));
  if (leftovers.length > 0)
    findings.push(note(`${leftovers.length} files are left over; the next update removes them.`));
  const { current, stayAt, refused } = record;
  return {
    facts: {
      ...facts,
      current,
      stayAt,
      refused,
      generations,
      executables: whole.executables.length,
      leftovers,
    },
    record,
    findings,
  };
}

function wholeRecord(store: PluginStore): StoreFile {
  const bytes = readStored(`${store.folder}/current`);
  return bytes === undefined ? { format: 2, next: 1, executables: [] } : decodeStore(bytes);
}

function generationFacts(store: PluginStore, generation: StoredGeneration): GenerationFacts {
  const { number, version } = generation;
  const unusable = store.whyUnusable(generation)?.sentence ?? null;
  return { number, version, isWhole: store.isWhole(generation), unusable };
}

function generationFindings(record: StoreRecord, generations: readonly GenerationFacts[]): Finding[] {
  if (record.current === 0 && generations.length === 0)
    return [ok("This executable has no installed stages: it uses its own.")];
  return generations.map(({ number, version, isWhole, unusable }) => {
    const isCurrent = number === record.current;
    const name = `Generation ${number} (release ${version})`;
    if (!isWhole)
      return (isCurrent ? fault : warning)(
        `${name} is damaged or incomplete.`,
        isCurrent
          ? "`fastforth self-update` installs it anew; `--rollback` goes back."
          : "A rollback does not lead there.",
      );
    if (unusable !== null)
      return (isCurrent ? warning : note)(isCurrent ? `Not used: ${unusable}` : unusable);
    return ok(`${name} is whole, signed and usable${isCurrent ? ", and in use" : ", for a rollback"}.`);
  });
}

function lockFindings(folder: string): Finding[] {
  return ["lock", "updating"].flatMap((name) => {
    const path = join(folder, name);
    if (fileStatus(path) === undefined) return [];
    try {
      return isHeld(path)
        ? [note(`The process ${lastHolder(path) ?? "of somebody"} is updating just now.`)]
        : [];
    } catch (error) {
      return [
        fault(
          `The file ${path} cannot be locked: ${(error as Error).message}.`,
          "No update can be installed.",
        ),
      ];
    }
  });
}

/** Files that nothing names: of updates that were ended, and of generations that are gone. */
function leftoversIn(folder: string, { executables }: StoreFile): string[] {
  const needed = new Set(
    executables.flatMap(({ generations }) =>
      generations.flatMap(({ plugins }) => plugins.map(({ sha256 }) => sha256)),
    ),
  );
  const unneeded = namesIn(join(folder, "files")).filter((name) => !needed.has(name));
  const unfinished = namesIn(folder).filter((name) => name.startsWith(".unfinished-"));
  return [...unneeded.map((name) => `files/${name}`), ...unfinished];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // It was not made yet.
  }
}

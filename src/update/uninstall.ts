/** What belongs to an installation of FastForth, and taking it away. */

import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { openInstalledStore } from "../plugins/installed.ts";
import { executableName } from "../plugins/running_executable.ts";
import type { PluginStore } from "../plugins/store.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { keptExecutables } from "./executable.ts";
import { findManager, type Manager, receiptName } from "./managed.ts";

interface Removal {
  readonly path: string;
  /** What it holds, for a person. */
  readonly what: string;
}

export interface RemovalPlan {
  /** In the order in which they go: the executable last, so that what was cut off can be repeated. */
  readonly removals: readonly Removal[];
  /** What stays, and why, as sentences. */
  readonly stays: readonly string[];
  /** Whose the executable is: it is not removed behind a package manager's back. */
  readonly manager: Manager | undefined;
}

/** What FastForth keeps in a home besides the store. */
interface HomeFolders {
  readonly own: readonly { readonly path: string | undefined; readonly what: string }[];
  /** What the person wrote. */
  readonly settings: string | undefined;
}

/** Looks at what there is; nothing is changed. */
export function planRemoval({ own, settings }: HomeFolders, executable = executableName()): RemovalPlan {
  const manager = findManager(executable);
  const stays: string[] = [];
  const removals: Removal[] = [];
  const add = (path: string | undefined, what: string) => {
    if (path !== undefined && existsSync(path)) removals.push({ path, what });
  };
  const store = openInstalledStore();
  const keeper = store && whoNeeds(store);
  if (keeper === undefined) add(store?.folder, "stages that updates installed");
  else stays.push(`${store?.folder}: ${keeper}`);
  for (const { path, what } of own) add(path, what);
  if (settings !== undefined && existsSync(settings)) stays.push(`${settings}: you wrote it.`);
  if (manager !== undefined) return { removals, stays, manager };
  for (const kept of keptExecutables(executable)) add(kept, "an executable before an update");
  add(join(dirname(executable), receiptName), "who installed it");
  add(executable, "FastForth");
  return { removals, stays, manager };
}

/** Why a store has to stay, as a sentence; undefined when this executable alone uses it. */
function whoNeeds(store: PluginStore): string | undefined {
  try {
    const others = store.otherExecutables().filter(existsSync);
    return others.length === 0 ? undefined : `${others.join(", ")} uses it, too.`;
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

/** Removes what a plan names. @returns what could not be removed, as sentences */
export function carryOut({ removals }: RemovalPlan): string[] {
  return removals.flatMap(({ path }) => {
    try {
      // A link is removed, not what it points at.
      rmSync(path, { recursive: lstatSync(path).isDirectory() });
      removeIfEmpty(dirname(path));
      return [];
    } catch (error) {
      return [`${path}: ${(error as Error).message}`];
    }
  });
}

/** The folder that held one platform's store. */
function removeIfEmpty(folder: string): void {
  if (folder.endsWith("/fastforth") && readdirSync(folder).length === 0) rmdirSync(folder);
}

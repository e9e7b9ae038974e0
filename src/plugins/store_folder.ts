// Where the store is, and that nobody else can write there.

import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./durable_file.ts";
import { actingGroup, actingUser, type FileStatus, fileStatus, statusesAround } from "./file_status.ts";
import { diskError, StoreError } from "./store_errors.ts";

const isWindows = process.platform === "win32";

/**
 * The folder of the store of this user, for one platform of libraries: a home may be shared by machines of several.
 * `$XDG_DATA_HOME/fastforth` or `~/.local/share/fastforth`; on macOS `~/Library/Application Support/fastforth`, on
 * Windows `%LOCALAPPDATA%\fastforth`. Undefined without a home.
 * @param platform such as `linux-x64`
 */
export function storeFolder(
  platform: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  system: string = process.platform,
): string | undefined {
  const data = dataHome(env, system);
  return data === undefined ? undefined : `${data}/fastforth/${platform}`;
}

/** The file that says what is installed: it is replaced whenever another generation becomes the current one. */
export const recordIn = (folder: string): string => `${folder}/current`;

/** Changes whenever that file is another one; empty when there is none. One system call. */
export const recordStamp = (folder: string): string => fileStatus(recordIn(folder))?.identity ?? "";

function dataHome(env: Readonly<Record<string, string | undefined>>, system: string): string | undefined {
  const { XDG_DATA_HOME: dataHome, HOME: home, LOCALAPPDATA: localData } = env;
  // The specification has relative paths ignored (XDG Base Directory, "Environment variables").
  if (dataHome?.startsWith("/")) return dataHome;
  if (system === "win32") return localData || undefined;
  if (!home?.startsWith("/")) return undefined;
  return system === "darwin" ? `${home}/Library/Application Support` : `${home}/.local/share`;
}

/**
 * Why a folder of the store must not be used, as what follows its name in a sentence; undefined when all is well.
 * Takes one system call.
 */
export function folderProblem(status: FileStatus): string | undefined {
  if (status.kind === "link") return "is a symbolic link";
  if (status.kind !== "folder") return "is not a folder";
  if (isWindows) return undefined; // Local application data is private to its user there.
  const user = actingUser();
  if (status.owner !== user) return `belongs to the user with number ${status.owner}, not to you (${user})`;
  if ((status.mode & 0o022) !== 0) return "can be written to by others";
  return undefined;
}

/**
 * Why the folders around a store make it unsafe, as a sentence: whoever may write to one of them can put another store in
 * its place, such as an older one of this user. Links are not followed. A system call for each.
 */
export function parentProblem(path: string): string | undefined {
  if (isWindows) return undefined;
  const open = statusesAround(path).find(({ status }) => status?.kind === "folder" && isOpenToOthers(status));
  return open && `The folder ${open.folder}, in which ${path} is, can be written to by others.`;
}

/** In a sticky folder, such as /tmp, nobody can rename what belongs to somebody else. */
function isOpenToOthers({ mode, group }: FileStatus): boolean {
  const [sticky, writableByGroup, writableByAll] = [0o1000, 0o020, 0o002];
  if ((mode & sticky) !== 0) return false;
  // Many systems give each user a group of their own, whose members may write by default.
  return (mode & writableByAll) !== 0 || ((mode & writableByGroup) !== 0 && group !== actingGroup());
}

/**
 * Makes sure that nobody else can put another folder in the place of one.
 * @throws StoreError "unsafe"
 */
export function requireSafeParents(path: string): void {
  const problem = parentProblem(path);
  if (problem === undefined) return;
  const advice =
    "Nothing is installed there. Take that permission away (chmod o-w, chmod g-w), or set XDG_DATA_HOME.";
  throw new StoreError("unsafe", problem, advice);
}

/**
 * Makes a folder that only its owner reaches, or makes sure that it is one.
 * @throws StoreError "unsafe", "disk"
 */
export function makePrivateFolder(path: string): void {
  const status = fileStatus(path);
  if (status === undefined) makeFolder(path);
  checkPrivateFolder(path, status ?? fileStatus(path));
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    mkdirSync(path, { mode: 0o700 });
    syncFolder(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw diskError("make the folder", path, error);
  }
}

/** Why a folder cannot be looked at that was there before. */
function lookError(path: string): unknown {
  try {
    lstatSync(path);
    return new Error("it was gone for a moment; try again");
  } catch (error) {
    return error;
  }
}

function checkPrivateFolder(path: string, status: FileStatus | undefined): void {
  if (status === undefined) throw diskError("look at", path, lookError(path));
  const problem = folderProblem(status);
  if (problem !== undefined)
    throw new StoreError(
      "unsafe",
      `The folder ${path} ${problem}.`,
      "Nothing is installed there. Remove it, or set XDG_DATA_HOME to a folder of your own.",
    );
  if (!isWindows && (status.mode & 0o077) !== 0) chmodSync(path, 0o700);
}

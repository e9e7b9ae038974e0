// Where the store is, and that nobody else can write there.

import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./durable_file.ts";
import { actingGroup, actingUser, type FileStatus, fileStatus } from "./file_status.ts";
import { isForeignToRoot, ROOT } from "./root_user.ts";
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

/** This process, as far as owners of folders go. */
interface Actor {
  readonly user: number;
  readonly group: number;
}

/**
 * Whether there is a store in a folder, and why it must not be used, as a sentence: somebody else can have written what is
 * in it.
 */
export function lookAtStore(folder: string): {
  readonly isThere: boolean;
  readonly problem?: string | undefined;
} {
  const status = fileStatus(folder);
  if (status === undefined) {
    const unseen = whyUnseen(folder)?.message;
    return { isThere: unseen !== undefined, problem: unseen };
  }
  const actor = { user: actingUser(), group: actingGroup() };
  const around = foldersAround(folder).map((path) => ({ path, status: fileStatus(path) }));
  const problem = folderProblem(status, actor);
  if (problem !== undefined) return { isThere: true, problem: `The folder ${folder} ${problem}.` };
  return { isThere: true, problem: unsafeAround(folder, around, actor)?.sentence };
}

/**
 * Makes the folders of a store, which only their owner reaches, or makes sure that they are such, and that nobody else
 * can put other ones in their place.
 * @param inside names of folders in it
 * @throws StoreError "unsafe", "disk"
 */
export function preparePrivateFolders(folder: string, inside: readonly string[]): void {
  const actor = { user: actingUser(), group: actingGroup() };
  const around = foldersAround(folder).map((path) => ({ path, status: fileStatus(path) }));
  const paths = [folder, ...inside.map((name) => `${folder}/${name}`)];
  const own = paths.map((path) => ({ path, status: fileStatus(path) }));
  const unsafe = unsafeAround(folder, around, actor);
  if (unsafe !== undefined) throw new StoreError("unsafe", unsafe.sentence, unsafe.advice);
  for (const { path, status } of own) {
    if (status === undefined) makeFolder(path, around, actor);
    requirePrivate(path, status ?? fileStatus(path), actor);
  }
}

interface Folder {
  readonly path: string;
  readonly status: FileStatus | undefined;
}

/** The folders that a path lies in, the nearest first. */
function foldersAround(path: string): string[] {
  const found: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    found.push(path.slice(0, end));
  return path.startsWith("/") ? [...found, "/"] : found;
}

/** Why a folder of the store must not be used, as what follows its name in a sentence; undefined when all is well. */
function folderProblem(status: FileStatus, { user }: Actor): string | undefined {
  if (status.kind === "link") return "is a symbolic link";
  if (status.kind !== "folder") return "is not a folder";
  if (isWindows) return undefined; // Local application data is private to its user there.
  if (status.owner !== user) return `belongs to the user with number ${status.owner}, not to you (${user})`;
  if ((status.mode & 0o022) !== 0) return "can be written to by others";
  return undefined;
}

/**
 * Why the folders around a store make it unsafe: whoever may write to one of them can put another store in its place, such
 * as an older one of this user. Links are not followed.
 */
function unsafeAround(folder: string, around: readonly Folder[], actor: Actor): Unsafe | undefined {
  if (isWindows) return undefined;
  for (const { path, status } of around) {
    if (status?.kind !== "folder") continue;
    const where = `The folder ${path}, in which ${folder} is,`;
    if (actor.user === ROOT && isForeignToRoot(status))
      return {
        sentence: `${where} belongs to the user with number ${status.owner}, and you are root.`,
        advice:
          "Run it without sudo, or with sudo -H, which changes HOME. XDG_DATA_HOME names another folder.",
      };
    if (isOpenToOthers(status, actor))
      return {
        sentence: `${where} can be written to by others.`,
        advice:
          "Nothing is installed there. Take that permission away (chmod o-w, chmod g-w), or set XDG_DATA_HOME.",
      };
  }
  return undefined;
}

interface Unsafe {
  readonly sentence: string;
  readonly advice: string;
}

/** In a sticky folder, such as /tmp, nobody can rename what belongs to somebody else. */
function isOpenToOthers({ mode, group }: FileStatus, actor: Actor): boolean {
  const [sticky, writableByGroup, writableByAll] = [0o1000, 0o020, 0o002];
  if ((mode & sticky) !== 0) return false;
  // Many systems give each user a group of their own, whose members may write by default.
  return (mode & writableByAll) !== 0 || ((mode & writableByGroup) !== 0 && group !== actor.group);
}

function makeFolder(path: string, around: readonly Folder[], actor: Actor): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    mkdirSync(path, { mode: 0o700 });
    syncFolder(dirname(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    const refused = diskError("make the folder", path, error);
    const advice = code === "EACCES" ? takenBySomebody(around, actor) : undefined;
    if (advice === undefined) throw refused;
    throw new StoreError("disk", refused.message, advice, { cause: error });
  }
}

/** What to do about a folder of FastForth's that somebody else has made here, such as root. */
function takenBySomebody(around: readonly Folder[], { user }: Actor): string | undefined {
  const nearest = around.find(({ status }) => status !== undefined);
  const owner = nearest?.status?.owner;
  if (nearest === undefined || owner === user || !nearest.path.endsWith("/fastforth")) return undefined;
  return `${nearest.path} belongs to the user with number ${owner}. ${givenBack(user, nearest.path)}`;
}

const givenBack = (user: number, folder: string): string =>
  `To have it: sudo chown -R ${user} ${folder}. Or set XDG_DATA_HOME to a folder of your own.`;

/** Why a folder cannot be looked at that was there before. */
function lookError(path: string): unknown {
  try {
    lstatSync(path);
    return new Error("it was gone for a moment; try again");
  } catch (error) {
    return error;
  }
}

/** Why nobody can say whether there is a folder; undefined when there is none. */
function whyUnseen(path: string): StoreError | undefined {
  const error = lookError(path);
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" ? undefined : diskError("look at", path, error);
}

function requirePrivate(path: string, status: FileStatus | undefined, actor: Actor): void {
  if (status === undefined) throw diskError("look at", path, lookError(path));
  const problem = folderProblem(status, actor);
  if (problem !== undefined)
    throw new StoreError(
      "unsafe",
      `The folder ${path} ${problem}.`,
      status.kind === "folder" && status.owner === ROOT
        ? givenBack(actor.user, path)
        : "Nothing is installed there. Remove it, or set XDG_DATA_HOME to a folder of your own.",
    );
  if (!isWindows && (status.mode & 0o077) !== 0) makePrivate(path);
}

function makePrivate(path: string): void {
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    throw diskError("make private", path, error);
  }
}

/**
 * Paths as `node:path` has them, whose loading takes as long as a short program runs. On systems with other paths than those
 * of POSIX it does the work.
 */
import * as node from "node:path";
import { environmentVariable } from "./environment.ts";

const isPosix = process.platform !== "win32";

export const isAbsolute = (path: string): boolean => (isPosix ? path.startsWith("/") : node.isAbsolute(path));

/** A path seen from a folder. A slash at its end, which only a folder may have, stays. */
export function join(folder: string, path: string): string {
  if (!isPosix) return node.join(folder, path);
  const joined = folder === "" || path === "" ? folder + path : `${folder}/${path}`;
  if (joined === "") return ".";
  const normal = normalized(joined);
  if (!joined.endsWith("/") || normal.endsWith("/")) return normal || ".";
  return `${normal || "."}/`;
}

/** The absolute path of a path seen from a folder, which is absolute itself. */
export function resolve(folder: string, path: string): string {
  if (!isPosix) return node.resolve(folder, path);
  return normalized(isAbsolute(path) ? path : `${folder}/${path}`);
}

/** The path of the folder that a path lies in. */
export function dirname(path: string): string {
  if (!isPosix) return node.dirname(path);
  let end = path.length;
  while (end > 1 && path.charAt(end - 1) === "/") end--;
  const slash = path.lastIndexOf("/", end - 1);
  if (slash > 1) return path.slice(0, slash);
  if (!isAbsolute(path)) return slash < 0 ? "." : path.slice(0, slash);
  // Two slashes at the beginning may mean something else than one (POSIX, 4.13).
  return slash === 1 ? "//" : "/";
}

/** A path in which `~`, alone or before a slash, is the person's home folder, as gforth has it for the names of files. */
export function atHome(path: string): string {
  if (path !== "~" && !path.startsWith("~/")) return path;
  const home = environmentVariable("HOME") ?? environmentVariable("USERPROFILE");
  return home === undefined || home === "" ? path : join(home, path.slice(2));
}

/** Without `.`, without `..` behind a name, without empty parts; the empty text for where one is. */
function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isAbsolute(path)) parts.push(part);
  }
  return isAbsolute(path) ? `/${parts.join("/")}` : parts.join("/");
}

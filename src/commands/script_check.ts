/** What is said of a program that cannot be read. */

import { constants } from "node:fs";
import { basename, dirname, join } from "node:path";
import { closestName } from "../forth/spelling.ts";
import { isAllowed, namesIn, statusOf } from "../machine/named_files.ts";
import { commandNames } from "./names.ts";
import { UsageError } from "./usage_error.ts";

/** Finds out before anything runs whether a program can be read. @throws UsageError that says why not */
export function checkScript(path: string): void {
  // Opening it would do something to a pipe.
  try {
    if (statusOf(path).isDirectory()) throw new UsageError(`${path} is a folder, not a program`);
    if (!isAllowed(path, constants.R_OK)) throw new UsageError(`${path} may not be read by you`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const name = path === "" ? '""' : path;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new UsageError(`there is no file ${name}`, missingHint(path));
    if (code === "EACCES") throw new UsageError(`${name} may not be read by you`);
    throw new UsageError(`cannot read ${name}: ${message}`);
  }
}

const SOURCE_ENDINGS = [".fth", ".fs", ".4th", ".f", ".forth"] as const;

/** What somebody who named a file that is not there may have meant: another ending, a similar name, a command. */
function missingHint(path: string): string | undefined {
  let names: string[] = [];
  try {
    names = namesIn(dirname(path));
  } catch {
    // Without its folder, there is nothing beside it.
  }
  const name = basename(path);
  const ending = SOURCE_ENDINGS.find((candidate) => names.includes(name + candidate));
  const meant = ending === undefined ? closestName(name, names.filter(isSource)) : name + ending;
  if (meant !== undefined) return `did you mean ${path.includes("/") ? join(dirname(path), meant) : meant}?`;
  const command = closestName(path, commandNames);
  return command === undefined ? undefined : `did you mean the command ${command}?`;
}

const isSource = (name: string): boolean => SOURCE_ENDINGS.some((ending) => name.endsWith(ending));

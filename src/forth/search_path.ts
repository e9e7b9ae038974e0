/**
 * The folders in which INCLUDED looks for a file that is neither beside the one that includes it nor in the current
 * folder: gforth's FPATH. It begins as what -p or FASTFORTH_PATH say; from when a program has asked for FPATH on, it is
 * what the string variable of that name holds, its parts with zero bytes between them.
 */
import { environmentVariable } from "../machine/environment.ts";
import { textOf } from "../machine/system_text.ts";
import type { Session } from "./session.ts";

const VARIABLE = "FASTFORTH_PATH";
/** The folder of the file that includes, and the current one. */
export const HERE = ".";
const SEPARATOR = process.platform === "win32" ? ";" : ":";

/** The folders that a session begins with, besides HERE. */
export function firstFolders(session: Session): readonly string[] {
  const text = session.searchPath ?? environmentVariable(VARIABLE) ?? "";
  return text === "" ? [] : text.split(SEPARATOR).filter((folder) => folder !== "");
}

/** The folders to look in now, in their order. */
export function searchedFolders(session: Session): string[] {
  const { pathVariable } = session;
  return pathVariable === 0 ? [HERE, ...firstFolders(session)] : foldersAt(session, pathVariable);
}

/** The folders in a string variable. */
export function foldersAt(session: Session, variable: number): string[] {
  const { machine } = session;
  machine.pushNumber(variable);
  session.run(session.systemWord("$@"));
  const length = machine.popNumber();
  const bytes = machine.range(machine.popAddress(), length);
  return textOf(bytes)
    .split("\0")
    .filter((folder) => folder !== "");
}

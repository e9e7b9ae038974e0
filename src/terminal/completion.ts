/** What the text before the cursor may become: words, locals, names of files. */
import { visibleLocals } from "../forth/local_scope.ts";
import type { Session } from "../forth/session.ts";
import { visibleNames } from "../forth/visible_names.ts";
import { namesIn, statusOf } from "../machine/named_files.ts";
import { throwCodes } from "../reference/throw_codes.ts";
import { topics } from "../reference/topics.ts";
import { wordTable } from "../reference/word_table.ts";

export interface Completion {
  /** The end of the text before the cursor that is completed. */
  readonly start: string;
  /** What it may become, sorted. */
  readonly candidates: readonly string[];
  /** What stands behind a candidate when it is the only one. */
  readonly behind: (candidate: string) => string;
  /** Whether the candidates are words. */
  readonly areWords: boolean;
}

const FILE_NAME = /(?:^|\s)(?:include|require|needs|use)\s+(\S*)$/i;
const QUOTED_NAME = /(?:^|\s)(?:s"|s\\")\s([^"]*)$/i;
const HELP = /^\s*help\s+(\S*)$/i;

/** @param before the line up to the cursor */
export function complete(session: Session, before: string): Completion {
  const quoted = QUOTED_NAME.exec(before)?.[1];
  if (quoted !== undefined) return files(quoted, '" ');
  const file = FILE_NAME.exec(before)?.[1];
  if (file !== undefined) return files(file, " ");
  const start = /\S*$/.exec(before)?.[0] ?? "";
  const names = new Set([...visibleLocals(session.definition?.scope).keys(), ...visibleNames(session)]);
  if (HELP.test(before)) for (const name of helpNames()) names.add(name);
  return { start, candidates: beginningWith(names, start), behind: () => " ", areWords: true };
}

/** What there is help about besides words. */
function helpNames(): string[] {
  const sets = wordTable().sets.map(({ title }) => title);
  return [
    ...topics().map(({ name }) => name),
    ...sets.filter((title) => !title.includes(" ")),
    ...[...throwCodes().keys()].map(String),
  ];
}

/** The names that begin with `start` in any case, sorted. For a start in upper case they are, too. */
function beginningWith(names: Iterable<string>, start: string): string[] {
  const wanted = start.toLowerCase();
  const upper = start !== wanted && start === start.toUpperCase();
  return [...names]
    .filter((name) => name.toLowerCase().startsWith(wanted))
    .map((name) => (upper ? name.toUpperCase() : name))
    .sort();
}

/** The files and folders whose path begins with `path`. Those with a dot in front are there for who asks for them. */
function files(path: string, ending: string): Completion {
  const slash = path.lastIndexOf("/") + 1;
  const folder = path.slice(0, slash);
  const start = path.slice(slash);
  let names: string[] = [];
  try {
    names = namesIn(folder === "" ? "." : folder);
  } catch {
    // Where there is no folder, there is nothing to complete.
  }
  const candidates = names
    .filter((name) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
    .map((name) => (isFolder(folder + name) ? `${name}/` : name))
    .sort();
  return { start, candidates, behind: (name) => (name.endsWith("/") ? "" : ending), areWords: false };
}

function isFolder(path: string): boolean {
  try {
    return statusOf(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * INCLUDED and its kin: which file a name means, and interpreting it (Forth 2012, 11.6.1.1718, 11.6.2.2144.50).
 *
 * A relative name is looked for beside the file that includes it, beside those that include that one, then in the
 * current folder, then in the folders of the search path. A name of no file may be that of a library of gforth that comes
 * with the system, or lack its suffix `.4th`.
 */

import { constants } from "node:fs";
import { currentFolder } from "../machine/environment.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { GatheredBytes } from "../machine/gathered_bytes.ts";
import { readNamed, statusOf } from "../machine/named_files.ts";
import { atHome, dirname, isAbsolute, join, resolve } from "../machine/paths.ts";
import { isFile } from "../machine/system_calls.ts";
import { bytesOf } from "../machine/system_text.ts";
import { type FileRefusal, type ForthFile, identityOf, refusalOf, SourceFile } from "./files.ts";
import { interpretSourceFile } from "./script.ts";
import { HERE, searchedFolders } from "./search_path.ts";
import type { Session } from "./session.ts";
import { type Source, withoutInterpreterLine } from "./source.ts";
import { SystemFile } from "./system_file.ts";

/** Few programs ask for one of these. */
const lateLibraries = () => require("./libraries.ts") as typeof import("./libraries.ts");

/** What gforth adds to a name of no file. */
const SUFFIX = ".4th";

/** Interprets a file. Throws -38 when there is none, -37 when it cannot be read, and what its words throw. */
export function includeFile(session: Session, name: string): void {
  const { path, refused } = findIncluded(session, name);
  if (path !== undefined) return interpretFile(session, path);
  const library = lateLibraries().libraries.get(name);
  if (library === undefined) {
    if (refused !== undefined) throw new ForthThrow(ThrowCodes.fileFault, refused);
    throw new ForthThrow(ThrowCodes.fileNotFound, name);
  }
  session.files.included.add(name);
  session.text.interpretText(name, bytesOf(library));
}

/** Interprets a file unless it was included before, under whatever name. Throws as `includeFile`. */
export function requireFile(session: Session, name: string): void {
  const { included } = session.files;
  const { path } = findIncluded(session, name);
  if (!included.has(path === undefined ? name : identityOf(path))) includeFile(session, name);
}

/** INCLUDE-FILE (11.6.1.1717): interprets the rest of an open file and closes it. */
export function includeOpenFile(session: Session, id: number, file: ForthFile): void {
  const bytes = readSource(file.path, () => file.readAll().join());
  session.text.interpretText(file.path, bytes, id);
  session.files.close(id);
}

/** What a name means. */
interface FoundSource {
  /** The path of the file. */
  readonly path?: string;
  /** Why something of that name is no file that can be read: a folder, a circle of links … */
  readonly refused?: string;
}

/** The file that a name means, with its suffix or without; none where the name is that of a library. */
function findIncluded(session: Session, name: string): FoundSource {
  const found = findSource(session, name);
  if (found.path !== undefined || lateLibraries().libraries.has(name)) return found;
  const { path } = findSource(session, `${name}${SUFFIX}`);
  return path === undefined ? found : { path };
}

function findSource(session: Session, name: string): FoundSource {
  let refused: string | undefined;
  // Joined to a folder it would be that folder.
  if (name === "") return {};
  const paths = candidates(session, name);
  // Loops, because methods such as `find` are among the functions that the engine would have to load for this.
  for (const path of paths) if (session.sourceText?.(path) !== undefined || isFile(path)) return { path };
  for (const path of paths) {
    try {
      if (!statusOf(path).isDirectory()) return { path };
      refused ??= `${path} is a folder`;
    } catch (error) {
      const refusal: FileRefusal = refusalOf(error);
      if (!refusal.missing) refused ??= `${path}: ${refusal.reason}`;
    }
  }
  return refused === undefined ? {} : { refused };
}

/** The paths that a name may mean, the one to be taken first. */
function candidates(session: Session, name: string): string[] {
  return pathsIn(session, name, [HERE, ...searchedFolders(session)]);
}

/**
 * The paths of a name in folders of a search path, of which `.` is that of the file that includes, of those around it, and
 * then the current one.
 */
export function pathsIn(session: Session, name: string, folders: readonly string[]): string[] {
  const named = atHome(name);
  if (named !== name || isAbsolute(name)) return [named];
  const paths = new Set<string>();
  for (const folder of folders) {
    if (folder !== HERE) {
      paths.add(join(atHome(folder), name));
      continue;
    }
    for (const near of includingFolders(session)) paths.add(join(near, name));
    paths.add(name);
  }
  return [...paths];
}

/** The folders of the files that are being interpreted, innermost first. */
function includingFolders(session: Session): string[] {
  const folders: string[] = [];
  for (let source: Source | undefined = session.source; source !== undefined; source = source.parent) {
    const file = session.files.get(source.sourceId);
    if (!(file instanceof SourceFile)) continue;
    // The name as people know it, unless the program has changed the current folder since.
    folders.push(
      dirname(resolve(currentFolder(), source.name) === file.absolutePath ? source.name : file.absolutePath),
    );
  }
  return folders;
}

function interpretFile(session: Session, path: string): void {
  const { files } = session;
  const bytes = readSource(path, () => session.sourceText?.(path) ?? readNamed(path));
  const real = identityOf(path);
  const known = files.included.has(real);
  files.included.add(real);
  interpretSourceFile(session, new SourceFile(path, bytes), bytes, () => {
    // What was not loaded to its end may be required again.
    if (!known) files.included.delete(real);
  });
}

/** The text of a source; a first line that begins with #! becomes a comment. */
function readSource(path: string, read: () => Uint8Array): Uint8Array {
  return withoutInterpreterLine(attempt(path, read));
}

/** The whole contents of a file. Throws -38 when there is none, -37 when it cannot be read. */
export function readWholeFile(path: string): GatheredBytes {
  return attempt(path, () => {
    const file = SystemFile.open(path, constants.O_RDONLY);
    try {
      return file.readAll();
    } finally {
      file.close();
    }
  });
}

function attempt<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const refusal: FileRefusal = refusalOf(error);
    if (refusal.missing) throw new ForthThrow(ThrowCodes.fileNotFound, path);
    throw new ForthThrow(ThrowCodes.fileFault, `${path}: ${refusal.reason}`);
  }
}

/** The Forth files of the folders that an editor has open, read as text: what they define and what they include. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PACKAGES } from "../testing/discovery.ts";
import type { Documents } from "./documents.ts";

const FORTH_NAME = /\.(?:fth|fs|4th|f|forth|frt|fr)$/i;
const MAX_FILES = 2000;
const MAX_BYTES = 1 << 20;
/** Milliseconds for which a look at the folders holds. */
const HOLDS = 2000;

/** A definition, as the text has it. */
interface WrittenDefinition {
  readonly name: string;
  readonly definer: string;
  /** From 0. */
  readonly line: number;
  readonly character: number;
}

interface WorkspaceFile {
  readonly state: string;
  readonly definitions: readonly WrittenDefinition[];
  /** Absolute paths that its includes may mean. */
  readonly includes: readonly string[];
}

export class Workspace {
  folders: readonly string[] = [];
  private readonly files = new Map<string, WorkspaceFile>();
  private looked = Number.NEGATIVE_INFINITY;

  constructor(private readonly documents: Documents) {}

  /** Something has changed in the folders. */
  changed(): void {
    this.looked = Number.NEGATIVE_INFINITY;
  }

  all(): ReadonlyMap<string, WorkspaceFile> {
    if (performance.now() - this.looked > HOLDS) this.look();
    for (const path of this.documents.paths) this.read(path);
    return this.files;
  }

  /** The files that include a file, over others, and that none includes; the file itself is not among them. */
  rootsOf(path: string): string[] {
    const files = this.all();
    const seen = new Set([path]);
    const roots: string[] = [];
    const pending = [path];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const target = next;
      const includers = [...files].filter(([, { includes }]) => includes.includes(target));
      if (includers.length === 0 && target !== path) roots.push(target);
      for (const [includer] of includers) {
        if (seen.has(includer)) continue;
        seen.add(includer);
        pending.push(includer);
      }
    }
    return roots;
  }

  private look(): void {
    const found = new Set<string>(this.documents.paths);
    for (const folder of this.folders) forthFilesBelow(folder, found);
    for (const path of this.files.keys()) if (!found.has(path)) this.files.delete(path);
    for (const path of found) this.read(path);
    this.looked = performance.now();
  }

  private read(path: string): void {
    const document = this.documents.at(path);
    try {
      const status = document === undefined ? statSync(path) : undefined;
      const state = status === undefined ? `version ${document?.version}` : `written ${status.mtimeMs}`;
      if (this.files.get(path)?.state === state) return;
      if (status !== undefined && status.size > MAX_BYTES) return;
      const text = document?.getText() ?? readFileSync(path, "utf8");
      const includes = includesIn(text).flatMap((name) => [
        resolve(dirname(path), name),
        ...this.folders.map((folder) => resolve(folder, name)),
      ]);
      this.files.set(path, { state, definitions: definitionsIn(text), includes });
    } catch {
      this.files.delete(path); // It is gone, or not for us to read.
    }
  }
}

function forthFilesBelow(folder: string, found: Set<string>): void {
  let entries: { name: string; isDirectory(): boolean; isFile(): boolean }[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return; // A folder that may not be read has nothing to show.
  }
  for (const entry of entries) {
    if (found.size >= MAX_FILES) return;
    if (entry.name.startsWith(".") || PACKAGES.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) forthFilesBelow(path, found);
    else if (entry.isFile() && FORTH_NAME.test(entry.name)) found.add(path);
  }
}

const DEFINITION = new RegExp(
  `(?<=^|\\s)(${[
    ...[":", "constant", "2constant", "fconstant", "variable", "2variable", "fvariable", "value", "2value"],
    ...["fvalue", "create", "defer", "buffer:", "synonym", "alias", "marker", "vocabulary", "code"],
    ...["field:", "cfield:", "ffield:", "begin-structure"],
  ].join("|")})\\s+(\\S+)`,
  "gi",
);

/** The definitions of a text, half-written or not. Comments are left out as far as a line tells. */
export function definitionsIn(text: string): WrittenDefinition[] {
  const found: WrittenDefinition[] = [];
  for (const [line, written] of text.split("\n").entries()) {
    const code = withoutComments(written);
    for (const match of code.matchAll(DEFINITION)) {
      const [whole, definer = "", name = ""] = match;
      found.push({
        name,
        definer: definer.toLowerCase(),
        line,
        character: match.index + whole.length - name.length,
      });
    }
  }
  return found;
}

/** A line with blanks in the place of its comments. */
function withoutComments(line: string): string {
  return line
    .replace(/(?<=^|\s)\((?=\s)[^)]*\)?/g, (comment) => " ".repeat(comment.length))
    .replace(/(?<=^|\s)\\(?:[gG])?(?:\s.*)?$/, (comment) => " ".repeat(comment.length));
}

/** The names of the files that a text includes. */
function includesIn(text: string): string[] {
  const names: string[] = [];
  for (const line of text.split("\n")) {
    const code = withoutComments(line);
    for (const [, name = ""] of code.matchAll(/(?<=^|\s)(?:include|require|needs|use)\s+(\S+)/gi))
      names.push(name);
    for (const [, name = ""] of code.matchAll(/(?<=^|\s)s"\s([^"]+)"\s+(?:included|required)(?=\s|$)/gi))
      names.push(name);
  }
  return names;
}

/**
 * Checks a program: loads it with its effects held, and gives everything that was found, the words that it defines and
 * where they are named. Nothing of it is kept from one check to the next.
 */
import { interpretScript } from "../forth/script.ts";
import { changeFolder, currentFolder } from "../machine/environment.ts";
import { readNamed } from "../machine/named_files.ts";
import { enableTesting } from "../words/testing.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { EditorDetails } from "./editor_details.ts";
import { Loading } from "./loading.ts";
import { rules } from "./rules.ts";
import type { SourceText } from "./source_file.ts";
import type { ProgramSymbol, Reference } from "./symbols.ts";
import { EndOfProgram } from "./tolerant_interpreter.ts";

export interface CheckOptions {
  /** The words of tests are known from the beginning. */
  readonly testing?: boolean;
  /** Gives the text of a file in the place of the file system: what an editor has not saved. */
  readonly sourceText?: (path: string) => Uint8Array | undefined;
  /** What editors show is found out, too. */
  readonly details?: boolean;
}

export interface CheckedProgram {
  /** What was found, in the order of files and lines; without what comments silence. */
  readonly diagnostics: readonly Diagnostic[];
  readonly symbols: readonly ProgramSymbol[];
  readonly references: readonly Reference[];
  /** The files of the program: the one that was named, and those that it includes. */
  readonly files: readonly SourceText[];
  /** Undefined unless it was asked for. */
  readonly details: EditorDetails | undefined;
}

/** What a run has by default. */
const LARGE_MEMORY = 1 << 28;

/** Checks the program that begins with a file. @throws what reading the file throws */
export function checkProgram(path: string, options: CheckOptions = {}): CheckedProgram {
  const { details = false } = options;
  let loading = new Loading({ details });
  load(loading, path, options);
  if (loading.lackedMemory) {
    loading = new Loading({ details, memory: LARGE_MEMORY });
    load(loading, path, options);
  }
  return resultOf(loading);
}

/** What is known of a program that has been loaded. */
export function resultOf(loading: Loading): CheckedProgram {
  reportUnusedWords(loading);
  return {
    diagnostics: heard(loading),
    symbols: loading.symbols.all,
    references: loading.symbols.references,
    files: [...loading.reports.texts.values()],
    details: loading.notes?.details,
  };
}

/** Loads a program that begins with a file, to its end. @throws what reading the file throws */
export function load(loading: Loading, path: string, options: CheckOptions = {}): void {
  const bytes = options.sourceText?.(path)?.slice() ?? readNamed(path);
  const folder = currentFolder();
  const { session } = loading;
  session.sourceText = options.sourceText;
  if (options.testing === true) enableTesting(session);
  try {
    interpretScript(session, path, bytes);
  } catch (error) {
    if (!(error instanceof EndOfProgram)) throw error;
  } finally {
    session.close();
    if (currentFolder() !== folder) changeFolder(folder);
  }
  loading.complete();
}

function reportUnusedWords({ symbols, reports }: Loading): void {
  for (const { name, range, uses } of symbols.all) {
    if (uses > 0 || name.startsWith("_")) continue;
    reports.report("unused-word", range, `nothing uses ${name}`);
  }
}

/** What comments do not silence, and comments that silence nothing; each report once. */
function heard({ reports: { diagnostics, texts } }: Loading): Diagnostic[] {
  const byPath = new Map<string, SourceText>();
  for (const text of texts.values()) if (!byPath.has(text.path)) byPath.set(text.path, text);
  const seen = new Set<string>();
  const left = diagnostics.filter(({ rule, range, message }) => {
    const key = `${rule} ${range.file} ${range.offset} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return !(byPath.get(range.file)?.ignores(rule, range.line) ?? false);
  });
  for (const text of byPath.values()) left.push(...idleIgnores(text));
  const order = [...byPath.keys()];
  return left.sort(
    ({ range: a }, { range: b }) =>
      order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

function idleIgnores(text: SourceText): Diagnostic[] {
  const { severity } = rules["unused-ignore"];
  const found: Diagnostic[] = [];
  for (const { line, column, width, unknown, used } of text.ignoring()) {
    const range = text.range(text.offsetOf(line, column), width);
    const say = (message: string) =>
      found.push({ rule: "unused-ignore", severity, message, range, related: [], hint: undefined });
    for (const name of unknown) say(`there is no rule ${name}`);
    if (!used && unknown.length === 0) say("there is nothing here that this silences");
  }
  return found;
}

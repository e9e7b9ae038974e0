/**
 * Checks a program: loads it with its effects held, and gives everything that was found, the words that it defines and
 * where they are named. Nothing of it is kept from one check to the next.
 */
import { interpretScript } from "../forth/script.ts";
import { changeFolder, currentFolder } from "../machine/environment.ts";
import { readNamed } from "../machine/named_files.ts";
import { enableTesting } from "../words/testing.ts";
import type { CheckingSession } from "./checking_session.ts";
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
  const check = new ProgramCheck(path, options);
  for (;;) {
    const program = check.goOn(Number.POSITIVE_INFINITY);
    if (program !== undefined) return program;
  }
}

/** The check of a program, which is done bit by bit. */
export class ProgramCheck {
  private loading: Loading;
  private load: Load;
  private isLoaded = false;

  constructor(
    private readonly path: string,
    private readonly options: CheckOptions,
  ) {
    const { details = false } = options;
    this.loading = new Loading({ details });
    this.load = new Load(this.loading, path, options);
  }

  /**
   * Checks for a while. What a word of the program does is not interrupted.
   * @param until of `performance.now()`
   * @returns the program when all of it has been checked. @throws what reading the file throws
   */
  goOn(until: number): CheckedProgram | undefined {
    if (this.isLoaded) return resultOf(this.loading);
    if (!this.load.goOn(until)) return undefined;
    const { details = false } = this.options;
    if (!this.loading.lackedMemory || this.loading.memory === LARGE_MEMORY) this.isLoaded = true;
    else {
      this.loading = new Loading({ details, memory: LARGE_MEMORY });
      this.load = new Load(this.loading, this.path, this.options);
    }
    return undefined;
  }

  /** Gives back what an unfinished check holds. */
  discard(): void {
    if (!this.isLoaded) this.loading.session.close();
  }
}

/** What is known of a program that has been loaded. */
function resultOf(loading: Loading): CheckedProgram {
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
export function load(loading: Loaded, path: string, options: CheckOptions = {}): void {
  const load = new Load(loading, path, options);
  while (!load.goOn(Number.POSITIVE_INFINITY));
}

/** Who loads a program. */
interface Loaded {
  readonly session: CheckingSession;
  complete(): void;
}

/** Loads a program that begins with a file, bit by bit. */
class Load {
  /** The current folder as the program has it. */
  private folder = currentFolder();

  /** @throws what reading the file throws */
  constructor(
    private readonly loading: Loaded,
    path: string,
    options: CheckOptions,
  ) {
    const bytes = options.sourceText?.(path)?.slice() ?? readNamed(path);
    const { session } = loading;
    session.sourceText = options.sourceText;
    if (options.testing === true) enableTesting(session);
    session.tolerant.beginStepwise();
    interpretScript(session, path, bytes);
  }

  /** Loads for a while; gives whether all is loaded. */
  goOn(until: number): boolean {
    const around = currentFolder();
    let hasEnded = true;
    try {
      if (around !== this.folder) changeFolder(this.folder);
      hasEnded = this.loading.session.tolerant.goOn(until);
    } catch (error) {
      if (!(error instanceof EndOfProgram)) throw error;
    } finally {
      if (hasEnded) this.loading.session.close();
      this.folder = currentFolder();
      if (this.folder !== around) changeFolder(around);
    }
    if (hasEnded) this.loading.complete();
    return hasEnded;
  }
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

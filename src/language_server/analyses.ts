/** The programs of the files that are open: checked when they are asked for, and kept while their files stay as they are. */
import { basename, resolve } from "node:path";
import { PartlyLoaded } from "../checking/partly_loaded.ts";
import { type CheckedProgram, type CheckOptions, checkProgram } from "../checking/program.ts";
import { statusOf } from "../machine/named_files.ts";
import { TEST_NAME } from "../testing/discovery.ts";
import type { Documents } from "./documents.ts";
import { type FileIndex, ProgramIndex } from "./program_index.ts";
import type { Workspace } from "./workspace.ts";

interface Analysis {
  readonly index: ProgramIndex;
  /** What each of its files was when it was read. */
  readonly states: ReadonlyMap<string, string>;
}

/** The beginning of a program, loaded before somebody asks for the whole. */
interface Beginning {
  readonly path: string;
  readonly part: PartlyLoaded;
  /** What its other files were. */
  readonly states: ReadonlyMap<string, string>;
}

/** Words that are not there may be those of a program that includes the file. */
const MAX_INCLUDERS = 4;
/** Programs that are kept. */
const MAX_KEPT = 24;

/** A file, as a part of a program. */
export interface FileOfProgram {
  readonly index: ProgramIndex;
  readonly file: FileIndex;
}

export class Analyses {
  private readonly kept = new Map<string, Analysis>();
  /** By file: the program that it is looked at in, while that is another one than its own. */
  private readonly rootOf = new Map<string, string>();
  /** By file: the first byte that its last change has made another. */
  private readonly edited = new Map<string, number>();
  private beginning: Beginning | undefined;

  constructor(
    private readonly documents: Documents,
    private readonly workspace: Workspace,
    private readonly failed: (path: string, error: unknown) => void,
  ) {}

  /** A file as it is now. */
  of(path: string): FileOfProgram | undefined {
    const root = this.rootOf.get(path);
    if (root !== undefined) {
      const found = this.part(this.program(root), path);
      if (found !== undefined) return found;
      this.rootOf.delete(path);
    }
    const own = this.part(this.program(path), path);
    if (own === undefined || unknownNamesIn(own, path) === 0) return own;
    return this.asPart(path, own);
  }

  /** A file that lacks words is looked at as a part of a program that includes it, when it lacks less there. */
  private asPart(path: string, own: FileOfProgram): FileOfProgram {
    let best = own;
    for (const root of this.workspace.rootsOf(path).slice(0, MAX_INCLUDERS)) {
      const found = this.part(this.program(root), path);
      if (found === undefined || unknownNamesIn(found, path) >= unknownNamesIn(best, path)) continue;
      best = found;
      this.rootOf.set(path, root);
    }
    return best;
  }

  /** A file as it was when it was last looked at: good enough while somebody types. */
  recent(path: string): FileOfProgram | undefined {
    const kept = this.kept.get(this.rootOf.get(path) ?? path);
    return kept === undefined ? this.of(path) : this.part(kept.index, path);
  }

  /** The programs that a file is part of: its own, and those of the workspace and the editor that include it. */
  programsWith(path: string): ProgramIndex[] {
    const roots = new Set([path, ...this.workspace.rootsOf(path), ...this.documents.paths]);
    return [...roots].flatMap((root) => {
      const index = this.program(root);
      return index?.texts.has(path) === true ? [index] : [];
    });
  }

  /** Files are there, or gone, which programs may have looked for. */
  forget(): void {
    this.kept.clear();
    this.rootOf.clear();
    this.dropBeginning();
  }

  /** Loads the beginning of a file's program up to where it was changed last: the next change is likely to be near. */
  prepare(path: string): void {
    const kept = this.kept.get(path);
    const offset = this.edited.get(path);
    const text = kept?.index.texts.get(path);
    if (kept === undefined || offset === undefined || text === undefined || !this.isFresh(kept)) return;
    if (this.beginning?.path === path && this.beginning.part.fits(text.bytes)) return;
    this.dropBeginning();
    try {
      const part = PartlyLoaded.before(offset, text, kept.index.program, this.optionsFor(path));
      if (part === undefined) return;
      const others = part.files.map((file) => resolve(file.path)).filter((file) => file !== path);
      this.beginning = {
        path,
        part,
        states: new Map(others.map((file) => [file, this.stateOf(file)])),
      };
    } catch (error) {
      this.failed(path, error);
    }
  }

  private dropBeginning(): void {
    this.beginning?.part.discard();
    this.beginning = undefined;
  }

  /** The program of a file, from its beginning that was loaded already; undefined when that is of no use. */
  private finished(path: string): CheckedProgram | undefined {
    const { beginning } = this;
    const bytes = this.documents.bytesAt(path);
    if (beginning?.path !== path) return undefined;
    if (bytes === undefined || !this.isFresh(beginning) || !beginning.part.fits(bytes)) {
      this.dropBeginning();
      return undefined;
    }
    this.beginning = undefined;
    return beginning.part.finish(bytes);
  }

  private optionsFor(path: string): CheckOptions {
    return {
      testing: TEST_NAME.test(basename(path)),
      sourceText: (name) => this.documents.bytesAt(resolve(name))?.slice(),
      details: true,
    };
  }

  private part(index: ProgramIndex | undefined, path: string): FileOfProgram | undefined {
    const file = index?.file(path);
    return index === undefined || file === undefined ? undefined : { index, file };
  }

  private program(path: string): ProgramIndex | undefined {
    const kept = this.kept.get(path);
    if (kept !== undefined && this.isFresh(kept)) return kept.index;
    try {
      const program = this.finished(path) ?? checkProgram(path, this.optionsFor(path));
      const index = new ProgramIndex(program);
      this.noteEdit(path, kept?.index, index);
      const states = new Map([...index.texts.keys()].map((file) => [file, this.stateOf(file)]));
      this.kept.delete(path);
      this.kept.set(path, { index, states });
      for (const [oldest] of this.kept) {
        if (this.kept.size <= MAX_KEPT) break;
        this.kept.delete(oldest);
      }
      return index;
    } catch (error) {
      this.failed(path, error);
      return kept?.index;
    }
  }

  private noteEdit(path: string, before: ProgramIndex | undefined, now: ProgramIndex): void {
    const [old, fresh] = [before, now].map((index) => index?.texts.get(path)?.bytes);
    if (old === undefined || fresh === undefined) return;
    const length = Math.min(old.length, fresh.length);
    let at = 0;
    while (at < length && old[at] === fresh[at]) at++;
    if (at < length || old.length !== fresh.length) this.edited.set(path, at);
  }

  private isFresh({ states }: Pick<Analysis, "states">): boolean {
    for (const [file, state] of states) if (this.stateOf(file) !== state) return false;
    return true;
  }

  /** Tells a file from what it was before: the version of an open one, else when it was written. */
  private stateOf(path: string): string {
    const document = this.documents.at(path);
    if (document !== undefined) return `version ${document.version}`;
    try {
      return `written ${statusOf(path).mtimeMs}`;
    } catch {
      return "gone";
    }
  }
}

function unknownNamesIn({ index, file }: FileOfProgram, path: string): number {
  const isHere = (name: string) => name === file.text.path || resolve(name) === path;
  return index.program.diagnostics.filter(({ rule, range }) => rule === "unknown-name" && isHere(range.file))
    .length;
}

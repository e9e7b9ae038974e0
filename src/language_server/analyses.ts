/**
 * The programs of the files that are open. They are checked bit by bit, between what editors ask; until a check has ended
 * they are known as they were checked before, with the changes of their texts since (`edited_program.ts`).
 */
import { basename, resolve } from "node:path";
import { type CheckOptions, ProgramCheck } from "../checking/program.ts";
import type { SourceText } from "../checking/source_file.ts";
import { withoutInterpreterLine } from "../forth/source.ts";
import { statusOf } from "../machine/named_files.ts";
import { TEST_NAME } from "../testing/discovery.ts";
import type { Documents } from "./documents.ts";
import { editedProgram } from "./edited_program.ts";
import { type FileIndex, ProgramIndex } from "./program_index.ts";
import type { Workspace } from "./workspace.ts";

interface Analysis {
  readonly index: ProgramIndex;
  /** What each of its files was when it was read. */
  readonly states: ReadonlyMap<string, string>;
  /** Which files there are may have changed since. */
  isOld: boolean;
}

/** A program with the changes since its check. */
interface Edited {
  readonly since: Analysis;
  readonly index: ProgramIndex;
  readonly states: ReadonlyMap<string, string>;
}

/** Words that are not there may be those of a program that includes the file. */
const MAX_INCLUDERS = 4;
/** Programs that are kept. */
const MAX_KEPT = 24;
/** Milliseconds of a check between two looks at what editors ask. */
const SLICE = 8;
/** Bytes of a program that is checked in hardly more time than its changes are read. */
const SMALL = 24_000;

/** A file, as a part of a program. */
export interface FileOfProgram {
  readonly index: ProgramIndex;
  readonly file: FileIndex;
}

/** A file as it is known at once. */
interface KnownFile extends FileOfProgram {
  /** Its program has been checked as it is. */
  readonly isChecked: boolean;
}

export class Analyses {
  private readonly kept = new Map<string, Analysis>();
  private readonly edited = new Map<string, Edited>();
  /** By file: the program that it is looked at in, while that is another one than its own. */
  private readonly rootOf = new Map<string, string>();
  /** Files of which that has to be found out anew. */
  private readonly doubtful = new Set<string>();
  private readonly running = new Map<string, Promise<ProgramIndex | undefined>>();
  /** One check is done after the other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly documents: Documents,
    private readonly workspace: Workspace,
    private readonly failed: (path: string, error: unknown) => void,
  ) {}

  /** A file as it is now, with its program checked. */
  async checked(path: string): Promise<FileOfProgram | undefined> {
    const root = this.rootOf.get(path);
    if (root !== undefined && !this.doubtful.has(path)) {
      const found = partOf(await this.program(root), path);
      if (found !== undefined) return found;
    }
    this.doubtful.delete(path);
    const own = partOf(await this.program(path), path);
    const part = own === undefined || unknownNamesIn(own) === 0 ? own : await this.asPart(path, own);
    if (part === own) this.rootOf.delete(path);
    return part;
  }

  /** A file as it is now, as far as is known without a check; undefined when its program has not been checked yet. */
  known(path: string): KnownFile | undefined {
    const root = this.rootOf.get(path) ?? path;
    const analysis = this.kept.get(root);
    if (analysis === undefined) return undefined;
    if (this.isFresh(analysis)) {
      const part = partOf(analysis.index, path);
      return part && { ...part, isChecked: true };
    }
    const part = partOf(this.editedSince(root, analysis), path);
    return part && { ...part, isChecked: false };
  }

  /** A file as it is now: checked, unless that would take long and what is known will do until then. */
  async soon(path: string): Promise<KnownFile | undefined> {
    const known = this.known(path);
    if (known?.isChecked || (known !== undefined && sizeOf(known.index) > SMALL)) return known;
    const part = await this.checked(path);
    return part && { ...part, isChecked: true };
  }

  /** A file that lacks words is looked at as a part of a program that includes it, when it lacks less there. */
  private async asPart(path: string, own: FileOfProgram): Promise<FileOfProgram> {
    let best = own;
    for (const root of this.workspace.rootsOf(path).slice(0, MAX_INCLUDERS)) {
      const found = partOf(await this.program(root), path);
      if (found === undefined || unknownNamesIn(found) >= unknownNamesIn(best)) continue;
      best = found;
      this.rootOf.set(path, root);
    }
    return best;
  }

  /** The programs that a file is part of: its own, and those of the workspace and the editor that include it. */
  async programsWith(path: string): Promise<ProgramIndex[]> {
    const roots = new Set([path, ...this.workspace.rootsOf(path), ...this.documents.paths]);
    const found: ProgramIndex[] = [];
    for (const root of roots) {
      const index = await this.program(root);
      if (index?.texts.has(path) === true) found.push(index);
    }
    return found;
  }

  /** Files are there, or gone, which programs may have looked for. */
  forget(): void {
    for (const analysis of this.kept.values()) analysis.isOld = true;
    for (const path of this.rootOf.keys()) this.doubtful.add(path);
  }

  // ---- checks ------------------------------------------------------------------------------------------------------

  /** A program as it is now. */
  private program(path: string): Promise<ProgramIndex | undefined> {
    const kept = this.kept.get(path);
    if (kept !== undefined && this.isFresh(kept)) return Promise.resolve(kept.index);
    const running = this.running.get(path);
    if (running !== undefined) return running;
    const check = this.last.then(() => this.check(path));
    this.running.set(path, check);
    this.last = check;
    return check;
  }

  private async check(path: string): Promise<ProgramIndex | undefined> {
    try {
      let analysis: Analysis | undefined;
      while (analysis === undefined) analysis = await this.tryCheck(path);
      this.keep(path, analysis);
      return analysis.index;
    } catch (error) {
      this.failed(path, error);
      return this.kept.get(path)?.index;
    } finally {
      this.running.delete(path);
    }
  }

  /** Checks a program; gives up when one of its texts changes meanwhile. */
  private async tryCheck(path: string): Promise<Analysis | undefined> {
    const texts = new Map<string, string>();
    const check = new ProgramCheck(path, {
      testing: TEST_NAME.test(basename(path)),
      sourceText: (name) => {
        const file = resolve(name);
        texts.set(file, this.stateOf(file));
        return this.documents.bytesAt(file)?.slice();
      },
      details: true,
    } satisfies CheckOptions);
    for (;;) {
      const program = check.goOn(performance.now() + SLICE);
      if (program !== undefined) {
        const index = ProgramIndex.of(program);
        const states = new Map([...index.texts.keys()].map((file) => [file, this.stateOf(file)]));
        return { index, states, isOld: false };
      }
      await new Promise((resolve) => setImmediate(resolve));
      for (const [file, state] of texts)
        if (this.documents.at(file) !== undefined && this.stateOf(file) !== state) {
          check.discard();
          return undefined;
        }
    }
  }

  private keep(path: string, analysis: Analysis): void {
    this.edited.delete(path);
    this.kept.delete(path);
    this.kept.set(path, analysis);
    for (const [oldest] of this.kept) {
      if (this.kept.size <= MAX_KEPT) break;
      this.kept.delete(oldest);
      this.edited.delete(oldest);
    }
  }

  // ---- changes since a check ---------------------------------------------------------------------------------------

  private editedSince(root: string, since: Analysis): ProgramIndex {
    const known = this.edited.get(root);
    if (known?.since === since && this.isUnchanged(known.states)) return known.index;
    let { index } = since;
    const states = new Map(since.states);
    for (const [file, text] of since.index.texts) {
      const bytes = this.documents.bytesAt(file);
      states.set(file, this.stateOf(file));
      if (bytes !== undefined && states.get(file) !== since.states.get(file))
        index = changed(index, text, withoutInterpreterLine(bytes.slice()));
    }
    this.edited.set(root, { since, index, states });
    return index;
  }

  private isFresh({ states, isOld }: Analysis): boolean {
    return !isOld && this.isUnchanged(states);
  }

  private isUnchanged(states: ReadonlyMap<string, string>): boolean {
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

function changed(index: ProgramIndex, text: SourceText, bytes: Uint8Array): ProgramIndex {
  return Buffer.compare(text.bytes, bytes) === 0 ? index : editedProgram(index, text, bytes);
}

function partOf(index: ProgramIndex | undefined, path: string): FileOfProgram | undefined {
  const file = index?.file(path);
  return index === undefined || file === undefined ? undefined : { index, file };
}

function sizeOf({ texts }: ProgramIndex): number {
  let size = 0;
  for (const { bytes } of texts.values()) size += bytes.length;
  return size;
}

const unknownNamesIn = ({ file }: FileOfProgram): number =>
  file.diagnostics.filter(({ rule }) => rule === "unknown-name").length;

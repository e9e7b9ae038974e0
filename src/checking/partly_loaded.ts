/**
 * A program that is loaded up to a line of its first file, outside of every definition, and can be loaded on from there:
 * once, with another text behind that line. What somebody changes in an editor is mostly far from a file's beginning.
 */
import { resolve } from "node:path";
import { SourceFile } from "../forth/files.ts";
import { withoutInterpreterLine } from "../forth/source_text.ts";
import { changeFolder, currentFolder } from "../machine/environment.ts";
import { enableTesting } from "../words/testing.ts";
import { Loading } from "./loading.ts";
import { type CheckedProgram, type CheckOptions, resultOf } from "./program.ts";
import type { SourceText } from "./source_file.ts";
import { type BegunText, EndOfProgram } from "./tolerant_interpreter.ts";

export class PartlyLoaded {
  private constructor(
    private readonly loading: Loading,
    private readonly begun: BegunText,
    private readonly file: SourceFile,
    private readonly id: number,
    private readonly folder: string,
    /** Where the part ends: at the beginning of a line, or of the text. */
    private readonly place: { readonly offset: number; readonly line: number },
  ) {}

  /**
   * Loads a program up to the place before an offset where it can be interrupted.
   * @param text of the file, `whole` the program with that text
   * @returns undefined when there is no such place, or what the part does forbids it
   */
  static before(
    offset: number,
    text: SourceText,
    whole: CheckedProgram,
    options: CheckOptions,
  ): PartlyLoaded | undefined {
    const place = placeBefore(offset, text, whole);
    if (place === undefined) return undefined;
    const loading = new Loading({ details: options.details === true });
    const { session } = loading;
    const folder = currentFolder();
    session.sourceText = options.sourceText;
    if (options.testing === true) enableTesting(session);
    const bytes = withoutInterpreterLine(text.bytes.slice());
    const file = new SourceFile(text.path, bytes);
    session.files.includeFirst(file);
    const id = session.files.add(file);
    try {
      const begun = session.tolerant.beginText(text.path, bytes, id, place.offset);
      const part = new PartlyLoaded(loading, begun, file, id, folder, place);
      if (part.canGoOn) return part;
    } catch (error) {
      if (!(error instanceof EndOfProgram)) throw error;
    } finally {
      if (currentFolder() !== folder) changeFolder(folder);
    }
    session.close();
    return undefined;
  }

  /** Whether nothing is open that the text behind may end. */
  private get canGoOn(): boolean {
    const { session, lackedMemory } = this.loading;
    const { source } = this.begun;
    return (
      session.source === source &&
      session.definition === undefined &&
      !session.compiling &&
      !lackedMemory &&
      !source.wantedMore &&
      source.conditionals.length === 0 &&
      currentFolder() === this.folder
    );
  }

  /** The files that the part consists of. */
  get files(): readonly SourceText[] {
    return [...this.loading.reports.texts.values()];
  }

  /** Whether a text begins as the one that was loaded. */
  fits(bytes: Uint8Array): boolean {
    const { offset } = this.place;
    if (bytes.length < offset) return false;
    const own = this.begun.source.bytes;
    // The first line may have been made a comment.
    const begins = withoutInterpreterLine(bytes.slice(0, offset));
    return Buffer.compare(begins, own.subarray(0, offset)) === 0;
  }

  /** Gives back what it holds, when it is not needed. */
  discard(): void {
    this.loading.session.close();
  }

  /** Loads the rest of a text that fits. @returns undefined when the program has to be loaded anew, with more memory */
  finish(text: Uint8Array): CheckedProgram | undefined {
    const { loading, begun, file, id, folder, place } = this;
    const { session, reports } = loading;
    const { source } = begun;
    const bytes = withoutInterpreterLine(text.slice());
    file.exchange(bytes);
    reports.exchange(source.bytes, bytes);
    session.positions.exchange(source.bytes, bytes);
    source.goOn(bytes, place.line, place.offset);
    try {
      session.tolerant.endText(begun);
      session.files.close(id);
      session.onIncluded?.();
    } catch (error) {
      if (!(error instanceof EndOfProgram)) throw error;
    } finally {
      session.close();
      if (currentFolder() !== folder) changeFolder(folder);
    }
    loading.complete();
    return loading.lackedMemory ? undefined : resultOf(loading);
  }
}

/** The last beginning of a line at or before an offset that is in no definition, and in nothing that a word has parsed. */
function placeBefore(
  offset: number,
  text: SourceText,
  { symbols, details }: CheckedProgram,
): { offset: number; line: number } | undefined {
  if (details === undefined) return undefined;
  const isHere = (file: string) => resolve(file) === resolve(text.path);
  const spans = [
    ...details.parsed.filter(({ file }) => isHere(file)).map(({ start, end }) => [start, end] as const),
    ...symbols
      .filter(({ range, end }) => isHere(range.file) && end !== undefined && isHere(end.file))
      .map(({ range, end }) => [range.offset, end?.offset ?? 0] as const),
  ];
  let at = text.offsetOf(text.lineOf(offset), 1);
  for (let moved = true; moved; ) {
    moved = false;
    for (const [start, end] of spans)
      if (start < at && at < end) {
        at = text.offsetOf(text.lineOf(start), 1);
        moved = true;
      }
  }
  return at === 0 ? undefined : { offset: at, line: text.lineOf(at) };
}

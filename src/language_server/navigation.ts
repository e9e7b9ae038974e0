/** Where words are defined and named, and new names for them. */
import { resolve } from "node:path";
import {
  type Location,
  LSPErrorCodes,
  type Range,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { LocalSymbol } from "../checking/editor_details.ts";
import type { SourceText } from "../checking/source_file.ts";
import type { ProgramSymbol } from "../checking/symbols.ts";
import { entryOf } from "../reference/word_table.ts";
import type { Analyses, FileOfProgram } from "./analyses.ts";
import type { Documents } from "./documents.ts";
import { locationOf, rangeIn, rangeOf } from "./positions.ts";
import { type FileIndex, type Target, targetOf, tokensIn } from "./program_index.ts";

/** A place that names a word or a local. */
interface Place {
  readonly path: string;
  readonly text: SourceText;
  readonly offset: number;
  readonly length: number;
}

export class Navigation {
  constructor(
    private readonly analyses: Analyses,
    private readonly documents: Documents,
  ) {}

  definition(target: Target): Location | undefined {
    if (target.kind === "system") return undefined;
    const { range } = target.kind === "symbol" ? target.symbol : target.local;
    return locationOf(this.documents.addressOf(resolve(range.file)), rangeOf(range));
  }

  async references(at: FileOfProgram, target: Target, withDefinition: boolean): Promise<Location[]> {
    const places = await this.places(at, target, withDefinition);
    return places.map(({ path, text, offset, length }) =>
      locationOf(this.documents.addressOf(path), rangeIn(text, offset, length)),
    );
  }

  /** The places of one file, for highlighting. */
  inFile(at: FileOfProgram, target: Target): Range[] {
    const { text } = at.file;
    return placesInFile(at.file, target).map(({ offset, length }) => rangeIn(text, offset, length));
  }

  /** The range of the name that can be changed. @throws ResponseError for a name that cannot */
  renamed({ file }: FileOfProgram, target: Target | undefined): Range {
    if (target === undefined) throw refusal("there is no word here");
    if (target.kind === "system") throw refusal(`${target.name} is a word of the system: it keeps its name`);
    return rangeIn(file.text, target.offset, target.length);
  }

  /** @throws ResponseError when the name does not fit, or a place names the word in another form */
  async rename(at: FileOfProgram, target: Target, name: string): Promise<WorkspaceEdit> {
    this.renamed(at, target);
    checkName(at, target, name);
    const old = target.kind === "local" ? target.local.name : nameOf(target);
    const changes: Record<string, TextEdit[]> = {};
    for (const { path, text, offset, length } of await this.places(at, target, true)) {
      const written = Buffer.from(text.bytes.subarray(offset, offset + length)).toString();
      const range = rangeIn(text, offset, length);
      if (written.toLowerCase() !== old.toLowerCase())
        throw refusal(`line ${range.start.line + 1} of ${path} names ${old} as ${written}`);
      const uri = this.documents.addressOf(path);
      const edits = changes[uri] ?? [];
      edits.push({ range, newText: name });
      changes[uri] = edits;
    }
    return { changes };
  }

  private async places(at: FileOfProgram, target: Target, withDefinition: boolean): Promise<Place[]> {
    if (target.kind === "local") return placesInFile(at.file, target, withDefinition);
    if (target.kind === "system") return placesInProgram(at.index, ({ name }) => isSame(name, target.name));
    const { range } = target.symbol;
    const path = resolve(range.file);
    const found = new Map<string, Place>();
    for (const index of await this.analyses.programsWith(path)) {
      const symbols = new Set(
        index.symbols.filter(
          (other) => other.range.offset === range.offset && resolve(other.range.file) === path,
        ),
      );
      const all = placesInProgram(index, ({ symbol }) => symbol !== undefined && symbols.has(symbol));
      const text = index.texts.get(path);
      if (text !== undefined) all.unshift({ path, text, offset: range.offset, length: range.length });
      for (const place of all) found.set(`${place.path}\0${place.offset}`, place);
    }
    if (!withDefinition) found.delete(`${path}\0${range.offset}`);
    return [...found.values()].sort((a, b) =>
      a.path === b.path ? a.offset - b.offset : a.path < b.path ? -1 : 1,
    );
  }
}

function placesInProgram(
  index: FileOfProgram["index"],
  isIt: (reference: { readonly symbol: ProgramSymbol | undefined; readonly name: string }) => boolean,
): Place[] {
  return [...index.references()].filter(isIt).flatMap(({ file, offset, length }) => {
    const text = index.text(file);
    return text === undefined ? [] : [{ path: resolve(file), text, offset, length }];
  });
}

function placesInFile(file: FileIndex, target: Target, withDefinition = true): Place[] {
  const { text } = file;
  const path = resolve(text.path);
  const place = (offset: number, length: number): Place => ({ path, text, offset, length });
  if (target.kind === "local")
    return placesOfLocal(file, target.local, withDefinition).map((at) => place(...at));
  const places = [...file.references.values()]
    .filter(({ symbol, name }) =>
      target.kind === "symbol" ? symbol === target.symbol : symbol === undefined && isSame(name, target.name),
    )
    .map(({ offset, length }) => place(offset, length));
  if (target.kind === "symbol" && target.symbol.range.file === text.path)
    places.unshift(place(target.symbol.range.offset, target.symbol.range.length));
  return [...new Map(places.map((found) => [found.offset, found])).values()];
}

/** The words of a local's scope that mean it. */
function placesOfLocal(file: FileIndex, local: LocalSymbol, withDefinition: boolean): [number, number][] {
  const places: [number, number][] = [];
  const { start, end } = { start: local.range.offset, end: local.scopeEnd };
  const hidden = [...file.parsed.values()].filter(
    (parsed) => parsed.start >= start && parsed.start < end && hides(parsed.word),
  );
  for (const token of tokensIn(file.text)) {
    if (token.start < start || token.start >= end) continue;
    if (hidden.some((parsed) => token.start >= parsed.wordEnd && token.start < parsed.end)) continue;
    const target = targetOf(file, token.start, token.end);
    if (target?.kind !== "local" || target.local !== local) continue;
    if (withDefinition || token.start !== start) places.push([token.start, token.end - token.start]);
  }
  return places;
}

/** Whether what a word parses names no local. */
const hides = (word: string): boolean => /"$|^\(|^\\/.test(word) || word === ".(";

function checkName({ index }: FileOfProgram, target: Target, name: string): void {
  if (!/^\S+$/.test(name)) throw refusal("a name has no blanks, and at least one character");
  const old = target.kind === "local" ? target.local.name : nameOf(target);
  if (isSame(name, old)) return;
  if (/^[$%&#]?-?\d/.test(name) && /^[$%&#]?-?[\da-f.]+(?:e[-+]?\d*)?$/i.test(name))
    throw refusal(`${name} is a number`);
  if (entryOf(name) !== undefined) throw refusal(`${name} is a word of the system`);
  const other = index.symbols.find((symbol) => isSame(symbol.name, name));
  if (other !== undefined) throw refusal(`the program has a word ${other.name} in line ${other.range.line}`);
}

const nameOf = (target: Target): string =>
  target.kind === "symbol" ? target.symbol.name : target.kind === "local" ? target.local.name : target.name;
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const refusal = (message: string): ResponseError => new ResponseError(LSPErrorCodes.RequestFailed, message);

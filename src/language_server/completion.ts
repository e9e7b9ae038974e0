/** Names that may follow while somebody types: of the program, of its locals, of the system, each with its effect. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  MarkupKind,
  type Position,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { SymbolKind } from "../checking/symbols.ts";
import { effectComment, entryOf, wordTable } from "../reference/word_table.ts";
import type { FileOfProgram } from "./analyses.ts";
import { effectOfSymbol, symbolPage, systemPage } from "./word_texts.ts";
import { definitionsIn } from "./workspace.ts";

const kinds: Readonly<Record<SymbolKind, CompletionItemKind>> = {
  word: CompletionItemKind.Function,
  variable: CompletionItemKind.Variable,
  constant: CompletionItemKind.Constant,
  value: CompletionItemKind.Variable,
  deferred: CompletionItemKind.Event,
  created: CompletionItemKind.Class,
};
const MAX_ITEMS = 1000;

export function completionsAt(
  part: FileOfProgram | undefined,
  document: TextDocument,
  position: Position,
): CompletionList {
  const line = lineBefore(document, position);
  const prefix = /\S*$/.exec(line)?.[0] ?? "";
  if (isInText(line.slice(0, line.length - prefix.length))) return { isIncomplete: false, items: [] };
  const start = { line: position.line, character: position.character - prefix.length };
  const items = new Map<string, CompletionItem>();
  const add = (label: string, item: Omit<CompletionItem, "label">) => {
    const key = label.toLowerCase();
    if (!key.startsWith(prefix.toLowerCase()) || items.has(key)) return;
    // An editor's own idea of a word ends at most characters that names of Forth have.
    const textEdit = { range: { start, end: position }, newText: label };
    // What editors show of each item; the detail some show of the one alone that is looked at.
    const labelDetails = item.detail === undefined ? {} : { labelDetails: { description: item.detail } };
    items.set(key, { label, filterText: label, textEdit, ...labelDetails, ...item });
  };
  for (const name of localsBefore(document, position))
    add(name, { kind: CompletionItemKind.Field, detail: "local", sortText: `0${name}` });
  addProgramWords(part, add);
  for (const { name } of definitionsIn(document.getText()))
    add(name, { kind: CompletionItemKind.Function, sortText: `1${name}` });
  for (const entry of wordTable().words.values())
    add(entry.name, {
      kind: CompletionItemKind.Keyword,
      detail: effectComment(entry),
      sortText: `2${entry.name}`,
      data: { system: entry.name },
    });
  const all = [...items.values()];
  return { isIncomplete: all.length > MAX_ITEMS, items: all.slice(0, MAX_ITEMS) };
}

function addProgramWords(
  part: FileOfProgram | undefined,
  add: (label: string, item: Omit<CompletionItem, "label">) => void,
): void {
  if (part === undefined) return;
  for (const symbol of part.index.symbols.toReversed()) {
    if (symbol.name === "") continue;
    const effect = effectOfSymbol(symbol, part.index.text(symbol.range.file));
    add(symbol.name, {
      kind: kinds[symbol.kind],
      ...(effect === undefined ? {} : { detail: effect }),
      sortText: `1${symbol.name}`,
      data: { file: symbol.range.file, offset: symbol.range.offset },
    });
  }
}

/** What a list tells of the item that is looked at. */
export function resolvedCompletion(item: CompletionItem, part: FileOfProgram | undefined): CompletionItem {
  const { system, file, offset } = (item.data ?? {}) as { system?: string; file?: string; offset?: number };
  const entry = system === undefined ? undefined : entryOf(system);
  const symbol = part?.index.symbols.find(({ range }) => range.file === file && range.offset === offset);
  const text = file === undefined ? undefined : part?.index.text(file);
  const value =
    entry !== undefined ? systemPage(entry) : symbol !== undefined ? symbolPage(symbol, text) : undefined;
  return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}

export function lineBefore(document: TextDocument, { line, character }: Position): string {
  return document.getText({ start: { line, character: 0 }, end: { line, character } });
}

/** Whether the end of a line's part is inside of a comment or string, or where a new name stands. */
function isInText(before: string): boolean {
  let at = 0;
  const next = /\S+/y;
  for (;;) {
    while (/\s/.test(before[at] ?? "")) at++;
    next.lastIndex = at;
    const word = next.exec(before)?.[0].toLowerCase();
    if (word === undefined) return false;
    at += word.length;
    if (/^\\g?$/.test(word)) return true;
    const closer =
      word === "(" || word === ".(" ? ")" : /^(?:s|\.|c|abort|s\\|\.\\|,|skip|todo)"$/.test(word) ? '"' : "";
    if (closer !== "") {
      const end = before.indexOf(closer, at);
      if (end < 0) return true;
      at = end + 1;
    } else if (namers.has(word) && /^\s+$/.test(before.slice(at))) return true;
  }
}

const namers = new Set(
  ": constant variable value create defer 2constant 2variable 2value fconstant fvariable fvalue".split(" "),
);

/** The locals of the definition that is being written: half of it may be missing. */
function localsBefore(document: TextDocument, position: Position): string[] {
  const before = document.getText({
    start: { line: Math.max(0, position.line - 200), character: 0 },
    end: position,
  });
  const start = before.search(/(?:^|\n):\s(?![\s\S]*\n:\s)/);
  const definition = start < 0 ? "" : before.slice(start);
  if (/\s;(?:\s|$)/.test(definition)) return [];
  return [...definition.matchAll(/(?<=\s)\{:?\s([^}]*?)(?:--[^}]*)?:?\}/g)].flatMap(([, names = ""]) =>
    names.split(/\s+/).filter((name) => /^[^|:]/.test(name) && !/^[a-zA-Z]:$/.test(name)),
  );
}

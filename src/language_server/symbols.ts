/** Outlines of files, the words of the workspace, and what can be folded. */
import {
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  SymbolKind,
  type WorkspaceSymbol,
} from "vscode-languageserver";
import type { SymbolKind as WordKind } from "../checking/symbols.ts";
import type { FileOfProgram } from "./analyses.ts";
import type { Documents } from "./documents.ts";
import { rangeOf, spanIn } from "./positions.ts";
import { contentOf, type FileIndex } from "./program_index.ts";
import { effectOfSymbol } from "./word_texts.ts";
import type { Workspace } from "./workspace.ts";

const kinds: Readonly<Record<WordKind, SymbolKind>> = {
  word: SymbolKind.Function,
  variable: SymbolKind.Variable,
  constant: SymbolKind.Constant,
  value: SymbolKind.Variable,
  deferred: SymbolKind.Event,
  created: SymbolKind.Object,
};
const MAX_SYMBOLS = 500;

export function outlineOf({ file: { text, symbols } }: FileOfProgram): DocumentSymbol[] {
  return [...symbols.values()]
    .sort((a, b) => a.range.offset - b.range.offset)
    .map((symbol) => {
      const { range, end, name, kind } = symbol;
      const effect = effectOfSymbol(symbol, text);
      const selectionRange = rangeOf(range);
      const isHere = end !== undefined && end.file === range.file && end.offset > range.offset;
      return {
        name,
        kind: kinds[kind],
        ...(effect === undefined ? {} : { detail: effect }),
        range: isHere ? { start: selectionRange.start, end: rangeOf(end).end } : selectionRange,
        selectionRange,
      };
    });
}

export function workspaceSymbols(
  workspace: Workspace,
  documents: Documents,
  query: string,
): WorkspaceSymbol[] {
  const wanted = query.toLowerCase();
  const found: WorkspaceSymbol[] = [];
  for (const [path, { definitions }] of workspace.all()) {
    for (const { name, definer, line, character } of definitions) {
      if (!name.toLowerCase().includes(wanted)) continue;
      const range = { start: { line, character }, end: { line, character: character + name.length } };
      found.push({ name, kind: kindOf(definer), location: { uri: documents.addressOf(path), range } });
      if (found.length >= MAX_SYMBOLS) return found;
    }
  }
  return found;
}

function kindOf(definer: string): SymbolKind {
  if (definer.includes("constant")) return SymbolKind.Constant;
  if (/variable|value|buffer|create/.test(definer)) return SymbolKind.Variable;
  return SymbolKind.Function;
}

/** Definitions, comments and what [IF] skips, when they have several lines; comment lines that follow each other. */
export function foldingOf({ file }: FileOfProgram): FoldingRange[] {
  const { text, symbols, parsed } = file;
  const ranges: FoldingRange[] = [];
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind) => {
    if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
  };
  for (const { range, end } of symbols.values())
    if (end !== undefined && end.file === range.file) add(range.line - 1, end.line - 1);
  for (const part of parsed.values()) {
    if (contentOf(part) === "names") continue;
    const { start, end } = spanIn(text, part.start, Math.max(part.start, part.end - 1));
    add(start.line, end.line, FoldingRangeKind.Comment);
  }
  for (const [first, last] of commentBlocks(file)) add(first, last, FoldingRangeKind.Comment);
  return ranges;
}

/** Runs of lines that are comments from their beginning; lines from 0. */
function commentBlocks({ text }: FileIndex): [number, number][] {
  const blocks: [number, number][] = [];
  for (let line = 1; line <= text.lineCount; line++) {
    if (!/^\s*\\(?:[gG])?(?:\s|$)/.test(text.line(line))) continue;
    const last = blocks.at(-1);
    if (last?.[1] === line - 2) last[1] = line - 1;
    else blocks.push([line - 1, line - 1]);
  }
  return blocks;
}

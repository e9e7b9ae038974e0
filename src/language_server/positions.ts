/** From the bytes of a source to the lines and UTF-16 units of the protocol, and back. */
import { pathToFileURL } from "node:url";
import type { Location, Position, Range } from "vscode-languageserver";
import type { SourceRange } from "../checking/diagnostic.ts";
import type { SourceText } from "../checking/source_file.ts";

const SPACE = 0x20;

/** A range of the checker, whose columns count characters. */
export function rangeOf({ line, column, endColumn, lineText }: SourceRange): Range {
  return {
    start: { line: line - 1, character: unitsBefore(lineText, column) },
    end: { line: line - 1, character: unitsBefore(lineText, endColumn) },
  };
}

function unitsBefore(lineText: string, column: number): number {
  let units = 0;
  for (let characters = 1; characters < column && units < lineText.length; characters++)
    units += (lineText.codePointAt(units) as number) > 0xffff ? 2 : 1;
  return units;
}

export const rangeIn = (text: SourceText, offset: number, length: number): Range =>
  rangeOf(text.range(offset, length));

/** A range that may go over several lines. */
export const spanIn = (text: SourceText, start: number, end: number): Range => ({
  start: positionIn(text, start),
  end: positionIn(text, end),
});

const positionIn = (text: SourceText, offset: number): Position => rangeIn(text, offset, 1).start;

/** The byte that a position of the protocol names. */
export function offsetIn(text: SourceText, { line, character }: Position): number {
  const start = text.offsetOf(line + 1, 1);
  return start + Buffer.byteLength(text.line(line + 1).slice(0, character));
}

/** The bounds of the word that a byte belongs to, or that ends there. */
export function wordBounds(
  { bytes }: SourceText,
  offset: number,
): { start: number; end: number } | undefined {
  let start = offset;
  while (start > 0 && (bytes[start - 1] as number) > SPACE) start--;
  let end = offset;
  while (end < bytes.length && (bytes[end] as number) > SPACE) end++;
  return end > start ? { start, end } : undefined;
}

export const locationOf = (uri: string, range: Range): Location => ({ uri, range });

/** The address of a file, unless an editor has named it in another form. */
export const addressOf = (path: string): string => pathToFileURL(path).href;

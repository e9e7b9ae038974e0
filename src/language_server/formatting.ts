/** Formatting as `fastforth fmt` does it, as the smallest run of lines that changes. */
import type { TextEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { format } from "../formatting/format.ts";
import { bytesOf, textOf } from "../machine/system_text.ts";

/** Columns from which on lines are broken, as of `fastforth fmt`. */
const WIDTH = 100;

interface FormattedDocument {
  readonly edits: TextEdit[];
  /** Why the text was left as it is. */
  readonly reason: string | undefined;
}

/** @throws what reading the files throws that the text includes */
export function formatted(document: TextDocument, path: string): FormattedDocument {
  const before = document.getText();
  const { bytes, reason } = format(path, bytesOf(before), { width: WIDTH });
  return { edits: reason === undefined ? editsBetween(before, textOf(bytes)) : [], reason };
}

function editsBetween(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const old = linesOf(before);
  const fresh = linesOf(after);
  let first = 0;
  while (first < Math.min(old.length, fresh.length) && old[first] === fresh[first]) first++;
  let oldEnd = old.length;
  let freshEnd = fresh.length;
  while (oldEnd > first && freshEnd > first && old[oldEnd - 1] === fresh[freshEnd - 1]) {
    oldEnd--;
    freshEnd--;
  }
  // The last line has no end: it ends where the text does.
  const start = { line: first, character: 0 };
  const end =
    oldEnd < old.length || (old.at(-1) ?? "") === ""
      ? { line: oldEnd, character: 0 }
      : { line: old.length - 1, character: (old.at(-1) ?? "").length };
  return [{ range: { start, end }, newText: fresh.slice(first, freshEnd).join("") }];
}

/** Lines with their ends; what is behind the last end, if anything. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

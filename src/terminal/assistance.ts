/** What helps somebody who types the lines of a session: completion, colours, hints, history. */
import type { Session } from "../forth/session.ts";
import { inColumns, inTable, usableWidth } from "../reference/layout.ts";
import { type Completion, complete } from "./completion.ts";
import type { History } from "./history.ts";
import { type LineToken, type TokenClass, tokensOfLine } from "./source_tokens.ts";
import { hintOf, rowOfName } from "./word_hints.ts";

/** What a line is edited with; without these, it is neither remembered nor completed. */
export interface Assistance {
  readonly history: History;
  complete(before: string): Completion;
  /** Candidates as lines: with their effects when they are few. */
  list(completion: Completion, columns: number): string;
  /** The parameters of SGR for each character of a text; undefined without colours. */
  styles(characters: readonly string[], cursor: number): readonly string[] | undefined;
  /** What is said of the word at the cursor, or nothing. */
  hint(text: string, offset: number): string;
}

const styleOf: Readonly<Record<TokenClass, string>> = {
  word: "",
  number: "36",
  string: "32",
  comment: "2",
  name: "1",
  unknown: "31",
};

/** As many candidates are told with their effects. */
const MOST_IN_TABLE = 20;
const MOST_SHOWN = 400;
/** Longer texts are left as they are while they are typed. */
const MOST_COLOURED = 4000;

/** @param options `coloured` for a terminal that takes colours, `hints` for whoever wants them */
export function assistanceFor(
  session: Session,
  history: History,
  options: { readonly coloured: boolean; readonly hints: boolean },
): Assistance {
  return {
    history,
    complete: (before) => complete(session, before),
    list: (completion, columns) => listOf(session, completion, columns),
    styles: (characters, cursor) =>
      options.coloured && characters.length <= MOST_COLOURED
        ? stylesOf(session, characters, cursor)
        : undefined,
    hint: (text, offset) => (options.hints ? hintAt(session, text, offset) : ""),
  };
}

function listOf(session: Session, { candidates, areWords }: Completion, columns: number): string {
  const width = usableWidth(columns);
  const rows =
    areWords && candidates.length <= MOST_IN_TABLE
      ? candidates.map((name) => rowOfName(session, name) ?? ([name, "", ""] as const))
      : undefined;
  const shown = candidates.slice(0, MOST_SHOWN);
  const lines = rows === undefined ? inColumns(shown, columns - 1) : inTable(rows, width);
  const more = candidates.length - shown.length;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join("\n");
}

/** The word that is typed is not called unknown yet. */
function stylesOf(session: Session, characters: readonly string[], cursor: number): string[] {
  const text = characters.join("");
  const offsets = offsetsOf(characters);
  const styles = characters.map(() => "");
  let lineStart = 0;
  for (const line of text.split("\n")) {
    for (const token of tokensOfLine(session, line)) {
      const start = lineStart + token.start;
      const end = lineStart + token.end;
      if (token.kind === "unknown" && (offsets[cursor] as number) === end) continue;
      if (styleOf[token.kind] === "") continue;
      for (let at = indexOf(offsets, start); at < characters.length && (offsets[at] as number) < end; at++)
        styles[at] = styleOf[token.kind];
    }
    lineStart += line.length + 1;
  }
  return styles;
}

/** Where each character begins in the text, and where that ends. */
function offsetsOf(characters: readonly string[]): number[] {
  const offsets = [0];
  for (const character of characters) offsets.push((offsets.at(-1) as number) + character.length);
  return offsets;
}

/** The first character that begins at an offset or behind it. */
function indexOf(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hintAt(session: Session, text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const at = offset - lineStart;
  const touches = ({ start, end }: LineToken) => start <= at && at <= end;
  const token = tokensOfLine(session, line).find(
    (candidate) => touches(candidate) && candidate.kind === "word",
  );
  return token === undefined ? "" : hintOf(session, token.text);
}

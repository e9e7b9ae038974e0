/** What the table of words says, as pages of text. */
import type { Paint } from "../forth/paint.ts";
import { inColumns, inTable, usableWidth, wrapped } from "./layout.ts";
import {
  type ExampleLine,
  effectComment,
  type WordEntry,
  type WordSetEntry,
  wordTable,
} from "./word_table.ts";

/** For whom a page is made. */
export interface PageStyle {
  readonly paint: Paint;
  /** Columns of the screen. */
  readonly columns: number;
}

/** All that the table has on a word; whole lines. */
export function wordPage(entry: WordEntry, { paint, columns }: PageStyle): string {
  const width = usableWidth(columns);
  const head = `${entry.names.join(" ")} ${effectComment(entry)}`;
  const gap = " ".repeat(Math.max(2, width - head.length - entry.set.length));
  const lines = [
    `${paint.strong(head)}${gap}${paint.dim(entry.set)}`,
    ...wrapped(sentence(entry.summary), width, "  "),
    "",
    ...exampleLines(entry.example, paint),
  ];
  if (entry.standard !== undefined) lines.push("", `  ${paint.dim(entry.standard)}`);
  return `${lines.join("\n").trimEnd()}\n`;
}

function exampleLines(example: readonly ExampleLine[], paint: Paint): string[] {
  const widest = Math.min(
    56,
    Math.max(0, ...example.map(({ code, output }) => (output === undefined ? 0 : code.length))),
  );
  return example.map(({ code, output }) =>
    output === undefined ? `    ${code}` : `    ${code.padEnd(widest)}  ${paint.dim(`\\ ${output}`)}`,
  );
}

/** A summary as a sentence: summaries begin small and end without a full stop. */
export function sentence(summary: string): string {
  const text = /^[a-z][a-z]/.test(summary) ? summary.charAt(0).toUpperCase() + summary.slice(1) : summary;
  return /[.?!:]$/.test(text) ? text : `${text}.`;
}

/** A line of a list: name, effect, summary. */
export type WordRow = readonly [name: string, effect: string, summary: string];

export const rowOf = (entry: WordEntry): WordRow => [entry.name, effectComment(entry), entry.summary];

export const rowLines = (rows: readonly WordRow[], { columns }: PageStyle): string[] =>
  inTable(rows, usableWidth(columns));

/** The words of a set, a line each. */
export function wordSetPage(set: WordSetEntry, style: PageStyle): string {
  const heading = style.paint.strong(set.title);
  return `${[heading, ...rowLines(set.words.map(rowOf), style)].join("\n")}\n`;
}

/** Names in columns under the titles of their word sets; names that no set has stand first, under `others`. */
export function groupedNames(names: Iterable<string>, others: string, { paint, columns }: PageStyle): string {
  const { sets, words } = wordTable();
  const all = new Set(names);
  const groups: [string, string[]][] = [
    [others, [...all].filter((name) => !words.has(name))],
    ...sets.map((set): [string, string[]] => [
      set.title,
      set.words.map(({ name }) => name).filter((name) => all.has(name)),
    ]),
  ];
  const blocks = groups
    .filter(([, members]) => members.length > 0)
    .map(([title, members]) => [paint.strong(title), ...inColumns(members, usableWidth(columns))].join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

/** The entries whose name, or else whose summary, has a text in it, in any case; those whose name has it come first. */
export function entriesAbout(text: string): WordEntry[] {
  const wanted = text.toLowerCase();
  const all = [...wordTable().words.values()];
  const named = all.filter(({ name }) => name.includes(wanted));
  const about = all.filter(
    ({ name, summary, set }) => !name.includes(wanted) && `${summary} ${set}`.toLowerCase().includes(wanted),
  );
  return [...named, ...about];
}

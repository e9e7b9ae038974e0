/** Answers what somebody asks help for: a word, a topic, a word set, a THROW code. */
import { absentHint } from "../forth/hints.ts";
import { misspellingsOf } from "../forth/spelling.ts";
import { manualList, manualPage, manualPageNamed } from "./manual.ts";
import { throwCodes, throwList, throwPage } from "./throw_codes.ts";
import { topicList, topicNamed, topicPage, topics } from "./topics.ts";
import {
  entriesAbout,
  type PageStyle,
  rowLines,
  rowOf,
  type WordRow,
  wordPage,
  wordSetPage,
} from "./word_page.ts";
import { entryOf, wordTable } from "./word_table.ts";

/** Who asks: how pages look, and what there is besides the system's words. */
export interface Asker extends PageStyle {
  /** The page of a word that is not the system's. */
  ownPage(name: string): string | undefined;
  /** The lines about words that are not the system's and have a text in their names or comments. */
  ownRows(text: string): readonly WordRow[];
  /** Names that could have been meant, besides the system's. */
  readonly ownNames: readonly string[];
}

/** An answer; `found` is false when there is nothing of that name. */
export interface Answer {
  readonly text: string;
  readonly found: boolean;
}

/** Somebody without a program. */
export const stranger = (style: PageStyle): Asker => ({
  ...style,
  ownPage: () => undefined,
  ownRows: () => [],
  ownNames: [],
});

const NUMBER = /^-\d+$/;

/** The page about what was asked; without anything, the one to begin with. */
export function help(asked: string, asker: Asker): Answer {
  const text = asked.trim().replace(/\s+/g, " ");
  const page = pageOf(text === "" ? "start" : text, asker);
  if (page !== undefined) return { text: page, found: true };
  const names = text.split(" ");
  const answers = names.map((name) => pageOf(name, asker) ?? unknown(name, asker));
  return { text: answers.join("\n"), found: names.every((name) => pageOf(name, asker) !== undefined) };
}

function pageOf(name: string, asker: Asker): string | undefined {
  const own = asker.ownPage(name);
  if (own !== undefined) return own;
  const entry = entryOf(name);
  if (entry !== undefined) return wordPage(entry, asker);
  const topic = topicNamed(name);
  if (topic !== undefined) return topicPage(topic, asker);
  const set = wordTable().sets.find(({ title }) => isTitle(title, name));
  if (set !== undefined) return wordSetPage(set, asker);
  if (name.toLowerCase() === "topics") return topicList(asker);
  if (name.toLowerCase() === "manual") return manualList(asker);
  const page = manualPageNamed(name.replace(/^manual /i, ""));
  if (page !== undefined) return manualPage(page, asker);
  if (/^(?:errors|throw codes)$/i.test(name)) return throwList(asker);
  const code = NUMBER.test(name) ? throwCodes().get(Number(name)) : undefined;
  return code && throwPage(code, asker);
}

/** A word set is asked for by its title, also with `words` behind it, for some words are called like their sets. */
const isTitle = (title: string, name: string): boolean =>
  title.toLowerCase() === name.toLowerCase().replace(/ words$/, "");

function unknown(name: string, asker: Asker): string {
  const { strong } = asker.paint;
  const lines = [`There is no word, topic or error code ${strong(name)}.`];
  const absent = absentHint(name);
  if (absent !== undefined) return `${[...lines, `  ${absent}.`].join("\n")}\n`;
  const candidates = [...asker.ownNames, ...wordTable().words.keys(), ...topics().map((topic) => topic.name)];
  const close = misspellingsOf(name, candidates).slice(0, 5);
  if (close.length > 0) lines.push(`  Did you mean ${close.join(", ")}?`);
  const about = entriesAbout(name).length;
  if (about > 0) lines.push(`  apropos ${name} finds ${about} ${about === 1 ? "word" : "words"} about it.`);
  else if (close.length === 0) lines.push("  help topics lists what there are pages about.");
  return `${lines.join("\n")}\n`;
}

/** The words whose names or descriptions have a text in them. */
export function apropos(asked: string, asker: Asker): Answer {
  const text = asked.trim();
  if (text === "") return { text: "apropos needs a text: apropos file\n", found: false };
  const rows = [...asker.ownRows(text), ...entriesAbout(text).map(rowOf)];
  if (rows.length === 0) return { text: `No word is about ${asker.paint.strong(text)}.\n`, found: false };
  return { text: `${rowLines(rows, asker).join("\n")}\n`, found: true };
}

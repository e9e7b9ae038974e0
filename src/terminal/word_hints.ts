/** The stack effect of a word, in a line: for the hint while typing and for lists of completions. */
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { bytesOf } from "../machine/system_text.ts";
import { describeProgramWord } from "../reference/program_word.ts";
import type { WordRow } from "../reference/word_page.ts";
import { effectComment, entryOf } from "../reference/word_table.ts";

/** Name, stack effect and what the word does; undefined for what is no word. */
export function rowOfName(session: Session, name: string): WordRow | undefined {
  const bytes = bytesOf(name);
  const word = session.search.find(bytes, 0, bytes.length);
  if (word === undefined) return undefined;
  return session.isSystemWord(word) ? systemRow(name) : programRow(session, word, name);
}

function systemRow(name: string): WordRow | undefined {
  const entry = entryOf(name);
  return entry && [name, effectComment(entry), entry.summary];
}

function programRow(session: Session, word: Word, name: string): WordRow {
  const { effect, comment, kind } = describeProgramWord(session, word);
  return [name, effect === undefined ? "" : `( ${effect} )`, comment[0] ?? kind];
}

/** What the hint says of a word: its effect, and what it does. */
export function hintOf(session: Session, name: string): string {
  const row = rowOfName(session, name);
  return row === undefined ? "" : [row[1], row[2]].filter((text) => text !== "").join(" ");
}

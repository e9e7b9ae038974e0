/** What names mean to programs that look them up by themselves: FIND-NAME and its kin see locals, too, as gforth's do. */

import { byteString, foldName, type Word } from "../forth/dictionary.ts";
import type { Local } from "../forth/local_scope.ts";
import { compileName } from "../forth/locals.ts";
import type { Session } from "../forth/session.ts";
import { inDefinition } from "./word_kinds.ts";

/** Words that stand for locals where a program looks names up by itself. */
const localWords = new WeakMap<Local, Word>();

/**
 * The word that a name means to a program that looks it up: a local that the open definition sees, as an immediate word
 * that compiles what the local does, or what the search order finds.
 */
export function findVisible(
  session: Session,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Word | undefined {
  const { definition } = session;
  if (definition?.scope === undefined) return session.search.find(bytes, start, end);
  const name = byteString(bytes, start, end);
  const local = definition.findLocal(foldName(name));
  if (local === undefined) return session.search.find(bytes, start, end);
  const known = localWords.get(local);
  if (known !== undefined) return known;
  const word = session.dictionary.keep(session.createAnonymousWord(name));
  word.immediate = true;
  session.machine.entries[word.index] = () =>
    inDefinition(session, (open) => compileName(session, open, local));
  localWords.set(local, word);
  return word;
}

/** Lets native code know what a name means by `findVisible`, as long as no name changes. */
export function enterFound({ search, definition }: Session, name: Uint8Array, word: Word | undefined): void {
  if (search.isSettled && definition === undefined) search.found.enter(0, name, word);
}

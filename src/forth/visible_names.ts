/** The names that a program can use where it is: for suggestions and completion. */
import type { Session } from "./session.ts";

/** Names of the words in the search order, newest first, each once; not those of the system's inside, as `(do)`. */
export function* visibleNames(session: Session): Generator<string> {
  const { dictionary, search } = session;
  const lists = new Set(search.order.map(({ id }) => id));
  const seen = new Set<string>();
  for (const word of dictionary.newestFirst()) {
    if (session.isHiddenTestWord(word.index)) continue;
    if (word.hidden || word.name === "" || seen.has(word.key)) continue;
    if (!lists.has(word.wordlist)) continue;
    if (word.name.startsWith("(") && word.name.length > 1 && session.isSystemWord(word)) continue;
    seen.add(word.key);
    yield word.displayName;
  }
}

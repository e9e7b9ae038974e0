/** The names that a program can use where it is: for suggestions and completion. */
import { textOfByteString } from "../machine/system_text.ts";
import { foldName } from "./dictionary.ts";
import type { Session } from "./session.ts";
import { Header, WordForm } from "./word_headers.ts";

/**
 * Names of the words in the search order, newest first, each once; not those of the system's inside, as `(do)`. Words of
 * the system are not made for that.
 */
export function* visibleNames(session: Session): Generator<string> {
  const { dictionary, search, system } = session;
  const { headers } = dictionary;
  const lists = new Set(search.order.map(({ id }) => id));
  const seen = new Set<string>();
  for (let index = dictionary.end - 1; index > 0; index--) {
    const isSystem = index <= system.count;
    if (isSystem ? session.isHiddenTestWord(index) : !headers.exists(index)) continue;
    if (!lists.has(isSystem ? search.forth.id : headers.field(index, Header.wordlist))) continue;
    const name = headers.nameOf(index);
    const key = foldName(name);
    if (headers.has(index, WordForm.hidden) || name === "" || seen.has(key)) continue;
    if (name.startsWith("(") && name.length > 1 && isSystem) continue;
    seen.add(key);
    yield textOfByteString(name);
  }
}

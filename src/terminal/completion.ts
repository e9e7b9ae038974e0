/** Which words a text may become. */
import type { Session } from "../forth/session.ts";

/**
 * The visible names that begin with `start`, sorted, without regard to case; words of the system's inside, whose names
 * begin with a parenthesis, only when that is what `start` begins with. Typed in upper case, they are given so.
 */
export function completions(session: Session, start: string): string[] {
  const wanted = start.toLowerCase();
  const names = new Set<string>(session.definition?.locals?.keys() ?? []);
  for (const word of session.dictionary.words) {
    if (word === undefined || word.hidden || word.name === "" || word.wordlist === undefined) continue;
    if (session.searchOrder.includes(word.wordlist)) names.add(word.displayName);
  }
  const upper = start !== wanted && start === start.toUpperCase();
  return [...names]
    .filter((name) => name.toLowerCase().startsWith(wanted) && (wanted !== "" || !name.startsWith("(")))
    .map((name) => (upper ? name.toUpperCase() : name))
    .sort();
}

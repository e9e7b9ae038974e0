/** Which words a text may become. */
import { visibleLocals } from "../forth/local_scope.ts";
import type { Session } from "../forth/session.ts";
import { visibleNames } from "../forth/visible_names.ts";

/** The visible names and locals that begin with `start` in any case, sorted. For a start in upper case they are, too. */
export function completions(session: Session, start: string): string[] {
  const wanted = start.toLowerCase();
  const names = new Set([...visibleLocals(session.definition?.scope).keys(), ...visibleNames(session)]);
  const upper = start !== wanted && start === start.toUpperCase();
  return [...names]
    .filter((name) => name.toLowerCase().startsWith(wanted))
    .map((name) => (upper ? name.toUpperCase() : name))
    .sort();
}

/** What the parts of a line of source are while it is typed: for colours, hints and completion. Nothing of it runs. */
import { visibleLocals } from "../forth/local_scope.ts";
import type { Session } from "../forth/session.ts";
import { bytesOf } from "../machine/system_text.ts";
import { definingWords, takenText } from "../reference/word_syntax.ts";

export type TokenClass = "word" | "number" | "string" | "comment" | "name" | "unknown";

export interface LineToken {
  /** Offsets in the line. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: TokenClass;
}

/** Words that take a name which may be no word's. */
const askers = new Set([
  "parse-name",
  "name",
  "parse-word",
  "[defined]",
  "[undefined]",
  "[ifdef]",
  "[ifundef]",
]);
/** Texts that recognizers take. */
const RECOGNIZED = /^(?:"|`|'.|->|\+>|@>|=>|<.+>$|\$\{)/u;

/** The parts of a line, in order. */
export function tokensOfLine(session: Session, line: string): LineToken[] {
  const tokens: LineToken[] = [];
  const known = new Set(visibleLocals(session.definition?.scope).keys());
  const blanks = /\s*/y;
  const text = /\S+/y;
  let at = 0;
  const add = (start: number, end: number, kind: TokenClass) => {
    tokens.push({ start, end, text: line.slice(start, end), kind });
    at = end;
  };
  const skipBlanks = () => {
    blanks.lastIndex = at;
    blanks.exec(line);
    at = blanks.lastIndex;
  };
  const next = (): string => {
    text.lastIndex = at;
    return text.exec(line)?.[0] ?? "";
  };
  for (skipBlanks(); at < line.length; skipBlanks()) {
    const name = next();
    const lower = name.toLowerCase();
    const isLocals = lower === "{:" || (lower === "{" && session.compiling);
    add(at, at + name.length, known.has(lower) ? "word" : kindOf(session, name));
    const taken = takenText(lower);
    if (taken !== undefined && taken.content !== "name" && taken.end !== " ") {
      const end = line.indexOf(taken.end, at + 1);
      tokens.pop();
      add(at - name.length, end < 0 ? line.length : end + 1, taken.content);
    } else if (isLocals) {
      for (skipBlanks(); at < line.length && !/^:?}$/.test(next()); skipBlanks()) {
        known.add(next().toLowerCase());
        add(at, at + next().length, "name");
      }
    } else if (taken?.content === "string" || definingWords.has(lower) || askers.has(lower)) {
      skipBlanks();
      const target = next();
      if (definingWords.has(lower)) known.add(target.toLowerCase());
      if (target !== "") add(at, at + target.length, "name");
    }
  }
  return tokens;
}

function kindOf(session: Session, name: string): TokenClass {
  const bytes = bytesOf(name);
  if (session.search.find(bytes, 0, bytes.length) !== undefined) return "word";
  if (RECOGNIZED.test(name)) return "number";
  try {
    const isNumber =
      session.text.convertNumber(bytes) !== undefined || session.text.convertFloat(bytes) !== undefined;
    return isNumber ? "number" : "unknown";
  } catch {
    return "unknown"; // BASE is out of its range: whoever uses it next is told.
  }
}

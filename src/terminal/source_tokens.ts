/** What the parts of a line of source are while it is typed: for colours, hints and completion. Nothing of it runs. */
import { visibleLocals } from "../forth/local_scope.ts";
import type { Session } from "../forth/session.ts";
import { bytesOf } from "../machine/system_text.ts";

export type TokenClass = "word" | "number" | "string" | "comment" | "name" | "unknown";

export interface LineToken {
  /** Offsets in the line. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: TokenClass;
}

/** What a parsing word takes: the text up to a character, or to the end of the line for an empty one. */
interface ParsedText {
  readonly end: string;
  readonly kind: TokenClass;
}

const parsing = (names: string, end: string, kind: TokenClass) =>
  names.split(" ").map((name): readonly [string, ParsedText] => [name, { end, kind }]);

const parsedTexts: ReadonlyMap<string, ParsedText> = new Map([
  ...parsing('s" s\\" ." .\\" c" abort" ," skip" todo"', '"', "string"),
  ...parsing("(", ")", "comment"),
  ...parsing(".(", ")", "string"),
  ...parsing("\\ \\g #!", "", "comment"),
  ...parsing("sh help apropos", "", "string"),
]);

/** Words that make a word of the name that follows. */
const defining = new Set(
  ": constant 2constant fconstant variable 2variable fvariable value 2value fvalue create defer buffer: marker synonym alias vocabulary $variable field: cfield: +field begin-structure user uvalue field end-struct".split(
    " ",
  ),
);
/** Words that take a text that is no word of its own. */
const naming = new Set(
  "char [char] include require needs use parse-name name parse-word [defined] [undefined] [ifdef] [ifundef] words".split(
    " ",
  ),
);
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
    const parsed = parsedTexts.get(lower);
    if (parsed !== undefined) {
      const end = parsed.end === "" ? -1 : line.indexOf(parsed.end, at + 1);
      tokens.pop();
      add(at - name.length, end < 0 ? line.length : end + 1, parsed.kind);
    } else if (isLocals) {
      for (skipBlanks(); at < line.length && !/^:?}$/.test(next()); skipBlanks()) {
        known.add(next().toLowerCase());
        add(at, at + next().length, "name");
      }
    } else if (defining.has(lower) || naming.has(lower)) {
      skipBlanks();
      const target = next();
      if (defining.has(lower)) known.add(target.toLowerCase());
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

/**
 * What the system's words do to the text of a program: which structures they open and close, what text and which names
 * they take. Whoever looks at a text without running it goes by this; `tests/reference/word_syntax.test.ts` holds it to what
 * the words do. What a program's own words do is known only when they run.
 */
import type { ControlKind } from "../forth/definition.ts";
import { entryOf } from "./word_table.ts";

/** What a word that compiles does to the structure that it stands in. */
interface StructureWord {
  readonly opens: boolean;
  /** Of a definition it may only close the innermost one, with no other structure open in it. */
  readonly closes: ControlKind | "definition" | undefined;
}

/** The words of a list with blanks between them, each with a value. */
const each = <T>(value: T, list: string): (readonly [string, T])[] =>
  list.split(" ").map((word) => [word, value]);

const opens: StructureWord = { opens: true, closes: undefined };
const closes = (kind: StructureWord["closes"]): StructureWord => ({ opens: false, closes: kind });
/** It ends a part of a structure, and begins the next. */
const divides = (kind: StructureWord["closes"]): StructureWord => ({ opens: true, closes: kind });

export const structureWords: ReadonlyMap<string, StructureWord> = new Map([
  ...each(
    opens,
    "if ?dup-if ?dup-0=-if ahead begin do ?do -do u-do +do u+do for case of ?of scope try [: [{:",
  ),
  ...each(opens, "[n:d [n:h [n:h1 [n:l [d:d [d:h [d:h1 [d:l [f:d [f:h [f:h1 [f:l"),
  ...each(divides("orig"), "else"),
  ...each(divides("dest"), "while"),
  ...each(divides("try"), "iferror endtry-iferror recover restore"),
  ...each(divides("definition"), "does>"),
  ...each(closes("orig"), "then endif"),
  ...each(closes("dest"), "until again repeat"),
  ...each(closes("do"), "loop +loop -loop next"),
  ...each(closes("of"), "endof contof"),
  ...each(closes("case"), "endcase next-case"),
  ...each(closes("scope"), "endscope"),
  ...each(closes("try"), "endtry"),
  ...each(closes("definition"), "; ;]"),
]);

/** What kind of word one makes that takes its name from the text. */
type DefinedKind = "word" | "constant" | "variable" | "value" | "deferred";

export const definingWords: ReadonlyMap<string, DefinedKind> = new Map([
  ...each<DefinedKind>("word", ": synonym alias marker buffer: begin-structure end-struct"),
  ...each<DefinedKind>("word", "field create-field field: cfield: wfield: lfield: xfield: 2field: +field"),
  ...each<DefinedKind>(
    "word",
    "ffield: sffield: dffield: value: cvalue: wvalue: lvalue: scvalue: swvalue: slvalue:",
  ),
  ...each<DefinedKind>(
    "word",
    "2value: fvalue: dfvalue: sfvalue: $value: defer: value[]: $value[]: const-does>",
  ),
  ...each<DefinedKind>("word", "interpret/compile: rec-sequence: translate:"),
  ...each<DefinedKind>("constant", "constant 2constant fconstant"),
  ...each<DefinedKind>(
    "variable",
    "variable 2variable fvariable zvariable $variable $[]variable create user vocabulary",
  ),
  ...each<DefinedKind>("value", "value 2value fvalue uvalue"),
  ...each<DefinedKind>("deferred", "defer"),
]);

/** Words that take a name which is no word's. */
const textNames = new Set("char [char] include require needs use test: bench:".split(" "));
const comments = new Set(["(", "\\", "\\g", "#!", "testing"]);

/** What a word takes of the text behind it. */
export interface TakenText {
  /** What that ends with: a character, a line end, or a blank for a name. */
  readonly end: '"' | ")" | "\n" | " ";
  readonly content: "string" | "comment" | "name";
}

const ends: Readonly<Record<string, TakenText["end"]>> = {
  "ccc<quote>": '"',
  "ccc<paren>": ")",
  "ccc<eol>": "\n",
  name: " ",
  newname: " ",
};

/** What a word of the system takes, as its stack effect has it; undefined when that is nothing or another thing. */
export function takenText(name: string): TakenText | undefined {
  const entry = entryOf(name);
  const end = ends[/"([^"]+)"/.exec(entry?.effect ?? "")?.[1] ?? ""];
  if (entry === undefined || end === undefined) return undefined;
  const isName = end === " " && !textNames.has(entry.name);
  return { end, content: isName ? "name" : comments.has(entry.name) ? "comment" : "string" };
}

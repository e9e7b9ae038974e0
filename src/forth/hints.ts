/** What a person may do about an error: the last line of a report. */

import { type ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { shownText } from "../machine/system_text.ts";
import { absentWords } from "./absent_words.ts";
import { visibleLocals } from "./local_scope.ts";
import type { Session } from "./session.ts";
import type { Source } from "./source.ts";
import { misspellingsOf } from "./spelling.ts";
import { visibleNames } from "./visible_names.ts";

const BINARY_PROBE = 4096;
/** Characters that take no room, or look like a blank, and are none to a Forth: what web pages and editors bring along. */
const INVISIBLE =
  /\u00a0|\u00ad|\u034f|\u061c|[\u115f\u1160]|\u1680|[\u17b4\u17b5]|\u180e|[\u2000-\u200c]|\u200d|[\u200e\u200f\u2028-\u202f\u205f-\u206f]|\u3000|\u3164|[\ufe00-\ufe0f]|\ufeff|\uffa0|[\ufff9-\ufffb]/u;

const invisibleNames: Readonly<Record<string, string>> = {
  "\u00a0": "no-break space",
  "\u00ad": "soft hyphen",
  "\u200b": "zero width space",
  "\u200c": "zero width non-joiner",
  "\u200d": "zero width joiner",
  "\u200e": "left-to-right mark",
  "\u200f": "right-to-left mark",
  "\u2028": "line separator",
  "\u2029": "paragraph separator",
  "\u202f": "narrow no-break space",
  "\u2060": "word joiner",
  "\u3000": "ideographic space",
  "\ufeff": "byte order mark",
};

export function hintFor(session: Session, thrown: ForthThrow): string | undefined {
  switch (thrown.code) {
    case ThrowCodes.undefinedWord: {
      // Without it nobody looked for a name.
      const origin = originOf(thrown);
      return origin.atToken ? hintForName(session, origin.detail ?? "") : undefined;
    }
    case ThrowCodes.compileOnly:
      return conditionalHint(session);
    case ThrowCodes.returnStackOverflow:
      return "does a word call itself without end?";
    case ThrowCodes.dictionaryOverflow:
      return "--memory SIZE gives the program more data space";
    case ThrowCodes.stackUnderflow:
      return "a word wanted more than the stack held; .S shows the stack";
    default:
      return undefined;
  }
}

/** Words of structures that have a twin for what is interpreted. */
const interpretedTwins: ReadonlyMap<string, string> = new Map([
  ["if", "[IF] … [ELSE] … [THEN]"],
  ["else", "[IF] … [ELSE] … [THEN]"],
  ["then", "[IF] … [ELSE] … [THEN]"],
  ["do", "[DO] … [LOOP]"],
  ["?do", "[?DO] … [LOOP]"],
  ["for", "[FOR] … [NEXT]"],
  ["begin", "[BEGIN] … [UNTIL]"],
]);

/** Whoever wrote IF outside of a definition is told of [IF]. */
function conditionalHint({ source }: Session): string | undefined {
  const name = shownText(source.bytes.subarray(source.tokenStart, source.tokenEnd));
  const twin = interpretedTwins.get(name.toLowerCase());
  return twin === undefined
    ? undefined
    : `outside of definitions, ${twin} does that; or put it into a definition and call that`;
}

function originOf(thrown: ForthThrow): ForthThrow {
  let origin = thrown;
  while (origin.first !== undefined) origin = origin.first;
  return origin;
}

/** What may be meant by a name that is no word's. */
export function hintForName(session: Session, name: string): string | undefined {
  if (looksBinary(session.source)) return "this does not look like Forth source text";
  return (
    testHint(session, name) ??
    invisibleHint(name) ??
    numberHint(name) ??
    openDefinitionHint(session) ??
    blankHint(session, name) ??
    absentHint(name) ??
    suggestion(session, name)
  );
}

/** Whether there is a zero byte or broken UTF-8 in the first part of the source: no text has these. */
function looksBinary(source: Source): boolean {
  if (source.kind !== "file") return false;
  const beginning = source.bytes.subarray(0, Math.min(source.end, BINARY_PROBE));
  const text = shownText(beginning);
  // A character that the end of the probe cuts in two is no fault.
  const fault = text.search(/[\0\ufffd]/);
  return fault >= 0 && fault < text.length - 3;
}

/** Whoever runs a test file as a program is told how that goes. */
function testHint(session: Session, name: string): string | undefined {
  const index = session.system.numberOf(name.toLowerCase());
  if (index === 0 || !session.isHiddenTestWord(index)) return undefined;
  return "this is a word of tests: run fastforth test, or write require test/ttester.fs";
}

/** A character that nobody sees. */
function invisibleHint(name: string): string | undefined {
  const character = INVISIBLE.exec(name)?.[0];
  if (character === undefined) return undefined;
  const known = invisibleNames[character];
  const position = [...name].indexOf(character) + 1;
  return `character ${position} of this is the invisible ${codeOf(character)}${known === undefined ? "" : `, a ${known}`}; write a blank or nothing instead`;
}

/** Whoever wrote 1.5 is told how floats and doubles look. */
function numberHint(name: string): string | undefined {
  if (!/^[+-]?\d*\.\d+$/.test(name)) return undefined;
  return `${name}e is a floating-point number; a double-cell integer has its point at the end`;
}

/** A `:` that was compiled into the definition before it, which lacks its `;`. */
function openDefinitionHint(session: Session): string | undefined {
  const { definition } = session;
  if (!session.compiling || definition === undefined) return undefined;
  if (definition.lastCall !== session.system.numberOf(":")) return undefined;
  const place = session.positions.place(definition.word.position);
  if (place === undefined || definition.word.name === "") return undefined;
  return `the definition of ${quoted(definition.word.displayName)} at ${place.name}:${place.line}:${place.column} has no ;`;
}

/** Two words that are written as one: `."hi"`, `:sq`, `(note)`, `dup*`. */
function blankHint(session: Session, name: string): string | undefined {
  const parsing = [...parsingPrefixes(name)].find((prefix) => isKnown(session, prefix));
  if (parsing !== undefined) return `is a blank missing behind ${quoted(parsing)}?`;
  for (let at = 1; at < name.length; at++) {
    const left = name.slice(0, at);
    const right = name.slice(at);
    // Letters and digits go on in a misspelt name; signs seldom do.
    if (isAlphanumeric(left.slice(-1)) === isAlphanumeric(right.slice(0, 1))) continue;
    if (isMeaningful(session, left) && isMeaningful(session, right))
      return `is a blank missing: ${quoted(`${left} ${right}`)}?`;
  }
  return undefined;
}

/** What of a name may be a word that takes the text behind it. */
function* parsingPrefixes(name: string): Generator<string> {
  const quote = name.indexOf('"');
  if (quote > 0 && quote < name.length - 1) yield name.slice(0, quote + 1);
  if (/^[:\\(]./.test(name) || /^'../.test(name)) yield name.slice(0, 1);
  if (name.startsWith(".(") && name.length > 2) yield ".(";
}

const isAlphanumeric = (character: string): boolean => /[a-z0-9_]/i.test(character);

const isMeaningful = (session: Session, text: string): boolean =>
  /^[+-]?\d+$/.test(text) || isKnown(session, text);

function isKnown(session: Session, name: string): boolean {
  const bytes = Buffer.from(name);
  if (visibleLocals(session.definition?.scope).has(name.toLowerCase())) return true;
  const word = session.search.find(bytes, 0, bytes.length);
  return word !== undefined && !(name.startsWith("(") && name.length > 1 && session.isSystemWord(word));
}

/** A word of gforth that is left out. */
export function absentHint(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const covers = (pattern: string) =>
    pattern.endsWith("…") ? wanted.startsWith(pattern.slice(0, -1)) : wanted === pattern;
  const group = absentWords.find(({ names }) => names.split(" ").some(covers));
  return group === undefined ? undefined : `gforth's ${quoted(name)} is left out: ${group.instead}`;
}

function suggestion(session: Session, name: string): string | undefined {
  const close = closestNames(session, name);
  if (close.length === 0) return undefined;
  return `did you mean ${close.map(quoted).join(", ")}?`;
}

/** Up to three visible names that `name` may be a misspelling of, the closest ones. */
function closestNames(session: Session, name: string): string[] {
  const locals = visibleLocals(session.definition?.scope);
  const names = new Set([...locals.keys(), ...visibleNames(session)]);
  return misspellingsOf(name, names).slice(0, 3);
}

/** A name in quotes; what nobody would see in it is written as its code. */
const quoted = (name: string): string =>
  `'${name.replace(new RegExp(INVISIBLE, "gu"), (character) => `<${codeOf(character)}>`)}'`;

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * TO and its kin (6.2.2295): what assigns to values, deferred words, locals and gforth's value fields of structures.
 *
 * A value field (VALUE: and its kin) makes a word that takes the address of a structure and gives what lies there;
 * TO, +TO, IS and ACTION-OF before its name take the address likewise.
 */
import { WordKind } from "../abi/bindings.ts";
import { Definition } from "../forth/definition.ts";
import { byteString, foldName, type HostWord, host, type Word } from "../forth/dictionary.ts";
import type { Local } from "../forth/local_scope.ts";
import { compileAdd, compileAssign, compileFetch } from "../forth/locals.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { finish } from "./compiling.ts";
import { compileOrRun, interpretedOrCompiled } from "./word_kinds.ts";

/** What can be done to a value by its name. */
export type ValueVerb = "to" | "+to" | "is" | "action-of" | "addr";

/** The words that fetch from, store at and add to an address. */
interface Accessors {
  readonly fetch: string;
  readonly store: string;
  readonly add: string | undefined;
}

/** A place that has a name: at an address, or so far behind the address of a structure. */
interface Place extends Accessors {
  readonly offset: number;
  readonly inStructure: boolean;
}

interface FieldType extends Accessors {
  readonly name: string;
  readonly size: number;
}

const cellAccess: Accessors = { fetch: "@", store: "!", add: "+!" };
const floatAccess: Accessors = { fetch: "f@", store: "f!", add: "f+!" };
const doubleAccess: Accessors = { fetch: "2@", store: "2!", add: "(2+!)" };
const textAccess: Accessors = { fetch: "$@", store: "$!", add: "$+!" };
const actionAccess: Accessors = { fetch: "perform", store: "!", add: undefined };

const fieldTypes: readonly FieldType[] = [
  { name: "value:", size: 8, ...cellAccess },
  { name: "cvalue:", size: 1, fetch: "c@", store: "c!", add: "(c+!)" },
  { name: "wvalue:", size: 2, fetch: "uw@", store: "w!", add: "(w+!)" },
  { name: "lvalue:", size: 4, fetch: "ul@", store: "l!", add: "(l+!)" },
  { name: "scvalue:", size: 1, fetch: "sc@", store: "c!", add: "(c+!)" },
  { name: "swvalue:", size: 2, fetch: "sw@", store: "w!", add: "(w+!)" },
  { name: "slvalue:", size: 4, fetch: "sl@", store: "l!", add: "(l+!)" },
  { name: "2value:", size: 16, ...doubleAccess },
  { name: "fvalue:", size: 8, ...floatAccess },
  { name: "dfvalue:", size: 8, ...floatAccess },
  { name: "sfvalue:", size: 4, fetch: "sf@", store: "sf!", add: "(sf+!)" },
  { name: "$value:", size: 8, ...textAccess },
  { name: "defer:", size: 8, ...actionAccess },
  { name: "value[]:", size: 8, fetch: "([]@)", store: "([]!)", add: "([]+!)" },
  { name: "$value[]:", size: 8, fetch: "$[]@", store: "$[]!", add: "$[]+!" },
];

/** What each verb is called in a report, and what it applies to. */
const takes: Readonly<Record<ValueVerb, string>> = {
  to: "TO takes a VALUE, a DEFERred word or a local",
  "+to": "+TO takes a VALUE or a local",
  is: "IS takes a VALUE, a DEFERred word or a local",
  "action-of": "ACTION-OF takes a deferred word (made by DEFER) or a local of that kind",
  addr: "ADDR takes a VALUE",
};

/** The value fields; a field that MARKER has forgotten is no longer found. */
const fields = new WeakMap<Word, Place>();

export function valueWords(session: Session): HostWord[] {
  const parsing = (verb: ValueVerb): HostWord =>
    interpretedOrCompiled(
      session,
      verb,
      () => parseAndApply(verb),
      (definition) => parseAndApply(verb, definition),
    );
  const parseAndApply = (verb: ValueVerb, definition?: Definition) => {
    const { start, end } = session.sources.parseSomeName();
    const { bytes } = session.source;
    const local = definition?.findLocal(foldName(byteString(bytes, start, end)));
    if (definition !== undefined && local !== undefined)
      return applyToLocal(session, definition, verb, local);
    const word = session.search.find(bytes, start, end);
    if (word === undefined) throw session.undefinedWord(start, end);
    applyToWord(session, verb, word);
  };
  const field = ({ name, size, ...accessors }: FieldType): HostWord =>
    host(name, "u1 -- u2", () => {
      const { machine } = session;
      const word = session.parseNewWord();
      const unit = Math.min(size, 8);
      const offset = Math.ceil(machine.popNumber() / unit) * unit;
      machine.pushNumber(offset + size);
      const definition = new Definition(word, undefined);
      if (offset !== 0) {
        definition.literal(offset, 0);
        definition.call(session.systemWord("+"));
      }
      definition.call(session.systemWord(accessors.fetch));
      finish(session, definition, name);
      fields.set(session.dictionary.keep(word), { ...accessors, offset, inStructure: true });
    });
  return [...(["to", "+to", "is", "action-of", "addr"] as const).map(parsing), ...fieldTypes.map(field)];
}

/** Does something to a word by its name: at once, or in the definition that is compiled. */
export function applyToWord(session: Session, verb: ValueVerb, word: Word): void {
  if (session.isSystemWord(word) && word.name === "outfile-id" && (verb === "to" || verb === "is"))
    return compileOrRun(session, "(outfile-id!)");
  const place = fields.get(word) ?? placeOf(session, word);
  const access = place === undefined ? undefined : accessOf(verb, place);
  if (place === undefined || access === undefined)
    throw new ForthThrow(ThrowCodes.invalidName, `${takes[verb]}, ${word.displayName} is none`);
  if (!place.inStructure || place.offset !== 0) session.literal(place.offset, 0);
  if (place.inStructure && place.offset !== 0) compileOrRun(session, "+");
  if (access !== "") compileOrRun(session, access);
}

/** The word that a verb ends with: none for ADDR; undefined when it does not apply. */
function accessOf(verb: ValueVerb, { store, add, fetch }: Place): string | undefined {
  switch (verb) {
    case "to":
    case "is":
      return store;
    case "+to":
      return add;
    case "action-of":
      return fetch === "perform" ? "@" : undefined;
    case "addr":
      return "";
  }
}

/** Where a value or deferred word keeps what it gives. */
function placeOf(session: Session, word: Word): Place | undefined {
  const access = accessors(session, word.xt);
  if (access === undefined) return undefined;
  return { ...access, offset: session.dictionary.operandA(word.xt), inStructure: false };
}

function accessors(session: Session, xt: number): Accessors | undefined {
  switch (session.dictionary.kind(xt)) {
    case WordKind.value:
      return cellAccess;
    case WordKind.fvalue:
      return floatAccess;
    case WordKind.defer:
      return actionAccess;
    default:
      if (session.doesWith(xt, "(2value)")) return doubleAccess;
      return session.doesWith(xt, "($value)") ? textAccess : undefined;
  }
}

function applyToLocal(session: Session, definition: Definition, verb: ValueVerb, local: Local): void {
  switch (verb) {
    case "to":
    case "is":
      return compileAssign(session, definition, local);
    case "+to":
      return compileAdd(session, definition, local);
    case "action-of":
      if (local.kind === "action") return compileFetch(session, definition, local);
  }
  throw new ForthThrow(ThrowCodes.invalidName, `${takes[verb]}, not a local of this kind`);
}

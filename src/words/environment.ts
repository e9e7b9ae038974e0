/** ENVIRONMENT? (6.1.1345): what a program may ask of the system, and the answers. */

import { foldName, type HostWord, host, type Wordlist } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { MAX_CHARACTER } from "../forth/utf8.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { Capacity } from "../machine/machine.ts";
import { bytesOf } from "../machine/system_text.ts";
import { popText } from "./operands.ts";
import { MAX_SEARCH_ORDER } from "./search.ts";

const MAX_SIGNED = (1n << 63n) - 1n;
const CELL = 8;
/** The version of gforth whose words are here; programs ask for it to choose among Forth systems. */
const GFORTH_VERSION = "000.007.009";

/** Word sets of Forth 1994 that are here with their extensions; queries about them are obsolescent (3.2.6). */
const wordSets = [
  "core",
  "block",
  "double",
  "exception",
  "facility",
  "file",
  "floating",
  "locals",
  "memory-alloc",
  "tools",
  "search-order",
  "string",
  "xchar",
];

/** Extensions that Forth 2012 took in; queries about them give nothing but true. */
const extensions = [
  "deferred",
  "defined",
  "ekeys",
  "escaped-strings",
  "extended-characters",
  "fp-stack",
  "ftrunc",
  "fvalue",
  "2value",
  "buffer",
  "locals",
  "n-to-r",
  "number-prefixes",
  "parse-name",
  "required",
  "structures",
  "substitute",
  "synonym",
  "text-substitution",
  "throw-iors",
  "traverse-wordlist",
  "xchar",
];

export function environmentWords(session: Session): HostWord[] {
  const { machine } = session;
  const cells =
    (...values: readonly (number | bigint)[]) =>
    () => {
      for (const value of values) machine.pushBigInt(BigInt(value));
    };
  const answers = new Map<string, () => void>([
    ["/counted-string", cells(255)],
    ["/hold", cells(SystemAddress.holdAreaEnd - SystemAddress.holdAreaStart)],
    ["/pad", cells(SystemAddress.padEnd - SystemAddress.pad)],
    ["address-unit-bits", cells(8)],
    ["floored", cells(-1)],
    ["max-char", cells(255)],
    ["max-d", cells(-1, MAX_SIGNED)],
    ["max-n", cells(MAX_SIGNED)],
    ["max-u", cells(-1)],
    ["max-ud", cells(-1, -1)],
    ["return-stack-cells", cells(Capacity.return)],
    ["stack-cells", cells(Capacity.data)],
    ["floating-stack", cells(Capacity.float)],
    ["max-float", () => machine.pushFloat(Number.MAX_VALUE)],
    ["#locals", cells(machine.limit / CELL)],
    ["wordlists", cells(MAX_SEARCH_ORDER)],
    ["max-xchar", cells(MAX_CHARACTER)],
    ["xchar-maxmem", cells(4)],
    ["xchar-encoding", () => pushStored(session, "UTF-8")],
    ["os-class", () => pushStored(session, process.platform === "win32" ? "windows" : "unix")],
    ["gforth", () => pushStored(session, GFORTH_VERSION)],
    ...wordSets.flatMap((name): [string, () => void][] => [
      [name, cells(-1)],
      [`${name}-ext`, cells(-1)],
    ]),
    ...extensions.map((name): [string, () => void] => [`x:${name}`, cells()]),
  ]);
  /** The answers as words. MARKER may have forgotten them. */
  let list: Wordlist | undefined;
  const answerWords = (): Wordlist => {
    const made = session.dictionary.createWordlist("Environment");
    for (const [name, answer] of answers) {
      const word = session.dictionary.createWord(name);
      made.add(word.index);
      machine.entries[word.index] = answer;
    }
    return made;
  };
  return [
    host("environment-wordlist", "-- wid", () => {
      if (list === undefined || session.dictionary.wordlist(list.id) !== list) list = answerWords();
      machine.push(list.id, 0);
    }),
    host("environment?", undefined, () => {
      const answer = answers.get(foldName(popText(machine)));
      answer?.();
      machine.pushFlag(answer !== undefined);
    }),
  ];
}

function pushStored({ machine, dataSpace }: Session, text: string): void {
  const bytes = bytesOf(text);
  machine.push(dataSpace.storeString(bytes), 0);
  machine.push(bytes.length, 0);
}

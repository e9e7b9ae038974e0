/** Programming tools (Tools, Tools ext): looking at stacks, memory and words; conditional interpretation; name tokens. */

import { type HostWord, host, immediate, type Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { showMeanings, showStack } from "../forth/stack_text.ts";
import { seeWord } from "../inspection/word_definition.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { shownText } from "../machine/system_text.ts";
import { compilerOf } from "./compiling.ts";
import { findVisible } from "./found_names.ts";

const DUMP_WIDTH = 16;

/** Few programs ask for these. */
const lateWordPage = () => require("../reference/word_page.ts") as typeof import("../reference/word_page.ts");
const lateWordTable = () =>
  require("../reference/word_table.ts") as typeof import("../reference/word_table.ts");
const lateSeeCode = () => require("./see_code.ts") as typeof import("./see_code.ts");

export function toolsWords(session: Session): HostWord[] {
  const { machine, output } = session;
  /** Where a person types, a definition begins a line of its own. */
  const show = (text: string) => {
    const { display } = session;
    display.show(display.isInteractive && output.column > 0 ? `\n${text}` : text);
  };
  const enterTokens = (word: Word) =>
    session.search.found.enterTokens(word, session.systemWord(compilerOf(word)));
  const nameToInterpret = () => {
    const word = popName(session);
    enterTokens(word);
    machine.push(session.interpretationOf(word), 0);
  };
  return [
    host(".s", undefined, () => output.text(`${showStack(session)} `)),
    host("...", undefined, () => {
      output.text(`${showMeanings(session)} `);
      if (machine.floatDepth() === 0) return;
      output.text("\nF:");
      session.run(session.systemWord("f.s"));
    }),
    host("dump", "addr u --", () => {
      const length = machine.popAddress();
      dump(session, machine.popAddress(), length);
    }),
    host("words", "--", () => listWords(session)),
    host("see", "--", () => show(seeWord(session, session.parseWord()))),
    host("xt-see", "xt --", () => show(seeWord(session, session.popXt()))),
    host("see-code", "--", () => show(lateSeeCode().seeCode(session, session.parseWord()))),
    host("xt-see-code", "xt --", () => show(lateSeeCode().seeCode(session, session.popXt()))),
    host("traverse-wordlist", undefined, () => traverse(session)),
    host("name>string", "nt -- c-addr u", () => {
      const word = popName(session);
      word.nameAddress ??= session.dataSpace.storeString(
        Uint8Array.from(word.name, (char) => char.charCodeAt(0)),
      );
      machine.push(word.nameAddress, 0);
      machine.push(word.name.length, 0);
    }),
    host("name>interpret", "nt -- xt", nameToInterpret),
    host("name>int", "nt -- xt", nameToInterpret),
    host("name?int", "nt -- xt", () => machine.push(popName(session).xt, 0)),
    host("name>compile", "nt -- xt1 xt2", () => {
      const word = popName(session);
      enterTokens(word);
      machine.push(word.xt, 0);
      machine.push(session.systemWord(compilerOf(word)), 0);
    }),
    host(">name", "xt -- nt", () => {
      const word = session.popXt();
      machine.push(word.name === "" ? 0 : (word.origin ?? word).index, 0);
    }),
    host("id.", "nt --", () => output.text(`${popName(session).displayName} `)),
    host(".name", "nt --", () => output.text(`${popName(session).displayName} `)),
    immediate("[if]", () => beginConditional(session, machine.popFlag())),
    immediate("[else]", () => {
      session.source.endConditional();
      skipConditional(session, false);
    }),
    immediate("[then]", () => session.source.endConditional()),
    immediate("[endif]", () => session.source.endConditional()),
    immediate("[defined]", () => machine.pushFlag(findNext(session) !== undefined)),
    immediate("defined", () => machine.pushFlag(findNext(session) !== undefined)),
    immediate("[undefined]", () => machine.pushFlag(findNext(session) === undefined)),
    immediate("[ifdef]", () => beginConditional(session, findNext(session) !== undefined)),
    immediate("[ifundef]", () => beginConditional(session, findNext(session) === undefined)),
    host("forget", "--", () => {
      throw new ForthThrow(
        ThrowCodes.unsupported,
        "FORGET is obsolescent; define a MARKER and run it instead",
      );
    }),
  ];
}

/**
 * WORDS (15.6.1.2465). Where a person types the line, the names stand in columns under their word sets, and a text behind
 * WORDS selects those that have it.
 */
function listWords(session: Session): void {
  const { display, source } = session;
  const isTyped = display.isInteractive && source.kind === "terminal" && !session.compiling;
  const { start, end } = isTyped ? session.sources.parseName() : { start: 0, end: 0 };
  const part = session.sources.text(start, end).toLowerCase();
  const [list] = session.search.order;
  const names: string[] = [];
  for (const word of session.dictionary.newestFirst()) {
    if (list?.has(word.index) !== true || word.hidden) continue;
    if (!isTyped) names.push(word.displayName);
    else if (word.key.includes(part) && !isInternal(session, word)) names.push(word.displayName);
  }
  if (isTyped) display.show(`\n${lateWordPage().groupedNames(names, "Yours", display)}`);
  else session.output.text(`\n${names.join(" ")} `);
}

/** Parts of other words, which no program should name. */
const isInternal = (session: Session, word: Word): boolean =>
  session.isSystemWord(word) &&
  (session.isHiddenTestWord(word.index) ||
    (word.name.startsWith("(") && !lateWordTable().entryOf(word.name)));

function findNext(session: Session): Word | undefined {
  const { start, end } = session.sources.parseName();
  return findVisible(session, session.source.bytes, start, end);
}

function popName(session: Session): Word {
  const word = session.dictionary.word(session.machine.popNumber());
  if (word === undefined) throw session.machine.fault(ThrowCodes.invalidAddress, "not a name token");
  return word;
}

function dump(session: Session, address: number, length: number): void {
  const bytes = session.machine.range(address, length);
  for (let at = 0; at < length; at += DUMP_WIDTH) {
    const row = bytes.subarray(at, at + DUMP_WIDTH);
    const hex = Array.from(row, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
    const text = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
    ).join("");
    const start = (address + at).toString(16).toUpperCase().padStart(8, "0");
    session.output.text(`\n${start}: ${hex.padEnd(3 * DUMP_WIDTH)} ${text}`);
  }
  session.output.emit(0x0a);
}

/** TRAVERSE-WORDLIST (15.6.2.2297): xt gets each name token, newest first, and says whether to go on. */
function traverse(session: Session): void {
  const { machine, dictionary } = session;
  const list = dictionary.wordlist(machine.popNumber());
  if (list === undefined) throw machine.fault(ThrowCodes.invalidAddress, "not a word list identifier");
  const { index: visitor } = session.popXt();
  for (const word of dictionary.newestFirst()) {
    if (!list.has(word.index) || word.hidden) continue;
    machine.push(word.index, 0);
    session.run(visitor);
    if (!machine.popFlag()) return;
  }
}

/** [IF] (15.6.2.2532): goes on here, or behind the [ELSE] or [THEN]. */
function beginConditional(session: Session, holds: boolean): void {
  if (holds) session.source.beginConditional(session.tokenPosition());
  else skipConditional(session, true);
}

/** Skips source text up to the [THEN] (or, when `orElse`, the [ELSE]) of this level (15.6.2.2532). */
function skipConditional(session: Session, orElse: boolean): void {
  const beginning = session.tokenPosition();
  let level = 1;
  for (;;) {
    const { start, end } = session.sources.parseName();
    if (start === end) {
      if (session.sources.refill()) continue;
      // Programs leave out the rest of a file so, and gforth lets them.
      return session.warn(beginning, "[IF] or [ELSE] has no [THEN]");
    }
    const name = shownText(session.source.bytes.subarray(start, end)).toLowerCase();
    if (name === "[if]" || name === "[ifdef]" || name === "[ifundef]") level++;
    else if (name === "[then]" || name === "[endif]") level--;
    else if (name === "[else]" && level === 1 && orElse) {
      session.source.beginConditional(session.tokenPosition());
      return;
    }
    if (level === 0) return;
  }
}

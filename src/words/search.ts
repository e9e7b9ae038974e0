/** Word lists and the search order (Search, Search ext; gforth's vocabularies). */

import { type HostWord, host, type Word, type Wordlist } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { enterFound, findVisible } from "./found_names.ts";

/** How many word lists the search order takes. */
export const MAX_SEARCH_ORDER = 64;

/** What Root holds, the list that ONLY leaves: enough to build any search order again (16.6.2.1965). */
export const rootWords: ReadonlySet<string> = new Set([
  "order",
  "set-order",
  "get-order",
  "wordlist",
  "forth-wordlist",
  "vocs",
  "forth",
  "root",
  "only",
  "also",
  "previous",
  "definitions",
  "get-current",
  "set-current",
  "search-wordlist",
  "vocabulary",
  "words",
  "bye",
]);

/** The word lists of the words that VOCABULARY has made. */
const vocabularies = new WeakMap<Word, Wordlist>();

/** The word list that a vocabulary puts into the search order, or undefined for other words. */
export function vocabularyList(session: Session, word: Word | undefined): Wordlist | undefined {
  if (word === undefined) return undefined;
  return session.isSystemWord(word) && word.name === "forth" ? session.search.forth : vocabularies.get(word);
}

export function searchWords(session: Session): HostWord[] {
  const { machine, dictionary } = session;
  const { pop: popWordlist, setOrder } = orderOf(session);
  /** ( c-addr u wid -- ) */
  const popFound = () => {
    const list = popWordlist();
    const length = machine.popLow();
    const name = machine.range(machine.popAddress(), length).slice();
    const word = session.search.findIn(list, name);
    session.search.found.enter(list.id, name, word);
    return word;
  };
  return [
    ...vocabularyWords(session),
    host("wordlist", "-- wid", () => machine.push(dictionary.createWordlist().id, 0)),
    ...["table", "cs-wordlist"].map((name) =>
      host(name, "-- wid", () => {
        const list = dictionary.createWordlist();
        list.caseSensitive = true;
        machine.push(list.id, 0);
      }),
    ),
    host("get-current", "-- wid", () => machine.push(session.search.current.id, 0)),
    host("set-current", "wid --", () => {
      session.search.current = popWordlist();
    }),
    host("current", "-- addr", () => machine.push(SystemAddress.current, 0)),
    host("context", "-- addr", () => machine.push(session.search.shareContext(), 0)),
    host("get-order", undefined, () => {
      const { order } = session.search;
      for (let i = order.length - 1; i >= 0; i--) machine.push((order[i] as Wordlist).id, 0);
      machine.push(order.length, 0);
    }),
    host("set-order", undefined, () => {
      const count = machine.popNumber();
      if (count === -1) return setOrder([session.search.root, session.search.root]);
      if (count < 0)
        throw machine.fault(ThrowCodes.invalidNumber, "a search order cannot have fewer than no word lists");
      machine.need(Math.min(count, MAX_SEARCH_ORDER + 1));
      if (count > MAX_SEARCH_ORDER)
        throw machine.fault(ThrowCodes.searchOrderOverflow, `${MAX_SEARCH_ORDER} word lists at most`);
      setOrder(Array.from({ length: count }, popWordlist));
    }),
    host("(search-wordlist)", "c-addr u wid -- xt n", () => {
      const word = popFound();
      if (word !== undefined) session.onToken?.(word.xt);
      machine.push(word?.xt ?? 0, 0);
      machine.pushNumber(word === undefined ? 0 : word.immediate ? 1 : -1);
    }),
    host("find-name", "c-addr u -- nt", () => {
      const length = machine.popLow();
      const name = machine.range(machine.popAddress(), length);
      const word = findVisible(session, name);
      if (word !== undefined) session.onToken?.(word.xt);
      enterFound(session, name, word);
      machine.push(word?.index ?? 0, 0);
    }),
    host("find-name-in", "c-addr u wid -- nt", () => {
      const word = popFound();
      if (word !== undefined) session.onToken?.(word.xt);
      machine.push(word?.index ?? 0, 0);
    }),
  ];
}

function orderOf(session: Session): { pop: () => Wordlist; setOrder: (order: readonly Wordlist[]) => void } {
  const { machine, dictionary } = session;
  return {
    pop: () => {
      const list = dictionary.wordlist(machine.popNumber());
      if (list === undefined) throw machine.fault(ThrowCodes.invalidAddress, "not a word list identifier");
      return list;
    },
    setOrder: (order) => {
      if (order.length > MAX_SEARCH_ORDER) {
        throw new ForthThrow(ThrowCodes.searchOrderOverflow, `${MAX_SEARCH_ORDER} word lists at most`);
      }
      session.search.order = order;
    },
  };
}

function vocabularyWords(session: Session): HostWord[] {
  const { machine, dictionary } = session;
  const { pop: popWordlist, setOrder } = orderOf(session);
  const setFirst = (list: Wordlist) => setOrder([list, ...session.search.order.slice(1)]);
  const first = () => {
    const [list] = session.search.order;
    if (list === undefined)
      throw new ForthThrow(ThrowCodes.searchOrderUnderflow, "the search order is empty");
    return list;
  };
  const name = (list: Wordlist) => list.name || "???";
  /** Empty: metacompilers put the assembler for their target there. */
  let assembler: Wordlist | undefined;
  const assemblerList = (): Wordlist => {
    if (assembler !== undefined && dictionary.wordlists.includes(assembler)) return assembler;
    assembler = dictionary.createWordlist();
    assembler.name = "assembler";
    return assembler;
  };
  return [
    host("definitions", "--", () => {
      session.search.current = first();
    }),
    host("also", "--", () => setOrder([first(), ...session.search.order])),
    host("only", "--", () => setOrder([session.search.root, session.search.root])),
    host("seal", "--", () => setOrder([first()])),
    host("forth", "--", () => setFirst(session.search.forth)),
    host("root", "--", () => setFirst(session.search.root)),
    host("assembler", "--", () => setFirst(assemblerList())),
    host("previous", "--", () => {
      first();
      setOrder(session.search.order.slice(1));
    }),
    host(">order", "wid --", () => setOrder([popWordlist(), ...session.search.order])),
    host("vocabulary", "--", () => {
      const list = dictionary.createWordlist();
      const word = session.parseNewWord();
      list.name = word.displayName;
      vocabularies.set(dictionary.keep(word), list);
      machine.entries[word.index] = () => setFirst(list);
    }),
    host("order", "--", () =>
      session.output.text(`${session.search.order.map(name).join(" ")}     ${name(session.search.current)} `),
    ),
    host("vocs", "--", () => {
      const named = dictionary.wordlists.filter((list) => list.name !== "");
      session.output.text(`${named.map(name).reverse().join(" ")} `);
    }),
  ];
}

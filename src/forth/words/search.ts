/** Word lists and the search order (Search, Search ext; gforth's vocabularies). */
import { type HostWord, host, type Wordlist } from "../dictionary.ts";
import { ForthThrow, ThrowCodes } from "../exceptions.ts";
import type { Session } from "../session.ts";

/** How many word lists the search order takes. */
export const MAX_SEARCH_ORDER = 64;

export function searchWords(session: Session): HostWord[] {
  const { machine, dictionary } = session;
  const popWordlist = (): Wordlist => {
    const list = dictionary.wordlist(machine.popNumber());
    if (list === undefined) throw machine.fault(ThrowCodes.invalidAddress, "not a word list identifier");
    return list;
  };
  const setOrder = (order: Wordlist[]) => {
    if (order.length > MAX_SEARCH_ORDER) {
      throw new ForthThrow(ThrowCodes.searchOrderOverflow, `${MAX_SEARCH_ORDER} word lists at most`);
    }
    session.searchOrder = order;
  };
  const setFirst = (list: Wordlist) => setOrder([list, ...session.searchOrder.slice(1)]);
  return [
    host("wordlist", "-- wid", () => machine.push(dictionary.createWordlist().id, 0)),
    host("forth-wordlist", "-- wid", () => machine.push(session.forth.id, 0)),
    host("get-current", "-- wid", () => machine.push(session.current.id, 0)),
    host("set-current", "wid --", () => {
      session.current = popWordlist();
    }),
    host("definitions", "--", () => {
      const [first] = session.searchOrder;
      if (first === undefined)
        throw new ForthThrow(ThrowCodes.searchOrderUnderflow, "the search order is empty");
      session.current = first;
    }),
    host("get-order", undefined, () => {
      const { searchOrder } = session;
      for (let i = searchOrder.length - 1; i >= 0; i--) machine.push((searchOrder[i] as Wordlist).id, 0);
      machine.push(searchOrder.length, 0);
    }),
    host("set-order", undefined, () => {
      const count = machine.popNumber();
      if (count === -1) return setOrder([session.forth]);
      if (count < 0)
        throw machine.fault(ThrowCodes.invalidNumber, "a search order cannot have fewer than no word lists");
      machine.need(Math.min(count, MAX_SEARCH_ORDER + 1));
      if (count > MAX_SEARCH_ORDER)
        throw machine.fault(ThrowCodes.searchOrderOverflow, `${MAX_SEARCH_ORDER} word lists at most`);
      setOrder(Array.from({ length: count }, popWordlist));
    }),
    host("search-wordlist", undefined, () => {
      const list = popWordlist();
      const length = machine.popLow();
      const name = machine.range(machine.popAddress(), length).slice();
      const word = session.findIn(list, name);
      if (word === undefined) return machine.push(0, 0);
      machine.push(word.xt, 0);
      machine.pushNumber(word.immediate ? 1 : -1);
    }),
    host("find-name", "c-addr u -- nt", () => {
      const length = machine.popLow();
      const name = machine.range(machine.popAddress(), length);
      machine.push(session.find(name, 0, length)?.index ?? 0, 0);
    }),
    host("find-name-in", "c-addr u wid -- nt", () => {
      const list = popWordlist();
      const length = machine.popLow();
      const name = machine.range(machine.popAddress(), length).slice();
      machine.push(session.findIn(list, name)?.index ?? 0, 0);
    }),
    host("also", "--", () => {
      const [first] = session.searchOrder;
      if (first !== undefined) setOrder([first, ...session.searchOrder]);
    }),
    host("only", "--", () => setOrder([session.forth])),
    host("forth", "--", () => setFirst(session.forth)),
    host("root", "--", () => setFirst(session.forth)),
    host("previous", "--", () => {
      if (session.searchOrder.length === 0) throw new ForthThrow(ThrowCodes.searchOrderUnderflow);
      setOrder(session.searchOrder.slice(1));
    }),
    host(">order", "wid --", () => setOrder([popWordlist(), ...session.searchOrder])),
    host("vocabulary", "--", () => {
      const list = dictionary.createWordlist();
      const word = session.parseNewWord();
      list.name = word.displayName;
      machine.entries[word.index] = () => setFirst(list);
    }),
    host("order", "--", () => {
      const name = (list: Wordlist) => list.name || `wordlist-${list.id}`;
      session.output.text(`${session.searchOrder.map(name).join(" ")}     ${name(session.current)} `);
    }),
    host("vocs", "--", () =>
      session.output.text(`${dictionary.wordlists.map((list) => list.name).join(" ")} `),
    ),
  ];
}

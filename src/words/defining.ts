/** Words that make data: CREATE, variables, constants, values, deferred words, synonyms, markers. */
import { WordKind } from "../abi/bindings.ts";
import { type HostWord, host, type Word } from "../forth/dictionary.ts";
import { markDictionary } from "../forth/forgetting.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import type { WordEntry } from "../machine/machine.ts";

const CELL = 8;

export function definingWords(session: Session): HostWord[] {
  const { machine, dataSpace } = session;
  const popCell = (): [low: number, high: number] => {
    const high = machine.peekHigh();
    return [machine.popLow(), high];
  };
  return [
    host("create", "--", () => {
      dataSpace.align();
      createData(session);
    }),
    host("variable", "--", () => {
      dataSpace.align();
      createData(session);
      dataSpace.comma(0, 0);
    }),
    host("user", "--", () => {
      dataSpace.align();
      createData(session);
      dataSpace.comma(0, 0);
    }),
    host("2variable", "--", () => {
      dataSpace.align();
      createData(session);
      dataSpace.comma(0, 0);
      dataSpace.comma(0, 0);
    }),
    host("fvariable", "--", () => {
      dataSpace.align();
      createData(session);
      dataSpace.comma(0, 0);
    }),
    host("constant", "x --", () => {
      const [low, high] = popCell();
      const word = session.parseNewWord();
      session.dictionary.setInfo(word.index, WordKind.constant, low, high);
      if (high === 0) session.dictionary.nameNewestWordlist(low, word.displayName);
      machine.entries[word.index] = session.entries.constant;
    }),
    host("2constant", "x1 x2 --", () => {
      dataSpace.align();
      const address = dataSpace.here;
      const top = popCell();
      const second = popCell();
      dataSpace.comma(...top);
      dataSpace.comma(...second);
      defineDoes(session, address, "(2@)");
    }),
    host("fconstant", "-- F: r --", () => {
      const [low, high] = machine.popFloatHalves();
      const word = session.parseNewWord();
      session.dictionary.setInfo(word.index, WordKind.fconstant, low >>> 0, high >>> 0);
      machine.entries[word.index] = session.entries.fconstant;
    }),
    host("value", "x --", () => {
      const [low, high] = popCell();
      const address = defineFetching(session, WordKind.value, session.entries.value);
      machine.storeCell(address, low, high);
    }),
    host("2value", "x1 x2 --", () => {
      dataSpace.align();
      const address = dataSpace.here;
      const top = popCell();
      const second = popCell();
      dataSpace.comma(...top);
      dataSpace.comma(...second);
      defineDoes(session, address, "(2value)");
    }),
    host("$value", "c-addr u --", () => {
      dataSpace.align();
      const address = dataSpace.here;
      dataSpace.comma(0, 0);
      machine.pushNumber(address);
      session.run(session.systemWord("$!"));
      defineDoes(session, address, "($value)");
    }),
    host("fvalue", "-- F: r --", () => {
      const value = machine.popFloat();
      const address = defineFetching(session, WordKind.fvalue, session.entries.fvalue);
      machine.storeFloat(address, value);
    }),
    host("defer", "--", () => {
      const address = defineFetching(session, WordKind.defer, session.entries.deferred);
      machine.storeNumber(address, session.systemWord("(uninitialised)"));
    }),
    host("(uninitialised)", undefined, () => {
      throw machine.fault(
        ThrowCodes.invalidAddress,
        "this deferred word has no action yet (set one with IS)",
      );
    }),
    host("synonym", "--", () => {
      const name = session.parseNewName();
      const old = session.parseWord();
      makeAlias(session, session.createWord(name), old);
    }),
    host("alias", "xt --", () => {
      const ticked = session.popXt();
      makeAlias(session, session.parseNewWord(), ticked.origin ?? ticked);
    }),
    host(">body", "xt -- addr", () => {
      const token = machine.peekLow();
      const word = session.popXt();
      const kind = giveBody(session, word);
      const hasBody =
        kind === WordKind.data ||
        kind === WordKind.does ||
        kind === WordKind.value ||
        kind === WordKind.fvalue ||
        kind === WordKind.defer;
      // As in gforth every word has a body: programs tell their own words from others by what lies there.
      const body = hasBody ? session.dictionary.operandA(word.index) : SystemAddress.noBody;
      if (hasBody) session.search.found.enterBody(token, word, body);
      machine.push(body, 0);
    }),
    host("body>", "addr -- xt", () => {
      const address = machine.popNumber();
      const word = createdAt(session, address);
      if (word === undefined)
        throw machine.fault(ThrowCodes.notCreated, `no word has its body at ${address}`);
      machine.push(word.xt, 0);
    }),
    host("marker", "--", () => defineMarker(session)),
    host("allot", "n --", () => dataSpace.allot(machine.popNumber())),
    host("unused", "-- u", () => machine.pushNumber(dataSpace.unused)),
    host("align", "--", () => dataSpace.align()),
    host("maxalign", "--", () => dataSpace.align()),
    host(",", "x --", () => dataSpace.comma(...popCell())),
    host("2,", "x1 x2 --", () => {
      const top = popCell();
      const second = popCell();
      dataSpace.comma(...top);
      dataSpace.comma(...second);
    }),
    host("c,", "char --", () => {
      const at = dataSpace.here;
      dataSpace.allot(1);
      machine.storeByte(at, machine.popLow());
    }),
    host("w,", "n --", () => {
      const at = dataSpace.here;
      dataSpace.allot(2);
      machine.viewTo(at + 2).setUint16(at, machine.popLow() & 0xffff, true);
    }),
    host("l,", "n --", () => {
      const at = dataSpace.here;
      dataSpace.allot(4);
      machine.viewTo(at + 4).setInt32(at, machine.popLow(), true);
    }),
  ];
}

/**
 * A new word that pushes HERE. Where another one of them stands for this address, without data, HERE goes on by a cell:
 * programs take the addresses of words without data for what tells these apart.
 */
function createData(session: Session): Word {
  const word = session.parseNewWord();
  const { dataSpace, machine } = session;
  if (dataSpace.here === machine.loadNumber(SystemAddress.newestBody)) dataSpace.allot(CELL);
  const address = dataSpace.here;
  machine.storeNumber(SystemAddress.newestBody, address);
  session.dictionary.setInfo(word.index, WordKind.data, address, 0);
  session.machine.entries[word.index] = session.entries.data;
  return word;
}

/** The newest CREATEd word whose body begins at an address. */
function createdAt({ dictionary }: Session, address: number): Word | undefined {
  for (const word of dictionary.newestFirst()) {
    const kind = dictionary.kind(word.index);
    if ((kind === WordKind.data || kind === WordKind.does) && dictionary.operandA(word.index) === address)
      return word;
  }
  return undefined;
}

/** A new word that fetches from one new cell of data space; gives the cell's address. */
function defineFetching(session: Session, kind: number, entry: WordEntry): number {
  const { dataSpace } = session;
  dataSpace.align();
  const word = session.parseNewWord();
  const address = dataSpace.here;
  dataSpace.comma(0, 0);
  session.dictionary.setInfo(word.index, kind, address, 0);
  session.machine.entries[word.index] = entry;
  return address;
}

/**
 * The kind of a word whose body is asked for. A constant keeps its value in the word table; from here on it has it in
 * memory as a value has, so that what is stored there counts for what is compiled later, as in gforth.
 */
function giveBody(session: Session, named: Word): number {
  const word = named.index;
  const { dictionary, machine } = session;
  const kind = dictionary.kind(word);
  if ((kind !== WordKind.constant && kind !== WordKind.fconstant) || session.isSystemWord(named)) return kind;
  const address = session.dataSpace.allocate(CELL);
  if (address === undefined) throw machine.fault(ThrowCodes.allocate);
  machine.storeCell(address, dictionary.operandA(word), dictionary.operandB(word));
  const isFloat = kind === WordKind.fconstant;
  const valued = isFloat ? WordKind.fvalue : WordKind.value;
  dictionary.setInfo(word, valued, address, 0);
  machine.entries[word] = isFloat ? session.entries.fvalue : session.entries.value;
  session.behaviourChanged(word);
  return valued;
}

/** A new word that pushes `address` and then runs the system word `action`. */
function defineDoes(session: Session, address: number, action: string): void {
  const word = session.parseNewWord();
  const xt = session.systemWord(action);
  session.dictionary.setInfo(word.index, WordKind.does, address, xt);
  session.machine.entries[word.index] = session.entries.does;
}

/** Makes `word` a second name of `old`, immediate if that is. */
function makeAlias(session: Session, word: Word, old: Word): void {
  word.xt = old.xt;
  word.immediate = old.immediate;
  word.dual = old.dual;
  word.compileOnly = old.compileOnly;
  session.machine.entries[word.index] = session.entries.synonym;
}

/** MARKER (6.2.1850): the word restores the dictionary, HERE and the search order to what they were before it. */
function defineMarker(session: Session): void {
  const restore = markDictionary(session);
  const word = session.parseNewWord();
  session.machine.entries[word.index] = () => restore(word.index);
}

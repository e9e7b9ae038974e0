/**
 * Has the runtime library read definitions of long texts (plugins-src/runtime/reading.zig). It reads those that hold nothing
 * special, and what they hold is what the text interpreter would have made of them: where it stops, the text interpreter goes
 * on. It works on the session's own arrays, so that a name means one thing.
 */
import { ptr } from "bun:ffi";
import {
  ReadingAction,
  ReadingEnd,
  ReadingRequest,
  WordForm,
  WordHeader,
  WordInfo,
  WordKind,
} from "../abi/bindings.ts";
import type { DataSpace } from "../machine/data_space.ts";
import type { Machine } from "../machine/machine.ts";
import { PluginError } from "../plugins/errors.ts";
import { runtimeFunctions } from "../plugins/runtime_library.ts";
import { storeAddress } from "../stages/native_request.ts";
import type { BodyStore } from "./body_store.ts";
import { type Dictionary, namesHaveChanged, type Word } from "./dictionary.ts";
import type { EarlyReturns } from "./early_returns.ts";
import type { Positions } from "./positions.ts";
import type { SearchOrder } from "./search_order.ts";
import type { Source } from "./source.ts";
import type { SystemTable } from "./system_record.ts";
import type { WordEntries } from "./word_entries.ts";

/** What the words of the system are read as that are no plain calls. */
const actions: ReadonlyMap<string, number> = new Map([
  ["(", ReadingAction.comment],
  ["\\", ReadingAction.lineComment],
  [":", ReadingAction.colon],
  [";", ReadingAction.semicolon],
  ["if", ReadingAction.if],
  ["else", ReadingAction.else],
  ["then", ReadingAction.then],
  ["endif", ReadingAction.then],
  ["begin", ReadingAction.begin],
  ["again", ReadingAction.again],
  ["until", ReadingAction.until],
  ["while", ReadingAction.while],
  ["repeat", ReadingAction.repeat],
  ["do", ReadingAction.do],
  ["?do", ReadingAction.questionDo],
  ["+do", ReadingAction.plusDo],
  ["u+do", ReadingAction.uPlusDo],
  ["-do", ReadingAction.minusDo],
  ["u-do", ReadingAction.uMinusDo],
  ["loop", ReadingAction.loop],
  ["+loop", ReadingAction.plusLoop],
  ["-loop", ReadingAction.minusLoop],
  ["leave", ReadingAction.leave],
  ["unloop", ReadingAction.unloop],
  ["i", ReadingAction.indexI],
  ["j", ReadingAction.indexJ],
  ["k", ReadingAction.indexK],
  ["exit", ReadingAction.exit],
  ["recurse", ReadingAction.recurse],
  ["case", ReadingAction.case],
  ["of", ReadingAction.of],
  ["endof", ReadingAction.endOf],
  ["endcase", ReadingAction.endCase],
  ["[char]", ReadingAction.char],
  ['s"', ReadingAction.text],
  ['."', ReadingAction.printedText],
  ["variable", ReadingAction.variable],
  ["2variable", ReadingAction.twoVariable],
  ["create", ReadingAction.create],
  ["constant", ReadingAction.constant],
  ["value", ReadingAction.value],
  [",", ReadingAction.comma],
  ["c,", ReadingAction.cComma],
  ["allot", ReadingAction.allot],
]);

/** Room for one body at least; the library leaves longer ones. */
const BODY_ROOM = 2 ** 15;
const NAME_ROOM = 2 ** 12;

/** What reading definitions needs of a session. */
interface ReaderHost {
  readonly machine: Machine;
  readonly dataSpace: DataSpace;
  readonly dictionary: Dictionary;
  readonly search: SearchOrder;
  readonly system: SystemTable;
  readonly positions: Positions;
  readonly entries: WordEntries;
  readonly compiler: {
    readonly bodies: BodyStore;
    readonly earlyReturns: EarlyReturns;
    tookBodies(first: number, end: number): void;
    setStub(word: number): void;
  };
  latest: Word | undefined;
  readonly validBase: number;
  systemWord(name: string): number;
  isHiddenTestWord(word: number): boolean;
}

export class DefinitionReader {
  readonly #read: (
    request: Parameters<ReturnType<typeof runtimeFunctions>["ff_read_definitions"]>[0],
  ) => number;
  readonly #request = new Uint32Array(new ArrayBuffer(ReadingRequest.BYTES));
  readonly #address = ptr(this.#request);
  readonly #actions: Uint8Array;
  /** What the request has the addresses of, by field. */
  readonly #arrays = new Map<number, Uint8Array | Uint16Array | Uint32Array | Int32Array>();
  /** How many words the library has made. */
  wordsMade = 0;
  /** Where the library has left off: it would again. */
  #leftIn: Source | undefined;
  #leftAt = -1;

  /** Undefined where there is no such library. */
  static make(session: ReaderHost): DefinitionReader | undefined {
    try {
      return new DefinitionReader(session, runtimeFunctions().ff_read_definitions);
    } catch (error) {
      if (error instanceof PluginError) return undefined;
      throw error;
    }
  }

  private constructor(
    private readonly session: ReaderHost,
    read: ReturnType<typeof runtimeFunctions>["ff_read_definitions"],
  ) {
    this.#read = read;
    const { system, search, machine } = session;
    const request = this.#request;
    this.#actions = new Uint8Array(system.count + 1);
    const { names, nameStarts, slots } = system.found;
    this.#name(ReadingRequest.actions, this.#actions);
    this.#name(ReadingRequest.systemNames, charactersOf(names, new Uint8Array(names.length)));
    this.#name(ReadingRequest.systemNameStarts, charactersOf(nameStarts, new Uint16Array(nameStarts.length)));
    this.#name(ReadingRequest.systemSlots, charactersOf(slots, new Uint16Array(slots.length)));
    request[ReadingRequest.systemSlotCount] = slots.length;
    request[ReadingRequest.systemCount] = system.count;
    request[ReadingRequest.over] = session.systemWord("over");
    request[ReadingRequest.equals] = session.systemWord("=");
    request[ReadingRequest.drop] = session.systemWord("drop");
    request[ReadingRequest.type] = session.systemWord("type");
    request[ReadingRequest.wordlist] = search.forth.id;
    const dataSpace = machine.storage.addresses?.dataSpace ?? 0;
    request[ReadingRequest.dataSpace] = dataSpace;
    request[ReadingRequest.dataSpace + 1] = Math.floor(dataSpace / 2 ** 32);
  }

  /** Has a field of the request hold an array's address, as long as the array is the one to use. */
  #name(field: number, array: Uint8Array | Uint16Array | Uint32Array | Int32Array): void {
    if (this.#arrays.get(field) === array) return;
    this.#arrays.set(field, array);
    storeAddress(this.#request, field, array);
  }

  /**
   * Reads on from a place between definitions; false when the next token is the text interpreter's. Nobody may look on while
   * definitions are read.
   */
  read(source: Source, offset: number, line: number, lineStart: number): boolean {
    if (offset === this.#leftAt && source === this.#leftIn) return false;
    const { session } = this;
    if (!session.search.isForthAlone || !session.dictionary.isInOrder) return false;
    if (session.compiler.earlyReturns.areUsed) return false;
    if (session.positions.add(source) === 0) return false;
    const request = this.#request;
    request[ReadingRequest.offset] = offset;
    request[ReadingRequest.line] = line;
    request[ReadingRequest.lineStart] = lineStart;
    for (let fullAt = -1; ; ) {
      const end = this.#readOn(source);
      if (end === ReadingEnd.unknownWord) {
        const word = request[ReadingRequest.leftWord] as number;
        this.#actions[word] = this.#actionOf(word);
        continue;
      }
      const at = request[ReadingRequest.offset] as number;
      if (end === ReadingEnd.full && at !== fullAt) {
        fullAt = at;
        continue;
      }
      this.#leftIn = source;
      this.#leftAt = end === ReadingEnd.paused ? -1 : at;
      if (at === offset) return false;
      source.goTo(at, request[ReadingRequest.line] as number, request[ReadingRequest.lineStart] as number);
      return true;
    }
  }

  /** Calls the library once. */
  #readOn(source: Source): number {
    const { session } = this;
    const { dictionary, search, dataSpace, compiler } = session;
    const { headers } = dictionary;
    const { bodies } = compiler;
    const { forth } = search;
    const first = dictionary.end;
    dictionary.reach(first);
    headers.reachNames(NAME_ROOM);
    bodies.reach(first, BODY_ROOM);
    if ((forth.heads + 1) * 2 > forth.slots.length) forth.grow();
    const { info } = dictionary;
    this.#name(ReadingRequest.source, source.bytes);
    this.#name(ReadingRequest.headers, headers.records);
    this.#name(ReadingRequest.names, headers.names);
    this.#name(ReadingRequest.words, info);
    this.#name(ReadingRequest.slots, forth.slots);
    this.#name(ReadingRequest.bodies, bodies.packed);
    this.#name(ReadingRequest.bodyPlaces, bodies.places);
    this.#name(ReadingRequest.bodyStarts, bodies.starts);
    const request = this.#request;
    request[ReadingRequest.sourceLength] = source.end;
    request[ReadingRequest.base] = session.validBase;
    request[ReadingRequest.firstPosition] = source.firstPosition;
    request[ReadingRequest.newestWordlist] = dictionary.lastWordlist;
    request[ReadingRequest.slotCount] = forth.slots.length;
    request[ReadingRequest.wordLimit] = Math.min(
      Math.floor(headers.records.length / WordHeader.WORDS),
      Math.floor(info.length / WordInfo.WORDS),
      bodies.places.length,
    );
    request[ReadingRequest.namesLimit] = headers.names.length;
    request[ReadingRequest.bodiesLimit] = bodies.packed.length;
    request[ReadingRequest.bodyStartsLimit] = bodies.starts.length;
    request[ReadingRequest.textsLimit] = dataSpace.stringEnd;
    request[ReadingRequest.dataLimit] = dataSpace.here + dataSpace.unused;
    request[ReadingRequest.wordEnd] = first;
    request[ReadingRequest.newest] = dictionary.newest;
    request[ReadingRequest.slotsUsed] = forth.heads;
    request[ReadingRequest.namesEnd] = headers.namesEnd;
    request[ReadingRequest.bodiesEnd] = bodies.packedLength;
    request[ReadingRequest.bodyCount] = bodies.bodies;
    request[ReadingRequest.textsEnd] = dataSpace.stringNext;
    const end = this.#read(this.#address);
    const wordEnd = request[ReadingRequest.wordEnd] as number;
    if (wordEnd === first) return end;
    this.wordsMade += wordEnd - first;
    dictionary.end = wordEnd;
    dictionary.newest = request[ReadingRequest.newest] as number;
    forth.heads = request[ReadingRequest.slotsUsed] as number;
    headers.namesEnd = request[ReadingRequest.namesEnd] as number;
    bodies.packedLength = request[ReadingRequest.bodiesEnd] as number;
    bodies.bodies = request[ReadingRequest.bodyCount] as number;
    dataSpace.stringNext = request[ReadingRequest.textsEnd] as number;
    compiler.tookBodies(first, wordEnd);
    namesHaveChanged();
    this.#enter(first, wordEnd);
    session.latest = dictionary.word(wordEnd - 1);
    return end;
  }

  /** Gives new words their entries in the word table. */
  #enter(first: number, end: number): void {
    const { dictionary, compiler, entries } = this.session;
    for (let word = first; word < end; word++) {
      switch (dictionary.kind(word)) {
        case WordKind.constant:
          this.session.machine.entries[word] = entries.constant;
          break;
        case WordKind.data:
          this.session.machine.entries[word] = entries.data;
          break;
        case WordKind.value:
          this.session.machine.entries[word] = entries.value;
          break;
        default:
          compiler.setStub(word);
      }
    }
  }

  /** What a word of the system is read as; it is made by that, as it is when the text interpreter finds it. */
  #actionOf(word: number): number {
    const { session } = this;
    const { headers } = session.dictionary;
    if (session.isHiddenTestWord(word) || session.dictionary.word(word) === undefined)
      return ReadingAction.left;
    const name = session.system.name(word);
    const known = actions.get(name);
    if (known !== undefined) return known;
    const special = WordForm.immediate | WordForm.hidden | WordForm.synonym;
    if (headers.has(word, special) || name === "throw") return ReadingAction.left;
    return session.compiler.earlyReturns.takesFromReturns(word) ? ReadingAction.left : ReadingAction.call;
  }
}

/** Fills an array with the numbers that the characters of a string are. */
function charactersOf<A extends Uint8Array | Uint16Array>(text: string, array: A): A {
  for (let at = 0; at < text.length; at++) array[at] = text.charCodeAt(at);
  return array;
}

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
import { Capacity, type Machine } from "../machine/machine.ts";
import { type RuntimeFunctions, runtimeIfThere } from "../plugins/runtime_library.ts";
import { setAddress, storeAddress } from "../stages/native_request.ts";
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

type Named = Uint8Array | Uint16Array | Uint32Array | Int32Array;

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
  /** How many words the library has made. */
  wordsMade = 0;
  private readonly request = new Uint32Array(new ArrayBuffer(ReadingRequest.BYTES));
  private readonly address = ptr(this.request);
  private readonly actions: Uint8Array;
  /** What the request has the addresses of as long as there is no other. */
  private readonly named: Named[];
  /** Where the library has left off: it would again. */
  private leftIn: Source | undefined;
  private leftAt = -1;

  /** Undefined where there is no such library. */
  static make(session: ReaderHost): DefinitionReader | undefined {
    const library = runtimeIfThere();
    return library && new DefinitionReader(session, library.ff_read_definitions);
  }

  private constructor(
    private readonly session: ReaderHost,
    private readonly library: RuntimeFunctions["ff_read_definitions"],
  ) {
    const { system, search, machine } = session;
    const { request } = this;
    const { names, nameStarts, slots } = system.found;
    this.actions = new Uint8Array(system.count + 1);
    this.named = [
      this.actions,
      charactersOf(names, new Uint8Array(names.length)),
      charactersOf(nameStarts, new Uint16Array(nameStarts.length)),
      charactersOf(slots, new Uint16Array(slots.length)),
    ];
    const fields = [
      ReadingRequest.actions,
      ReadingRequest.systemNames,
      ReadingRequest.systemNameStarts,
      ReadingRequest.systemSlots,
    ];
    for (const [i, field] of fields.entries()) storeAddress(request, field, this.named[i] as Named);
    request[ReadingRequest.systemSlotCount] = slots.length;
    request[ReadingRequest.systemCount] = system.count;
    request[ReadingRequest.over] = session.systemWord("over");
    request[ReadingRequest.equals] = session.systemWord("=");
    request[ReadingRequest.drop] = session.systemWord("drop");
    request[ReadingRequest.type] = session.systemWord("type");
    request[ReadingRequest.wordlist] = search.forth.id;
    const { addresses } = machine.storage;
    setAddress(request, ReadingRequest.dataSpace, addresses?.dataSpace ?? 0);
    setAddress(request, ReadingRequest.dataStack, addresses?.dataStack ?? 0);
    setAddress(request, ReadingRequest.context, ptr(machine.context));
    request[ReadingRequest.stackLimit] = Capacity.data;
  }

  /** Has a field of the request hold an array's address. */
  private name(field: number, at: number, array: Named): void {
    if (this.named[at] === array) return;
    this.named[at] = array;
    storeAddress(this.request, field, array);
  }

  /** Where the name of the word to run begins. */
  get tokenStart(): number {
    return this.request[ReadingRequest.tokenStart] as number;
  }

  /**
   * Reads on from a place between definitions, and moves the source's cursor behind what is read. Nobody may look on while
   * definitions are read.
   * @returns the word to run, 0 for none; undefined when nothing was read: the next token is the text interpreter's
   */
  read(source: Source, offset: number, line: number, lineStart: number): number | undefined {
    if (offset === this.leftAt && source === this.leftIn) return undefined;
    const { session, request } = this;
    if (!session.search.isForthAlone || !session.dictionary.isInOrder) return undefined;
    if (session.compiler.earlyReturns.areUsed) return undefined;
    if (session.positions.add(source) === 0) return undefined;
    request[ReadingRequest.offset] = offset;
    request[ReadingRequest.line] = line;
    request[ReadingRequest.lineStart] = lineStart;
    for (let fullAt = -1; ; ) {
      const end = this.readOn(source);
      const word = request[ReadingRequest.leftWord] as number;
      const at = request[ReadingRequest.offset] as number;
      if (end === ReadingEnd.unknownWord) this.actions[word] = this.actionOf(word);
      else if (end === ReadingEnd.full && at !== fullAt) fullAt = at;
      else {
        const isRun = end === ReadingEnd.run;
        this.leftIn = source;
        this.leftAt = isRun || end === ReadingEnd.paused ? -1 : at;
        if (at === offset) return undefined;
        source.goTo(at, request[ReadingRequest.line] as number, request[ReadingRequest.lineStart] as number);
        return isRun ? word : 0;
      }
    }
  }

  /** Calls the library once. */
  private readOn(source: Source): number {
    const { session, request } = this;
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
    this.name(ReadingRequest.source, 4, source.bytes);
    this.name(ReadingRequest.headers, 5, headers.records);
    this.name(ReadingRequest.names, 6, headers.names);
    this.name(ReadingRequest.words, 7, info);
    this.name(ReadingRequest.slots, 8, forth.slots);
    this.name(ReadingRequest.bodies, 9, bodies.packed);
    this.name(ReadingRequest.bodyPlaces, 10, bodies.places);
    this.name(ReadingRequest.bodyStarts, 11, bodies.starts);
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
    const end = this.library(this.address);
    const wordEnd = request[ReadingRequest.wordEnd] as number;
    if (wordEnd !== first) this.take(first, wordEnd);
    return end;
  }

  /** Takes over what the library has made: words from `first` up to `end`. */
  private take(first: number, end: number): void {
    const { session, request } = this;
    const { dictionary, search, dataSpace, compiler } = session;
    const { headers } = dictionary;
    const { bodies } = compiler;
    this.wordsMade += end - first;
    dictionary.end = end;
    dictionary.newest = request[ReadingRequest.newest] as number;
    search.forth.heads = request[ReadingRequest.slotsUsed] as number;
    headers.namesEnd = request[ReadingRequest.namesEnd] as number;
    bodies.packedLength = request[ReadingRequest.bodiesEnd] as number;
    bodies.bodies = request[ReadingRequest.bodyCount] as number;
    dataSpace.stringNext = request[ReadingRequest.textsEnd] as number;
    compiler.tookBodies(first, end);
    namesHaveChanged();
    this.enter(first, end);
    session.latest = dictionary.word(end - 1);
  }

  /** Gives new words their entries in the word table. */
  private enter(first: number, end: number): void {
    const { dictionary, compiler, entries, machine } = this.session;
    for (let word = first; word < end; word++) {
      switch (dictionary.kind(word)) {
        case WordKind.constant:
          machine.entries[word] = entries.constant;
          break;
        case WordKind.data:
          machine.entries[word] = entries.data;
          break;
        case WordKind.value:
          machine.entries[word] = entries.value;
          break;
        default:
          compiler.setStub(word);
      }
    }
  }

  /** What a word of the system is read as; it is made by that, as it is when the text interpreter finds it. */
  private actionOf(word: number): number {
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

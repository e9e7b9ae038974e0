/**
 * Has the runtime library read definitions of long texts (plugins-src/runtime/reading.zig). It reads those that hold nothing
 * special, and what they hold is what the text interpreter would have made of them: where it stops, the text interpreter goes
 * on. It works on the session's own arrays, so that a name means one thing.
 */

import {
  Interpretation,
  InterpreterStop,
  MOST_READING_LISTS,
  ReadingAction,
  ReadingEnd,
  ReadingList,
  ReadingRequest,
  WordForm,
  WordHeader,
  WordInfo,
  WordKind,
} from "../abi/bindings.ts";
import type { ColdCode } from "../interpreter/cold_code.ts";
import type { DataSpace } from "../machine/data_space.ts";
import { ptr } from "../machine/foreign.ts";
import { Capacity, type Machine } from "../machine/machine.ts";
import { type RuntimeFunctions, runtimeIfThere } from "../plugins/runtime_library.ts";
import { setAddress, storeAddress } from "../stages/native_request.ts";
import type { BodyStore } from "./body_store.ts";
import { type Dictionary, namesHaveChanged, type Word, type Wordlist } from "./dictionary.ts";
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
  ["2,", ReadingAction.twoComma],
  ["f,", ReadingAction.floatComma],
  [',"', ReadingAction.textComma],
  ["align", ReadingAction.align],
  ["falign", ReadingAction.align],
  ["maxalign", ReadingAction.align],
  ["2constant", ReadingAction.twoConstant],
  ["fconstant", ReadingAction.floatConstant],
  ["fvariable", ReadingAction.floatVariable],
  ["fvalue", ReadingAction.floatValue],
  ["defer", ReadingAction.defer],
  ["buffer:", ReadingAction.buffer],
  ["begin-structure", ReadingAction.beginStructure],
  ["end-structure", ReadingAction.endStructure],
  ["+field", ReadingAction.field],
  ["cfield:", ReadingAction.field8],
  ["wfield:", ReadingAction.field16],
  ["lfield:", ReadingAction.field32],
  ["sffield:", ReadingAction.field32],
  ["field:", ReadingAction.field64],
  ["ffield:", ReadingAction.field64],
  ["xfield:", ReadingAction.field64],
  ["dffield:", ReadingAction.field64],
  ["2field:", ReadingAction.field128],
  ["immediate", ReadingAction.immediate],
  ["'", ReadingAction.tick],
  ["char", ReadingAction.character],
  ["parse-name", ReadingAction.parseName],
  ["parse-word", ReadingAction.parseName],
  ["name", ReadingAction.parseName],
  ["word", ReadingAction.word],
  [":noname", ReadingAction.noName],
  ["[if]", ReadingAction.bracketIf],
  ["[else]", ReadingAction.bracketElse],
  ["[then]", ReadingAction.bracketThen],
  ["[endif]", ReadingAction.bracketThen],
  ["[defined]", ReadingAction.bracketDefined],
  ["[undefined]", ReadingAction.bracketUndefined],
  ["[ifdef]", ReadingAction.bracketIfDefined],
  ["[ifundef]", ReadingAction.bracketIfUndefined],
  ["[']", ReadingAction.bracketTick],
  ["postpone", ReadingAction.postpone],
  ["throw", ReadingAction.throw],
  ['c"', ReadingAction.countedText],
  ['s\\"', ReadingAction.escapedText],
  ['abort"', ReadingAction.abortText],
  ["to", ReadingAction.to],
  ["is", ReadingAction.to],
  ["+to", ReadingAction.plusTo],
  ["{", ReadingAction.bracedLocals],
  ["{:", ReadingAction.locals],
  ["does>", ReadingAction.does],
  ["[:", ReadingAction.beginQuotation],
  [";]", ReadingAction.endQuotation],
  ["assert(", ReadingAction.assertion],
  ["assert1(", ReadingAction.assertion],
  [")", ReadingAction.endAssertion],
  ["locals|", ReadingAction.barredLocals],
]);

/** Words that definitions get by other names: where the request has their numbers. */
const partWords: readonly (readonly [field: number, name: string])[] = [
  [ReadingRequest.over, "over"],
  [ReadingRequest.equals, "="],
  [ReadingRequest.drop, "drop"],
  [ReadingRequest.type, "type"],
  [ReadingRequest.throwAnew, "(throw-anew)"],
  [ReadingRequest.abortQuote, '(abort")'],
  [ReadingRequest.plus, "+"],
  [ReadingRequest.store, "!"],
  [ReadingRequest.plusStore, "+!"],
  [ReadingRequest.floatStore, "f!"],
  [ReadingRequest.twoFetch, "(2@)"],
  [ReadingRequest.uninitialised, "(uninitialised)"],
  [ReadingRequest.compileComma, "compile,"],
  [ReadingRequest.compileDual, "(compile)"],
  [ReadingRequest.does, "(does>)"],
  [ReadingRequest.assertion, "(assert)"],
];

/** Room for one body at least; the library leaves longer ones. */
const BODY_ROOM = 2 ** 15;
const NAME_ROOM = 2 ** 12;
/** Words that one definition makes at most. */
const MOST_PARTS = 16;
/** [IF]s within one another, at first. */
const MOST_CONDITIONALS = 16;
/** Words that the library makes at most before it comes back, and a few that may come about beside them. */
const WORDS_AT_ONCE = 4200;
/** Room for cold code, and words that get some before the library comes back. */
const CODE_ROOM = 2 ** 14;
const DECODED_AT_ONCE = 2 ** 11;

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
  readonly text: { readonly operands: Int32Array };
  readonly compiler: {
    readonly bodies: BodyStore;
    readonly earlyReturns: EarlyReturns;
    readonly activationDepth: number;
    readonly nativeState: Int32Array | undefined;
    readonly coldCode: ColdCode;
    relyOn(words: Uint32Array, count: number): void;
    goNative(): void;
    tookBodies(first: number, end: number): void;
    tookInline(word: number): void;
    adaptRead(first: number, end: number, takeReturns: boolean): void;
    setStub(word: number): void;
  };
  latest: Word | undefined;
  systemWord(name: string): number;
  systemNumber(name: string): number;
  isHiddenTestWord(word: number): boolean;
}

export class DefinitionReader {
  /** How many words the library has made. */
  wordsMade = 0;
  /** The InterpreterStop with which the word has come back that has begun to run. */
  begun: number | undefined;
  private readonly request = new Uint32Array(new ArrayBuffer(ReadingRequest.BYTES));
  private readonly address = ptr(this.request);
  private readonly actions: Uint8Array;
  private readonly lists = new Uint32Array(new ArrayBuffer(MOST_READING_LISTS * ReadingList.BYTES));
  private readonly listSlots: (Int32Array | undefined)[] = [];
  private nativeState: Int32Array | undefined;
  private readonly decoded = new Uint32Array(new ArrayBuffer(8 * DECODED_AT_ONCE));
  private readonly relied = new Uint32Array(new ArrayBuffer(4 * DECODED_AT_ONCE));
  /** By field of the request: what it has the address of as long as there is no other. */
  private readonly named: (Named | undefined)[] = [];
  /** Where the library has left off: it would again. */
  private leftIn: Source | undefined;
  private leftAt = -1;

  /** Undefined where there is no such library. */
  static make(session: ReaderHost): DefinitionReader | undefined {
    const library = runtimeIfThere();
    if (library === undefined) return undefined;
    session.compiler.goNative();
    return new DefinitionReader(session, library.ff_read_definitions);
  }

  private constructor(
    private readonly session: ReaderHost,
    private readonly library: RuntimeFunctions["ff_read_definitions"],
  ) {
    const { system, machine } = session;
    const { request } = this;
    const { names, nameStarts, slots } = system.found;
    this.actions = new Uint8Array(system.count + 1);
    this.name(ReadingRequest.actions, this.actions);
    this.name(ReadingRequest.systemNames, Buffer.from(names, "latin1"));
    this.name(ReadingRequest.systemNameStarts, codesOf(nameStarts));
    this.name(ReadingRequest.systemSlots, codesOf(slots));
    this.name(ReadingRequest.lists, this.lists);
    this.name(ReadingRequest.operands, session.text.operands);
    request[ReadingRequest.systemSlotCount] = slots.length;
    request[ReadingRequest.systemCount] = system.count;
    for (const [field, name] of partWords) request[field] = session.systemWord(name);
    storeAddress(request, ReadingRequest.decoded, this.decoded);
    storeAddress(request, ReadingRequest.relied, this.relied);
    request[ReadingRequest.decodedLimit] = DECODED_AT_ONCE;
    request[ReadingRequest.recognizer] = session.systemNumber("rec-default");
    const { addresses } = machine.storage;
    setAddress(request, ReadingRequest.dataSpace, addresses?.dataSpace ?? 0);
    setAddress(request, ReadingRequest.dataStack, addresses?.dataStack ?? 0);
    setAddress(request, ReadingRequest.context, ptr(machine.context));
    request[ReadingRequest.stackLimit] = Capacity.data;
  }

  /** Has a field of the request hold an array's address. */
  private name(field: number, array: Named): void {
    if (this.named[field] === array) return;
    this.named[field] = array;
    storeAddress(this.request, field, array);
  }

  /** Where the name of the word to run begins. */
  get tokenStart(): number {
    return this.request[ReadingRequest.tokenStart] as number;
  }

  /** What is kept of the stack that a word of the system was given which has begun: see TextInterpreter. */
  get operandCount(): number {
    return (this.request[ReadingRequest.operandsEnd] as number) - 1;
  }

  get operandDepth(): number {
    return this.request[ReadingRequest.operandDepth] as number;
  }

  /**
   * Reads on from a place between definitions, and moves the source's cursor behind what is read. Nobody may look on while
   * definitions are read.
   * @returns the word to run, or to run to its end if it has `begun`; 0 for none; undefined when nothing was read: the
   *   next token is the text interpreter's
   */
  read(source: Source, offset: number, line: number, lineStart: number): number | undefined {
    if (offset === this.leftAt && source === this.leftIn) return undefined;
    const { session, request } = this;
    if (!session.search.isSettled || session.search.isInSystem || !session.dictionary.isInOrder)
      return undefined;
    // Most strings that are evaluated need none, and would have to be copied for that.
    const isString = source.kind === "string";
    if ((!isString && session.positions.add(source) === 0) || !this.showLists()) return undefined;
    request[ReadingRequest.isString] = isString ? 1 : 0;
    request[ReadingRequest.hasPositions] = isString ? 0 : 1;
    request[ReadingRequest.endsCallers] = session.compiler.earlyReturns.areUsed ? 1 : 0;
    request[ReadingRequest.offset] = offset;
    request[ReadingRequest.line] = line;
    request[ReadingRequest.lineStart] = lineStart;
    for (let fullAt = -1; ; ) {
      const end = this.readOn(source);
      const word = request[ReadingRequest.leftWord] as number;
      const at = request[ReadingRequest.offset] as number;
      if (end === ReadingEnd.unknownWord) this.actions[word] = this.actionOf(word);
      else if (end === ReadingEnd.full && at !== fullAt) fullAt = at;
      else if (end === ReadingEnd.unplaced && session.positions.add(source) !== 0)
        request[ReadingRequest.hasPositions] = 1;
      else {
        const isRun = end === ReadingEnd.run || end === ReadingEnd.begun;
        this.begun = end === ReadingEnd.begun ? (request[ReadingRequest.stop] as number) : undefined;
        if (this.begun === InterpreterStop.call) this.decideCalled();
        this.leftIn = source;
        this.leftAt = isRun || end === ReadingEnd.paused ? -1 : at;
        if (at === offset) return undefined;
        source.goTo(at, request[ReadingRequest.line] as number, request[ReadingRequest.lineStart] as number);
        return isRun ? word : 0;
      }
    }
  }

  /** The next time the library may do itself what a word that has begun calls. */
  private decideCalled(): void {
    const called = this.nativeState?.[Interpretation.operand] ?? 0;
    if (this.actions[called] === ReadingAction.undecided) this.actions[called] = this.actionOf(called);
  }

  /** Says what the search order is; false when the library cannot search it. */
  private showLists(): boolean {
    const { request, lists, listSlots } = this;
    const { search } = this.session;
    const { searchedLists } = search;
    const count = searchedLists.length;
    if (count > MOST_READING_LISTS) return false;
    let hasForth = false;
    for (let i = 0; i < count; i++) {
      const list = searchedLists[i] as Wordlist;
      const isForth = list === search.forth;
      hasForth ||= isForth;
      // What Root finds of the system's words, Forth finds before it.
      if (list.caseSensitive || (list.rest !== undefined && !hasForth)) return false;
      const at = i * ReadingList.WORDS;
      if (listSlots[i] !== list.slots) {
        listSlots[i] = list.slots;
        storeAddress(lists, at + ReadingList.slots, list.slots);
        lists[at + ReadingList.slotCount] = list.slots.length;
      }
      lists[at + ReadingList.hasSystem] = isForth ? 1 : 0;
    }
    request[ReadingRequest.listCount] = count;
    return true;
  }

  /** Calls the library once. */
  private readOn(source: Source): number {
    const { session, request } = this;
    const { dictionary, search } = session;
    const { current } = search;
    const first = dictionary.end;
    this.makeRoom(current, first);
    this.nameArrays(source, current);
    this.setLimits(source, current);
    this.showState(session.compiler.nativeState);
    this.setPlaces(current, first);
    const end = this.library(this.address);
    session.dataSpace.stringNext = request[ReadingRequest.textsEnd] as number;
    this.takeCode();
    source.conditionalCount = request[ReadingRequest.conditionalCount] as number;
    const wordEnd = request[ReadingRequest.wordEnd] as number;
    if (wordEnd !== first) this.take(current, first, wordEnd);
    else if (request[ReadingRequest.namesChanged] !== 0) namesHaveChanged();
    return end;
  }

  private makeRoom(list: Wordlist, first: number): void {
    const { dictionary, compiler } = this.session;
    dictionary.reach(first + MOST_PARTS);
    dictionary.headers.reachNames(NAME_ROOM);
    compiler.bodies.reach(first + MOST_PARTS, BODY_ROOM);
    // Where there is much, the host starts over with it.
    const { coldCode } = compiler;
    if (!coldCode.isCrowded) coldCode.reach(CODE_ROOM, first + WORDS_AT_ONCE);
    if ((list.heads + 1) * 2 <= list.slots.length) return;
    list.grow();
    this.showLists();
  }

  private nameArrays(source: Source, list: Wordlist): void {
    const { dictionary, compiler } = this.session;
    const { headers } = dictionary;
    const { bodies } = compiler;
    this.name(ReadingRequest.source, source.bytes);
    this.name(ReadingRequest.headers, headers.records);
    this.name(ReadingRequest.names, headers.names);
    this.name(ReadingRequest.words, dictionary.info);
    this.name(ReadingRequest.slots, list.slots);
    this.name(ReadingRequest.bodies, bodies.packed);
    this.name(ReadingRequest.bodyPlaces, bodies.places);
    this.name(ReadingRequest.bodyStarts, bodies.starts);
    if (source.kind === "file") source.conditionals ??= new Uint32Array(MOST_CONDITIONALS);
    if (source.conditionals !== undefined) this.name(ReadingRequest.conditionals, source.conditionals);
    this.name(ReadingRequest.pool, bodies.pool);
  }

  private setLimits(source: Source, list: Wordlist): void {
    const { session, request } = this;
    const { dictionary, dataSpace, compiler } = session;
    const { bodies, coldCode } = compiler;
    request[ReadingRequest.sourceLength] = source.end;
    request[ReadingRequest.firstPosition] = source.firstPosition;
    request[ReadingRequest.conditionalLimit] = source.conditionals?.length ?? 0;
    request[ReadingRequest.conditionalCount] = source.conditionalCount;
    request[ReadingRequest.wordlist] = list.id;
    request[ReadingRequest.newestWordlist] = dictionary.lastWordlist;
    request[ReadingRequest.slotCount] = list.slots.length;
    request[ReadingRequest.wordLimit] = Math.min(
      Math.floor(dictionary.headers.records.length / WordHeader.WORDS),
      Math.floor(dictionary.info.length / WordInfo.WORDS),
      bodies.places.length,
    );
    request[ReadingRequest.namesLimit] = dictionary.headers.names.length;
    request[ReadingRequest.bodiesLimit] = bodies.packed.length;
    request[ReadingRequest.bodyStartsLimit] = bodies.starts.length;
    request[ReadingRequest.textsLimit] = dataSpace.stringEnd;
    request[ReadingRequest.dataLimit] = dataSpace.here + dataSpace.unused;
    request[ReadingRequest.poolLength] = bodies.pooledRecords;
    request[ReadingRequest.codeLimit] = coldCode.isCrowded ? coldCode.end : coldCode.code.length;
    request[ReadingRequest.shownLimit] = session.machine.shownLimit;
  }

  /** How far everything has come. */
  private setPlaces(list: Wordlist, first: number): void {
    const { session, request } = this;
    const { dictionary, compiler } = session;
    request[ReadingRequest.interpreterDepth] = compiler.activationDepth;
    request[ReadingRequest.wordEnd] = first;
    request[ReadingRequest.newest] = dictionary.newest;
    request[ReadingRequest.latest] = session.latest?.index ?? 0;
    request[ReadingRequest.slotsUsed] = list.heads;
    request[ReadingRequest.namesEnd] = dictionary.headers.namesEnd;
    request[ReadingRequest.bodiesEnd] = compiler.bodies.packedLength;
    request[ReadingRequest.bodyCount] = compiler.bodies.bodies;
    request[ReadingRequest.textsEnd] = session.dataSpace.stringNext;
    request[ReadingRequest.codeEnd] = compiler.coldCode.end;
    request[ReadingRequest.decodedCount] = 0;
    request[ReadingRequest.reliedCount] = 0;
  }

  /** Takes over the cold code that the library has made. */
  private takeCode(): void {
    const { request } = this;
    const { compiler } = this.session;
    const decoded = request[ReadingRequest.decodedCount] as number;
    if (decoded === 0) return;
    compiler.coldCode.take(request[ReadingRequest.codeEnd] as number, this.decoded, decoded);
    compiler.relyOn(this.relied, request[ReadingRequest.reliedCount] as number);
  }

  private showState(state: Int32Array | undefined): void {
    if (this.nativeState === state) return;
    this.nativeState = state;
    if (state === undefined) setAddress(this.request, ReadingRequest.interpretation, 0);
    else storeAddress(this.request, ReadingRequest.interpretation, state);
  }

  /** Takes over what the library has made: words from `first` up to `end`, those with names in a list. */
  private take(list: Wordlist, first: number, end: number): void {
    const { session, request } = this;
    const { dictionary, compiler } = session;
    const { headers } = dictionary;
    const { bodies } = compiler;
    this.wordsMade += end - first;
    dictionary.end = end;
    dictionary.newest = request[ReadingRequest.newest] as number;
    list.heads = request[ReadingRequest.slotsUsed] as number;
    headers.namesEnd = request[ReadingRequest.namesEnd] as number;
    bodies.packedLength = request[ReadingRequest.bodiesEnd] as number;
    bodies.bodies = request[ReadingRequest.bodyCount] as number;
    compiler.tookBodies(first, end);
    namesHaveChanged();
    this.enter(first, end);
    compiler.adaptRead(first, end, request[ReadingRequest.takesReturns] !== 0);
    session.latest = dictionary.word(request[ReadingRequest.latest] as number);
  }

  /** Gives new words their entries in the word table. */
  private enter(first: number, end: number): void {
    const { dictionary, compiler, entries, machine } = this.session;
    for (let word = first; word < end; word++) {
      const kind = dictionary.kind(word);
      const entry = entries.ofKind(kind);
      if (entry !== undefined) {
        machine.entries[word] = entry;
        continue;
      }
      compiler.setStub(word);
      if (kind === WordKind.inline) compiler.tookInline(word);
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
    if (headers.has(word, special)) return ReadingAction.special;
    return session.compiler.earlyReturns.takesFromReturns(word) ? ReadingAction.returns : ReadingAction.call;
  }
}

/** The numbers that the characters of a string are. */
function codesOf(text: string): Uint16Array {
  const { buffer, byteOffset } = Buffer.from(text, "utf16le");
  return new Uint16Array(buffer, byteOffset, text.length);
}

/**
 * The code of a program: of the word that it begins with, and of all that this reaches.
 *
 *     called         a relocation of code names it
 *     token          code can get it as an execution token and runs some: constants in reached code, cells of the data
 *                    space. Numbers that only look like tokens cost code that is never run
 *     of the system  what TypeScript does for running programs, the runtime does here (plugins-src/program)
 */
import {
  CALLABLE_EFFECT,
  CodeFlag,
  CodeUse,
  CodeUseKind,
  FloatFunction,
  FloatFunction2,
  GENERATE_DEBUG,
  GENERATE_USES,
  LibraryFunction,
  RuntimeEntry,
} from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { inlineSitesOf } from "../ir/inline_sites.ts";
import { FunctionView } from "../ir/view.ts";
import type { Piece } from "../linking/piece.ts";
import { ForthThrow } from "../machine/exceptions.ts";
import type { Effect } from "../stages/backend/graph.ts";
import type { Generator } from "../stages/native_backend/generator.ts";
import {
  libraryWords,
  type RuntimeWordNumbers,
  runtimeWordNumbers,
} from "../stages/native_backend/library_words.ts";
import { packEffect, stubCode } from "../stages/native_backend/word_stubs.ts";
import { callPath } from "./call_path.ts";
import {
  type CodePiece,
  type CodeUses,
  hostSymbol,
  pieceOf,
  referencesOf,
  symbols,
  usesOf,
} from "./code_pieces.ts";
import { LikelyTargets } from "./likely_targets.ts";
import { ProgramError } from "./program_error.ts";
import { usedRanges } from "./program_image.ts";
import { looksNamesUp, namedLists } from "./program_names.ts";

/** Code of a word, or of none: of the runtime, or on the way to a word. */
export class PlacedWordCode implements CodePiece {
  #made: CodePiece | undefined;

  constructor(
    /** Of the backend's. */
    readonly blob: Uint32Array,
    /** Of its piece. */
    readonly name: string,
    /** 0 for none. */
    readonly word: number,
    readonly inlineSites: Uint32Array | undefined,
    /** That the blob was asked for with. */
    private readonly flags: number,
  ) {}

  get piece(): Piece {
    return this.#code.piece;
  }

  get frameSize(): number {
    return this.#code.frameSize;
  }

  get positions(): Uint32Array {
    return this.#code.positions;
  }

  get lines(): Uint32Array {
    return this.#code.lines;
  }

  get frames(): CodePiece["frames"] {
    return this.#code.frames;
  }

  get #code(): CodePiece {
    this.#made ??= pieceOf(this.blob, this.name, this.flags);
    return this.#made;
  }
}

/** Where code finds the register entry of a word for callers that count on an effect. */
export interface Slot {
  readonly name: string;
  readonly word: number;
  readonly effect: number;
  /** Of the entry. */
  readonly symbol: string;
}

/** A word that others reach over the stacks in memory. */
interface ProgramEntry {
  readonly word: number;
  readonly memory: string;
  readonly dynamic: string | undefined;
  /** How a call by its token goes that counts on its effect (`WordEntry.effect`). */
  readonly callable?: { readonly effect: number; readonly register: string } | undefined;
}

interface Found {
  readonly ir: Uint32Array;
  readonly view: FunctionView;
}

/** How a word came into the program: the word, and what reached that, or one of these. */
type Reached = Map<number, number>;
const BEGINNING = 0;
/** It may be a number that only looks like its token. */
const AS_TOKEN = -1;

/** The runtime's word that THROWs in the place of words that are not there. */
const MISSING = "(missing)";

/** What the system's object for the platform has. */
interface RuntimeSymbols {
  has(symbol: string): boolean;
}

/** By its symbol, the number of what the backend's runtime has. */
const runtimeNumbers = new Map(
  Object.values(RuntimeEntry).map((number) => [symbols.runtime(number), number]),
);

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export class ProgramCode {
  readonly codes: PlacedWordCode[] = [];
  readonly slots: Slot[] = [];
  /** By word. */
  readonly entries = new Map<number, ProgramEntry>();
  /** Words that the runtime does, with its symbols. */
  readonly hostWords = new Map<number, string>();
  readonly floatFunctions = new Set<number>();
  /** Whether there may be floats on their stack. */
  usesFloats = false;
  readonly libraryFunctions = new Set<LibraryFunction>();
  readonly #placed = new Set<string>();
  /** Words with a static form that takes something. */
  readonly #takesArguments = new Set<number>();
  readonly #slotNames = new Set<string>();
  readonly #pending: (() => void)[] = [];
  /** Bits of the RuntimeEntries that code names. */
  #asked = 0;
  readonly #from: Reached = new Map();
  readonly #constants = new Set<number>();
  readonly #words: RuntimeWordNumbers;
  readonly #registerEntries: ReadonlyMap<number, { effect: number; entry: RuntimeEntry }>;
  #runsTokens = false;
  /** What a deferred word does before it has an action: nobody has asked for its token. */
  readonly #uninitialised: number;
  /** Some code has a CATCH. */
  catches = false;
  /** Some code has a THROW. */
  throws = false;
  /** The word whose code is being looked at. */
  #at = BEGINNING;
  /** Words that are not there, each with the calls that lead to it: only tokens do. */
  readonly missing: string[] = [];

  constructor(
    private readonly session: Session,
    private readonly generator: Generator,
    private readonly provided: RuntimeSymbols,
    /** Words of the system whose tokens the program has asked for. */
    private readonly tokens: ReadonlySet<number>,
    withDebug: boolean,
  ) {
    generator.flags = GENERATE_USES | (withDebug ? GENERATE_DEBUG : 0);
    this.#words = runtimeWordNumbers(
      (names) => names.map((name) => session.systemNumber(name)),
      Object.values(LibraryFunction).filter((number) => !libraryWords[number].inSession),
    );
    this.#uninitialised = session.systemNumber("(uninitialised)");
    const taking = (cellIn: number) => packEffect({ cellIn, cellOut: 0, floatIn: 0, floatOut: 0 });
    this.#registerEntries = new Map([
      [this.#words.emit, { effect: taking(1), entry: RuntimeEntry.emit }],
      [this.#words.type, { effect: taking(2), entry: RuntimeEntry.type }],
    ]);
  }

  /** Makes the code of a word and of all that it reaches; gives the symbol of its entry. @throws ProgramError */
  begin(word: number): string {
    this.session.compiler.likelyTargets = new LikelyTargets(
      this.session,
      word,
      (number) => this.#isToken(number) && this.session.dictionary.isWord(number),
      (each) => this.#isThere(each),
    );
    const entry = this.#memoryEntry(word);
    for (;;) {
      const next = this.#pending.pop();
      if (next !== undefined) next();
      else if (!this.#reachTokens() && !this.#reachNamed()) break;
    }
    this.codes.unshift(this.#runtimeOfCode());
    return entry;
  }

  /** The runtime that the backend makes: all other code follows it. */
  get runtime(): Piece {
    return (this.codes[0] as PlacedWordCode).piece;
  }

  /** As much of it as the code asks for. */
  #runtimeOfCode(): PlacedWordCode {
    const ask = (symbol: string) => {
      const number = runtimeNumbers.get(symbol);
      if (number !== undefined) this.#asked |= 1 << number;
    };
    for (const { symbol } of this.slots) ask(symbol);
    for (const { memory } of this.entries.values()) ask(memory);
    const { flags } = this.generator;
    const blob = this.generator.runtime(~this.#asked >>> 0).slice();
    return new PlacedWordCode(blob, "runtime of generated code", 0, undefined, flags);
  }

  // ---- what is reached ---------------------------------------------------------------------------------------------

  /** Reaches the words whose tokens the code may run; false when there was nothing new. */
  #reachTokens(): boolean {
    if (!this.#runsTokens) return false;
    const before = this.entries.size + this.hostWords.size;
    const { cells32 } = this.session.machine;
    const behindTokens = this.session.dictionary.end;
    const isToken = (number: number) =>
      this.#isToken(number) && !this.entries.has(number) && !this.hostWords.has(number);
    this.#at = AS_TOKEN;
    for (const number of this.#constants) if (isToken(number)) this.#reachToken(number);
    for (const [start, end] of usedRanges(this.session))
      for (let at = start >> 2; at < end >> 2; at++) {
        const number = cells32[at] as number;
        // Most of it is zeros.
        if (number <= 0 || number >= behindTokens || cells32[at + 1] !== 0) continue;
        if (isToken(number)) this.#reachToken(number);
      }
    return this.#pending.length > 0 || this.entries.size + this.hostWords.size > before;
  }

  /** Reaches the words whose names the program may look up; false when there was nothing new. */
  #reachNamed(): boolean {
    if (!looksNamesUp(this.hostWords)) return false;
    const before = this.entries.size + this.hostWords.size;
    this.#at = AS_TOKEN;
    for (const { words } of namedLists(this.session))
      for (const { xt } of words) if (!this.entries.has(xt) && !this.hostWords.has(xt)) this.#reachToken(xt);
    return this.#pending.length > 0 || this.entries.size + this.hostWords.size > before;
  }

  #reachToken(number: number): void {
    if (this.session.dictionary.isForgotten(number)) return;
    this.#memoryEntry(number);
  }

  #isOfSystem(word: number): boolean {
    const { dictionary, compiler } = this.session;
    return dictionary.word(word) === undefined || compiler.isFunctionOfTheSystem(word);
  }

  #nameOf(word: number): string {
    return this.session.dictionary.word(word)?.displayName || "<noname>";
  }

  /** Makes sure that a word can be reached over the stacks in memory; gives the symbol of the code to enter. */
  #memoryEntry(word: number): string {
    const memory = this.#codeOf(word);
    const entry = this.entries.get(word);
    if (entry !== undefined && entry.dynamic === undefined && this.#takesArguments.has(word)) {
      // Who comes over memory may bring too few: the static form hands that to the dynamic one, which says where.
      const dynamic = this.#dynamicCode(word);
      this.entries.set(word, { ...entry, dynamic });
    }
    return memory;
  }

  /** Makes sure that there is code of a word; gives the symbol of its entry over the stacks in memory. */
  #codeOf(word: number): string {
    const known = this.entries.get(word);
    if (known !== undefined) return known.memory;
    if (word === this.#words.catch) {
      this.#runsTokens = true;
      this.catches = true;
      // What has too little on the stack, or too little of the native one, comes to the word itself.
      this.#useHostWord(word);
      return this.#enter({ word, memory: symbols.runtime(RuntimeEntry.catch), dynamic: undefined });
    }
    const libraryFunction = this.#words.library.get(word);
    if (libraryFunction !== undefined) return this.#libraryEntry(word, libraryFunction);
    if (this.#isOfSystem(word)) return this.#hostWord(word);
    this.#from.set(word, this.#at);
    const found = this.#irOf(word);
    const name = this.#codeName(word);
    if (!found.view.isDynamic && this.#placeFunction(found, name)) {
      if (found.view.cellIn + found.view.floatIn > 0) this.#takesArguments.add(word);
      return this.#enter({
        word,
        memory: symbols.memory(name),
        dynamic: undefined,
        callable: callable(found.view, symbols.register(name)),
      });
    }
    const dynamic = this.#dynamicCode(word);
    return this.#enter({ word, memory: dynamic, dynamic });
  }

  #codeName(word: number): string {
    return `${this.#nameOf(word)} (${word})`;
  }

  /** The symbol of the dynamic form of a word. */
  #dynamicCode(word: number): string {
    const name = `${this.#codeName(word)}, dynamic`;
    // With a copy for what is guessed, where there is something to guess.
    const found = this.#irOf(word);
    if (found.view.isDynamic && this.#placeFunction(found, name)) return symbols.memory(name);
    if (!this.#placeFunction(this.#dynamicIrOf(word), name))
      throw new ProgramError(`${this.#nameOf(word)} is too large for machine code`, this.#hint(word));
    return symbols.memory(name);
  }

  #enter(entry: ProgramEntry): string {
    this.entries.set(entry.word, entry);
    return entry.memory;
  }

  #isToken(word: number): boolean {
    const { system, dictionary } = this.session;
    if (word === this.#uninitialised) return true;
    return this.tokens.has(word) || (word > system.count && word < dictionary.end);
  }

  #irOf(word: number): Found {
    return this.#found(word, () => this.session.compiler.irOf(word));
  }

  #dynamicIrOf(word: number): Found {
    return this.#found(word, () => this.session.compiler.dynamicIrOf(word));
  }

  #found(word: number, make: () => Uint32Array): Found {
    try {
      const ir = make();
      return { ir, view: new FunctionView(ir) };
    } catch (error) {
      if (!(error instanceof ForthThrow)) throw error;
      throw new ProgramError(`${this.#nameOf(word)} cannot be compiled: ${error.message}`, this.#hint(word));
    }
  }

  /** Makes code of a function unless there is some; false when the backend declines it. */
  #placeFunction({ ir, view }: Found, name: string): boolean {
    if (this.#placed.has(name)) return true;
    const blob = this.generator.function(ir);
    if (blob === undefined) return false;
    this.#note(this.#place(blob, name, view));
    return true;
  }

  /**
   * @param blob which may be another one afterwards
   * @param view the function that the code is of, if it is a word's
   */
  #place(blob: Uint32Array, name: string, view?: FunctionView): CodeUses {
    this.#placed.add(name);
    const kept = blob.slice();
    const word = view?.word ?? 0;
    this.codes.push(new PlacedWordCode(kept, name, word, view && inlineSitesOf(view), this.generator.flags));
    const { tableEntries, slots, runtime } = referencesOf(kept);
    this.#asked |= runtime;
    this.#pending.push(() => {
      this.#at = word === 0 ? this.#at : word;
      for (const entry of tableEntries) this.#memoryEntry(entry);
      for (const { word: callee, effect } of slots) this.#slot(callee, effect);
    });
    return usesOf(kept);
  }

  /** What of a function no relocation names. */
  #note({ flags, records }: CodeUses): void {
    this.usesFloats ||= (flags & CodeFlag.usesFloats) !== 0;
    this.throws ||= (flags & CodeFlag.throws) !== 0;
    this.#runsTokens ||= (flags & CodeFlag.executes) !== 0;
    for (let at = 0; at < records.length; at += CodeUse.WORDS) {
      const value = records[at + CodeUse.value] as number;
      switch (records[at + CodeUse.kind]) {
        case CodeUseKind.lowConstant:
          this.#constants.add(value);
          break;
        case CodeUseKind.floatFunction:
          this.floatFunctions.add(value);
          break;
        case CodeUseKind.floatFunction2:
          this.floatFunctions.add(Object.keys(FloatFunction).length + value);
          break;
      }
    }
  }

  // ---- calls of known effect -----------------------------------------------------------------------------------------

  #slot(word: number, effect: number): void {
    const name = symbols.slot(word, effect);
    if (this.#slotNames.has(name)) return;
    this.#slotNames.add(name);
    this.slots.push({ name, word, effect, symbol: this.#registerEntry(word, effect) });
  }

  #registerEntry(word: number, effect: number): string {
    const own = this.#registerEntries.get(word);
    if (own?.effect === effect) {
      this.#codeOf(word);
      return symbols.runtime(own.entry);
    }
    const libraryFunction = this.#words.library.get(word);
    if (libraryFunction !== undefined) {
      this.#libraryEntry(word, libraryFunction);
      if (effect === packEffect(libraryWords[libraryFunction]))
        return symbols.register(this.#libraryName(word));
    }
    // The stub does it all.
    if (word === this.#words.catchWord) {
      this.#runsTokens = true;
      this.catches = true;
      return this.#stub(word, effect);
    }
    this.#codeOf(word);
    const name = this.#codeName(word);
    if (!this.#isOfSystem(word) && this.#placed.has(name)) {
      const { view } = this.#irOf(word);
      if (!view.isDynamic && packEffect(view) === effect) return symbols.register(name);
    }
    return this.#stub(word, effect);
  }

  /** A register entry that calls a word over the stacks in memory. */
  #stub(word: number, packed: number): string {
    const name = `stub of ${this.#nameOf(word)} (${word}) ${packed}`;
    if (!this.#placed.has(name)) {
      const blob = stubCode(this.generator, this.#words, word, packed);
      if (blob === undefined)
        throw new ProgramError(
          `${this.#nameOf(word)} takes or leaves too much for machine code`,
          this.#hint(word),
        );
      this.#place(blob, name);
    }
    return symbols.register(name);
  }

  // ---- what the runtime does -----------------------------------------------------------------------------------------

  #libraryName(word: number): string {
    return `library stub of ${this.#nameOf(word)} (${word})`;
  }

  #libraryEntry(word: number, libraryFunction: LibraryFunction): string {
    const name = this.#libraryName(word);
    if (!this.#placed.has(name)) {
      const effect = libraryWords[libraryFunction];
      const blob = this.generator.libraryStub(word, effect, libraryFunction);
      if (blob === undefined) return this.#hostWord(word);
      this.libraryFunctions.add(libraryFunction);
      this.#place(blob, name);
      this.#enter({
        word,
        memory: symbols.memory(name),
        dynamic: undefined,
        callable: callable(effect, symbols.register(name)),
      });
      // What the function leaves to the host.
      this.#useHostWord(word);
    }
    return symbols.memory(name);
  }

  #hostWord(word: number): string {
    this.#useHostWord(word);
    return symbols.runtime(RuntimeEntry.needCode);
  }

  /** Whether programs can have a word, with what it calls itself. */
  #isThere(word: number): boolean {
    const { catch: catches, catchWord, library } = this.#words;
    if (word === catches || word === catchWord || library.has(word) || !this.#isOfSystem(word)) return true;
    return this.provided.has(hostSymbol(this.#nameOf(word)));
  }

  #useHostWord(word: number): void {
    if (this.hostWords.has(word)) return;
    this.throws ||= this.#words.throwWords.has(word);
    if (this.#words.caughtWords.has(word)) {
      this.throws = true;
      this.catches = true;
    }
    const name = this.#nameOf(word);
    const symbol = hostSymbol(name);
    if (!this.provided.has(symbol)) {
      this.#from.set(word, this.#at);
      const { first, names } = this.#way(word);
      if (this.#from.get(first) === AS_TOKEN) {
        this.missing.push(names);
        this.hostWords.set(word, hostSymbol(MISSING));
        return;
      }
      throw new ProgramError(
        `${name.toUpperCase()} is not there in compiled programs, which have no text interpreter`,
        `${this.#hint(word)}; --bundle makes a program that has everything`,
      );
    }
    // It may run tokens that it is given.
    this.#runsTokens = true;
    this.hostWords.set(word, symbol);
  }

  /** The calls that lead to a word, from the first one on that no other word is known to have reached. */
  #way(word: number): { first: number; names: string } {
    let first = word;
    const seen = new Set<number>();
    for (let at = word; at > BEGINNING && !seen.has(at); at = this.#from.get(at) ?? BEGINNING) {
      seen.add(at);
      first = at;
    }
    const names = callPath(this.session, first, word).map((step) => this.#nameOf(step));
    return { first, names: names.join(" → ") };
  }

  #hint(word: number): string {
    return `it is reached so: ${this.#way(word).names}`;
  }
}

/** In an effect: numbers that need more than seven bits. */
const WIDE_EFFECT = 0x80808080;

/** Numbers beyond a byte's seven bits are no effect for a call by a token. */
function callable(effect: Effect, register: string): ProgramEntry["callable"] {
  const packed = packEffect(effect);
  return (packed & WIDE_EFFECT) === 0 ? { effect: (packed | CALLABLE_EFFECT) >>> 0, register } : undefined;
}

/** The runtime's symbol of a function of the library, and of one of the float functions by its number. */
export const librarySymbol = (number: LibraryFunction): string => {
  const name = Object.entries(LibraryFunction).find(([, value]) => value === number)?.[0] ?? "";
  return `library ${snakeCase(name)}`;
};

export function floatSymbol(number: number): string {
  const one = Object.keys(FloatFunction);
  const name = one[number] ?? Object.keys(FloatFunction2)[number - one.length] ?? "";
  return `float ${name}`;
}

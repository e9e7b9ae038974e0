/**
 * The dictionary: names, word lists, and what the compiler stage knows of each word.
 *
 * A word is a small positive integer, its index in the word table; that integer is both its execution token and its
 * name token. The number of a forgotten word stays a number of no word (`forgetting.ts`). Headers live outside the data space, so no `!` can damage them and HERE moves only by the program's wish.
 */

import { WordFlag, WordInfo, WordKind } from "../abi/session_bindings.ts";
import { textOfByteString } from "../machine/system_text.ts";

/** What a word consumes and leaves: counts of cells and floats. */
export interface StackEffect {
  readonly cellIn: number;
  readonly cellOut: number;
  readonly floatIn: number;
  readonly floatOut: number;
  /** The word always THROWs or loops. */
  readonly neverReturns?: boolean;
}

/** A word implemented in TypeScript. `effect` is a stack comment, e.g. `c-addr u -- flag F: r --`; without one it is unknown. */
export interface HostWord {
  readonly name: string;
  readonly effect: string | undefined;
  readonly run: () => void;
  readonly immediate: boolean;
  /** An immediate word that does one thing while interpreting and another while compiling: POSTPONE means the latter. */
  readonly dual?: boolean;
}

/** A host word of known or (effect undefined) unknown stack effect. */
export const host = (name: string, effect: string | undefined, run: () => void): HostWord => ({
  name,
  effect,
  run,
  immediate: false,
});

/** A host word that runs while compiling: its effect is never inlined into code, so it need not be known. */
export const immediate = (name: string, run: () => void): HostWord => ({
  name,
  effect: undefined,
  run,
  immediate: true,
});

/** An immediate word that does one thing while interpreting and another while compiling, by STATE. */
export const dual = (name: string, run: () => void): HostWord => ({ ...immediate(name, run), dual: true });

/** Grows whenever a name may mean something else: what is known of names (name_cache.ts) is valid as long as it stays. */
export const nameGeneration = new Uint32Array(1);

export function namesHaveChanged(): void {
  nameGeneration[0] = (nameGeneration[0] as number) + 1;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the name with ASCII upper case folded: the hash that the parser stage puts into every token. */
export function hashName(key: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** Folds ASCII upper case; `name` is a byte string (one char a byte). */
export function foldName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code >= 0x41 && code <= 0x5a) return name.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
  }
  return name;
}

/** What Buffer.toString("latin1") is made of. It takes any Uint8Array, and a quarter of the time of adding up characters. */
type Latin1Slice = (this: Uint8Array, start: number, end: number) => string;

/** Taken when it is first needed: the engine makes Buffer only when somebody asks for it. */
let latin1Slice: Latin1Slice | undefined;

/** The bytes as a string of one char a byte; names are kept so, whatever their encoding. */
export function byteString(bytes: Uint8Array, start: number, end: number): string {
  latin1Slice ??= (Buffer.prototype as unknown as { latin1Slice: Latin1Slice }).latin1Slice;
  return latin1Slice.call(bytes, start, end);
}

export class Word {
  immediate = false;
  compileOnly = false;
  /** A hidden word (a definition that is not yet finished) is not found. */
  hidden = false;
  /** The execution token: the word's own index, or for a synonym that of the other word. */
  xt: number;
  wordlist: Wordlist | undefined;
  /** The next older word of the same hash in the same word list. */
  older: Word | undefined;
  /** Position id of the definition's name, 0 for words of the system. */
  position = 0;
  /** Position id of the definition's end, 0 for words of the system. */
  endPosition = 0;
  /** Forth source of a prelude word whose body is not compiled yet. */
  prelude: string | undefined;
  /** The body is spliced into callers. */
  inline = false;
  /** Data space address of the name, once NAME>STRING has asked for it. */
  nameAddress: number | undefined;
  /** POSTPONE means what the word does while compiling, which is not what it does while interpreting. */
  dual = false;
  /** The word with a name of which this one is what it does while interpreting. */
  origin: Word | undefined;
  /** The newest word when this one was made; 0 for words of the system. */
  previous = 0;

  constructor(
    readonly index: number,
    readonly name: string,
    readonly key: string,
    readonly hash: number,
  ) {
    this.xt = index;
  }

  /** The name as text. */
  get displayName(): string {
    return textOfByteString(this.name);
  }
}

/** A power of two, like every number of slots. */
const INITIAL_SLOTS = 64;

export class Wordlist {
  /** The newest word of each hash. */
  private heads: Word[] = [];
  /** One more than the index in `heads` of a word of a hash, at the first slot from the hash on that was free; or 0. */
  private slots = new Int32Array(INITIAL_SLOTS);
  /** Names are told apart by case (gforth's TABLE). */
  caseSensitive = false;

  /**
   * @param rest finds the words that a list has besides those added to it: the system's
   */
  constructor(
    readonly id: number,
    public name: string,
    readonly rest?: (hash: number, bytes: Uint8Array, start: number, end: number) => Word | undefined,
  ) {}

  add(word: Word): void {
    namesHaveChanged();
    word.wordlist = this;
    const slot = this.slotOf(word.hash);
    const head = this.slots[slot] as number;
    if (head !== 0) {
      word.older = this.heads[head - 1];
      this.heads[head - 1] = word;
      return;
    }
    this.slots[slot] = this.heads.push(word);
    if (this.heads.length * 2 > this.slots.length) this.place(this.slots.length * 2);
  }

  /** The slot of the words with a hash: theirs, or the free one for the first of them. */
  private slotOf(hash: number): number {
    const { slots, heads } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let head = slots[slot] as number; head !== 0; head = slots[slot] as number) {
      if ((heads[head - 1] as Word).hash === hash) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Gives all heads new slots, of which there are `count`. */
  private place(count: number): void {
    this.slots = new Int32Array(count);
    this.heads.forEach((word, index) => {
      this.slots[this.slotOf(word.hash)] = index + 1;
    });
  }

  /** The newest visible word whose folded name equals the bytes `start…end`, which hash to `hash`. */
  find(hash: number, bytes: Uint8Array, start: number, end: number): Word | undefined {
    const { slots, heads } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    // As `slotOf`, without a call for each token of a text.
    for (let head = slots[slot] as number; head !== 0; head = slots[slot] as number) {
      let word = heads[head - 1];
      if (word !== undefined && word.hash === hash) {
        while (word !== undefined && (word.hidden || !this.matches(word, bytes, start, end)))
          word = word.older;
        if (word !== undefined) return word;
        break;
      }
      slot = (slot + 1) & mask;
    }
    return this.rest?.(hash, bytes, start, end);
  }

  /** Whether a word is in this list, be it seen or not. */
  has(word: Word): boolean {
    if (word.wordlist === this) return true;
    if (this.rest === undefined) return false;
    const name = Uint8Array.from(word.name, (char) => char.charCodeAt(0));
    return this.rest(word.hash, name, 0, name.length) === word;
  }

  private matches(word: Word, bytes: Uint8Array, start: number, end: number): boolean {
    if (!sameName(word.key, bytes, start, end)) return false;
    return !this.caseSensitive || word.name === byteString(bytes, start, end);
  }

  /** Forgets every word from `index` on. */
  forgetFrom(index: number): void {
    namesHaveChanged();
    const left: Word[] = [];
    for (const head of this.heads) {
      let word: Word | undefined = head;
      while (word !== undefined && word.index >= index) word = word.older;
      if (word !== undefined) left.push(word);
    }
    this.heads = left;
    this.place(this.slots.length);
  }
}

/** Whether a folded name, which is text[from … to), is that of bytes[start … end), whatever their case. */
export function sameName(
  text: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  from = 0,
  to = text.length,
): boolean {
  if (to - from !== end - start) return false;
  for (let i = start, at = from; i < end; i++, at++) {
    let byte = bytes[i] as number;
    if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
    if (byte !== text.charCodeAt(at)) return false;
  }
  return true;
}

const INITIAL_WORDS = 2048;

/** The words that a dictionary begins with. */
interface InitialWords {
  readonly count: number;
  /** Makes one of them when it is first asked for. */
  make(index: number): Word;
  /** Fills in the WordInfo record of one of them. */
  describe(index: number, record: Uint32Array): void;
}

export class Dictionary {
  /** Index 0 is never a word; the initial words are missing until they are asked for. */
  private readonly words: (Word | undefined)[];
  /** By token: the words that are there, of which those of the system are made when they are first asked for. */
  readonly made: readonly (Word | undefined)[];
  /** By wid. A wid is never given twice. */
  private readonly listsById = new Map<number, Wordlist>();
  /** The wid of the newest word list. */
  lastWordlist = 0;
  /** Numbers of forgotten words that a program may hold: no word gets them. */
  private held = new Set<number>();
  /** The newest word that a program has made and not forgotten, or 0. */
  newest = 0;
  /** WordInfo records, one a word: the compiler stage's view of the dictionary. */
  info = new Uint32Array(INITIAL_WORDS * WordInfo.WORDS);

  constructor(private readonly initial: InitialWords) {
    this.words = new Array(initial.count + 1);
    this.made = this.words;
  }

  /** All words, newest first. */
  *newestFirst(): Generator<Word> {
    for (let index = this.end - 1; index > 0; index--) {
      const word = this.word(index);
      if (word !== undefined) yield word;
    }
  }

  /** One more than the greatest index of a word. */
  get end(): number {
    return this.words.length;
  }

  /** @param rest finds the words that the list has besides those added to it */
  createWordlist(name = "", rest?: Wordlist["rest"]): Wordlist {
    const list = new Wordlist(++this.lastWordlist, name, rest);
    this.listsById.set(list.id, list);
    return list;
  }

  /** `wordlist constant name` names the list, as gforth's ORDER has it. */
  nameNewestWordlist(id: number, name: string): void {
    const list = id === this.lastWordlist ? this.wordlist(id) : undefined;
    if (list?.name === "") list.name = name;
  }

  /** The word list of a wid, or undefined. */
  wordlist(id: number): Wordlist | undefined {
    return this.listsById.get(id);
  }

  /** All word lists, oldest first. */
  get wordlists(): Wordlist[] {
    return [...this.listsById.values()];
  }

  /** Makes a word without putting it into a word list (see `Wordlist.add`). `name` is a byte string. */
  createWord(name: string): Word {
    while (this.held.delete(this.words.length)) this.addNumber(undefined);
    const key = foldName(name);
    const word = new Word(this.words.length, name, key, hashName(key));
    word.previous = this.newest;
    this.newest = word.index;
    this.addNumber(word);
    return word;
  }

  /** Takes the next number for a word, or for none: it stays that of one that is forgotten. */
  private addNumber(word: Word | undefined): void {
    const index = this.words.length;
    this.words.push(word);
    if (this.words.length * WordInfo.WORDS > this.info.length) {
      const grown = new Uint32Array(this.info.length * 2);
      grown.set(this.info);
      this.info = grown;
    }
    this.setInfo(index, WordKind.code, 0, 0);
  }

  /** The word of an execution token or name token, or undefined. */
  word(index: number): Word | undefined {
    const word = this.words[index];
    if (word !== undefined || !(index > 0 && index <= this.initial.count)) return word;
    const made = this.initial.make(index);
    this.words[index] = made;
    this.initial.describe(index, this.info.subarray(index * WordInfo.WORDS, (index + 1) * WordInfo.WORDS));
    return made;
  }

  setInfo(index: number, kind: number, a: number, b: number): void {
    const at = index * WordInfo.WORDS;
    const { info } = this;
    for (let field = at; field < at + WordInfo.WORDS; field++) info[field] = 0;
    info[at + WordInfo.kind] = kind;
    info[at + WordInfo.a] = a;
    info[at + WordInfo.b] = b;
  }

  kind(index: number): number {
    return this.info[index * WordInfo.WORDS + WordInfo.kind] as number;
  }

  operandA(index: number): number {
    return this.info[index * WordInfo.WORDS + WordInfo.a] as number;
  }

  operandB(index: number): number {
    return this.info[index * WordInfo.WORDS + WordInfo.b] as number;
  }

  setEffect(index: number, effect: StackEffect): void {
    const at = index * WordInfo.WORDS;
    this.info[at + WordInfo.cellIn] = effect.cellIn;
    this.info[at + WordInfo.cellOut] = effect.cellOut;
    this.info[at + WordInfo.floatIn] = effect.floatIn;
    this.info[at + WordInfo.floatOut] = effect.floatOut;
    this.info[at + WordInfo.flags] =
      (this.info[at + WordInfo.flags] as number) |
      WordFlag.effectKnown |
      (effect.neverReturns ? WordFlag.neverReturns : 0);
  }

  /**
   * Forgets every word from `first` on, in all word lists, and the word lists after `lastWordlist`. Their numbers name
   * nothing from now on, until `reuse`.
   */
  forgetFrom(first: number, lastWordlist: number): void {
    for (const [id, list] of this.listsById) {
      if (id > lastWordlist) this.listsById.delete(id);
      else list.forgetFrom(first);
    }
    this.newest = this.words[first]?.previous ?? this.newest;
    for (let index = first; index < this.words.length; index++) {
      if (this.words[index] === undefined) continue;
      this.words[index] = undefined;
      this.setInfo(index, WordKind.code, 0, 0);
    }
  }

  /** Whether a number was that of a word which is forgotten. */
  isForgotten(index: number): boolean {
    return index > this.initial.count && index < this.words.length && this.words[index] === undefined;
  }

  /** Has new words take the numbers from `first` on, which are those of forgotten words, but for those that are held. */
  reuse(first: number, held: Set<number>): void {
    this.words.length = first;
    this.held = held;
  }
}

export const noEffect: StackEffect = { cellIn: 0, cellOut: 0, floatIn: 0, floatOut: 0 };

/**
 * Parses a stack comment without parentheses: `c-addr u -- flag F: r1 -- r2`. Items with `*` (`i*x`) make the effect
 * unknown; then the answer is undefined. `-- never` marks a word that always THROWs or ends the program.
 */
export function parseEffect(comment: string): StackEffect | undefined {
  if (comment.includes("*")) return undefined;
  if (comment.includes('"')) throw new Error(`what a word parses is no item of a stack: ${comment}`);
  const [cells = "", floats = ""] = comment.split("F:");
  if (cells.endsWith("-- never")) return { ...noEffect, cellIn: countItems(cells)[0], neverReturns: true };
  const [cellIn, cellOut] = countItems(cells);
  const [floatIn, floatOut] = countItems(floats);
  return { cellIn, cellOut, floatIn, floatOut };
}

function countItems(comment: string): [number, number] {
  const [before = "", after = ""] = ` ${comment} `.split(" -- ");
  const count = (items: string) => items.split(" ").filter((item) => item !== "").length;
  return [count(before), count(after)];
}

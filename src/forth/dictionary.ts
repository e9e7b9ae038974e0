/**
 * The dictionary: names, word lists, and what the compiler stage knows of each word.
 *
 * A word is a small positive integer, its index in the word table; that integer is both its execution token and its
 * name token. The number of a forgotten word stays a number of no word (`forgetting.ts`). Headers live outside the data space, so no `!` can damage them and HERE moves only by the program's wish.
 */

import { WordFlag, WordInfo, WordKind } from "../abi/session_bindings.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { longer } from "../machine/growing_array.ts";
import { Header, LONGEST_NAME, Word, WordForm, WordHeaders } from "./word_headers.ts";
import { Wordlist } from "./word_list.ts";

export { Word } from "./word_headers.ts";
export { nameGeneration, namesHaveChanged, Wordlist } from "./word_list.ts";
export { byteString, foldName, hashName, sameName } from "./word_names.ts";

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
  /** What `run` does to the open definition. */
  readonly compile?: ((definition: never) => void) | undefined;
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
export const immediate = (name: string, run: () => void, compile?: HostWord["compile"]): HostWord => ({
  name,
  effect: undefined,
  run,
  compile,
  immediate: true,
});

/** An immediate word that does one thing while interpreting and another while compiling, by STATE. */
export const dual = (name: string, run: () => void, compile?: HostWord["compile"]): HostWord => ({
  ...immediate(name, run, compile),
  dual: true,
});

const INITIAL_WORDS = 2048;

/** The words that a dictionary begins with. */
interface InitialWords {
  readonly count: number;
  name(index: number): string;
  /** Makes one of them when it is first asked for. */
  make(index: number): Word;
  /** Fills in the WordInfo record of one of them, which begins at `at`. */
  describe(index: number, info: Uint32Array, at: number): void;
}

export class Dictionary {
  readonly headers: WordHeaders;
  /** One more than the greatest number of a word. Number 0 is never a word. */
  end: number;
  /** By number: the words of the system that are there. They are made when they are first asked for. */
  readonly made: readonly (Word | undefined)[];
  /** Words of programs of which there is one object, by number; see `keep`. */
  private readonly kept = new Map<number, Word>();
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
    const { count } = initial;
    this.end = count + 1;
    this.made = new Array(this.end);
    this.headers = new WordHeaders(INITIAL_WORDS, (index) =>
      index <= count ? initial.name(index) : undefined,
    );
  }

  /** All words, newest first. */
  *newestFirst(): Generator<Word> {
    for (let index = this.end - 1; index > 0; index--) {
      const word = this.word(index);
      if (word !== undefined) yield word;
    }
  }

  /** @param rest finds the words that the list has besides those added to it */
  createWordlist(name = "", rest?: Wordlist["rest"]): Wordlist {
    const list = new Wordlist(this.headers, ++this.lastWordlist, name, rest);
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

  /** Makes a word without putting it into a word list (see `Wordlist.add`). `name` is a byte string. THROWs -19 */
  createWord(name: string): Word {
    if (name.length > LONGEST_NAME) throw new ForthThrow(ThrowCodes.nameTooLong);
    while (this.held.delete(this.end)) this.addNumber();
    const index = this.addNumber();
    this.headers.begin(index, name, this.newest);
    this.newest = index;
    return new Word(this.headers, index);
  }

  /** Whether words get the next numbers, one after the other. */
  get isInOrder(): boolean {
    return this.held.size === 0;
  }

  /** Makes room for a word of this number. */
  reach(index: number): void {
    this.headers.reach(index);
    const length = (index + 1) * WordInfo.WORDS;
    if (length > this.info.length) this.info = longer(this.info, length);
  }

  /** Takes the next number, which is that of no word yet. */
  private addNumber(): number {
    const index = this.end++;
    this.reach(index);
    this.setInfo(index, WordKind.code, 0, 0);
    return index;
  }

  /** Whether a number, whatever it is, is a word's. */
  isWord(index: number): boolean {
    return (index > 0 && index <= this.initial.count) || this.headers.exists(index);
  }

  /** The word of an execution token or name token, or undefined. */
  word(index: number): Word | undefined {
    const initial = this.initialWord(index);
    if (initial !== undefined) return initial;
    if (!this.headers.exists(index)) return undefined;
    return this.kept.get(index) ?? new Word(this.headers, index);
  }

  /** The word of a number, when it is one of those that a dictionary begins with. */
  initialWord(index: number): Word | undefined {
    if (!(index > 0 && index <= this.initial.count)) return undefined;
    return this.made[index] ?? this.makeInitial(index);
  }

  /** From now on `word` is the one object of the word, until that is forgotten: something is kept by it. */
  keep(word: Word): Word {
    if (word.index > this.initial.count) this.kept.set(word.index, word);
    return word;
  }

  private makeInitial(index: number): Word | undefined {
    if (!Number.isInteger(index)) return undefined;
    this.headers.set(index, WordForm.exists, true);
    const made = this.initial.make(index);
    (this.made as (Word | undefined)[])[index] = made;
    this.initial.describe(index, this.info, index * WordInfo.WORDS);
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
    for (let id = this.lastWordlist; id > lastWordlist; id--) this.listsById.delete(id);
    const { headers } = this;
    while (this.newest >= first) {
      const index = this.newest;
      this.listsById.get(headers.field(index, Header.wordlist))?.remove(index);
      this.setInfo(index, WordKind.code, 0, 0);
      this.newest = headers.field(index, Header.previous);
    }
    headers.forget(first, this.end);
    if (this.kept.size > 0) for (const index of this.kept.keys()) if (index >= first) this.kept.delete(index);
  }

  /** Whether a number was that of a word which is forgotten. */
  isForgotten(index: number): boolean {
    return index > this.initial.count && index < this.end && !this.headers.exists(index);
  }

  /** Has new words take the numbers from `first` on, which are those of forgotten words, but for those that are held. */
  reuse(first: number, held: Set<number>): void {
    this.end = first;
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

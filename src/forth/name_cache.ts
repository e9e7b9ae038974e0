/**
 * Names that native code has looked up, for the runtime library: plugins-src/runtime/names.zig finds them without the host
 * as long as no name has changed.
 */
import {
  LONGEST_CACHED_NAME,
  MOST_NAME_CACHE_ENTRIES,
  NAME_CACHE_ENTRIES,
  NAME_CACHE_HEADER,
  NameEntry,
} from "../abi/session_bindings.ts";
import { nameGeneration, type Word } from "./dictionary.ts";

/** In the place of a word list: see plugins-src/runtime/names.zig. */
const TOKENS = -1;
const BODIES = -2;
/** By how much the cache grows, and which share of its entries then was in the way of another one. */
const GROWTH = 4;

export class NameCache {
  readonly generation = nameGeneration;
  private memory: Uint32Array | undefined;
  /** How often an entry that was still right has given its place to another one. */
  private displaced = 0;
  private length = NAME_CACHE_ENTRIES;
  private address = 0;
  private moved: (words: Uint32Array) => void = () => undefined;

  /**
   * Names are entered from now on.
   * @param address that of the generation
   * @param moved is told where the entries lie, now and whenever that changes
   */
  begin(address: number, moved: (words: Uint32Array) => void): void {
    this.address = address;
    this.moved = moved;
    if (this.memory === undefined) this.makeRoom();
    else moved(this.memory);
  }

  /** Room for the entries, behind the address of the generation and their number. */
  private makeRoom(): void {
    this.displaced = 0;
    const memory = new Uint32Array(NAME_CACHE_HEADER / 4 + this.length * NameEntry.WORDS);
    memory[0] = this.address;
    memory[1] = Math.floor(this.address / 2 ** 32);
    memory[2] = this.length;
    this.memory = memory;
    this.moved(memory);
  }

  /** Enters what a name was found to be. @param wordlist its wid, 0 for the search order */
  enter(wordlist: number, name: Uint8Array, word: Word | undefined): void {
    const sign = word === undefined ? 0 : word.immediate ? 1 : -1;
    this.put(wordlist, name, word?.index ?? 0, word?.xt ?? 0, sign);
  }

  /** Enters what a name token stands for: what the word does while interpreting is its own token, and what takes that token while compiling. */
  enterTokens(word: Word, compiler: number): void {
    // What is in no list may be forgotten without that a name changes.
    if (word.dual || word.wordlist === 0) return;
    this.put(TOKENS, new Uint8Array(Uint32Array.of(word.index).buffer), compiler, word.xt, 0);
  }

  /** Enters the body that a token's word has for good. */
  enterBody(token: number, word: Word, body: number): void {
    if (word.wordlist !== 0) this.put(BODIES, new Uint8Array(Uint32Array.of(token).buffer), 0, body, 0);
  }

  private put(wordlist: number, name: Uint8Array, nameToken: number, token: number, sign: number): void {
    const { memory } = this;
    if (memory === undefined || name.length === 0 || name.length > LONGEST_CACHED_NAME) return;
    const place = placeOf(wordlist, name) & (this.length - 1);
    // Who comes here has not found the name: what is there is another one.
    const isTaken = (which: number) => memory[entryAt(which) + NameEntry.generation] === this.generation[0];
    const isFull = isTaken(place) && isTaken(place ^ 1);
    if (isFull && ++this.displaced > this.length / GROWTH && this.length < MOST_NAME_CACHE_ENTRIES) {
      this.length *= GROWTH;
      return this.makeRoom();
    }
    const at = entryAt(!isFull && isTaken(place) ? place ^ 1 : place);
    memory[at + NameEntry.wordlist] = wordlist;
    memory[at + NameEntry.length] = name.length;
    memory[at + NameEntry.nameToken] = nameToken;
    memory[at + NameEntry.token] = token;
    memory[at + NameEntry.sign] = sign;
    new Uint8Array(memory.buffer).set(name, 4 * (at + NameEntry.name));
    memory[at + NameEntry.generation] = this.generation[0] as number;
  }
}

const entryAt = (place: number): number => NAME_CACHE_HEADER / 4 + place * NameEntry.WORDS;

/** As in plugins-src/runtime/names.zig. */
function placeOf(wordlist: number, name: Uint8Array): number {
  let hash = Math.imul(wordlist, 0x9e3779b1);
  for (const byte of name) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}

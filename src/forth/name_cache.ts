/**
 * Names that native code has looked up, for the runtime library: plugins-src/runtime/names.zig finds them without the host
 * as long as no name has changed.
 */
import {
  LONGEST_CACHED_NAME,
  NAME_CACHE_ENTRIES,
  NAME_CACHE_HEADER,
  NameEntry,
} from "../abi/session_bindings.ts";
import { nameGeneration, type Word } from "./dictionary.ts";

/** In the place of a word list: see plugins-src/runtime/names.zig. */
const TOKENS = -1;

export class NameCache {
  readonly generation = nameGeneration;
  private memory: Uint32Array | undefined;

  /** The entries behind the address of the generation. */
  get words(): Uint32Array {
    this.memory ??= new Uint32Array(
      new ArrayBuffer(NAME_CACHE_HEADER + NAME_CACHE_ENTRIES * NameEntry.WORDS * 4),
    );
    return this.memory;
  }

  /** Names are entered from now on. */
  begin(address: number): void {
    this.words[0] = address;
    this.words[1] = Math.floor(address / 2 ** 32);
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

  private put(wordlist: number, name: Uint8Array, nameToken: number, token: number, sign: number): void {
    const { memory } = this;
    if (memory === undefined || name.length === 0 || name.length > LONGEST_CACHED_NAME) return;
    const at = NAME_CACHE_HEADER / 4 + placeOf(wordlist, name) * NameEntry.WORDS;
    memory[at + NameEntry.wordlist] = wordlist;
    memory[at + NameEntry.length] = name.length;
    memory[at + NameEntry.nameToken] = nameToken;
    memory[at + NameEntry.token] = token;
    memory[at + NameEntry.sign] = sign;
    new Uint8Array(memory.buffer).set(name, 4 * (at + NameEntry.name));
    memory[at + NameEntry.generation] = this.generation[0] as number;
  }
}

/** As in plugins-src/runtime/names.zig. */
function placeOf(wordlist: number, name: Uint8Array): number {
  let hash = Math.imul(wordlist, 0x9e3779b1);
  for (const byte of name) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % NAME_CACHE_ENTRIES;
}

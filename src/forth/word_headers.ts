/**
 * What the dictionary keeps of each word: a record of eight numbers (WordHeader in plugins-src/abi), and the bytes of its name behind those of all others.
 * A program of many words is many records, and no objects that the engine would have to look after: a `Word` is made when
 * somebody asks about one.
 */
import { WordHeader as Header, NAME_LENGTH_SHIFT, WordForm } from "../abi/session_bindings.ts";
import { longer } from "../machine/growing_array.ts";
import { textOfByteString } from "../machine/system_text.ts";
import { byteString, FNV_OFFSET, FNV_PRIME, foldName } from "./word_names.ts";

export { WordForm, WordHeader as Header } from "../abi/session_bindings.ts";

export const LONGEST_NAME = 2 ** 24 - 1;
const INITIAL_NAME_BYTES = 8192;

export class WordHeaders {
  records: Uint32Array<ArrayBuffer>;
  names = new Uint8Array(INITIAL_NAME_BYTES);
  namesEnd = 0;
  /** What few words have, by their numbers. */
  readonly tokens = new Map<number, number>();
  readonly nameAddresses = new Map<number, number>();
  readonly origins = new Map<number, number>();

  /** @param systemName gives the name of a word of the system, which lies elsewhere; undefined for words of programs */
  constructor(
    initialWords: number,
    private readonly systemName: (index: number) => string | undefined,
  ) {
    this.records = new Uint32Array(initialWords * Header.WORDS);
  }

  field(index: number, field: number): number {
    return this.records[index * Header.WORDS + field] as number;
  }

  setField(index: number, field: number, value: number): void {
    this.records[index * Header.WORDS + field] = value;
  }

  /** Whether there is a word of this number, which may be any number. */
  exists(index: number): boolean {
    return ((this.records[index * Header.WORDS + Header.form] ?? 0) & WordForm.exists) !== 0;
  }

  has(index: number, flag: number): boolean {
    return (this.field(index, Header.form) & flag) !== 0;
  }

  set(index: number, flag: number, isSet: boolean): void {
    const at = index * Header.WORDS + Header.form;
    const form = this.records[at] as number;
    this.records[at] = isSet ? form | flag : form & ~flag;
  }

  /** What runs when the word is executed: its own number, or for a synonym that of the other word. */
  token(index: number): number {
    return this.has(index, WordForm.synonym) ? (this.tokens.get(index) ?? index) : index;
  }

  /** Makes room for the record of a word. */
  reach(index: number): void {
    const length = (index + 1) * Header.WORDS;
    if (length > this.records.length) this.records = longer(this.records, length);
  }

  /** Makes room for so many more bytes of names. */
  reachNames(bytes: number): void {
    const end = this.namesEnd + bytes;
    if (end > this.names.length) this.names = longer(this.names, end);
  }

  /** Makes the record of a new word with a name; there must be room. */
  begin(index: number, name: string, previous: number): void {
    const start = this.keepName(name);
    let hash = FNV_OFFSET;
    const { names, records } = this;
    for (let at = start; at < this.namesEnd; at++) {
      const byte = names[at] as number;
      hash = Math.imul(hash ^ (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte), FNV_PRIME);
    }
    const at = index * Header.WORDS;
    records.fill(0, at, at + Header.WORDS);
    records[at + Header.hash] = hash;
    records[at + Header.name] = start;
    records[at + Header.form] = WordForm.exists | (name.length << NAME_LENGTH_SHIFT);
    records[at + Header.previous] = previous;
  }

  /** @returns where it begins */
  private keepName(name: string): number {
    const start = this.namesEnd;
    const end = start + name.length;
    this.reachNames(name.length);
    const { names } = this;
    for (let i = 0; i < name.length; i++) names[start + i] = name.charCodeAt(i);
    this.namesEnd = end;
    return start;
  }

  /** The words from `first` up to `end` are no more. */
  forget(first: number, end: number): void {
    const oldest = this.oldestFrom(first, end);
    if (oldest !== undefined) this.namesEnd = this.field(oldest, Header.name);
    this.records.fill(0, first * Header.WORDS, end * Header.WORDS);
    deleteFrom(this.tokens, first);
    deleteFrom(this.nameAddresses, first);
    deleteFrom(this.origins, first);
  }

  private oldestFrom(first: number, end: number): number | undefined {
    for (let index = first; index < end; index++) if (this.exists(index)) return index;
    return undefined;
  }

  /** The name as a byte string. */
  nameOf(index: number): string {
    const known = this.systemName(index);
    if (known !== undefined) return known;
    const start = this.field(index, Header.name);
    return byteString(this.names, start, start + (this.field(index, Header.form) >>> NAME_LENGTH_SHIFT));
  }

  /** Whether the name of a word of a program's is bytes[start … end), whatever its case unless that counts. */
  isNamed(index: number, bytes: Uint8Array, start: number, end: number, caseCounts: boolean): boolean {
    const { names, records } = this;
    const at = index * Header.WORDS;
    if ((records[at + Header.form] as number) >>> NAME_LENGTH_SHIFT !== end - start) return false;
    let name = records[at + Header.name] as number;
    for (let i = start; i < end; i++, name++) {
      let byte = bytes[i] as number;
      let own = names[name] as number;
      if (byte === own) continue;
      if (caseCounts) return false;
      if (byte >= 0x41 && byte <= 0x5a) byte += 0x20;
      if (own >= 0x41 && own <= 0x5a) own += 0x20;
      if (byte !== own) return false;
    }
    return true;
  }
}

function deleteFrom(few: Map<number, number>, first: number): void {
  if (few.size > 0) for (const index of few.keys()) if (index >= first) few.delete(index);
}

/** A word, by its number: what its record says. Two of them may be of one word: words are told apart by their numbers. */
export class Word {
  /** Forth source of a prelude word whose body is not compiled yet. */
  prelude: string | undefined;

  constructor(
    private readonly headers: WordHeaders,
    readonly index: number,
  ) {}

  /** The name as a byte string. */
  get name(): string {
    return this.headers.nameOf(this.index);
  }

  /** The name in lower case, as far as it is ASCII. */
  get key(): string {
    return foldName(this.name);
  }

  /** The name as text. */
  get displayName(): string {
    return textOfByteString(this.name);
  }

  get immediate(): boolean {
    return this.headers.has(this.index, WordForm.immediate);
  }
  set immediate(is: boolean) {
    this.headers.set(this.index, WordForm.immediate, is);
  }

  get compileOnly(): boolean {
    return this.headers.has(this.index, WordForm.compileOnly);
  }
  set compileOnly(is: boolean) {
    this.headers.set(this.index, WordForm.compileOnly, is);
  }

  get hidden(): boolean {
    return this.headers.has(this.index, WordForm.hidden);
  }
  set hidden(is: boolean) {
    this.headers.set(this.index, WordForm.hidden, is);
  }

  get inline(): boolean {
    return this.headers.has(this.index, WordForm.inline);
  }
  set inline(is: boolean) {
    this.headers.set(this.index, WordForm.inline, is);
  }

  get dual(): boolean {
    return this.headers.has(this.index, WordForm.dual);
  }
  set dual(is: boolean) {
    this.headers.set(this.index, WordForm.dual, is);
  }

  /** The execution token: the word's own number, or for a synonym that of the other word. */
  get xt(): number {
    return this.headers.token(this.index);
  }
  set xt(token: number) {
    this.headers.set(this.index, WordForm.synonym, token !== this.index);
    if (token !== this.index) this.headers.tokens.set(this.index, token);
  }

  /** The wid of the list that it is in, or 0. */
  get wordlist(): number {
    return this.headers.field(this.index, Header.wordlist);
  }

  /** Position of the definition's name, 0 for words of the system. */
  get position(): number {
    return this.headers.field(this.index, Header.position);
  }
  set position(position: number) {
    this.headers.setField(this.index, Header.position, position);
  }

  /** Position of the definition's end, 0 for words of the system. */
  get endPosition(): number {
    return this.headers.field(this.index, Header.endPosition);
  }
  set endPosition(position: number) {
    this.headers.setField(this.index, Header.endPosition, position);
  }

  /** Data space address of the name, once NAME>STRING has asked for it. */
  get nameAddress(): number | undefined {
    return this.headers.nameAddresses.get(this.index);
  }
  set nameAddress(address: number) {
    this.headers.nameAddresses.set(this.index, address);
  }

  /** The word with a name of which this one is what it does while interpreting. */
  get origin(): Word | undefined {
    const index = this.headers.origins.get(this.index);
    return index === undefined ? undefined : new Word(this.headers, index);
  }
  set origin(word: Word) {
    this.headers.origins.set(this.index, word.index);
  }
}

/** A word list: which of its words a name means. */
import { Header, WordForm, type WordHeaders } from "./word_headers.ts";
import { foldName, hashName } from "./word_names.ts";

/** Grows whenever a name may mean something else: what is known of names (name_cache.ts) is valid as long as it stays. */
export const nameGeneration = new Uint32Array(1);

export function namesHaveChanged(): void {
  nameGeneration[0] = (nameGeneration[0] as number) + 1;
}

/** A power of two, like every number of slots: programs have many lists of a few words. */
const INITIAL_SLOTS = 8;

export class Wordlist {
  /** The newest word of a hash, at the first slot from the hash on that was free; or 0. */
  slots = new Int32Array(INITIAL_SLOTS);
  /** How many slots have a word. */
  heads = 0;
  /** Names are told apart by case (gforth's TABLE). */
  caseSensitive = false;

  /**
   * @param rest finds the words that a list has besides those added to it: the system's. Gives 0 for none
   */
  constructor(
    private readonly headers: WordHeaders,
    readonly id: number,
    public name: string,
    readonly rest?: (hash: number, bytes: Uint8Array, start: number, end: number) => number,
  ) {}

  add(index: number): void {
    namesHaveChanged();
    const { headers } = this;
    headers.setField(index, Header.wordlist, this.id);
    const slot = this.slotOf(headers.field(index, Header.hash));
    const head = this.slots[slot] as number;
    headers.setField(index, Header.older, head);
    this.slots[slot] = index;
    if (head !== 0) return;
    this.heads++;
    if (this.heads * 2 > this.slots.length) this.grow();
  }

  /** Has twice as many slots. */
  grow(): void {
    this.place(this.slots.length * 2, this.slots);
  }

  /** The slot of the words with a hash: theirs, or the free one for the first of them. */
  private slotOf(hash: number): number {
    const { slots } = this;
    const { records } = this.headers;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let head = slots[slot] as number; head !== 0; head = slots[slot] as number) {
      if (records[head * Header.WORDS + Header.hash] === hash) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Gives words, each the newest of its hash, new slots, of which there are `count`. */
  private place(count: number, heads: Int32Array): void {
    const slots = new Int32Array(count);
    const { records } = this.headers;
    const mask = count - 1;
    let placed = 0;
    // By numbers, and without calls: a program with many words comes here with all of them several times.
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i] as number;
      if (head === 0) continue;
      const hash = records[head * Header.WORDS + Header.hash] as number;
      let slot = hash & mask;
      for (let other = slots[slot] as number; other !== 0; other = slots[slot] as number) {
        if (records[other * Header.WORDS + Header.hash] === hash) break;
        slot = (slot + 1) & mask;
      }
      slots[slot] = head;
      placed++;
    }
    this.slots = slots;
    this.heads = placed;
  }

  /** The newest visible word whose name equals the bytes `start…end`, which hash to `hash`; 0 for none. */
  find(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const { slots, headers } = this;
    const { records } = headers;
    const mask = slots.length - 1;
    let slot = hash & mask;
    // As `slotOf`, without a call for each token of a text.
    for (let word = slots[slot] as number; word !== 0; word = slots[slot] as number) {
      if (records[word * Header.WORDS + Header.hash] === hash) {
        while (
          word !== 0 &&
          (((records[word * Header.WORDS + Header.form] as number) & WordForm.hidden) !== 0 ||
            !headers.isNamed(word, bytes, start, end, this.caseSensitive))
        )
          word = records[word * Header.WORDS + Header.older] as number;
        if (word !== 0) return word;
        break;
      }
      slot = (slot + 1) & mask;
    }
    return this.rest === undefined ? 0 : this.rest(hash, bytes, start, end);
  }

  /** Whether a word is in this list, be it seen or not. */
  has(index: number): boolean {
    const { headers } = this;
    if (headers.field(index, Header.wordlist) === this.id) return true;
    if (this.rest === undefined) return false;
    const name = headers.nameOf(index);
    const bytes = Uint8Array.from(name, (char) => char.charCodeAt(0));
    return this.rest(hashName(foldName(name)), bytes, 0, bytes.length) === index;
  }

  /** Forgets a word of the list. */
  remove(index: number): void {
    namesHaveChanged();
    const { headers, slots } = this;
    const slot = this.slotOf(headers.field(index, Header.hash));
    const older = headers.field(index, Header.older);
    let newer = slots[slot] as number;
    if (newer === index) {
      slots[slot] = older;
      if (older === 0) this.close(slot);
      return;
    }
    while (newer !== 0 && headers.field(newer, Header.older) !== index)
      newer = headers.field(newer, Header.older);
    if (newer !== 0) headers.setField(newer, Header.older, older);
  }

  /** A slot has become free: words of the slots behind it that belong there or before take it, one after the other. */
  private close(slot: number): void {
    this.heads--;
    const { slots } = this;
    const mask = slots.length - 1;
    let free = slot;
    for (let at = (slot + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const wanted = this.headers.field(slots[at] as number, Header.hash) & mask;
      if (((at - wanted) & mask) < ((at - free) & mask)) continue;
      slots[free] = slots[at] as number;
      slots[at] = 0;
      free = at;
    }
  }
}

/** Where names are looked up: the search order and the compilation word list (Forth 2012, 16). */
import { SystemAddress } from "../machine/data_space.ts";
import type { Machine } from "../machine/machine.ts";
import {
  byteString,
  type Dictionary,
  foldName,
  hashName,
  namesHaveChanged,
  type Word,
  Wordlist,
} from "./dictionary.ts";
import { NameCache } from "./name_cache.ts";
import { SystemField, SystemFlag, type SystemTable } from "./system_record.ts";

/** The wid of FORTH-WORDLIST, which is the first list. */
export const FORTH_WORDLIST = 1;

export class SearchOrder {
  /** FORTH-WORDLIST. */
  readonly forth: Wordlist;
  /** What ONLY leaves: the words that build a search order. */
  readonly root: Wordlist;
  /** The words that came with the system and no others, whatever a program defines; it has no wid. */
  private readonly system: Wordlist;
  private lists: readonly Wordlist[] = [];
  /** The search order without repetitions: what a search goes through. */
  private searched: readonly Wordlist[] = [];
  /** The program has asked for the address of CONTEXT, and may have stored there. */
  private contextShared = false;
  /** What native code may find by itself. */
  readonly found = new NameCache();
  private findsTesting = false;
  /** Is told of words that are found by a name at bytes[start …), other than by the text interpreter. */
  onFound: ((word: Word, bytes: Uint8Array, start: number) => void) | undefined;

  private systemDepth = 0;

  constructor(
    private readonly dictionary: Dictionary,
    private readonly machine: Machine,
    system: SystemTable,
  ) {
    const findInSystem: Wordlist["rest"] = (hash, bytes, start, end) => {
      const index = system.find(hash, bytes, start, end);
      if (index === 0 || dictionary.made[index] !== undefined) return index;
      if (!this.testing && (system.field(index, SystemField.flags) & SystemFlag.testing) !== 0) return 0;
      dictionary.word(index);
      return index;
    };
    this.forth = dictionary.createWordlist("Forth", findInSystem);
    this.system = new Wordlist(dictionary.headers, 0, "", findInSystem);
    this.root = dictionary.createWordlist("Root", (hash, bytes, start, end) => {
      const index = system.find(hash, bytes, start, end);
      const flags = index === 0 ? 0 : system.field(index, SystemField.flags);
      if ((flags & SystemFlag.root) === 0) return 0;
      dictionary.word(index);
      return index;
    });
    // As gforth has it: Forth twice, so that a vocabulary may take the place of the first.
    this.order = [this.forth, this.forth, this.root];
    this.current = this.forth;
  }

  /** The words of tests (words/testing.ts) are found. */
  get testing(): boolean {
    return this.findsTesting;
  }

  set testing(finds: boolean) {
    this.findsTesting = finds;
    namesHaveChanged();
  }

  /** Whether a name has the same meaning until names change, and finding it is nobody else's concern. */
  get isSettled(): boolean {
    return !this.contextShared && this.onFound === undefined;
  }

  /** What a search goes through as long as the order `isSettled`: each list once, the first first. */
  get searchedLists(): readonly Wordlist[] {
    return this.searched;
  }

  /** The search order; the first is searched first. */
  get order(): readonly Wordlist[] {
    if (this.contextShared) this.readContext();
    return this.lists;
  }

  set order(lists: readonly Wordlist[]) {
    this.lists = lists;
    const searched: Wordlist[] = [];
    for (const list of lists) if (!searched.includes(list)) searched.push(list);
    this.searched = searched;
    namesHaveChanged();
    this.machine.setVariable(SystemAddress.context, lists[0]?.id ?? 0);
  }

  /** Whether names mean words of the system alone. */
  get isInSystem(): boolean {
    return this.systemDepth > 0;
  }

  /** Does something while names mean words of the system alone: a redefinition changes no word that exists (3.3.3.1). */
  inSystem(action: () => void): void {
    const { order } = this;
    this.systemDepth++;
    this.order = [this.system];
    try {
      action();
    } finally {
      this.systemDepth--;
      this.order = order;
    }
  }

  /** The address of CONTEXT: from now on a wid that the program stores there is the first of the search order. */
  shareContext(): number {
    this.contextShared = true;
    return SystemAddress.context;
  }

  private readContext(): void {
    const list = this.dictionary.wordlist(this.machine.variable(SystemAddress.context));
    if (list !== undefined && list !== this.lists[0]) this.order = [list, ...this.lists.slice(1)];
  }

  /** The compilation word list. A program may store another wid in CURRENT. */
  get current(): Wordlist {
    return this.dictionary.wordlist(this.machine.variable(SystemAddress.current)) ?? this.forth;
  }

  set current(list: Wordlist) {
    this.machine.setVariable(SystemAddress.current, list.id);
  }

  /** The visible word whose name is bytes[start … end), or undefined. */
  find(bytes: Uint8Array, start: number, end: number): Word | undefined {
    const found = this.findHashed(hashName(foldName(byteString(bytes, start, end))), bytes, start, end);
    const word = this.dictionary.word(found);
    if (word !== undefined) this.onFound?.(word, bytes, start);
    return word;
  }

  /** The number of the word, or 0, with the name's hash, as the parser stage gives it. */
  findHashed(hash: number, bytes: Uint8Array, start: number, end: number): number {
    if (this.contextShared) this.readContext();
    const { searched } = this;
    for (let i = 0; i < searched.length; i++) {
      const word = (searched[i] as Wordlist).find(hash, bytes, start, end);
      if (word !== 0) return word;
    }
    return 0;
  }

  /** The word of this name in one word list, or undefined. */
  findIn(list: Wordlist, name: Uint8Array): Word | undefined {
    return this.dictionary.word(
      list.find(hashName(foldName(byteString(name, 0, name.length))), name, 0, name.length),
    );
  }
}

/**
 * The word table in native form: memory entries by word, and call slots, each with the register entry of a word for
 * callers that count on one effect. Code reads both when it calls, so that a word can be replaced while it runs.
 */
import { WordEntry } from "../../abi/bindings.ts";
import { InternalError } from "../../machine/exceptions.ts";
import { GrowingView } from "./growing_view.ts";
import { type NativeMemory, TABLE_SIZE } from "./native_memory.ts";

const TWO_32 = 2 ** 32;
const MAX_WORDS = 2 ** 20;
/** Call slots, an address each, lie behind the entries of all words. Counted in addresses. */
const FIRST_SLOT = MAX_WORDS * WordEntry.LONGS;
const ADDRESS_BYTES = WordEntry.BYTES / WordEntry.LONGS;

export class WordTable {
  /** Words that have an entry. */
  count = 0;
  private slots = 0;
  private readonly entryView: GrowingView;
  private readonly slotView: GrowingView;

  /** @param noCode the memory entry of a word without code: it asks the host */
  constructor(
    private readonly memory: NativeMemory,
    private readonly noCode: number,
  ) {
    const entryBytes = FIRST_SLOT * ADDRESS_BYTES;
    this.entryView = new GrowingView(memory.tableAddress, entryBytes);
    this.slotView = new GrowingView(memory.tableAddress + entryBytes, TABLE_SIZE - entryBytes);
  }

  /** Whether the table can hold a word of this number. */
  hasRoom(word: number): boolean {
    return word < MAX_WORDS && (this.slots + 1) * ADDRESS_BYTES <= this.slotView.size;
  }

  /** The address of a word's WordEntry, which exists from now on. */
  entryAddress(word: number): number {
    this.grow(word);
    return this.memory.tableAddress + word * WordEntry.BYTES;
  }

  private grow(word: number): void {
    if (word >= MAX_WORDS) throw new InternalError(`there is no native entry for word ${word}`);
    if (this.count > word) return;
    const halves = this.entryView.words(2 * WordEntry.LONGS * (word + 1));
    const high = Math.floor(this.noCode / TWO_32);
    for (; this.count <= word; this.count++) {
      const at = 2 * (this.count * WordEntry.LONGS + WordEntry.memoryEntry);
      halves[at] = this.noCode;
      halves[at + 1] = high;
    }
  }

  /** Where callers go that left everything on the in-memory stacks; 0 for the host. */
  setMemoryEntry(word: number, address: number): void {
    this.grow(word);
    this.storeEntry(word, address === 0 ? this.noCode : address);
  }

  /** With which effect a word can be called by its token, and where; 0 for none. */
  setRegisterEntry(word: number, effect: number, address: number): void {
    const halves = this.entryView.words(2 * WordEntry.LONGS * (word + 1));
    const at = 2 * word * WordEntry.LONGS;
    halves[at + 2 * WordEntry.effect] = 0;
    halves[at + 2 * WordEntry.registerEntry] = address;
    halves[at + 2 * WordEntry.registerEntry + 1] = Math.floor(address / TWO_32);
    halves[at + 2 * WordEntry.effect] = effect;
  }

  /** Makes a call slot; gives its number. */
  addSlot(): number {
    return this.slots++;
  }

  slotAddress(slot: number): number {
    return this.memory.tableAddress + (FIRST_SLOT + slot) * ADDRESS_BYTES;
  }

  setSlot(slot: number, address: number): void {
    store(this.slotView, slot, address);
  }

  /** Tells every address that a call slot leads to. */
  targets(tell: (address: number) => void): void {
    const halves = this.slotView.words(2 * this.slots);
    for (let slot = 0; slot < this.slots; slot++)
      tell((halves[2 * slot] as number) + (halves[2 * slot + 1] as number) * TWO_32);
  }

  private storeEntry(word: number, address: number): void {
    store(this.entryView, word * WordEntry.LONGS + WordEntry.memoryEntry, address);
  }
}

function store(view: GrowingView, index: number, address: number): void {
  const halves = view.words(2 * index + 2);
  halves[2 * index] = address;
  halves[2 * index + 1] = Math.floor(address / TWO_32);
}

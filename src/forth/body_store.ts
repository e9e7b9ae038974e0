/**
 * The bodies of all words. Most words of a large program never run, or once: their bodies lie packed, a few bytes a record.
 * What cold code and ForthIR are made from is a pool of BodyInstruction records, where a body is put when it is needed.
 *
 *     packed:  word, number of records, then each record as
 *              kind and whether there is a b, a, b, how much further on its position is than the last record's
 *
 * All numbers are of seven bits a byte, the last of which has no eighth bit.
 */
import { BodyInstruction, BodyKind } from "../abi/bindings.ts";
import { longer } from "../machine/growing_array.ts";

/** In instructions; small like all first arrays (see `body_interpreter.ts`). */
const INITIAL_POOL = 248;
const INITIAL_PACKED = 4096;
const INITIAL_WORDS = 1024;
/** More records than this in the pool are worth starting over. A megabyte of them stays in the processor's cache. */
const MANY_RECORDS = 1 << 16;

const HAS_B = 0x40;
/** Bytes of a packed record at most: the kind and three numbers of 32 bits. */
const LONGEST_RECORD = 16;

/** Where a body lies in the pool, in instructions. */
interface Body {
  readonly offset: number;
  readonly count: number;
}

export class BodyStore {
  packed = new Uint8Array(INITIAL_PACKED);
  packedLength = 0;
  /** By word: one more than where its packed body begins; 0 for none. */
  places = new Uint32Array(INITIAL_WORDS);
  /** Where each packed body begins, in their order. */
  starts = new Uint32Array(INITIAL_WORDS);
  bodies = 0;

  /** The records of the bodies that were needed. It is another array when it has grown or starts over. */
  pool = new Uint32Array(INITIAL_POOL * BodyInstruction.WORDS);
  private poolLength = 0;
  /** By word: where its body lies in the pool, in instructions, or 0; and how many there are. */
  private offsets = new Uint32Array(INITIAL_WORDS);
  private counts = new Uint32Array(INITIAL_WORDS);
  /** Whose bodies lie in the pool and where they begin, in their order there. */
  private readonly owners: number[] = [];

  // The state of reading or writing packed numbers.
  private at = 0;
  /** The numbers of the record that is packed. */
  private readonly numbers = new Uint32Array(3);

  constructor() {
    this.clearPool();
  }

  /** How many records there are in the pool. */
  get pooledRecords(): number {
    return this.poolLength / BodyInstruction.WORDS;
  }

  /** Bytes of packed bodies. */
  get packedBytes(): number {
    return this.packedLength;
  }

  /** Whether so many bodies were needed that most of them will not be needed again. */
  get isCrowded(): boolean {
    return this.poolLength > MANY_RECORDS * BodyInstruction.WORDS;
  }

  /** Whether a word has a body. */
  has(word: number): boolean {
    return word < this.places.length && this.places[word] !== 0;
  }

  /** Gives a word the first `length` words of records as its body. */
  set(word: number, records: Uint32Array, length: number): void {
    const count = length / BodyInstruction.WORDS;
    const start = this.packedLength;
    this.reach(word, LONGEST_RECORD * (count + 1));
    this.at = start;
    this.write(word);
    this.write(count);
    this.pack(records, length);
    this.packedLength = this.at;
    this.places[word] = start + 1;
    this.starts[this.bodies++] = start;
    this.isAnother(word, word + 1);
  }

  /** Makes room for one more body, which is of so many bytes and of a word up to this one. */
  reach(word: number, bytes: number): void {
    const most = this.packedLength + bytes;
    if (most > this.packed.length) this.packed = longer(this.packed, most);
    if (word >= this.places.length) this.places = longer(this.places, word + 1);
    if (this.bodies === this.starts.length) this.starts = longer(this.starts, this.bodies + 1);
  }

  /** Words from `first` up to `end` have another body than the one in the pool. */
  isAnother(first: number, end: number): void {
    if (first < this.offsets.length) this.offsets.fill(0, first, end);
  }

  /** Without calls: it runs for each token of a program. */
  private pack(records: Uint32Array, length: number): void {
    const { packed, numbers } = this;
    let { at } = this;
    let before = 0;
    for (let record = 0; record < length; record += BodyInstruction.WORDS) {
      const b = records[record + BodyInstruction.b] as number;
      const position = records[record + BodyInstruction.position] as number;
      packed[at++] = (records[record + BodyInstruction.kind] as number) | (b === 0 ? 0 : HAS_B);
      const further = (position - before) | 0;
      before = position;
      let count = 0;
      numbers[count++] = records[record + BodyInstruction.a] as number;
      if (b !== 0) numbers[count++] = b;
      numbers[count++] = (further << 1) ^ (further >> 31);
      for (let number = 0; number < count; number++) {
        // It is compared, and not shifted first: it has 32 bits.
        let rest = numbers[number] as number;
        while (rest > 0x7f) {
          packed[at++] = rest | 0x80;
          rest >>>= 7;
        }
        packed[at++] = rest;
      }
    }
    this.at = at;
  }

  private write(value: number): void {
    const { packed } = this;
    let rest = value;
    while (rest > 0x7f) {
      packed[this.at++] = rest | 0x80;
      rest >>>= 7;
    }
    packed[this.at++] = rest;
  }

  private read(): number {
    const { packed } = this;
    let byte = packed[this.at++] as number;
    let value = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = packed[this.at++] as number;
      value |= (byte & 0x7f) << shift;
    }
    return value >>> 0;
  }

  /** Reads so many records at `at` into an array. */
  private unpack(records: Uint32Array, start: number, count: number): void {
    let position = 0;
    const end = start + count * BodyInstruction.WORDS;
    for (let record = start; record < end; record += BodyInstruction.WORDS) {
      const kind = this.packed[this.at++] as number;
      records[record + BodyInstruction.kind] = kind & ~HAS_B;
      records[record + BodyInstruction.a] = this.read();
      records[record + BodyInstruction.b] = kind < HAS_B ? 0 : this.read();
      const further = this.read();
      position += (further >>> 1) ^ -(further & 1);
      records[record + BodyInstruction.position] = position;
    }
  }

  /** Goes to the records of a word's body; gives how many there are. */
  private open(word: number): number {
    this.at = (this.places[word] as number) - 1;
    this.read();
    return this.read();
  }

  /** Where the body of a word, which has one, lies in the pool: valid as long as nothing else is put there. */
  inPool(word: number): Body {
    if (word >= this.offsets.length) {
      this.offsets = longer(this.offsets, word + 1);
      this.counts = longer(this.counts, word + 1);
    }
    if (this.offsets[word] === 0) this.putIntoPool(word);
    return { offset: this.offsets[word] as number, count: this.counts[word] as number };
  }

  private putIntoPool(word: number): void {
    const count = this.open(word);
    const start = this.poolLength;
    const end = start + count * BodyInstruction.WORDS;
    if (end > this.pool.length) this.pool = longer(this.pool, end);
    this.unpack(this.pool, start, count);
    this.poolLength = end;
    this.owners.push(word, start);
    this.offsets[word] = start / BodyInstruction.WORDS;
    this.counts[word] = count;
  }

  /** A copy of the records of a word's body; undefined for a word without one. */
  copyOf(word: number): Uint32Array | undefined {
    if (!this.has(word)) return undefined;
    const count = this.open(word);
    const records = new Uint32Array(count * BodyInstruction.WORDS);
    this.unpack(records, 0, count);
    return records;
  }

  /** Takes all bodies out of the pool. Who still has the array sees what was there. */
  emptyPool(): void {
    this.offsets.fill(0);
    // As long as it was: it would grow to that again.
    this.pool = new Uint32Array(this.pool.length);
    this.clearPool();
  }

  private clearPool(): void {
    this.owners.length = 0;
    // No body begins at 0.
    this.poolLength = BodyInstruction.WORDS;
  }

  /** Forgets the bodies of words from `first` up to `end`, whose room is not used again yet. */
  forget(first: number, end: number): void {
    this.places.fill(0, first, end);
    this.offsets.fill(0, first, end);
  }

  /** Gives back the room of words that are gone, from the last body on. */
  giveBack(isGone: (word: number) => boolean): void {
    while (this.bodies > 0) {
      const start = this.starts[this.bodies - 1] as number;
      this.at = start;
      if (!isGone(this.read())) break;
      this.bodies--;
      this.packedLength = start;
    }
    const { owners } = this;
    while (owners.length > 0 && isGone(owners[owners.length - 2] as number)) {
      this.poolLength = owners.pop() as number;
      owners.pop();
    }
  }

  /** The greatest number below `end` that a body calls as a word, or has as a literal. */
  newestReferred(end: number): number {
    let newest = 0;
    this.at = 0;
    while (this.at < this.packedLength) {
      this.read();
      for (let count = this.read(); count > 0; count--) {
        const kind = this.packed[this.at++] as number;
        const a = this.read();
        if (kind >= HAS_B) this.read();
        this.read();
        const isToken = kind === BodyKind.literal || (kind & ~HAS_B) === BodyKind.call;
        if (isToken && a > newest && a < end) newest = a;
      }
    }
    return newest;
  }
}

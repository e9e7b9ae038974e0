// Random choices that a seed repeats.

/** xorshift32: the same seed gives the same run. */
export class Random {
  #state: number;

  constructor(start: number) {
    this.#state = start >>> 0 || 1;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  choose<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

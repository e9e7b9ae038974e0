/** A growing array of 32-bit integers. */
export class IntList {
  data: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  /** Appends a number (its low 32 bits) and returns its index. */
  push(value: number): number {
    const index = this.length;
    if (index === this.data.length) this.reserve(1);
    this.data[index] = value;
    this.length = index + 1;
    return index;
  }

  /** Makes room for `count` more numbers. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.data.length) return;
    const grown = new Int32Array(Math.max(needed, this.data.length * 2));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** The number at `index`, which must be below `length`. */
  at(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  /** Sets the length to `count` and every number to `value`. */
  resize(count: number, value: number): void {
    this.length = 0;
    this.reserve(count);
    this.data.fill(value, 0, count);
    this.length = count;
  }

  clear(): void {
    this.length = 0;
  }
}

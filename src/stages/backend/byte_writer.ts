/** A growing array of bytes, with the numbers of the WebAssembly binary format (Core Specification, 5.2). */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 512) {
    this.bytes = new Uint8Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** An unsigned number below 2^32 (LEB128). */
  unsigned(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** An int32 as a signed number. */
  signed(value: number): void {
    let rest = value;
    for (;;) {
      const bits = rest & 127;
      rest >>= 7;
      if ((rest === 0 && bits < 64) || (rest === -1 && bits >= 64)) {
        this.byte(bits);
        return;
      }
      this.byte(bits | 128);
    }
  }

  /** A signed 64-bit number from its halves. */
  signed64(low: number, high: number): void {
    let rest = low;
    let upper = high;
    for (;;) {
      if (upper === rest >> 31) {
        this.signed(rest);
        return;
      }
      this.byte((rest & 127) | 128);
      rest = (rest >>> 7) | (upper << 25);
      upper >>= 7;
    }
  }

  word32(value: number): void {
    this.byte(value & 255);
    this.byte((value >>> 8) & 255);
    this.byte((value >>> 16) & 255);
    this.byte(value >>> 24);
  }

  append(other: ByteWriter): void {
    if (this.length + other.length > this.bytes.length) this.grow(other.length);
    this.bytes.set(other.bytes.subarray(0, other.length), this.length);
    this.length += other.length;
  }

  /** A vector of bytes or the contents of a section: length, then bytes. */
  sized(other: ByteWriter): void {
    this.unsigned(other.length);
    this.append(other);
  }

  private grow(more: number): void {
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

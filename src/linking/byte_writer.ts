const encoder = new TextEncoder();
/** Of a unit of a text. */
const MOST_BYTES = 3;

/** Bytes one after another, as ELF and DWARF have them: least significant first. */
export class ByteWriter {
  private buffer = new Uint8Array(256);
  private view = new DataView(this.buffer.buffer);
  length = 0;

  /** What was written: valid until more is. */
  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  u8(value: number): void {
    if (this.length === this.buffer.length) this.grow(1);
    this.buffer[this.length++] = value;
  }

  u16(value: number): void {
    const at = this.room(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.room(4);
    this.view.setUint32(at, value, true);
  }

  u64(value: number): void {
    const at = this.room(8);
    this.view.setUint32(at, value % 2 ** 32, true);
    this.view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  }

  /** LEB128 (DWARF 5, 7.6). */
  unsigned(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.u8((rest % 128) | 128);
    this.u8(rest);
  }

  signed(value: number): void {
    let rest = value;
    for (; rest < -64 || rest > 63; rest = Math.floor(rest / 128)) this.u8((rest & 127) | 128);
    this.u8(rest & 127);
  }

  /** A text and the zero that ends it. */
  text(text: string): void {
    const whole = text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
    if (this.length + MOST_BYTES * whole.length > this.buffer.length) this.grow(MOST_BYTES * whole.length);
    this.length += encoder.encodeInto(whole, this.buffer.subarray(this.length)).written;
    this.u8(0);
  }

  append(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.buffer.set(bytes, at);
  }

  /** Up to a multiple of a number of bytes. */
  pad(multiple: number, byte = 0): void {
    while (this.length % multiple !== 0) this.u8(byte);
  }

  /** Puts a number where room was left for one. */
  setU32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** Makes room, perhaps in another buffer: so it comes before the buffer is taken. */
  private room(length: number): number {
    const at = this.length;
    if (at + length > this.buffer.length) this.grow(length);
    this.length += length;
    return at;
  }

  private grow(length: number): void {
    const larger = new Uint8Array(2 * (this.length + length));
    larger.set(this.buffer);
    this.buffer = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Texts once each, by their offset. */
export class StringTable {
  private readonly writer = new ByteWriter();
  private readonly offsets = new Map<string, number>([["", 0]]);

  constructor() {
    this.writer.u8(0);
  }

  get bytes(): Uint8Array {
    return this.writer.bytes;
  }

  offsetOf(text: string): number {
    const known = this.offsets.get(text);
    if (known !== undefined) return known;
    const offset = this.writer.length;
    this.offsets.set(text, offset);
    this.writer.text(text);
    return offset;
  }
}

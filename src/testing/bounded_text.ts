/** Text of any length in bounded memory: its beginning and its end are kept. */
const KEPT = 32768;

export class BoundedText {
  private readonly head: Uint8Array[] = [];
  private headLength = 0;
  private readonly tail: Uint8Array[] = [];
  private tailLength = 0;
  private dropped = 0;

  /** @param kept bytes of the beginning that are kept, and of the end */
  constructor(private readonly kept = KEPT) {}

  add(chunk: Uint8Array): void {
    const first = chunk.subarray(0, Math.max(0, this.kept - this.headLength));
    if (first.length > 0) this.head.push(first.slice());
    this.headLength += first.length;
    const rest = chunk.subarray(first.length);
    if (rest.length === 0) return;
    const last = rest.subarray(Math.max(0, rest.length - this.kept));
    this.dropped += rest.length - last.length;
    this.tail.push(last.slice());
    this.tailLength += last.length;
    while (this.tailLength > this.kept) {
      const oldest = this.tail[0] as Uint8Array;
      const excess = Math.min(oldest.length, this.tailLength - this.kept);
      if (excess === oldest.length) this.tail.shift();
      else this.tail[0] = oldest.subarray(excess);
      this.tailLength -= excess;
      this.dropped += excess;
    }
  }

  toString(): string {
    const decode = (parts: readonly Uint8Array[]) => new TextDecoder().decode(Buffer.concat(parts));
    if (this.tailLength === 0) return decode(this.head);
    const gap = this.dropped === 0 ? "" : `\n… ${this.dropped} bytes left out …\n`;
    return `${decode(this.head)}${gap}${decode(this.tail)}`;
  }
}

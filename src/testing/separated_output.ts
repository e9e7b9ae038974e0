/** What a process writes, taken apart where a text that nobody else knows says that a part ends. */
import { BoundedText } from "./bounded_text.ts";

const none = new Uint8Array(0);

export class SeparatedOutput {
  private text = new BoundedText();
  private separator: Uint8Array = none;
  /** The end of what has come, while it may be the beginning of the separator. */
  private held: Uint8Array = none;
  private resolve: (isSeparated: boolean) => void = () => {};
  private hasEnded = false;
  private readonly reader: {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader();
    void this.readAll();
  }

  /**
   * A part begins. Gives its text once it has ended.
   * @param separator what ends it; empty when only the end of everything does
   */
  begin(separator: string): { readonly text: BoundedText; readonly end: Promise<boolean> } {
    this.text = new BoundedText();
    this.separator = new TextEncoder().encode(separator);
    const end = new Promise<boolean>((resolve) => {
      this.resolve = resolve;
    });
    if (this.hasEnded) this.resolve(false);
    return { text: this.text, end };
  }

  /** Waits for no more. */
  stop(): void {
    // Who holds the other end gets nothing of it; there is nobody to tell.
    this.reader.cancel().catch(() => {});
  }

  private async readAll(): Promise<void> {
    for (;;) {
      const { done, value } = await this.reader.read();
      if (done || value === undefined) break;
      this.take(value);
    }
    this.text.add(this.held);
    this.held = none;
    this.hasEnded = true;
    this.resolve(false);
  }

  private take(chunk: Uint8Array): void {
    const { separator } = this;
    if (separator.length === 0) return this.text.add(chunk);
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(separator);
    if (at >= 0) {
      this.text.add(bytes.subarray(0, at));
      this.held = bytes.slice(at + separator.length);
      return this.resolve(true);
    }
    const certain = Math.max(0, bytes.length - separator.length + 1);
    this.text.add(bytes.subarray(0, certain));
    this.held = bytes.slice(certain);
  }
}

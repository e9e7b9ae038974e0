/**
 * What a process writes, taken apart where a text that nobody else knows stands in it: where a named test begins and
 * ends, and where the file has run and the process goes on with another one.
 */
import { BoundedText } from "./bounded_text.ts";

/** What stands behind the text. */
export const Mark = { testBegins: 0x2b, testEnds: 0x2d, fileEnds: 0x2e } as const;

/** Bytes of the output of one named test that are kept of its beginning, and of its end. */
const KEPT_OF_TEST = 8192;

/** The output of a file. */
export interface OutputPart {
  readonly text: BoundedText;
  /** Of each named test, in their order. */
  readonly tests: readonly BoundedText[];
  /** Comes true when the file has run, and false when nothing more is to come. */
  readonly end: Promise<boolean>;
}

export class SeparatedOutput {
  private text = new BoundedText();
  private tests: BoundedText[] = [];
  private test: BoundedText | undefined;
  private marker: Buffer = Buffer.alloc(0);
  /** The end of what has come, while it may be the beginning of a mark. */
  private held: Buffer = Buffer.alloc(0);
  private resolve: (isDone: boolean) => void = () => {};
  private hasEnded = false;
  /** Why the system does not let the output be read to its end, if so. */
  refusal: string | undefined;
  private readonly reader: {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader();
    void this.readAll();
  }

  /** The output of a file begins, with marks that begin with `marker`. */
  begin(marker: string): OutputPart {
    this.text = new BoundedText();
    this.tests = [];
    this.test = undefined;
    this.marker = Buffer.from(marker);
    const end = new Promise<boolean>((resolve) => {
      this.resolve = resolve;
    });
    if (this.hasEnded) this.resolve(false);
    return { text: this.text, tests: this.tests, end };
  }

  /** Waits for no more. */
  stop(): void {
    // Who holds the other end gets nothing of it; there is nobody to tell.
    this.reader.cancel().catch(() => {});
  }

  private async readAll(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.reader.read();
        if (done || value === undefined) break;
        // What is copied for nothing is not given back as fast as it comes.
        this.take(this.held.length > 0 ? Buffer.concat([this.held, value]) : bufferOf(value));
      }
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error);
    }
    this.add(this.held);
    this.hasEnded = true;
    this.resolve(false);
  }

  private take(bytes: Buffer): void {
    const { marker } = this;
    let rest = bytes;
    for (;;) {
      const at = rest.indexOf(marker);
      if (at < 0 || at + marker.length === rest.length) {
        const certain = at < 0 ? this.beginOfMark(rest) : at;
        this.add(rest.subarray(0, certain));
        this.held = rest.subarray(certain);
        return;
      }
      this.add(rest.subarray(0, at));
      const mark = rest[at + marker.length];
      rest = rest.subarray(at + marker.length + 1);
      this.test = mark === Mark.testBegins ? new BoundedText(KEPT_OF_TEST) : undefined;
      if (this.test !== undefined) this.tests.push(this.test);
      if (mark !== Mark.fileEnds) continue;
      this.held = rest;
      return this.resolve(true);
    }
  }

  /** Where at the end of the bytes a mark may have begun; their length when it has not. */
  private beginOfMark(bytes: Buffer): number {
    const { marker } = this;
    for (let at = Math.max(0, bytes.length - marker.length); at < bytes.length; at++)
      if (bytes.compare(marker, 0, bytes.length - at, at) === 0) return at;
    return bytes.length;
  }

  private add(bytes: Uint8Array): void {
    this.text.add(bytes);
    this.test?.add(bytes);
  }
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

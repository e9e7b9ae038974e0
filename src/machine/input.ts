/** Standard input, read synchronously: a program may take it by line (REFILL, ACCEPT, READ-LINE) or by key. */
import { readSync } from "node:fs";
import { ForthThrow, ThrowCodes } from "./exceptions.ts";
import { FileBuffer } from "./file_records.ts";
import { GatheredBytes } from "./gathered_bytes.ts";
import { readSome, waitToTryAgain } from "./system_calls.ts";
import { mostText } from "./text_limit.ts";

const CHUNK = 65536;
const LINE_FEED = 0x0a;

export class Input {
  /** What is read but not taken yet. */
  readonly buffer = new FileBuffer();
  private ended = false;
  /** Where the bytes end that were put back as text; see `pasted`. */
  private pastedEnd = 0;

  constructor(private readonly descriptor = 0) {}

  /** Whether a byte can be had without asking the system. */
  get buffered(): boolean {
    return this.buffer.start < this.buffer.end;
  }

  /** The bytes that are read but not taken yet, in place. Valid until the next call. */
  window(): Uint8Array {
    return this.buffer.window();
  }

  /** Takes bytes from the window. */
  take(count: number): void {
    this.buffer.start += count;
  }

  /** How many bytes at the begin of the window are a text that was pasted: none of them is a key with a meaning. */
  get pasted(): number {
    return Math.max(0, this.pastedEnd - this.buffer.start);
  }

  /** Puts a pasted text in front of what is there. */
  putBack(text: Uint8Array): void {
    const window = this.window();
    const joined = new Uint8Array(text.length + window.length);
    joined.set(text);
    joined.set(window, text.length);
    this.pastedEnd = text.length + this.pasted;
    this.buffer.bytes = joined;
    this.buffer.start = 0;
    this.buffer.end = joined.length;
  }

  /** Reads more behind the window, waiting for it; false at the end of the input. */
  more(): boolean {
    if (this.ended) return false;
    const { buffer } = this;
    this.pastedEnd -= buffer.start;
    buffer.makeRoom(CHUNK);
    const count = this.readInto(buffer.bytes.subarray(buffer.end));
    buffer.end += count;
    this.ended = count === 0;
    return count > 0;
  }

  /** Reads what there is, waiting for at least one byte; 0 at the end of the input. */
  protected readInto(target: Uint8Array): number {
    for (;;) {
      const count = readSome(this.descriptor, target);
      if (count >= 0) return count;
      try {
        return readSync(this.descriptor, target, 0, target.length, null);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === "EOF") return 0;
        if (code !== "EAGAIN") throw new ForthThrow(ThrowCodes.fileFault, `standard input: ${message}`);
        waitToTryAgain();
      }
    }
  }

  /** The next byte, or -1 at the end. */
  readByte(): number {
    if (!this.buffered && !this.more()) return -1;
    return this.buffer.bytes[this.buffer.start++] as number;
  }

  /** The next line without its line end (a copy), or undefined at the end. */
  readLine(): Uint8Array | undefined {
    let scanned = 0;
    /** The begin of a line that is longer than what is read at once. */
    let begin: GatheredBytes | undefined;
    for (;;) {
      const pending = this.window();
      const feed = pending.indexOf(LINE_FEED, scanned);
      if (feed >= 0) {
        this.take(feed + 1);
        return lineOf(begin, pending.subarray(0, feed));
      }
      if (pending.length < CHUNK) scanned = pending.length;
      else {
        begin ??= new GatheredBytes();
        begin.add(pending);
        this.take(pending.length);
        scanned = 0;
      }
      if (begin?.isTooLong)
        throw new ForthThrow(ThrowCodes.fileFault, `standard input: a line of more than ${mostText}`);
      if (this.more()) continue;
      const rest = this.window();
      if (begin === undefined && rest.length === 0) return undefined;
      this.take(rest.length);
      return lineOf(begin, rest);
    }
  }

  /** Up to `target.length` bytes; 0 at the end. */
  read(target: Uint8Array): number {
    if (!this.buffered && !this.more()) return 0;
    const window = this.window();
    const count = Math.min(target.length, window.length);
    target.set(window.subarray(0, count));
    this.take(count);
    return count;
  }
}

/** A copy of a line that has perhaps begun before. */
function lineOf(begin: GatheredBytes | undefined, rest: Uint8Array): Uint8Array {
  if (begin === undefined) return rest.slice();
  begin.add(rest);
  return begin.join();
}

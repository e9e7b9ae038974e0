/** Standard output, gathered so that EMIT and TYPE cost no system call. On a terminal each line is written as it ends. */
import { writeSync } from "node:fs";
import { writeSome } from "./system_calls.ts";

const CAPACITY = 65536;
const LINE_FEED = 0x0a;
/** Up to this length a loop is faster than a view and a copy. */
const SHORT = 64;

const encoder = new TextEncoder();

/** Writes all bytes to a file descriptor, however often the system takes only a part of them. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    const count = writeSome(descriptor, bytes.subarray(done));
    if (count >= 0) {
      done += count;
      continue;
    }
    try {
      done += writeSync(descriptor, bytes, done, bytes.length - done);
    } catch (error) {
      // A pipe that somebody set to non-blocking is full: wait for its reader.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Bun.sleepSync(1);
    }
  }
}

export class Output {
  private readonly buffer = new Uint8Array(CAPACITY);
  private length = 0;
  /** Nothing is kept back: what is written goes to a file of the program, which may be closed at any time. */
  private direct = false;
  private write: (bytes: Uint8Array) => void;
  /** Whether somebody watches; undefined before the first line has ended. */
  private watched: boolean | undefined;
  /** Column of the cursor: characters written since the last line end. */
  column = 0;

  /**
   * @param first takes the bytes; they are only valid during the call
   * @param isTerminal whether they go to a terminal, where a line is not kept back
   */
  constructor(
    private readonly first: (bytes: Uint8Array) => void = (bytes) => writeAll(1, bytes),
    private readonly isTerminal: () => boolean = () => false,
  ) {
    this.write = first;
  }

  emit(byte: number): void {
    if (this.length === CAPACITY) this.flush();
    this.buffer[this.length++] = byte;
    if (byte === LINE_FEED) this.endLine();
    // Continuation bytes of UTF-8 do not move the cursor.
    else if ((byte & 0xc0) !== 0x80) this.column++;
    if (this.direct) this.flush();
  }

  /** Writes bytes[start … end). */
  type(bytes: Uint8Array, start = 0, end = bytes.length): void {
    if (end - start > SHORT) return this.typeLong(bytes.subarray(start, end));
    for (let i = start; i < end; i++) this.emit(bytes[i] as number);
  }

  private typeLong(bytes: Uint8Array): void {
    if (bytes.length > CAPACITY) {
      this.flush();
      this.write(bytes);
    } else {
      if (this.length + bytes.length > CAPACITY) this.flush();
      this.buffer.set(bytes, this.length);
      this.length += bytes.length;
    }
    const feed = bytes.lastIndexOf(LINE_FEED);
    if (feed >= 0) this.endLine();
    for (let i = feed + 1; i < bytes.length; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) this.column++;
    if (this.direct) this.flush();
  }

  private endLine(): void {
    this.column = 0;
    this.watched ??= this.isTerminal();
    if (this.watched) this.flush();
  }

  text(text: string): void {
    this.type(encoder.encode(text));
  }

  /** From now on what is written goes to `write`, or where it went at first. */
  divert(write?: (bytes: Uint8Array) => void): void {
    this.flush();
    this.write = write ?? this.first;
    this.direct = write !== undefined;
  }

  /** Has what `run` writes taken by `write` instead, to its end or its THROW; `direct` as for `divert`. */
  redirect(write: (bytes: Uint8Array) => void, direct: boolean, run: () => void): void {
    this.flush();
    const { write: before, direct: directBefore, column } = this;
    this.write = write;
    this.direct = direct;
    this.column = 0;
    try {
      run();
      this.flush();
    } finally {
      this.length = 0;
      this.write = before;
      this.direct = directBefore;
      this.column = column;
    }
  }

  flush(): void {
    if (this.length === 0) return;
    const pending = this.buffer.subarray(0, this.length);
    this.length = 0;
    this.write(pending);
  }
}

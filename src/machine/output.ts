/** Standard output, gathered so that EMIT and TYPE cost no system call. On a terminal each line is written as it ends. */

import { isAscii } from "node:buffer";
import { writeSync } from "node:fs";
import { goesOutAtOnce } from "./early_writes.ts";
import { ForthEnding, ForthThrow, Timeout } from "./exceptions.ts";
import { waitToTryAgain, writeSome } from "./system_calls.ts";
import { bytesOf } from "./system_text.ts";

const CAPACITY = 65536;
const LINE_FEED = 0x0a;
/** Up to this length a loop is faster than a view and a copy. */
const SHORT = 64;

/** How many bytes the system has taken of those of the last `writeAll`, which a signal may have ended. */
let done = 0;

/** Writes all bytes to a file descriptor, however often the system takes only a part of them. @throws what answers a signal */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  done = 0;
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
      waitToTryAgain();
    }
  }
}

/** Where in the shared words code finds the length of what is gathered, and up to which length it may add to it. */
interface SharedOutput {
  readonly words: Int32Array;
  readonly length: number;
  readonly capacity: number;
  /** Where it finds whether what is gathered goes to where output went at first. */
  readonly isFirst: number;
}

/** Whether something was thrown to answer a signal, and not because the system refuses. */
const isAnswer = (thrown: unknown): boolean =>
  thrown instanceof ForthThrow || thrown instanceof ForthEnding || thrown instanceof Timeout;

export class Output {
  /** Stays where it is: native code writes to it. */
  readonly buffer = new Uint8Array(CAPACITY);
  private shared: SharedOutput = { words: new Int32Array(3), length: 0, capacity: 1, isFirst: 2 };
  /** Nothing is kept back: what is written goes to a file of the program, which may be closed at any time. */
  private direct = false;
  private write: (bytes: Uint8Array) => void;
  /** Whether somebody watches; undefined before the first line has ended. */
  private watched: boolean | undefined;
  /** The column after the first `counted` bytes of the buffer. */
  private countedColumn = 0;
  private counted = 0;

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

  /** From now on code that finds the lengths there may append to the buffer by itself. */
  shareThrough(shared: SharedOutput): void {
    const { length } = this;
    this.shared = shared;
    this.length = length;
    this.watched ??= this.isTerminal();
    this.limitCode();
  }

  /** Whether what is written at first goes to a terminal. */
  get isWatched(): boolean {
    this.watched ??= this.isTerminal();
    return this.watched;
  }

  /** Says how far code may fill the buffer: not at all where each character or line counts at once. */
  private limitCode(): void {
    this.shared.words[this.shared.isFirst] = this.write === this.first ? 1 : 0;
    this.shared.words[this.shared.capacity] = this.direct || this.watched === true ? 0 : CAPACITY;
  }

  /** Bytes in the buffer. */
  private get length(): number {
    return this.shared.words[this.shared.length] as number;
  }

  private set length(length: number) {
    this.shared.words[this.shared.length] = length;
  }

  /** Column of the cursor: characters written since the last line end. Continuation bytes of UTF-8 do not move it. */
  get column(): number {
    const { buffer, length } = this;
    if (length - this.counted > SHORT) {
      const feed = buffer.subarray(this.counted, length).lastIndexOf(LINE_FEED);
      if (feed >= 0) {
        this.countedColumn = 0;
        this.counted += feed + 1;
      }
      // What is ASCII takes a column each.
      if (isAscii(buffer.subarray(this.counted, length))) {
        this.countedColumn += length - this.counted;
        this.counted = length;
      }
    }
    for (; this.counted < length; this.counted++) this.count(buffer[this.counted] as number);
    return this.countedColumn;
  }

  set column(column: number) {
    this.counted = this.length;
    this.countedColumn = column;
  }

  private count(byte: number): void {
    if (byte === LINE_FEED) this.countedColumn = 0;
    else if ((byte & 0xc0) !== 0x80) this.countedColumn++;
  }

  emit(byte: number): void {
    this.gather(byte);
    this.endWrite();
  }

  private gather(byte: number): void {
    if (this.length === CAPACITY) this.flush();
    this.buffer[this.length++] = byte;
    if (byte === LINE_FEED) this.endLine();
  }

  private endWrite(): void {
    if (this.direct || (this.write === this.first && goesOutAtOnce())) this.flush();
  }

  /** Writes bytes[start … end). */
  type(bytes: Uint8Array, start = 0, end = bytes.length): void {
    if (end - start > SHORT) return this.typeLong(bytes.subarray(start, end));
    for (let i = start; i < end; i++) this.gather(bytes[i] as number);
    this.endWrite();
  }

  private typeLong(bytes: Uint8Array): void {
    if (this.length + bytes.length > CAPACITY) this.flush();
    if (bytes.length > CAPACITY) {
      for (const byte of bytes.subarray(Math.max(0, bytes.lastIndexOf(LINE_FEED)))) this.count(byte);
      this.write(bytes);
      return;
    }
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
    if (bytes.includes(LINE_FEED)) this.endLine();
    this.endWrite();
  }

  private endLine(): void {
    if (this.isWatched) this.flush();
  }

  text(text: string): void {
    this.type(bytesOf(text));
  }

  /** Writes to where output went at first, also while a word's output is taken or goes to a file. */
  typeFirst(bytes: Uint8Array): void {
    if (this.write === this.first) this.type(bytes);
    else this.first(bytes);
  }

  /** From now on what is written goes to `write`, or where it went at first. */
  divert(write?: (bytes: Uint8Array) => void): void {
    this.flush();
    this.write = write ?? this.first;
    this.direct = write !== undefined;
    this.limitCode();
  }

  /** Has what `run` writes taken by `write` instead, to its end or its THROW; `direct` as for `divert`. */
  redirect(write: (bytes: Uint8Array) => void, direct: boolean, run: () => void): void {
    this.flush();
    const { write: before, direct: directBefore, column } = this;
    this.write = write;
    this.direct = direct;
    this.column = 0;
    this.limitCode();
    try {
      run();
      this.flush();
    } finally {
      this.length = 0;
      this.write = before;
      this.direct = directBefore;
      this.column = column;
      this.limitCode();
    }
  }

  flush(): void {
    if (this.length === 0) return;
    const { column } = this;
    const pending = this.buffer.subarray(0, this.length);
    this.length = 0;
    this.column = column;
    try {
      this.write(pending);
    } catch (error) {
      if (this.write === this.first && isAnswer(error)) this.keep(pending.subarray(done));
      throw error;
    }
  }

  /** A signal came before these bytes, which are in the buffer, could be written. */
  private keep(rest: Uint8Array): void {
    const { column } = this;
    this.buffer.copyWithin(0, rest.byteOffset, rest.byteOffset + rest.length);
    this.length = rest.length;
    this.column = column;
  }
}

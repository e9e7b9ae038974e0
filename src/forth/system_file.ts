/**
 * Files of the system. Reads and writes go through a buffer of 64 KB a file. The logical position is kept here, so that
 * a file may be read and written alternately; what is buffered is written at FLUSH-FILE, at a change of direction or
 * position, and at the end.
 */

import { closeSync, constants, fstatSync, ftruncateSync, readSync, writeSync } from "node:fs";
import { openNamed } from "../machine/named_files.ts";
import { writeAll } from "../machine/output.ts";
import { FileRefusal, ForthFile } from "./files.ts";

const BUFFER_SIZE = 65536;

/** A file of the system, by descriptor. */
export class SystemFile extends ForthFile {
  private buffer = new Uint8Array(0);
  /** The window: buffer[start … end); its first byte has the logical position. */
  private start = 0;
  private end = 0;
  /** Bytes written but not yet handed to the system; the last one lies before the logical position. */
  private pending: Uint8Array | undefined;
  private pendingLength = 0;
  private at = 0;
  private readonly seekable: boolean;

  /** Throws `FileRefusal` for a folder. */
  constructor(
    path: string,
    private readonly descriptor: number,
    private readonly writable: boolean,
  ) {
    super(path);
    const status = fstatSync(descriptor);
    if (status.isDirectory()) {
      closeSync(descriptor);
      throw new FileRefusal("it is a folder");
    }
    this.seekable = status.isFile() || status.isBlockDevice();
  }

  /** Opens a file with the flags of open(2). Throws `FileRefusal`. */
  static open(path: string, flags: number): SystemFile {
    const writable = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    return new SystemFile(path, openNamed(path, flags, 0o666), writable);
  }

  override window(): Uint8Array {
    return this.buffer.subarray(this.start, this.end);
  }

  override more(): boolean {
    this.flush();
    if (this.start > 0) {
      this.buffer.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end === this.buffer.length) {
      const grown = new Uint8Array(Math.max(BUFFER_SIZE, this.buffer.length * 2));
      grown.set(this.buffer);
      this.buffer = grown;
    }
    const count = this.readChunk(this.buffer, this.end, this.buffer.length - this.end, this.at + this.end);
    this.end += count;
    return count > 0;
  }

  override take(count: number): void {
    this.start += count;
    this.at += count;
  }

  override read(target: Uint8Array): number {
    // What is much longer than the buffer goes straight to its place.
    if (target.length < BUFFER_SIZE) return super.read(target);
    const buffered = this.window();
    let done = Math.min(buffered.length, target.length);
    target.set(buffered.subarray(0, done));
    this.take(done);
    this.flush();
    while (done < target.length) {
      const count = this.readChunk(target, done, target.length - done, this.at);
      if (count === 0) break;
      done += count;
      this.at += count;
    }
    return done;
  }

  private readChunk(target: Uint8Array, offset: number, length: number, position: number): number {
    for (;;) {
      try {
        return readSync(this.descriptor, target, offset, length, this.seekable ? position : null);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
        Bun.sleepSync(1);
      }
    }
  }

  override write(bytes: Uint8Array): void {
    if (!this.writable) return super.write(bytes);
    if (!this.seekable) return writeAll(this.descriptor, bytes);
    this.start = 0;
    this.end = 0;
    if (this.pendingLength + bytes.length > BUFFER_SIZE) this.flush();
    if (bytes.length >= BUFFER_SIZE) {
      this.writeChunk(bytes, this.at);
    } else {
      this.pending ??= new Uint8Array(BUFFER_SIZE);
      this.pending.set(bytes, this.pendingLength);
      this.pendingLength += bytes.length;
    }
    this.at += bytes.length;
  }

  override flush(): void {
    if (this.pendingLength === 0) return;
    const length = this.pendingLength;
    this.pendingLength = 0;
    this.writeChunk((this.pending as Uint8Array).subarray(0, length), this.at - length);
  }

  private writeChunk(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, position + done);
    }
  }

  override close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.descriptor);
    }
  }

  override get position(): number {
    if (!this.seekable) return super.position;
    return this.at;
  }

  override seek(position: number): void {
    if (!this.seekable) return super.seek(position);
    this.flush();
    this.start = 0;
    this.end = 0;
    this.at = position;
  }

  override get size(): number {
    if (!this.seekable) return super.size;
    this.flush();
    return fstatSync(this.descriptor).size;
  }

  override resize(size: number): void {
    if (!this.seekable) return super.resize(size);
    this.flush();
    this.start = 0;
    this.end = 0;
    ftruncateSync(this.descriptor, size);
  }
}

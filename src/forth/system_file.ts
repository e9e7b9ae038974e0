/**
 * Files of the system. Reads and writes go through a buffer of 64 KB a file. The logical position is kept here, so that
 * a file may be read and written alternately; what is buffered is written at FLUSH-FILE, at a change of direction or
 * position, and at the end.
 */

import { constants, fstatSync, ftruncateSync, readSync, type Stats, writeSync } from "node:fs";
import { goesOutAtOnce } from "../machine/early_writes.ts";
import { type FileKind, kindOfDescriptor, sizeOfDescriptor } from "../machine/file_calls.ts";
import { FileBuffer } from "../machine/file_records.ts";
import { closeFile, openNamed, readWaiting } from "../machine/named_files.ts";
import { writeAll } from "../machine/output.ts";
import { FileRefusal, ForthFile } from "./files.ts";

const BUFFER_SIZE = 65536;
/** /dev/null of Linux. */
const NULL_DEVICE = 0x103;

function kindOf(status: Stats): FileKind {
  if (status.isDirectory()) return "folder";
  if (status.isFile()) return "regular";
  if (status.isBlockDevice()) return "block";
  return status.isCharacterDevice() && status.rdev === NULL_DEVICE ? "null" : "other";
}

/** A file of the system, by descriptor. */
export class SystemFile extends ForthFile {
  override readonly buffer = new FileBuffer();
  /** The position of the first byte of the buffer. */
  private origin = 0;
  private readonly seekable: boolean;
  private readonly isRegular: boolean;
  /** Nobody reads what is written. */
  private readonly isNull: boolean;

  /** Throws `FileRefusal` for a folder. */
  constructor(
    path: string,
    private readonly descriptor: number,
    private readonly writable: boolean,
  ) {
    super(path);
    const kind = kindOfDescriptor(descriptor) ?? kindOf(fstatSync(descriptor));
    if (kind === "folder") {
      closeFile(descriptor);
      throw new FileRefusal("it is a folder");
    }
    this.seekable = kind === "regular" || kind === "block";
    this.isRegular = kind === "regular";
    this.isNull = kind === "null";
  }

  /** Opens a file with the flags of open(2). Throws `FileRefusal`. */
  static open(path: string, flags: number): SystemFile {
    const writable = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    return new SystemFile(path, openNamed(path, flags, 0o666), writable);
  }

  /** The logical position: that of the first byte of the window, or behind what is written. */
  private get at(): number {
    return this.origin + this.buffer.start + this.buffer.pending;
  }

  override window(): Uint8Array {
    return this.buffer.window();
  }

  override more(): boolean {
    const { buffer } = this;
    this.flush();
    buffer.room = 0;
    this.origin += buffer.start;
    buffer.makeRoom(BUFFER_SIZE);
    const { bytes, end } = buffer;
    const count = this.readChunk(bytes, end, bytes.length - end, this.origin + end);
    buffer.end += count;
    return count > 0;
  }

  override take(count: number): void {
    this.buffer.start += count;
  }

  override read(target: Uint8Array): number {
    // What is much longer than the buffer goes straight to its place.
    if (target.length < BUFFER_SIZE) return super.read(target);
    const buffered = this.window();
    let done = Math.min(buffered.length, target.length);
    target.set(buffered.subarray(0, done));
    this.take(done);
    this.flush();
    if (done < target.length) this.emptyWindow();
    while (done < target.length) {
      const count = this.readChunk(target, done, target.length - done, this.origin);
      if (count === 0) break;
      done += count;
      this.origin += count;
    }
    return done;
  }

  /** Nothing is read any more; the position stays. */
  private emptyWindow(): void {
    this.origin += this.buffer.start;
    this.buffer.start = 0;
    this.buffer.end = 0;
  }

  private readChunk(target: Uint8Array, offset: number, length: number, position: number): number {
    if (this.seekable) return readSync(this.descriptor, target, offset, length, position);
    return readWaiting(this.descriptor, target.subarray(offset, offset + length));
  }

  override write(bytes: Uint8Array): void {
    if (!this.writable) return super.write(bytes);
    if (!this.seekable && !this.isNull) return writeAll(this.descriptor, bytes);
    const { buffer } = this;
    if (buffer.room === 0) {
      this.emptyWindow();
      buffer.makeWritable(BUFFER_SIZE);
    }
    if (buffer.pending + bytes.length > BUFFER_SIZE) this.flush();
    if (bytes.length >= BUFFER_SIZE) {
      this.writeChunk(bytes, this.origin);
      this.origin += bytes.length;
    } else {
      buffer.bytes.set(bytes, buffer.pending);
      buffer.pending += bytes.length;
      if (goesOutAtOnce()) this.flush();
    }
  }

  override flush(): void {
    const { bytes, pending } = this.buffer;
    if (pending === 0) return;
    const position = this.origin;
    this.buffer.pending = 0;
    this.origin += pending;
    this.writeChunk(bytes.subarray(0, pending), position);
  }

  private writeChunk(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      const at = this.seekable ? position + done : null;
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, at);
    }
  }

  override close(): void {
    try {
      this.flush();
    } finally {
      closeFile(this.descriptor);
      this.buffer.release();
    }
  }

  override get position(): number {
    if (!this.seekable) return super.position;
    return this.at;
  }

  override seek(position: number): void {
    if (!this.seekable) return super.seek(position);
    const { buffer, origin } = this;
    // What was read stays, as long as the position is within it.
    if (buffer.room === 0 && position >= origin && position <= origin + buffer.end) {
      buffer.start = position - origin;
      return;
    }
    this.flush();
    this.emptyWindow();
    this.origin = position;
  }

  override get size(): number {
    if (!this.seekable) return super.size;
    this.flush();
    return (
      (this.isRegular ? sizeOfDescriptor(this.descriptor) : undefined) ?? fstatSync(this.descriptor).size
    );
  }

  override resize(size: number): void {
    if (!this.seekable) return super.resize(size);
    this.flush();
    this.emptyWindow();
    ftruncateSync(this.descriptor, size);
  }
}

/**
 * The buffers of open files, in memory that native code shares: plugins-src/runtime/files.zig reads and writes files as far
 * as these reach.
 */
import { FILE_RECORDS, FILE_TABLE_HEADER, FileRecord } from "../abi/session_bindings.ts";

/** The fileids of the standard streams. */
export const StandardFile = { input: 1, output: 2, error: 3 } as const;

/** File access methods; BIN is added to one. */
export const FileAccess = { readOnly: 0, binary: 1, readWrite: 2, writeOnly: 4 } as const;

const TWO_32 = 2 ** 32;
const HEADER = FILE_TABLE_HEADER / 4;

/** All records of a session: `FILE_TABLE_HEADER` bytes, then FileRecords. */
export class FileRecords {
  private memory: Uint32Array | undefined;
  /** By place: the buffers that are there. */
  private readonly buffers = new Map<number, FileBuffer>();
  /** Addresses of buffers, once somebody needs them. */
  addressOf: ((buffer: Uint8Array) => number) | undefined;

  get words(): Uint32Array {
    this.memory ??= new Uint32Array(new ArrayBuffer(4 * (HEADER + FILE_RECORDS * FileRecord.WORDS)));
    return this.memory;
  }

  /** Buffers have addresses from now on. */
  begin(addressOf: (buffer: Uint8Array) => number): void {
    this.addressOf = addressOf;
    for (const buffer of this.buffers.values()) buffer.locate();
  }

  /** Whether the last file operation was refused: what code does in the meantime is not. */
  get refused(): boolean {
    return this.words[0] === 1;
  }

  set refused(refused: boolean) {
    this.words[0] = refused ? 1 : 0;
  }

  /** Code reaches the buffer by this fileid from now on, unless another one has its place. */
  add(id: number, buffer: FileBuffer): void {
    const place = id % FILE_RECORDS;
    if (id >= TWO_32 || this.buffers.has(place)) return;
    this.buffers.set(place, buffer);
    const at = HEADER + place * FileRecord.WORDS;
    buffer.share(this, id, this.words.subarray(at, at + FileRecord.WORDS));
  }

  remove(id: number, buffer: FileBuffer): void {
    const place = id % FILE_RECORDS;
    if (this.buffers.get(place) !== buffer) return;
    this.buffers.delete(place);
    buffer.withdraw();
  }
}

/** Bytes of the buffers that closed files leave to the next: making one costs more than opening a file. */
const SPARE_SIZE = 65536;
const MOST_SPARES = 8;
const spares: Uint8Array[] = [];
const nothing = new Uint8Array(0);

function newBytes(size: number): Uint8Array {
  return (size === SPARE_SIZE ? spares.pop() : undefined) ?? new Uint8Array(size);
}

/** A file's buffer. It holds bytes that are read but not taken yet, or bytes that are written but not yet handed to the system. */
export class FileBuffer {
  private record: Uint32Array = new Uint32Array(FileRecord.WORDS);
  private records: FileRecords | undefined;
  private contents: Uint8Array = nothing;

  get bytes(): Uint8Array {
    return this.contents;
  }

  set bytes(bytes: Uint8Array) {
    this.contents = bytes;
    this.locate();
  }

  /** Where the bytes that are read but not taken yet begin. */
  get start(): number {
    return this.record[FileRecord.start] as number;
  }

  set start(start: number) {
    this.record[FileRecord.start] = start;
  }

  get end(): number {
    return this.record[FileRecord.end] as number;
  }

  set end(end: number) {
    this.record[FileRecord.end] = end;
  }

  /** How many bytes are written but not handed to the system. */
  get pending(): number {
    return this.record[FileRecord.pending] as number;
  }

  set pending(pending: number) {
    this.record[FileRecord.pending] = pending;
  }

  /** How many such bytes there may be; 0 while the buffer is not for writing. */
  get room(): number {
    return this.record[FileRecord.room] as number;
  }

  set room(room: number) {
    this.record[FileRecord.room] = room;
  }

  /** The bytes that are read but not taken yet. */
  window(): Uint8Array {
    return this.contents.subarray(this.start, this.end);
  }

  /** Moves the window to the begin of the buffer, and makes sure that there is room behind it. */
  makeRoom(capacity: number): void {
    if (this.start > 0) {
      this.contents.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end < this.contents.length) return;
    const grown = newBytes(Math.max(capacity, this.contents.length * 2));
    if (this.contents.length > 0) grown.set(this.contents);
    this.bytes = grown;
  }

  /** Has room for so many bytes that are written. */
  makeWritable(size: number): void {
    if (this.contents.length < size) this.bytes = newBytes(size);
    this.room = size;
  }

  /** The file is closed: nothing is in the buffer any more. */
  release(): void {
    const { contents } = this;
    this.bytes = nothing;
    this.start = 0;
    this.end = 0;
    this.pending = 0;
    this.room = 0;
    if (contents.length === SPARE_SIZE && spares.length < MOST_SPARES) spares.push(contents);
  }

  share(records: FileRecords, id: number, record: Uint32Array): void {
    record.set(this.record);
    this.record = record;
    this.records = records;
    this.locate();
    record[FileRecord.id] = id;
  }

  withdraw(): void {
    const { record } = this;
    this.record = record.slice();
    this.records = undefined;
    record.fill(0);
  }

  /** Says where the bytes are. */
  locate(): void {
    const address = this.contents.length === 0 ? 0 : (this.records?.addressOf?.(this.contents) ?? 0);
    this.record[FileRecord.bufferLow] = address % TWO_32;
    this.record[FileRecord.bufferHigh] = Math.floor(address / TWO_32);
  }
}

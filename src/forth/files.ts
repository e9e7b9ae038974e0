/**
 * Open files and their numbers (Forth 2012, chapter 11: a fileid is a small positive integer here).
 */

import { currentFolder } from "../machine/environment.ts";
import { ForthExit, ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { type FileBuffer, FileRecords, StandardFile } from "../machine/file_records.ts";
import { GatheredBytes } from "../machine/gathered_bytes.ts";
import type { Input } from "../machine/input.ts";
import { realPath } from "../machine/named_files.ts";
import { type Output, writeAll } from "../machine/output.ts";
import { resolve } from "../machine/paths.ts";
import { mostText } from "../machine/text_limit.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Why the system or a file refused an operation; `missing` when there is no such file. */
export class FileRefusal {
  constructor(
    readonly reason: string,
    readonly missing = false,
    /** The file, when it was named rather than open. */
    readonly path?: string,
  ) {}
}

/** What a READ-LINE read: `more` is false when the file had already ended. */
interface LineRead {
  length: number;
  more: boolean;
}

/** What the file words need of a file. Methods throw `FileRefusal` or the system's own errors. */
export abstract class ForthFile {
  /** @param path what people know the file by */
  constructor(readonly path: string) {}

  /** The bytes that are read but not taken yet. Valid until the next call. */
  abstract window(): Uint8Array;
  /** Reads more behind the window; false at the end of the file. */
  abstract more(): boolean;
  /** Takes bytes from the window. */
  abstract take(count: number): void;

  write(_bytes: Uint8Array): void {
    throw new FileRefusal("the file is not open for writing");
  }

  flush(): void {}
  close(): void {}

  /** What code can read and write without the host. */
  readonly buffer: FileBuffer | undefined = undefined;

  get position(): number {
    throw new FileRefusal("a stream has no position");
  }

  seek(_position: number): void {
    throw new FileRefusal("a stream has no position");
  }

  get size(): number {
    throw new FileRefusal("a stream has no size");
  }

  resize(_size: number): void {
    throw new FileRefusal("a stream has no size");
  }

  /** Reads until the target is full or the file ends; gives the number of bytes. */
  read(target: Uint8Array): number {
    let done = 0;
    while (done < target.length) {
      const window = this.window();
      if (window.length === 0) {
        if (!this.more()) break;
        continue;
      }
      const count = Math.min(window.length, target.length - done);
      target.set(count === window.length ? window : window.subarray(0, count), done);
      this.take(count);
      done += count;
    }
    return done;
  }

  /**
   * READ-LINE (11.6.1.2090): the text up to LF or CR LF. A line as long as the target leaves its line end unread, as
   * 11.6.1.2090 wants it.
   */
  readLine(target: Uint8Array): LineRead {
    let window = this.window();
    let feed = -1;
    for (let scanned = 0; ; ) {
      feed = window.indexOf(LINE_FEED, scanned);
      if (feed >= 0 || window.length > target.length) break;
      scanned = window.length;
      const more = this.more();
      window = this.window();
      if (!more) break;
    }
    if (window.length === 0) return { length: 0, more: false };
    const end = feed < 0 ? window.length : feed > 0 && window[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
    const length = Math.min(end, target.length);
    target.set(window.subarray(0, length));
    this.take(feed >= 0 && end < target.length ? feed + 1 : length);
    return { length, more: true };
  }

  /** The rest of the file. Throws `FileRefusal` when it is longer than texts may be; what was read of it is taken then. */
  readAll(): GatheredBytes {
    const rest = new GatheredBytes();
    for (;;) {
      const room = rest.room();
      const count = this.read(room);
      rest.filled(count);
      if (rest.isTooLong) throw new FileRefusal(reasons.EFBIG as string);
      if (count < room.length) return rest;
    }
  }
}

/** A source that is being interpreted, as the file that SOURCE-ID names. It is read apart from the interpreter. */
export class SourceFile extends ForthFile {
  private at = 0;
  /** The current folder when the interpretation began: a program may change it. */
  private readonly folder = currentFolder();

  constructor(
    path: string,
    private readonly bytes: Uint8Array,
  ) {
    super(path);
  }

  get absolutePath(): string {
    return resolve(this.folder, this.path);
  }

  get identity(): string {
    return identityOf(this.absolutePath);
  }

  override window(): Uint8Array {
    return this.bytes.subarray(this.at);
  }

  override more(): boolean {
    return false;
  }

  override take(count: number): void {
    this.at += count;
  }

  override get position(): number {
    return this.at;
  }

  override seek(position: number): void {
    this.at = Math.min(position, this.bytes.length);
  }

  override get size(): number {
    return this.bytes.length;
  }
}

/** Standard input, shared with the text interpreter, KEY and ACCEPT. */
class StandardInput extends ForthFile {
  override readonly buffer: FileBuffer;

  constructor(private readonly input: Input) {
    super("<stdin>");
    this.buffer = input.buffer;
  }

  override window(): Uint8Array {
    return this.input.window();
  }

  override more(): boolean {
    return this.input.more();
  }

  override take(count: number): void {
    this.input.take(count);
  }
}

/** Standard output or standard error. */
class OutputStream extends ForthFile {
  constructor(
    path: string,
    private readonly put: (bytes: Uint8Array) => void,
    private readonly drain: () => void,
  ) {
    super(path);
  }

  override window(): Uint8Array {
    throw new FileRefusal("the file is not open for reading");
  }

  override more(): boolean {
    throw new FileRefusal("the file is not open for reading");
  }

  override take(): void {}

  override write(bytes: Uint8Array): void {
    this.put(bytes);
  }

  override flush(): void {
    this.drain();
  }
}

/** The open files of a session by fileid. */
export class FileTable {
  /** By fileid; the standard streams come into being when somebody asks for them. */
  private readonly files = new Map<number, ForthFile>();
  /** The newest fileid. None is given twice: a program may hold that of a file that it has closed. */
  private lastId: number = StandardFile.error;
  private readonly knownIncluded = new Set<string>();
  /** The source that the run began with, until somebody asks for its identity. */
  private firstIncluded: SourceFile | undefined;
  private refusal: { ior: number; reason: string } | undefined;

  constructor(
    private readonly input: Input,
    private readonly output: Output,
    private readonly errors: (bytes: Uint8Array) => void = (bytes) => writeAll(2, bytes),
    private readonly records = new FileRecords(),
  ) {}

  /** Why the last file operation failed, with its ior; undefined when it did not fail. */
  get lastRefusal(): { ior: number; reason: string } | undefined {
    return this.refusal !== undefined && this.records.refused ? this.refusal : undefined;
  }

  set lastRefusal(refusal: { ior: number; reason: string } | undefined) {
    if (refusal === undefined && this.refusal === undefined) return;
    this.refusal = refusal;
    this.records.refused = refusal !== undefined;
  }

  private standardFile(id: number): ForthFile | undefined {
    const { input, output, errors } = this;
    switch (id) {
      case StandardFile.input:
        return new StandardInput(input);
      case StandardFile.output:
        return new OutputStream(
          "<stdout>",
          (bytes) => output.typeFirst(bytes),
          () => output.flush(),
        );
      case StandardFile.error: {
        const write = (bytes: Uint8Array) => {
          output.flush();
          errors(bytes);
        };
        return new OutputStream("<stderr>", write, () => undefined);
      }
      default:
        return undefined;
    }
  }

  /** Identities of the sources that were included: what REQUIRED does not include again. */
  get included(): Set<string> {
    if (this.firstIncluded !== undefined) this.knownIncluded.add(this.firstIncluded.identity);
    this.firstIncluded = undefined;
    return this.knownIncluded;
  }

  /** Counts the source that a run begins with as included, which asks nothing of the system. */
  includeFirst(file: SourceFile): void {
    this.firstIncluded = file;
  }

  /** Says that it was not loaded to its end: it may be required again. */
  excludeFirst(file: SourceFile): void {
    if (this.firstIncluded === file) this.firstIncluded = undefined;
    else this.knownIncluded.delete(file.identity);
  }

  /** Has REQUIRED know only these files (MARKER). */
  forgetIncludedExcept(paths: readonly string[]): void {
    const { included } = this;
    if (included.size === paths.length && paths.every((path) => included.has(path))) return;
    included.clear();
    for (const path of paths) included.add(path);
  }

  /** Why the last file operation failed, if it failed with this ior: what to say of a THROW of it. */
  reasonOf(ior: number): string | undefined {
    return this.lastRefusal?.ior === ior ? this.lastRefusal.reason : undefined;
  }

  /** Gives a file a number. */
  add(file: ForthFile): number {
    const id = ++this.lastId;
    this.files.set(id, file);
    if (file.buffer !== undefined) this.records.add(id, file.buffer);
    return id;
  }

  /** The file of a fileid, or undefined. */
  get(id: number): ForthFile | undefined {
    const file = this.files.get(id);
    if (file !== undefined) return file;
    const made = this.standardFile(id);
    if (made === undefined) return undefined;
    this.files.set(id, made);
    if (made.buffer !== undefined) this.records.add(id, made.buffer);
    return made;
  }

  /** Closes a file. Does nothing for a number without a file. */
  close(id: number): void {
    const file = this.get(id);
    if (file === undefined) return;
    if (id > StandardFile.error) {
      this.files.delete(id);
      if (file.buffer !== undefined) this.records.remove(id, file.buffer);
      file.close();
    } else file.flush();
  }

  /** Closes every file. The first error comes out when all are closed. Throws -37. */
  closeAll(): void {
    const errors: unknown[] = [];
    if (this.lastId === StandardFile.error) return;
    for (const id of [...this.files.keys()]) {
      if (id <= StandardFile.error) continue;
      const name = this.get(id)?.path;
      try {
        this.close(id);
      } catch (error) {
        // Standard output, behind which a file may be, says itself that it cannot be written.
        if (error instanceof ForthExit) errors.push(error);
        else errors.push(new ForthThrow(ThrowCodes.fileFault, `${name}: ${refusalOf(error).reason}`));
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** What a file is known by once it was included: its path without links, where it has one (`/dev/stdin` may have none). */
export function identityOf(path: string): string {
  try {
    return realPath(path);
  } catch {
    return resolve(currentFolder(), path);
  }
}

/** What an error of a file operation says, for people; rethrows what is no such error. */
export function refusalOf(error: unknown): FileRefusal {
  if (error instanceof FileRefusal) return error;
  if (error instanceof Error && "code" in error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    return new FileRefusal(reasons[code ?? ""] ?? error.message, missing, path);
  }
  throw error;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBADF: "the file is not open for this",
  EEXIST: "it exists",
  EISDIR: "it is a folder",
  ELOOP: "too many links in the path",
  EFBIG: `it has more than ${mostText}, or no end`,
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "there is no such file",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "there is no such file",
  ENOTEMPTY: "the folder is not empty",
  ERR_INVALID_ARG_VALUE: "not a name that a file can have",
  EROFS: "the file system is read-only",
};

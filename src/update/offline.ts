// A release on disk instead of a server: a folder or an archive with the server's layout, for machines without a network.

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { maximumBytes } from "../trust/config.ts";
import { UpdateError } from "../trust/errors.ts";
import type { Progress, ReadLimits, ReleaseSource } from "./source.ts";

/**
 * Opens a release folder or an archive of one (tar, not compressed: what is inside already is).
 * @throws UpdateError "offline" when it is neither
 */
export async function openOffline(path: string): Promise<ReleaseSource> {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw sourceFault(
      `There is no release at ${path}.`,
      "Name a release folder or a tar archive of one.",
      error,
    );
  }
  return isFolder ? new ReleaseFolder(path) : await ReleaseArchive.open(path);
}

class ReleaseFolder implements ReleaseSource {
  constructor(readonly name: string) {}

  async read(path: string, limits: ReadLimits, progress?: Progress): Promise<Uint8Array> {
    const file = open(join(this.name, path), path, this.name);
    try {
      const { size } = fstatSync(file);
      checkLength(path, size, limits);
      const bytes = new Uint8Array(size);
      let done = 0;
      for (let count = -1; done < size && count !== 0; done += count)
        count = readSync(file, bytes, done, size - done, null);
      progress?.(done);
      if (done < size) throw sourceFault(`${path} became shorter while it was read.`, "Try again.");
      return bytes;
    } finally {
      closeSync(file);
    }
  }
}

function open(path: string, name: string, folder: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw missing(name, folder);
    throw sourceFault(`Cannot read ${path}: ${message}.`, "Copy the release anew.", error);
  }
}

class ReleaseArchive implements ReleaseSource {
  private constructor(
    readonly name: string,
    private readonly files: ReadonlyMap<string, Blob>,
  ) {}

  static async open(path: string): Promise<ReleaseArchive> {
    const { size } = statSync(path);
    const advice = "Pack it with: tar -cf release.tar -C FOLDER .";
    if (size > LARGEST_ARCHIVE) throw sourceFault(`The archive ${path} is larger than any release.`, advice);
    const bytes = readFileSync(path);
    // A compressed archive could grow without bound while it is opened.
    if (!isPlainTar(bytes)) throw sourceFault(`${path} is not a plain tar archive.`, advice);
    try {
      const found = await new Bun.Archive(bytes).files();
      const files = new Map(
        Array.from(found, ([name, file]): [string, Blob] => [withoutTop(name, found), file]),
      );
      return new ReleaseArchive(path, files);
    } catch (error) {
      throw sourceFault(`The archive ${path} cannot be read: ${(error as Error).message}.`, advice, error);
    }
  }

  async read(path: string, limits: ReadLimits, progress?: Progress): Promise<Uint8Array> {
    const file = this.files.get(path);
    if (file === undefined) throw missing(path, this.name);
    checkLength(path, file.size, limits);
    const bytes = await file.bytes();
    progress?.(bytes.length);
    return bytes;
  }
}

/** A release with executables for seven platforms takes 300 MB. */
const LARGEST_ARCHIVE = 2 * maximumBytes.executable;

/** The magic of POSIX and GNU tar, at 257 in the first block. */
function isPlainTar(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(257, 262)) === "ustar";
}

/** Names as on a server, whether the archive was made of a folder's contents or of the folder. */
function withoutTop(name: string, all: ReadonlyMap<string, unknown>): string {
  const plain = name.replace(/^(\.\/)+/, "");
  const top = /^[^/]+\//.exec(plain)?.[0];
  const isWrapped =
    top !== undefined && [...all.keys()].every((other) => other.replace(/^(\.\/)+/, "").startsWith(top));
  return isWrapped ? plain.slice(top.length) : plain;
}

function checkLength(path: string, length: number, { maximumBytes: most, size }: ReadLimits): void {
  if (length <= most && (size === undefined || length === size)) return;
  const expected = size === undefined ? `at most ${most} are accepted` : `${size} were announced`;
  throw new UpdateError("size", `${path} has ${length} bytes; ${expected}.`, {
    file: path,
    advice: "Copy the release anew.",
  });
}

function missing(path: string, folder: string): UpdateError {
  return new UpdateError("missing", `${folder} does not hold ${path}.`, {
    file: path,
    advice: "Is it a whole release folder, with timestamp.json in it?",
  });
}

function sourceFault(message: string, advice: string, cause?: unknown): UpdateError {
  return new UpdateError("offline", message, { advice, cause });
}

// Archives whose bytes follow from their contents alone: no clock, no user, no order of a folder.

import { gzipSync } from "node:zlib";
import { type Zippable, zipSync } from "fflate";
import { createTar } from "nanotar";

/** A file of an archive. */
export interface Entry {
  /** With slashes; at most 100 bytes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whether it can be run. */
  readonly executable?: boolean;
}

export const textEntry = (path: string, text: string): Entry => ({
  path,
  bytes: new TextEncoder().encode(text),
});

const byPath = (a: Entry, b: Entry) => (a.path < b.path ? -1 : 1);

/** Who may write into a folder that is not root's alone. */
export interface FolderRights {
  readonly mode: "755" | "1777";
  /** Its user and group. */
  readonly owner: number;
}

/**
 * A POSIX tar archive (ustar) of files and the folders that they are in, which belong to root.
 * @param date in milliseconds since 1970
 * @param top prefix of every path, such as `./` in Debian's packages
 * @param rights of other folders, by their paths; each is there, also without a file in it
 */
export function tar(
  entries: readonly Entry[],
  date: number,
  top = "",
  rights: Readonly<Record<string, FolderRights>> = {},
): Uint8Array {
  const sorted = [...entries].sort(byPath);
  const inside = [...sorted.map(({ path }) => path), ...Object.keys(rights).map((path) => `${path}/`)];
  const folders = new Set(inside.flatMap(foldersOf));
  const items = [
    ...[...folders].sort().map((path) => {
      const { mode, owner } = rights[path] ?? { mode: "755", owner: 0 };
      return { name: `${top}${path}/`, attrs: { mode, uid: owner, gid: owner } };
    }),
    ...sorted.map(({ path, bytes, executable }) => ({
      name: top + path,
      data: bytes,
      attrs: { mode: executable ? "755" : "644" },
    })),
  ];
  return createTar(items, { attrs: { uid: 0, gid: 0, user: "root", group: "root", mtime: date } });
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** gzip (RFC 1952) without a time or a name. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(gzipSync(bytes, { level: 9 }));
  packed[9] = 255; // The system it was packed on: unknown.
  return packed;
}

/** A zip archive that keeps which files can be run. @param date in milliseconds since 1970, from 1980 on */
export function zip(entries: readonly Entry[], date: number): Uint8Array {
  const files: Zippable = {};
  for (const { path, bytes, executable } of [...entries].sort(byPath))
    files[path] = [bytes, { mtime: localTime(date), os: 3, attrs: (executable ? 0o100755 : 0o100644) << 16 }];
  return zipSync(files, { level: 9 });
}

/** zip has local times: one that looks the same wherever it is made. */
function localTime(date: number): Date {
  const utc = new Date(date);
  return new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds() & ~1,
  );
}

/** An `ar` archive, as Debian's packages are (deb(5)). @param date in milliseconds since 1970 */
export function ar(members: readonly Entry[], date: number): Uint8Array {
  const encode = (text: string) => new TextEncoder().encode(text);
  const parts: Uint8Array[] = [encode("!<arch>\n")];
  for (const { path, bytes } of members) {
    const fields = [
      path.padEnd(16),
      String(Math.floor(date / 1000)).padEnd(12),
      "0".padEnd(6),
      "0".padEnd(6),
      "100644".padEnd(8),
      String(bytes.length).padEnd(10),
    ];
    parts.push(encode(`${fields.join("")}\`\n`), bytes);
    if (bytes.length % 2 === 1) parts.push(encode("\n"));
  }
  return new Uint8Array(Buffer.concat(parts));
}

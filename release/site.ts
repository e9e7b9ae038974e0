// The folder that an update server serves. It is the publisher's own copy: what is in it came from here, so that it is read
// with the same checks of form as a client's, and compared with the root.

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { sha256 } from "../src/trust/bytes.ts";
import { nobleVerifier } from "../src/trust/ed25519_noble.ts";
import { type Role, requireSignatures } from "../src/trust/envelope.ts";
import {
  manifestFile,
  newestRootFile,
  numberedManifestFile,
  releaseManifestFile,
  timestampFile,
} from "../src/trust/layout.ts";
import { type ManifestFile, type ReleaseReference, readManifest } from "../src/trust/manifest.ts";
import { readTimestamp, type TimestampFile } from "../src/trust/timestamp.ts";

export class Site {
  constructor(readonly folder: string) {}

  /** The bytes of a file by its name on the server. */
  read(name: string): Uint8Array | undefined {
    const path = join(this.folder, name);
    return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
  }

  /** Writes a file in one step, so that a server that serves this folder never sends half of it. */
  write(name: string, bytes: Uint8Array): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.unfinished`;
    writeFileSync(unfinished, bytes);
    const file = openSync(unfinished, "r+");
    fsyncSync(file);
    closeSync(file);
    renameSync(unfinished, path);
  }

  /** The newest manifest of a channel. @throws UpdateError when it is not one */
  manifest(channel: string): ManifestFile | undefined {
    return this.#readManifest(manifestFile(channel));
  }

  /** The manifest with which a release came out. @throws UpdateError when it is not one */
  releaseManifest(version: string): ManifestFile | undefined {
    return this.#readManifest(releaseManifestFile(version));
  }

  /** @throws UpdateError when it is not one */
  timestamp(): TimestampFile | undefined {
    const bytes = this.read(timestampFile);
    return bytes && readTimestamp(timestampFile, bytes);
  }

  /** The channels that have a manifest. */
  channels(): string[] {
    if (!existsSync(this.folder)) return [];
    const channels = readdirSync(this.folder).flatMap((name) => {
      const match = /^manifest(?:-([a-z][a-z0-9]*))?\.json$/.exec(name);
      return match === null ? [] : [match[1] ?? "stable"];
    });
    return channels.sort();
  }

  /** Writes a channel's newest manifest, also under its number. */
  writeManifest(channel: string, number: number, bytes: Uint8Array): void {
    this.write(numberedManifestFile(channel, number), bytes);
    this.write(manifestFile(channel), bytes);
  }

  /** What a newer manifest says of a release that is here. */
  reference(version: string): ReleaseReference | undefined {
    const bytes = this.read(releaseManifestFile(version));
    return bytes && { version, size: bytes.length, sha256: sha256(bytes) };
  }

  #readManifest(name: string): ManifestFile | undefined {
    const bytes = this.read(name);
    return bytes && readManifest(name, bytes);
  }
}

/** A site with changes that nobody sees before they are committed. */
export class StagedSite extends Site {
  /** @param folder where the changed files lie meanwhile; on the file system of the site */
  constructor(
    private readonly base: Site,
    folder: string,
  ) {
    super(folder);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  override read(name: string): Uint8Array | undefined {
    return super.read(name) ?? this.base.read(name);
  }

  override channels(): string[] {
    return [...new Set([...super.channels(), ...this.base.channels()])].sort();
  }

  /** The names of the changed files, in the order in which they have to become visible. */
  changes(): string[] {
    const entries = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
    return names.sort((a, b) => publicationRank(a) - publicationRank(b) || (a < b ? -1 : 1));
  }

  /** Makes the changes visible. Whoever is killed in between leaves the site as it was for clients. */
  commit(): void {
    for (const name of this.changes()) {
      mkdirSync(dirname(join(this.base.folder, name)), { recursive: true });
      renameSync(join(this.folder, name), join(this.base.folder, name));
    }
    this.discard();
  }

  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a file names has to be there before the file: the timestamp names the newest manifests, those the rest. */
function publicationRank(name: string): number {
  if (name === timestampFile) return 4;
  if (/^manifest[^/]*$/.test(name)) return 3;
  if (name === newestRootFile) return 2;
  return name.includes("/") && !name.endsWith("/manifest.json") ? 0 : 1;
}

/** Whether a manifest is signed by keys that count now. */
export function isSignedBy(manifest: ManifestFile, release: Role): boolean {
  try {
    requireSignatures(manifest.envelope, release, "release", nobleVerifier);
    return true;
  } catch {
    return false; // By other keys: it has to be signed again.
  }
}

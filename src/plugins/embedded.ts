// The libraries that came with the executable. Run from source, they are the ones that the build left in `dist`.

import { type EmbeddedLibrary, embeddedTable } from "./embedded_table.ts";
import { PluginError } from "./errors.ts";
import { VerifiedLibrary } from "./verified_load.ts";

/**
 * Reads and verifies a library that came with this executable.
 * @param name a stage's name, or `runtime`
 * @returns undefined when there is none for this platform
 * @throws PluginError when its bytes are not the ones that were built in
 */
export function embeddedLibrary(name: string): VerifiedLibrary | undefined {
  if (!Bun.isStandaloneExecutable) return builtLibrary(name);
  const entry = embeddedTable.find((library) => library.name === name);
  return entry && VerifiedLibrary.verify(name, readEmbedded(entry), entry);
}

/** A library that came with this executable, as bytes. */
interface EmbeddedBytes {
  readonly name: string;
  readonly sha256: string;
  /** @throws PluginError when they are not the ones that were built in */
  read(): Uint8Array;
}

/** All libraries that came with this executable: an update does not fetch them, and begins patches with them. */
export function embeddedLibraries(): readonly EmbeddedBytes[] {
  return embeddedTable.map((entry) => {
    const { name, sha256 } = entry;
    return { name, sha256, read: () => verifiedBytes(entry) };
  });
}

function verifiedBytes(entry: EmbeddedLibrary): Uint8Array {
  const bytes = readEmbedded(entry);
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  if (sha256 === entry.sha256) return bytes;
  throw new PluginError("hash", entry.name, `its SHA-256 is ${sha256} instead of ${entry.sha256}`);
}

/**
 * A library inside the executable. It is in memory, so the promise is settled when it is made; looking into it takes
 * 0.1 ms, where loading `node:fs` for the same takes 1.6.
 * @throws PluginError "hash" when it was damaged so that it cannot be decompressed
 */
function readEmbedded(entry: EmbeddedLibrary): Uint8Array {
  const settled = Bun.peek(Bun.file(entry.file).bytes());
  const compressed =
    settled instanceof Uint8Array ? settled : process.getBuiltinModule("node:fs").readFileSync(entry.file);
  try {
    return Bun.zstdDecompressSync(compressed);
  } catch (error) {
    throw new PluginError("hash", entry.name, "its bytes inside the executable are damaged", {
      cause: error,
    });
  }
}

/** A library in `dist/plugins`. It was built from this checkout: it is its own manifest. */
function builtLibrary(name: string): VerifiedLibrary | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const suffix = { darwin: ".dylib", win32: ".dll" }[process.platform as string] ?? ".so";
  const system = process.platform === "win32" ? "windows" : process.platform;
  const path = `${import.meta.dir}/../../dist/plugins/${name}-${system}-${process.arch}${suffix}`;
  if (!fs.existsSync(path)) return undefined;
  return VerifiedLibrary.unsigned(name, fs.readFileSync(path));
}

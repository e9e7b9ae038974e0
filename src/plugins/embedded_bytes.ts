// The bytes that came with the executable. Run from source, they are the ones that the build left in `dist`.

import { type EmbeddedLibrary, embeddedTable } from "./embedded_table.ts";
import { PluginError } from "./errors.ts";

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
export function readEmbedded(entry: EmbeddedLibrary): Uint8Array {
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

/** The WebAssembly module of the built-in compiler and optimizer. @throws Error when this executable has none */
export const portableModuleBytes = (): Uint8Array<ArrayBuffer> => bytesBuiltIn("portable", "-wasm32.wasm");

/** The WebAssembly module of the backend, for every architecture. @throws Error when this executable has none */
export const portableBackendBytes = (): Uint8Array<ArrayBuffer> =>
  bytesBuiltIn("portable_backend", "-wasm32.wasm");

/** The runtime of compiled programs, as an archive of pieces. @throws Error when this executable has none */
export const programRuntimeBytes = (architecture: "x64" | "arm64"): Uint8Array<ArrayBuffer> =>
  bytesBuiltIn(`program_${architecture}`, "-linux.pieces");

/** @param ending of the name of its file in `dist/plugins` */
function bytesBuiltIn(name: string, ending: string): Uint8Array<ArrayBuffer> {
  if (!Bun.isStandaloneExecutable) {
    const built = builtFile(`${name}${ending}`);
    if (built !== undefined) return built;
    throw new Error(`dist holds no ${name}: build it first`);
  }
  const entry = embeddedTable.find((candidate) => candidate.name === name);
  if (entry !== undefined) return new Uint8Array(readEmbedded(entry));
  throw new Error(`this executable holds no ${name}`);
}

/** A file that the build left in `dist/plugins`. */
export function builtFile(name: string): Uint8Array<ArrayBuffer> | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const path = `${import.meta.dir}/../../dist/plugins/${name}`;
  return fs.existsSync(path) ? new Uint8Array(fs.readFileSync(path)) : undefined;
}

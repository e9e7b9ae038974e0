// The libraries that came with the executable. Run from source, they are the ones that the build left in `dist`.

import { type EmbeddedLibrary, embeddedTable } from "./embedded_table.ts";
import { VerifiedLibrary } from "./verified_load.ts";

/**
 * Reads and verifies a library that came with this executable.
 * @param name a stage's name, or `runtime`
 * @returns undefined when there is none for this platform
 * @throws PluginError when its bytes are not the ones that were built in
 */
export async function embeddedLibrary(name: string): Promise<VerifiedLibrary | undefined> {
  if (!Bun.isStandaloneExecutable) return await builtLibrary(name);
  const entry = embeddedTable.find((library) => library.name === name);
  return entry && VerifiedLibrary.verify(name, await readEmbedded(entry), entry);
}

/** Its path is inside the executable: reading it copies memory and needs neither `node:fs` nor a temporary file. */
function readEmbedded(entry: EmbeddedLibrary): Promise<Uint8Array> {
  return Bun.file(entry.file).bytes();
}

/** A library in `dist/plugins`. It was built from this checkout: its hash guards against nothing but a half-written file. */
async function builtLibrary(name: string): Promise<VerifiedLibrary | undefined> {
  const suffix = { darwin: ".dylib", win32: ".dll" }[process.platform as string] ?? ".so";
  const system = process.platform === "win32" ? "windows" : process.platform;
  const file = Bun.file(`${import.meta.dir}/../../dist/plugins/${name}-${system}-${process.arch}${suffix}`);
  if (!(await file.exists())) return undefined;
  const bytes = await file.bytes();
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  return VerifiedLibrary.verify(name, bytes, { byteLength: file.size, sha256 });
}

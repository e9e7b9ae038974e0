// The libraries that came with the executable. Run from source, they are the ones that the build left in `dist`.

import { builtFile, readEmbedded } from "./embedded_bytes.ts";
import { embeddedTable } from "./embedded_table.ts";
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
  return entry && VerifiedLibrary.verifyOwn(name, readEmbedded(entry), entry);
}

/** A library in `dist/plugins`. It was built from this checkout: it is its own manifest. */
function builtLibrary(name: string): VerifiedLibrary | undefined {
  const suffix = { darwin: ".dylib", win32: ".dll" }[process.platform as string] ?? ".so";
  const system = process.platform === "win32" ? "windows" : process.platform;
  const bytes = builtFile(`${name}-${system}-${process.arch}${suffix}`);
  return bytes && VerifiedLibrary.unsigned(name, bytes);
}

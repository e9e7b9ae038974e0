// A library's bytes in a new file that only this user can reach, for systems without sealed memory.

import type { LoadableFile } from "./loadable_file.ts";

/**
 * Writes bytes into a new file inside a new folder (0700). The name is random, so that no path comes twice.
 * @throws Error when the temporary folder cannot be written to
 */
export function openPrivateFile(bytes: Uint8Array): LoadableFile {
  // Loaded here because most processes never come here, and node:fs is a third of a start-up.
  const fs = process.getBuiltinModule("node:fs");
  const { tmpdir } = process.getBuiltinModule("node:os");
  const { join } = process.getBuiltinModule("node:path");

  const folder = fs.mkdtempSync(join(tmpdir(), "fastforth-"));
  const path = join(folder, `library-${crypto.randomUUID()}`);
  const dispose = () => {
    try {
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Windows does not delete a library that is loaded. The system cleans its temporary folder, and the library serves.
      return;
    }
  };
  try {
    fs.chmodSync(folder, 0o700);
    fs.writeFileSync(path, bytes, { flag: "wx", mode: 0o500 });
  } catch (error) {
    dispose();
    throw error;
  }
  return { path, dispose };
}

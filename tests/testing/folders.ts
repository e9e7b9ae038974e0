/** Folders with files for tests of the runner; all of them go when the test file has ended. */
import { afterAll } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** @param name of the test file, in the names of its folders */
export function testFolders(name: string) {
  const scratch = mkdtempSync(join(tmpdir(), `fastforth-${name}-`));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  let folders = 0;
  /** A folder with these files. */
  const folder = (files: Readonly<Record<string, string>>): string => {
    const path = join(scratch, `folder${++folders}`);
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    }
    return path;
  };
  return { scratch, folder };
}

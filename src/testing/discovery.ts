/** Finds test files: by their names below folders, by globs, or as they are named. */
import { readdirSync, statSync } from "node:fs";
import { join, normalize } from "node:path";

const ENDINGS = "fth|fs|4th|f|forth|frt";
/** What test files are called. */
export const TEST_NAME = new RegExp(`^(?:test_.*|.*_test|.*\\.test)\\.(?:${ENDINGS})$`, "i");
/** Folders of packages that others wrote. */
export const PACKAGES: ReadonlySet<string> = new Set(["node_modules", "forth_modules", "packages", "vendor"]);

/** A path that names nothing. */
export class NoSuchTest extends Error {
  override readonly name = "NoSuchTest";
}

/** The test files that paths mean, each once, in the order of the paths and by name below a folder. @throws NoSuchTest */
export function findTestFiles(paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths.length === 0 ? ["."] : paths) for (const file of filesOf(path)) found.add(file);
  return [...found];
}

function filesOf(path: string): string[] {
  const kind = kindOf(path);
  if (kind === "folder") return testsBelow(path);
  if (kind === "file") return [normalize(path)];
  const matching = /[*?[\]{}]/.test(path) ? [...new Bun.Glob(path).scanSync({ absolute: false })].sort() : [];
  if (matching.length === 0) throw new NoSuchTest(`there is no file or folder ${path}`);
  return matching.map(normalize);
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

function testsBelow(folder: string): string[] {
  const files: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && !PACKAGES.has(entry.name)) files.push(...testsBelow(path));
    } else if (TEST_NAME.test(entry.name)) files.push(path);
  }
  return files;
}

/** The names of the TEST:s that a text has, with their lines; found without running it. */
export function testNamesIn(text: string): { readonly name: string; readonly line: number }[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const code = line.replace(/(?:^|\s)\\(?:\s.*)?$/, "");
    const names = code.matchAll(/(?:^|\s)test:\s+(?:"([^"]*)"|(\S+))/gi);
    return Array.from(names, ([, quoted, word]) => ({ name: quoted ?? word ?? "", line: at + 1 }));
  });
}

// Another checkout of the same sources, elsewhere.

import { cpSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../release/steps.ts";

/**
 * Copies what git lists, and what npm installed, with other times and without caches.
 * @param folder a new one, which the caller removes
 */
export function copyCheckout(folder: string): void {
  const listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const names = Bun.spawnSync(listing, { cwd: projectRoot }).stdout.toString().split("\0");
  // A toolchain that is a link escapes the pattern for folders in .gitignore.
  for (const name of names.filter((listed) => listed !== "" && listed !== ".toolchain")) {
    const copy = join(folder, name);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(projectRoot, name), copy);
    utimesSync(copy, 1e9, 1e9);
  }
  cpSync(join(projectRoot, "node_modules"), join(folder, "node_modules"), { recursive: true });
  symlinkSync(join(projectRoot, ".toolchain"), join(folder, ".toolchain"));
}

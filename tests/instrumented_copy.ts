/** Copies of a checkout with other sources, from which a program or a script runs as from the checkout itself. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Copies a checkout that is built.
 * @param copy the folder, which does not exist yet
 * @param change what becomes of a file of src, by its path there
 */
export function instrumentedCopy(
  checkout: string,
  copy: string,
  change: (source: string, file: string) => string,
): void {
  for (const name of ["src", "tests", "release", "package.json"])
    cpSync(join(checkout, name), join(copy, name), { recursive: true });
  for (const name of ["dist", "node_modules", "plugins-src"])
    symlinkSync(join(checkout, name), join(copy, name));
  for (const file of new Bun.Glob("**/*.ts").scanSync(join(copy, "src"))) {
    if (file.endsWith(".d.ts")) continue;
    const path = join(copy, "src", file);
    writeFileSync(path, change(readFileSync(path, "utf8"), file));
  }
}

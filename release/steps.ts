// Steps of a build: one whose inputs did not change is skipped. A step is a function of the contents of its inputs.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

/** The folder of the checkout, absolute. */
export const projectRoot = resolve(import.meta.dir, "..");

/** The one version of Zig that builds this project (and the wheel of that version on PyPI). */
export const zigVersion = "0.17.0";

export const distFolder = join(projectRoot, "dist");
const stampFolder = join(distFolder, ".build");
export const toolchainFolder = join(projectRoot, ".toolchain");

/**
 * Does the work of a step unless its outputs are there, made of the same inputs, which are paths in the checkout.
 * @param generated outputs that are sources, too: others than the step may write them (an editor, a merge of two branches),
 *   and then it is done again
 */
export async function runStep(
  name: string,
  inputs: readonly string[],
  outputsExist: () => boolean,
  work: () => void | Promise<void>,
  generated: readonly string[] = [],
): Promise<void> {
  mkdirSync(stampFolder, { recursive: true });
  const stamp = join(stampFolder, name);
  const made = fingerprint(inputs);
  const state = () => (generated.length === 0 ? made : `${made} ${fingerprint(generated)}`);
  if (outputsExist() && existsSync(stamp) && readFileSync(stamp, "utf8") === state()) return;
  await work();
  writeWhole(stamp, state());
}

function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256").update(`bun ${Bun.version} zig ${zigVersion}\n`);
  for (const path of paths) {
    const bytes = readFileSync(resolve(projectRoot, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Every file below a folder of the checkout, by paths relative to it, sorted; none when there is no such folder. */
export function filesBelow(folder: string): string[] {
  const absolute = join(projectRoot, folder);
  if (!existsSync(absolute)) return [];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(projectRoot, join(entry.parentPath, entry.name))).sort();
}

/** Writes a file in one step, so that nobody who builds at the same time reads half of it. */
export function writeWhole(path: string, text: string | Uint8Array): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

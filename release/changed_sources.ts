// Sources of a stage with changes in them, under another version: what tries of updates are compiled from.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StageName } from "../src/abi/stage_names.ts";
import { BuildError } from "./build_error.ts";
import { stageVersion } from "./build_release.ts";
import { projectRoot } from "./steps.ts";

/** In a file of `plugins-src`, one text in the place of another. */
export interface SourceChange {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A source with a change in it. @throws BuildError when it does not hold what is to be changed, or more than once */
export function changed(source: string, { file, from, to }: SourceChange): string {
  const parts = source.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new BuildError(`plugins-src/${file} holds ${parts.length - 1} times: ${from}`);
}

/**
 * Writes `plugins-src` into a folder, with a stage that gives itself another version and has changes in its sources.
 * @throws BuildError when the sources do not hold what is to be changed
 */
export function writeChangedSources(
  folder: string,
  stage: StageName,
  version: string,
  changes: readonly SourceChange[],
): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(projectRoot, "plugins-src"), join(folder, "plugins-src"), { recursive: true });
  const named = `exportHandshake(.${stage}, "`;
  const from = `${named}${stageVersion(stage)}"`;
  const versioned = { file: `${stage}/${stage}.zig`, from, to: `${named}${version}"` };
  for (const change of [versioned, ...changes]) {
    const path = join(folder, "plugins-src", change.file);
    writeFileSync(path, changed(readFileSync(path, "utf8"), change));
  }
}

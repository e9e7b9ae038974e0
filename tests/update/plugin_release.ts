// Releases of real stages: as the build made them, and compiled anew under other versions.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type SourceChange, writeChangedSources } from "../../release/changed_sources.ts";
import { compileStage } from "../../release/libraries.ts";
import { projectRoot } from "../../release/steps.ts";
import type { StageName } from "../../src/abi/stage_names.ts";
import { pluginPlatform } from "../../src/plugins/plugin_platform.ts";
import { sha256 } from "../../src/trust/bytes.ts";
import type { Manifest } from "../../src/trust/manifest.ts";
import type { Publisher, ReleaseFile } from "./release_maker.ts";

const suffix = { darwin: ".dylib", win32: ".dll" }[process.platform as string] ?? ".so";

/** The library of a stage as the build made it. */
export function library(stage: string): Uint8Array {
  const name = `${stage}-${pluginPlatform}${suffix}`;
  return new Uint8Array(readFileSync(join(projectRoot, "dist", "plugins", name)));
}

/** The same library in other bytes: a loader does not mind what follows its end. */
export function marked(stage: string, mark: string): Uint8Array {
  const old = library(stage);
  const bytes = new Uint8Array(old.length + 64);
  bytes.set(old);
  bytes.set(new TextEncoder().encode(mark), old.length);
  return bytes;
}

const versionNow = "0.1.0";

/**
 * A stage compiled as a release does, under another version and with changed sources. Kept in dist as long as the
 * sources are the same.
 */
export function compiledStage(
  stage: StageName,
  version: string,
  changes: readonly SourceChange[] = [],
): Uint8Array {
  const folder = join(projectRoot, "dist", ".tests", "stages");
  const output = join(folder, `${stage}-${version}-${stateOf(stage, changes)}${suffix}`);
  if (!existsSync(output)) compile(stage, version, changes, folder, output);
  return new Uint8Array(readFileSync(output));
}

function compile(
  stage: StageName,
  version: string,
  changes: readonly SourceChange[],
  folder: string,
  output: string,
): void {
  const sources = join(folder, `sources-${process.pid}`);
  writeChangedSources(sources, stage, version, changes);
  for (const name of readdirSync(folder))
    if (name.startsWith(`${stage}-${version}-`)) rmSync(join(folder, name), { force: true });
  const unfinished = `${sources}${suffix}`;
  compileStage(stage, sources, unfinished);
  renameSync(unfinished, output);
  rmSync(sources, { recursive: true });
}

function stateOf(stage: StageName, changes: readonly SourceChange[]): string {
  const texts = [stage, "abi"].flatMap((name) => {
    const folder = join(projectRoot, "plugins-src", name);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) =>
      each.endsWith(".zig"),
    );
    return names.sort().map((each) => readFileSync(join(folder, each), "utf8"));
  });
  return sha256(new TextEncoder().encode([JSON.stringify(changes), ...texts].join("\n"))).slice(0, 12);
}

/** Publishes a release with another parser and another optimizer, which say that they are what they were. */
export function publishStages(
  publisher: Publisher,
  version: string,
  changes: Partial<Manifest> = {},
): Manifest {
  const bytes = (name: string) => marked(name, version);
  return publishPair(
    publisher,
    version,
    { parser: bytes("parser"), optimizer: bytes("optimizer") },
    versionNow,
    changes,
  );
}

/** Publishes a release with a parser and an optimizer of some version. */
export function publishPair(
  publisher: Publisher,
  version: string,
  pair: { readonly parser: Uint8Array; readonly optimizer: Uint8Array },
  stageVersion: string,
  changes: Partial<Manifest> = {},
): Manifest {
  const files: ReleaseFile[] = Object.entries(pair).map(([name, bytes]) => ({
    name,
    version: stageVersion,
    bytes,
    patchesFrom: [library(name)],
  }));
  const same = ["compiler", "backend"].map((name) => ({ name, version: versionNow, bytes: library(name) }));
  return publisher.publish(version, [...files, ...same], changes);
}

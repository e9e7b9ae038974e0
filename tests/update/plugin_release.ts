// Releases of the stages that the build made, with marks in them that tell one release from another.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../build.ts";
import { pluginPlatform } from "../../src/plugins/installed.ts";
import type { Manifest } from "../../src/update/manifest.ts";
import type { Publisher, ReleaseFile } from "./release_maker.ts";

/** The library of a stage as the build made it. */
export function library(stage: string): Uint8Array {
  const suffix = { darwin: ".dylib", win32: ".dll" }[process.platform as string] ?? ".so";
  return new Uint8Array(
    readFileSync(join(projectRoot, "dist", "plugins", `${stage}-${pluginPlatform}${suffix}`)),
  );
}

/** The same library in other bytes: a loader does not mind what follows its end. */
export function marked(stage: string, mark: string): Uint8Array {
  const old = library(stage);
  const bytes = new Uint8Array(old.length + 64);
  bytes.set(old);
  bytes.set(new TextEncoder().encode(mark), old.length);
  return bytes;
}

/** Publishes a release with another parser and another optimizer. */
export function publishStages(
  publisher: Publisher,
  version: string,
  changes: Partial<Manifest> = {},
): Manifest {
  const files: ReleaseFile[] = ["parser", "optimizer"].map((name) => ({
    name,
    version,
    bytes: marked(name, version),
    patchesFrom: [library(name)],
  }));
  const same = ["compiler", "backend"].map((name) => ({ name, version: "0.1.0", bytes: library(name) }));
  return publisher.publish(version, [...files, ...same], changes);
}

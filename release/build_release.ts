// The files of a release, built from this checkout: plugins and executables of every platform.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { StageName } from "../src/abi/stage_names.ts";
import { stageNames } from "../src/abi/stage_names.ts";
import { executableName } from "../src/trust/layout.ts";
import { build } from "./build.ts";
import { BuildError } from "./build_error.ts";
import { buildLibraries } from "./libraries.ts";
import { platformNamed } from "./platforms.ts";

const projectRoot = resolve(import.meta.dir, "..");

/** A file to publish, as it will be installed. */
export interface BuiltFile {
  /** A stage, or `fastforth`. */
  readonly name: string;
  readonly version: string;
  /** Of plugins such as `linux-x64`, of executables such as `linux-x64-musl`. */
  readonly platform: string;
  readonly path: string;
}

/**
 * Builds everything for some platforms, one after the other.
 * @param folder where the executables go
 * @param trustRoot the root.json in the executables
 * @param updateServer the address in the executables; package.json's by default
 * @throws BuildError
 */
export async function buildRelease(
  platforms: readonly string[],
  folder: string,
  trustRoot: string,
  version: string,
  report: (line: string) => void,
  updateServer?: string,
): Promise<BuiltFile[]> {
  mkdirSync(folder, { recursive: true });
  const files: BuiltFile[] = [];
  for (const platform of platforms) {
    const start = performance.now();
    const executable = await buildExecutable(platform, folder, { trustRoot, version, updateServer });
    const plugins = stageNames.map((stage) => builtPlugin(stage, platform));
    // One set of libraries serves every C library of a platform.
    files.push(...plugins.filter(({ path }) => !files.some((file) => file.path === path)), executable);
    report(`built ${platform} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  return files;
}

async function buildExecutable(
  platform: string,
  folder: string,
  options: {
    readonly trustRoot: string;
    readonly version: string;
    readonly updateServer: string | undefined;
  },
): Promise<BuiltFile> {
  const suffix = platform.startsWith("windows-") ? ".exe" : "";
  const output = join(folder, `${executableName}-${platform}${suffix}`);
  await buildLibraries(platform);
  const path = await build(platform, { output, ...options });
  return { name: executableName, version: options.version, platform, path };
}

function builtPlugin(stage: StageName, platformName: string): BuiltFile {
  const { library, librarySuffix } = platformNamed(platformName);
  const path = join(projectRoot, "dist", "plugins", `${stage}-${library}${librarySuffix}`);
  if (!existsSync(path)) throw new BuildError(`The stage ${stage} was not built for ${platformName}.`);
  return { name: stage, version: stageVersion(stage), platform: library, path };
}

/** The version that a stage gives itself, from its source: libraries of other platforms cannot be asked. */
export function stageVersion(stage: StageName): string {
  const source = readFileSync(join(projectRoot, "plugins-src", stage, `${stage}.zig`), "utf8");
  const version = new RegExp(`exportHandshake\\(\\.${stage}, "([^"]+)"\\)`).exec(source)?.[1];
  if (version !== undefined) return version;
  throw new BuildError(
    `plugins-src/${stage}/${stage}.zig does not say its version: exportHandshake(.${stage}, "1.2.3").`,
  );
}

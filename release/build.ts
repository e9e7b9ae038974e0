// A build from its beginning to its end: Zig libraries, the bindings generated from them, the executable.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compileExecutable } from "./executable.ts";
import { bindingsGenerator, buildLibraries, builtLibraries } from "./libraries.ts";
import { hostPlatform, platformNamed } from "./platforms.ts";
import { distFolder, filesBelow, projectRoot, runStep, writeWhole } from "./steps.ts";
import { captureZig } from "./zig.ts";

/**
 * Builds everything for one platform; without a name, for this machine.
 * @returns the path of the executable
 * @throws BuildError with one line that says what to do
 */
export async function build(platformName = hostPlatform(), options: BuildOptions = {}): Promise<string> {
  await buildLibraries(platformName);
  await generateBindings();
  return await buildExecutable(platformName, options);
}

/** Step 2: the bindings in `src/abi`, printed by a Zig program from the structs that cross the boundary. */
export async function generateBindings(): Promise<void> {
  const inputs = filesBelow("plugins-src/abi");
  const known = ["src/abi/bindings.ts", "src/abi/session_bindings.ts"];
  await runStep(
    "bindings",
    inputs,
    () => known.every((path) => existsSync(join(projectRoot, path))),
    () => {
      for (const [path, text] of printBindings()) {
        if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeWhole(path, text);
      }
    },
    known,
  );
}

/** The bindings as they have to be: paths and texts. */
export function printBindings(): [path: string, text: string][] {
  const files = captureZig(["run", bindingsGenerator]).split(/^==> /m).slice(1);
  return files.map((file) => {
    const end = file.indexOf("\n");
    return [join(projectRoot, "src", "abi", file.slice(0, end)), file.slice(end + 1)];
  });
}

/**
 * Step 3: the executable. It holds the libraries as plain data with their hashes, and reads no settings of the
 * folder that it is started in.
 */
async function buildExecutable(platformName: string, options: BuildOptions): Promise<string> {
  const platform = platformNamed(platformName);
  const libraries = builtLibraries(platform);
  const name = platformName === hostPlatform() ? "fastforth" : `fastforth-${platformName}`;
  const suffix = platform.librarySuffix === ".dll" ? ".exe" : "";
  const output = resolve(options.output ?? join(distFolder, name + suffix));
  const trustRoot = options.trustRoot ?? trustedRoot();
  const settings = ["release/build.ts", "package.json", "package-lock.json", "tsconfig.json"];
  const makers = [
    "executable",
    "fast_start",
    "inlined_constants",
    "late_code",
    "late_functions",
    "bun_runtimes",
    "platforms",
  ].map((file) => `release/${file}.ts`);
  const inputs = [...filesBelow("src"), ...makers, ...settings, ...libraries];
  const { version, updateServer } = options;
  const entry = join(projectRoot, "src", "main.ts");
  const compile = () =>
    compileExecutable(entry, output, libraries, { platformName, trustRoot, version, updateServer });
  // Elsewhere than in `dist`, nothing is known about what lies there.
  if (options.output !== undefined || version !== undefined) await compile();
  else {
    const state = trustRoot === undefined ? inputs : [...inputs, trustRoot];
    await runStep(`executable-${platformName}`, state, () => existsSync(output), compile);
  }
  return output;
}

/**
 * The root that executables are built with when a build names none: release/keys/root.json, if this checkout has one.
 * Without a root an executable installs nothing.
 */
function trustedRoot(): string | undefined {
  const path = join(projectRoot, "release", "keys", "root.json");
  return existsSync(path) ? path : undefined;
}

/** What a build may be told beside its platform. */
export interface BuildOptions {
  /** Where the executable goes; by default into `dist`. */
  readonly output?: string;
  /** The file whose keys may sign what the executable installs; see `trustedRoot`. */
  readonly trustRoot?: string;
  /** What the executable calls itself, for tries of updates; by default package.json's version. */
  readonly version?: string;
  /** The server that the executable asks for updates, when nobody names another; by default package.json's. */
  readonly updateServer?: string | undefined;
}

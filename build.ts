// Builds FastForth, top to bottom: Zig libraries, the bindings generated from them, the executable.
//
//   build.ts [options]               build for this machine or for another platform
//     --target=<platform>              linux-x64, linux-arm64-musl, darwin-arm64, windows-x64, …
//     --output=<file>                  where the executable goes, instead of dist
//     --release-version=<version>      what the executable calls itself, instead of package.json's version
//     --trust-root=<file>              whose releases the executable takes; release/keys/root.json if there is one
//   build.ts bindings                generate the bindings in src/abi alone
//   build.ts run [arguments…]        build, then run the executable (without arguments: the demo)
//   build.ts format                  format TypeScript and Zig
//   build.ts zig <arguments…>        the Zig of this project, wherever it was found
//
// A step whose inputs did not change is skipped, so that a build without changes takes a fraction of a second.

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { BuildError } from "./release/build_error.ts";
import { compileExecutable } from "./release/executable.ts";
import { hostPlatform, type Platform, platformNamed } from "./release/platforms.ts";

export { BuildError, compileExecutable, hostPlatform };

/** The folder of the checkout, absolute. */
export const projectRoot = import.meta.dir;

/** The one version of Zig that builds this project (and the wheel of that version on PyPI). */
const zigVersion = "0.17.0";

const distFolder = join(projectRoot, "dist");
const stampFolder = join(distFolder, ".build");
const toolchainFolder = join(projectRoot, ".toolchain");
const demo = join(projectRoot, "src", "forth", "demo.fth");

/** What a build may be told beside its platform. */
export interface BuildOptions {
  /** Where the executable goes; by default into `dist`. */
  readonly output?: string;
  /** The file whose keys may sign what the executable installs; see `trustedRoot`. */
  readonly trustRoot?: string;
  /** What the executable calls itself, for tries of updates; by default package.json's version. */
  readonly version?: string;
}

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

/** A library that is built from `plugins-src/<name>/<name>.zig`. */
interface ZigLibrary {
  readonly name: string;
  /** Stages are built for speed. The runtime runs a few instructions a call: it is built for size. */
  readonly optimize: "fast" | "small";
}

/** Every library of the project, those first that come first in the pipeline. */
const zigLibraries: readonly ZigLibrary[] = [
  { name: "parser", optimize: "fast" },
  { name: "compiler", optimize: "fast" },
  { name: "optimizer", optimize: "small" },
  { name: "backend", optimize: "fast" },
  { name: "runtime", optimize: "small" },
  { name: "signature", optimize: "small" },
];

/**
 * Step 1: every Zig library, stripped, in `dist/plugins/<name>-<platform>.so`.
 * @throws BuildError
 */
export async function buildLibraries(platformName: string): Promise<void> {
  const platform = platformNamed(platformName);
  mkdirSync(join(distFolder, "plugins"), { recursive: true });
  for (const library of zigLibraries) {
    if (existsSync(join(projectRoot, zigRoot(library.name)))) await buildLibrary(library, platform);
    else console.error(`${zigRoot(library.name)} does not exist: the library ${library.name} is left out`);
  }
}

async function buildLibrary(library: ZigLibrary, platform: Platform): Promise<void> {
  const { name } = library;
  const fileName = `${name}-${platform.library}${platform.librarySuffix}`;
  const output = join(distFolder, "plugins", fileName);
  const inputs = ["build.ts", ...filesBelow(`plugins-src/${name}`), ...filesBelow("plugins-src/abi")];
  await runStep(
    fileName,
    inputs,
    () => existsSync(output),
    () => compileLibrary(library, platform, projectRoot, output),
  );
}

/** @param sources a folder that holds `plugins-src` */
function compileLibrary(library: ZigLibrary, platform: Platform, sources: string, output: string): void {
  const { name } = library;
  const fileName = `${name}-${platform.library}${platform.librarySuffix}`;
  // On Linux a library calls the kernel alone, so that one file serves every C library. macOS has no stable interface
  // below libSystem, and its libraries hold a path of their own: without a given one, the linker's output.
  const linking = platform.librarySuffix === ".dylib" ? ["-lc", "-install_name", `@rpath/${fileName}`] : [];
  const modules = zigModules(name, releaseFlags(library, platform));
  const folder = mkdtempSync(join(dirname(output), ".compiling-"));
  // The libraries of Windows hold the name of their file, so that it is always the same.
  const unfinished = join(folder, fileName);
  const emit = [`-femit-bin=${unfinished}`, "-fno-emit-implib", "--name", name];
  try {
    runZig(["build-lib", "-dynamic", ...modules, ...linking, ...emit], sources);
    renameSync(unfinished, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function releaseFlags({ optimize }: ZigLibrary, platform: Platform): string[] {
  return [
    `-O${optimize}`,
    "-fstrip",
    "-fno-unwind-tables",
    "-fno-error-tracing",
    "-fomit-frame-pointer",
    "-target",
    platform.zig,
    `-mcpu=${platform.cpu}`,
  ];
}

/**
 * Compiles a stage as a release does, from sources that may lie elsewhere: what tries of updates are made of.
 * @param sources a folder that holds `plugins-src`
 * @throws BuildError
 */
export function compileStage(
  name: string,
  sources: string,
  output: string,
  platformName = hostPlatform(),
): void {
  compileLibrary(libraryNamed(name), platformNamed(platformName), sources, resolve(output));
}

/** Compiles a stage of this checkout as a release does, into an object to link into a program. @throws BuildError */
export function compileStageObject(name: string, output: string): void {
  const library = libraryNamed(name);
  const modules = zigModules(name, releaseFlags(library, platformNamed(hostPlatform())));
  runZig(["build-obj", ...modules, `-femit-bin=${output}`]);
}

function libraryNamed(name: string): ZigLibrary {
  const library = zigLibraries.find((candidate) => candidate.name === name);
  if (library === undefined) throw new BuildError(`There is no library ${name}.`);
  return library;
}

function zigRoot(name: string): string {
  return join("plugins-src", name, `${name}.zig`);
}

/** The arguments that name a library's root and the module `abi` beside it. */
function zigModules(name: string, flags: readonly string[]): string[] {
  return [...flags, "--dep", "abi", `-Mroot=${zigRoot(name)}`, ...flags, `-Mabi=${zigRoot("abi")}`];
}

/** For each Zig root with unit tests, its name and the arguments of `zig` that run them. */
export function zigTestCommands(): [name: string, args: string[]][] {
  const libraries = zigLibraries.filter(({ name }) => existsSync(join(projectRoot, zigRoot(name))));
  return [
    ["abi", ["test", zigRoot("abi")]],
    ["bindings", ["test", bindingsGenerator]],
    ...libraries.map(({ name }): [string, string[]] => [name, ["test", ...zigModules(name, [])]]),
  ];
}

const bindingsGenerator = join("plugins-src", "abi", "generate_bindings.zig");

/** Step 2: the bindings in `src/abi`, printed by a Zig program from the structs that cross the boundary. */
async function generateBindings(): Promise<void> {
  const inputs = filesBelow("plugins-src/abi");
  const known = ["bindings.ts", "session_bindings.ts"].map((name) => join(projectRoot, "src", "abi", name));
  await runStep(
    "bindings",
    inputs,
    () => known.every(existsSync),
    () => {
      for (const [path, text] of printBindings()) {
        if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeWhole(path, text);
      }
    },
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
  const settings = ["build.ts", "package.json", "package-lock.json", "tsconfig.json"];
  const makers = ["executable", "fast_start", "bun_runtimes", "platforms"].map(
    (file) => `release/${file}.ts`,
  );
  const inputs = [...filesBelow("src"), ...makers, ...settings, ...libraries];
  const { version } = options;
  const entry = join(projectRoot, "src", "main.ts");
  const compile = () => compileExecutable(entry, output, libraries, { platformName, trustRoot, version });
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

/** Paths, relative to the checkout, of the libraries that were built for a platform. */
function builtLibraries(platform: Platform): string[] {
  const folder = join(distFolder, "plugins");
  if (!existsSync(folder)) return [];
  const ending = `-${platform.library}${platform.librarySuffix}`;
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join("dist", "plugins", name));
}

// Up-to-date checks: a step is a function of the contents of its inputs.

async function runStep(
  name: string,
  inputs: readonly string[],
  outputsExist: () => boolean,
  work: () => void | Promise<void>,
): Promise<void> {
  mkdirSync(stampFolder, { recursive: true });
  const stamp = join(stampFolder, name);
  const state = fingerprint(inputs);
  if (outputsExist() && existsSync(stamp) && readFileSync(stamp, "utf8") === state) return;
  await work();
  writeWhole(stamp, state);
}

function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256").update(`bun ${Bun.version} zig ${zigVersion}\n`);
  for (const path of paths) {
    const bytes = readFileSync(resolve(projectRoot, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

function filesBelow(folder: string): string[] {
  const absolute = join(projectRoot, folder);
  if (!existsSync(absolute)) return [];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(projectRoot, join(entry.parentPath, entry.name))).sort();
}

/** Writes a file in one step, so that nobody who builds at the same time reads half of it. */
function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

// Zig

let zigCommand: readonly string[] | undefined;

/**
 * The command that runs the pinned Zig: `$ZIG`, else `zig` on the PATH, else Python's `ziglang`, else the
 * pinned wheel, installed into `.toolchain`. The first one with the right version wins.
 * @throws BuildError with one line that says what to do when none works
 */
export function findZig(): readonly string[] {
  zigCommand ??= zigCandidates().find(isPinnedZig) ?? installZig();
  return zigCommand;
}

function zigCandidates(): string[][] {
  const onPath = Bun.which("zig");
  const python = Bun.which("python3");
  return [
    ...(process.env.ZIG ? [[process.env.ZIG]] : []),
    ...(onPath ? [[onPath]] : []),
    ...(python ? [[python, "-m", "ziglang"]] : []),
    [installedZig()],
  ];
}

function installedZig(): string {
  const name = process.platform === "win32" ? "zig.exe" : "zig";
  return join(toolchainFolder, `ziglang-${zigVersion}`, "ziglang", name);
}

function isPinnedZig(command: readonly string[]): boolean {
  try {
    const probe = Bun.spawnSync([...command, "version"], { stderr: "ignore" });
    return probe.exitCode === 0 && probe.stdout.toString().trim() === zigVersion;
  } catch {
    return false; // A command that does not exist is a candidate that does not fit.
  }
}

function installZig(): readonly string[] {
  console.error(`Installing Zig ${zigVersion} into .toolchain …`);
  const unfinished = join(toolchainFolder, `unfinished-${process.pid}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
  const python = Bun.which("python3") ?? "python3";
  try {
    const install = Bun.spawnSync([python, ...pip, "--target", unfinished, `ziglang==${zigVersion}`], {
      env: { ...process.env, PIP_ROOT_USER_ACTION: "ignore" },
      stdout: "ignore",
      stderr: "inherit",
    });
    if (install.exitCode === 0) renameSync(unfinished, join(toolchainFolder, `ziglang-${zigVersion}`));
  } catch {
    // Python is missing, or somebody else installed at the same time: the check below decides.
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  const command = [installedZig()];
  if (isPinnedZig(command)) return command;
  throw new BuildError(
    `No Zig ${zigVersion}: set $ZIG to one, put it on the PATH, or make \`python3 -m pip install ziglang==${zigVersion}\` work.`,
  );
}

/** Runs Zig with its output on this terminal. @throws BuildError when it fails */
export function runZig(args: readonly string[], cwd: string = projectRoot): void {
  const run = Bun.spawnSync([...findZig(), ...args], {
    cwd,
    env: zigEnvironment(cwd),
    stdio: ["inherit", "inherit", "inherit"],
  });
  if (run.exitCode !== 0) throw new BuildError(`zig ${args[0]} failed.`);
}

/** Runs Zig and returns what it printed on standard output. @throws BuildError when it fails */
function captureZig(args: readonly string[]): string {
  const run = Bun.spawnSync([...findZig(), ...args], {
    cwd: projectRoot,
    env: zigEnvironment(),
    stderr: "inherit",
  });
  if (run.exitCode !== 0) throw new BuildError(`zig ${args[0]} failed.`);
  return run.stdout.toString();
}

/** The environment that Zig runs in: its caches lie in the checkout, or in another folder that it works in. */
export function zigEnvironment(folder: string = projectRoot): Record<string, string | undefined> {
  const cache = join(folder, ".zig-cache");
  return { ZIG_GLOBAL_CACHE_DIR: join(cache, "global"), ...process.env, ZIG_LOCAL_CACHE_DIR: cache };
}

// The command line

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "bindings") return generateBindings().then(() => 0);
  if (command === "zig") return exitCodeOf([...findZig(), ...rest], zigEnvironment());
  if (command === "format") return format();
  if (command === "run") return exitCodeOf([await build(), ...(rest.length > 0 ? rest : [demo])]);
  console.log(relative(process.cwd(), await build(...buildArguments(args))));
  return 0;
}

/** @throws BuildError */
function buildArguments(args: readonly string[]): [string | undefined, BuildOptions] {
  const values: Record<string, string> = {};
  for (const arg of args) {
    const [, name = "", value = ""] = /^--(target|output|trust-root|release-version)=(.+)$/.exec(arg) ?? [];
    if (name === "" || values[name] !== undefined) throw new BuildError(usage);
    values[name] = value;
  }
  const { target, output, "trust-root": trustRoot, "release-version": version } = values;
  if (trustRoot !== undefined && !existsSync(trustRoot))
    throw new BuildError(`There is no file ${trustRoot} to build a root of trust from.`);
  return [
    target,
    {
      ...(output && { output }),
      ...(trustRoot && { trustRoot: resolve(trustRoot) }),
      ...(version && { version }),
    },
  ];
}

const usage =
  "Usage: build.ts [--target=<platform>] [--output=<file>] [--trust-root=<file>] [--release-version=<version>]\n" +
  "       build.ts bindings | run … | format | zig …";

function format(): number {
  const biome = [process.execPath, join(projectRoot, "node_modules", "@biomejs", "biome", "bin", "biome")];
  const typescript = exitCodeOf([...biome, "check", "--write", projectRoot]);
  const zig = exitCodeOf([...findZig(), "fmt", join(projectRoot, "plugins-src")]);
  return Math.max(typescript, zig);
}

function exitCodeOf(
  command: readonly string[],
  env: Record<string, string | undefined> = process.env,
): number {
  const run = Bun.spawnSync([...command], { env, stdio: ["inherit", "inherit", "inherit"] });
  return run.exitCode ?? 1; // None when a signal ended it.
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

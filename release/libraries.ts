// The libraries in Zig: what there is, and how each is compiled for a platform.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { RelocatableObject } from "../src/linking/object_reader.ts";
import { archiveOf } from "../src/linking/piece_archive.ts";
import { BuildError } from "./build_error.ts";
import { hostPlatform, type Platform, platformNamed } from "./platforms.ts";
import { distFolder, filesBelow, projectRoot, runStep, writeWhole } from "./steps.ts";
import { usedPieces } from "./used_pieces.ts";
import { runZig } from "./zig.ts";

/** A library that is built from `plugins-src/<name>/<name>.zig`. */
interface ZigLibrary {
  readonly name: string;
  /** For speed, but for the check of signatures, which runs once a library. */
  readonly optimize: "fast" | "small";
}

/** Every library of the project, those first that come first in the pipeline. */
const zigLibraries: readonly ZigLibrary[] = [
  { name: "parser", optimize: "fast" },
  { name: "compiler", optimize: "fast" },
  { name: "optimizer", optimize: "fast" },
  { name: "backend", optimize: "fast" },
  { name: "runtime", optimize: "fast" },
  { name: "signature", optimize: "small" },
  { name: "linker", optimize: "fast" },
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
  for (const module of portableModules) await buildPortable(module);
  for (const architecture of programArchitectures) await buildProgramRuntime(architecture);
}

/** A module of stages for WebAssembly: the same file in executables for every platform. */
interface PortableModule {
  readonly fileName: string;
  /** Path of its root, in the checkout. */
  readonly root: string;
  readonly stages: readonly string[];
}

const portableModules: readonly PortableModule[] = [
  {
    fileName: "portable-wasm32.wasm",
    root: zigRoot("portable"),
    stages: ["compiler", "optimizer"],
  },
  {
    fileName: "portable_backend-wasm32.wasm",
    root: join("plugins-src", "portable", "portable_backend.zig"),
    stages: ["backend"],
  },
];

async function buildPortable(module: PortableModule): Promise<void> {
  const { fileName, stages } = module;
  const output = join(distFolder, "plugins", fileName);
  const sources = ["portable", ...stages, "abi"].flatMap((folder) => filesBelow(`plugins-src/${folder}`));
  await runStep(
    fileName,
    ["release/libraries.ts", "release/zig.ts", ...sources],
    () => existsSync(output),
    () => compilePortable(module, output),
  );
}

function compilePortable({ root, stages }: PortableModule, output: string): void {
  // Small is also quicker to load, which takes longer than compiling what most programs have.
  const flags = ["-Osmall", "-fstrip", "-fno-error-tracing", "-target", "wasm32-freestanding", "-mcpu=lime1"];
  const stageModules = stages.flatMap((name) => [...flags, "--dep", "abi", `-M${name}=${zigRoot(name)}`]);
  const uses = ["abi", ...stages].flatMap((name) => ["--dep", name]);
  const modules = [...flags, ...uses, `-Mroot=${root}`, ...stageModules, ...flags];
  // No stage recurses with its input; the memory may grow to what a host can spare.
  const shape = ["-fno-entry", "-rdynamic", "--stack", `${2 ** 18}`, `--max-memory=${2 ** 30}`];
  const unfinished = `${output}.${process.pid}`;
  runZig(["build-exe", ...shape, ...modules, `-Mabi=${zigRoot("abi")}`, `-femit-bin=${unfinished}`]);
  renameSync(unfinished, output);
}

/** What compiled programs may run on: by the name in the runtime's file, Zig's name. */
const programArchitectures = [
  { name: "x64", zig: "x86_64-linux-none" },
  { name: "arm64", zig: "aarch64-linux-none" },
];
type ProgramArchitecture = (typeof programArchitectures)[number];

/** The runtime of compiled programs, as pieces that the linker takes (src/linking/piece_archive.ts). */
const programRuntime = ({ name }: ProgramArchitecture): string => `program_${name}-linux.pieces`;

/** The runtime of compiled programs: for every architecture, because one compiles for the other. */
async function buildProgramRuntime(architecture: ProgramArchitecture): Promise<void> {
  const fileName = programRuntime(architecture);
  const output = join(distFolder, "plugins", fileName);
  const sources = ["program", "runtime", "abi", "parser"].flatMap((folder) =>
    filesBelow(`plugins-src/${folder}`),
  );
  await runStep(
    fileName,
    [
      "release/libraries.ts",
      "release/used_pieces.ts",
      "release/zig.ts",
      ...sources,
      ...filesBelow("src/linking"),
    ],
    () => existsSync(output),
    () => compileProgramRuntime(architecture, output),
  );
}

function compileProgramRuntime({ zig }: ProgramArchitecture, output: string): void {
  // Each function and each variable in a section of its own: a program has those that it reaches.
  const sections = ["-ffunction-sections", "-fdata-sections", "-fsingle-threaded"];
  const bare = ["-fstrip", "-fno-unwind-tables", "-fno-error-tracing", "-fomit-frame-pointer"];
  const flags = [...bare, ...sections, "-target", zig, "-mcpu=baseline"];
  // Short loops stay loops, and pull in nothing.
  const small = ["-Osmall", "-fno-builtin", ...flags];
  // What moves, fills and compares bytes is to be as fast as in sessions. A flag of a module holds for those behind it, too.
  const fast = ["-Ofast", "-fbuiltin", ...flags];
  const modules = [
    ...[...fast, "--dep", "program", `-Mroot=${join("plugins-src", "program", "object.zig")}`],
    ...[...small, ...programUses, `-Mprogram=${zigRoot("program")}`],
    ...modulesOfProgram(small, fast),
  ];
  const object = `${output}.${process.pid}.o`;
  runZig(["build-obj", "-fcompiler-rt", ...modules, `-femit-bin=${object}`]);
  const pieces = new RelocatableObject(readFileSync(object)).pieces();
  rmSync(object);
  // Of the compiler's own library all is in there; most of it no program can reach.
  writeWhole(output, archiveOf(usedPieces(pieces, ({ name }) => name.includes("..Lcompiler_rt."))));
}

/** The functions of floats, a module of its own: they are to be fast, and only programs that use them have them. */
const floatFunctions = join("plugins-src", "program", "words", "float_functions.zig");

const programUses = ["abi", "shared", "floats", "number"].flatMap((name) => ["--dep", name]);

/** The modules that the runtime of compiled programs uses, with the flags of each. */
function modulesOfProgram(small: readonly string[], fast: readonly string[]): string[] {
  return [
    ...[...fast, "--dep", "abi", `-Mshared=${join("plugins-src", "runtime", "shared.zig")}`],
    ...[...fast, `-Mfloats=${floatFunctions}`],
    ...[...small, "--dep", "abi", `-Mnumber=${join("plugins-src", "parser", "number.zig")}`],
    ...[...small, `-Mabi=${zigRoot("abi")}`],
  ];
}

async function buildLibrary(library: ZigLibrary, platform: Platform): Promise<void> {
  const { name } = library;
  const fileName = `${name}-${platform.library}${platform.librarySuffix}`;
  const output = join(distFolder, "plugins", fileName);
  const inputs = [
    "release/libraries.ts",
    "release/zig.ts",
    ...filesBelow(`plugins-src/${name}`),
    ...usedBy(name).map((module) => sharedModules[module]),
    ...filesBelow("plugins-src/abi"),
  ];
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

/** What more than one library has from the same source, beside `abi`. */
const sharedModules = { number: join("plugins-src", "parser", "number.zig") };

const usedBy = (name: string): (keyof typeof sharedModules)[] => (name === "runtime" ? ["number"] : []);

/** The arguments that name a library's root, the module `abi` beside it, and what it shares with another library. */
function zigModules(name: string, flags: readonly string[]): string[] {
  const used = usedBy(name);
  const uses = ["abi", ...used].flatMap((module) => ["--dep", module]);
  const shared = used.flatMap((module) => [...flags, "--dep", "abi", `-M${module}=${sharedModules[module]}`]);
  return [...flags, ...uses, `-Mroot=${zigRoot(name)}`, ...shared, ...flags, `-Mabi=${zigRoot("abi")}`];
}

/** What of the runtime of compiled programs needs no program around it. */
const programTests = join("plugins-src", "program", "tests.zig");

/** For each Zig root with unit tests, its name and the arguments of `zig` that run them. */
export function zigTestCommands(): [name: string, args: string[]][] {
  const libraries = zigLibraries.filter(({ name }) => existsSync(join(projectRoot, zigRoot(name))));
  return [
    ["abi", ["test", zigRoot("abi")]],
    ["bindings", ["test", bindingsGenerator]],
    ["program", ["test", ...programUses, `-Mroot=${programTests}`, ...modulesOfProgram([], [])]],
    ["floats", ["test", floatFunctions]],
    ...libraries.map(({ name }): [string, string[]] => [name, ["test", ...zigModules(name, [])]]),
  ];
}

/** Paths, relative to the checkout, of the libraries that were built for a platform. */
export function builtLibraries(platform: Platform): string[] {
  const folder = join(distFolder, "plugins");
  if (!existsSync(folder)) return [];
  const ending = `-${platform.library}${platform.librarySuffix}`;
  const everywhere = [
    ...portableModules.map(({ fileName }) => fileName),
    ...programArchitectures.map(programRuntime),
  ];
  const isWanted = (name: string) => name.endsWith(ending) || everywhere.includes(name);
  const names = readdirSync(folder).filter(isWanted);
  return names.sort().map((name) => join("dist", "plugins", name));
}

export const bindingsGenerator = join("plugins-src", "abi", "generate_bindings.zig");

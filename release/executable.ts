// How an executable is made of a program, the libraries, and the root of trust.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { BuildError } from "./build_error.ts";
import { bunRuntime } from "./bun_runtimes.ts";
import { fastStart } from "./fast_start.ts";
import { divideProgram } from "./late_code.ts";
import { hostPlatform, platformNamed } from "./platforms.ts";

const projectRoot = resolve(import.meta.dir, "..");

/** For another platform than this machine's, with a root of trust, under another version. */
export interface ExecutableOptions {
  readonly platformName?: string;
  readonly trustRoot?: string | undefined;
  readonly version?: string | undefined;
  /** The server that it asks for updates; by default package.json's. */
  readonly updateServer?: string | undefined;
}

/**
 * Compiles a program, with the libraries inside it, the way FastForth is compiled. The same sources give the same bytes,
 * wherever the checkout lies and whatever the output is called.
 * @param libraries paths of libraries, absolute or relative to the checkout
 */
export async function compileExecutable(
  entry: string,
  output: string,
  libraries: readonly string[],
  options: ExecutableOptions = {},
): Promise<void> {
  const { platformName = hostPlatform() } = options;
  mkdirSync(dirname(output), { recursive: true });
  const folder = mkdtempSync(join(dirname(output), ".compiling-"));
  // The name is written into the executable, so that it is not the output's, which may be any.
  const outfile = join(folder, platformName.startsWith("windows-") ? "fastforth.exe" : "fastforth");
  try {
    const build: Bun.BuildConfig = {
      entrypoints: [entry],
      target: "bun",
      format: "esm",
      minify: true,
      // A package asks for its own path, which the bundler would write into the executable as it is here.
      define: { __filename: '"fastforth"' },
      // Modules that are loaded later, by import() or require(), are not read at the start.
      splitting: true,
      // The first plugin that has an answer for a module gives it.
      plugins: [buildTimeModules(libraries, options), fastStart(entry)],
    };
    const files = [...packsOf(libraries).keys()].map((name) => `${compressedLibrary}${name}.zst`);
    const divided = await divideProgram(build, [...files, referenceTexts], isUsual, (path) =>
      programFolders.test(path),
    );
    await Bun.build({
      ...build,
      entrypoints: [divided.entry],
      files: divided.files,
      plugins: [packedFiles(libraries, divided.archives)],
      // Of all functions, however deep: see src/decisions/0012-what-the-executable-holds.md.
      bytecode: true,
      compile: {
        target: platformNamed(platformName).bun,
        executablePath: bunRuntime(platformName),
        outfile,
        // Most programs end before what the engine would compile of FastForth itself could pay; see
        // src/decisions/0032-what-short-programs-cost.md and src/machine/engine.ts.
        jitPolicy: 40,
        autoloadBunfig: false,
        autoloadDotenv: false,
        autoloadTsconfig: false,
        autoloadPackageJson: false,
      },
    });
    renameSync(outfile, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Gives the bundler the modules that only the build can write, and the files that they import. None of this goes by a
 * path that the bundler could see: it hashes paths into names inside the executable, which then would differ between
 * checkouts.
 */
function buildTimeModules(libraries: readonly string[], options: ExecutableOptions): Bun.BunPlugin {
  return {
    name: "build-time modules",
    setup(builder) {
      for (const [path, contents] of [
        ["src/plugins/embedded_table.ts", () => embeddedTable(libraries)],
        ["src/trust/embedded_root.ts", () => embeddedRoot(options.trustRoot)],
        ["src/reference/packed_texts.ts", () => packedTexts],
      ] as const) {
        if (!existsSync(join(projectRoot, path)))
          throw new BuildError(`${path} is not where the build replaces it`);
        const filter = new RegExp(`[\\\\/]${path.replaceAll("/", "[\\\\/]").replaceAll(".", "\\.")}$`);
        builder.onLoad({ filter }, () => ({ contents: contents(), loader: "js" }));
      }
      builder.onLoad({ filter: /package\.json$/ }, async ({ path }) => {
        const text = await Bun.file(path).text();
        if (path !== join(projectRoot, "package.json")) return { contents: text, loader: "json" };
        const { version, updateServer, ...rest } = JSON.parse(text);
        const own = {
          version: options.version ?? version,
          updateServer: options.updateServer ?? updateServer,
        };
        return { contents: JSON.stringify({ ...rest, ...own }), loader: "json" };
      });
    },
  };
}

/** Gives the bundler what is in the executable as files: libraries, texts, late code. */
function packedFiles(
  libraries: readonly string[],
  archives: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Bun.BunPlugin {
  return {
    name: "packed files",
    setup(builder) {
      const packed = /^(compressed-library|packed-texts|late-code):(.*)$/;
      builder.onResolve({ filter: packed }, (asked) => {
        const [, namespace = "", path = ""] = packed.exec(asked.path) ?? [];
        return { path, namespace };
      });
      const give = (namespace: string, contents: (path: string) => Uint8Array) =>
        builder.onLoad({ filter: /./, namespace }, ({ path }) => ({
          contents: contents(path),
          loader: "file",
        }));
      give("compressed-library", (path) => {
        const library = packsOf(libraries).get(path.replace(/\.zst$/, "")) ?? "";
        return Bun.zstdCompressSync(readFileSync(resolve(projectRoot, library)), { level: 22 });
      });
      give("packed-texts", packTexts);
      give("late-code", (path) => archives.get(path) ?? new Uint8Array());
    },
  };
}

/** Folders of `src` whose modules usual runs load: running programs, with or without plugins that were installed. */
const usualFolders = /^src\/(?:abi|ir|machine|interpreter|stages|forth|words|plugins|trust)\//;
/** Folders of modules that programs ask for, be it seldom. */
const programFolders = /^src\/(?:interpreter|forth|words)\//;
/** Modules of commands that are loaded by usual runs, and modules in those folders that are not. */
const exceptions: Readonly<Record<string, boolean>> = {
  "src/commands/compile.ts": true,
  "src/commands/print_version.ts": true,
  "src/forth/blocks.ts": false,
  "src/forth/libraries.ts": false,
  "src/interpreter/stepper.ts": false,
  "src/words/block.ts": false,
  "src/words/closures.ts": false,
  "src/words/help.ts": false,
  "src/words/interpreted_loops.ts": false,
  "src/words/recognizers.ts": false,
  "src/words/redirection.ts": false,
  "src/words/search_paths.ts": false,
  "src/words/see_code.ts": false,
  "src/words/sockets.ts": false,
  "src/words/stages.ts": false,
  "src/words/testing.ts": false,
};
const isUsual = (path: string): boolean => exceptions[path] ?? usualFolders.test(path);

const referenceTexts = "packed-texts:reference.zst";

const compressedLibrary = "compressed-library:";

/** The module that stands in for `src/reference/packed_texts.ts` inside an executable. */
const packedTexts = 'import file from "packed-texts:reference.zst"; export const packedTexts = file;';

/** The texts of help by their paths, as JSON in a zstd frame: see `src/reference/texts.ts`. */
function packTexts(): Uint8Array {
  const texts = [
    ...textsBelow(join(projectRoot, "src", "reference", "texts"), ".txt", ""),
    ...textsBelow(join(projectRoot, "src", "manual"), ".md", "manual/"),
  ];
  return Bun.zstdCompressSync(Buffer.from(JSON.stringify(Object.fromEntries(texts))), { level: 19 });
}

function textsBelow(folder: string, ending: string, prefix: string): [path: string, text: string][] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const wanted = names.filter((name) => name.endsWith(ending)).sort();
  return wanted.map((name) => [
    prefix + name.replaceAll("\\", "/"),
    readFileSync(join(folder, name), "utf8"),
  ]);
}

/**
 * The libraries by the files that they are in. Together, the runtimes of the two processors would be 34 KB smaller; but most
 * programs are compiled for one of them, and what is not decompressed is a tenth of a short program's compile time.
 */
function packsOf(libraries: readonly string[]): Map<string, string> {
  return new Map(libraries.map((path) => [libraryName(path), path]));
}

/** The module that stands in for `src/plugins/embedded_table.ts` inside an executable. */
function embeddedTable(libraries: readonly string[]): string {
  const imports: string[] = [];
  const entries: string[] = [];
  for (const [name, path] of packsOf(libraries)) {
    imports.push(`import ${name} from "${compressedLibrary}${name}.zst";`);
    const bytes = readFileSync(resolve(projectRoot, path));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    entries.push(`{ name: "${name}", file: ${name}, byteLength: ${bytes.length}, sha256: "${sha256}" }`);
  }
  return [...imports, `export const embeddedTable = [${entries.join(", ")}];`].join("\n");
}

/** What a library implements, from the name of its file. */
function libraryName(path: string): string {
  return basename(path).replace(/-.*$/, "");
}

/** The module that stands in for `src/trust/embedded_root.ts` inside an executable. */
function embeddedRoot(path: string | undefined): string {
  const text = path === undefined ? undefined : readFileSync(path, "utf8");
  return `export const embeddedRoot = ${JSON.stringify(text)};`;
}

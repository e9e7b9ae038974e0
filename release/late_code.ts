// Code that usual runs do not load: kept as two compressed archives without bytecode, one of them for what programs ask
// for, which is little.
//
// Bytecode takes five times the room of the source that it is made from, and the bundler decides about it for a whole
// executable. So a program is bundled twice. First into chunks; from those that a usual run does not load, an archive is
// made, in which a chunk is a function of what it imports. Then the other chunks, as they are, into the executable.

import { join, relative } from "node:path";
import { BuildError } from "./build_error.ts";
import { lateFunctions, replaceLoads } from "./late_functions.ts";

/** The root of the checkout. */
const projectRoot = join(import.meta.dir, "..");

/** A chunk of a program: a module of the first bundling. */
interface Chunk {
  /** As other chunks import it: `./chunk-….js`. */
  readonly name: string;
  readonly text: string;
  /** The chunks that are loaded with it. */
  readonly imports: readonly string[];
  /** The chunks that it loads while it runs. */
  readonly loads: readonly string[];
  /** The module that others load late, relative to the checkout; absent where modules of several are together. */
  readonly entry: string | undefined;
}

/** A program in two parts. */
interface DividedProgram {
  /** The files to bundle, by their paths: the chunks of usual runs, and what loads the others. */
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  /** By their names. */
  readonly archives: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Where the chunks are, for the bundler, which hashes paths into names. */
const folder = "/fastforth";
const loader = "./load_late.js";
/** The archives: of what programs ask for, and of all other code. The executable imports them by these names. */
const archiveNames = { programs: "programs.zst", others: "others.zst" } as const;
/** What stands before a name then. */
const archivePrefix = "late-code:";

/**
 * Divides a program.
 * @param build what the bundler is told for both bundlings
 * @param external modules that are left to the second bundling
 * @param isUsual whether a module that is loaded late, by its path in the checkout, is part of usual runs
 * @param isOfPrograms whether programs may ask for it, if it is none
 */
export async function divideProgram(
  build: Bun.BuildConfig,
  external: readonly string[],
  isUsual: (path: string) => boolean,
  isOfPrograms: (path: string) => boolean,
): Promise<DividedProgram> {
  // Names stay as they are until the second bundling: what is changed meanwhile goes by them.
  const minify = { whitespace: true, syntax: true, identifiers: false };
  const chunks = await chunksOf({ ...build, minify, external: [...external] });
  const [entry] = chunks.keys();
  if (entry === undefined) throw new BuildError("the bundler has made nothing");
  const usual = usualChunks(chunks, entry, isUsual);
  const late = [...chunks.values()].filter(({ name }) => !usual.has(name));
  const lateNames = new Set(late.map(({ name }) => name));
  const texts = await Promise.all(late.map(asFunction));
  const ofPrograms = withImports(
    chunks,
    late.filter(({ entry }) => entry !== undefined && isOfPrograms(entry)),
  );
  const packed = (isIn: (name: string) => boolean) => {
    const parts = late.flatMap(({ name }, index) => (isIn(name) ? [name, texts[index] ?? ""] : []));
    return new Uint8Array(Bun.zstdCompressSync(parts.join(separator), { level: 22 }));
  };
  const needed = late.flatMap(({ imports, loads }) => [...imports, ...loads]);
  const offered = [...new Set(needed)].filter((name) => usual.has(name)).sort();
  const files = [...usual].map((name) => ({ name, text: withLateLoads(chunks, name, lateNames) }));
  const used = external.filter((name) => texts.some((text) => text.includes(`"${name}"`)));
  files.push({ name: loader, text: loaderText(offered, used) });
  const start = startChunks(chunks, entry);
  const modules = lateFunctions(files, (name) => start.has(name));
  return {
    files: Object.fromEntries([...modules].map(([name, text]) => [join(folder, name), text])),
    entry: join(folder, entry),
    archives: new Map([
      [archiveNames.programs, packed((name) => ofPrograms.has(name))],
      [archiveNames.others, packed((name) => !ofPrograms.has(name))],
    ]),
  };
}

const separator = "\0";

/** Bundles into chunks, the one of the entry first. */
async function chunksOf(build: Bun.BuildConfig): Promise<Map<string, Chunk>> {
  const { outputs, metafile } = await Bun.build({ ...build, bytecode: false, metafile: true });
  const entries = new Map(
    Object.entries(metafile?.outputs ?? {}).map(([name, { entryPoint }]) => [
      name,
      entryPoint && relative(projectRoot, join(process.cwd(), entryPoint)),
    ]),
  );
  const chunks: Chunk[] = [];
  for (const output of outputs) {
    const text = (await output.text()).replaceAll("import.meta.require(", "require(");
    const named = (pattern: RegExp) => Array.from(text.matchAll(pattern), ([, name = ""]) => name);
    chunks.push({
      name: output.path,
      text,
      imports: named(/(?:\bfrom|\bimport)"(\.\/chunk-\w+\.js)"/g),
      loads: named(/\b(?:require|import)\("(\.\/chunk-\w+\.js)"\)/g),
      entry: entries.get(output.path),
    });
  }
  chunks.sort((a, b) => Number(isChunkName(a.name)) - Number(isChunkName(b.name)));
  return new Map(chunks.map((chunk) => [chunk.name, chunk]));
}

const isChunkName = (name: string): boolean => /^\.\/chunk-\w+\.js$/.test(name);

/** The names of the chunks that are loaded with that of the entry. */
const startChunks = (chunks: ReadonlyMap<string, Chunk>, entry: string): Set<string> =>
  withImports(chunks, [{ name: entry }]);

/** The names of some chunks and of those that are loaded with them. */
function withImports(chunks: ReadonlyMap<string, Chunk>, some: readonly Pick<Chunk, "name">[]): Set<string> {
  const all = new Set(some.map(({ name }) => name));
  for (const name of all) for (const imported of chunks.get(name)?.imports ?? []) all.add(imported);
  return all;
}

/** The names of the chunks that a usual run may load. */
function usualChunks(
  chunks: ReadonlyMap<string, Chunk>,
  entry: string,
  isUsual: (path: string) => boolean,
): Set<string> {
  const usual = new Set<string>();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = chunks.get(name);
    if (chunk === undefined || usual.has(name)) continue;
    usual.add(name);
    waiting.push(...chunk.imports);
    for (const loaded of chunk.loads) {
      const path = chunks.get(loaded)?.entry;
      if (path !== undefined && isUsual(path)) waiting.push(loaded);
    }
  }
  return usual;
}

/** A chunk as the text of a function `(exports, require, module, …)`; what it imports it takes from `require`. */
async function asFunction({ name, text }: Chunk): Promise<string> {
  const path = join(folder, name);
  const { outputs } = await Bun.build({
    entrypoints: [path],
    root: projectRoot,
    format: "cjs",
    target: "bun",
    minify: true,
    plugins: [
      {
        name: "one chunk",
        setup(builder) {
          builder.onResolve({ filter: /./ }, (asked) =>
            asked.path === path ? { path, namespace: "chunk" } : { path: asked.path, external: true },
          );
          builder.onLoad({ filter: /./, namespace: "chunk" }, () => ({ contents: text, loader: "js" }));
        },
      },
    ],
  });
  const made = (await outputs[0]?.text()) ?? "";
  return made
    .replace(/^(?:\/\/.*\n)+/, "")
    .replace(/\bimport\(("\.\/chunk-\w+\.js")\)/g, "Promise.resolve().then(()=>require($1))");
}

/** A chunk of usual runs, which has late ones loaded from the archive. */
function withLateLoads(chunks: ReadonlyMap<string, Chunk>, name: string, late: ReadonlySet<string>): string {
  const { text = "" } = chunks.get(name) ?? {};
  const changed = replaceLoads(text, late, (name) => `require("${loader}").loadLate("${name}")`);
  return changed === text ? text : changed.replace(/^\/\/ @bun.*\n/, "");
}

/** The module that loads late chunks, and hands them what they import of the others. */
function loaderText(offered: readonly string[], external: readonly string[]): string {
  const imports = external.map((name, index) => `import external${index} from "${name}";`);
  const externals = external.map(
    (name, index) => `case "${name}": return { __esModule: true, default: external${index} };`,
  );
  const others = offered.map((name) => `case "${name}": return require("${name}");`);
  return `import programs from "${archivePrefix}${archiveNames.programs}";
import others from "${archivePrefix}${archiveNames.others}";
${imports.join("\n")}
const loaded = new Map();
const usual = new Set(${JSON.stringify(offered)});
const opened = new Map();
function textsIn(archive) {
  let texts = opened.get(archive);
  if (texts === undefined) opened.set(archive, texts = open(archive));
  return texts;
}
function open(archive) {
  const settled = Bun.peek(Bun.file(archive).bytes());
  const bytes = settled instanceof Uint8Array ? settled : process.getBuiltinModule("node:fs").readFileSync(archive);
  const parts = new TextDecoder().decode(Bun.zstdDecompressSync(bytes)).split(${JSON.stringify(separator)});
  const texts = new Map();
  for (let i = 0; i < parts.length; i += 2) texts.set(parts[i], parts[i + 1]);
  return texts;
}
export function loadLate(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  if (usual.has(name) || !name.startsWith("./")) return other(name);
  const text = textsIn(programs).get(name) ?? textsIn(others).get(name);
  if (text === undefined) return other(name);
  const module = { exports: {} };
  loaded.set(name, module);
  (0, eval)(text + "\\n//# sourceURL=" + name)(module.exports, loadLate, module, name, "");
  return module.exports;
}
function other(name) {
  switch (name) {
    ${[...externals, ...others].join("\n    ")}
  }
  return import.meta.require(name);
}
`;
}

/** The TypeScript files of src and what they import, as text. */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const root = join(import.meta.dir, "../..");

/** The files in TypeScript, or another language, below a folder of the project, with their text, by path below the project. */
export function sourcesBelow(folder: string, extension: "ts" | "zig" = "ts"): ReadonlyMap<string, string> {
  return new Map(
    [...new Bun.Glob(`${folder}/**/*.${extension}`).scanSync(root)]
      .sort()
      .map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
}

/** `from "…"`, `import("…")`, `require("…")`: also what imports types alone, and what is loaded late. */
const IMPORT = /\b(?:from|import|import\(|require\()\s*["'](\.{1,2}\/[^"']+)["']/g;

/** By file, the files of the same map that it imports. */
export function importsOf(sources: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...sources].map(([path, text]) => [path, importsIn(path, text, sources)]));
}

function importsIn(path: string, text: string, sources: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, specifier = ""] of text.matchAll(IMPORT)) {
    const target = normalize(join(dirname(path), specifier));
    if (sources.has(target)) found.add(target);
  }
  return found;
}

/** What a file loads with itself: what it imports and what that imports, without types and what is loaded late. */
export function loadedWith(
  path: string,
  sources: ReadonlyMap<string, string>,
  loaded: Set<string> = new Set(),
): ReadonlySet<string> {
  if (loaded.has(path)) return loaded;
  loaded.add(path);
  // What a macro imports is loaded when the executable is bundled.
  const text = (sources.get(path) ?? "").replaceAll(/^import .* with \{ type: "macro" \};$/gm, "");
  for (const { kind, path: specifier } of new Bun.Transpiler({ loader: "ts" }).scanImports(text)) {
    const target = normalize(join(dirname(path), specifier));
    if (kind === "import-statement" && sources.has(target)) loadedWith(target, sources, loaded);
  }
  return loaded;
}

/** The strongly connected components of more than one file: circles of imports (Tarjan 1972). */
export function circles(imports: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const low = (file: string) => lowest.get(file) as number;
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file) as number);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) {
        visit(next);
        lowest.set(file, Math.min(low(file), low(next)));
      } else if (stack.includes(next)) {
        lowest.set(file, Math.min(low(file), order.get(next) as number));
      }
    }
    if (low(file) !== order.get(file)) return;
    const component = stack.splice(stack.indexOf(file));
    if (component.length > 1) found.push(component.sort());
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

const EXPORTED =
  /^export (?:declare )?(?:async )?(?:function\*?|const|let|(?:abstract )?class|interface|type) (\w+)/gm;

/** Who names what a file exports: nobody else, or tests alone. */
export interface ExportUse {
  readonly file: string;
  readonly name: string;
  readonly users: "none" | "tests";
}

/** The exports of files in src whose names no other file of the product has. */
export function idleExports(
  sources: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): ExportUse[] {
  const names = (text: string) => new Set(text.match(/\w+/g) ?? []);
  const words = new Map([...sources, ...others].map(([path, text]) => [path, names(text)]));
  const idle: ExportUse[] = [];
  for (const [file, text] of sources) {
    if (file.endsWith("bindings.ts")) continue;
    for (const [, name = ""] of text.matchAll(EXPORTED)) {
      const users = [...words]
        .filter(([path, known]) => path !== file && known.has(name))
        .map(([path]) => path);
      if (users.length === 0) idle.push({ file, name, users: "none" });
      else if (users.every((path) => path.startsWith("tests/"))) idle.push({ file, name, users: "tests" });
    }
  }
  return idle;
}

/** The lines of each function, method and arrow with a body of its own, by file and name; by indentation, as formatted. */
export function functionLengths(path: string, text: string): { at: string; lines: number }[] {
  const lines = text.split("\n");
  const found: { at: string; lines: number }[] = [];
  lines.forEach((line, start) => {
    const head =
      /^(\s*)(?:export )?(?:async )?function\*? (\w+)/.exec(line) ??
      /^(\s*)(?:private |static |override |async |\*)*(\w+)\([^;]*\{$/.exec(line) ??
      /^(\s*)(?:export )?const (\w+) = .*=> \{$/.exec(line);
    const [, indent = "", name = ""] = head ?? [];
    if (head === null || /^(?:if|for|while|switch|catch|return)$/.test(name)) return;
    const end = lines.findIndex(
      (candidate, at) =>
        at > start &&
        /^\}/.test(candidate.slice(indent.length)) &&
        candidate.startsWith(indent) &&
        !candidate.startsWith(`${indent} `),
    );
    if (end !== -1) found.push({ at: `${path} ${name}`, lines: end - start + 1 });
  });
  return found;
}

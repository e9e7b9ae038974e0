// What the bundler changes in modules for the sake of the start of an executable.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { constantInliner } from "./inlined_constants.ts";

const sources = resolve(import.meta.dir, "..", "src");

/**
 * Changes modules for the sake of the start.
 *
 * Node's modules are loaded when one of their functions is first called: as imports they would be loaded at every start,
 * which takes half as long as the start itself, and most programs of a few lines need none.
 *
 * Numbers stand in the place of constants that have names.
 *
 * What the start loads is made one chunk: modules that are loaded later import all of it, which costs nothing then, as
 * the bundler splits modules by who imports them.
 *
 * @param entry the program's first module
 */
export function fastStart(entry: string): Bun.BunPlugin {
  return {
    name: "fast start",
    setup(builder) {
      const late = lateModules();
      const inlined = constantInliner(sources);
      const together = importsOf(entry).map((path) => `import ${JSON.stringify(path)};`);
      // The bundler does not ask about Node's own modules, so that the importing files are changed instead.
      const imported = /(from\s*)["'](?:node:)?(crypto|fs|os|path|readline|tty|util)["']/g;
      builder.onLoad({ filter: /\.(ts|m?js)$/ }, async ({ path, loader }) => {
        const own = (await Bun.file(path).text()).replace(imported, '$1"late-node:$2"');
        const text = inlined(path, own);
        return { contents: late.has(path) ? [...together, text].join("\n") : text, loader };
      });
      builder.onResolve({ filter: /^late-node:/ }, ({ path }) => ({
        path: path.replace("late-node:", ""),
        namespace: "late-node",
      }));
      builder.onLoad({ filter: /./, namespace: "late-node" }, ({ path }) => ({
        contents: lateModule(path),
        loader: "js",
      }));
    },
  };
}

/** The modules in `src` that others load by require() or import(). */
function lateModules(): Set<string> {
  const loading = /(?<!typeof )\b(?:require|import)\("(\.[^"]+)"\)/g;
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" });
  const paths = names.filter((name) => name.endsWith(".ts")).map((name) => join(sources, name));
  return new Set(
    paths.flatMap((path) =>
      Array.from(readFileSync(path, "utf8").matchAll(loading), ([, target = ""]) =>
        resolve(dirname(path), target),
      ),
    ),
  );
}

/** The modules that a module imports at its start, besides packages. */
function importsOf(path: string): string[] {
  return new Bun.Transpiler({ loader: "ts" })
    .scanImports(readFileSync(path))
    .filter((imported) => imported.kind === "import-statement" && imported.path.startsWith("."))
    .map((imported) => resolve(dirname(path), imported.path));
}

/** A module with the exports of one of Node's, each of which loads that when it is first used. */
function lateModule(name: string): string {
  const names = Object.entries(process.getBuiltinModule(`node:${name}`) as Record<string, unknown>);
  const exports = names
    .filter(([key]) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== "default")
    .map(([key, value]) =>
      typeof value === "function"
        ? `export function ${key}(...a) { const f = load().${key}; return new.target ? Reflect.construct(f, a) : f(...a); }`
        : `export const ${key} = /* @__PURE__ */ new Proxy({}, { get: (_, key) => load().${key}[key] });`,
    );
  const all = "export default /* @__PURE__ */ new Proxy({}, { get: (_, key) => load()[key] });";
  return [`const load = () => process.getBuiltinModule("node:${name}");`, ...exports, all].join("\n");
}

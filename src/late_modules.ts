/**
 * Modules that are loaded when something first needs them, and at once: the text interpreter cannot wait for a dynamic
 * import. The executable keeps each apart, so that a start does not pay for what it does not use.
 */

interface LateModules {
  "plugins/runtime": typeof import("./plugins/runtime.ts");
  "stages/backend/index": typeof import("./stages/backend/index.ts");
  "stages/compiler/index": typeof import("./stages/compiler/index.ts");
  "stages/embedded_stages": typeof import("./stages/embedded_stages.ts");
}

/** Their paths in this folder, without the ending: entry points of the bundle. */
export const lateModules: readonly (keyof LateModules)[] = [
  "plugins/runtime",
  "stages/backend/index",
  "stages/compiler/index",
  "stages/embedded_stages",
];

/** Loads a late module, or gives it once more. */
export function lateModule<Path extends keyof LateModules>(path: Path): LateModules[Path] {
  // The bundler must not see through this: what it sees is made part of the importing module.
  return import.meta.require(`${import.meta.dir}/${path}${Bun.isStandaloneExecutable ? ".js" : ".ts"}`);
}

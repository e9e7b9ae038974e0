// Chunks that usual runs load late, as functions in the module of the start.
//
// Loading a chunk takes the engine a tenth of a millisecond, and a usual run loads a dozen or three. A function whose
// body is a chunk costs nothing until it is called.

import { BuildError } from "./build_error.ts";

/** A chunk as its bundler wrote it, with whitespace and syntax made small, and names as they were. */
interface ChunkText {
  readonly name: string;
  readonly text: string;
}

const lateModule = "./late_chunks.js";
/** The function that gives what a chunk exports, and calls the chunk the first time. */
const loading = "requireLate";

const importing = /\bimport\s*(?:\{([^}]*)\}from|(\w[\w$]*)\s+from)?"([^"]+)";/g;
const exporting = /\bexport\{([^}]*)\};/g;

/**
 * Changes the chunks of usual runs so that those which the start does not need are functions.
 * @param usual the chunks of usual runs
 * @param isStart whether a chunk is loaded at the start
 * @returns the modules to bundle by their names, of which one is new
 */
export function lateFunctions(
  usual: readonly ChunkText[],
  isStart: (name: string) => boolean,
): Map<string, string> {
  const names = new Set(
    usual.filter(({ name, text }) => !isStart(name) && canBeFunction(text)).map(({ name }) => name),
  );
  const isLate = (name: string) => usual.some((chunk) => chunk.name === name && !isStart(name));
  const changing = new Set(usual.filter(({ name }) => isStart(name)).flatMap(changingExports));
  /** By module and export: the name that it is imported by, and the import. */
  const hoisted = new Map<string, { readonly own: string; readonly statement: string }>();
  const modules = new Map<string, string>();
  const functions: string[] = [];
  for (const { name, text } of usual) {
    if (names.has(name)) functions.push(`${JSON.stringify(name)}:${asFunction(withLoads(text, names))}`);
    else modules.set(name, asModule(withLoads(text, names), names));
  }
  modules.set(
    lateModule,
    `${Array.from(hoisted.values(), ({ statement }) => statement).join("")}const functions={${functions.join(",\n")}},loaded={};
export function ${loading}(name){return loaded[name]??=functions[name]()}`,
  );
  return modules;

  function asFunction(text: string): string {
    const taken: string[] = [];
    const body = text.replace(importing, (_, list, whole, from) => {
      const wanted = whole === undefined ? pairs(list ?? "") : [["default", whole] as const];
      const parts = wanted.map(([key, own]) => `${key}:${own}`);
      if (names.has(from)) {
        taken.push(parts.length === 0 ? `${loading}("${from}")` : `{${parts}}=${loading}("${from}")`);
      } else if (from.startsWith("bun:") || isLate(from)) {
        taken.push(`{${parts}}=require("${from}")`);
      } else for (const [key, own] of wanted) taken.push(`${own}=${hoist(from, key)}`);
      return "";
    });
    const given: string[] = [];
    const rest = body.replace(exporting, (_, list) => {
      for (const [own, key] of pairs(list)) given.push(`${key}:${own}`);
      return "";
    });
    if (/(?:^|[;}\n])(?:import|export)\b(?!\.|\()/.test(rest))
      throw new BuildError(`a chunk is not understood: ${rest.slice(0, 200)}`);
    const consts = taken.map((part, index) => (part.includes("=") ? part : `_${index}=${part}`));
    return `()=>{${consts.length === 0 ? "" : `const ${consts};`}${rest};return{${given}}}`;
  }

  /** What functions take from the modules of the start, imported once; gives its name. */
  function hoist(from: string, key: string): string {
    const id = `${from} ${key}`;
    if (changing.has(id))
      throw new BuildError(`${id} changes, so that no function can take it once and for all`);
    const known = hoisted.get(id);
    if (known !== undefined) return known.own;
    const own = `late$${hoisted.size}`;
    hoisted.set(id, { own, statement: `import{${key} as ${own}}from"${from}";` });
    return own;
  }
}

/** A chunk that stays a module, and takes from functions what it imports of them. */
function asModule(text: string, names: ReadonlySet<string>): string {
  const taken: string[] = [];
  const changed = text.replace(importing, (statement, list, _whole, from) => {
    if (!names.has(from)) return statement;
    const parts = pairs(list ?? "").map(([key, own]) => `${key}:${own}`);
    taken.push(parts.length === 0 ? `${loading}("${from}");` : `const{${parts}}=${loading}("${from}");`);
    return "";
  });
  if (!changed.includes(`${loading}(`) && taken.length === 0) return text;
  return `import{${loading}}from"${lateModule}";${taken.join("")}${changed.replace(/^(?:\/\/.*\n)+/, "")}`;
}

/** Has a chunk load functions in the place of chunks. */
function withLoads(text: string, names: ReadonlySet<string>): string {
  return replaceLoads(text, names, (name) => `${loading}("${name}")`);
}

/** Puts other expressions in the place of those with which a text loads some chunks. */
export function replaceLoads(
  text: string,
  names: ReadonlySet<string>,
  loaded: (name: string) => string,
): string {
  return text.replace(/\b(require|import)\("(\.\/chunk-\w+\.js)"\)/g, (load, kind, name) => {
    if (!names.has(name)) return load;
    return kind === "require" ? loaded(name) : `Promise.resolve().then(()=>${loaded(name)})`;
  });
}

/** What a list of imports or exports names: `a as b` is [a, b]. */
function pairs(list: string): (readonly [string, string])[] {
  return list
    .split(",")
    .filter((item) => item.trim() !== "")
    .map((item) => {
      const [first = "", second = first] = item.trim().split(/\s+as\s+/);
      return [first, second] as const;
    });
}

/** Whether what a chunk exports is given once and for all, and it waits for nothing. */
function canBeFunction(text: string): boolean {
  if (/(?:^|[;}\n])(?:export (?!\{)|import\s*\*)/.test(text)) return false;
  for (const [, list = ""] of text.matchAll(exporting))
    for (const [own] of pairs(list)) if (changes(text, own)) return false;
  return true;
}

/** The exports of a chunk that are given a value more than once, each behind the chunk's name. */
function changingExports({ name, text }: ChunkText): string[] {
  const exported = Array.from(text.matchAll(exporting), ([, list = ""]) => pairs(list)).flat();
  // The name of a function may be another variable's as well.
  const isFixed = (own: string) =>
    new RegExp(`\\b(?:function|class) ${own.replaceAll("$", "\\$")}\\b`).test(text);
  return exported.filter(([own]) => !isFixed(own) && changes(text, own)).map(([, key]) => `${name} ${key}`);
}

/** Whether a variable is given a value more than once. */
function changes(text: string, name: string): boolean {
  const escaped = name.replaceAll("$", "\\$");
  const giving = new RegExp(
    `(?<![\\w$.])${escaped}(?:\\+\\+|--|(?:[-+*/%&|^]|<<|>>>?|\\*\\*|&&|\\|\\||\\?\\?)?=(?![=>]))|(?:\\+\\+|--)${escaped}(?![\\w$])`,
    "g",
  );
  return [...text.matchAll(giving)].length > 1;
}

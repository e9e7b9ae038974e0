// Puts numbers in the place of the constants that modules import by name, for the sake of the start of an executable.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The numbers of a table, such as `export const TokenKind = { name: 0, cell: 1 } as const`, by their names. */
type Constants = ReadonlyMap<string, number>;

/** Tables by their names in a module. */
type Tables = Map<string, Constants>;

const table = /^(?:export )?const ([A-Z]\w*) = \{\n([\s\S]*?)\n\} as const/gm;
const member = /^ {2}(\w+): (?:(0x[\da-f]+|-?\d+)|(\w+)\.(\w+)),$/gim;
const importing = /^import (?:type )?\{([^}]*)\} from "(\.[^"]+)";/gm;

/**
 * What gives a module's text with numbers in the place of constants. The bundler does that for members of an enum, whose
 * types would be another's than the numbers that the contract's records hold; reading a member of an object is two
 * instructions that look for something, the first time outside the interpreter.
 *
 * @param folder where all modules are that have such tables
 */
export function constantInliner(folder: string): (path: string, text: string) => string {
  const known = new Map<string, Tables>();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const paths = new Set(names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name)));

  const tablesOf = (path: string): Tables => {
    let tables = known.get(path);
    if (tables !== undefined) return tables;
    tables = new Map();
    known.set(path, tables);
    const text = readFileSync(path, "utf8");
    const imported = importedTables(path, text);
    for (const [, name = "", members = ""] of text.matchAll(table)) {
      const constants = new Map<string, number>();
      for (const [, key = "", number, other = "", otherKey = ""] of members.matchAll(member)) {
        const value = number === undefined ? imported.get(other)?.get(otherKey) : Number(number);
        if (value !== undefined) constants.set(key, value);
      }
      tables.set(name, constants);
    }
    return tables;
  };

  const importedTables = (path: string, text: string): Tables => {
    const tables: Tables = new Map();
    for (const [, list = "", from = ""] of text.matchAll(importing)) {
      const target = resolve(dirname(path), from);
      if (!paths.has(target)) continue;
      for (const item of list.split(",")) {
        const [name = "", own = name] = item.trim().split(" as ");
        const constants = tablesOf(target).get(name);
        if (constants !== undefined) tables.set(own, constants);
      }
    }
    return tables;
  };

  return (path, text) => {
    if (!paths.has(path)) return text;
    const tables: Tables = new Map([...importedTables(path, text), ...tablesOf(path)]);
    if (tables.size === 0) return text;
    const uses = new RegExp(`(?<![\\w$.])(${[...tables.keys()].join("|")})\\.(\\w+)\\b`, "g");
    return text.replace(uses, (use, name, key) => {
      const value = tables.get(name)?.get(key);
      if (value === undefined) return use;
      return value < 0 ? `(${value})` : String(value);
    });
  };
}

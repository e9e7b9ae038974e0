/**
 * The effects that the checker finds are those that the compiler finds, for every word of the Forth cases and benchmarks
 * that is static for the compiler. The checker may know more: it follows what depends on a flag.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { effectText, isKnown } from "../../src/checking/effect.ts";
import { Loading } from "../../src/checking/loading.ts";
import { load } from "../../src/checking/program.ts";
import { inferredEffect } from "../../src/reference/program_word.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";

/** `2 -- 1 F: 0 -- 1` in the notation of the checker. */
function inItems(effect: string): string {
  const items = (count: number, name: string) =>
    count > 8 ? `${count}*${name}` : Array(count).fill(name).join(" ");
  const side = (text: string, name: string) => {
    const [before = 0, after = 0] = text.split(" -- ").map(Number);
    return `${items(before, name)} -- ${items(after, name)}`.trim();
  };
  const [cells = "", floats] = effect.split(" F: ");
  if (floats === undefined) return `( ${side(cells, "x")} )`;
  return side(cells, "x") === "--"
    ? `( F: ${side(floats, "r")} )`
    : `( ${side(cells, "x")} ) ( F: ${side(floats, "r")} )`;
}

const root = join(import.meta.dir, "..");
const programs = ["forth/language", "forth/regression", "bench"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".fth"))
    .map((name) => join(root, folder, name)),
);
let compared = 0;

const scratch = mkdtempSync(join(tmpdir(), "fastforth-effects-"));
const folder = process.cwd();
beforeAll(() => process.chdir(scratch));
afterAll(() => {
  process.chdir(folder);
  rmSync(scratch, { recursive: true });
});

test.each(programs)(
  "%s",
  (path) => {
    const loading = new Loading({ stages: selectStages(parseStages("builtin")), memory: 1 << 24 });
    const { session, symbols } = loading;
    load(loading, path);
    const different: string[] = [];
    for (const word of session.dictionary.newestFirst()) {
      const symbol = symbols.of(word);
      const own = symbol?.isBroken === false ? symbol.effect : undefined;
      const effect = own === undefined ? undefined : inferredEffect(session, word);
      if (own === undefined || effect === undefined) continue;
      compared++;
      const text = isKnown(own) ? effectText(own) : own.kind;
      // The compiler says nothing of how a word that never comes back leaves the stack.
      const returns = !isKnown(own) || own.ways.length > 0;
      if (returns && text !== inItems(effect))
        different.push(`${word.name}: ${text}, not ${inItems(effect)}`);
    }
    expect(different).toEqual([]);
  },
  60_000,
);

test("there was much to compare", () => {
  expect(compared).toBeGreaterThan(500);
});

test("the cases, many of which write files, have written none", () => {
  expect(readdirSync(scratch)).toEqual([]);
});

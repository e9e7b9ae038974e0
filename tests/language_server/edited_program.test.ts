/** What is known of a program behind a change of its text, held against a check of it as it is then. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SourceRange } from "../../src/checking/diagnostic.ts";
import { checkProgram } from "../../src/checking/program.ts";
import type { SourceText } from "../../src/checking/source_file.ts";
import { editedProgram } from "../../src/language_server/edited_program.ts";
import { contentOf, ProgramIndex } from "../../src/language_server/program_index.ts";
import { bytesOf } from "../../src/machine/system_text.ts";

const folder = resolve(import.meta.dir, "..", "programs");
const programs = readdirSync(folder).filter((name) => name.endsWith(".fth"));
const seed = Number(process.env.FUZZ_SEED ?? 11);

function check(path: string, text: string): ProgramIndex {
  const sourceText = (asked: string) => (resolve(asked) === path ? bytesOf(text) : undefined);
  return ProgramIndex.of(checkProgram(path, { details: true, sourceText }));
}

function ownText(index: ProgramIndex): SourceText {
  const [own] = index.texts.values();
  if (own === undefined) throw new Error("the program has no text");
  return own;
}

const edited = (index: ProgramIndex, text: string): ProgramIndex =>
  editedProgram(index, ownText(index), bytesOf(text));

/** What is where. */
function places(index: ProgramIndex) {
  const sorted = (items: readonly string[]) => [...new Set(items)].sort();
  const all = [...index.texts].map(([path, text]) => ({ file: index.file(path), facts: index.facts(text) }));
  const place = (range: SourceRange | undefined) => `${range?.file}:${range?.line}:${range?.column}`;
  return {
    symbols: index.symbols.map(({ name, range, end }) => `${name} ${place(range)} ${place(end)}`),
    references: sorted(
      all.flatMap(({ file }) =>
        [...(file?.references.values() ?? [])].map(
          ({ symbol, name, file, offset, length }) =>
            `${file} ${offset} ${length} ${name.toLowerCase()} ${place(symbol?.range)}`,
        ),
      ),
    ),
    locals: sorted(
      all.flatMap(({ facts }) =>
        (facts?.locals ?? []).map(({ name, range, scopeEnd }) => `${name} ${range.offset} ${scopeEnd}`),
      ),
    ),
    hidden: sorted(
      all.flatMap(({ facts }) =>
        (facts?.parsed ?? [])
          .filter((part) => contentOf(part) !== "names")
          .map(({ start, end }) => `${start} ${end}`),
      ),
    ),
    diagnostics: sorted(
      all.flatMap(({ facts }) =>
        (facts?.diagnostics ?? []).map(({ rule, range }) => `${place(range)} ${rule}`),
      ),
    ),
    hints: sorted(all.flatMap(({ facts }) => (facts?.stacks ?? []).map(({ offset }) => `${offset}`))),
    lines: all.map(({ facts }) => [...(facts?.interpreted.keys() ?? [])].sort((a, b) => a - b)),
  };
}

function random(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const commented = "\\ Doubles.\n: twice ( n -- n )\n  2* ;\n: four ( -- n )\n  2 twice ;\nfour .\n";

test("what is behind the change has moved", () => {
  const text = commented.replace(": four", "\n\n: four");
  expect(places(edited(check("/a.fth", commented), text))).toEqual(places(check("/a.fth", text)));
});

test("a definition that is written is one, and what follows may name it", () => {
  const text = commented.replace("2 twice", "one twice").replace(": four", ": one ( -- n ) 1 ;\n: four");
  const program = edited(check("/a.fth", commented), text);
  const { symbols, references } = places(check("/a.fth", text));
  expect(places(program).symbols).toEqual(symbols);
  expect(places(program).references).toEqual(references);
});

test("a word that is given another name keeps its places until they are looked for again", () => {
  const program = edited(check("/a.fth", commented), commented.replace(": twice", ": twicex"));
  const references = [...(program.file("/a.fth")?.references.values() ?? [])];
  const names = references.filter(({ symbol }) => symbol?.range.line === 2).map(({ name }) => name);
  expect(names).toEqual(["twice"]);
  expect(program.symbols.map(({ name, effect }) => [name, effect !== undefined])).toEqual([
    ["twicex", true],
    ["four", true],
  ]);
});

test("a comment of several lines is one, whichever of its lines changes", () => {
  const old = ": a ( n\n  and m\n  -- n ) + ;\n1 2 a .\n";
  for (const [from, to] of [
    ["and m", "and mm"],
    [": a ( n", ": a ( nn"],
    ["-- n )", "-- sum )"],
  ] as const) {
    const text = old.replace(from, to);
    const { hidden, symbols } = places(check("/a.fth", text));
    const now = places(edited(check("/a.fth", old), text));
    expect({ hidden: now.hidden, symbols: now.symbols }).toEqual({ hidden, symbols });
  }
});

test("locals are those of the lines as they are", () => {
  const old = ": area {: width height -- n :} width height * ;\n2 3 area .\n";
  const text = old.replace("height --", "height depth --").replace("height *", "height * depth *");
  expect(places(edited(check("/a.fth", old), text)).locals).toEqual(places(check("/a.fth", text)).locals);
});

test.each(programs)("%s, with what changes nothing in random places", (name) => {
  const path = join(folder, name);
  const before = readFileSync(path, "utf8");
  const whole = check(path, before);
  const next = random(seed + programs.indexOf(name));
  for (let turn = 0; turn < 4; turn++) {
    const lines = before.split("\n");
    const at = next(lines.length);
    const added = ["", "  ", "\n"][next(3)] ?? "";
    lines.splice(at, 0, added);
    const text = lines.join("\n");
    const found = { seed, turn, at, ...places(edited(whole, text)) };
    const { symbols, references, hidden, diagnostics, hints, locals, lines: own } = places(check(path, text));
    expect(found).toEqual({
      ...{ seed, turn, at, symbols, references, hidden, locals },
      ...{ diagnostics, hints, lines: own },
    });
  }
});

test.each(programs)("%s, with lines that are no longer what they were", (name) => {
  const path = join(folder, name);
  const before = readFileSync(path, "utf8");
  const whole = check(path, before);
  const next = random(seed + programs.indexOf(name));
  for (let turn = 0; turn < 20; turn++) {
    const lines = before.split("\n");
    const at = next(lines.length);
    const line = lines[at] ?? "";
    const column = next(line.length + 1);
    lines[at] = [
      () => `${line.slice(0, column)}x${line.slice(column)}`,
      () => line.slice(0, column) + line.slice(column + 1),
      () => lines[next(lines.length)] ?? "",
      () => `${line} )`,
      () => `${line} ( `,
    ][next(5)]?.() as string;
    const text = lines.join("\n");
    const found = edited(whole, text);
    const own = ownText(found);
    expect(Buffer.from(own.bytes).toString()).toBe(text);
    for (const { range, name } of found.symbols)
      if (range.file === own.path && own.wordAt(range.offset).length === name.length)
        expect({ seed, turn, name: own.wordAt(range.offset) }).toEqual({ seed, turn, name });
  }
});

/** A program that was loaded up to a line, and then on with another text, is the program with that text. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PartlyLoaded } from "../../src/checking/partly_loaded.ts";
import { type CheckedProgram, checkProgram } from "../../src/checking/program.ts";
import { bytesOf } from "../../src/machine/system_text.ts";

const folder = resolve(import.meta.dir, "..", "programs");
const programs = readdirSync(folder).filter((name) => name.endsWith(".fth"));
const seed = Number(process.env.FUZZ_SEED ?? 7);

/** Everything that an editor may show, without what refers to objects of a load. */
function shown({ diagnostics, symbols, references, files, details }: CheckedProgram): unknown {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
  return {
    diagnostics: diagnostics.map(text),
    symbols: symbols.map(text),
    references: references.map(({ symbol, ...rest }) =>
      text([symbol?.range.offset, symbol?.range.file, rest]),
    ),
    files: files.map(({ path, bytes }) => [path, Bun.hash(bytes)]),
    stacks: details?.stacks.map(({ symbol, ...rest }) => text([symbol?.name, rest])),
    parsed: details?.parsed.map(text),
    locals: details?.locals.map(text),
    interpreted: [...(details?.interpreted ?? [])].map(([file, lines]) => [file, text([...lines])]),
  };
}

function random(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A text in which one line is otherwise. */
function changed(text: string, next: (below: number) => number): string {
  const lines = text.split("\n");
  const at = next(lines.length);
  const line = lines[at] ?? "";
  const column = next(line.length + 1);
  const other = lines[next(lines.length)] ?? "";
  const made = [
    () => [`${line.slice(0, column)}x${line.slice(column)}`],
    () => [line.slice(0, column) + line.slice(column + 1)],
    () => [],
    () => [line, other],
    () => [other],
    () => [`${line} )`],
    () => [": new ( n -- n ) dup * ;", line],
    () => [`${line} ;`],
  ][next(8)]?.() ?? [line];
  return [...lines.slice(0, at), ...made, ...lines.slice(at + 1)].join("\n");
}

test.each(programs)("%s, changed in random places", (name) => {
  const path = join(folder, name);
  const next = random(seed + programs.indexOf(name));
  const before = readFileSync(path, "utf8");
  const check = (text: string) => {
    const sourceText = (asked: string) => (resolve(asked) === path ? bytesOf(text) : undefined);
    const options = { details: true, sourceText };
    return { options, program: checkProgram(path, options) };
  };
  const whole = check(before).program;
  const [own] = whole.files;
  if (own === undefined) throw new Error(`${name} has no text`);
  let tried = 0;
  for (let turn = 0; turn < 5; turn++) {
    const text = changed(before, next);
    const [old, fresh] = [bytesOf(before), bytesOf(text)];
    const first = old.findIndex((byte, at) => byte !== fresh[at]);
    const { program, options } = check(text);
    const part = PartlyLoaded.before(first < 0 ? old.length : first, own, whole, options);
    if (part === undefined) continue;
    expect(part.fits(fresh)).toBe(true);
    const finished = part.finish(fresh);
    if (finished === undefined) continue;
    tried++;
    expect({ seed, turn, ...(shown(finished) as object) }).toEqual({
      seed,
      turn,
      ...(shown(program) as object),
    });
  }
  expect(tried).toBeGreaterThan(0);
});

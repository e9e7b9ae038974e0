/**
 * Whatever the text is, the checker comes to an end and says where things are: programs cut off in the middle, with words
 * left out, doubled and exchanged, as they are while somebody types.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkProgram } from "../../src/checking/program.ts";

const scratch = mkdtempSync(join(tmpdir(), "fastforth-tolerance-"));
const folder = process.cwd();
beforeAll(() => process.chdir(scratch));
afterAll(() => {
  process.chdir(folder);
  rmSync(scratch, { recursive: true });
});

/** Numbers that are the same in each run (Park and Miller 1988). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 0x7fffffff;
    return state % limit;
  };
}

const root = join(import.meta.dir, "..");
const texts = ["checking/cases", "forth/language", "bench"].flatMap((name) =>
  readdirSync(join(root, name))
    .filter((file) => file.endsWith(".fth"))
    .map((file) => ({ path: join(root, name, file), text: readFileSync(join(root, name, file), "utf8") })),
);

type Change = (words: string[], next: (limit: number) => number, other: readonly string[]) => void;

const changes: readonly Change[] = [
  (words, next) => words.splice(next(words.length)),
  (words, next) => words.splice(next(words.length), 1 + next(3)),
  (words, next) => words.splice(next(words.length), 0, words[next(words.length)] as string),
  (words, next) => {
    const [a, b] = [next(words.length), next(words.length)];
    [words[a], words[b]] = [words[b] as string, words[a] as string];
  },
  (words, next, other) => words.splice(next(words.length), 0, other[next(other.length)] as string),
  (words, next) => {
    const at = next(words.length);
    words[at] = (words[at] as string).slice(next(4));
  },
];

/** Words that open, close, parse and change how the text is read. */
const odd =
  ": ; :noname [: ;] if else then begin while repeat until again do ?do loop +loop leave exit case of endof endcase ( ( \\ .\" s\" {: :} { } | -- does> create variable constant value to is defer immediate postpone [ ] literal recurse >r r> rdrop i j unloop evaluate include marker hex binary 0 1 base ! state @ execute catch throw bye quit abort try endtry iferror restore [if] [else] [then] char [char] ' ['] word parse".split(
    " ",
  );

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "changed texts, seed %d",
  (seed) => {
    const next = numbers(seed * 7919);
    for (let round = 0; round < 60; round++) {
      const { path, text } = texts[next(texts.length)] as (typeof texts)[number];
      const words = text.split(/(?<=\s)/);
      for (let count = 1 + next(4); count > 0 && words.length > 1; count--)
        (changes[next(changes.length)] as Change)(
          words,
          next,
          odd.map((word) => `${word} `),
        );
      const bytes = new TextEncoder().encode(words.join(""));
      const { diagnostics, symbols, references } = checkProgram(path, {
        sourceText: (name) => (name === path ? bytes : undefined),
      });
      for (const { range } of [...diagnostics, ...symbols]) {
        expect(range.line).toBeGreaterThan(0);
        expect(range.column).toBeGreaterThan(0);
        expect(range.endColumn).toBeGreaterThan(range.column);
        expect(range.offset).toBeGreaterThanOrEqual(0);
      }
      for (const { offset, length } of references) expect(offset + length).toBeGreaterThan(0);
    }
  },
  60_000,
);

test("no file was written", () => {
  expect(readdirSync(scratch)).toEqual([]);
});

// The formatter: what it does to a program, what it must leave alone, and that it comes to rest.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { format } from "../../src/formatting/format.ts";
import { fastforth } from "../cli/fastforth.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const formatted = (text: string, width = 100) => {
  const { bytes, reason } = format("./example.fth", encode(text), { width });
  return { text: new TextDecoder().decode(bytes), reason };
};

/** Before and after. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    "structures are indented by two blanks each",
    ': sign ( n -- )\ndup 0< if\n\t." neg"\nelse dup 0= if\n." zero"\nelse ." pos"\nthen then\ndrop ;\n',
    ': sign ( n -- )\n  dup 0< if\n    ." neg"\n  else dup 0= if\n      ." zero"\n    else ." pos"\n  then then\n  drop ;\n',
  ],
  ["a ; alone stands under its :", ": f ( -- )\n1 .\n;\n", ": f ( -- )\n  1 .\n;\n"],
  [
    "loops and cases",
    ": f 3 0 do\ni case\n1 of 5 endof\n0 swap\nendcase .\nloop ;\n",
    ": f 3 0 do\n    i case\n      1 of 5 endof\n      0 swap\n    endcase .\n  loop ;\n",
  ],
  [
    "CONTOF ends what ?OF begins, and a closure what its own [ does",
    ": f case\ndup 1 > ?of\n1-\ncontof\n0 endcase\n[n:d\n1+\n;] ;\n",
    ": f case\n    dup 1 > ?of\n      1-\n    contof\n    0 endcase\n  [n:d\n    1+\n  ;] ;\n",
  ],
  ["Tabs and blanks at line ends go", "1\t.   \n2 .\t\n", "1  .\n2 .\n"],
  ["one blank, or two between phrases", ": f   1 .   2 . ;\n", ": f  1 .  2 . ;\n"],
  [
    "comments behind code stand in one column",
    "1 .   \\ one\n10 100 . .  \\ more\n",
    "1 .         \\ one\n10 100 . .  \\ more\n",
  ],
  [
    "empty lines: two at most, one in definitions",
    "1 .\n\n\n\n\n: f\n\n\n\n2 . ;\n",
    "1 .\n\n\n: f\n\n  2 . ;\n",
  ],
  ["text ends with one line end", "1 .", "1 .\n"],
  ["line ends stay what they are", "1 . \r\n: f\r\n2 . ;\r\n", "1 .\r\n: f\r\n  2 . ;\r\n"],
  ["top-level lines keep their indentation", "create t\n   1 ,  2 ,\n", "create t\n   1 ,  2 ,\n"],
];

describe("a program's text becomes", () => {
  test.each(cases)("%s", (_, before, after) => {
    expect(formatted(before)).toEqual({ text: after, reason: undefined });
    expect(formatted(after)).toEqual({ text: after, reason: undefined });
  });

  test("long lines are broken where a phrase ends", () => {
    const { text } = formatted(`: f ( n -- n ) ${"dup drop ".repeat(6)} ${"1+ 1- ".repeat(6)};\n`, 60);
    expect(text.split("\n").every((line) => line.length <= 60)).toBe(true);
    expect(formatted(text, 60).text).toBe(text);
  });
});

/** What nothing but its own word may read. */
const untouched = [
  's"   two  blanks  "  type',
  ".(  said   so  )",
  ': log" \'"\' parse type ;\nlog"  kept   as  it   is"',
  ": rest  0 parse type ;\nrest  to   the  end  ",
  "0 [if]  any   text\n\t\tat  all   [then]",
  "(  a comment\n    of several\n  lines  )",
  ': x  s\\" a\\tb  \\"c\\"  " type ;',
  'char  "  emit',
  "[char]",
];

test.each(untouched)("%j is read as before", (text) => {
  const { text: after } = formatted(`${text}\n`);
  const words = (source: string) => source.trimEnd().replace(/^(\S+)[ \t]+(?=")/, "$1 ");
  expect(words(after)).toBe(words(text));
});

test("every program of the tests is read as before, and is at rest", () => {
  const folders = ["tests/forth/language", "tests/forth/regression", "src/forth"].map((name) =>
    join(projectRoot, name),
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".fth"))
      .map((name) => join(folder, name)),
  );
  // Every twelfth: the formatter proves the first of itself each time.
  const unsettled = files
    .filter((_, at) => at % 12 === 0)
    .filter((path) => {
      const before = new Uint8Array(readFileSync(path));
      const { bytes } = format(path, before, { width: 100 });
      return Buffer.compare(bytes, format(path, bytes, { width: 100 }).bytes) !== 0;
    });
  expect(unsettled).toEqual([]);
}, 120_000);

describe("the command", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fastforth-fmt-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);

  test("--check and --diff change nothing; a file is changed in its place, through a link, too", async () => {
    writeFileSync(path("a.fth"), ": f\n1 . ;\n", { mode: 0o640 });
    symlinkSync("a.fth", path("link.fth"));
    expect(await fastforth(["fmt", "--check", "a.fth"], { cwd: folder })).toMatchObject({
      code: 1,
      out: "a.fth is not formatted\n",
    });
    const { code, out } = await fastforth(["fmt", "--diff", "a.fth"], { cwd: folder });
    expect([code, out.includes("-1 . ;\n+  1 . ;\n")]).toEqual([0, true]);
    expect(readFileSync(path("a.fth"), "utf8")).toBe(": f\n1 . ;\n");
    expect((await fastforth(["fmt", "link.fth"], { cwd: folder })).code).toBe(0);
    expect(readFileSync(path("a.fth"), "utf8")).toBe(": f\n  1 . ;\n");
    expect(lstatSync(path("link.fth")).isSymbolicLink()).toBe(true);
    expect(lstatSync(path("a.fth")).mode & 0o777).toBe(0o640);
    expect((await fastforth(["fmt", "--check", "a.fth"], { cwd: folder })).code).toBe(0);
  });

  test("standard input; wrong options and files", async () => {
    expect(await fastforth(["fmt", "-"], { stdin: ": f\n1 . ;\n" })).toMatchObject({
      code: 0,
      out: ": f\n  1 . ;\n",
    });
    expect((await fastforth(["fmt"])).code).toBe(2);
    expect((await fastforth(["fmt", "--width", "3", "a.fth"])).err).toContain("--width takes a number");
    expect((await fastforth(["fmt", "none.fth"])).code).toBe(2);
  });
});

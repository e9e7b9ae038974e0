// Where included files are found: beside the file, in the current folder, and along the search path.

import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fastforth, file, scratch } from "./fastforth.ts";

mkdirSync(join(scratch, "libs/deep"), { recursive: true });
mkdirSync(join(scratch, "more"), { recursive: true });
file("libs/only.fth", ".( libs)");
file("libs/in-two-places.fth", ".( libs)");
file("more/in-two-places.fth", ".( more)");
file("libs/deep/near.fth", ".( near)");
file("libs/deep/uses.fth", "include near.fth include only.fth");

const run = (source: string, args: readonly string[] = [], env = {}) =>
  fastforth([...args, "-e", source], { env });

test("-p and FASTFORTH_PATH, in their order; -p takes the place of the variable", async () => {
  expect((await run("include only.fth", ["-p", "libs"])).out).toBe("libs");
  expect((await run("include in-two-places.fth", ["--path=more:libs"])).out).toBe("more");
  expect((await run("include in-two-places.fth", [], { FASTFORTH_PATH: "libs:more" })).out).toBe("libs");
  expect((await run("include in-two-places.fth", ["-p", "more"], { FASTFORTH_PATH: "libs" })).out).toBe(
    "more",
  );
  expect((await run("include only.fth")).code).toBe(1);
});

test("what lies beside the including file comes first", async () => {
  file("in-two-places.fth", ".( here)");
  expect((await run("include in-two-places.fth", ["-p", "more"])).out).toBe("here");
  expect((await run("include libs/deep/uses.fth", ["-p", "libs"])).out).toBe("nearlibs");
});

test("a program changes the path", async () => {
  expect((await run("fpath+ libs include only.fth")).out).toBe("libs");
  expect((await run("fpath= .|more include only.fth", ["-p", "libs"])).code).toBe(1);
  expect((await run('s" libs" fpath also-path .fpath', ["-p", "more"])).out).toBe(". more libs ");
  expect((await run("fpath clear-path .fpath")).out).toBe("");
});

test("a path of the program's own", async () => {
  const source =
    'variable p p path= libs|more s" only.fth" p open-path-file . type drop s" no" p open-path-file .';
  expect((await run(source)).out).toBe("0 libs/only.fth-38 ");
  expect((await run('variable p p path+ libs s" /etc/passwd" p open-path-file . type drop')).out).toBe(
    "0 /etc/passwd",
  );
});

// Compiled programs under Valgrind, which knows fewer forms of instructions than processors do.

import { expect, test } from "bun:test";
import { dirname } from "node:path";
import { fastforth, file } from "../cli/fastforth.ts";

const isHere = process.platform === "linux" && process.arch === "x64" && Bun.which("valgrind") !== null;
if (!isHere) console.warn("SKIPPED: no valgrind for x86-64 (Debian: valgrind)");

test.skipIf(!isHere)("Valgrind runs a program, and has nothing to complain of", async () => {
  const text = `create table 100 cells allot
: fill-up  100 0 do i i * table i cells + ! loop ;
: total ( -- n ) 0 100 0 do table i cells + @ + loop ;
: main fill-up total . 2e fsqrt f. 100 allocate throw dup 100 [char] a fill 3 type  [: 5 throw ;] catch . -7 2 / . cr ;
`;
  const source = file("checked.fth", text);
  const output = source.replace(".fth", "");
  expect((await fastforth(["compile", source, "-o", output])).err).toBe("");
  const run = Bun.spawnSync(["valgrind", "-q", output], { cwd: dirname(output), stdin: "ignore" });
  expect(run.stdout.toString()).toBe("328350 1.4142135623731 aaa5 -4 \n");
  expect(
    run.stderr
      .toString()
      .replace(/^==\d+== (?:Warning: (?:set address range perms|client switching stacks)| {9}).*\n/gm, ""),
  ).toBe("");
  expect(run.exitCode).toBe(0);
});

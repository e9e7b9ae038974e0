/** What executables hold beside the engine: see src/decisions/0012-what-the-executable-holds.md. */
import { describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { compileExecutable } from "../../release/executable.ts";
import { executable, fastforth, file, scratch } from "../cli/fastforth.ts";

describe("an executable", () => {
  test("adds less than 3.9 MB to a program that only prints", async () => {
    const hello = join(scratch, "hello");
    await compileExecutable(file("hello.ts", 'console.log("hello");\n'), hello, []);
    expect(statSync(executable).size - statSync(hello).size).toBeLessThan(3_900_000);
  });
});

/** How many times the engine parsed source. Of what has bytecode it parses nothing; its own modules take some. */
async function parsed(args: readonly string[]): Promise<number> {
  const { out, err, code } = await fastforth(args, { env: { BUN_JSC_reportParseTimes: "1" } });
  expect(code).toBe(0);
  return `${out}${err}`.match(/^Parsed /gm)?.length ?? 0;
}

describe("code without bytecode", () => {
  const OF_THE_ENGINE = 40;
  const hot = file(
    "hot.fth",
    ": fib ( n -- n ) dup 2 < if exit then dup 1- recurse swap 2 - recurse + ; 20 fib .",
  );
  const words = file(
    "words.fth",
    `variable v  create buffer 80 allot  : t s" text" type 5 v ! v @ . 10 0 do i . loop ;  t
2.5e f. ' t catch drop  pad 8 erase  here . depth .s hex ff . decimal`,
  );

  for (const [name, args] of Object.entries({
    "code of the command line": ["-e", "1 2 + ."],
    "a hot word": [hot],
    "a hot word without plugins": ["--stages", "builtin", hot],
    "words of many sets": [words],
    "the version": ["--version"],
  }))
    test(`is not loaded for ${name}`, async () => {
      expect(await parsed(args)).toBeLessThan(OF_THE_ENGINE);
    });

  test("is loaded for a command that few runs ask for", async () => {
    expect(await parsed(["check", hot])).toBeGreaterThan(OF_THE_ENGINE);
  });
});

// What a person is told of an error in a program, and that no error hangs or crashes.

import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { executable, fastforth, file, scratch } from "./fastforth.ts";

/** Runs a program in the scratch folder; gives what it wrote to standard error. */
async function failure(source: string | Uint8Array, name = "program.fth"): Promise<string> {
  file(name, source);
  const { code, signal, err } = await fastforth([name]);
  expect({ code, signal }).toEqual({ code: 1, signal: null });
  return err;
}

describe("a report is complete", () => {
  test("an undefined word: place, line, caret, stack, suggestion", async () => {
    expect(await failure("1 2\n: twice dup + ;\n3  twcie\n")).toBe(
      [
        "program.fth:3:4: error: Undefined word: twcie (THROW -13)",
        "  3 | 3  twcie",
        "    |    ^~~~~",
        "  stack: <3> 1 2 3",
        "  hint: did you mean 'twice'?",
        "",
      ].join("\n"),
    );
  });

  test("division by zero three words deep: backtrace with positions", async () => {
    const source = ": ratio / ;\n: share 7 swap ratio ;\n: report\n  share . ;\n5 0 report\n";
    const report = await failure(source);
    // What an interrupted word has on the stacks depends on whether it was compiled already; the rest does not.
    expect(report.replace(/(stack: <).*/, "$1…")).toBe(
      [
        "program.fth:1:9: error: Division by zero (THROW -10)",
        "  1 | : ratio / ;",
        "    |         ^",
        "  stack: <…",
        "  backtrace:",
        "    in ratio at program.fth:1:9",
        "    in share at program.fth:2:16",
        "    in report at program.fth:4:3",
        "    from program.fth:5:5",
        "",
      ].join("\n"),
    );
  });

  test("in an included file, with the way there", async () => {
    mkdirSync(join(scratch, "sub"), { recursive: true });
    file("sub/inner.fth", "1 2 +\n  frobnicate\n");
    file("sub/middle.fth", "include inner.fth\n");
    const err = await failure(': load s" sub/middle.fth" included ;\nload\n', "outer.fth");
    expect(err).toMatch(/inner\.fth:2:3: error: Undefined word: frobnicate/);
    expect(err).toMatch(/middle\.fth:1:\d+\n(.*\n)*.*outer\.fth:2:1/);
  });

  test("in EVALUATE, with the words around it", async () => {
    const err = await failure(': inner s" 1 frobnicate 2" evaluate ;\n: outer inner ;\nouter\n');
    expect(err).toStartWith("<evaluate>:1:3: error: Undefined word: frobnicate");
    expect(err).toContain("in inner at program.fth:1:");
    expect(err).toContain("in outer at program.fth:2:9");
    expect(err).toContain("from program.fth:3:1");
  });

  test("on the command line and in standard input", async () => {
    expect((await fastforth(["-e", "1", "-e", "frob"])).err).toStartWith("<command line>:1:1: error: ");
    const piped = await fastforth([], { stdin: "1 .\n2 .\n frob\n3 .\n" });
    expect(piped).toMatchObject({ code: 1, out: "1 2 " });
    expect(piped.err).toStartWith("<stdin>:3:2: error: ");
  });

  test("floats are shown beside cells", async () => {
    const err = await failure("1 2.5e 1e frob\n");
    expect(err).toContain("stack: <1> 1\n");
    expect(err).toContain("floats: <2> 2.5 1\n");
  });

  test("no colours in a pipe", async () => {
    expect(await failure("frob")).not.toContain("\x1b");
  });
});

describe("faults of a program", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["a store to address 0", ": f 1 0 ! ;\nf", "Invalid memory address (THROW -9)"],
    ["a fetch from -1", ": f -1 @ ;\nf", "Invalid memory address (THROW -9)"],
    ["a fetch from an odd large address", "1 60 lshift 7 + @", "(THROW -9)"],
    ["an empty stack", ": f drop ;\n: g f ;\ng", "Stack underflow (THROW -4)"],
    ["a full stack", ": f begin 1 again ;\nf", "Stack overflow (THROW -3)"],
    ["a full stack while interpreting", "1 ".repeat(70_000), "Stack overflow (THROW -3)"],
    ["an empty float stack", ": f fdrop ;\nf", "(THROW -45)"],
    ["a full float stack", ": f begin 1e again ;\nf", "(THROW -44)"],
    ["a full return stack", ": f begin 1 >r again ;\nf", "(THROW -5)"],
    ["an empty return stack", "r> .", "(THROW -6)"],
    ["a gigabyte of data space", "1024 1024 * 1024 * allot", "hint: --memory SIZE"],
    ["too little data space to give back", "-1 1 rshift allot", "(THROW -8)"],
    [
      "an unfinished definition",
      "1 .\n: never-done 1 2 +\n",
      "program.fth:2:3: error: Unexpected end of file: the definition of never-done has no ;",
    ],
    ["a definition inside a definition", ": first 1\n: second 2 ;", "program.fth:2:"],
    ["an unfinished string", ': f ." hello ;\n', "program.fth:1:5: warning: "],
    ["an unbalanced structure", ": f 1 if 2 ;\n", "(THROW -22)"],
    ["a missing included file", "include nowhere.fth\n", "nowhere.fth"],
    ["an included folder", "include .\n", "(THROW -3"],
    ["a file that includes itself", "include program.fth\n", "program.fth:1:"],
    ["a word that is no token", "12345678 execute\n", "(THROW -9)"],
    ["a THROW of one's own", ": f 4242 throw ;\nf", "(THROW 4242)"],
    ["ABORT with a text", ': f true abort" out of coffee" ;\nf', "out of coffee"],
  ];
  test.each(cases)("%s", async (_name, source, message) => {
    expect(await failure(source)).toContain(message);
  });
});

describe("recursion without end", () => {
  test("is folded to one line", async () => {
    const err = await failure(": deeper recurse 1+ ;\n: start deeper ;\nstart\n");
    expect(err).toContain("Return stack overflow (THROW -5)");
    expect(err.match(/in deeper at/g)).toHaveLength(1);
    expect(err).toContain("again, many times");
    expect(err).toContain("does a word call itself without end?");
  });

  test("of two words, to these two", async () => {
    const err = await failure("defer pong\n: ping pong 1+ ;\n:noname ping 1+ ; is pong\nping\n");
    expect(err).toContain("these 2 again, many times");
    expect(err.split("\n").length).toBeLessThan(16);
  });
});

describe("odd texts", () => {
  test("characters of several bytes and tabs before the caret", async () => {
    const lines = (await failure('\t: ünï é" frob ;\n')).split("\n");
    expect(lines[0]).toStartWith('program.fth:1:8: error: Undefined word: é"');
    expect(lines[1]?.indexOf('é"')).toBe(lines[2]?.indexOf("^~") as number);
  });

  test("characters that are two columns wide", async () => {
    const lines = (await failure(": wide 漢字 ;\n")).split("\n");
    expect(lines[2]).toEndWith("|        ^~~~");
  });

  test("a very long line is shown around the place", async () => {
    const lines = (await failure(`${"1 drop ".repeat(3000)}frob ${"1 drop ".repeat(3000)}`)).split("\n");
    expect(lines[1]?.length).toBeLessThan(120);
    expect(lines[1]?.slice(lines[2]?.indexOf("^") ?? 0)).toStartWith("frob ");
  });

  test("a name as long as a file is shortened", async () => {
    expect((await failure("x".repeat(2_000_000))).length).toBeLessThan(1000);
  });

  test("random bytes, an executable: an error, and no control characters on the terminal", async () => {
    const random = new Uint8Array(4000);
    for (let i = 0, x = 1; i < random.length; i++) {
      x = (Math.imul(x, 1103515245) + 12345) >>> 0;
      random[i] = x >>> 16;
    }
    const binary = await Bun.file(process.execPath).slice(0, 10_000).bytes();
    for (const bytes of [random, binary]) {
      const err = await failure(bytes);
      expect(err).toContain("this does not look like Forth source text");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
      expect(err).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    }
  });

  test("a folder as standard input", async () => {
    const child = Bun.spawnSync(["sh", "-c", `"${executable}" < .`]);
    expect(child.exitCode).toBe(1);
    expect(child.stderr.toString()).toContain("standard input: EISDIR");
  });

  test("zero bytes are white space, as all control characters are", async () => {
    expect((await fastforth([file("zeros.fth", new Uint8Array(2000))])).code).toBe(0);
  });

  test("lines that end with a carriage return, and a byte order mark", async () => {
    const err = await failure("\ufeff1 2\r\n  frob\r\n");
    expect(err).toStartWith("program.fth:2:3: error: ");
    expect(err).not.toContain("\r");
  });
});

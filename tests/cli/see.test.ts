// `fastforth see`: every stage's view of a word. What the disassembler says is tested in tests/disassembler.

import { describe, expect, test } from "bun:test";
import { fastforth, file, scratch } from "./fastforth.ts";

const hasNativeCode = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");
const program = file(
  "seen.fth",
  `variable counter
: square ( n -- n*n ) dup * ;
: sum ( n -- s )
  0 swap 0 ?do
    i square + 1 counter +!
  loop ;
.( loaded)
`,
);

/** Nothing is installed for whoever has no home. */
const settings = { env: { HOME: scratch, XDG_DATA_HOME: undefined } };

async function seen(...args: string[]): Promise<string> {
  const { code, out, err } = await fastforth(["see", ...args], settings);
  expect({ code, err: err.replace("loaded", "") }).toEqual({ code: 0, err: "" });
  return out;
}

describe("see", () => {
  test("shows source, tokens, body, ForthIR, each pass and code, in this order", async () => {
    const out = await seen("sum", program, "--stages", "plugin");
    const headings = [...out.matchAll(/^── (\S+)/gm)].map(([, word]) => word);
    expect(headings.slice(0, 6)).toEqual(["Source:", "Tokens,", "Body,", "ForthIR,", "ForthIR,", "ForthIR,"]);
    expect(headings).toHaveLength(7);
    expect(out).toStartWith("sum  (cell) -> (cell)  word ");
    expect(out).toMatch(/^made by compiler [\d.]+ \(embedded\), optimizer [\d.]+ \(embedded\)/m);
    expect(out).toContain(`Source: ${program}:3:3`);
    expect(out).toContain("  5 |     i square + 1 counter +!\n");
    expect(out).toMatch(/^ {2}4:3 {5}cell {4}0$/m);
    expect(out).toMatch(/^ {2}call square +# 5:7 square$/m);
    expect(out).toMatch(/^- {3}v\d+ = call square\(v\d+\) -> \(cell\)$/m);
    expect(out).toMatch(/^\+ {3}v\d+ = mul v(\d+), v\1 +# 2:27 \* in square, called at 5:7$/m);
    expect(out).not.toContain("\x1b");
  });

  test.skipIf(!hasNativeCode)("names in machine code what it reads, and the source around it", async () => {
    const out = await seen("sum", program, "--only", "code", "--stages", "plugin");
    expect(out).toMatch(/^[^\n]*seen\.fth:5 \| i square \+ 1 counter \+!$/m);
    expect(out).toMatch(
      /^ {6}v\d+ = load v\d+ +# 5:26 \+!\n(?:L\d+:\n)? +[0-9a-f]+ {2}[0-9a-f…]+ .*; data space/m,
    );
    expect(out).toContain("; context: interrupt");
    expect(out).toContain("; runtime: needDynamic");
    expect(out).not.toContain(".byte");
  });

  test.skipIf(!hasNativeCode)("names the words that machine code calls", async () => {
    const code = ": show ( n -- ) . cr ; : deep recurse ;";
    const out = await seen("show", "-e", code, "--only=code", "--stages=plugin");
    expect(out).toMatch(/; \. \(cell\) -> \(\)$/m);
    expect(await seen("deep", "-e", code, "--only=code", "--stages=plugin")).toContain("; deep");
  });

  test("shows WebAssembly for the built-in backend", async () => {
    const unoptimized = "parser=builtin,compiler=builtin,optimizer=none,backend=builtin";
    const out = await seen("sum", program, "--stages", unoptimized);
    expect(out).toContain("made by the built-in stages\n");
    expect(out).toContain("WebAssembly, as the built-in backend made it");
    expect(out).toMatch(/^ +call_indirect slot ;; square$/m);
    expect(out).toMatch(/^ +i64\.add {2};; 5:14 \+$/m);
    expect(out).toContain("no pass was run");
  });

  test("shows what the built-in optimizer inlines, and that it leaves alone what has nothing to inline", async () => {
    const out = await seen("sum", program, "--stages", "builtin");
    expect(out).toContain("made by the built-in stages\n");
    expect(out).toContain("inline, round 1");
    expect(out).not.toContain("call_indirect");
    expect(await seen("square", program, "--stages", "builtin")).toContain("no pass was run");
  });

  test("knows words of the system: in Forth, of one operation, and functions", async () => {
    const forth = await seen("within");
    expect(forth).toContain("over - >r - r> u<");
    expect(forth).toMatch(/ult v\d+, v\d+ +# 1:\d+ u<$/m);
    expect(await seen("2swap", "--only", "optimized")).toContain("return v2, v3, v0, v1");
    expect(await seen("-rot", "--only", "optimized")).toContain("return v2, v0, v1");
    expect(await seen("accept")).toContain("a function of the system has no body");
    expect(await seen("counter", program, "--only", "source")).toContain("1 | variable counter");
  });

  test("shows the passes that are asked for", async () => {
    const out = await seen("sum", program, "--pass", "inline", "--stages", "plugin");
    expect(out).toContain("inline, round 1");
    expect(out).not.toMatch(/Source:|parameters/);
    const unknown = await fastforth(["see", "sum", program, "--pass", "inlne", "--stages", "plugin"]);
    expect(unknown).toMatchObject({ code: 2, out: "" });
    expect(unknown.err).toContain("did you mean inline?");
  });

  test("prints JSON alone on standard output", async () => {
    const report = JSON.parse(await seen("sum", program, "--json", "--stages", "plugin"));
    expect(report).toMatchObject({ word: "sum", effect: "(cell) -> (cell)", source: { firstLine: 3 } });
    expect(report.passes.length).toBeGreaterThan(0);
    expect(report.tokens[3]).toMatchObject({ line: 3, column: 9, kind: "name", text: "n" });
    if (hasNativeCode) expect(report.code.lines.length).toBeGreaterThan(10);
  });

  test("an unknown word, an error in a program and a wrong command line each have their exit code", async () => {
    const unknown = await fastforth(["see", "squar", program]);
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toContain("there is no word squar");
    expect(unknown.err).toContain("did you mean square?");
    const failing = await fastforth(["see", "x", "-e", ": x nonsense ;"]);
    expect(failing).toMatchObject({ code: 1, out: "" });
    expect(failing.err).toContain("Undefined word: nonsense");
    expect((await fastforth(["see", program])).err).toContain("the word comes first");
    for (const [args, message] of [
      [[], "see needs a word"],
      [["dup", "missing.fth"], "there is no file missing.fth"],
      [["dup", "--only", "cod"], "did you mean code?"],
      [["dup", "--jsn"], "did you mean --json?"],
      [["dup", "-e"], "-e needs a value"],
      [["dup", "--stages", "none"], "none"],
    ] as const) {
      const { code, out, err } = await fastforth(["see", ...args]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(message);
    }
  });

  test("a program that ends itself has defined its words", async () => {
    expect(await seen("early", "-e", ": early 1 ; bye : late 2 ;", "--only", "source")).toContain(
      ": early 1 ;",
    );
  });

  test("has a help with examples, and is in the whole help", async () => {
    expect((await fastforth(["see", "--help"])).out).toMatch(/USAGE[\s\S]*EXAMPLES[\s\S]*EXIT CODES/);
    expect((await fastforth(["--help"])).out).toContain("fastforth see");
  });
});

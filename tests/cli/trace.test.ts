/** `--trace`: what the tiers do, a line an event, on standard error. */
import { expect, test } from "bun:test";
import { fastforth } from "./fastforth.ts";

const hot = ": work ( -- n ) 0 300000 0 do i + loop ; work .";

test("tells which word became code and which stages came into use, and nothing on standard output", async () => {
  const { code, out, err } = await fastforth(["--trace", "compile,swap", "-e", hot]);
  expect({ code, out }).toEqual({ code: 0, out: "44999850000 " });
  expect(err).toMatch(/^compile: work \(word \d+\): \d+ records, \d+ words of ForthIR, [\d.]+ ms; /m);
});

test("a word that calls itself for long gets code in which it holds itself, once", async () => {
  const fib = ": fib dup 2 < if drop 1 else dup 1- recurse swap 2 - recurse + then ;";
  const compiled = async (calls: string) => {
    const { out, err } = await fastforth([
      "--stages",
      "builtin",
      "--trace",
      "compile",
      "-e",
      `${fib} ${calls}`,
    ]);
    return [out, err.split("\n").filter((line) => line.startsWith("compile: fib ")).length];
  };
  expect(await compiled("20 fib .")).toEqual(["10946 ", 1]);
  expect(await compiled("35 fib . 33 fib .")).toEqual(["14930352 5702887 ", 2]);
});

test("tells of a look after a quarter of a second of computing", async () => {
  const { err } = await fastforth([
    "--trace=look",
    "-e",
    ": work 0 300000000 0 do i 7 and if 1+ else i xor then loop ; work . work .",
  ]);
  expect(err).toMatch(/^(?:look: nothing new\n)+$/);
});

test("tells of words that stay interpreted, which run all the same: here there is no WebAssembly", async () => {
  const options = { env: { BUN_JSC_useWasm: "0" } };
  const { code, out, err } = await fastforth(
    ["--stages", "builtin", "--trace", "decline", "-e", hot],
    options,
  );
  expect({ code, out }).toEqual({ code: 0, out: "44999850000 " });
  expect(err).toMatch(
    /^decline: work \(word \d+\) stays interpreted: the built-in compiler cannot be loaded: /,
  );
});

/** A word that leaves more than registers hold, hot. */
const wide =
  ": wide ( n -- n*12 ) dup dup dup dup dup dup dup dup dup dup dup ; " +
  ": work 30000 0 do i wide 2drop 2drop 2drop 2drop 2drop 2drop loop ; work 7 wide . 2drop 2drop 2drop 2drop 2drop .";
const hasNativeCode = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");

test.skipIf(!hasNativeCode)("tells what the backend declines, why, and what runs instead", async () => {
  const { out, err } = await fastforth(["--trace", "decline", "-e", wide]);
  expect(out).toBe("7 7 ");
  expect(err).toMatch(
    /^decline: the backend declines word \d+: it, or a word that it calls, takes or leaves more/,
  );
  expect(err).toMatch(/^decline: wide \(word \d+\) gets its dynamic form$/m);
});

test.skipIf(!hasNativeCode)(
  "what calls the host from interpreted words often is compiled without waiting",
  async () => {
    const compiled = async (program: string) => {
      const { out, err } = await fastforth(["--trace", "compile", "-e", `${program} depth .`]);
      expect(out).toBe("0 ");
      return [...err.matchAll(/^compile: (\S+) /gm)].map(([, word]) => word);
    };
    expect(await compiled(": turns 6000 0 do loop ; turns")).toEqual([]);
    expect(await compiled(": few 3000 0 do unused drop loop ; few")).toEqual([]);
    expect(await compiled(": many 6000 0 do unused drop loop ; many")).toEqual(["many"]);
  },
);

test.skipIf(!hasNativeCode)("see shows the form that runs", async () => {
  const { out } = await fastforth(["see", "wide", "-e", wide]);
  expect(out).toMatch(/ code of the dynamic form, because the backend declines the other: \d+ bytes/);
});

test("without it nothing is told", async () => {
  expect((await fastforth(["-e", hot])).err).toBe("");
});

test("a channel that does not exist is named, with those that do", async () => {
  const { code, err } = await fastforth(["--trace", "compile,swaps", "-e", "1"]);
  expect(code).toBe(2);
  expect(err).toContain('--trace takes a list of compile, look, swap, decline, not "swaps"');
});

/** `--trace`: what the tiers do, a line an event, on standard error. */
import { expect, test } from "bun:test";
import { fastforth } from "./fastforth.ts";

const hot = ": work ( -- n ) 0 300000 0 do i + loop ; work .";

test("tells which word became code and which stages came into use, and nothing on standard output", async () => {
  const { code, out, err } = await fastforth(["--trace", "compile,swap", "-e", hot]);
  expect({ code, out }).toEqual({ code: 0, out: "44999850000 " });
  expect(err).toMatch(/^compile: work \(word \d+\): \d+ records, \d+ words of ForthIR, [\d.]+ ms; /m);
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

test("without it nothing is told", async () => {
  expect((await fastforth(["-e", hot])).err).toBe("");
});

test("a channel that does not exist is named, with those that do", async () => {
  const { code, err } = await fastforth(["--trace", "compile,swaps", "-e", "1"]);
  expect(code).toBe(2);
  expect(err).toContain('--trace takes a list of compile, look, swap, decline, not "swaps"');
});

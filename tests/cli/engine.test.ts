/** When the JavaScript engine compiles FastForth itself: see src/decisions/0032-what-short-programs-cost.md. */
import { expect, test } from "bun:test";
import { fastforth, file } from "./fastforth.ts";

/** How many functions the engine's optimizing compiler made while a program ran. It goes by counts, not by times. */
async function optimizedFunctions(args: readonly string[]): Promise<number> {
  const { out, err } = await fastforth(args, { env: { BUN_JSC_reportDFGCompileTimes: "1" } });
  return `${out}${err}`.match(/^Optimized .* using DFG/gm)?.length ?? 0;
}

/** What is interpreted within a definition is work for the host; most of the rest is read by the runtime library. */
const definition = (index: number) =>
  `: w${index} ( n -- n )  [ ${index} 2* ] literal + ${index} max ;  synonym v${index} w${index}`;

test("a short program ends before the engine optimizes anything, a long text has it do so early", async () => {
  const short = file("short.fth", Array.from({ length: 60 }, (_, index) => definition(index)).join("\n"));
  const long = file("long.fth", Array.from({ length: 2000 }, (_, index) => definition(index)).join("\n"));
  expect(await optimizedFunctions([short])).toBe(0);
  expect(await optimizedFunctions([long])).toBeGreaterThan(10);
});

// Every word with arguments that it does not expect, and programs of words at random: a few of them, by a seed. The
// process ends by itself, whatever they do. FUZZ_SEED repeats a run; tests/fuzz/misuse/run.ts does them all.

import { expect, setDefaultTimeout, test } from "bun:test";
import { misuse } from "./misuse/run.ts";

setDefaultTimeout(900_000);

test("nobody breaks FastForth by misuse", async () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
  const stages = ["auto", "builtin", "interpreter"];
  const failures = await misuse({ programs: 200, words: 40, seed, stages, tell: console.log });
  expect({ seed, failures }).toEqual({ seed, failures: [] });
});

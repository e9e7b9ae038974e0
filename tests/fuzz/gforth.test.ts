// Generated programs of what gforth and FastForth define alike print the same in both. Skipped where there is no gforth.
// FUZZ_SEED=<number> repeats a run and FUZZ_SECONDS=<number> makes it longer.

import { expect, setDefaultTimeout, test } from "bun:test";
import { compareWithGforth, gforth } from "./programs/gforth.ts";

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_007);
const milliseconds = 1000 * Number(process.env.FUZZ_SECONDS ?? 5);
setDefaultTimeout(milliseconds + 120_000);

/** Programs that one process of gforth runs. */
const BATCH = 25;

const isHere = process.platform === "linux" && process.arch === "x64";
if (gforth === undefined) console.warn("no gforth-fast (Debian: apt install gforth): not compared with it");

test.skipIf(gforth === undefined || !isHere)(`generated programs print the same, FUZZ_SEED=${seed}`, () => {
  const end = performance.now() + milliseconds;
  let compared = 0;
  for (let first = seed; compared === 0 || performance.now() < end; first += BATCH) {
    const result = compareWithGforth(first, BATCH);
    expect(result.difference).toBeUndefined();
    compared += result.compared;
  }
  expect(compared).toBeGreaterThan(BATCH / 2);
  console.log(`${compared} programs print the same in gforth`);
});

// What a program keeps of something that is gone is never taken for something later: words, word lists, files, blocks, in
// programs that make and forget them in any order, on every tier. FUZZ_SEED repeats a run, FUZZ_PROGRAMS makes it longer.

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fastforth, file } from "../cli/fastforth.ts";
import { IdentityProgram } from "./identity/identity_program.ts";
import { Random } from "./parser_source.ts";

setDefaultTimeout(3_600_000);

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_007);
const programs = Number(process.env.FUZZ_PROGRAMS ?? 3);

test("what is gone is never taken for something later", async () => {
  console.log(`identity: FUZZ_SEED=${seed}`);
  for (let round = 0; round < programs; round++) {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-identity-"));
    const text = new IdentityProgram(new Random(seed + round), folder).text(300);
    const path = file(`identity-${round}.fth`, text);
    for (const stages of ["auto", "plugin", "builtin", "interpreter"]) {
      const { code, signal, out, err } = await fastforth(["--stages", stages, path], { timeout: 120_000 });
      const what = { seed: seed + round, stages, code, signal, out: out.slice(-300), err: err.slice(-800) };
      expect(what).toEqual({ ...what, code: 0, signal: null, out: "came to the end: 0 \n", err: "" });
    }
    rmSync(folder, { recursive: true });
  }
});

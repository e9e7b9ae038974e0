// The AArch64 disassembler against objdump: on generated code, and on random instructions.

import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disassembleAArch64 } from "../../src/disassembler/aarch64.ts";
import { emulatedBun } from "../backend/emulated_bun.ts";
import { sourcePath } from "../bench/programs.ts";
import { randomFrom } from "../ir/random_function.ts";
import { aarch64Reference, normalized, objdump, objdumpFor } from "./objdump.ts";

const reference = objdumpFor(aarch64Reference);
if (reference === undefined)
  console.warn("SKIPPED: no objdump for AArch64 is installed (Debian: binutils-aarch64-linux-gnu)");
const emulated = reference === undefined ? undefined : await emulatedBun();

/** Under an emulator, each takes its time. */
const someOf = ["nbody", "hash", "does"];

/** Where the disassemblers differ: offset, ours, objdump's. What ours does not know is left out unless asked for. */
function differences(code: Uint8Array, withUnknown: boolean): { known: number; different: string[] } {
  const expected = new Map(
    objdump(reference as string, aarch64Reference, code).map(({ offset, text }) => [offset, text]),
  );
  let known = 0;
  const different: string[] = [];
  for (let offset = 0; offset < code.length; offset += 4) {
    const instruction = disassembleAArch64(code, offset);
    if (instruction.unknown && !withUnknown) continue;
    known++;
    const text = normalized(instruction.text);
    if (text !== expected.get(offset)) different.push(`${offset}: ${text} | ${expected.get(offset)}`);
  }
  return { known, different };
}

describe.skipIf(emulated === undefined)("generated code, as objdump reads it", () => {
  test("of a few benchmarks and of the system's words", () => {
    const folder = mkdtempSync(join(tmpdir(), "fastforth-code-"));
    try {
      const command = [...(emulated ?? []), join(import.meta.dir, "generated_code.ts")];
      const files = someOf.map((name) => sourcePath(name, "fth"));
      const run = Bun.spawnSync([...command, ...files], { cwd: folder, stdin: "ignore" });
      if (run.exitCode !== 0) throw new Error(run.stderr.toString());
      const code = Buffer.from(run.stdout.toString().replaceAll("\n", ""), "hex");
      const { known, different } = differences(code, true);
      expect(different).toEqual([]);
      expect(known).toBeGreaterThan(20_000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});

describe("any bytes", () => {
  const random = randomFrom(64);
  const someWord = () => (random(2 ** 16) * 2 ** 16 + random(2 ** 16)) >>> 0;

  test("give instructions that lie within, four bytes each but for a rest", () => {
    for (let round = 0; round < 5_000; round++) {
      const code = Uint8Array.from({ length: 1 + random(9) }, () => random(256));
      for (let offset = 0; offset < code.length; ) {
        const { length, text } = disassembleAArch64(code, offset);
        expect(length).toBe(offset + 4 <= code.length ? 4 : 1);
        expect(text).not.toMatch(/undefined|NaN/);
        offset += length;
      }
    }
  });

  test.skipIf(reference === undefined)(
    "are what objdump says, where they are instructions at all",
    () => {
      const count = 100_000;
      const code = new Uint8Array(4 * count);
      const view = new DataView(code.buffer);
      for (let index = 0; index < count; index++) {
        let word = someWord();
        // Register 31, no shift and no immediate have meanings of their own.
        if (random(3) === 0) word |= 31 << 5;
        if (random(5) === 0) word |= 31;
        if (random(7) === 0) word &= ~(63 << 10);
        view.setUint32(4 * index, word >>> 0, true);
      }
      const { known, different } = differences(code, false);
      expect(different).toEqual([]);
      expect(known).toBeGreaterThan(20_000);
    },
    60_000,
  );
});

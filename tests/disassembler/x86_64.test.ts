// The x86-64 disassembler against objdump: on the code of many programs, and on instructions that no program has yet.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { disassembleX86 } from "../../src/disassembler/x86_64.ts";
import { programs, sourcePath } from "../bench/programs.ts";
import { randomFrom } from "../ir/random_function.ts";
import { normalized, objdump, objdumpFor, x86Reference } from "./objdump.ts";

const reference = objdumpFor(x86Reference);
if (reference === undefined) console.warn("SKIPPED: no objdump for x86-64 is installed (Debian: binutils)");
const isHere = process.platform === "linux" && process.arch === "x64";

/** The instructions of some bytes as lines: offset and text. */
function lines(code: Uint8Array): string[] {
  const result: string[] = [];
  for (let offset = 0; offset < code.length; ) {
    const { length, text } = disassembleX86(code, offset);
    result.push(`${offset.toString(16)} ${normalized(text)}`);
    offset += length;
  }
  return result;
}

function referenceLines(code: Uint8Array): string[] {
  return objdump(reference as string, x86Reference, code).map(
    ({ offset, text }) => `${offset.toString(16)} ${text}`,
  );
}

describe.skipIf(reference === undefined || !isHere)("generated code, as objdump reads it", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fastforth-code-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function codeOf(files: readonly string[]): Buffer {
    const script = join(import.meta.dir, "generated_code.ts");
    const run = Bun.spawnSync([process.execPath, script, ...files], { cwd: folder, stdin: "ignore" });
    if (run.exitCode !== 0) throw new Error(run.stderr.toString());
    return Buffer.from(run.stdout.toString().replaceAll("\n", ""), "hex");
  }

  test("of the benchmarks and of the system's words", () => {
    const code = codeOf(programs.map(({ name }) => sourcePath(name, "fth")));
    expect(code.length).toBeGreaterThan(50_000);
    expect(lines(code)).toEqual(referenceLines(code));
  }, 300_000);

  test("of the test programs", () => {
    const files = ["language", "regression", "error"].flatMap((name) => {
      const tests = join(projectRoot, "tests", "forth", name);
      return readdirSync(tests).map((file) => join(tests, file));
    });
    const code = codeOf(files);
    expect(code.length).toBeGreaterThan(50_000);
    expect(lines(code)).toEqual(referenceLines(code));
  }, 300_000);
});

describe("any bytes", () => {
  const random = randomFrom(86);
  const someBytes = (count: number) => Uint8Array.from({ length: count }, () => random(256));
  const prefixes = [0x66, 0x67, 0xf2, 0xf3, 0x65, 0x48, 0x4c, 0x41, 0x40, 0x0f, 0xc4, 0xc5];

  /** Noise in which instructions with prefixes, of two bytes and with VEX are as frequent as others. */
  function likelyInstruction(): Uint8Array {
    const bytes = someBytes(24);
    for (let at = random(4); at > 0; at--) bytes[at - 1] = prefixes[random(prefixes.length)] as number;
    return bytes;
  }

  test("give instructions that lie within, one after the other", () => {
    for (let round = 0; round < 5_000; round++) {
      const code = likelyInstruction().subarray(0, 1 + random(24));
      for (let offset = 0; offset < code.length; ) {
        const instruction = disassembleX86(code, offset);
        expect(instruction.offset).toBe(offset);
        if (instruction.unknown)
          expect(instruction).toMatchObject({
            length: 1,
            text: expect.stringMatching(/^\.byte 0x[0-9a-f]{2}$/),
          });
        expect(instruction.length).toBeGreaterThan(0);
        offset += instruction.length;
        expect(offset).toBeLessThanOrEqual(code.length);
      }
    }
  });

  test.skipIf(reference === undefined)(
    "are what objdump says, where they are instructions at all",
    () => {
      const known: Uint8Array[] = [];
      for (let round = 0; round < 20_000; round++) {
        const bytes = likelyInstruction();
        const { length, unknown } = disassembleX86(bytes, 0);
        if (!unknown) known.push(bytes.subarray(0, length));
      }
      expect(known.length).toBeGreaterThan(4_000);
      // NOPs between them: bytes that objdump takes for a prefix must not reach the next one.
      const slot = 32;
      const code = new Uint8Array(known.length * slot).fill(0x90);
      known.forEach((bytes, index) => {
        code.set(bytes, index * slot);
      });
      const expected = new Map(
        objdump(reference as string, x86Reference, code).map((line) => [line.offset, line.text]),
      );
      known.forEach((bytes, index) => {
        const start = index * slot;
        const hex = Buffer.from(bytes).toString("hex");
        const { text, length } = disassembleX86(code, start);
        expect(`${hex} ${length} ${normalized(text)}`).toBe(`${hex} ${bytes.length} ${expected.get(start)}`);
        expect(expected.has(start + length)).toBe(true);
      });
    },
    60_000,
  );
});

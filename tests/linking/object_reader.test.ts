// Objects that are damaged, foreign or made to do harm: each is an error in words, and none takes long.

import { beforeAll, describe, expect, test } from "bun:test";
import { link } from "../../src/linking/link.ts";
import { RelocatableObject } from "../../src/linking/object_reader.ts";
import { ObjectError } from "../../src/linking/object_tables.ts";
import { LinkError, type LinkTarget } from "../../src/linking/piece.ts";
import { type Random, randomFrom } from "../ir/random_function.ts";
import { piecesForSmallProgram } from "./made_pieces.ts";
import { smallProgram } from "./small_program.ts";
import { assembled, zigObject } from "./zig_objects.ts";

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const objects = new Map<LinkTarget, Uint8Array>();

beforeAll(() => {
  for (const target of ["linux-x64", "linux-arm64"] as const)
    objects.set(target, zigObject(smallProgram, target));
});

const objectFor = (target: LinkTarget) => objects.get(target) as Uint8Array;
const x64 = () => objectFor("linux-x64").slice();

/** An object with one number in its header changed. */
function withHeader(offset: number, bytes: 2 | 4 | 8, value: number): Uint8Array {
  const object = x64();
  const view = new DataView(object.buffer);
  if (bytes === 2) view.setUint16(offset, value, true);
  else if (bytes === 4) view.setUint32(offset, value, true);
  else view.setBigUint64(offset, BigInt(value), true);
  return object;
}

describe("what is no object", () => {
  const named = (message: string) => `program.o ${message}`;
  test.each([
    ["nothing", () => new Uint8Array(0), "is no ELF file of 64 bits"],
    ["a text", () => new TextEncoder().encode("#!/bin/sh\n".repeat(20)), "is no ELF file of 64 bits"],
    ["the beginning of a header", () => x64().slice(0, 40), "ends in its header"],
    ["all but the end", () => x64().slice(0, -1), "ends in its section headers"],
    ["a program", () => withHeader(16, 2, 2), "is no relocatable object"],
    ["one for RISC-V", () => withHeader(18, 2, 243), "is for another processor (243)"],
    ["strange section headers", () => withHeader(58, 2, 40), "has section headers of another length"],
    ["no sections", () => withHeader(60, 2, 0), "has no sections, or too many"],
    ["sections far away", () => withHeader(40, 8, 2 ** 40), "ends in its section headers"],
    ["sections further away", () => withHeader(40, 8, 2 ** 60), "has a number at 40 that is too large"],
    ["names nowhere", () => withHeader(62, 2, 9999), "has no table of names where it says"],
  ])("%s", (_, make, message) => {
    expect(() => new RelocatableObject(make(), "program.o")).toThrow(named(message));
    expect(() => new RelocatableObject(make())).toThrow(ObjectError);
  });
});

describe("what the linker does not do", () => {
  test.each([
    ["common symbols", ".comm shared, 8, 8", 'symbol "shared" is common'],
    ["thread-local storage", '.section .tdata,"awT",@progbits\\n.quad 1', "section .tdata is thread-local"],
    ["constructors", '.section .init_array,"aw",@init_array\\n.quad 0', "section .init_array is of type 14"],
    ["code that can be written", '.section .x,"awx",@progbits\\nnop', "section .x is writable code"],
    ["large alignment", ".balign 8192\\nnop", "section .text has an alignment of 8192"],
    ["other relocations", ".text\\nmovl %fs:x@tpoff, %eax", "section .text has a relocation of type 23"],
    [
      "functions found at run time",
      ".globl f\\n.type f, @gnu_indirect_function\\nf: ret",
      'symbol "f" is of a kind',
    ],
    [
      "unloaded sections",
      '.section .x,"",@progbits\\ny: .quad 1\\n.data\\n.quad y',
      "is in no section that is loaded",
    ],
    [
      "counting from one constant to another",
      '.section .rodata.cst8,"aM",@progbits,8\\n.quad 1\\nx: .quad 2, 3\\n.data\\n.quad x + 9',
      'symbol 1 ("x") of a section of constants, but it is not clear which is meant',
    ],
    [
      "counting from constants to something else",
      '.section .rodata.cst8,"aM",@progbits,8\\n.quad 1, 2\\n.text\\n.quad .rodata.cst8 - .',
      "of a section of constants, but it is not clear which is meant",
    ],
  ])("%s", (_, source, message) => {
    const object = assembled(`${source.replaceAll("\\n", "\n")}\n`, "linux-x64");
    expect(() => new RelocatableObject(object).pieces()).toThrow(message);
  });
});

test("constants and texts that may be merged are pieces of their own; notes and unwinding are none", () => {
  const source = `
.section .rodata.str1.1,"aMS",@progbits,1
one: .asciz "one"
two: .asciz "two"
.section .rodata.cst8,"aM",@progbits,8
.quad 1
eight: .quad 2
.section .rodata.whole,"aM",@progbits,8
.quad 3, one
.section .note.x,"a",@note
.long 1
.text
.cfi_startproc
.quad two, eight, .rodata.whole + 8
ret
.cfi_endproc
`;
  const pieces = new RelocatableObject(assembled(source, "linux-x64")).pieces();
  const shown = pieces.map(({ name, bytes }) => `${name} ${bytes.length}`);
  expect(shown).toEqual([
    ".text 25",
    ".rodata.str1.1+0 4",
    ".rodata.str1.1+4 4",
    ".rodata.cst8+0 8",
    ".rodata.cst8+8 8",
    // It depends on addresses.
    ".rodata.whole 16",
  ]);
});

/** Changes an object in a way that tables notice, or may not notice. */
function damage(object: Uint8Array, random: Random): Uint8Array {
  const damaged = object.slice(0, random(8) === 0 ? random(object.length) : object.length);
  if (damaged.length < 64) return damaged;
  const view = new DataView(damaged.buffer);
  const sections = Number(new DataView(object.buffer, object.byteOffset).getBigUint64(40, true));
  for (let changes = 1 + random(4); changes > 0; changes--) {
    // Half of them go to the tables of sections, where most numbers mean something.
    const start = random(2) === 0 && sections < damaged.length - 8 ? sections : 0;
    const at = start + random(damaged.length - start - 7);
    switch (random(5)) {
      case 0:
        view.setUint8(at, random(256));
        break;
      case 1:
        view.setUint32(at, random(2 ** 32), true);
        break;
      case 2:
        view.setBigUint64(at & ~7, BigInt(random(2 * damaged.length)), true);
        break;
      case 3:
        view.setBigUint64(at & ~7, (1n << BigInt(random(64))) - BigInt(random(3)), true);
        break;
      default:
        view.setUint32(at & ~3, random(64), true);
    }
  }
  return damaged;
}

test(`damaged objects are errors, or programs: FUZZ_SEED=${seed}`, () => {
  const random = randomFrom(seed);
  let errors = 0;
  let programs = 0;
  for (let count = 0; count < 4000; count++) {
    const target = random(2) === 0 ? "linux-x64" : "linux-arm64";
    const damaged = damage(objectFor(target), random);
    try {
      const object = new RelocatableObject(damaged);
      const pieces = piecesForSmallProgram(target, "x");
      if (random(2) === 0) object.pieces();
      link({ target, pieces, sources: [object], roots: [], entry: "_start", strip: false });
      programs++;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      errors++;
    }
  }
  expect(errors).toBeGreaterThan(500);
  expect(programs).toBeGreaterThan(100);
}, 60_000);

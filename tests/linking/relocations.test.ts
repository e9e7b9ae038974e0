// Every relocation that the linker knows, held against what LLVM's linker makes of the same object at the same addresses.

import { describe, expect, test } from "bun:test";
import { link } from "../../src/linking/link.ts";
import { RelocatableObject } from "../../src/linking/object_reader.ts";
import type { LinkTarget } from "../../src/linking/piece.ts";
import { assembled, linkedByLld } from "./zig_objects.ts";

const x64 = `
.text
.globl _start
_start:
  call later
  jmp later@PLT
  movq later@GOTPCREL(%rip), %rax
  movl later@GOTPCREL(%rip), %eax
  movq later@GOTPCREL(%rip), %r15
  call *later@GOTPCREL(%rip)
  jmp *later@GOTPCREL(%rip)
  leaq constant+8(%rip), %rdx
  movb $1, variable+3(%rip)
  movl $constant, %edi
  movq constant(, %rcx, 8), %rsi
  movabsq $constant+5, %rax
  .quad variable
  .quad constant - .
  .long constant - .
  .globl later
later:
  ret
.section .rodata
.quad 1, 2
.globl constant
constant: .quad later, variable + 4
.data
.globl variable
variable: .quad constant, later + 1
`;

const arm64 = `
.text
.globl _start
_start:
  bl later
  b later
  b.eq later
  cbz x3, later
  tbnz x5, #33, later
  ldr x7, later
  adr x9, later
  movz x1, #:abs_g0_nc:variable
  movk x1, #:abs_g1_nc:variable
  movz x2, #:abs_g1:variable
  movk x1, #:abs_g2_nc:variable
  movk x1, #:abs_g2:variable
  movk x1, #:abs_g3:variable
  adrp x1, constant
  add x2, x1, :lo12:constant
  ldrb w0, [x1, :lo12:constant]
  ldrh w0, [x1, :lo12:constant]
  ldr w0, [x1, :lo12:constant]
  ldr x0, [x1, :lo12:constant]
  ldr q0, [x1, :lo12:constant]
  ldr b0, [x1, :lo12:constant+1]
  str d3, [x1, :lo12:variable+8]
  strh w3, [x1, :lo12:variable+2]
  .word variable
  .word variable - .
  .xword constant - .
  .xword constant + 5
  .globl later
later:
  ret
.section .rodata
.balign 16
.xword 1, 2
.globl constant
constant: .xword later, variable + 4
.data
.globl variable
variable: .xword constant, later + 1
`;

interface Section {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** The loaded sections of a file with bytes, by name. */
function sectionsOf(file: Uint8Array): Map<string, Section> {
  const view = new DataView(file.buffer, file.byteOffset);
  const start = Number(view.getBigUint64(40, true));
  const header = (index: number) => start + 64 * index;
  const long = (at: number) => Number(view.getBigUint64(at, true));
  const names = long(header(view.getUint16(62, true)) + 24);
  const sections = new Map<string, Section>();
  for (let index = 1; index < view.getUint16(60, true); index++) {
    const at = header(index);
    const nameAt = names + view.getUint32(at, true);
    const name = new TextDecoder().decode(file.subarray(nameAt, file.indexOf(0, nameAt)));
    const bytes = file.subarray(long(at + 24), long(at + 24) + long(at + 32));
    if (/^\.(text|rodata|data)$/.test(name)) sections.set(name, { address: long(at + 16), bytes });
  }
  return sections;
}

describe.each([
  ["linux-x64", x64],
  ["linux-arm64", arm64],
] as const)("%s", (target: LinkTarget, source) => {
  test("text, constants and data are the same", () => {
    const object = assembled(source, target);
    const { file } = link({
      target,
      pieces: new RelocatableObject(object).pieces(),
      roots: [],
      entry: "_start",
      strip: true,
    });
    const ours = sectionsOf(file);
    const places = [...ours].map(
      ([name, { address }]) => `--section-start=${name}=0x${address.toString(16)}`,
    );
    const theirs = sectionsOf(linkedByLld(object, "-static", "--no-pie", "-e", "_start", ...places));
    expect([...ours.keys()].sort()).toEqual([".data", ".rodata", ".text"]);
    for (const [name, { address, bytes }] of ours) {
      expect(theirs.get(name)?.address).toBe(address);
      expect(bytes.toHex()).toBe(theirs.get(name)?.bytes.toHex() ?? "");
    }
  });
});

test("x86-64: what cannot be relaxed goes through a slot", () => {
  const source = `
.text
.globl _start
_start:
  cmpq later@GOTPCREL(%rip), %rax
  pushq later@GOTPCREL(%rip)
  .globl later
later:
  ret
`;
  const pieces = new RelocatableObject(assembled(source, "linux-x64")).pieces();
  const { file, addresses } = link({ target: "linux-x64", pieces, roots: [], entry: "_start", strip: true });
  const slot = addresses.get("GOT slot of later") as number;
  const { bytes = new Uint8Array(0), address = 0 } = sectionsOf(file).get(".text") ?? {};
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect(address + 7 + view.getInt32(3, true)).toBe(slot);
  expect(address + 13 + view.getInt32(9, true)).toBe(slot);
  const constants = sectionsOf(file).get(".rodata")?.bytes ?? new Uint8Array(0);
  expect(constants.toHex()).toBe(
    new Uint8Array(BigUint64Array.of(BigInt(addresses.get("later") as number)).buffer).toHex(),
  );
});

test("AArch64: an address is taken from no slot, wherever its page is", () => {
  const source = `
.text
.globl _start
_start:
  adrp x16, :got:constant
  nop
  ldr x17, [x16, :got_lo12:constant]
  ldr x3, [x16, :got_lo12:constant]
.section .rodata
.skip 24
.globl constant
constant: .xword 1
`;
  const pieces = new RelocatableObject(assembled(source, "linux-arm64")).pieces();
  const { file, addresses } = link({
    target: "linux-arm64",
    pieces,
    roots: [],
    entry: "_start",
    strip: true,
  });
  const { bytes = new Uint8Array(0), address = 0 } = sectionsOf(file).get(".text") ?? {};
  const words = [...new Uint32Array(Uint8Array.from(bytes).buffer)];
  const constant = addresses.get("constant") as number;
  const pages = (Math.floor(constant / 4096) - Math.floor(address / 4096)) & 0x1fffff;
  const adrp = 0x90000010 + (pages % 4) * 2 ** 29 + Math.floor(pages / 4) * 32;
  const add = (to: number) => 0x91000000 + (constant % 4096) * 1024 + 16 * 32 + to;
  expect(words.map((word) => word.toString(16))).toEqual(
    [adrp, 0xd503201f, add(17), add(3)].map((word) => word.toString(16)),
  );
});

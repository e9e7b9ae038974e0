/** The relocations of ELF objects that this linker knows, by number, as fields of pieces. */
import type { LinkTarget, RelocationKind } from "./piece.ts";
import { accessSize } from "./relocation_fields.ts";

interface KnownRelocation {
  readonly kind: RelocationKind | "nothing";
  /** Bytes of the field or instruction. */
  readonly length: number;
  /** What is added to the addend: ELF counts distances from the start of a field. */
  readonly bias: number;
  /** Whether the instruction is one that the field belongs to. */
  readonly suits?: (bytes: Uint8Array, offset: number) => boolean;
}

/** @returns undefined for a type that this linker does not know */
export function knownRelocation(target: LinkTarget, type: number): KnownRelocation | undefined {
  return (target === "linux-x64" ? x64 : arm64).get(type);
}

const nothing: KnownRelocation = { kind: "nothing", length: 0, bias: 0 };

function data(kind: RelocationKind, length: 4 | 8, bias = 0): KnownRelocation {
  return { kind, length, bias };
}

/** "System V ABI, AMD64 Architecture Processor Supplement", table 4.9. */
const x64: ReadonlyMap<number, KnownRelocation> = new Map([
  [0, nothing],
  [1, data("absolute64", 8)], // R_X86_64_64
  [2, data("relative32", 4, 4)], // R_X86_64_PC32
  [4, data("relative32", 4, 4)], // R_X86_64_PLT32
  [9, data("gotRelative32", 4, 4)], // R_X86_64_GOTPCREL
  [10, data("absolute32", 4)], // R_X86_64_32
  [11, data("absoluteSigned32", 4)], // R_X86_64_32S
  [24, data("relative64", 8, 8)], // R_X86_64_PC64
  [41, data("gotRelaxable32", 4, 4)], // R_X86_64_GOTPCRELX
  [42, data("gotRelaxable32", 4, 4)], // R_X86_64_REX_GOTPCRELX
]);

/** An instruction of AArch64 of which some bits are given. */
function instruction(kind: RelocationKind, bits: number, mask: number): KnownRelocation {
  const suits = (bytes: Uint8Array, offset: number) => (word(bytes, offset) & mask) >>> 0 === bits;
  return { kind, length: 4, bias: 0, suits };
}

function access(size: number): KnownRelocation {
  const suits = (bytes: Uint8Array, offset: number) => accessSize(word(bytes, offset)) === size;
  return { kind: "pageOffset12", length: 4, bias: 0, suits };
}

function word(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}

const adrp = (kind: RelocationKind) => instruction(kind, 0x90000000, 0x9f000000);
/** MOVZ or MOVK, of 32 or 64 bits. */
const move = (kind: RelocationKind) => instruction(kind, 0x52800000, 0x5f800000);
const branch = instruction("branch26", 0x14000000, 0x7c000000);
/** B.cond, or CBZ and CBNZ. */
const conditional: KnownRelocation = {
  kind: "branch19",
  length: 4,
  bias: 0,
  suits: (bytes, offset) => {
    const bits = word(bytes, offset) >>> 24;
    return bits === 0x54 || (bits & 0x7e) === 0x34;
  },
};

/** "ELF for the Arm 64-bit Architecture", 5.7. */
const arm64: ReadonlyMap<number, KnownRelocation> = new Map([
  [0, nothing],
  [256, nothing],
  [257, data("absolute64", 8)], // R_AARCH64_ABS64
  [258, data("absolute32", 4)], // R_AARCH64_ABS32
  [260, data("relative64", 8, 8)], // R_AARCH64_PREL64
  [261, data("relative32", 4, 4)], // R_AARCH64_PREL32
  [263, move("move0")], // R_AARCH64_MOVW_UABS_G0
  [264, move("move0Part")], // …_G0_NC
  [265, move("move1")],
  [266, move("move1Part")],
  [267, move("move2")],
  [268, move("move2Part")],
  [269, move("move3")],
  [273, instruction("branch19", 0x18000000, 0x3b000000)], // R_AARCH64_LD_PREL_LO19
  [274, instruction("address21", 0x10000000, 0x9f000000)], // R_AARCH64_ADR_PREL_LO21
  [275, adrp("page21")], // R_AARCH64_ADR_PREL_PG_HI21
  [277, instruction("pageOffset12", 0x11000000, 0x7fc00000)], // R_AARCH64_ADD_ABS_LO12_NC
  [278, access(1)], // R_AARCH64_LDST8_ABS_LO12_NC
  [279, instruction("branch14", 0x36000000, 0x7e000000)], // R_AARCH64_TSTBR14
  [280, conditional], // R_AARCH64_CONDBR19
  [282, branch], // R_AARCH64_JUMP26
  [283, branch], // R_AARCH64_CALL26
  [284, access(2)],
  [285, access(4)],
  [286, access(8)],
  [299, access(16)],
  [311, adrp("gotPage21")], // R_AARCH64_ADR_GOT_PAGE
  [312, instruction("gotPageOffset12", 0xf9400000, 0xffc00000)], // R_AARCH64_LD64_GOT_LO12_NC: LDR of 64 bits
  [314, data("relative32", 4, 4)], // R_AARCH64_PLT32
]);

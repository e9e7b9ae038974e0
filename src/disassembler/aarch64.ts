/**
 * Disassembles AArch64 code (Arm Architecture Reference Manual for A-profile, chapters C4, encodings, and C6 and C7,
 * instructions), with the manual's preferred aliases, as GNU objdump writes it. What compilers of user programs do not
 * emit (vectors, atomics, system registers) is left out.
 */
import type { MachineInstruction, MemoryOperand } from "./instruction.ts";

const LENGTH = 4;

/** See `Disassembler`. */
export function disassembleAArch64(code: Uint8Array, offset: number): MachineInstruction {
  if (offset + LENGTH > code.length) return unknown(code, offset, 1);
  const word = new DataView(code.buffer, code.byteOffset, code.byteLength).getUint32(offset, true);
  const fields = new Fields(word, offset);
  for (const [mask, value, write] of encodings) {
    if ((word & mask) >>> 0 !== value) continue;
    const text = write(fields);
    if (text === undefined) break;
    const { target, memory } = fields;
    return {
      offset,
      length: LENGTH,
      text,
      ...(target === undefined ? {} : { target }),
      ...(memory === undefined ? {} : { memory }),
    };
  }
  return unknown(code, offset, LENGTH);
}

function unknown(code: Uint8Array, offset: number, length: number): MachineInstruction {
  const bytes = [...code.subarray(offset, offset + length)].reverse();
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { offset, length, text: `${length === 1 ? ".byte" : ".inst"} 0x${hex}`, unknown: true };
}

const conditions = [
  "eq",
  "ne",
  "cs",
  "cc",
  "mi",
  "pl",
  "vs",
  "vc",
  "hi",
  "ls",
  "ge",
  "lt",
  "gt",
  "le",
  "al",
  "nv",
];
const shifts = ["lsl", "lsr", "asr", "ror"];
const extensions = ["uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"];

/** The fields of one instruction, by the names that the manual has for them. */
class Fields {
  target: number | undefined;
  memory: MemoryOperand | undefined;
  readonly rd: number;
  readonly rn: number;
  readonly rm: number;
  readonly ra: number;
  /** Works on 64 bits. */
  readonly sf: boolean;

  constructor(
    readonly word: number,
    private readonly offset: number,
  ) {
    this.rd = word & 31;
    this.rn = (word >>> 5) & 31;
    this.rm = (word >>> 16) & 31;
    this.ra = (word >>> 10) & 31;
    this.sf = word >>> 31 === 1;
  }

  /** An unsigned field of `width` bits from bit `low` on. */
  bits(low: number, width: number): number {
    return (this.word >>> low) & (2 ** width - 1);
  }

  signed(low: number, width: number): number {
    return (this.word << (32 - low - width)) >> (32 - width);
  }

  /** A general register, of which number 31 is zero. */
  r(number: number, isWhole = this.sf): string {
    const letter = isWhole ? "x" : "w";
    return number === 31 ? `${letter}zr` : `${letter}${number}`;
  }

  /** A general register, of which number 31 is the stack pointer. */
  s(number: number, isWhole = this.sf): string {
    if (number !== 31) return this.r(number, isWhole);
    return isWhole ? "sp" : "wsp";
  }

  condition(low = 12): number {
    return this.bits(low, 4);
  }

  /** Where a distance in instructions leads. */
  jump(distance: number): string {
    this.target = this.offset + 4 * distance;
    return hexadecimal(BigInt.asUintN(64, BigInt(this.target)));
  }

  get place(): number {
    return this.offset;
  }

  /** Notes what an address is made of. */
  address(displacement: number, index?: string): void {
    const common = { base: this.s(this.rn, true), displacement };
    this.memory = index === undefined ? common : { ...common, index };
  }
}

/** Bits that must be so, and the text; undefined when the rest of the encoding is reserved. */
type Encoding = readonly [mask: number, value: number, write: (fields: Fields) => string | undefined];

const encodings: readonly Encoding[] = [
  // ---- data processing, immediate (C4.1.92) ----
  [0x9f000000, 0x10000000, (f) => `adr ${f.r(f.rd, true)}, ${relative(f, pageDistance(f))}`],
  [0x9f000000, 0x90000000, (f) => `adrp ${f.r(f.rd, true)}, ${hexadecimal(page(f))}`],
  [0x1f800000, 0x11000000, addImmediate],
  [0x1f800000, 0x12000000, logicalImmediate],
  [0x1f800000, 0x12800000, moveWide],
  [0x1f800000, 0x13000000, bitfield],
  [0x7fa00000, 0x13800000, extract],
  // ---- branches (C4.1.93) ----
  [0x7c000000, 0x14000000, (f) => `${f.sf ? "bl" : "b"} ${f.jump(f.signed(0, 26))}`],
  [0xff000010, 0x54000000, (f) => `b.${conditions[f.condition(0)]} ${f.jump(f.signed(5, 19))}`],
  [0x7e000000, 0x34000000, (f) => `cb${f.bits(24, 1) ? "nz" : "z"} ${f.r(f.rd)}, ${f.jump(f.signed(5, 19))}`],
  [0x7e000000, 0x36000000, testBranch],
  [0xfffffc1f, 0xd61f0000, (f) => `br ${f.r(f.rn, true)}`],
  [0xfffffc1f, 0xd63f0000, (f) => `blr ${f.r(f.rn, true)}`],
  [0xfffffc1f, 0xd65f0000, (f) => (f.rn === 30 ? "ret" : `ret ${f.r(f.rn, true)}`)],
  [0xffe0001f, 0xd4200000, (f) => `brk #0x${f.bits(5, 16).toString(16)}`],
  [0xffffffff, 0xd503201f, () => "nop"],
  [0xffff0000, 0x00000000, (f) => `udf #${f.bits(0, 16)}`],
  // ---- data processing, registers (C4.1.95) ----
  [0x1f200000, 0x0b000000, addShifted],
  [0x1fe00000, 0x0b200000, addExtended],
  [0x1f000000, 0x0a000000, logicalShifted],
  [0x1fe0fc00, 0x1a000000, addWithCarry],
  [0x3fe00410, 0x3a400000, conditionalCompare],
  [0x3fe00800, 0x1a800000, conditionalSelect],
  [0x7fe0f000, 0x1ac02000, (f) => `${shifts[f.bits(10, 2)]} ${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}`],
  [0x7fe0f800, 0x1ac00800, (f) => `${f.bits(10, 1) ? "s" : "u"}div ${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}`],
  [0x7fffe000, 0x5ac00000, reverseOrCount],
  [0x7fe00000, 0x1b000000, (f) => multiplyAdd(f)],
  [
    0xff60fc00,
    0x9b407c00,
    (f) => `${f.bits(23, 1) ? "u" : "s"}mulh ${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}`,
  ],
  [0xff600000, 0x9b200000, multiplyLong],
  // ---- loads and stores (C4.1.94) ----
  [0x3a000000, 0x28000000, pair],
  [0x3b000000, 0x39000000, (f) => access(f, "unsigned")],
  [0x3b200c00, 0x38200800, (f) => access(f, "register")],
  [0x3b200c00, 0x38000000, (f) => access(f, "unscaled")],
  [0x3b200c00, 0x38000400, (f) => access(f, "post")],
  [0x3b200c00, 0x38000c00, (f) => access(f, "pre")],
  [0x3b000000, 0x18000000, loadLiteral],
  // ---- floats (C4.1.96) ----
  [0xff20fc07, 0x1e202000, compareFloats],
  [0xff200c00, 0x1e200400, conditionalFloatCompare],
  [0xff200c00, 0x1e200800, floatBinary],
  [0xff200c00, 0x1e200c00, floatSelect],
  [0xff201fe0, 0x1e201000, floatImmediate],
  [0xff207c00, 0x1e204000, floatUnary],
  [0x7f20fc00, 0x1e200000, floatToOrFromInteger],
  [0xff000000, 0x1f000000, floatMultiplyAdd],
];

const hexadecimal = (value: bigint | number): string => `0x${value.toString(16)}`;

// ---- immediates -----------------------------------------------------------------------------------------------------

function pageDistance(f: Fields): number {
  return f.signed(5, 19) * 4 + f.bits(29, 2);
}

function page(f: Fields): bigint {
  const start = BigInt(f.place) & ~0xfffn;
  return BigInt.asUintN(64, start + BigInt(pageDistance(f)) * 4096n);
}

/** Where a distance in bytes leads. */
function relative(f: Fields, distance: number): string {
  f.target = f.place + distance;
  return hexadecimal(BigInt.asUintN(64, BigInt(f.target)));
}

function addImmediate(f: Fields): string | undefined {
  const isSubtraction = f.bits(30, 1) === 1;
  const setsFlags = f.bits(29, 1) === 1;
  const value = f.bits(10, 12);
  const isShifted = f.bits(22, 1) === 1;
  const immediate = `#${hexadecimal(value)}${isShifted ? ", lsl #12" : ""}`;
  if (setsFlags && f.rd === 31) return `${isSubtraction ? "cmp" : "cmn"} ${f.s(f.rn)}, ${immediate}`;
  const isMove = !isSubtraction && !setsFlags && value === 0 && !isShifted && (f.rd === 31 || f.rn === 31);
  if (isMove) return `mov ${f.s(f.rd)}, ${f.s(f.rn)}`;
  const to = setsFlags ? f.r(f.rd) : f.s(f.rd);
  return `${isSubtraction ? "sub" : "add"}${setsFlags ? "s" : ""} ${to}, ${f.s(f.rn)}, ${immediate}`;
}

function logicalImmediate(f: Fields): string | undefined {
  const value = bitPattern(f);
  if (value === undefined) return undefined;
  const immediate = `#${hexadecimal(value)}`;
  const opcode = f.bits(29, 2);
  if (opcode === 3 && f.rd === 31) return `tst ${f.r(f.rn)}, ${immediate}`;
  if (opcode === 1 && f.rn === 31 && (f.rd === 31 || !isMoveWide(value, f.sf)))
    return `mov ${f.s(f.rd)}, ${immediate}`;
  const to = opcode === 3 ? f.r(f.rd) : f.s(f.rd);
  return `${["and", "orr", "eor", "ands"][opcode]} ${to}, ${f.r(f.rn)}, ${immediate}`;
}

/** DecodeBitMasks: a run of ones, rotated, in an element that repeats. */
function bitPattern(f: Fields): bigint | undefined {
  const n = f.bits(22, 1);
  const immr = f.bits(16, 6);
  const imms = f.bits(10, 6);
  if (n === 1 && !f.sf) return undefined;
  const width = 31 - Math.clz32((n << 6) | (~imms & 63));
  if (width < 1) return undefined;
  const size = 1 << width;
  const ones = (imms & (size - 1)) + 1;
  if (ones === size) return undefined;
  const rotation = BigInt(immr & (size - 1));
  const run = (1n << BigInt(ones)) - 1n;
  const mask = (1n << BigInt(size)) - 1n;
  let value = ((run >> rotation) | (run << (BigInt(size) - rotation))) & mask;
  for (let bits = size; bits < 64; bits *= 2) value |= value << BigInt(bits);
  return BigInt.asUintN(f.sf ? 64 : 32, value);
}

/** MoveWidePreferred: MOVZ or MOVN could give the value. */
function isMoveWide(value: bigint, isWhole: boolean): boolean {
  const width = isWhole ? 64 : 32;
  const complement = BigInt.asUintN(width, ~value);
  for (let shift = 0n; shift < width; shift += 16n) {
    const rest = ~(0xffffn << shift);
    if ((value & rest) === 0n || (complement & rest) === 0n) return true;
  }
  return false;
}

function moveWide(f: Fields): string | undefined {
  const opcode = f.bits(29, 2);
  const shift = 16 * f.bits(21, 2);
  const value = f.bits(5, 16);
  if (opcode === 1 || (!f.sf && shift > 16)) return undefined;
  const shifted = BigInt(value) << BigInt(shift);
  const suffix = shift === 0 ? "" : `, lsl #${shift}`;
  if (opcode === 3) return `movk ${f.r(f.rd)}, #${hexadecimal(value)}${suffix}`;
  const isPlain = !(value === 0 && shift !== 0) && !(opcode === 0 && !f.sf && value === 0xffff);
  if (!isPlain) return `mov${opcode === 0 ? "n" : "z"} ${f.r(f.rd)}, #${hexadecimal(value)}${suffix}`;
  const constant = opcode === 0 ? BigInt.asUintN(f.sf ? 64 : 32, ~shifted) : shifted;
  return `mov ${f.r(f.rd)}, #${hexadecimal(constant)}`;
}

/** SBFM, BFM, UBFM, by the names of what they are used for (C6.2, aliases of each). */
function bitfield(f: Fields): string | undefined {
  const opcode = f.bits(29, 2);
  const immr = f.bits(16, 6);
  const imms = f.bits(10, 6);
  const width = f.sf ? 64 : 32;
  if (opcode === 3 || f.bits(22, 1) !== Number(f.sf) || immr >= width || imms >= width) return undefined;
  const operands = `${f.r(f.rd)}, ${f.r(f.rn)}`;
  const extract = `#${immr}, #${imms - immr + 1}`;
  const insert = `#${width - immr}, #${imms + 1}`;
  if (opcode === 1) {
    if (imms < immr) return f.rn === 31 ? `bfc ${f.r(f.rd)}, ${insert}` : `bfi ${operands}, ${insert}`;
    return `bfxil ${operands}, ${extract}`;
  }
  const isSigned = opcode === 0;
  const letter = isSigned ? "s" : "u";
  if (imms === width - 1) return `${isSigned ? "asr" : "lsr"} ${operands}, #${immr}`;
  if (!isSigned && imms + 1 === immr) return `lsl ${operands}, #${width - immr}`;
  if (imms < immr) return `${letter}bfiz ${operands}, ${insert}`;
  const narrow = `${f.r(f.rd)}, ${f.r(f.rn, false)}`;
  if (immr === 0 && (isSigned || !f.sf)) {
    if (imms === 7) return `${letter}xtb ${narrow}`;
    if (imms === 15) return `${letter}xth ${narrow}`;
    if (imms === 31 && isSigned) return `sxtw ${narrow}`;
  }
  return `${letter}bfx ${operands}, ${extract}`;
}

function extract(f: Fields): string | undefined {
  const lowest = f.bits(10, 6);
  if (f.bits(22, 1) !== Number(f.sf) || (!f.sf && lowest > 31)) return undefined;
  if (f.rn === f.rm) return `ror ${f.r(f.rd)}, ${f.r(f.rn)}, #${lowest}`;
  return `extr ${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}, #${lowest}`;
}

function testBranch(f: Fields): string {
  const bit = (f.bits(31, 1) << 5) | f.bits(19, 5);
  return `tb${f.bits(24, 1) ? "nz" : "z"} ${f.r(f.rd)}, #${bit}, ${f.jump(f.signed(5, 14))}`;
}

// ---- registers ------------------------------------------------------------------------------------------------------

/** The third operand, shifted by a constant; undefined when that is reserved. */
function shifted(f: Fields, allowsRotation: boolean): string | undefined {
  const kind = f.bits(22, 2);
  const amount = f.bits(10, 6);
  if ((kind === 3 && !allowsRotation) || (!f.sf && amount > 31)) return undefined;
  return kind === 0 && amount === 0 ? f.r(f.rm) : `${f.r(f.rm)}, ${shifts[kind]} #${amount}`;
}

function addShifted(f: Fields): string | undefined {
  const operand = shifted(f, false);
  if (operand === undefined) return undefined;
  const isSubtraction = f.bits(30, 1) === 1;
  const setsFlags = f.bits(29, 1) === 1;
  if (setsFlags && f.rd === 31) return `${isSubtraction ? "cmp" : "cmn"} ${f.r(f.rn)}, ${operand}`;
  const suffix = setsFlags ? "s" : "";
  if (isSubtraction && f.rn === 31) return `neg${suffix} ${f.r(f.rd)}, ${operand}`;
  return `${isSubtraction ? "sub" : "add"}${suffix} ${f.r(f.rd)}, ${f.r(f.rn)}, ${operand}`;
}

function addExtended(f: Fields): string | undefined {
  const kind = f.bits(13, 3);
  const amount = f.bits(10, 3);
  if (amount > 4) return undefined;
  const isSubtraction = f.bits(30, 1) === 1;
  const setsFlags = f.bits(29, 1) === 1;
  const right = f.r(f.rm, f.sf && (kind & 3) === 3);
  const usesStackPointer = f.rn === 31 || (!setsFlags && f.rd === 31);
  // The extension that changes nothing is written as a shift, where the stack pointer says which form this is.
  const isPlain = usesStackPointer && kind === (f.sf ? 3 : 2);
  const amountText = amount === 0 ? "" : ` #${amount}`;
  const operand = isPlain
    ? `${right}${amount === 0 ? "" : `, lsl${amountText}`}`
    : `${right}, ${extensions[kind]}${amountText}`;
  if (setsFlags && f.rd === 31) return `${isSubtraction ? "cmp" : "cmn"} ${f.s(f.rn)}, ${operand}`;
  const to = setsFlags ? f.r(f.rd) : f.s(f.rd);
  return `${isSubtraction ? "sub" : "add"}${setsFlags ? "s" : ""} ${to}, ${f.s(f.rn)}, ${operand}`;
}

function logicalShifted(f: Fields): string | undefined {
  const operand = shifted(f, true);
  if (operand === undefined) return undefined;
  const opcode = (f.bits(29, 2) << 1) | f.bits(21, 1);
  const isUnshifted = f.bits(10, 6) === 0 && f.bits(22, 2) === 0;
  if (opcode === 2 && f.rn === 31 && isUnshifted) return `mov ${f.r(f.rd)}, ${operand}`;
  if (opcode === 3 && f.rn === 31) return `mvn ${f.r(f.rd)}, ${operand}`;
  if (opcode === 6 && f.rd === 31) return `tst ${f.r(f.rn)}, ${operand}`;
  const name = ["and", "bic", "orr", "orn", "eor", "eon", "ands", "bics"][opcode];
  return `${name} ${f.r(f.rd)}, ${f.r(f.rn)}, ${operand}`;
}

function addWithCarry(f: Fields): string {
  const isSubtraction = f.bits(30, 1) === 1;
  const suffix = f.bits(29, 1) === 1 ? "s" : "";
  if (isSubtraction && f.rn === 31) return `ngc${suffix} ${f.r(f.rd)}, ${f.r(f.rm)}`;
  return `${isSubtraction ? "sbc" : "adc"}${suffix} ${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}`;
}

function conditionalCompare(f: Fields): string {
  const right = f.bits(11, 1) === 1 ? `#${hexadecimal(f.rm)}` : f.r(f.rm);
  const name = f.bits(30, 1) === 1 ? "ccmp" : "ccmn";
  return `${name} ${f.r(f.rn)}, ${right}, #${hexadecimal(f.bits(0, 4))}, ${conditions[f.condition()]}`;
}

function conditionalSelect(f: Fields): string {
  const opcode = (f.bits(30, 1) << 1) | f.bits(10, 1);
  const condition = f.condition();
  const inverted = conditions[condition ^ 1];
  // An alias has the inverted condition, which AL and NV do not have.
  if (opcode !== 0 && condition < 14 && f.rn === f.rm) {
    const name = ["", "c", "c", "c"][opcode] + (["", "inc", "inv", "neg"][opcode] as string);
    if (f.rn !== 31 || opcode === 3) return `${name} ${f.r(f.rd)}, ${f.r(f.rn)}, ${inverted}`;
    return `${opcode === 1 ? "cset" : "csetm"} ${f.r(f.rd)}, ${inverted}`;
  }
  const name = ["csel", "csinc", "csinv", "csneg"][opcode];
  return `${name} ${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}, ${conditions[condition]}`;
}

function reverseOrCount(f: Fields): string | undefined {
  const names = ["rbit", "rev16", f.sf ? "rev32" : "rev", f.sf ? "rev" : "", "clz", "cls"];
  const name = names[f.bits(10, 3)] ?? "";
  return name === "" ? undefined : `${name} ${f.r(f.rd)}, ${f.r(f.rn)}`;
}

function multiplyAdd(f: Fields): string {
  const isSubtraction = f.bits(15, 1) === 1;
  const operands = `${f.r(f.rd)}, ${f.r(f.rn)}, ${f.r(f.rm)}`;
  if (f.ra === 31) return `${isSubtraction ? "mneg" : "mul"} ${operands}`;
  return `${isSubtraction ? "msub" : "madd"} ${operands}, ${f.r(f.ra)}`;
}

function multiplyLong(f: Fields): string {
  const letter = f.bits(23, 1) === 1 ? "u" : "s";
  const isSubtraction = f.bits(15, 1) === 1;
  const operands = `${f.r(f.rd, true)}, ${f.r(f.rn, false)}, ${f.r(f.rm, false)}`;
  if (f.ra === 31) return `${letter}${isSubtraction ? "mnegl" : "mull"} ${operands}`;
  return `${letter}${isSubtraction ? "msubl" : "maddl"} ${operands}, ${f.r(f.ra, true)}`;
}

// ---- loads and stores -----------------------------------------------------------------------------------------------

type Addressing = "unsigned" | "register" | "unscaled" | "post" | "pre";

function access(f: Fields, addressing: Addressing): string | undefined {
  const size = f.bits(30, 2);
  const isFloat = f.bits(26, 1) === 1;
  const opcode = f.bits(22, 2);
  // 128 bits have the size 0 and an opcode of their own.
  if (isFloat && opcode > 1) return undefined;
  if (!isFloat && opcode > 1 && (size === 3 || (size === 2 && opcode === 3))) return undefined;
  const unscaled = addressing === "unscaled" ? "ur" : "r";
  const width = isFloat ? "" : ["b", "h", opcode > 1 ? "w" : "", ""][size];
  const name = `${opcode === 0 ? "st" : "ld"}${unscaled}${opcode > 1 ? "s" : ""}${width}`;
  const register = isFloat ? `${"bhsd"[size]}${f.rd}` : f.r(f.rd, opcode === 2 || (opcode < 2 && size === 3));
  const place = addressOf(f, addressing, size);
  return place && `${name} ${register}, ${place}`;
}

function addressOf(f: Fields, addressing: Addressing, scale: number): string | undefined {
  const base = f.s(f.rn, true);
  if (addressing === "register") return indexed(f, base, scale);
  const displacement = addressing === "unsigned" ? f.bits(10, 12) << scale : f.signed(12, 9);
  f.address(displacement);
  switch (addressing) {
    case "post":
      return `[${base}], #${displacement}`;
    case "pre":
      return `[${base}, #${displacement}]!`;
    default:
      return displacement === 0 ? `[${base}]` : `[${base}, #${displacement}]`;
  }
}

function indexed(f: Fields, base: string, scale: number): string | undefined {
  const kind = f.bits(13, 3);
  if ((kind & 2) === 0) return undefined;
  const isShifted = f.bits(12, 1) === 1;
  const index = f.r(f.rm, (kind & 1) === 1);
  f.address(0, index);
  const amount = isShifted ? ` #${scale}` : "";
  if (kind === 3) return `[${base}, ${index}${isShifted ? `, lsl${amount}` : ""}]`;
  return `[${base}, ${index}, ${extensions[kind]}${amount}]`;
}

function pair(f: Fields): string | undefined {
  const opcode = f.bits(30, 2);
  const isFloat = f.bits(26, 1) === 1;
  const isLoad = f.bits(22, 1) === 1;
  const mode = f.bits(23, 2);
  if (opcode === 3 || (!isFloat && opcode === 1)) return undefined;
  const scale = isFloat ? 2 + opcode : 2 + (opcode >> 1);
  const register = (number: number) => (isFloat ? `${"sdq"[opcode]}${number}` : f.r(number, opcode === 2));
  const displacement = f.signed(15, 7) * 2 ** scale;
  f.address(displacement);
  const base = f.s(f.rn, true);
  const name = `${isLoad ? "ld" : "st"}${mode === 0 ? "np" : "p"}`;
  const registers = `${register(f.rd)}, ${register(f.ra)}`;
  if (mode === 1) return `${name} ${registers}, [${base}], #${displacement}`;
  if (mode === 3) return `${name} ${registers}, [${base}, #${displacement}]!`;
  return `${name} ${registers}, [${base}${displacement === 0 ? "" : `, #${displacement}`}]`;
}

function loadLiteral(f: Fields): string | undefined {
  const opcode = f.bits(30, 2);
  const isFloat = f.bits(26, 1) === 1;
  if (opcode === 3) return undefined;
  const register = isFloat ? `${"sdq"[opcode]}${f.rd}` : f.r(f.rd, opcode !== 0);
  f.memory = { base: "pc", displacement: 4 * f.signed(5, 19) };
  return `${!isFloat && opcode === 2 ? "ldrsw" : "ldr"} ${register}, ${f.jump(f.signed(5, 19))}`;
}

// ---- floats ---------------------------------------------------------------------------------------------------------

/** The letter of the operands' registers: singles and doubles. */
function floatLetter(f: Fields): "s" | "d" | undefined {
  return (["s", "d"] as const)[f.bits(22, 2)];
}

function compareFloats(f: Fields): string | undefined {
  const letter = floatLetter(f);
  const isWithZero = f.bits(3, 1) === 1;
  if (letter === undefined || (isWithZero && f.rm !== 0)) return undefined;
  const name = f.bits(4, 1) === 1 ? "fcmpe" : "fcmp";
  return `${name} ${letter}${f.rn}, ${isWithZero ? "#0.0" : `${letter}${f.rm}`}`;
}

function conditionalFloatCompare(f: Fields): string | undefined {
  const letter = floatLetter(f);
  const name = f.bits(4, 1) === 1 ? "fccmpe" : "fccmp";
  const flags = `#${hexadecimal(f.bits(0, 4))}, ${conditions[f.condition()]}`;
  return letter && `${name} ${letter}${f.rn}, ${letter}${f.rm}, ${flags}`;
}

function floatBinary(f: Fields): string | undefined {
  const letter = floatLetter(f);
  const names = ["fmul", "fdiv", "fadd", "fsub", "fmax", "fmin", "fmaxnm", "fminnm", "fnmul"];
  const name = names[f.bits(12, 4)];
  return letter && name && `${name} ${letter}${f.rd}, ${letter}${f.rn}, ${letter}${f.rm}`;
}

function floatSelect(f: Fields): string | undefined {
  const letter = floatLetter(f);
  return letter && `fcsel ${letter}${f.rd}, ${letter}${f.rn}, ${letter}${f.rm}, ${conditions[f.condition()]}`;
}

/** VFPExpandImm: a sign, an exponent of -3 to 4, four bits of fraction. */
function floatImmediate(f: Fields): string | undefined {
  const letter = floatLetter(f);
  const field = f.bits(13, 8);
  const exponent = ((field >> 4) & 7) ^ 4;
  const value = (1 + (field & 15) / 16) * 2 ** (exponent - 3) * (field >= 128 ? -1 : 1);
  const text = value.toExponential(18).replace(/e([+-])(\d)$/, "e$10$2");
  return letter && `fmov ${letter}${f.rd}, #${text}`;
}

function floatUnary(f: Fields): string | undefined {
  const letter = floatLetter(f);
  const opcode = f.bits(15, 6);
  if (letter === undefined) return undefined;
  if (opcode === 4 || opcode === 5) {
    const to = opcode === 4 ? "s" : "d";
    return to === letter ? undefined : `fcvt ${to}${f.rd}, ${letter}${f.rn}`;
  }
  const rounding = ["n", "p", "m", "z", "a", "", "x", "i"][opcode - 8] ?? "";
  const name =
    ["fmov", "fabs", "fneg", "fsqrt"][opcode] ?? (rounding === "" ? undefined : `frint${rounding}`);
  return name && `${name} ${letter}${f.rd}, ${letter}${f.rn}`;
}

function floatToOrFromInteger(f: Fields): string | undefined {
  const letter = floatLetter(f);
  if (letter === undefined) return undefined;
  const rounding = f.bits(19, 2);
  const opcode = f.bits(16, 3);
  const toInteger = `${f.r(f.rd)}, ${letter}${f.rn}`;
  const toFloat = `${letter}${f.rd}, ${f.r(f.rn)}`;
  if (opcode < 2) return `fcvt${"npmz"[rounding]}${"su"[opcode]} ${toInteger}`;
  if (rounding !== 0) return undefined;
  if (opcode < 4) return `${"su"[opcode - 2]}cvtf ${toFloat}`;
  if (opcode < 6) return `fcvta${"su"[opcode - 4]} ${toInteger}`;
  if (f.sf !== (letter === "d")) return undefined;
  return `fmov ${opcode === 6 ? toInteger : toFloat}`;
}

function floatMultiplyAdd(f: Fields): string | undefined {
  const letter = floatLetter(f);
  const name = ["fmadd", "fmsub", "fnmadd", "fnmsub"][(f.bits(21, 1) << 1) | f.bits(15, 1)];
  return letter && `${name} ${letter}${f.rd}, ${letter}${f.rn}, ${letter}${f.rm}, ${letter}${f.ra}`;
}

/**
 * Disassembles x86-64 code in 64-bit mode (Intel SDM, volume 2, chapter 2: instruction format), in Intel syntax as GNU
 * objdump writes it. `x86_64_opcodes.ts` has the opcode maps.
 */
import type { MachineInstruction, MemoryOperand } from "./instruction.ts";
import { groups, oneByte, threeByte3A, threeByte38, twoByte, vex3A, vex38 } from "./x86_64_opcodes.ts";

/** The longest instruction (SDM, volume 2, 2.3.11). */
const MAX_LENGTH = 15;

/** See `Disassembler`. */
export function disassembleX86(code: Uint8Array, offset: number): MachineInstruction {
  try {
    return new Decoder(code, offset).decode();
  } catch (error) {
    if (!(error instanceof NoInstruction)) throw error;
    const byte = (code[offset] as number).toString(16).padStart(2, "0");
    return { offset, length: 1, text: `.byte 0x${byte}`, unknown: true };
  }
}

/** The bytes are no instruction that the tables have. */
class NoInstruction extends Error {
  override readonly name = "NoInstruction";
}

type OpcodeMap = ReadonlyMap<number, string>;

const registers64 = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");
const registers32 = "eax ecx edx ebx esp ebp esi edi".split(" ");
const registers16 = "ax cx dx bx sp bp si di".split(" ");
const registers8 = "al cl dl bl spl bpl sil dil".split(" ");
const registers8WithoutRex = "al cl dl bl ah ch dh bh".split(" ");
/** The others have no meaning in 64-bit mode (SDM, volume 2, 2.1.1). */
const segments: Readonly<Record<number, string>> = { 100: "fs", 101: "gs" };
const sizeNames: Readonly<Record<number, string>> = {
  1: "BYTE",
  2: "WORD",
  4: "DWORD",
  8: "QWORD",
  16: "XMMWORD",
  32: "YMMWORD",
};
/** Pseudo-mnemonics of CMPPS and its like by their immediate. */
const comparisons = ["eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord"];

/** One instruction being read. */
class Decoder {
  private at: number;
  private readonly legacyPrefixes = new Set<number>();
  private segment: string | undefined;
  private hasRex = false;
  private rexW = false;
  /** 8 where a bit extends a register number. */
  private rexR = 0;
  private rexX = 0;
  private rexB = 0;
  private vex: { register: number; long: boolean } | undefined;
  private usesVexRegister = false;
  /** 0 none, 1 66, 2 F3, 3 F2: the column of a table entry. */
  private column = 0;
  private opcode = 0;
  private modrm: { mod: number; reg: number; rm: number } | undefined;
  private memory: MemoryOperand | undefined;
  private memoryText = "";
  private target: number | undefined;
  private isRelativeToEnd = false;

  constructor(
    private readonly code: Uint8Array,
    private readonly start: number,
  ) {
    this.at = start;
  }

  decode(): MachineInstruction {
    this.readPrefixes();
    const entry = this.readOpcode();
    const text = this.format(entry);
    const length = this.at - this.start;
    if (length > MAX_LENGTH || this.hasMeaninglessForm(entry, text)) throw new NoInstruction();
    if (this.isRelativeToEnd) this.target = this.at + (this.memory?.displacement ?? 0);
    return {
      offset: this.start,
      length,
      text,
      ...(this.target === undefined ? {} : { target: this.target }),
      ...(this.memory === undefined ? {} : { memory: this.memory }),
    };
  }

  /** Forms that processors refuse (SDM, volume 2, 2.3.6, 2.3.7), and stack operations of 16 bits, which nobody wants. */
  private hasMeaninglessForm(entry: string, text: string): boolean {
    const { vex, column } = this;
    if (vex === undefined) return column === 1 && /^(?:push|pop |ret|leave|call|j)/.test(text);
    const isWhole = /[WU]x/.test(entry) && !/[WEG][bwdqy]/.test(entry);
    return (!this.usesVexRegister && vex.register !== 0) || (vex.long && !isWhole);
  }

  // ---- bytes -----------------------------------------------------------------------------------------------------

  private byte(): number {
    const value = this.code[this.at];
    if (value === undefined || this.at - this.start >= MAX_LENGTH) throw new NoInstruction();
    this.at++;
    return value;
  }

  /** Little-endian, signed. */
  private signed(bytes: 1 | 2 | 4): number {
    let value = 0;
    for (let index = 0; index < bytes; index++) value |= this.byte() << (8 * index);
    const unused = 32 - 8 * bytes;
    return (value << unused) >> unused;
  }

  // ---- prefixes and opcode (SDM, volume 2, 2.1.1, 2.2.1, 2.3.5) ----------------------------------------------------

  private readPrefixes(): void {
    for (;;) {
      const byte = this.code[this.at] as number;
      if (byte in segments) this.segment = segments[byte];
      else if (![0x66, 0x67, 0xf2, 0xf3].includes(byte)) break;
      if (this.legacyPrefixes.has(byte)) throw new NoInstruction();
      this.legacyPrefixes.add(byte);
      this.byte();
    }
    const { legacyPrefixes } = this;
    if (legacyPrefixes.has(0xf2) && legacyPrefixes.has(0xf3)) throw new NoInstruction();
    this.column = legacyPrefixes.has(0xf3)
      ? 2
      : legacyPrefixes.has(0xf2)
        ? 3
        : legacyPrefixes.has(0x66)
          ? 1
          : 0;
    const rex = this.code[this.at] ?? 0;
    if (rex >> 4 !== 4) return;
    this.byte();
    this.hasRex = true;
    this.rexW = (rex & 8) !== 0;
    this.extend(rex >> 2, rex >> 1, rex);
  }

  private extend(r: number, x: number, b: number): void {
    this.rexR = (r & 1) << 3;
    this.rexX = (x & 1) << 3;
    this.rexB = (b & 1) << 3;
  }

  /** Gives the entry of the tables, with its alternatives resolved. */
  private readOpcode(): string {
    const first = this.byte();
    if ((first === 0xc4 || first === 0xc5) && !this.hasRex && this.column === 0) return this.readVex(first);
    if (first !== 0x0f) return this.plain(oneByte, first);
    const second = this.byte();
    if (second === 0x38) return this.byPrefix(threeByte38, this.byte());
    if (second === 0x3a) return this.byPrefix(threeByte3A, this.byte());
    return this.byPrefix(twoByte, second);
  }

  private readVex(first: number): string {
    const second = this.byte();
    let map = 1;
    let last = second;
    if (first === 0xc4) {
      map = second & 0x1f;
      last = this.byte();
      this.rexW = (last & 0x80) !== 0;
      this.extend(~second >> 7, ~second >> 6, ~second >> 5);
    } else {
      this.extend(~second >> 7, 0, 0);
    }
    this.vex = { register: (~last >> 3) & 15, long: (last & 4) !== 0 };
    this.column = last & 3;
    const opcode = this.byte();
    if (map === 1) return this.vectorForm(this.byPrefix(twoByte, opcode));
    if (map === 2)
      return vex38.has(opcode)
        ? this.byPrefix(vex38, opcode)
        : this.vectorForm(this.byPrefix(threeByte38, opcode));
    if (map === 3)
      return vex3A.has(opcode)
        ? this.byPrefix(vex3A, opcode)
        : this.vectorForm(this.byPrefix(threeByte3A, opcode));
    throw new NoInstruction();
  }

  /** Of the instructions without VEX, those on SSE registers have a form with it. */
  private vectorForm(entry: string): string {
    if (!/ .*[VWU]/.test(entry)) throw new NoInstruction();
    return /^\d/.test(entry) ? entry : `v${entry}`;
  }

  private plain(map: OpcodeMap, opcode: number): string {
    this.opcode = opcode;
    // REPNE and REP are for string instructions.
    const entry = map.get(opcode);
    if (entry === undefined || this.column > 1) throw new NoInstruction();
    return entry;
  }

  /** The alternative that the mandatory prefix picks. Where there is one alone, 66 is the operand size. */
  private byPrefix(map: OpcodeMap, opcode: number): string {
    this.opcode = opcode;
    const alternatives = (map.get(opcode) ?? "").split("|");
    const hasOperandSize =
      this.column === 1 && this.vex === undefined && /[EG][vw]/.test(alternatives[0] as string);
    const isPlain = alternatives.length === 1 && this.column === 1 && this.vex === undefined;
    const entry = alternatives[hasOperandSize || isPlain ? 0 : this.column] ?? "";
    if (entry === "") throw new NoInstruction();
    return entry;
  }

  // ---- instruction -----------------------------------------------------------------------------------------------

  private format(entry: string): string {
    let [mnemonic = "", operands = ""] = entry.split(" ");
    const group = /^v?(\w+\/)$/.exec(mnemonic)?.[1];
    if (group !== undefined) {
      const [name = "", own] = (groups[group]?.[this.readModrm().reg & 7] ?? "").split(" ");
      if (name === "") throw new NoInstruction();
      mnemonic = name;
      operands = own ?? operands;
      if (this.vex !== undefined && operands.includes("U")) mnemonic = `v${name}`;
    }
    if (operands === "") return this.withoutOperands(mnemonic);
    const texts = operands
      .split(",")
      .map((operand) => this.operand(operand))
      .filter((text) => text !== undefined);
    return this.named(mnemonic, operands, texts);
  }

  /** Names that depend on more than the opcode. */
  private named(mnemonic: string, operands: string, texts: string[]): string {
    let name = mnemonic.replace("*", this.rexW ? "d" : "s");
    if (name === "mov" && operands === "Zv,Iv" && this.rexW) name = "movabs";
    if (/^v?(movd|pextrd|pinsrd)$/.test(name) && this.rexW) name = `${name.slice(0, -1)}q`;
    if (/^v?cmp[ps][sd]$/.test(name)) {
      const relation = comparisons[Number(texts.at(-1))];
      // VEX has 24 relations more.
      if (relation === undefined && this.vex !== undefined) throw new NoInstruction();
      if (relation === undefined) return `${name} ${texts.join(",")}`;
      texts.pop();
      name = name.replace("cmp", `cmp${relation}`);
    }
    return `${name} ${texts.join(",")}`;
  }

  private withoutOperands(mnemonic: string): string {
    switch (mnemonic) {
      case "nop":
        // 90 with REX.B is XCHG of R8; with 66 it is two bytes of nothing.
        if (this.rexB === 0 && this.column !== 1) return "nop";
        return `xchg ${this.general(this.rexB, this.sizeOf("v"))},${this.general(0, this.sizeOf("v"))}`;
      case "cwde":
        return this.rexW ? "cdqe" : this.column === 1 ? "cbw" : "cwde";
      case "cdq":
        return this.rexW ? "cqo" : this.column === 1 ? "cwd" : "cdq";
      case "endbr64":
        if (this.byte() !== 0xfa) throw new NoInstruction();
        return mnemonic;
      default:
        return mnemonic;
    }
  }

  /** One operand's text; undefined when it is absent in this form. */
  private operand(code: string): string | undefined {
    const kind = code[0] as string;
    const size = this.sizeOf(code.slice(1));
    switch (kind) {
      case "E":
        return this.registerOrMemory(size, (number) => this.general(number, size));
      case "G":
        return this.general(this.readModrm().reg, size);
      case "Z":
        return this.general((this.opcode & 7) | this.rexB, size);
      case "B":
        return this.general(this.vexRegister(), size);
      case "A":
        return code === "Acl" ? "cl" : code === "A1" ? "1" : this.general(0, size);
      case "M":
        return this.memoryOperand(code === "M" ? 0 : size);
      case "V":
        return this.vector(this.readModrm().reg, this.vectorSize(size));
      case "W":
        return this.registerOrMemory(size, (number) => this.vector(number, this.vectorSize(size)));
      case "U":
        if (this.readModrm().mod !== 3) throw new NoInstruction();
        return this.vector(this.readModrm().rm | this.rexB, size);
      case "H":
        return this.vex && this.vector(this.vexRegister(), this.vectorSize(size));
      case "h":
        return this.vex && this.readModrm().mod === 3 ? this.vector(this.vexRegister(), 16) : undefined;
      case "I":
        return this.immediate(code[1] as string);
      default:
        return this.relative(code[1] === "b" ? 1 : 4);
    }
  }

  /** Bytes. */
  private sizeOf(letter: string): number {
    switch (letter) {
      case "b":
        return 1;
      case "w":
        return 2;
      case "d":
        return 4;
      case "q":
        return 8;
      case "s":
        return this.rexW ? 8 : 4;
      case "x":
        return this.vex?.long === true ? 32 : 16;
      case "y":
        return this.rexW ? 8 : 4;
      case "o":
        return 16;
      default:
        return this.rexW ? 8 : this.legacyPrefixes.has(0x66) ? 2 : 4;
    }
  }

  /** A scalar in memory has 4 or 8 bytes, the register around it 16. */
  private vectorSize(size: number): number {
    return Math.max(16, size);
  }

  private vexRegister(): number {
    if (this.vex === undefined) throw new NoInstruction();
    this.usesVexRegister = true;
    return this.vex.register;
  }

  private general(number: number, size: number): string {
    if (size === 1 && !this.hasRex && number < 8) return registers8WithoutRex[number] as string;
    const extended = size === 8 ? "" : size === 4 ? "d" : size === 2 ? "w" : "b";
    if (number >= 8) return `r${number}${extended}`;
    const names = size === 8 ? registers64 : size === 4 ? registers32 : size === 2 ? registers16 : registers8;
    return names[number] as string;
  }

  private vector(number: number, size: number): string {
    return `${size === 32 ? "ymm" : "xmm"}${number}`;
  }

  // ---- immediates ------------------------------------------------------------------------------------------------

  private immediate(letter: string): string {
    switch (letter) {
      case "b":
        return hexadecimal(BigInt(this.byte()));
      case "w":
        return hexadecimal(BigInt(this.signed(2) & 0xffff));
      case "s":
        return this.signExtended(this.signed(1));
      case "v":
        if (this.rexW) {
          const low = BigInt(this.signed(4) >>> 0);
          return hexadecimal((BigInt(this.signed(4) >>> 0) << 32n) | low);
        }
        return this.signExtended(this.signed(this.legacyPrefixes.has(0x66) ? 2 : 4));
      default:
        return this.signExtended(this.signed(!this.rexW && this.legacyPrefixes.has(0x66) ? 2 : 4));
    }
  }

  /** In the operand's size; what is pushed has 8 bytes. */
  private signExtended(value: number): string {
    const isPush = this.opcode === 0x68 || this.opcode === 0x6a;
    return hexadecimal(BigInt.asUintN(isPush ? 64 : 8 * this.sizeOf("v"), BigInt(value)));
  }

  private relative(bytes: 1 | 4): string {
    const distance = this.signed(bytes);
    this.target = this.at + distance;
    return hexadecimal(BigInt.asUintN(64, BigInt(this.target)));
  }

  // ---- ModR/M and SIB (SDM, volume 2, 2.1.5, 2.2.1.6) ----------------------------------------------------------------

  /** The byte behind the opcode, and the memory operand that it begins; `reg` is extended, `rm` is not. */
  private readModrm(): { mod: number; reg: number; rm: number } {
    if (this.modrm === undefined) {
      const byte = this.byte();
      this.modrm = { mod: byte >> 6, reg: ((byte >> 3) & 7) | this.rexR, rm: byte & 7 };
      if (this.modrm.mod !== 3) this.readMemory(this.modrm.mod, this.modrm.rm);
    }
    return this.modrm;
  }

  private registerOrMemory(size: number, register: (number: number) => string): string {
    const { mod, rm } = this.readModrm();
    return mod === 3 ? register(rm | this.rexB) : this.memoryOperand(size);
  }

  private memoryOperand(size: number): string {
    if (this.readModrm().mod === 3) throw new NoInstruction();
    const pointer = size === 0 ? "" : `${sizeNames[size]} PTR `;
    return pointer + this.memoryText;
  }

  private readMemory(mod: number, rm: number): void {
    const addressSize = this.legacyPrefixes.has(0x67) ? 4 : 8;
    const name = (number: number): string => this.general(number, addressSize);
    let base: number | undefined = rm | this.rexB;
    let index: number | undefined;
    let scale = 0;
    if (rm === 4) {
      const sib = this.byte();
      scale = sib >> 6;
      index = ((sib >> 3) & 7) | this.rexX;
      if (index === 4) index = undefined;
      base = (sib & 7) | this.rexB;
      if ((sib & 7) === 5 && mod === 0) base = undefined;
    }
    const isRelative = rm === 5 && mod === 0;
    const hasDisplacement = mod !== 0 || isRelative || base === undefined;
    const displacement = hasDisplacement ? this.signed(mod === 1 ? 1 : 4) : 0;
    this.isRelativeToEnd = isRelative;
    const baseName = isRelative ? (addressSize === 8 ? "rip" : "eip") : base === undefined ? "" : name(base);
    const parts = [
      ...(baseName === "" ? [] : [baseName]),
      ...(index === undefined ? [] : [`${name(index)}*${1 << scale}`]),
    ];
    const segment = this.segment === undefined ? "" : `${this.segment}:`;
    if (parts.length === 0) {
      const address = BigInt.asUintN(8 * addressSize, BigInt(displacement));
      this.memoryText = `${segment === "" ? "ds:" : segment}${hexadecimal(address)}`;
    } else {
      const sign = displacement < 0 ? "-" : "+";
      const offset = hasDisplacement ? `${sign}0x${Math.abs(displacement).toString(16)}` : "";
      this.memoryText = `${segment}[${parts.join("+")}${offset}]`;
    }
    this.memory = {
      ...(this.segment === undefined ? {} : { segment: this.segment }),
      ...(baseName === "" ? {} : { base: baseName }),
      ...(index === undefined ? {} : { index: name(index) }),
      displacement,
    };
  }
}

function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}

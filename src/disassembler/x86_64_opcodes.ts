// The opcode maps of x86-64 in 64-bit mode (Intel SDM, volume 2, appendix A, tables ), without what
// compilers of user programs do not emit: x87, MMX, string and system instructions.
//
// An entry is a mnemonic and its operands, each a letter for where it is and one for its size (A.2.1, A.2.2):
//
//     E  general register or memory (ModR/M r/m)    G  general register (ModR/M reg)    Z  register in the opcode
//     M  memory                                     I  immediate    J  relative to the end of the instruction
//     V  SSE register (reg)    W  SSE register or memory (r/m)    U  SSE register (r/m)
//     H  SSE register that VEX adds (vvvv); absent without VEX    h  the same, only beside a register
//     B  general register that VEX adds (vvvv)    A  accumulator, or the register or number that is spelt out
//
//     b w d q  1, 2, 4, 8 bytes    v  2, 4 or 8 by operand size    y  4 or 8    z  immediate of 2 or 4, sign-extended
//     s  immediate of 1, sign-extended    o  16    x  16, or 32 with VEX.L
//
// `name/` before operands says that the ModR/M reg field picks from a group. `|` parts what no mandatory prefix, 66, F3
// and F2 mean, in this order.

export const conditions = [
  "o",
  "no",
  "b",
  "ae",
  "e",
  "ne",
  "be",
  "a",
  "s",
  "ns",
  "p",
  "np",
  "l",
  "ge",
  "le",
  "g",
];

const arithmetic = ["add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"];

/** Mnemonics by the ModR/M reg field (table A-6); an entry with operands of its own replaces those of the opcode. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  "1/": arithmetic,
  "1a/": ["pop"],
  "2/": ["rol", "ror", "rcl", "rcr", "shl", "shr", "", "sar"],
  "3b/": ["test Eb,Ib", "", "not", "neg", "mul", "imul", "div", "idiv"],
  "3v/": ["test Ev,Iz", "", "not", "neg", "mul", "imul", "div", "idiv"],
  "4/": ["inc", "dec"],
  "5/": ["inc Ev", "dec Ev", "call Eq", "", "jmp Eq", "", "push Eq"],
  "8/": ["", "", "", "", "bt", "bts", "btr", "btc"],
  "11/": ["mov"],
  "12/": ["", "", "psrlw", "", "psraw", "", "psllw"],
  "13/": ["", "", "psrld", "", "psrad", "", "pslld"],
  "14/": ["", "", "psrlq", "psrldq", "", "", "psllq", "pslldq"],
  "16/": ["prefetchnta", "prefetcht0", "prefetcht1", "prefetcht2"],
  "17/": ["", "blsr", "blsmsk", "blsi"],
};

/** Opcodes of one byte (table A-2). */
export const oneByte = table(
  arithmetic.map((name, number): [number, string[]] => [
    number * 8,
    [`${name} Eb,Gb`, `${name} Ev,Gv`, `${name} Gb,Eb`, `${name} Gv,Ev`, `${name} Ab,Ib`, `${name} Av,Iz`],
  ]),
  [
    [0x50, repeat("push Zq")],
    [0x58, repeat("pop Zq")],
    [0x63, ["movsxd Gv,Ed"]],
    [0x68, ["push Iz", "imul Gv,Ev,Iz", "push Is", "imul Gv,Ev,Is"]],
    [0x70, conditions.map((condition) => `j${condition} Jb`)],
    [0x80, ["1/ Eb,Ib", "1/ Ev,Iz", "", "1/ Ev,Is"]],
    [0x84, ["test Eb,Gb", "test Ev,Gv", "xchg Eb,Gb", "xchg Ev,Gv"]],
    [0x88, ["mov Eb,Gb", "mov Ev,Gv", "mov Gb,Eb", "mov Gv,Ev", "", "lea Gv,M", "", "1a/ Eq"]],
    [0x90, ["nop", ...repeat("xchg Zv,Av").slice(1)]],
    [0x98, ["cwde", "cdq"]],
    [0xa8, ["test Ab,Ib", "test Av,Iz"]],
    [0xb0, repeat("mov Zb,Ib")],
    [0xb8, repeat("mov Zv,Iv")],
    [0xc0, ["2/ Eb,Ib", "2/ Ev,Ib", "ret Iw", "ret", "", "", "11/ Eb,Ib", "11/ Ev,Iz"]],
    [0xc9, ["leave", "", "", "int3"]],
    [0xd0, ["2/ Eb,A1", "2/ Ev,A1", "2/ Eb,Acl", "2/ Ev,Acl"]],
    [0xe8, ["call Jz", "jmp Jz", "", "jmp Jb"]],
    [0xf4, ["hlt", "cmc", "3b/ Eb", "3v/ Ev", "clc", "stc"]],
    [0xfc, ["cld", "std", "4/ Eb", "5/"]],
  ],
);

/** Opcodes after 0F (table A-3). */
export const twoByte = table([
  [0x05, ["syscall"]],
  [0x0b, ["ud2"]],
  [0x10, moves("Vx,Wx", "Vx,hx,Wd", "Vx,hx,Wq")],
  [0x11, moves("Wx,Vx", "Wd,hx,Vx", "Wq,hx,Vx")],
  [0x14, ["unpcklps Vx,Hx,Wx|unpcklpd Vx,Hx,Wx", "unpckhps Vx,Hx,Wx|unpckhpd Vx,Hx,Wx"]],
  [0x18, ["16/ Mb"]],
  [0x1e, ["||endbr64", "nop Ev"]],
  [0x28, ["movaps Vx,Wx|movapd Vx,Wx", "movaps Wx,Vx|movapd Wx,Vx"]],
  [0x2a, ["||cvtsi2ss Vx,Hx,Ey|cvtsi2sd Vx,Hx,Ey"]],
  [0x2c, ["||cvttss2si Gy,Wd|cvttsd2si Gy,Wq", "||cvtss2si Gy,Wd|cvtsd2si Gy,Wq"]],
  [0x2e, ["ucomiss Vx,Wd|ucomisd Vx,Wq", "comiss Vx,Wd|comisd Vx,Wq"]],
  [0x31, ["rdtsc"]],
  [0x40, conditions.map((condition) => `cmov${condition} Gv,Ev`)],
  [0x50, ["movmskps Gd,Ux|movmskpd Gd,Ux", floats("sqrt", "")]],
  [0x54, ["and", "andn", "or", "xor"].map((name) => `${name}ps Vx,Hx,Wx|${name}pd Vx,Hx,Wx`)],
  [0x58, [floats("add"), floats("mul")]],
  [0x5a, ["cvtps2pd Vx,Wq|cvtpd2ps Vx,Wx|cvtss2sd Vx,Hx,Wd|cvtsd2ss Vx,Hx,Wq"]],
  [0x5b, ["cvtdq2ps Vx,Wx|cvtps2dq Vx,Wx|cvttps2dq Vx,Wx"]],
  [0x5c, ["sub", "min", "div", "max"].map((name) => floats(name))],
  [0x60, ["punpcklbw", "punpcklwd", "punpckldq", "packsswb", "pcmpgtb", "pcmpgtw", "pcmpgtd"].map(packed)],
  [0x6a, ["punpckhdq", "packssdw", "punpcklqdq", "punpckhqdq"].map(packed)],
  [0x6e, ["|movd Vx,Ey", "|movdqa Vx,Wx|movdqu Vx,Wx"]],
  [0x70, ["|pshufd Vx,Wx,Ib|pshufhw Vx,Wx,Ib|pshuflw Vx,Wx,Ib"]],
  [0x71, ["|12/ Hx,Ux,Ib", "|13/ Hx,Ux,Ib", "|14/ Hx,Ux,Ib"]],
  [0x74, ["pcmpeqb", "pcmpeqw", "pcmpeqd"].map(packed)],
  [0x7c, ["|haddpd Vx,Hx,Wx", "", "|movd Ey,Vx|movq Vx,Wq", "|movdqa Wx,Vx|movdqu Wx,Vx"]],
  [0x80, conditions.map((condition) => `j${condition} Jz`)],
  [0x90, conditions.map((condition) => `set${condition} Eb`)],
  [0xa2, ["cpuid", "bt Ev,Gv", "shld Ev,Gv,Ib", "shld Ev,Gv,Acl"]],
  [0xab, ["bts Ev,Gv", "shrd Ev,Gv,Ib", "shrd Ev,Gv,Acl", "", "imul Gv,Ev"]],
  [0xb0, ["cmpxchg Eb,Gb", "cmpxchg Ev,Gv", "", "btr Ev,Gv"]],
  [0xb6, ["movzx Gv,Eb", "movzx Gv,Ew", "||popcnt Gv,Ev", "", "8/ Ev,Ib", "btc Ev,Gv"]],
  [0xbc, ["bsf Gv,Ev||tzcnt Gv,Ev", "bsr Gv,Ev||lzcnt Gv,Ev", "movsx Gv,Eb", "movsx Gv,Ew"]],
  [
    0xc0,
    ["xadd Eb,Gb", "xadd Ev,Gv", "cmpps Vx,Hx,Wx,Ib|cmppd Vx,Hx,Wx,Ib|cmpss Vx,Hx,Wd,Ib|cmpsd Vx,Hx,Wq,Ib"],
  ],
  [0xc6, ["shufps Vx,Hx,Wx,Ib|shufpd Vx,Hx,Wx,Ib"]],
  [0xc8, repeat("bswap Zv")],
  [0xd3, ["|psrlq Vx,Hx,Wo", ...["paddq"].map(packed)]],
  [0xd6, ["|movq Wq,Vx", "|pmovmskb Gd,Ux"]],
  [0xdb, ["pand"].map(packed)],
  [0xdf, ["pandn"].map(packed)],
  [0xe6, ["|cvttpd2dq Vx,Wx|cvtdq2pd Vx,Wq|cvtpd2dq Vx,Wx"]],
  [0xeb, ["por"].map(packed)],
  [0xef, ["pxor"].map(packed)],
  [0xf3, ["|psllq Vx,Hx,Wo", ...["pmuludq"].map(packed)]],
  [0xfa, ["psubd", "psubq", "", "", "paddd"].map(packed)],
]);

/** Opcodes after 0F 38 (table A-4). */
export const threeByte38 = table([
  [0x17, ["|ptest Vx,Wx"]],
  [0x29, ["pcmpeqq"].map(packed)],
  [0x37, ["pcmpgtq"].map(packed)],
]);

/** Opcodes after 0F 3A (table A-5). */
export const threeByte3A = table([
  [0x08, ["|roundps Vx,Wx,Ib", "|roundpd Vx,Wx,Ib", "|roundss Vx,Hx,Wd,Ib", "|roundsd Vx,Hx,Wq,Ib"]],
  [0x16, ["|pextrd Ey,Vx,Ib"]],
  [0x22, ["|pinsrd Vx,Hx,Ey,Ib"]],
]);

/** Opcodes that only VEX has, in the map 0F 38: bit manipulation and fused multiply-add. Suffixes by VEX.W. */
export const vex38 = table([
  [0xf2, ["andn Gy,By,Ey", "17/ By,Ey"]],
  [0xf5, ["bzhi Gy,Ey,By||pext Gy,By,Ey|pdep Gy,By,Ey", "|||mulx Gy,By,Ey"]],
  [0xf7, ["bextr Gy,Ey,By|shlx Gy,Ey,By|sarx Gy,Ey,By|shrx Gy,Ey,By"]],
  ...["132", "213", "231"].flatMap((order, row): [number, string[]][] => [
    [
      0x98 + 16 * row,
      ["fmadd", "fmadd!", "fmsub", "fmsub!", "fnmadd", "fnmadd!", "fnmsub", "fnmsub!"].map((name) =>
        fused(name, order),
      ),
    ],
  ]),
]);

/** Opcodes that only VEX has, in the map 0F 3A. */
export const vex3A = table([[0xf0, ["|||rorx Gy,Ey,Ib"]]]);

/** `!` is for the scalar form. */
function fused(name: string, order: string): string {
  return name.endsWith("!") ? `|v${name.slice(0, -1)}${order}s* Vx,Hx,Ws` : `|v${name}${order}p* Vx,Hx,Wx`;
}

/** An operation on floats: packed singles, packed doubles, a single, a double. */
function floats(name: string, second = "Hx,"): string {
  return `${name}ps Vx,${second}Wx|${name}pd Vx,${second}Wx|${name}ss Vx,Hx,Wd|${name}sd Vx,Hx,Wq`;
}

/** An operation on integers in SSE registers, which 66 selects. */
function packed(name: string): string {
  return name === "" ? "" : `|${name} Vx,Hx,Wx`;
}

function moves(packedOperands: string, single: string, double: string): string[] {
  return [`movups ${packedOperands}|movupd ${packedOperands}|movss ${single}|movsd ${double}`];
}

function repeat(entry: string): string[] {
  return new Array<string>(8).fill(entry);
}

/** Entries by opcode, from runs of them. */
function table(
  ...parts: readonly (readonly (readonly [number, readonly string[]])[])[]
): ReadonlyMap<number, string> {
  const entries = new Map<number, string>();
  for (const [first, run] of parts.flat()) {
    run.forEach((entry, index) => {
      if (entry !== "") entries.set(first + index, entry);
    });
  }
  return entries;
}

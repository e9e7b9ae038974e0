/**
 * How long instructions of x86-64 are, without what they do (Intel SDM, volume 2, chapter 2 and appendix A): some hundred
 * times faster than taking them apart for readers. Debug information looks at every instruction of a program.
 */

export interface InstructionShape {
  /** Bytes. */
  length: number;
  /** Offset behind it. */
  end: number;
  /** 0: one byte; 1: after 0F; 2: after 0F 38; 3: after 0F 3A; also with VEX. */
  map: number;
  opcode: number;
  /** Of ModR/M, with the bits of REX; 0 when it has none. */
  mod: number;
  reg: number;
  rm: number;
  isRegister: boolean;
  /** Bytes of a distance that it branches by, at its end, not counting calls; else 0. */
  relative: number;
}

export const noShape = (): InstructionShape => ({
  length: 0,
  end: 0,
  map: 0,
  opcode: 0,
  mod: 0,
  reg: 0,
  rm: 0,
  isRegister: false,
  relative: 0,
});

/** What follows an opcode: in the tables of the maps, which name rows of opcodes and single ones. */
const ModRm = 0x80;
/** The last byte of the instruction is part of its distance. */
const Distance = 0x40;
/** Four bytes, or two with a prefix 66; for a MOV of 64 bits to a register, eight. */
const Whole = 0x20;
const Long = 0x10;
/** Only when the operation in ModR/M is 0 or 1 (TEST). */
const Test = 0x08;
/** Bytes of an immediate or a distance. */
const BYTES = 0x07;

function tableOf(rows: readonly (readonly [first: number, last: number, what: number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [first, last, what] of rows) table.fill(what, first, last + 1);
  return table;
}

/** The first forms of the eight operations of two operands, and their immediates. */
const arithmetic = Array.from({ length: 8 }, (_, number) => 8 * number).flatMap(
  (row): [number, number, number][] => [
    [row, row + 3, ModRm],
    [row + 4, row + 4, 1],
    [row + 5, row + 5, Whole],
  ],
);

const oneByte = tableOf([
  ...arithmetic,
  [0x63, 0x63, ModRm],
  [0x68, 0x68, Whole],
  [0x69, 0x69, ModRm | Whole],
  [0x6a, 0x6a, 1],
  [0x6b, 0x6b, ModRm | 1],
  [0x70, 0x7f, Distance | 1],
  [0x80, 0x80, ModRm | 1],
  [0x81, 0x81, ModRm | Whole],
  [0x83, 0x83, ModRm | 1],
  [0x84, 0x8f, ModRm],
  [0xa8, 0xa8, 1],
  [0xa9, 0xa9, Whole],
  [0xb0, 0xb7, 1],
  [0xb8, 0xbf, Whole | Long],
  [0xc0, 0xc1, ModRm | 1],
  [0xc2, 0xc2, 2],
  [0xc6, 0xc6, ModRm | 1],
  [0xc7, 0xc7, ModRm | Whole],
  [0xd0, 0xd3, ModRm],
  [0xe8, 0xe8, 4],
  [0xe9, 0xe9, Distance | 4],
  [0xeb, 0xeb, Distance | 1],
  [0xf6, 0xf6, ModRm | Test | 1],
  [0xf7, 0xf7, ModRm | Test | Whole],
  [0xfe, 0xff, ModRm],
]);

const after0f = tableOf([
  [0x00, 0xff, ModRm],
  [0x05, 0x05, 0],
  [0x0b, 0x0b, 0],
  [0x31, 0x31, 0],
  [0x70, 0x73, ModRm | 1],
  [0x77, 0x77, 0],
  [0x80, 0x8f, Distance | 4],
  [0xa2, 0xa2, 0],
  [0xa4, 0xa4, ModRm | 1],
  [0xac, 0xac, ModRm | 1],
  [0xba, 0xba, ModRm | 1],
  [0xc2, 0xc2, ModRm | 1],
  [0xc4, 0xc6, ModRm | 1],
  [0xc8, 0xcf, 0],
]);

const maps: readonly Uint8Array[] = [
  oneByte,
  after0f,
  tableOf([[0x00, 0xff, ModRm]]),
  tableOf([[0x00, 0xff, ModRm | 1]]),
];

const prefixes = tableOf(
  [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3].map((prefix) => [prefix, prefix, 1]),
);

/** Takes the instruction at an offset apart, as far as that, into `shape`. Behind the code are zeros. */
export function readShapeX64(code: Uint8Array, offset: number, shape: InstructionShape): void {
  let at = offset;
  let byte = code[at++] ?? 0;
  let isShort = false;
  while (prefixes[byte] === 1) {
    if (byte === 0x66) isShort = true;
    byte = code[at++] ?? 0;
  }
  let rex = 0;
  if (byte >> 4 === 4) {
    rex = byte;
    byte = code[at++] ?? 0;
  }
  let map = 0;
  if (byte === 0x0f) {
    map = 1;
    byte = code[at++] ?? 0;
    if (byte === 0x38 || byte === 0x3a) {
      map = byte === 0x38 ? 2 : 3;
      byte = code[at++] ?? 0;
    }
  } else if (byte === 0xc5 || byte === 0xc4) {
    map = byte === 0xc5 ? 1 : (code[at] ?? 0) & 3;
    at += byte === 0xc5 ? 1 : 2;
    byte = code[at++] ?? 0;
  }
  const what = (maps[map] as Uint8Array)[byte] as number;
  shape.map = map;
  shape.opcode = byte;
  shape.mod = shape.reg = shape.rm = shape.relative = 0;
  shape.isRegister = false;
  let bytes = what & BYTES;
  if ((what & Whole) !== 0) {
    const isLong = (rex & 8) !== 0;
    bytes = isLong ? ((what & Long) !== 0 ? 8 : 4) : isShort ? 2 : 4;
  }
  if ((what & ModRm) !== 0) {
    const modRm = code[at++] ?? 0;
    const mod = modRm >> 6;
    const low = modRm & 7;
    const operation = (modRm >> 3) & 7;
    shape.mod = mod;
    shape.reg = operation | ((rex & 4) << 1);
    shape.rm = low | ((rex & 1) << 3);
    shape.isRegister = mod === 3;
    if ((what & Test) !== 0 && operation > 1) bytes = 0;
    if (mod !== 3) {
      // SIB, and a distance.
      if (low === 4) at++;
      if (mod === 1) at++;
      else if (mod === 2 || low === 5 || (low === 4 && ((code[at - 1] ?? 0) & 7) === 5)) at += 4;
    }
  }
  if ((what & Distance) !== 0) shape.relative = bytes;
  at += bytes;
  shape.length = at - offset;
  shape.end = at;
}

/**
 * How long instructions of x86-64 are, without what they do (Intel SDM, volume 2, chapter 2 and appendix A): some twenty
 * times faster than taking them apart for readers.
 */

export interface InstructionShape {
  /** Bytes. */
  readonly length: number;
  /** Offset behind it. */
  readonly end: number;
  /** 0: one byte; 1: after 0F; 2: after 0F 38; 3: after 0F 3A; also with VEX. */
  readonly map: number;
  readonly opcode: number;
  /** Of ModR/M, with the bits of REX; 0 when it has none. */
  readonly mod: number;
  readonly reg: number;
  readonly rm: number;
  readonly isRegister: boolean;
  /** Bytes of a distance that it branches by, at its end, not counting calls; else 0. */
  readonly relative: number;
}

const prefixes: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3]);

export function shapeX64(code: Uint8Array, offset: number): InstructionShape {
  const byte = (at: number): number => code[at] ?? 0;
  let at = offset;
  let isShort = false;
  for (; prefixes.has(byte(at)); at++) isShort ||= byte(at) === 0x66;
  let rex = 0;
  if (byte(at) >> 4 === 4) rex = byte(at++);
  let map = 0;
  let opcode = byte(at++);
  if (opcode === 0x0f) {
    opcode = byte(at++);
    map = opcode === 0x38 ? 2 : opcode === 0x3a ? 3 : 1;
    if (map > 1) opcode = byte(at++);
  } else if (opcode === 0xc5 || opcode === 0xc4) {
    map = opcode === 0xc5 ? 1 : byte(at) & 31;
    at += opcode === 0xc5 ? 1 : 2;
    opcode = byte(at++);
  }
  let mod = 0;
  let reg = 0;
  let rm = 0;
  const hasModRm = takesModRm(map, opcode);
  if (hasModRm) {
    const modRm = byte(at++);
    mod = modRm >> 6;
    reg = ((modRm >> 3) & 7) | ((rex & 4) << 1);
    rm = (modRm & 7) | ((rex & 1) << 3);
    at += memoryBytes(mod, modRm & 7, byte(at));
  }
  const relative = branchBytes(map, opcode);
  const isLong = (rex & 8) !== 0;
  at += relative > 0 ? relative : immediateBytes(map, opcode, reg & 7, isLong, isShort);
  const isRegister = hasModRm && mod === 3;
  return { length: at - offset, end: at, map, opcode, mod, reg, rm, isRegister, relative };
}

function takesModRm(map: number, opcode: number): boolean {
  if (map > 1) return true;
  if (map === 1) {
    const row = opcode >> 4;
    if (row === 8 || (opcode >= 0xc8 && opcode <= 0xcf)) return false;
    return ![0x05, 0x0b, 0x31, 0x77, 0xa2].includes(opcode);
  }
  if (opcode < 0x40) return (opcode & 7) < 4;
  if (opcode >= 0x80 && opcode <= 0x8f) return true;
  if (opcode >= 0xd0 && opcode <= 0xd3) return true;
  return [0x63, 0x69, 0x6b, 0xc0, 0xc1, 0xc6, 0xc7, 0xf6, 0xf7, 0xfe, 0xff].includes(opcode);
}

/** Bytes of SIB and distance behind ModR/M. */
function memoryBytes(mod: number, rm: number, sib: number): number {
  if (mod === 3) return 0;
  const distance = mod === 1 ? 1 : mod === 2 || rm === 5 || (rm === 4 && (sib & 7) === 5) ? 4 : 0;
  return (rm === 4 ? 1 : 0) + distance;
}

function branchBytes(map: number, opcode: number): number {
  if (map === 1) return opcode >> 4 === 8 ? 4 : 0;
  if (map !== 0) return 0;
  return opcode >> 4 === 7 || opcode === 0xeb ? 1 : opcode === 0xe9 ? 4 : 0;
}

function immediateBytes(
  map: number,
  opcode: number,
  operation: number,
  isLong: boolean,
  isShort: boolean,
): number {
  if (map === 3) return 1;
  if (map === 2) return 0;
  if (map === 1)
    return [0x70, 0x71, 0x72, 0x73, 0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6].includes(opcode) ? 1 : 0;
  const whole = isShort && !isLong ? 2 : 4;
  if (opcode < 0x40) return (opcode & 7) === 4 ? 1 : (opcode & 7) === 5 ? whole : 0;
  if (opcode >> 3 === 0x17) return isLong ? 8 : whole;
  if (opcode >> 3 === 0x16) return 1;
  if (opcode === 0xf6) return operation < 2 ? 1 : 0;
  if (opcode === 0xf7) return operation < 2 ? whole : 0;
  if ([0x6a, 0x6b, 0x80, 0x83, 0xa8, 0xc0, 0xc1, 0xc6].includes(opcode)) return 1;
  if ([0x68, 0x69, 0x81, 0xa9, 0xc7].includes(opcode)) return whole;
  return opcode === 0xe8 ? 4 : opcode === 0xc2 ? 2 : 0;
}

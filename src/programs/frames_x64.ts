/** What instructions of x86-64 do to the stack pointer, as far as generated code has them (Intel SDM, volume 2). */
import { elsewhere, type Frame, larger, type ReadStep } from "./frames.ts";
import { type InstructionShape, noShape, readShapeX64 } from "./shape_x64.ts";

/** When something was just called: the return address is on the stack. */
export const FRESH_X64: Frame = { bytes: 8, returnAddress: "stack" };

const RSP = 4;
const RBX = 3;

/** Reads steps, with a record of its own. */
export function stepsX64(): ReadStep {
  const shape = noShape();
  return (code, offset, frame, step) => {
    readShapeX64(code, offset, shape);
    const { end, relative } = shape;
    step.length = shape.length;
    step.ends = endsHere(shape);
    step.frame = shape.map === 0 && mayMoveStack[shape.opcode] === 1 ? frameAfter(code, shape, frame) : frame;
    step.target = -1;
    if (relative === 0) return;
    step.target = end + (relative === 1 ? signed8(code, end - 1) : signed32(code, end - 4));
    step.targetAt = end - relative;
  };
}

/** RET, JMP, INT3, HLT, UD2. */
function endsHere({ map, opcode, reg }: InstructionShape): boolean {
  if (map !== 0) return map === 1 && opcode === 0x0b;
  return ending[opcode] === 1 || (opcode === 0xff && (reg & 7) === 4);
}

const opcodes = (...ones: readonly number[]): Uint8Array => {
  const table = new Uint8Array(256);
  for (const opcode of ones) table[opcode] = 1;
  return table;
};
const ending = opcodes(0xc2, 0xc3, 0xcc, 0xe9, 0xeb, 0xf4);
/** PUSH and POP, ADD, SUB and CMP of an immediate, MOV, LEA, group 5. */
const pushes = Array.from({ length: 16 }, (_, register) => 0x50 + register);
const mayMoveStack = opcodes(...pushes, 0x68, 0x6a, 0x81, 0x83, 0x89, 0x8b, 0x8d, 0x8f, 0xff);

function frameAfter(code: Uint8Array, shape: InstructionShape, frame: Frame): Frame {
  const { opcode, reg, rm, isRegister, end } = shape;
  if ((opcode & 0xf8) === 0x50 || opcode === 0x68 || opcode === 0x6a) return larger(frame, 8);
  if ((opcode & 0xf8) === 0x58 || opcode === 0x8f) return larger(frame, -8);
  if (opcode === 0xff && (reg & 7) === 6) return larger(frame, 8);
  if ((opcode === 0x81 || opcode === 0x83) && isRegister && rm === RSP) {
    const immediate = opcode === 0x83 ? signed8(code, end - 1) : signed32(code, end - 4);
    if ((reg & 7) === 5) return larger(frame, immediate);
    if ((reg & 7) === 0) return larger(frame, -immediate);
    return (reg & 7) === 7 ? frame : elsewhere(frame);
  }
  // LEA of RSP from RSP: with a SIB byte and a distance of 1 or 4 bytes behind it.
  if (opcode === 0x8d && reg === RSP && rm === RSP && !isRegister)
    return larger(frame, -distanceOf(code, shape));
  return moved(shape, frame);
}

function moved({ opcode, reg, rm, isRegister }: InstructionShape, frame: Frame): Frame {
  if (opcode !== 0x89 && opcode !== 0x8b) return frame;
  const to = opcode === 0x89 ? rm : reg;
  const from = opcode === 0x89 ? reg : rm;
  if (isRegister && to === RBX && from === RSP) return { ...frame, kept: frame };
  if (isRegister && to === RSP && from === RBX) return frame.kept ?? elsewhere(frame);
  return to === RSP && (isRegister || opcode === 0x8b) ? elsewhere(frame) : frame;
}

function distanceOf(code: Uint8Array, { mod, end }: InstructionShape): number {
  return mod === 1 ? signed8(code, end - 1) : mod === 2 ? signed32(code, end - 4) : 0;
}

function signed8(code: Uint8Array, offset: number): number {
  return ((code[offset] ?? 0) << 24) >> 24;
}

function signed32(code: Uint8Array, offset: number): number {
  const byte = (index: number) => code[offset + index] ?? 0;
  return byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24);
}

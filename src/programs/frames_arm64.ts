/** What instructions of AArch64 do to the stack pointer, as far as generated code has them (Arm ARM, C4.1). */
import { elsewhere, type Frame, larger, type ReadStep } from "./frames.ts";

/** When something was just called: the return address is in X30. */
export const FRESH_ARM64: Frame = { bytes: 0, returnAddress: "register" };

const LINK = 30;
const RETURN = 0xd65f03c0;
const KEEP = 0x910003f3; // MOV X19, SP
const TAKE_BACK = 0x9100027f; // MOV SP, X19

/** Reads steps. */
export const stepsArm64 = (): ReadStep => (code, offset, frame, step) => {
  const word = (code[offset] as number) | (byte(code, offset + 1) << 8) | (byte(code, offset + 2) << 16);
  const instruction = (word | (byte(code, offset + 3) << 24)) >>> 0;
  const distance = branchDistance(instruction);
  step.length = 4;
  step.ends = endsHere(instruction);
  step.frame = frameAfter(instruction, frame);
  step.target = distance === undefined ? -1 : offset + distance;
  step.targetAt = offset;
};

function byte(code: Uint8Array, offset: number): number {
  return code[offset] ?? 0;
}

function frameAfter(instruction: number, frame: Frame): Frame {
  const masked = (mask: number) => (instruction & mask) >>> 0;
  const second = (instruction >>> 10) & 31;
  // A pair with the stack pointer written back counts in 8 bytes, signed.
  const pairBytes = (((instruction >>> 15) & 0x7f) << 25) >> 22;
  if (masked(0xffc003e0) === 0xa98003e0) return withLink(larger(frame, -pairBytes), second, "stack");
  if (masked(0xffc003e0) === 0xa8c003e0) return withLink(larger(frame, -pairBytes), second, "register");
  const immediate = ((instruction >>> 10) & 0xfff) << ((instruction >>> 22) & 1 ? 12 : 0);
  if (masked(0xff8003ff) === 0xd10003ff) return larger(frame, immediate);
  if (masked(0xff8003ff) === 0x910003ff) return larger(frame, -immediate);
  if (instruction === KEEP) return { ...frame, kept: frame };
  if (instruction === TAKE_BACK) return frame.kept ?? elsewhere(frame);
  // ADD or AND to the stack pointer from elsewhere.
  return masked(0xff80001f) === 0x9100001f || masked(0xff80001f) === 0x9200001f ? elsewhere(frame) : frame;
}

/** The return address goes to the upper half of what is pushed when there is no frame yet, and comes from there. */
function withLink(frame: Frame, register: number, place: "stack" | "register"): Frame {
  return register === LINK && frame.returnAddress !== "none" ? { ...frame, returnAddress: place } : frame;
}

function endsHere(instruction: number): boolean {
  const isJump = (instruction & 0xfc000000) >>> 0 === 0x14000000;
  const isIndirect = (instruction & 0xfffffc1f) >>> 0 === 0xd61f0000;
  const isTrap = instruction >>> 16 === 0 || (instruction & 0xffe0001f) >>> 0 === 0xd4200000;
  return instruction === RETURN || isJump || isIndirect || isTrap;
}

/** Bytes to where a branch leads that returns from nowhere; undefined for other instructions. */
function branchDistance(instruction: number): number | undefined {
  const top = instruction >>> 24;
  if (top >> 2 === 0x05) return (instruction << 6) >> 4;
  if (top === 0x54 || (top & 0x7e) === 0x34) return ((instruction << 8) >> 13) << 2;
  if ((top & 0x7e) === 0x36) return ((instruction << 13) >> 18) << 2;
  return undefined;
}

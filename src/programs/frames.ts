/** The frame of generated code at an instruction, and what instructions do to it. */
import type { FrameRow } from "../linking/dwarf/description.ts";

/** The frame at an instruction, and what a register keeps while the stack is another. */
export interface Frame {
  readonly bytes: number;
  readonly returnAddress: FrameRow["returnAddress"];
  /** Where the bytes count from. */
  readonly base?: FrameRow["base"];
  /** The frame that the register for it has. */
  readonly kept?: Frame;
}

/** What an instruction does. One record serves for all instructions of a function, one after the other. */
export interface FrameStep {
  /** Bytes. */
  length: number;
  /** Nothing after it runs because of it, but for where it goes. */
  ends: boolean;
  /** Where it may go within the code, by an offset; -1 for nowhere. */
  target: number;
  /** Where in the code the target stands, if it does. */
  targetAt: number;
  /** The frame after it: the same object when it does not change it. */
  frame: Frame;
}

/** Takes an instruction apart as far as frames go, into the record. */
export type ReadStep = (code: Uint8Array, offset: number, frame: Frame, step: FrameStep) => void;

/** On another stack: the register that keeps the code's own leads to its callers, and else nothing does. */
export function elsewhere(frame: Frame): Frame {
  const { kept } = frame;
  return kept === undefined
    ? { ...frame, returnAddress: "none" }
    : { bytes: kept.bytes, returnAddress: kept.returnAddress, base: "keeper", kept };
}

export function larger(frame: Frame, bytes: number): Frame {
  return frame.returnAddress === "none" || frame.base === "keeper"
    ? frame
    : { ...frame, bytes: frame.bytes + bytes };
}

/** The frame of generated code at an instruction, and what instructions do to it. */
import type { FrameRow } from "../linking/dwarf/description.ts";

/** The frame at an instruction, and what a register keeps while the stack is another. */
export interface Frame {
  readonly bytes: number;
  readonly returnAddress: FrameRow["returnAddress"];
  /** The frame that the register for it has. */
  readonly kept?: Frame;
}

/** What an instruction does. */
export interface FrameStep {
  /** Bytes. */
  readonly length: number;
  /** Nothing after it runs because of it, but for where it goes. */
  readonly ends: boolean;
  /** Where it may go within the code, by an offset. */
  readonly target?: number;
  /** Where in the code the target stands, if it does. */
  readonly targetAt?: number;
  /** The frame after it. */
  readonly frame: Frame;
}

/** On another stack, whose callers are not those of the code. */
export function elsewhere(frame: Frame): Frame {
  return { ...frame, returnAddress: "none" };
}

export function larger(frame: Frame, bytes: number): Frame {
  return frame.returnAddress === "none" ? frame : { ...frame, bytes: frame.bytes + bytes };
}

/** What every disassembler gives, whatever the architecture. */

/** A memory operand, as far as a reader asks for it. Registers by their full names (`r15`, `x19`). */
export interface MemoryOperand {
  /** Such as `gs`; undefined for none. */
  readonly segment?: string;
  readonly base?: string;
  readonly index?: string;
  /** Signed bytes; of an operand relative to the program counter, what the instruction says, not where it leads. */
  readonly displacement: number;
}

/** One instruction, or one byte that is none. */
export interface MachineInstruction {
  /** In the code, in bytes. */
  readonly offset: number;
  readonly length: number;
  /** Mnemonic and operands. */
  readonly text: string;
  /** Offset in the code that a jump, a call or an operand relative to the program counter leads to. */
  readonly target?: number;
  readonly memory?: MemoryOperand;
  /** Nothing was recognised: `text` names the byte. */
  readonly unknown?: true;
}

/**
 * The instruction at an offset. It never fails: bytes that are no known instruction come one by one.
 * @param code bytes of code; `offset` lies within
 */
export type Disassembler = (code: Uint8Array, offset: number) => MachineInstruction;

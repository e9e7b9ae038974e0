/** The disassembler of each architecture that a backend makes code for. */
import { Architecture } from "../abi/bindings.ts";
import { disassembleAArch64 } from "./aarch64.ts";
import type { Disassembler } from "./instruction.ts";
import { disassembleX86 } from "./x86_64.ts";

export {
  type BlobPosition,
  type BlobRelocation,
  type CodeBlob,
  type CodeConstant,
  disassemble,
  readCodeBlob,
  relocationIn,
} from "./code_blob.ts";
export type { Disassembler, MachineInstruction, MemoryOperand } from "./instruction.ts";

/** The disassembler for an `Architecture`, by its number in a code blob; undefined when there is none. */
export function disassemblerFor(architecture: number): Disassembler | undefined {
  switch (architecture) {
    case Architecture.x8664:
      return disassembleX86;
    case Architecture.aarch64:
      return disassembleAArch64;
    default:
      return undefined;
  }
}

/** Where callers' frames are: `.debug_frame` (DWARF 5, 6.4), for code that keeps no frame pointer. */
import { ByteWriter } from "../byte_writer.ts";
import type { LinkTarget } from "../piece.ts";
import type { CallFrames, PlacedFunction } from "./description.ts";

const VERSION = 4;
const COMMON_INFORMATION = 0xffffffff;

const Instruction = {
  nop: 0x00,
  sameValue: 0x08,
  defineFrame: 0x0c,
  /** With the register in the lower six bits. */
  offset: 0x80,
} as const;

/** DWARF's numbers of registers, and how a function begins ("System V ABI, AMD64", 3.6.2; "DWARF for the Arm 64-bit Architecture", 4.1). */
const processors = {
  "linux-x64": { stackPointer: 7, returnAddress: 16, bytes: 8, isOnStack: true },
  "linux-arm64": { stackPointer: 31, returnAddress: 30, bytes: 0, isOnStack: false },
} as const satisfies Readonly<Record<LinkTarget, unknown>>;

interface FramedFunction extends PlacedFunction {
  readonly frames: CallFrames;
}

export function frameSection(target: LinkTarget, functions: readonly PlacedFunction[]): Uint8Array {
  const writer = new ByteWriter();
  const withFrames = functions.filter((placed): placed is FramedFunction => placed.frames !== undefined);
  // What is common comes before those that it is common to; by whether they change stacks.
  for (const changesStack of [false, true]) {
    const some = withFrames.filter(({ frames }) => frames.changesStack === changesStack);
    if (changesStack && some.length === 0) continue;
    const common = writer.length;
    entry(writer, () => writeCommonInformation(writer, target, changesStack));
    for (const placed of some)
      entry(writer, () => {
        writer.u32(common);
        writer.u64(placed.address);
        writer.u64(placed.length);
        writer.append(placed.frames.instructions);
      });
  }
  return writer.bytes;
}

/**
 * @param changesStack whether what a function calls may be on a stack that lies above its own: debuggers take that for
 * damage, but of what handles signals, which is what the augmentation says (GCC's, for C libraries)
 */
function writeCommonInformation(writer: ByteWriter, target: LinkTarget, changesStack: boolean): void {
  const { stackPointer, returnAddress, bytes, isOnStack } = processors[target];
  writer.u32(COMMON_INFORMATION);
  writer.u8(VERSION);
  writer.text(changesStack ? "S" : "");
  writer.u8(8); // addresses of 8 bytes,
  writer.u8(0); // no segments;
  writer.unsigned(1); // code counts in bytes,
  writer.signed(-8); // saved registers in cells below the frame.
  writer.unsigned(returnAddress);
  writer.u8(Instruction.defineFrame);
  writer.unsigned(stackPointer);
  writer.unsigned(bytes);
  writer.u8(isOnStack ? Instruction.offset | returnAddress : Instruction.sameValue);
  writer.unsigned(isOnStack ? 1 : returnAddress);
}

/** An entry with its length before it: in all a multiple of an address. */
function entry(writer: ByteWriter, contents: () => void): void {
  const start = writer.length;
  writer.u32(0);
  contents();
  while ((writer.length - start) % 8 !== 0) writer.u8(Instruction.nop);
  writer.setU32(start, writer.length - start - 4);
}

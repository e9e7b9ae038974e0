/** Where callers' frames are: `.debug_frame` (DWARF 5, 6.4), for code that keeps no frame pointer. */
import { ByteWriter } from "../byte_writer.ts";
import type { LinkTarget } from "../piece.ts";
import type { FrameRow, PlacedFunction } from "./description.ts";

const VERSION = 4;
const COMMON_INFORMATION = 0xffffffff;

const Instruction = {
  nop: 0x00,
  advance1: 0x02,
  advance2: 0x03,
  advance4: 0x04,
  undefined: 0x07,
  sameValue: 0x08,
  defineFrame: 0x0c,
  frameOffset: 0x0e,
  /** With the register in the lower six bits. */
  offset: 0x80,
} as const;

/** DWARF's numbers of registers, and how a function begins ("System V ABI, AMD64", 3.6.2; "DWARF for the Arm 64-bit Architecture", 4.1). */
const processors: Readonly<
  Record<
    LinkTarget,
    {
      readonly stackPointer: number;
      /** RBX and X19. */
      readonly keeper: number;
      readonly returnAddress: number;
      readonly start: Omit<FrameRow, "offset">;
    }
  >
> = {
  "linux-x64": { stackPointer: 7, keeper: 3, returnAddress: 16, start: { bytes: 8, returnAddress: "stack" } },
  "linux-arm64": {
    stackPointer: 31,
    keeper: 19,
    returnAddress: 30,
    start: { bytes: 0, returnAddress: "register" },
  },
};

export function frameSection(target: LinkTarget, functions: readonly PlacedFunction[]): Uint8Array {
  const writer = new ByteWriter();
  const withFrames = functions.filter(({ frames }) => frames.length > 0);
  // What is common comes before those that it is common to; by whether they change stacks.
  for (const changesStack of [false, true]) {
    const some = withFrames.filter((placed) => isOnTwoStacks(placed) === changesStack);
    if (changesStack && some.length === 0) continue;
    const common = writer.length;
    entry(writer, () => writeCommonInformation(writer, target, changesStack));
    for (const placed of some)
      entry(writer, () => {
        writer.u32(common);
        writer.u64(placed.address);
        writer.u64(placed.length);
        writeRows(writer, placed.frames, target);
      });
  }
  return writer.bytes;
}

const isOnTwoStacks = ({ frames }: PlacedFunction): boolean => frames.some(({ base }) => base === "keeper");

/**
 * @param changesStack whether what a function calls may be on a stack that lies above its own: debuggers take that for
 * damage, but of what handles signals, which is what the augmentation says (GCC's, for C libraries)
 */
function writeCommonInformation(writer: ByteWriter, target: LinkTarget, changesStack: boolean): void {
  const { stackPointer, returnAddress, start } = processors[target];
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
  writer.unsigned(start.bytes);
  writeReturnAddress(writer, returnAddress, start.returnAddress);
}

function writeRows(writer: ByteWriter, rows: readonly FrameRow[], target: LinkTarget): void {
  const { stackPointer, keeper, returnAddress: register, start } = processors[target];
  let at = 0;
  let { bytes, returnAddress, base } = start;
  for (const row of rows) {
    if (row.bytes === bytes && row.returnAddress === returnAddress && row.base === base) continue;
    advance(writer, row.offset - at);
    at = row.offset;
    if (row.base !== base) {
      writer.u8(Instruction.defineFrame);
      writer.unsigned(row.base === "keeper" ? keeper : stackPointer);
      writer.unsigned(row.bytes);
    } else if (row.bytes !== bytes) {
      writer.u8(Instruction.frameOffset);
      writer.unsigned(row.bytes);
    }
    if (row.returnAddress !== returnAddress) writeReturnAddress(writer, register, row.returnAddress);
    ({ bytes, returnAddress, base } = row);
  }
}

function advance(writer: ByteWriter, bytes: number): void {
  if (bytes === 0) return;
  if (bytes < 0x100) {
    writer.u8(Instruction.advance1);
    writer.u8(bytes);
  } else if (bytes < 0x10000) {
    writer.u8(Instruction.advance2);
    writer.u16(bytes);
  } else {
    writer.u8(Instruction.advance4);
    writer.u32(bytes);
  }
}

function writeReturnAddress(writer: ByteWriter, register: number, where: FrameRow["returnAddress"]): void {
  switch (where) {
    case "stack":
      writer.u8(Instruction.offset | register);
      return writer.unsigned(1);
    case "register":
      writer.u8(Instruction.sameValue);
      return writer.unsigned(register);
    case "none":
      writer.u8(Instruction.undefined);
      return writer.unsigned(register);
  }
}

/** An entry with its length before it: in all a multiple of an address. */
function entry(writer: ByteWriter, contents: () => void): void {
  const start = writer.length;
  writer.u32(0);
  contents();
  while ((writer.length - start) % 8 !== 0) writer.u8(Instruction.nop);
  writer.setU32(start, writer.length - start - 4);
}

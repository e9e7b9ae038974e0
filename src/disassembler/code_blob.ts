/** Reads a backend's code blob (`CodeHeader` in plugins-src/abi/abi.zig) as instructions and what belongs to them. */
import { CODE_MAGIC, CodeHeader, CodePosition, Relocation } from "../abi/bindings.ts";
import type { Disassembler, MachineInstruction } from "./instruction.ts";

/** A field of the code that is filled in where the code is put. */
export interface BlobRelocation {
  readonly offset: number;
  /** A SymbolKind, which `index` is about. */
  readonly symbolKind: number;
  readonly index: number;
  readonly addend: number;
  /** Packed as in `Relocation.effect`. */
  readonly effect: number;
}

/** What a CodePosition record says. */
export interface BlobPosition {
  readonly offset: number;
  readonly position: number;
  readonly flags: number;
}

export interface CodeBlob {
  readonly architecture: number;
  readonly code: Uint8Array;
  /** Offsets in the code; NONE when there is none. */
  readonly registerEntry: number;
  readonly memoryEntry: number;
  /** Bytes of stack, return address included. */
  readonly frameSize: number;
  /** By offset, as are the positions. */
  readonly relocations: readonly BlobRelocation[];
  readonly positions: readonly BlobPosition[];
}

/** A 64-bit constant behind the code. */
export interface CodeConstant {
  readonly offset: number;
  readonly bits: bigint;
}

/** @throws RangeError when it is no blob */
export function readCodeBlob(blob: Uint32Array): CodeBlob {
  const field = (at: number): number => {
    const value = blob[at];
    if (value === undefined) throw new RangeError("a code blob is cut off");
    return value;
  };
  if (field(CodeHeader.magic) !== CODE_MAGIC) throw new RangeError("this is no code blob");
  const records = <T>(offset: number, count: number, words: number, read: (at: number) => T): T[] =>
    Array.from({ length: field(count) }, (_, index) => read(field(offset) / 4 + index * words));
  const relocations = records(
    CodeHeader.relocationOffset,
    CodeHeader.relocationCount,
    Relocation.WORDS,
    (at) => ({
      offset: field(at + Relocation.offset),
      symbolKind: field(at + Relocation.symbolKind),
      index: field(at + Relocation.index),
      addend: field(at + Relocation.addend) | 0,
      effect: field(at + Relocation.effect),
    }),
  );
  const positions = records(
    CodeHeader.positionOffset,
    CodeHeader.positionCount,
    CodePosition.WORDS,
    (at) => ({
      offset: field(at + CodePosition.offset),
      position: field(at + CodePosition.position),
      flags: field(at + CodePosition.flags),
    }),
  );
  return {
    architecture: field(CodeHeader.architecture),
    code: new Uint8Array(
      blob.buffer,
      blob.byteOffset + field(CodeHeader.codeOffset),
      field(CodeHeader.codeLength),
    ),
    registerEntry: field(CodeHeader.registerEntry),
    memoryEntry: field(CodeHeader.memoryEntry),
    frameSize: field(CodeHeader.frameSize),
    relocations: relocations.toSorted((a, b) => a.offset - b.offset),
    positions,
  };
}

/** The relocation of a field inside an instruction. */
export function relocationIn(
  blob: CodeBlob,
  { offset, length }: MachineInstruction,
): BlobRelocation | undefined {
  let low = 0;
  let high = blob.relocations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blob.relocations[middle] as BlobRelocation).offset < offset) low = middle + 1;
    else high = middle;
  }
  const next = blob.relocations[low];
  return next !== undefined && next.offset < offset + length ? next : undefined;
}

/**
 * The instructions of a blob, and the constants behind them: what instructions read relative to themselves, and what
 * lies there, is data.
 */
export function disassemble(
  blob: CodeBlob,
  disassembler: Disassembler,
): { instructions: MachineInstruction[]; constants: CodeConstant[] } {
  const { code } = blob;
  const instructions: MachineInstruction[] = [];
  let end = code.length;
  for (let offset = 0; offset < end; ) {
    const instruction = disassembler(code, offset);
    const { target, memory } = instruction;
    if (memory !== undefined && target !== undefined && relocationIn(blob, instruction) === undefined)
      if (target > offset) end = Math.min(end, target);
    instructions.push(instruction);
    offset += instruction.length;
  }
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const constants: CodeConstant[] = [];
  for (let offset = end; offset + 8 <= code.length; offset += 8)
    constants.push({ offset, bits: view.getBigUint64(offset, true) });
  return { instructions, constants };
}

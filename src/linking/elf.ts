/**
 * Numbers of ELF that its reader and its writer share ("System V Application Binary Interface", chapters 4 and 5), and of
 * the two processors ("ELF for the Arm 64-bit Architecture"; "System V ABI, AMD64 Architecture Processor Supplement").
 */
import type { LinkTarget } from "./piece.ts";

export const Machine: Readonly<Record<LinkTarget, number>> = { "linux-x64": 62, "linux-arm64": 183 };

/** Of a file: 64 bits, least significant byte first, version 1. */
export const IDENTIFICATION: readonly number[] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1];
export const FileType = { relocatable: 1, executable: 2 } as const;

export const FILE_HEADER_LENGTH = 64;
export const PROGRAM_HEADER_LENGTH = 56;
export const SECTION_HEADER_LENGTH = 64;
export const SYMBOL_LENGTH = 24;
export const RELOCATION_LENGTH = 24;

export const SectionType = {
  empty: 0,
  contents: 1,
  symbolTable: 2,
  stringTable: 3,
  relocationsWithAddends: 4,
  noBits: 8,
  relocations: 9,
} as const;

export const SectionFlag = {
  write: 0x1,
  allocate: 0x2,
  execute: 0x4,
  merge: 0x10,
  strings: 0x20,
  threadLocal: 0x400,
  compressed: 0x800,
} as const;

/** Indices of sections that are none. */
export const SpecialSection = { elsewhere: 0, common: 0xfff2 } as const;

export const SymbolBinding = { local: 0, global: 1, weak: 2 } as const;
export const SymbolType = { unknown: 0, object: 1, function: 2, section: 3, file: 4 } as const;

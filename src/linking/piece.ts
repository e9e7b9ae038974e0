/**
 * What the linker works on: pieces of a program, each of which is in it as a whole or not at all. A section of a
 * relocatable object is one piece (several, if its parts may be merged); who makes code or data makes pieces of it.
 */
import type { FieldKind } from "./relocation_fields.ts";

/** Where the program runs. */
export type LinkTarget = "linux-x64" | "linux-arm64";

export type PieceSection = "text" | "rodata" | "data" | "bss";

/** Bytes that stay together. Addresses of everything else in it go in by its relocations. */
export interface Piece {
  /** For errors; need not be unique. */
  readonly name: string;
  readonly section: PieceSection;
  /** A power of two, at most `MAX_ALIGNMENT`. */
  readonly alignment: number;
  /** None in bss. */
  readonly bytes: Uint8Array;
  /** Bytes of a piece of bss; else it is the number of its bytes. */
  readonly size?: number;
  readonly relocations: readonly PieceRelocation[];
  readonly symbols: readonly PieceSymbol[];
  /** Whether another piece of the same bytes does as well. */
  readonly mergeable?: boolean;
}

/** A field of a piece that depends on addresses. */
export interface PieceRelocation {
  /** Of the field (of an AArch64 instruction: of that) in the piece, in bytes. */
  readonly offset: number;
  readonly kind: RelocationKind;
  readonly symbol: string;
  /** Bytes that are added to the symbol's address. */
  readonly addend: number;
  /** Whether the symbol is at address 0 when nobody defines it; else that is an error. */
  readonly weak?: boolean;
}

/** Fields that hold where something is, and those that hold where its address is (a slot of the GOT). */
export type RelocationKind = FieldKind | GotKind;

/**
 * What loads an address from the GOT: on x86-64 a displacement in any instruction (`gotRelative32`) or in one that may be
 * relaxed; on AArch64 the page and the load from it.
 */
export type GotKind = "gotRelative32" | "gotRelaxable32" | "gotPage21" | "gotPageOffset12";

/** A name for a place in a piece. */
export interface PieceSymbol {
  /** What relocations call it: local ones must be unique, too. */
  readonly name: string;
  /** From the start of the piece, at most its size. */
  readonly offset: number;
  readonly size: number;
  /** Labels are for relocations alone, and in no symbol table. */
  readonly kind: "function" | "object" | "label";
  /** Global unless said. A weak definition yields to a global one, or to the first that there is. */
  readonly binding?: "global" | "weak" | "local";
  /** What the symbol table calls it, when not by its name. */
  readonly shownName?: string;
}

/** What a program cannot be linked for. */
export class LinkError extends Error {
  override readonly name: string = "LinkError";
}

/** A symbol that nobody defines. */
export class UndefinedSymbol extends LinkError {
  override readonly name = "UndefinedSymbol";

  /** @param chain the names of the pieces that lead to it, from a root on; empty when it is a root itself */
  constructor(
    readonly symbol: string,
    readonly chain: readonly string[],
  ) {
    const way = chain.length === 0 ? "a root of the program" : `reached by ${chain.join(" → ")}`;
    super(`undefined symbol "${symbol}", ${way}`);
  }
}

/** One page of x86-64. */
export const MAX_ALIGNMENT = 4096;

/** Bytes of a piece in memory. */
export function sizeOf(piece: Piece): number {
  return piece.section === "bss" ? (piece.size ?? 0) : piece.bytes.length;
}

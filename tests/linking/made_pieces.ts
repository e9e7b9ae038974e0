/** Pieces as a compiler makes them. */
import type { LinkTarget, Piece, PieceRelocation, PieceSection } from "../../src/linking/piece.ts";

/** A piece with one global symbol at its start, which is also its name. */
export function piece(
  name: string,
  section: PieceSection,
  bytes: Uint8Array | readonly number[],
  relocations: readonly PieceRelocation[] = [],
): Piece {
  const content = Uint8Array.from(bytes);
  const kind = section === "text" ? "function" : "object";
  return {
    name,
    section,
    alignment: 8,
    bytes: content,
    relocations,
    symbols: [{ name, offset: 0, size: content.length, kind }],
  };
}

/** A 64-bit field with the address of a symbol. */
export function addressOf(symbol: string, offset = 0, addend = 0): PieceRelocation {
  return { offset, kind: "absolute64", symbol, addend };
}

/** Code that only names symbols, by fields of 8 bytes. */
export function naming(name: string, ...symbols: readonly string[]): Piece {
  const fields = symbols.map((symbol, index) => addressOf(symbol, 8 * index));
  return piece(name, "text", new Uint8Array(8 * symbols.length), fields);
}

/** What `smallProgram` takes from outside: a text, and a word that adds seven. */
export function piecesForSmallProgram(target: LinkTarget, text: string): Piece[] {
  const made = new Uint8Array(16);
  new DataView(made.buffer).setUint32(8, text.length, true);
  // lea rax, [rdi+7]; ret / add x0, x0, #7; ret
  const addSeven = {
    "linux-x64": [0x48, 0x8d, 0x47, 0x07, 0xc3],
    "linux-arm64": [0x00, 0x1c, 0x00, 0x91, 0xc0, 0x03, 0x5f, 0xd6],
  };
  return [
    piece("made", "rodata", made, [addressOf("text")]),
    piece("text", "rodata", new TextEncoder().encode(text)),
    piece("word seven", "text", addSeven[target]),
  ];
}

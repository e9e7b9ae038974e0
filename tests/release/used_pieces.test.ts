/** Leaving pieces out of the runtime of compiled programs. */
import { expect, test } from "bun:test";
import { usedPieces } from "../../release/used_pieces.ts";
import { PieceArchive } from "../../src/linking/piece_archive.ts";
import { programRuntimeBytes } from "../../src/plugins/embedded_bytes.ts";
import { piecesForSmallProgram } from "../linking/made_pieces.ts";

test("what nothing leads to is left out, in the same order", () => {
  const pieces = piecesForSmallProgram("linux-x64", "hello, ");
  expect(usedPieces(pieces, () => false)).toEqual([...pieces]);
  expect(usedPieces(pieces, () => true)).toEqual([]);
  const from = pieces.find(({ relocations }) => relocations.length > 0);
  const used = usedPieces(pieces, (piece) => piece !== from);
  const named = new Set(used.flatMap(({ relocations }) => relocations.map(({ symbol }) => symbol)));
  const isNamed = (piece: (typeof pieces)[number]) => piece.symbols.some(({ name }) => named.has(name));
  expect(used).toEqual(pieces.filter((piece) => piece === from || isNamed(piece)));
});

test.each(["x64", "arm64"] as const)(
  "the runtime for %s has no part of the compiler's library for itself",
  (name) => {
    const runtime = new PieceArchive(programRuntimeBytes(name));
    expect(runtime.has("_start")).toBe(true);
    expect(runtime.has("word dump")).toBe(true);
    // What no program needs of it, by the names that it has in C.
    for (const symbol of ["__addtf3", "__divtf3", "__fixunssfti"]) expect(runtime.has(symbol)).toBe(false);
  },
);

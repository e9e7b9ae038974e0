// Objects of the project's Zig, linked to programs that run.

import { beforeAll, describe, expect, test } from "bun:test";
import { link } from "../../src/linking/link.ts";
import { RelocatableObject } from "../../src/linking/object_reader.ts";
import type { LinkTarget, Piece } from "../../src/linking/piece.ts";
import { archiveOf, PieceArchive } from "../../src/linking/piece_archive.ts";
import { piecesForSmallProgram } from "./made_pieces.ts";
import { run, runnable } from "./running.ts";
import { smallProgram } from "./small_program.ts";
import { zigObject } from "./zig_objects.ts";

const targets: readonly LinkTarget[] = ["linux-x64", "linux-arm64"];

describe.each(targets)("a program for %s", (target) => {
  let pieces: readonly Piece[] = [];
  let sources: readonly RelocatableObject[] = [];
  const linked = (more: Partial<Parameters<typeof link>[0]> = {}) =>
    link({ target, pieces, sources, roots: [], entry: "_start", strip: false, ...more });

  beforeAll(() => {
    sources = [new RelocatableObject(zigObject(smallProgram, target), "program.o")];
    pieces = piecesForSmallProgram(target, "hello, ");
  });

  test.skipIf(!runnable.includes(target))("runs, with symbols and stripped", () => {
    for (const strip of [false, true]) {
      const { file } = linked({ strip });
      expect(run(target, file)).toBe(`hello, beta one\nexit ${1 + 27 + 1}`);
      expect(run(target, file, "a")).toBe(`hello, gamma two\nexit ${2 + 37 + 2}`);
      expect(run(target, file, "a", "b", "c", "d", "e")).toBe(`hello, alpha many\nexit ${8 + 17 + 6}`);
    }
  });

  test.skipIf(!runnable.includes(target))("runs without optimisation, too", () => {
    const flags = ["-ODebug", "-fllvm", "-fno-stack-check", "-fno-ubsan-rt", "-fno-compiler-rt"];
    const object = new RelocatableObject(zigObject(smallProgram, target, ...flags), "debug.o");
    const { file } = linked({ pieces: piecesForSmallProgram(target, "debug "), sources: [object] });
    expect(run(target, file)).toBe(`debug beta one\nexit ${1 + 27 + 1}`);
  });

  test("is the same from an archive of the object's pieces", () => {
    const [object] = sources;
    const archive = () => new PieceArchive(archiveOf((object as RelocatableObject).pieces()));
    expect(linked({ sources: [archive()] }).file).toEqual(linked().file);
    expect(linked({ sources: [archive()], strip: true }).file).toEqual(linked({ strip: true }).file);
    expect([...archive().names].sort()).toEqual([...(object as RelocatableObject).names].sort());
    expect(archive().has("_start")).toBe(true);
    expect(archive().definition("no such symbol")).toBeUndefined();
  });

  test("has only what it reaches", () => {
    const { addresses } = linked();
    expect(addresses.has("word seven")).toBe(true);
    expect(addresses.has("word unused")).toBe(false);
  });

  test("is small: 5000 bytes of zeros cost nothing", () => {
    expect(linked({ strip: true }).file.length).toBeLessThan(2000);
  });

  test("is the same bytes for the same input, and its input stays as it was", () => {
    const bytes = () => sources.flatMap((object) => object.pieces()).map((piece) => piece.bytes.toHex());
    const first = linked().file;
    const before = bytes();
    // With all pieces made, or given: what is asked for in which order makes no difference.
    expect(linked().file).toEqual(first);
    const given = sources.flatMap((object) => object.pieces());
    expect(linked({ pieces: [...pieces, ...given], sources: [] }).file).toEqual(first);
    expect(bytes()).toEqual(before);
  });

  test("an undefined symbol is an error that says what leads to it", () => {
    expect(() => linked({ roots: ["word unused"] })).toThrow(
      /^undefined symbol "never defined", reached by \.text\S*word unused$/,
    );
    expect(() => linked({ roots: ["nothing"] })).toThrow('undefined symbol "nothing", a root of the program');
  });
});

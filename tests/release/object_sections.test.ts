/** Leaving sections out of objects. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutUnusedSections } from "../../release/object_sections.ts";
import { projectRoot } from "../../release/steps.ts";
import { RelocatableObject } from "../../src/linking/object_reader.ts";

describe.each(["x64", "arm64"])("the runtime of compiled programs for %s", (architecture) => {
  const bytes = new Uint8Array(
    readFileSync(join(projectRoot, "dist", "plugins", `program_${architecture}-linux.o`)),
  );
  const whole = new RelocatableObject(bytes);
  const piecesByName = (object: RelocatableObject) =>
    new Map(object.pieces().map((piece) => [piece.name, piece]));

  test("stays as it is when all has to stay", () => {
    const same = new RelocatableObject(withoutUnusedSections(bytes, () => false));
    expect([...same.names]).toEqual([...whole.names]);
    const [before, after] = [piecesByName(whole), piecesByName(same)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    const contents = (pieces: ReturnType<typeof piecesByName>) =>
      [...pieces.values()].map(({ bytes, relocations }) => ({ bytes, relocations }));
    expect(contents(after)).toEqual(contents(before));
  });

  test("is the beginning of a program and what that leads to when all else may go", () => {
    const isBeginning = (name: string) => name.startsWith(".text..Lstart.");
    const part = new RelocatableObject(withoutUnusedSections(bytes, (name) => !isBeginning(name)));
    const names = new Set(part.names);
    expect(names.has("_start")).toBe(true);
    expect(names.has("word dump")).toBe(false);
    // Each symbol that a relocation names is there, or is one that programs give.
    const wanted = part.pieces().flatMap(({ relocations }) => relocations.map(({ symbol }) => symbol));
    expect(wanted.length).toBeGreaterThan(0);
    const missing = wanted.filter((name) => part.definition(name) === undefined && !name.startsWith("ff_"));
    expect(missing).toEqual([]);
  });
});

/** `fastforth test` tells what the checker has to say of the files that it ran, and does not fail for it. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fastforth, type Outcome } from "../cli/fastforth.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-checks-"));
  try {
    writeFileSync(join(folder, "part.fth"), ": half ( n -- n n ) 2/ ;\n");
    writeFileSync(
      join(folder, "a_test.fth"),
      "include part.fth\n: odd? ( n ) 1 and ;\nT{ 4 half -> 2 }T\nT{ 3 odd? -> 1 }T\n",
    );
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const run = (cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> =>
  fastforth(["test", ...args], { cwd, env: { XDG_CACHE_HOME: cwd, GITHUB_ACTIONS: undefined, ...env } });

test("warnings stand before the totals, of included files too", () =>
  inFolder(async (folder) => {
    const { out, code } = await run(folder, []);
    expect(code).toBe(0);
    expect(out).toContain("part.fth:1:8: warning: ( n -- n n ) is not what half does");
    expect(out).toContain("a_test.fth:2:8: warning: the stack comment ( n ) has no --");
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/^ok: 1 file, /);
  }));

test("--no-check and documents leave them out", () =>
  inFolder(async (folder) => {
    for (const args of [["--no-check"], ["--reporter", "tap"], ["--reporter", "json"]])
      expect((await run(folder, args)).out).not.toContain("half does");
  }));

test("annotations say them as warnings", () =>
  inFolder(async (folder) => {
    const { out } = await run(folder, [], { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: folder });
    expect(out).toContain(
      "::warning file=part.fth,line=1,col=8,endColumn=20,title=check%3A stack-comment::( n -- n n )",
    );
  }));

test("what a run tells is not told twice", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "b_test.fth"), "T{ 1 frobnicate -> 1 }T\n");
    const { out, code } = await run(folder, ["b_test.fth"]);
    expect(code).toBe(1);
    expect(out.match(/frobnicate \(THROW|frobnicate \[unknown/g)?.length).toBe(1);
  }));

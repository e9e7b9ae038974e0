/** What the run of all tests makes of a process that crashes: the file alone fails, and it is said what was worked on. */
import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tally } from "./test_files.ts";

const module = (name: string) => JSON.stringify(join(import.meta.dir, name));
const waiting = `import { test } from "bun:test";
test("one", () => Bun.sleep(100));
test("two", () => Bun.sleep(100));`;
const crashing = `import { test } from "bun:test";
import { workingOn } from ${module("work_notes.ts")};
test("before", () => {});
test("crash", () => workingOn(() => "FUZZ_SEED=5", () => workingOn(() => "input", () => process.abort())));
test("behind", () => {});`;

/** What the run of some files says last, and all that it says. */
function runOf(files: Readonly<Record<string, string>>): { tally: Tally; text: string } {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-crash-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.ts`), text);
    const script = `import { bunTests } from ${module("test_files.ts")};
console.log(JSON.stringify(await bunTests([], ${JSON.stringify(folder)})));`;
    const run = Bun.spawnSync([process.execPath, "-e", script], { env: { ...process.env, CI: "1" } });
    const out = run.stdout.toString();
    return { tally: JSON.parse(out.trim().split("\n").at(-1) as string), text: out + run.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a crash fails its file, and the others are run", () => {
  const { tally, text } = runOf({ a: waiting, b: crashing, c: waiting, d: waiting, e: waiting });
  // What the file that crashes has passed before counts.
  expect(tally).toEqual({ passed: 4 * 2 + 1, failed: 1 });
  expect(text).toContain("FUZZ_SEED=5\ninput");
});

test("each of several crashes does", () => {
  const { tally } = runOf({ a: crashing, b: waiting, c: crashing, d: waiting, e: crashing });
  expect(tally.failed).toBe(3);
  // Of files that crash at the same time Bun may leave out what they have passed before.
  expect(tally.passed).toBeWithin(2 * 2, 2 * 2 + 3 + 1);
});

test("a crash of the only file is a failure", () => {
  const { tally, text } = runOf({ a: crashing });
  expect(tally).toMatchObject({ failed: 1 });
  expect(text).toContain("FUZZ_SEED=5\ninput");
});

test("without one nothing is run twice, or noted", () => {
  const { tally, text } = runOf({
    a: waiting,
    b: waiting.replace("Bun.sleep(100)", "{ throw new Error(); }"),
  });
  expect(tally).toEqual({ passed: 3, failed: 1 });
  expect(text).not.toContain("at work on");
});

test("what tests have left among temporary files goes away with the run", () => {
  const leaving = `import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
test("leaves", () => console.log("LEFT", mkdtempSync(join(tmpdir(), "left-"))));`;
  const { tally, text } = runOf({ a: leaving });
  expect(tally).toEqual({ passed: 1, failed: 0 });
  const [, left] = /LEFT (\S+)/.exec(text) ?? [];
  expect(left).toContain("left-");
  expect(existsSync(left as string)).toBe(false);
});

// Code for arm64 does what code for this machine does, down to reports of errors: the same programs under both, the
// former in an emulator. FASTFORTH_ARM64=all takes every case under tests/forth rather than those about machine code.

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { programs, sizedSource } from "../bench/programs.ts";
import { aboutSession } from "../forth/about_session.ts";
import type { Report } from "./arm64_programs.ts";
import { emulatedBun } from "./emulated_bun.ts";

const aboutMachineCode = [
  "language/{arithmetic,bits,case,compare,deferred,division,division-faults,does,evaluate,float-{arith,compare,memory,round,special},locals,memory,number-output,return-stack,stack,structures}.fth",
  "language/{control,double,exception,loops,memory}-*.fth",
  "error/{backtrace-depth,division-by-zero,invalid-address,rethrown,stack-underflow}.fth",
  "limit/{counters,data-stack,deep-recursion,float-stack,nested-loops}.fth",
  "regression/*.fth",
];

/** The cases that run in one process: one with a child process of its own writes past the others. */
function cases(): string[] {
  const patterns =
    process.env.FASTFORTH_ARM64 === "all" ? ["{language,error,limit,regression}/*.fth"] : aboutMachineCode;
  const root = join(projectRoot, "tests", "forth");
  const found = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(root)]);
  return [...new Set(found)]
    .filter((file) => basename(file) !== "output-redirection.fth" && !aboutSession.includes(file))
    .sort()
    .map((file) => join(root, file));
}

const folder = mkdtempSync(join(tmpdir(), "fastforth-arm64-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The benchmark programs, with sizes that take no time, and a recursion without end. */
function more(): string[] {
  const texts = programs.map(({ name, tiny }): [string, string] => [name, sizedSource(name, tiny.size)]);
  texts.push(["recursion", ": deep 1+ recurse 1- ; : caught 0 ['] deep catch . drop ; caught 0 deep"]);
  return texts.map(([name, text]) => {
    const path = join(folder, `${name}.fth`);
    writeFileSync(path, text);
    return path;
  });
}

function run(bun: readonly string[], files: readonly string[]): Report {
  const child = Bun.spawnSync([...bun, join(import.meta.dir, "arm64_programs.ts"), ...files], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.exitCode !== 0)
    throw new Error(`${bun[0]}: ${child.signalCode ?? child.exitCode}\n${child.stderr.toString()}`);
  return JSON.parse(child.stdout.toString()) as Report;
}

const bun = await emulatedBun();

describe.skipIf(bun === undefined)("arm64", () => {
  test("programs do the same as on this machine", () => {
    const files = [...cases(), ...more()];
    const expected = run([process.execPath], files);
    const actual = run(bun ?? [], files);
    expect([expected.architecture, actual.architecture]).toEqual(["x64", "arm64"]);
    const byFile = ({ results }: Report) =>
      Object.fromEntries(results.map((result, at) => [files[at], result]));
    expect(byFile(actual)).toEqual(byFile(expected));
    expect([expected.endless, actual.endless]).toEqual(["time", "time"]);
  }, 1_200_000);
});

// Code for arm64 does what code for this machine does, down to reports of errors: the same programs under both, the
// former in an emulator. FASTFORTH_ARM64=all takes every case under tests/forth rather than those about machine code.

import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { BuildError, buildLibraries, projectRoot } from "../../build.ts";
import { bunRuntime } from "../../release/bun_runtimes.ts";
import { programs, sizedSource } from "../bench/programs.ts";
import type { Report } from "./arm64_programs.ts";

/** Where Debian's libc6-arm64-cross has the C library of arm64. */
const systemRoot = "/usr/aarch64-linux-gnu";
const platform = "linux-arm64";

/** The program that runs arm64's Bun here; undefined, after saying why, when there is none. */
async function emulatedBun(): Promise<string[] | undefined> {
  const missing = (what: string) => {
    console.warn(`arm64: ${what}; skipped`);
    return undefined;
  };
  if (process.platform !== "linux" || process.arch !== "x64") return missing("this is no Linux on x86-64");
  if (Bun.which("qemu-aarch64") === null) return missing("no qemu-aarch64 (Debian: apt install qemu-user)");
  const libraries = ["ld-linux-aarch64.so.1", "libgcc_s.so.1", "libstdc++.so.6"];
  if (!libraries.every((name) => existsSync(join(systemRoot, "lib", name))))
    return missing(`no C library for arm64 under ${systemRoot} (Debian: libstdc++6-arm64-cross)`);
  try {
    const bun = bunRuntime(platform);
    await buildLibraries(platform);
    return ["qemu-aarch64", "-L", systemRoot, bun];
  } catch (error) {
    if (error instanceof BuildError) return missing(error.message);
    throw error;
  }
}

const aboutMachineCode = [
  "language/{arithmetic,bits,case,compare,deferred,division,division-faults,does,evaluate,float-{arith,compare,memory,round,special},locals,memory,number-output,return-stack,stack,structures}.fth",
  "language/{control,double,exception,loops,memory}-*.fth",
  "error/{backtrace-depth,division-by-zero,invalid-address,rethrown,stack-underflow}.fth",
  "limit/*.fth",
  "regression/*.fth",
];

/** The cases that run in one process: one with a child process of its own writes past the others. */
function cases(): string[] {
  const patterns =
    process.env.FASTFORTH_ARM64 === "all" ? ["{language,error,limit,regression}/*.fth"] : aboutMachineCode;
  const root = join(projectRoot, "tests", "forth");
  const found = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(root)]);
  return [...new Set(found)]
    .filter((file) => basename(file) !== "output-redirection.fth")
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

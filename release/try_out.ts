// Executables that this machine can run are run before they are published.

import { existsSync } from "node:fs";
import { executableName } from "../src/trust/layout.ts";
import { BuildError } from "./build_error.ts";
import type { BuiltFile } from "./build_release.ts";
import { hostPlatform } from "./platforms.ts";

/** Words of every kind, hot enough to be compiled: recursion, loops, floats, exceptions, defining words. */
const program = `
: fib ( n -- n ) dup 2 < if exit then dup 1- recurse swap 2 - recurse + ;
: sum ( n -- n ) 0 swap 0 do i + loop ;
: area ( F: r -- r ) fdup f* 3e f* ;
: array ( n "name" -- ) create cells allot does> swap cells + ;
100 array squares
: fill-squares ( -- ) 100 0 do i i * i squares ! loop ;
: risky ( n -- n ) dup 7 = if 42 throw then 1+ ;
fill-squares
24 fib . 100000 sum . 2e area f>s . 99 squares @ . 7 ' risky catch . drop
`;
const answer = "46368 4999950000 12 9801 42 ";

/**
 * Runs the executables that can be run here: this machine's, and that of Linux on arm64 where qemu-aarch64 is.
 * @returns what was done, as lines
 * @throws BuildError when one does not give the right answer with built-in stages, and with plugins
 */
export function tryOut(files: readonly BuiltFile[], version: string): string[] {
  return files
    .filter(({ name }) => name === executableName)
    .flatMap(({ platform, path }) => {
      const runner = runnerOf(platform);
      if (runner === undefined) return [];
      requireOutput([...runner, path, "--version"], `fastforth ${version}\n`);
      for (const stages of ["builtin", "plugin"]) {
        // Not every platform has every plugin: what is missing there has a built-in.
        const choice = stages === "plugin" && platform !== hostPlatform() ? "auto" : stages;
        requireOutput([...runner, path, "--stages", choice, "-e", program], answer);
      }
      return [`ran ${platform}, with built-in stages and with plugins`];
    });
}

function runnerOf(platform: string): string[] | undefined {
  if (platform === hostPlatform()) return [];
  const libraries = "/usr/aarch64-linux-gnu";
  const emulator = Bun.which("qemu-aarch64");
  const runs = platform === "linux-arm64" && emulator !== null && existsSync(libraries);
  return runs ? [emulator, "-L", libraries] : undefined;
}

function requireOutput(command: readonly string[], expected: string): void {
  const run = Bun.spawnSync([...command], { stdout: "pipe", stderr: "pipe", timeout: 120_000 });
  const output = run.stdout.toString();
  if (run.exitCode === 0 && output === expected) return;
  throw new BuildError(
    `${command.slice(0, -1).join(" ")} … printed ${JSON.stringify(output)} instead of ${JSON.stringify(expected)} and ended with ${run.exitCode ?? run.signalCode}: ${run.stderr.toString()}`,
  );
}

// The whole test run: builds, then every check, then one line with the sums.
//
//   tests/run.ts               everything
//   tests/run.ts --check       what takes seconds: format, lint, types, the rules of the house; builds nothing
//   tests/run.ts <arguments…>  builds, then `bun test` with these arguments alone

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "../release/build.ts";
import { BuildError } from "../release/build_error.ts";
import { zigTestCommands } from "../release/libraries.ts";
import { projectRoot } from "../release/steps.ts";
import { findZig, zigEnvironment } from "../release/zig.ts";
import { bunTests, type Tally } from "./test_files.ts";

const reports = join(projectRoot, "dist", ".tests");

async function main(argv: readonly string[]): Promise<number> {
  mkdirSync(reports, { recursive: true });
  const tallies: Tally[] = [];
  if (argv[0] === "--check")
    tallies.push(...(await staticChecks()), await bunTests(["./tests/house.test.ts"]));
  else {
    tallies.push(await check("build", () => build().then(() => true)));
    if (argv.length === 0) {
      tallies.push(...(await staticChecks()));
      tallies.push(
        await check("zig ast-check", () => succeeds([...findZig(), "ast-check", "plugins-src/build.zig"])),
      );
      for (const [name, args] of zigTestCommands()) tallies.push(zigTests(name, args));
    }
    tallies.push(await bunTests(argv));
  }
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** What can be said of the sources as they stand. */
async function staticChecks(): Promise<Tally[]> {
  return [
    await check("biome ci", () => succeeds([...tool("@biomejs/biome/bin/biome"), "ci", "."])),
    await check("tsc --noEmit", () => succeeds([...tool("typescript/bin/tsc"), "--noEmit"])),
    await check("zig fmt", () => succeeds([...findZig(), "fmt", "--check", "plugins-src"])),
  ];
}

/** Runs something that either holds or not, and counts as one test. */
async function check(name: string, holds: () => boolean | Promise<boolean>): Promise<Tally> {
  const start = performance.now();
  let passed = false;
  try {
    passed = await holds();
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
  }
  console.log(
    `${passed ? "ok    " : "FAILED"} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
  );
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The unit tests of one Zig root, counted from what the test runner says. */
function zigTests(name: string, args: readonly string[]): Tally {
  const run = Bun.spawnSync([...findZig(), ...args], {
    cwd: projectRoot,
    env: zigEnvironment(),
    stderr: "pipe",
  });
  const output = run.stderr.toString();
  const count = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
  // "All 12 tests passed." or "11 passed; 0 skipped; 1 failed."
  const passed = count(/All (\d+) tests? passed/) || count(/(\d+) passed;/);
  const failed = run.exitCode === 0 ? 0 : Math.max(1, count(/(\d+) failed/));
  if (failed > 0) console.error(output);
  console.log(`${failed === 0 ? "ok    " : "FAILED"} zig test ${name}: ${passed} passed`);
  return { passed, failed };
}

function tool(path: string): string[] {
  return [process.execPath, join(projectRoot, "node_modules", path)];
}

function succeeds(command: readonly string[]): boolean {
  return (
    Bun.spawnSync([...command], { cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] }).exitCode === 0
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

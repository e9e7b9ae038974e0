// The whole test run: builds, then every check, then one line with the sums.
//
//   tests/run.ts               everything
//   tests/run.ts <arguments…>  builds, then `bun test` with these arguments alone

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BuildError, build, findZig, projectRoot, zigEnvironment } from "../build.ts";

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const reports = join(projectRoot, "dist", ".tests");

async function main(bunTestArguments: readonly string[]): Promise<number> {
  mkdirSync(reports, { recursive: true });
  const tallies: Tally[] = [await check("build", () => build().then(() => true))];
  if (bunTestArguments.length === 0) {
    tallies.push(await check("biome ci", () => succeeds([...tool("@biomejs/biome/bin/biome"), "ci", "."])));
    tallies.push(await check("tsc --noEmit", () => succeeds([...tool("typescript/bin/tsc"), "--noEmit"])));
    tallies.push(
      await check("zig fmt", () =>
        succeeds([...findZig(), "fmt", "--check", "build.zig", "."], "plugins-src"),
      ),
    );
    tallies.push(zigTests());
  }
  tallies.push(bunTests(bunTestArguments));
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
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

/** The unit tests of the Zig libraries, counted from the build summary. */
function zigTests(): Tally {
  const buildFile = join(projectRoot, "plugins-src", "build.zig");
  const command = [...findZig(), "build", "test", "--build-file", buildFile, "--summary", "all"];
  const run = Bun.spawnSync(command, { cwd: projectRoot, env: zigEnvironment(), stderr: "pipe" });
  const output = run.stderr.toString();
  // "Build Summary: 3/5 steps succeeded (1 failed); 12/14 tests passed (2 failed)"
  const summary = /(\d+)\/(\d+) tests passed/.exec(output);
  const passed = Number(summary?.[1] ?? 0);
  const failed = Number(summary?.[2] ?? 0) - passed;
  const succeeded = run.exitCode === 0;
  if (!succeeded) console.error(output);
  console.log(`${succeeded ? "ok    " : "FAILED"} zig build test: ${passed} passed`);
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
}

/** Every `*.test.ts` below this folder, counted from the runner's own report. */
function bunTests(filters: readonly string[]): Tally {
  const report = join(reports, `bun-${process.pid}.xml`);
  const command = [
    process.execPath,
    "test",
    "--timeout=60000",
    "--reporter=junit",
    `--reporter-outfile=${report}`,
  ];
  const run = Bun.spawnSync([...command, ...filters], {
    cwd: projectRoot,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const tally = readReport(report);
  rmSync(report, { force: true });
  // A file that could not be loaded fails the run without being counted as a test.
  return run.exitCode === 0 ? tally : { passed: tally.passed, failed: Math.max(tally.failed, 1) };
}

function readReport(path: string): Tally {
  let head: string;
  try {
    head = readFileSync(path, "utf8").slice(0, 1000);
  } catch {
    return { passed: 0, failed: 0 }; // No report: the exit code of the run says whether that is a failure.
  }
  const count = (name: string) =>
    Number(new RegExp(`<testsuites[^>]*\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed };
}

function tool(path: string): string[] {
  return [process.execPath, join(projectRoot, "node_modules", path)];
}

function succeeds(command: readonly string[], folder = "."): boolean {
  const cwd = join(projectRoot, folder);
  return Bun.spawnSync([...command], { cwd, stdio: ["ignore", "inherit", "inherit"] }).exitCode === 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

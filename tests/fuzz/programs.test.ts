// Generated programs do the same interpreted and compiled by every mix of stages: output, stacks, memory, THROW codes and
// backtraces. They run in a process apart, which prints the smallest program that does not and how to see it again.
// FUZZ_SECONDS=<number> makes it longer.

import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

const seconds = Number(process.env.FUZZ_SECONDS ?? 30);
setDefaultTimeout(1000 * (seconds + 300));

const isHere = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");

test.skipIf(!isHere)("generated programs do the same in every way to run them", () => {
  const seed = process.env.FUZZ_SEED ?? String(Date.now() % 1_000_000_007);
  const run = Bun.spawnSync(
    [process.execPath, join(import.meta.dir, "programs/run.ts"), `--seconds=${seconds}`, `--seed=${seed}`],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const report = run.stdout.toString();
  console.log(report.trimEnd());
  expect({ exitCode: run.exitCode, report }).toEqual({ exitCode: 0, report });
  expect(Number(/^(\d+) programs/m.exec(report)?.[1])).toBeGreaterThan(10);
});

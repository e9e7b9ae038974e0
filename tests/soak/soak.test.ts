// A soak of half a minute: the session lives through updates and rollbacks, and what it takes of the system does not grow.
// tests/soak/run.ts does it for hours.

import { expect, setDefaultTimeout, test } from "bun:test";
import { drawCurves } from "./curves.ts";
import { soak } from "./run.ts";

setDefaultTimeout(600_000);

const isHere = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

test.skipIf(!isHere)("a session that does everything, while releases come and go", async () => {
  const told: string[] = [];
  const { samples, updates, rollbacks, exitCode, errors } = await soak(0.5, 5, (line) => told.push(line));
  expect({ exitCode, errors, told }).toEqual({ exitCode: 0, errors: "", told: [] });
  expect([updates > 1, rollbacks > 0]).toEqual([true, true]);
  const half = samples.slice(samples.length >> 1);
  expect(half.at(-1)?.rounds).toBeGreaterThan(half[0]?.rounds ?? 0);
  const descriptors = samples.map((sample) => sample.descriptors);
  expect(Math.max(...descriptors.slice(-5)) - Math.max(...descriptors.slice(0, 5))).toBeLessThan(10);
  // Each update loads two libraries, and closes those before.
  const mappings = half.map((sample) => sample.mappings);
  expect(Math.max(...mappings.slice(-5)) - Math.max(...mappings.slice(0, 5))).toBeLessThan(12);
  expect(drawCurves(samples)).toContain("<polyline");
});

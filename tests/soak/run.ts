// The soak: a session (session.fth) runs for minutes or hours while releases are published, installed and rolled back.
// What it takes is measured all the time: memory, descriptors, mappings, code memory.
//
//   node .ci/bun.mjs tests/soak/run.ts [--minutes 60] [--out FOLDER]
//
// Writes soak.csv and soak.svg, and tells the slope of each curve over the last half.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { presentPublisher, runIn, trustingExecutable } from "../update/executables.ts";
import { marked, publishPair } from "../update/plugin_release.ts";
import { WebServerForTests } from "../update/web_server.ts";
import { drawCurves } from "./curves.ts";
import { type Sample, type Series, sampleProcess, seriesNames, slopePerHour } from "./samples.ts";

export interface SoakResult {
  readonly samples: readonly Sample[];
  /** How often an update and a rollback went through. */
  readonly updates: number;
  readonly rollbacks: number;
  readonly exitCode: number | null;
  readonly errors: string;
}

/** Samples of a run: enough for a picture. */
const SAMPLES = 400;

/** Runs the session for some minutes. @param updateEvery seconds from an update or rollback to the next */
export async function soak(
  minutes: number,
  updateEvery: number,
  tell: (line: string) => void,
): Promise<SoakResult> {
  const home = mkdtempSync(join(tmpdir(), "fastforth-soak-"));
  // A build in the meantime shall not take it away.
  const executable = join(home, "fastforth");
  copyFileSync(await trustingExecutable("1.0.0"), executable);
  const publisher = presentPublisher();
  const server = await WebServerForTests.start(publisher.files);
  const optimizer = join(home, "optimizer");
  writeFileSync(optimizer, marked("optimizer", "soak"));
  const child = Bun.spawn([executable, join(import.meta.dir, "session.fth"), home, optimizer], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, NO_COLOR: "1" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const errors = new Response(child.stderr).text();
  let rounds = 0;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of child.stdout) {
      const last = [...decoder.decode(bytes).matchAll(/^(\d+) $/gm)].at(-1);
      if (last !== undefined) rounds = Number(last[1]);
    }
  })();
  const begin = performance.now();
  const end = begin + minutes * 60_000;
  const interval = Math.max(500, (minutes * 60_000) / SAMPLES);
  const samples: Sample[] = [];
  let [updates, rollbacks, release] = [0, 0, 0];
  let nextUpdate = begin + updateEvery * 1000;
  try {
    while (performance.now() < end && child.exitCode === null) {
      await Bun.sleep(interval);
      const sample = sampleProcess(child.pid, (performance.now() - begin) / 1000, rounds);
      if (sample === undefined) break;
      samples.push(sample);
      if (performance.now() < nextUpdate) continue;
      nextUpdate += updateEvery * 1000;
      const isRollback = updates > 0 && (updates + rollbacks) % 3 === 2;
      if (!isRollback) {
        release++;
        const stages = {
          parser: marked("parser", `${release}`),
          optimizer: marked("optimizer", `${release}`),
        };
        publishPair(publisher, `1.0.${release}`, stages, "0.1.0");
      }
      // After a rollback the executable stays where it is until it is told to go on.
      const args = isRollback ? ["--rollback"] : ["--version", "latest", "--server", server.address];
      const { code, out, err } = await runIn(home, [executable, "self-update", ...args]);
      if (code === 0) isRollback ? rollbacks++ : updates++;
      else tell(`self-update ${args[0]} ended with ${code}: ${out}${err}`);
    }
    writeFileSync(join(home, "stop"), "");
    await Promise.race([child.exited, Bun.sleep(60_000)]);
  } finally {
    if (child.exitCode === null) child.kill("SIGKILL");
    server.stop();
    await reading;
  }
  const result = { samples, updates, rollbacks, exitCode: child.exitCode, errors: await errors };
  rmSync(home, { recursive: true, force: true });
  return result;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "60" },
      out: { type: "string", default: "dist/.tests/soak" },
    },
  });
  const minutes = Number(values.minutes);
  const result = await soak(minutes, Math.max(10, Math.min(60, minutes * 6)), console.log);
  const { samples } = result;
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const rows = samples.map((sample) =>
    [sample.seconds.toFixed(1), ...seriesNames.map((name) => sample[name])].join(","),
  );
  writeFileSync(join(out, "soak.csv"), `${["seconds", ...seriesNames].join(",")}\n${rows.join("\n")}\n`);
  writeFileSync(join(out, "soak.svg"), drawCurves(samples));
  console.log(
    `${samples.at(-1)?.rounds ?? 0} rounds, ${result.updates} updates, ${result.rollbacks} rollbacks`,
  );
  const half = samples.slice(samples.length >> 1);
  for (const name of seriesNames) console.log(described(name, samples, half));
  if (result.errors !== "") console.log(`standard error: ${result.errors}`);
  console.log(`exit code ${result.exitCode}; ${join(out, "soak.svg")}`);
  return result.exitCode === 0 ? 0 : 1;
}

function described(name: Series, all: readonly Sample[], half: readonly Sample[]): string {
  const values = all.map((sample) => sample[name]);
  const slope = slopePerHour(half, name);
  return `${name}: first ${values[0]}, greatest ${Math.max(...values)}, last ${values.at(-1)}; ${slope.toFixed(1)} an hour over the last half`;
}

if (import.meta.main) process.exit(await main());

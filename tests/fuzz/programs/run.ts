// Runs generated programs in every way there is and tells of differences: node .ci/bun.mjs tests/fuzz/programs/run.ts
//
//   --seed NUMBER      the first program's seed (a new one each time)
//   --count NUMBER     how many programs (without a limit when --seconds is given, else 1000)
//   --seconds NUMBER   how long
//   --all              run each program in every way rather than in some
//   --keep-going       look for more after a difference
//   --print            print the programs, do not run them
//
// The programs run in a process apart, so that a crash tells which program it was. Exit code 1 when there is a difference.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describe, findDifference, programOf } from "./comparison.ts";
import { textsOf } from "./tree.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    count: { type: "string" },
    seconds: { type: "string" },
    all: { type: "boolean", default: false },
    "keep-going": { type: "boolean", default: false },
    print: { type: "boolean", default: false },
    child: { type: "string" },
  },
});
const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds);
const count = Number(values.count ?? (values.seconds === undefined ? 1000 : Number.POSITIVE_INFINITY));
const first = Number(values.seed ?? Date.now() % 1_000_000_007);

/** Programs that one process runs: what it keeps of each adds up. */
const CHUNK = 1000;
/** Programs that one session runs. */
const GROUP = 10;

interface Progress {
  /** The seed that was begun last. */
  seed: number;
  differences: number;
}

/** Runs a chunk, noting the seeds that are about to run. */
function runChunk(progressFile: string): void {
  const end = performance.now() + 1000 * seconds;
  const progress: Progress = { seed: first, differences: 0 };
  for (let size = 0; progress.seed < first + count && performance.now() < end; progress.seed += size) {
    writeFileSync(progressFile, JSON.stringify(progress));
    size = Math.min(GROUP, first + count - progress.seed);
    const finding = findDifference(progress.seed, size, values.all);
    if (finding === undefined) continue;
    progress.differences++;
    console.log(`${describe(finding)}\n`);
    if (!values["keep-going"]) break;
  }
  writeFileSync(progressFile, JSON.stringify(progress));
}

function runAll(): number {
  const begin = performance.now();
  const elapsed = () => (performance.now() - begin) / 1000;
  const progressFile = join(tmpdir(), `fastforth-fuzz-${process.pid}.json`);
  let [seed, differences] = [first, 0];
  while (seed < first + count && elapsed() < seconds) {
    const size = Math.min(CHUNK, first + count - seed);
    const options = [`--seed=${seed}`, `--count=${size}`, `--child=${progressFile}`];
    if (values.all) options.push("--all");
    if (values["keep-going"]) options.push("--keep-going");
    if (seconds !== Number.POSITIVE_INFINITY) options.push(`--seconds=${seconds - elapsed()}`);
    const child = Bun.spawnSync([process.execPath, import.meta.path, ...options], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    const progress = JSON.parse(readFileSync(progressFile, "utf8")) as Progress;
    seed = progress.seed;
    differences += progress.differences;
    if (child.exitCode !== 0) {
      differences++;
      console.log(
        `seed ${seed}: the process ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`,
      );
      console.log(
        `to see it again: node .ci/bun.mjs tests/fuzz/programs/run.ts --seed ${seed} --count 1 --all\n`,
      );
      seed++;
    }
    if (differences > 0 && !values["keep-going"]) break;
  }
  rmSync(progressFile, { force: true });
  console.log(
    `${seed - first} programs from seed ${first} on in ${elapsed().toFixed(0)} s, ${differences} differences`,
  );
  return differences === 0 ? 0 : 1;
}

if (values.print) {
  for (let seed = first; seed < first + Math.min(count, CHUNK); seed++)
    console.log([`\\ seed ${seed}`, ...textsOf(programOf(seed))].join("\n"));
} else if (values.child !== undefined) runChunk(values.child);
else process.exitCode = runAll();

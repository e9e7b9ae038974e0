// Workers make and run programs without pause while this thread swaps their stages, with candidates of which some are
// bad. SWAP_COUNT=10000 swaps so often instead of some hundred times; SWAP_FIGURES=1 prints the measurements.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { StageName } from "../../src/abi/stage_names.ts";
import { stageNames } from "../../src/abi/stage_names.ts";
import { embeddedLibrary } from "../../src/plugins/embedded.ts";
import { PluginError } from "../../src/plugins/errors.ts";
import type { StageManager } from "../../src/plugins/manager.ts";
import { checkInChild } from "../../src/plugins/self_check.ts";
import type { VerifiedLibrary } from "../../src/plugins/verified_load.ts";
import { behaviours, stageLibrary } from "../plugins/stage_fixture.ts";
import { hasNativeCode, managerWith } from "./managed_session.ts";
import { olderBuild, olderBuilds } from "./pairs.ts";
import type { Assignment, Outcome } from "./stress_worker.ts";

const swaps = Number(process.env.SWAP_COUNT ?? 150);
const WORKERS = 2;
setDefaultTimeout(300_000 + swaps * 200);

/** A library is mapped in so many parts at most. */
const MAPPINGS_OF_LIBRARY = 8;
/** Other mappings come and go with the engine's heap and threads. */
const OTHER_MAPPINGS = 150;
/** Megabytes: the engine's heap and the sessions' code memory vary by that much. */
const OTHER_MEMORY = 250;

const mappings = () => readFileSync("/proc/self/maps", "utf8").split("\n").length;
const residentMegabytes = () => process.memoryUsage().rss / 2 ** 20;

/** Verdicts by hash: each candidate is tried in a child once, and its verdict is remembered for its next turn. */
function rememberedCheck() {
  const verdicts = new Map<string, PluginError | "good">();
  return (stage: StageName, library: VerifiedLibrary): void => {
    const key = `${stage} ${library.sha256}`;
    let verdict = verdicts.get(key);
    if (verdict === undefined) {
      verdict = verdictOf(stage, library);
      verdicts.set(key, verdict);
    }
    if (verdict !== "good") throw verdict;
  };
}

function verdictOf(stage: StageName, library: VerifiedLibrary): PluginError | "good" {
  try {
    checkInChild(stage, library, { processor: library.sha256 === hangingHash ? 2 : 20, whole: 300 });
    return "good";
  } catch (error) {
    if (error instanceof PluginError) return error;
    throw error;
  }
}

const hanging = stageLibrary("parser", behaviours.hangs);
const hangingHash = new Bun.CryptoHasher("sha256").update(hanging).digest("hex");

interface Candidate {
  readonly stage: StageName;
  readonly what: string;
  readonly bytes: Uint8Array;
}

function candidates(): Candidate[] {
  const made = stageNames.map((stage) => ({
    stage,
    what: "good",
    bytes: embeddedLibrary(stage)?.copyBytes() ?? new Uint8Array(),
  }));
  const [parser, compiler, , backend] = made as [Candidate, Candidate, Candidate, Candidate];
  const flipped = compiler.bytes.slice();
  flipped.fill(0xcc, 0x1000, flipped.length >> 1);
  return [
    ...made,
    { stage: "optimizer", what: "good", bytes: olderBuild(olderBuilds.quadraticCommon) },
    { stage: "backend", what: "good", bytes: olderBuild(olderBuilds.fewRegisters) },
    { stage: "parser", what: "truncated", bytes: parser.bytes.slice(0, parser.bytes.length >> 1) },
    { stage: "compiler", what: "overwritten", bytes: flipped },
    {
      stage: "optimizer",
      what: "wrong ABI",
      bytes: stageLibrary("optimizer", "return 3;", { abiVersion: 0 }),
    },
    {
      stage: "backend",
      what: "wrong layout",
      bytes: stageLibrary("backend", "return 3;", { layoutHash: 1n }),
    },
    {
      stage: "parser",
      what: "wrong arch",
      bytes: stageLibrary("parser", "return 3;", { target: otherProcessor }),
    },
    { stage: "compiler", what: "missing symbol", bytes: parser.bytes },
    { stage: "parser", what: "other stage", bytes: backend.bytes },
    { stage: "parser", what: "crashing", bytes: stageLibrary("parser", behaviours.crashes) },
    { stage: "parser", what: "hanging", bytes: hanging },
    { stage: "optimizer", what: "miscomputing", bytes: stageLibrary("optimizer", behaviours.lies) },
  ];
}

const otherProcessor = process.arch === "x64" ? "aarch64-linux" : "x86_64-linux";

/** Swaps, rolls back now and then, and counts what happened. */
function swapStages(
  manager: StageManager,
  all: readonly Candidate[],
  count: number,
  tally: Map<string, number>,
): number[] {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const { stage, what, bytes } = all[(turn * 7 + (turn >> 4)) % all.length] as Candidate;
    const before = manager.slots.current(stage);
    const start = performance.now();
    let happened = `${what}: taken`;
    try {
      manager.swap(stage, bytes);
      times.push(performance.now() - start);
      if (turn % 11 === 0) manager.rollback(stage);
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      happened = `${what}: refused (${error.fault})`;
      expect(manager.slots.current(stage)).toBe(before);
    }
    tally.set(happened, (tally.get(happened) ?? 0) + 1);
    expect(manager.slots.openLibraries).toBeLessThanOrEqual(2 * stageNames.length + WORKERS + 1);
  }
  return times;
}

test.if(hasNativeCode)(
  `${swaps} swaps under load: no wrong answer, no failed call, nothing left open`,
  async () => {
    const manager = managerWith({}, undefined, rememberedCheck());
    for (const stage of stageNames) manager.ensure(stage);
    const all = candidates();
    // Every verdict once, before anything is counted.
    swapStages(manager, all, all.length * 2, new Map());

    const control = new Int32Array(new SharedArrayBuffer(8));
    const outcomes = Array.from({ length: WORKERS }, (_, index) => startWorker(manager, control, index));
    // A Worker that ends early has found something wrong.
    let hasEnded = false;
    for (const outcome of outcomes)
      outcome.finally(() => {
        hasEnded = true;
      });
    await until(() => hasEnded || Atomics.load(control, 1) > 200);
    const [mapsBefore, memoryBefore] = [mappings(), residentMegabytes()];
    const tally = new Map<string, number>();
    const times: number[] = [];
    // Only those that were taken count.
    while (times.length < swaps && !hasEnded) {
      times.push(...swapStages(manager, all, 64, tally));
      // The Workers make progress between any two of these, also where there is but one processor.
      const programs = Atomics.load(control, 1);
      await until(() => hasEnded || Atomics.load(control, 1) >= programs + 2);
      if (process.env.SWAP_FIGURES === "1" && times.length % 1000 < 24)
        console.log(
          `${times.length} swaps: ${mappings()} mappings, ${residentMegabytes().toFixed(0)} MB resident`,
        );
    }
    const [mapsAfter, memoryAfter] = [mappings(), residentMegabytes()];
    Atomics.store(control, 0, 1);
    const ended = await Promise.all(outcomes);

    report(tally, times);
    if (process.env.SWAP_FIGURES === "1") {
      console.log(`${ended.map(({ programs }) => programs).join(" and ")} programs, none wrong`);
      console.log(
        `mappings ${mapsBefore}, after ${mapsAfter}; resident ${memoryBefore.toFixed(0)} MB, after ${memoryAfter.toFixed(0)} MB`,
      );
    }
    expect(ended.flatMap(({ failures }) => failures)).toEqual([]);
    expect(ended.every(({ programs }) => programs > 50)).toBe(true);
    expect([...tally.keys()].filter((key) => key.startsWith("good: refused"))).toEqual([]);
    expect([...tally.keys()].filter((key) => key.endsWith(": taken"))).toEqual(["good: taken"]);
    const bound = (2 * stageNames.length + WORKERS) * MAPPINGS_OF_LIBRARY + OTHER_MAPPINGS;
    expect(mapsAfter - mapsBefore).toBeLessThan(bound);
    expect(memoryAfter - memoryBefore).toBeLessThan(OTHER_MEMORY);
    // With the Workers gone, nothing keeps a replaced library open.
    expect(manager.retire()).toBe(0);
  },
);

function startWorker(manager: StageManager, control: Int32Array, index: number): Promise<Outcome> {
  const workerData: Assignment = { slots: manager.slots.buffer, control, seed: 1 + index };
  const worker = new Worker(new URL("./stress_worker.ts", import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(1);
}

function report(tally: Map<string, number>, times: number[]): void {
  if (process.env.SWAP_FIGURES !== "1") return;
  for (const [what, count] of tally) console.log(`${String(count).padStart(6)} ${what}`);
  times.sort((a, b) => a - b);
  const at = (share: number) => ((times[Math.floor(times.length * share)] ?? 0) * 1000).toFixed(0);
  console.log(`swap without the child, under load: median ${at(0.5)} µs, p99 ${at(0.99)} µs`);
}

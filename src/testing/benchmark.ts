/** Measures words: warm-up, then samples of many calls each; the median and the spread of them. */

import type { Session } from "../forth/session.ts";
import type { WordEntry } from "../machine/machine.ts";
import type { Benchmark } from "../words/testing.ts";

/** Nanoseconds for a call. */
export interface Measurement {
  readonly name: string;
  readonly median: number;
  /** The quartiles: half of the samples lie between. */
  readonly lower: number;
  readonly upper: number;
  readonly least: number;
  readonly samples: number;
  readonly callsPerSample: number;
}

/** Milliseconds. */
const WARM_UP = 150;
const SAMPLE = 5;
const SAMPLES = 60;
const MOST_CALLS = 2 ** 30;

/** Runs a benchmark many times. The stacks are emptied between samples. THROWs what it throws. */
export function measure(session: Session, { name, xt }: Benchmark): Measurement {
  const calls = (count: number): number => {
    session.machine.clearStacks();
    const entries = session.machine.entries;
    const started = process.hrtime.bigint();
    for (let call = 0; call < count; call++) {
      (entries[xt] as WordEntry)(xt);
      // What a call leaves must not fill the stack.
      if (session.machine.depth() > 0 || session.machine.floatDepth() > 0) session.machine.clearStacks();
    }
    return Number(process.hrtime.bigint() - started);
  };
  const warm = performance.now() + WARM_UP;
  let count = 1;
  let time = calls(count);
  while (performance.now() < warm) {
    if (time < SAMPLE * 1e6 && count < MOST_CALLS) count *= 2;
    time = calls(count);
  }
  count = Math.max(1, Math.round((count * SAMPLE * 1e6) / Math.max(time, 1)));
  const samples = Array.from({ length: time > 1e9 ? 5 : SAMPLES }, () => calls(count) / count).sort(
    (a, b) => a - b,
  );
  const quantile = (share: number) =>
    samples[Math.min(samples.length - 1, Math.floor(share * samples.length))] as number;
  return {
    name,
    median: quantile(0.5),
    lower: quantile(0.25),
    upper: quantile(0.75),
    least: quantile(0),
    samples: samples.length,
    callsPerSample: count,
  };
}

/** `1.23 µs` from nanoseconds. */
function durationText(nanoseconds: number): string {
  const units = [
    ["s", 1e9],
    ["ms", 1e6],
    ["µs", 1e3],
  ] as const;
  const [unit, size] = units.find(([, least]) => nanoseconds >= least) ?? ["ns", 1];
  return `${(nanoseconds / size).toPrecision(3)} ${unit}`;
}

/** A line for each measurement, beside what an earlier run measured. */
export function measurementLines(
  measurements: readonly Measurement[],
  before: readonly Measurement[] | undefined,
): string[] {
  const width = Math.max(0, ...measurements.map(({ name }) => name.length));
  return measurements.map((measurement) => {
    const { name, median, lower, upper } = measurement;
    const text = `${name.padEnd(width)}  ${durationText(median).padStart(8)}  (${durationText(lower)} … ${durationText(upper)})`;
    const old = before?.find((earlier) => earlier.name === name);
    return old === undefined ? text : `${text}  ${comparison(measurement, old)}`;
  });
}

function comparison(now: Measurement, before: Measurement): string {
  const ratio = now.median / before.median;
  // Where the middle halves of both overlap, the difference may be chance.
  const isClear = now.lower > before.upper || now.upper < before.lower;
  return `${ratio.toFixed(2)} of before${isClear ? "" : " (within the spread)"}`;
}

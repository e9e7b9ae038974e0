// What a process takes at a moment, as Linux tells it, and how that goes on.

import { readdirSync, readFileSync } from "node:fs";

export const seriesNames = [
  "rounds",
  "residentKb",
  "privateKb",
  "codeKb",
  "mappings",
  "descriptors",
  "threads",
] as const;
export type Series = (typeof seriesNames)[number];

/** Kilobytes where the name says so. `codeKb` is what is resident of executable memory that is no file of a library. */
export type Sample = Readonly<Record<Series, number>> & { readonly seconds: number };

/** Undefined when the process has ended. */
export function sampleProcess(pid: number, seconds: number, rounds: number): Sample | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const number = (field: string) => Number(new RegExp(`^${field}:\\s*(\\d+)`, "m").exec(status)?.[1] ?? 0);
    const { mappings, codeKb } = mappingsOf(readFileSync(`/proc/${pid}/smaps`, "utf8"));
    return {
      seconds,
      rounds,
      residentKb: number("VmRSS"),
      privateKb: number("RssAnon"),
      codeKb,
      mappings,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      threads: number("Threads"),
    };
  } catch {
    return undefined;
  }
}

function mappingsOf(smaps: string): { mappings: number; codeKb: number } {
  let mappings = 0;
  let codeKb = 0;
  let isCode = false;
  for (const line of smaps.split("\n")) {
    const head = /^[0-9a-f]+-[0-9a-f]+ (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line);
    if (head !== null) {
      mappings++;
      isCode =
        (head[1] as string).includes("x") &&
        !(head[2] as string).startsWith("/") &&
        !(head[2] as string).startsWith("[");
    } else if (isCode) {
      const resident = /^Rss:\s*(\d+)/.exec(line);
      if (resident !== null) codeKb += Number(resident[1]);
    }
  }
  return { mappings, codeKb };
}

/** How a series goes on, by least squares. */
export function slopePerHour(samples: readonly Sample[], name: Series): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const times = mean(samples.map(({ seconds }) => seconds));
  const level = mean(samples.map((sample) => sample[name]));
  let [product, square] = [0, 0];
  for (const sample of samples) {
    product += (sample.seconds - times) * (sample[name] - level);
    square += (sample.seconds - times) ** 2;
  }
  return square === 0 ? 0 : (3600 * product) / square;
}

/** Coverage for the terminal: a line for each file, and one for all. */
import type { FailurePaint } from "../../words/test_failure.ts";
import { type CoverageData, type CoverageTotals, percentOf, type Share } from "./coverage_data.ts";
import { pathBelow } from "./lcov.ts";

/** Ranges of lines that are named. */
const MOST_RANGES = 12;

export function coverageTable(data: CoverageData, folder: string, paint: FailurePaint): string {
  const { files, totals } = data;
  const rows = files.map((file) => ({
    name: pathBelow(file.path, folder),
    totals: file.totals,
    missed: rangesText(file.missedLines),
  }));
  const width = Math.max("coverage".length, ...rows.map(({ name }) => name.length));
  const line = (name: string, shares: CoverageTotals, missed: string) =>
    `${name.padEnd(width)}  ${cell(shares.lines)}  ${cell(shares.branches)}  ${cell(shares.words)}  ${missed}`.trimEnd();
  const heading = `${"coverage".padEnd(width)}  ${["lines", "branches", "words"].map((text) => text.padStart(CELL)).join("  ")}  not reached`;
  return [
    paint.strong(heading),
    ...rows.map(({ name, totals: shares, missed }) => {
      const text = line(name, shares, missed);
      return shares.lines.hit === shares.lines.found ? text : paint.error(text);
    }),
    paint.strong(line("all", totals, "")),
  ]
    .map((text) => `${text}\n`)
    .join("");
}

/** `12/14  85.7%` */
const CELL = 18;

const cell = (share: Share): string =>
  `${`${share.hit}/${share.found}`} ${`${percentOf(share).toFixed(1)}%`.padStart(6)}`.padStart(CELL);

/** `3-5, 9`. */
function rangesText(lines: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last.last === line - 1) last.last = line;
    else ranges.push({ first: line, last: line });
  }
  const shown = ranges
    .slice(0, MOST_RANGES)
    .map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
  return [...shown, ...(ranges.length > MOST_RANGES ? ["…"] : [])].join(", ");
}

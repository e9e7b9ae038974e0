/** What tells of a run: on the terminal while it goes on, or as a document. */
import type { FailurePaint } from "../words/test_failure.ts";
import type { FileResult, Totals } from "./results.ts";

export interface RunSummary {
  readonly results: readonly FileResult[];
  readonly totals: Totals;
  readonly milliseconds: number;
  /** What a shuffled order came from. */
  readonly seed?: number;
  readonly interrupted: boolean;
  /** Repeats just the failures; undefined when there are none. */
  readonly repeatCommand: string | undefined;
}

export interface Reporter {
  began?(path: string): void;
  ended?(result: FileResult): void;
  finished(summary: RunSummary): void;
}

/** What a reporter is given. */
export interface ReporterHost {
  /** Takes text, lines ended. */
  write(text: string): void;
  readonly paint: FailurePaint;
  /** Files to come. */
  readonly count: number;
}

export const reporterNames = ["pretty", "dot", "tap", "junit", "json", "github", "quiet"] as const;
export type ReporterName = (typeof reporterNames)[number];

/** `1.23 s`, `45 ms`. */
export const timeText = (milliseconds: number): string =>
  milliseconds >= 1000 ? `${(milliseconds / 1000).toFixed(2)} s` : `${Math.round(milliseconds)} ms`;

/** `1 file`, `2 files`. */
export const counted = (number: number, what: string): string =>
  `${number} ${what}${number === 1 ? "" : "s"}`;

/** The line of totals. */
export function totalsLine({ totals, milliseconds, interrupted }: RunSummary): string {
  const more = [
    totals.failures > 0
      ? `${counted(totals.failures, "failure")} in ${counted(totals.failedFiles, "file")}`
      : "",
    totals.skippedTests + totals.skippedFiles > 0
      ? `${totals.skippedTests + totals.skippedFiles} skipped`
      : "",
    totals.todoTests > 0 ? `${totals.todoTests} todo` : "",
    totals.flakyFiles > 0 ? `${totals.flakyFiles} flaky` : "",
    interrupted ? "interrupted" : "",
  ].filter((part) => part !== "");
  const verdict = totals.failures > 0 ? "FAILED" : interrupted ? "INTERRUPTED" : "ok";
  const ran = [
    counted(totals.files, "file"),
    counted(totals.tests, "test"),
    counted(totals.assertions, "assertion"),
  ];
  return `${verdict}: ${[...ran, ...more].join(", ")} in ${timeText(milliseconds)}`;
}

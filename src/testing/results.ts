/** What is known of test files that ran, and the records in which a test's process tells it. */
import type { FileCounts } from "../forth/coverage.ts";
import type { Failure } from "../words/test_failure.ts";
import type { TestResult } from "../words/test_log.ts";

/** How a test's process is to run: its only argument, as JSON. */
export interface ProcessSettings {
  readonly file: string;
  /** The number of the process that runs the tests. */
  readonly runner: number;
  /** Files that are included before. */
  readonly require: readonly string[];
  readonly stages: string;
  readonly memory?: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Named tests to run: all, those that a pattern selects, or those of a list. */
  readonly filter?: string;
  readonly only?: readonly string[];
  readonly update: boolean;
  /** What marks in the output begin with (see `separated_output.ts`). */
  readonly marker: string;
  /** The process may go on with another file. */
  readonly goesOn: boolean;
  /** What runs is to be counted: of files that match the glob, or of those that are no tests. */
  readonly coverage?: { readonly files?: string };
  /** Which files were included is to be told. */
  readonly tellsIncluded: boolean;
}

/** The descriptor to which a test's process writes its records, a line of JSON each. */
export const RECORD_DESCRIPTOR = 3;

/** The descriptor from which a test's process reads what to run next: settings, a line of JSON each. */
export const NEXT_DESCRIPTOR = 4;

export type ProcessRecord =
  | { readonly type: "began"; readonly name: string; readonly group: string }
  | { readonly type: "failed"; readonly failure: Failure; readonly assertions: number }
  | { readonly type: "ended"; readonly result: TestResult; readonly assertions: number }
  | { readonly type: "skipped"; readonly reason: string }
  | { readonly type: "coverage"; readonly files: readonly FileCounts[] }
  /** The file has run, and the process goes on with another one; the code is what it would have ended with. */
  | { readonly type: "done"; readonly code: number }
  | {
      readonly type: "end";
      readonly assertions: number;
      readonly failures: number;
      readonly deselected: number;
      /** Absolute paths of the files that were included. */
      readonly included: readonly string[];
    };

/** A named test that has run. */
export interface NamedTest extends TestResult {
  /** What it wrote, shortened in the middle; left out when that is nothing. */
  readonly output?: string;
  readonly errors?: string;
}

/** A test file that has run. */
export interface FileResult {
  readonly path: string;
  readonly status: "passed" | "failed" | "skipped" | "deselected";
  readonly tests: readonly NamedTest[];
  /** Failures, those that are expected among them; at most so many as are kept. */
  readonly failures: readonly Failure[];
  /** Failures that count, kept or not. */
  readonly failureCount: number;
  readonly assertions: number;
  readonly milliseconds: number;
  /** What the program wrote, shortened in the middle. */
  readonly output: string;
  readonly errors: string;
  readonly reason?: string;
  /** How often it ran: more than once where a failure was tried again. */
  readonly attempts: number;
  readonly isFlaky: boolean;
  readonly included: readonly string[];
}

/** Sums over the files of a run. */
export interface Totals {
  files: number;
  failedFiles: number;
  skippedFiles: number;
  assertions: number;
  failures: number;
  tests: number;
  failedTests: number;
  skippedTests: number;
  todoTests: number;
  flakyFiles: number;
}

export function totalsOf(files: readonly FileResult[]): Totals {
  const ran = files.filter(({ status }) => status !== "deselected");
  const tests = ran.flatMap((file) => file.tests);
  const count = <T>(items: readonly T[], holds: (item: T) => boolean) => items.filter(holds).length;
  return {
    files: ran.length,
    failedFiles: count(ran, ({ status }) => status === "failed"),
    skippedFiles: count(ran, ({ status }) => status === "skipped"),
    assertions: ran.reduce((sum, file) => sum + file.assertions, 0),
    failures: ran.reduce((sum, file) => sum + file.failureCount, 0),
    tests: tests.length,
    failedTests: count(tests, ({ status }) => status === "failed"),
    skippedTests: count(tests, ({ status }) => status === "skipped"),
    todoTests: count(tests, ({ status }) => status === "todo"),
    flakyFiles: count(ran, ({ isFlaky }) => isFlaky),
  };
}

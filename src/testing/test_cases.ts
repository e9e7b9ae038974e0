/** A file's results as cases, which machine-readable reports are made of. */
import type { Failure } from "../words/test_failure.ts";
import type { FileResult } from "./results.ts";

export interface TestCase {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped" | "todo";
  readonly milliseconds: number;
  readonly line: number;
  readonly reason?: string;
  readonly failures: readonly Failure[];
  /** What it wrote, when it is a named test and that is known. */
  readonly output?: string;
  readonly errors?: string;
}

/** What the assertions outside of named tests are called. */
const FILE_CASE = "assertions";

/** The named tests, and when there is anything outside of them, one case for that. Files of which nothing was selected have none. */
export function casesOf(result: FileResult): TestCase[] {
  const { status, tests, failures, reason, isFlaky, milliseconds } = result;
  if (status === "deselected") return [];
  const cases: TestCase[] = tests.map((test) => ({
    ...test,
    failures: isFlaky ? [] : failures.filter((failure) => failure.test === test.name),
  }));
  const outside = isFlaky ? [] : failures.filter(({ test }) => test === undefined);
  const counted = outside.filter(({ todo }) => todo === undefined);
  if (tests.length > 0 && outside.length === 0) return cases;
  const todo = counted.length === 0 ? outside[0]?.todo : undefined;
  const rest = milliseconds - tests.reduce((sum, test) => sum + test.milliseconds, 0);
  return [
    ...cases,
    {
      name: FILE_CASE,
      status:
        counted.length > 0
          ? "failed"
          : todo !== undefined
            ? "todo"
            : status === "skipped"
              ? "skipped"
              : "passed",
      milliseconds: Math.max(0, rest),
      line: 1,
      ...((todo ?? reason) === undefined ? {} : { reason: todo ?? reason ?? "" }),
      failures: outside,
    },
  ];
}

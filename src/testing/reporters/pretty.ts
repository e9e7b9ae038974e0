/** For people: a line for each file, at the end every failure once more, totals, and how to repeat the failures. */
import { failureLines } from "../../words/test_failure.ts";
import type { Reporter, ReporterHost, RunSummary } from "../reporter.ts";
import { counted, timeText, totalsLine } from "../reporter.ts";
import type { FileResult } from "../results.ts";

const MAX_FAILURES = 100;
const MAX_OUTPUT_LINES = 40;

export function prettyReporter(host: ReporterHost): Reporter {
  const { paint, write } = host;
  return {
    ended: (result) => write(`${fileLines(result, host).join("\n")}\n`),
    finished: (summary) => {
      write(failureText(summary, host));
      const line = totalsLine(summary);
      write(`\n${summary.totals.failures > 0 ? paint.error(line) : paint.strong(line)}\n`);
      if (summary.seed !== undefined) write(`shuffled with --shuffle=${summary.seed}\n`);
      if (summary.repeatCommand !== undefined) write(`again: ${summary.repeatCommand}\n`);
    },
  };
}

const marks = { passed: "ok    ", failed: "FAILED", skipped: "skip  ", deselected: "      " } as const;

function fileLines(result: FileResult, { paint }: ReporterHost): string[] {
  const { path, status, tests, assertions, milliseconds, isFlaky, attempts, failureCount, reason } = result;
  if (status === "deselected") return [paint.dim(`-      ${path}: nothing selected`)];
  const counts = [
    tests.length > 0 ? counted(tests.length, "test") : "",
    counted(assertions, "assertion"),
    failureCount > 0 ? `${failureCount} failed` : "",
    isFlaky ? `flaky: passed at attempt ${attempts}` : "",
    status === "skipped" ? (reason ?? "") : "",
  ].filter((part) => part !== "");
  const mark = status === "failed" ? paint.error(marks.failed) : marks[isFlaky ? "passed" : status];
  const notable = tests.filter((test) => test.status !== "passed");
  return [
    `${mark} ${path} ${paint.dim(`(${counts.join(", ")}, ${timeText(milliseconds)})`)}`,
    ...notable.map((test) => `         ${test.status} ${test.name}${test.reason ? ` (${test.reason})` : ""}`),
  ];
}

/** Every failure once more, with what the programs wrote. */
export function failureText({ results }: RunSummary, { paint }: Pick<ReporterHost, "paint">): string {
  const lines: string[] = [];
  let shown = 0;
  for (const result of results) {
    if (result.failures.length === 0) continue;
    for (const failure of result.failures) {
      if (++shown <= MAX_FAILURES) lines.push("", ...failureLines(failure, paint));
    }
    const hidden = result.failureCount - result.failures.filter(({ todo }) => todo === undefined).length;
    if (hidden > 0 && !result.isFlaky) lines.push("", `${result.path}: ${hidden} more failures`);
    if (shown <= MAX_FAILURES && result.status === "failed") {
      lines.push(...captured("output", result.output, paint), ...captured("errors", result.errors, paint));
    }
  }
  if (shown > MAX_FAILURES)
    lines.push("", `${shown - MAX_FAILURES} more failures (--json FILE has them all)`);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function captured(title: string, text: string, paint: ReporterHost["paint"]): string[] {
  const lines = text.trimEnd().split("\n");
  if (text.trim() === "") return [];
  const left = lines.length - MAX_OUTPUT_LINES;
  const shown =
    left <= 0 ? lines : [...lines.slice(0, 20), paint.dim(`… ${left} lines …`), ...lines.slice(-20)];
  return [
    paint.dim(`  ${title} of the program:`),
    ...shown.map((line) => `  ${paint.dim("|")} ${plain(line)}`),
  ];
}

/** Without what moves a cursor or changes a colour. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return Bun.stripANSI(line).replace(/[\x00-\x08\x0a-\x1f\x7f]/g, " ");
}

/** What `test` and `coverage merge` do with coverage: the options, the table, the files, the limit. */
import { writeFileSync } from "node:fs";
import { currentFolder } from "../machine/environment.ts";
import { type CoverageData, percentOf } from "../testing/coverage/coverage_data.ts";
import { writeCoverageHtml } from "../testing/coverage/coverage_html.ts";
import { coverageTable } from "../testing/coverage/coverage_table.ts";
import { lcovText } from "../testing/coverage/lcov.ts";
import type { FailurePaint } from "../words/test_failure.ts";
import type { CommandOption } from "./command_line.ts";
import { printError } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const coverageOptions = {
  lcov: { value: "FILE", description: "Write coverage in LCOV's format there" },
  "coverage-html": { value: "FOLDER", description: "Write coverage as pages there: the source with counts" },
  "coverage-min": {
    value: "PERCENT",
    description: "Fail when fewer of the lines with code were reached",
  },
} as const satisfies Record<string, CommandOption>;

type CoverageValues = Partial<Record<keyof typeof coverageOptions, string>>;

/** @throws UsageError */
export function parsePercent(text: string): number {
  const percent = /^\d+(?:\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (!(percent <= 100)) throw new UsageError(`--coverage-min takes a number from 0 to 100, not "${text}"`);
  return percent;
}

/** Shows and writes coverage as the options say; false when something cannot be written, or the limit is not reached. */
export function reportCoverage(
  data: CoverageData,
  values: CoverageValues,
  paint: FailurePaint,
  write: (text: string) => void,
): boolean {
  const folder = currentFolder();
  const least = values["coverage-min"] === undefined ? 0 : parsePercent(values["coverage-min"]);
  write(coverageTable(data, folder, paint));
  const { lcov, "coverage-html": pages } = values;
  const isWritten = lcov === undefined || attempt(lcov, () => writeFileSync(lcov, lcovText(data, folder)));
  const hasPages = pages === undefined || attempt(pages, () => writeCoverageHtml(data, pages, folder));
  const { lines } = data.totals;
  const percent = percentOf(lines);
  const isEnough = 100 * lines.hit >= least * lines.found;
  if (!isEnough)
    printError(
      `fastforth: ${percent.toFixed(1)}% of the lines were reached, --coverage-min asks for ${least}%`,
    );
  return isWritten && hasPages && isEnough;
}

function attempt(path: string, action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    printError(`fastforth: coverage cannot be written to ${path}: ${(error as Error).message}`);
    return false;
  }
}

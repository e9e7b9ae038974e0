/** `coverage`: puts the coverage of the shards of a test run together. */
import { readFileSync } from "node:fs";
import { type CommandDef, defineCommand } from "citty";
import { currentFolder } from "../machine/environment.ts";
import { writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { CoverageData } from "../testing/coverage/coverage_data.ts";
import { LcovError, parseLcov } from "../testing/coverage/lcov.ts";
import { type CommandLine, cittyOptions, parseCommandLine } from "./command_line.ts";
import { coverageOptions, parsePercent, reportCoverage } from "./coverage_report.ts";
import { failurePaint } from "./failure_paint.ts";
import { metaOf } from "./names.ts";
import { ExitCode } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const coverageExamples = `EXAMPLES

  fastforth test --shard 1/2 --lcov 1.info     on one machine
  fastforth test --shard 2/2 --lcov 2.info     on another
  fastforth coverage merge 1.info 2.info --lcov all.info --coverage-html pages --coverage-min 80

EXIT CODES

  0 all is well; 1 too little was reached, or something could not be written; 2 a file is missing, or not in LCOV's format`;

export const coverageCommand: CommandDef = defineCommand({
  meta: metaOf("coverage"),
  args: cittyOptions(coverageOptions, "merge, and what test --lcov has written"),
  run: ({ rawArgs }) => {
    process.exitCode = merge(parseCommandLine(coverageOptions, rawArgs));
  },
});

function merge({ paths, values }: CommandLine<keyof typeof coverageOptions>): number {
  const [action, ...files] = paths;
  if (action !== "merge")
    throw new UsageError("coverage merges files", "write fastforth coverage merge FILE…");
  if (files.length === 0)
    throw new UsageError("there is nothing to merge", "name what test --lcov has written");
  if (values["coverage-min"] !== undefined) parsePercent(values["coverage-min"]);
  const data = new CoverageData();
  for (const file of files) data.add(read(file));
  const isWell = reportCoverage(data, values, failurePaint(), (text) => writeAll(1, bytesOf(text)));
  return isWell ? ExitCode.ok : ExitCode.error;
}

function read(file: string): ReturnType<typeof parseLcov> {
  try {
    return parseLcov(readFileSync(file, "utf8"), currentFolder());
  } catch (error) {
    if (error instanceof LcovError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

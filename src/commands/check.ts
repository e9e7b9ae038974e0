/** `check`: everything that is wrong in programs, without running them. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { type CommandDef, defineCommand } from "citty";
import { version } from "../../package.json";
import { explanations } from "../checking/explanations.ts";
import { type CheckedProgram, checkProgram } from "../checking/program.ts";
import { githubReport } from "../checking/reporters/github.ts";
import { type CheckReporterName, checkReport, checkReporterNames } from "../checking/reporters/index.ts";
import { isRuleName, type RuleName, ruleNames, rules, type Severity } from "../checking/rules.ts";
import { type CheckSummary, summarize } from "../checking/summary.ts";
import { writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { paintFor } from "../terminal/screen.ts";
import { TEST_NAME } from "../testing/discovery.ts";
import {
  type CommandLine,
  type CommandOption,
  cittyOptions,
  oneOf,
  parseCommandLine,
} from "./command_line.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";

const options = {
  explain: { value: "RULE", description: "Print the page of a rule, or with ALL the list of rules" },
  reporter: { value: "NAME", description: `How it is told: ${checkReporterNames.join(", ")}` },
  json: { description: "The same as --reporter json" },
  sarif: { value: "FILE", description: "Write SARIF 2.1.0 there, too" },
  level: {
    value: "SEVERITY",
    description: "Tell what is at least that grave: error, warning (the default), note",
  },
  ignore: { value: "RULE", isRepeated: true, description: "Do not report this; may be repeated" },
  "warnings-as-errors": { description: "End with exit code 1 for warnings, too" },
  test: { description: "The words of tests are known, as they are in files called *_test.fth and the like" },
} as const satisfies Record<string, CommandOption>;

type CheckLine = CommandLine<keyof typeof options>;

export const checkExamples = `EXAMPLES

  fastforth check prog.fth                    errors and warnings
  fastforth check prog.fth --level note       and notes: unused words, varying effects …
  fastforth check lib/*.fth --warnings-as-errors
  fastforth check prog.fth --json | jq '.words[] | .name + " " + .effect'
  fastforth check prog.fth --sarif check.sarif
  fastforth check --explain stack-comment     what a rule is about
  fastforth check --explain all               the rules

Each FILE is a program, which is loaded with the files that it includes, but writes no files and runs no commands.
A comment silences a line, or on a line of its own the next one:

  : sq ( n -- n n ) dup * ;   \\ check-ignore stack-comment
  \\ check-ignore-file unused-word: the whole file

EXIT CODES

  0 no errors; 1 errors (or warnings, with --warnings-as-errors), or a report could not be written;
  2 nothing was checked`;

export const checkCommand: CommandDef = defineCommand({
  meta: metaOf("check"),
  args: cittyOptions(options, "Forth programs"),
  run: ({ rawArgs }) => {
    process.exitCode = check(parseCommandLine(options, rawArgs));
  },
});

function check(line: CheckLine): number {
  const { values, paths } = line;
  if (values.explain !== undefined) return explain(values.explain);
  const reporter = reporterOf(line);
  const ignored = new Set((line.repeated.ignore ?? []).map(ruleNamed));
  const least = oneOf(["error", "warning", "note"] as const, values.level ?? "warning", "severity");
  if (paths.length === 0) throw new UsageError("check needs a program", "write fastforth check FILE");
  for (const path of paths) checkScript(path);
  const summary = checkAll(paths, least, ignored, values.test !== undefined);
  const surroundings = {
    paint: paintFor(1),
    workspace: process.env.GITHUB_WORKSPACE,
    version,
  };
  writeAll(1, bytesOf(checkReport(reporter, summary, surroundings)));
  if (process.env.GITHUB_ACTIONS === "true" && reporter === "pretty")
    writeAll(1, bytesOf(githubReport(summary, surroundings.workspace)));
  const isWritten =
    values.sarif === undefined || save(values.sarif, checkReport("sarif", summary, surroundings));
  const { error, warning } = summary.counts;
  const isBad = error > 0 || (warning > 0 && values["warnings-as-errors"] !== undefined);
  return isBad || !isWritten ? ExitCode.error : ExitCode.ok;
}

function checkAll(
  paths: readonly string[],
  least: Severity,
  ignored: ReadonlySet<RuleName>,
  testing: boolean,
): CheckSummary {
  const started = performance.now();
  const programs = paths.map((path): CheckedProgram => {
    const program = checkProgram(path, { testing: testing || TEST_NAME.test(basename(path)) });
    return { ...program, diagnostics: program.diagnostics.filter(({ rule }) => !ignored.has(rule)) };
  });
  return summarize(programs, least, performance.now() - started);
}

function reporterOf({ values }: CheckLine): CheckReporterName {
  if (values.json !== undefined) return "json";
  return values.reporter === undefined ? "pretty" : oneOf(checkReporterNames, values.reporter, "reporter");
}

const ruleNamed = (name: string): RuleName => oneOf(ruleNames, name, "rule");

function explain(name: string): number {
  if (isRuleName(name)) printText(explanations[name].trimEnd());
  else if (name.toLowerCase() === "all") {
    const width = Math.max(...ruleNames.map(({ length }) => length));
    for (const rule of ruleNames)
      printText(`${rule.padEnd(width)}  ${rules[rule].severity.padEnd(7)}  ${rules[rule].summary}`);
  } else ruleNamed(name);
  return ExitCode.ok;
}

function save(path: string, text: string): boolean {
  try {
    writeFileSync(path, text);
    return true;
  } catch (error) {
    printError(`fastforth: the report cannot be written to ${path}: ${(error as Error).message}`);
    return false;
  }
}

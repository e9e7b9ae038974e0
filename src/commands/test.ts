/** `test`: finds test files, runs each on its own, and tells what failed. */

import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CommandDef, defineCommand } from "citty";
import { SIGNALLED } from "../machine/exceptions.ts";
import { writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { parseStages } from "../stages/select.ts";
import { isTerminal, paintFor } from "../terminal/screen.ts";
import { CoverageData } from "../testing/coverage/coverage_data.ts";
import { findTestFiles, NoSuchTest, testNamesIn } from "../testing/discovery.ts";
import { lastRunFile, readFailed, readTimes, writeFailed, writeTimes } from "../testing/history.ts";
import { matcher } from "../testing/pattern.ts";
import { Progress } from "../testing/progress.ts";
import { type Reporter, type ReporterName, type RunSummary, reporterNames } from "../testing/reporter.ts";
import { annotationReporter } from "../testing/reporters/github.ts";
import { makeReporter } from "../testing/reporters/index.ts";
import { type FileResult, totalsOf } from "../testing/results.ts";
import { type RunnerSettings, TestRunner } from "../testing/runner.ts";
import { type Shard, shardOf, shuffled } from "../testing/selection.ts";
import { NoTemporaryFolder } from "../testing/test_run.ts";
import { Watch } from "../testing/watch.ts";
import { plainPaint } from "../words/test_failure.ts";
import {
  type CommandLine,
  type CommandOption,
  cittyOptions,
  oneOf,
  parseCommandLine,
} from "./command_line.ts";
import { coverageOptions, parsePercent, reportCoverage } from "./coverage_report.ts";
import { failurePaint } from "./failure_paint.ts";
import { metaOf } from "./names.ts";
import { parseSize, parseTime } from "./options.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

const options = {
  jobs: {
    alias: "j",
    value: "N",
    description: "Run so many files at a time; as many as there are processors by default",
  },
  timeout: { value: "TIME", description: "End a file that runs longer: 500ms, 10s, 2m; 60s by default" },
  reporter: { value: "NAME", description: `How the run is told: ${reporterNames.join(", ")}` },
  junit: { value: "FILE", description: "Write JUnit's XML there, too" },
  tap: { value: "FILE", description: "Write TAP there, too" },
  json: { value: "FILE", description: "Write JSON there, too: a line for each file" },
  filter: {
    alias: "f",
    value: "PATTERN",
    description: "Run files, groups and named tests whose name has this part, or /matches this/",
  },
  failed: { description: "Run what failed in the last run in this folder" },
  shard: { value: "I/N", description: "Run part I of N; each file is in one part" },
  times: { value: "FILE", description: "Keep times there, and divide into shards by them" },
  "fail-fast": {
    value: "N",
    isOptional: true,
    description: "Begin no other file after N have failed; 1 by default",
  },
  retry: {
    value: "N",
    description: "Run a file that fails up to N times more; if it passes then it is flaky",
  },
  shuffle: {
    value: "SEED",
    isOptional: true,
    description: "Run the files in an order that the seed decides",
  },
  repeat: { value: "N", description: "Run each file N times" },
  watch: { alias: "w", description: "Run again what depends on a file that changes, until Ctrl-C" },
  list: { description: "List files and named tests, and run nothing" },
  coverage: { description: "Tell which lines, branches and words of the program the tests have reached" },
  ...coverageOptions,
  "coverage-files": {
    value: "GLOB",
    description: "Count these files; by default those that are no tests",
  },
  update: { alias: "u", description: "Rewrite golden files" },
  "no-check": { description: "Do not look for stack comments that are wrong, dead code and the like" },
  "allow-empty": { description: "Accept files without an assertion" },
  require: {
    value: "FILE",
    isRepeated: true,
    description: "Include FILE before each test file; may be repeated",
  },
  isolate: {
    description: "A process for each file, also where one can run several without their noticing",
  },
  memory: { alias: "m", value: "SIZE", description: "Data space of each program: bytes, or with k, M, G" },
  stages: { value: "SPEC", description: "auto, builtin, plugin, or a list such as backend=builtin" },
} as const satisfies Record<string, CommandOption>;

type TestLine = CommandLine<keyof typeof options>;

export const testExamples = `EXAMPLES

  fastforth test                              all tests below this folder: *_test.*, test_*.*, *.test.*
  fastforth test tests/stack_test.fth lib/    a file and a folder
  fastforth test --filter 'swap'              files, groups and named tests with this in their names
  fastforth test --failed                     what failed last time
  fastforth test --junit report.xml           for the CI server
  fastforth test --shard 2/4                  the second of four parts
  fastforth test --reporter tap | prove -e cat -
  fastforth test --coverage                   which lines, branches and words the tests have reached
  fastforth test --lcov coverage.info --coverage-html pages --coverage-min 80
  fastforth test --watch

A test file needs no preparation:

  T{ 1 2 + -> 3 }T
  TEST: "division by zero throws"
    1 0 ' / -10 expect-throw
  ;TEST

EXIT CODES

  0 all passed; 1 something failed, too little was reached for --coverage-min, or a report could not
  be written; 2 nothing was run; 130 Ctrl-C`;

export const testCommand: CommandDef = defineCommand({
  meta: metaOf("test"),
  args: cittyOptions(options, "Files, folders and globs; this folder by default"),
  run: async ({ rawArgs }) => {
    process.exitCode = await test(parseCommandLine(options, rawArgs));
  },
});

/** A whole number of at least `least`. @throws UsageError */
function wholeNumber(text: string, written: string, least = 1): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= 2 ** 31))
    throw new UsageError(`${written} takes a number from ${least} on, not "${text}"`);
  return number;
}

function parseShard(text: string): Shard {
  const [index = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (!(index >= 1 && index <= count)) throw new UsageError(`--shard takes I/N such as 2/4, not "${text}"`);
  return { index, count };
}

/** Options that ask for coverage. */
const coverageNames = ["coverage", "lcov", "coverage-html", "coverage-min"] as const;

// ---- running --------------------------------------------------------------------------------------------------------

/** What is run, once everything on the command line is understood. */
interface Plan {
  readonly line: TestLine;
  readonly settings: RunnerSettings;
  readonly reporter: ReporterName;
  readonly seed: number | undefined;
  find(): string[];
}

async function test(line: TestLine): Promise<number> {
  const plan = planOf(line);
  const files = plan.find();
  if (line.values.list !== undefined) return list(files);
  if (line.values.watch !== undefined) return watch(plan, files);
  if (files.length === 0 && line.values["allow-empty"] === undefined && line.values.shard === undefined) {
    if (line.values.failed !== undefined) {
      printText("nothing failed in the last run");
      return ExitCode.ok;
    }
    throw new UsageError(
      "there are no test files here",
      "they are called *_test.fth, test_*.fth or *.test.fth",
    );
  }
  return runOnce(plan, files);
}

function planOf(line: TestLine): Plan {
  const { values } = line;
  parseStages(values.stages ?? "auto");
  if (values.filter !== undefined) checkFilter(values.filter);
  const shard = values.shard === undefined ? undefined : parseShard(values.shard);
  const repeat = values.repeat === undefined ? 1 : wholeNumber(values.repeat, "--repeat");
  const seed =
    values.shuffle === undefined
      ? undefined
      : values.shuffle === ""
        ? Math.floor(Math.random() * 2 ** 31)
        : wholeNumber(values.shuffle, "--shuffle", 0);
  const failed = values.failed === undefined ? undefined : readFailed(lastRunFile());
  const only = new Map<string, readonly string[]>();
  const find = (): string[] => {
    let files = named(line.paths);
    if (values.failed !== undefined) {
      // Failures of the last run are named absolutely, whatever was said then.
      files = files.filter((file) => failed?.has(resolve(file)));
      for (const file of files) {
        const names = failed?.get(resolve(file)) ?? [];
        if (names.length > 0) only.set(file, names);
      }
    }
    if (shard !== undefined)
      files = shardOf(files, shard, values.times === undefined ? undefined : readTimes(values.times));
    const repeated = Array.from({ length: repeat }, () => files).flat();
    return seed === undefined ? repeated : shuffled(repeated, seed);
  };
  const failFast = values["fail-fast"];
  if (values["coverage-min"] !== undefined) parsePercent(values["coverage-min"]);
  const isCovering = coverageNames.some((name) => values[name] !== undefined);
  const glob = values["coverage-files"];
  return {
    line,
    reporter: values.reporter === undefined ? "pretty" : oneOf(reporterNames, values.reporter, "reporter"),
    seed,
    find,
    settings: {
      command: [process.execPath, "test", "--process"],
      jobs: values.jobs === undefined ? navigator.hardwareConcurrency : wholeNumber(values.jobs, "--jobs"),
      require: line.repeated.require ?? [],
      timeout: parseTime(values.timeout ?? "60s", "--timeout"),
      stages: values.stages ?? "auto",
      ...(values.memory === undefined ? {} : { memory: parseSize(values.memory, "--memory") }),
      ...(values.filter === undefined ? {} : { filter: values.filter }),
      retry: values.retry === undefined ? 0 : wholeNumber(values.retry, "--retry", 0),
      failFast:
        failFast === undefined ? Number.POSITIVE_INFINITY : wholeNumber(failFast || "1", "--fail-fast"),
      allowEmpty: values["allow-empty"] !== undefined,
      isolate: values.isolate !== undefined || process.platform === "win32",
      update: values.update !== undefined,
      tellsIncluded: values.watch !== undefined,
      ...(isCovering ? { coverage: glob === undefined ? {} : { files: glob } } : {}),
      only,
    },
  };
}

function checkFilter(pattern: string): void {
  try {
    matcher(pattern);
  } catch (error) {
    throw new UsageError(`--filter does not understand ${pattern}: ${(error as Error).message}`);
  }
}

function named(paths: readonly string[]): string[] {
  try {
    return findTestFiles(paths);
  } catch (error) {
    if (error instanceof NoSuchTest) throw new UsageError(error.message);
    throw error;
  }
}

function list(files: readonly string[]): number {
  for (const file of files) {
    printText(file);
    for (const { name, line } of testNamesIn(readFileSync(file, "utf8")))
      printText(`  ${name} (line ${line})`);
  }
  return ExitCode.ok;
}

async function runOnce(
  plan: Plan,
  files: readonly string[],
  onResult: (result: FileResult) => void = () => {},
): Promise<number> {
  const { values } = plan.line;
  const paint = failurePaint();
  const isLive = isTerminal(1) && (plan.reporter === "pretty" || plan.reporter === "quiet");
  const write = (text: string) => writeAll(1, bytesOf(text));
  const progress = isLive ? new Progress(files.length, write, () => process.stdout.columns || 80) : undefined;
  const workspace = process.env.GITHUB_WORKSPACE;
  const host = { write, paint, count: files.length };
  const reporters: Reporter[] = [makeReporter(plan.reporter, host, workspace)];
  if (process.env.GITHUB_ACTIONS === "true" && plan.reporter !== "github" && isForPeople(plan.reporter))
    reporters.push(annotationReporter(host, workspace));
  const documents = (["junit", "tap", "json"] as const).flatMap((name) => {
    const path = values[name];
    return path === undefined ? [] : [new ReportFile(name, path)];
  });
  reporters.push(...documents.map(({ reporter }) => reporter));

  const coverage = plan.settings.coverage === undefined ? undefined : new CoverageData();
  let uncounted = 0;
  const runner = new TestRunner(plan.settings, {
    covered: (counts) => {
      if (counts === undefined) uncounted++;
      else coverage?.add(counts);
    },
    began: (path) => progress?.began(path),
    ended: (result) => {
      progress?.ended(result.path, result.status === "failed");
      progress?.clear();
      onResult(result);
      for (const reporter of reporters) reporter.ended?.(result);
    },
  });
  const started = performance.now();
  const { results, signal } = await runUntilSignal(runner, files).finally(() => progress?.stop());
  const totals = totalsOf(results);
  const summary: RunSummary = {
    results,
    totals,
    milliseconds: performance.now() - started,
    ...(plan.seed === undefined ? {} : { seed: plan.seed }),
    interrupted: signal !== undefined,
    repeatCommand: repeatCommand(results),
  };
  if (values["no-check"] === undefined) tellChecks(files, plan.reporter, write, workspace);
  for (const reporter of reporters) reporter.finished(summary);
  const isCovered = coverage === undefined || tellCoverage(plan, coverage, uncounted);
  const isWritten = documents.map((document) => document.save()).every(Boolean);
  const isRemembered = remember(values.times, results);
  if (signal !== undefined) return SIGNALLED + endingSignals[signal];
  return totals.failedFiles > 0 || !isWritten || !isRemembered || !isCovered ? ExitCode.error : ExitCode.ok;
}

/** What asks the runner to end, with the numbers that Linux and macOS have for it. */
const endingSignals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGQUIT: 3, SIGXCPU: 24 } as const;
type EndingSignal = keyof typeof endingSignals;

/** Runs the files; the first signal that asks the runner to end ends what runs. */
async function runUntilSignal(
  runner: TestRunner,
  files: readonly string[],
): Promise<{ results: FileResult[]; signal: EndingSignal | undefined }> {
  let signal: EndingSignal | undefined;
  const stop = (name: EndingSignal) => {
    signal ??= name;
    runner.stop();
  };
  const signals = Object.keys(endingSignals) as EndingSignal[];
  for (const name of signals) process.on(name, stop);
  try {
    return { results: await runner.run(files), signal };
  } catch (error) {
    if (error instanceof NoTemporaryFolder)
      throw new UsageError(error.message, "set TMPDIR to a folder that can be written to");
    throw error;
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

/** Shows and writes what was reached; false when that is too little, or cannot be written. */
function tellCoverage({ line, reporter }: Plan, data: CoverageData, uncounted: number): boolean {
  // What machines read from standard output has no table in it.
  const descriptor = isForPeople(reporter) ? 1 : 2;
  const { values } = line;
  const isAsked = values.coverage !== undefined || values["coverage-min"] !== undefined;
  const write = (text: string) => {
    if (isAsked) writeAll(descriptor, bytesOf(text));
  };
  if (data.files.length === 0 && isAsked)
    printError(
      "fastforth: the tests have loaded no files but tests (--coverage-files '*' counts those, too)",
    );
  if (uncounted > 0)
    printError(
      `fastforth: ${uncounted === 1 ? "a process" : `${uncounted} processes`} ended before telling what was reached: coverage lacks that`,
    );
  return reportCoverage(data, values, failurePaint(), write);
}

/** Tells what `fastforth check` has to say of the files, as far as running them does not say it. */
function tellChecks(
  files: readonly string[],
  reporter: ReporterName,
  write: (text: string) => void,
  workspace: string | undefined,
): void {
  const annotates = reporter === "github" || process.env.GITHUB_ACTIONS === "true";
  if (!isForPeople(reporter) && !annotates) return;
  const { checkTests } =
    require("../checking/tested_files.ts") as typeof import("../checking/tested_files.ts");
  const checks = checkTests(files);
  if (isForPeople(reporter)) write(checks.text(paintFor(1)));
  if (annotates) write(checks.annotations(workspace));
}

const isForPeople = (name: ReporterName): boolean => name === "pretty" || name === "dot" || name === "quiet";

/** A report that goes to a file. */
class ReportFile {
  private readonly parts: string[] = [];
  readonly reporter: Reporter;

  constructor(
    name: "junit" | "tap" | "json",
    private readonly path: string,
  ) {
    const host = { write: (text: string) => void this.parts.push(text), paint: plainPaint, count: 0 };
    this.reporter = makeReporter(name, host, undefined);
  }

  /** Writes the file; says so when it cannot be written. */
  save(): boolean {
    return attempt(`the report cannot be written to ${this.path}`, () =>
      writeFileSync(this.path, this.parts.join("")),
    );
  }
}

/** Remembers failures and times for later runs. Failures are remembered where that works: a CI machine may lack a home. */
function remember(times: string | undefined, results: readonly FileResult[]): boolean {
  try {
    writeFailed(lastRunFile(), results);
  } catch {
    // --failed then runs what the run before it left.
  }
  return (
    times === undefined || attempt(`times cannot be written to ${times}`, () => writeTimes(times, results))
  );
}

function attempt(what: string, action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    printError(`fastforth: ${what}: ${(error as Error).message}`);
    return false;
  }
}

/** More failed files than these are repeated by --failed. */
const MAX_NAMED = 8;

function repeatCommand(results: readonly FileResult[]): string | undefined {
  const failed = [...new Set(results.filter(({ status }) => status === "failed").map(({ path }) => path))];
  if (failed.length === 0) return undefined;
  if (failed.length > MAX_NAMED) return "fastforth test --failed";
  const names = new Set(
    results.flatMap(({ failures }) =>
      failures.filter(({ todo }) => todo === undefined).map(({ test }) => test),
    ),
  );
  const [only] = names;
  const filter =
    failed.length === 1 && names.size === 1 && only !== undefined ? ` --filter ${quoted(only)}` : "";
  return `fastforth test ${failed.map(quoted).join(" ")}${filter}`;
}

const quoted = (text: string): string =>
  /^[\w./+:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Runs everything, then again and again what depends on the files that have changed. */
async function watch(plan: Plan, files: readonly string[]): Promise<number> {
  /** By test file: the files that it included. */
  const included = new Map<string, readonly string[]>();
  const changes = new Watch(() => [
    ...named(plan.line.paths).map(identity),
    ...[...included.values()].flat(),
  ]);
  for (let selected = files; ; ) {
    changes.begin();
    const code = await runOnce(plan, selected, (result) =>
      included.set(identity(result.path), result.included),
    );
    if (code > SIGNALLED) return code;
    printText("watching for changes; Ctrl-C ends");
    const changed = await changes.nextChange();
    selected = named(plan.line.paths).filter((file) => {
      const own = identity(file);
      return changed.has(own) || (included.get(own) ?? []).some((path) => changed.has(path));
    });
  }
}

/** What a file is known by. */
function identity(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

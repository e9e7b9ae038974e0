/** `bench`: measures the words that a program marks with BENCH: … ;BENCH. */
import { readFileSync, writeFileSync } from "node:fs";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { includeFile } from "../forth/inclusion.ts";
import { describeError, formatReport } from "../forth/report.ts";
import { closestName } from "../forth/spelling.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit } from "../machine/exceptions.ts";
import { Output, writeAll } from "../machine/output.ts";
import { parseStages, selectStages } from "../stages/select.ts";
import { paintFor } from "../terminal/screen.ts";
import { type Measurement, measure, measurementLines } from "../testing/benchmark.ts";
import { openSession } from "../words/open_session.ts";
import { benchmarksOf, enableTesting } from "../words/testing.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText, writeErrorText } from "./outcome.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";

export const benchExamples = `EXAMPLES

  fastforth bench sort.fth                      all benchmarks of a file
  fastforth bench sort.fth quick heap           these alone
  fastforth bench sort.fth --save before.json
  fastforth bench sort.fth --compare before.json

A benchmark is a word that the program marks:

  BENCH: quick  numbers 1000 quicksort ;BENCH

Each is warmed up until it is compiled, then called in samples of about 5 ms; the median of a call's time is shown, and
the times between which the middle half of the samples lies. What programs write goes to standard error.`;

const options: ArgsDef = {
  file: { type: "positional", required: true, description: "A Forth program" },
  words: { type: "positional", required: false, description: "Names of benchmarks; all by default" },
  json: { type: "boolean", description: "Print the measurements as JSON" },
  save: { type: "string", valueHint: "FILE", description: "Keep the measurements there" },
  compare: { type: "string", valueHint: "FILE", description: "Show them beside those kept there" },
  stages: { type: "string", valueHint: "SPEC", description: "auto, builtin, plugin, or a list" },
};

export const benchCommand: CommandDef = defineCommand({
  meta: metaOf("bench"),
  args: options,
  run: ({ args }) => {
    const text = (value: unknown) => (typeof value === "string" ? value : undefined);
    const [file = "", ...words] = args._;
    const { json, save, compare, stages } = args;
    process.exitCode = bench({
      file,
      words,
      json: json === true,
      save: text(save),
      compare: text(compare),
      stages: text(stages),
    });
  },
});

interface BenchLine {
  readonly file: string;
  readonly words: readonly string[];
  readonly json: boolean;
  readonly save: string | undefined;
  readonly compare: string | undefined;
  readonly stages: string | undefined;
}

function bench(line: BenchLine): number {
  checkScript(line.file);
  const before = line.compare === undefined ? undefined : readMeasurements(line.compare);
  const session = openSession({
    stages: selectStages(parseStages(line.stages ?? "auto")),
    arguments: [line.file],
    output: new Output((bytes) => writeAll(2, bytes)),
  });
  enableTesting(session);
  const measurements: Measurement[] = [];
  try {
    load(() => includeFile(session, line.file));
    const all = benchmarksOf(session);
    const unknown = line.words.find((word) => !all.some(({ name }) => name === word));
    if (all.length === 0) throw new UsageError(`${line.file} has no benchmark`, "write BENCH: name … ;BENCH");
    if (unknown !== undefined) {
      const closest = closestName(
        unknown,
        all.map(({ name }) => name),
      );
      throw new UsageError(`there is no benchmark ${unknown}`, closest && `did you mean ${closest}?`);
    }
    for (const benchmark of all)
      if (line.words.length === 0 || line.words.includes(benchmark.name))
        measurements.push(measure(session, benchmark));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    session.output.flush();
    writeErrorText(formatReport(describeError(session, toForthThrow(error)), paintFor(2)));
    return ExitCode.error;
  } finally {
    session.close();
  }
  if (line.json) printText(JSON.stringify(measurements, undefined, 2));
  else printText(measurementLines(measurements, before).join("\n"));
  return line.save === undefined || save(line.save, measurements) ? ExitCode.ok : ExitCode.error;
}

/** Runs the program; one that ends itself has defined its words. */
function load(program: () => void): void {
  try {
    program();
  } catch (error) {
    if (!(error instanceof ForthExit || error instanceof ForthQuit)) throw error;
  }
}

function save(path: string, measurements: readonly Measurement[]): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(measurements, undefined, 2)}\n`);
    return true;
  } catch (error) {
    printError(`fastforth: the measurements cannot be written to ${path}: ${(error as Error).message}`);
    return false;
  }
}

function readMeasurements(path: string): Measurement[] {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Measurement[];
  } catch (error) {
    throw new UsageError(`there are no measurements in ${path}: ${(error as Error).message}`);
  }
}

/** `see WORD`: what every stage makes of a word, from its source to its code. */

import { existsSync } from "node:fs";
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { includeFile } from "../forth/inclusion.ts";
import { describeError, formatReport } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { closestName, misspellingsOf } from "../forth/spelling.ts";
import { visibleNames } from "../forth/visible_names.ts";
import { RecordingOptimizer } from "../inspection/recording_optimizer.ts";
import {
  formatWordReport,
  type ReportPaint,
  type SectionName,
  sectionNames,
} from "../inspection/report_text.ts";
import { describeWord, type WordReport } from "../inspection/word_report.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, type ForthThrow, type Timeout } from "../machine/exceptions.ts";
import { Output, writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { stageProvider } from "../plugins/process_stages.ts";
import { parseStages, selectStages } from "../stages/select.ts";
import { coloursOn, paintFor } from "../terminal/screen.ts";
import { openSession } from "../words/open_session.ts";
import { metaOf } from "./names.ts";
import { type Input, parseSize } from "./options.ts";
import { ExitCode, printError, printText, writeErrorText } from "./outcome.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";

interface Option {
  readonly alias?: string;
  /** What the help calls the value; an option without one is a flag. */
  readonly value?: string;
  readonly description: string;
}

const options = {
  evaluate: { alias: "e", value: "CODE", description: "Run CODE first; may be repeated" },
  only: { value: "SECTION", description: `Show these sections alone: ${sectionNames.join(", ")}` },
  pass: { value: "NAME", description: "Show what this pass of the optimizer did, alone" },
  stages: { value: "SPEC", description: "auto, builtin, plugin, or a list such as backend=builtin" },
  memory: { alias: "m", value: "SIZE", description: "Data space: bytes, or with k, M, G" },
  json: { description: "Print everything as JSON" },
} as const satisfies Record<string, Option>;

type OptionName = keyof typeof options;

export const seeExamples = `EXAMPLES

  fastforth see 2swap                         a word of the system
  fastforth see greet greet.fth               a word of a program, which runs first
  fastforth see sq -e ': sq dup * ;'          a word of a line
  fastforth see sq -e ': sq dup * ;' --only code
  fastforth see main prog.fth --pass inline   what one pass of the optimizer did
  fastforth see main prog.fth --stages builtin
  fastforth see main prog.fth --json | jq .code

What programs write goes to standard error.

EXIT CODES

  0 the word is shown; 1 there is no such word, or a program failed; 2 nothing was run`;

export const seeCommand: CommandDef = defineCommand({
  meta: metaOf("see"),
  args: cittyArguments(),
  run: ({ rawArgs }) => {
    process.exitCode = see(parseSeeLine(rawArgs));
  },
});

function cittyArguments(): ArgsDef {
  const named = Object.entries(options).map(([name, option]) => {
    const { value, ...common } = { value: undefined, ...option };
    return [
      name,
      value === undefined ? { type: "boolean", ...common } : { type: "string", valueHint: value, ...common },
    ];
  });
  return {
    word: { type: "positional", required: false, description: "The name of the word" },
    files: { type: "positional", required: false, description: "Programs that run first" },
    ...Object.fromEntries(named),
  };
}

// ---- the command line -----------------------------------------------------------------------------------------------

/** A parsed command line of `see`. */
interface SeeLine {
  word: string;
  readonly inputs: Input[];
  sections: readonly SectionName[];
  pass: string | undefined;
  stages: string;
  memory: number | undefined;
  json: boolean;
}

/**
 * The word comes first; Forth has words such as `-rot`, so that an argument which begins with a dash may be one.
 * @throws UsageError
 */
function parseSeeLine(argv: readonly string[]): SeeLine {
  const line: SeeLine = {
    word: "",
    inputs: [],
    sections: sectionNames,
    pass: undefined,
    stages: "auto",
    memory: undefined,
    json: false,
  };
  let word: string | undefined;
  let onlyNames = false;
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] as string;
    const option = onlyNames ? undefined : optionOf(argument);
    if (option !== undefined) {
      const { name, value } = option;
      if (!("value" in options[name])) {
        if (value !== undefined) throw new UsageError(`--${name} takes no value`);
        line.json = true;
        continue;
      }
      const given = value ?? argv[++at];
      if (given === undefined) throw new UsageError(`${argument} needs a value`);
      applyOption(line, name, given);
    } else if (argument === "--" && !onlyNames && word === undefined && argv.length > at + 1) {
      onlyNames = true;
    } else if (word === undefined) {
      word = argument;
    } else if (argument.startsWith("-") && !onlyNames) {
      const closest = closestName(
        argument,
        Object.keys(options).map((name) => `--${name}`),
      );
      throw new UsageError(`unknown option ${argument}`, closest && `did you mean ${closest}?`);
    } else {
      line.inputs.push({ kind: "file", path: argument });
    }
  }
  if (word === undefined || word === "")
    throw new UsageError("see needs a word", "write fastforth see WORD, or fastforth see WORD FILE");
  return { ...line, word };
}

/** `--name`, `--name=value`, `-x`, and the value when it is attached. */
function optionOf(argument: string): { name: OptionName; value: string | undefined } | undefined {
  const [, long, value] = /^--([a-z]+)(?:=(.*))?$/s.exec(argument) ?? [];
  for (const name of Object.keys(options) as OptionName[]) {
    const { alias }: Option = options[name];
    if (name === long) return { name, value };
    if (alias !== undefined && argument === `-${alias}`) return { name, value: undefined };
  }
  return undefined;
}

function applyOption(line: SeeLine, name: OptionName, value: string): void {
  switch (name) {
    case "evaluate":
      line.inputs.push({ kind: "code", text: value });
      return;
    case "only":
      line.sections = value.split(",").map(parseSection);
      return;
    case "pass":
      line.pass = value;
      if (line.sections === sectionNames) line.sections = ["passes"];
      return;
    case "stages":
      line.stages = value;
      return;
    case "memory":
      line.memory = parseSize(value, "--memory");
      return;
    case "json":
      return;
  }
}

function parseSection(name: string): SectionName {
  const section = sectionNames.find((known) => known === name);
  if (section !== undefined) return section;
  const closest = closestName(name, sectionNames);
  throw new UsageError(
    `--only knows no section "${name}"`,
    closest === undefined ? `there are ${sectionNames.join(", ")}` : `did you mean ${closest}?`,
  );
}

// ---- what it does ---------------------------------------------------------------------------------------------------

/** Runs the programs, then prints the report of the word; gives the exit code. */
function see(line: SeeLine): number {
  const stages = selectStages(parseStages(line.stages));
  const recording = new RecordingOptimizer(stages.optimizer);
  for (const input of line.inputs) if (input.kind === "file") checkScript(input.path);
  const output = new Output((bytes) => writeAll(2, bytes));
  const session = openSession({ stages: { ...stages, optimizer: recording }, memory: line.memory, output });
  session.positions.keepSystem = true;
  try {
    for (const input of line.inputs) if (!runInput(session, input)) return ExitCode.error;
    const name = bytesOf(line.word);
    const word = session.search.find(name, 0, name.length);
    if (word === undefined) return reportUnknown(session, line.word);
    return print(describeWord(session, word, recording), line);
  } finally {
    session.close();
  }
}

/** Runs a program to its end; false after an error, which has been reported. */
function runInput(session: Session, input: Input): boolean {
  try {
    if (input.kind === "file") includeFile(session, input.path);
    else if (input.kind === "code") session.text.interpretText("<command line>", bytesOf(input.text));
  } catch (error) {
    // A program that ends itself has defined its words.
    if (error instanceof ForthExit || error instanceof ForthQuit) return true;
    reportThrow(session, toForthThrow(error));
    return false;
  } finally {
    session.output.flush();
  }
  return true;
}

function reportThrow(session: Session, thrown: ForthThrow | Timeout): void {
  writeErrorText(formatReport(describeError(session, thrown), paintFor(2)));
}

function reportUnknown(session: Session, name: string): number {
  const close = misspellingsOf(name, visibleNames(session)).slice(0, 3);
  let hint = close.length === 0 ? "" : `\n  hint: did you mean ${close.join(", ")}?`;
  if (existsSync(name)) hint = `\n  hint: the word comes first: fastforth see WORD ${name}`;
  printError(`fastforth: there is no word ${name}${hint}`);
  return ExitCode.error;
}

function print(report: WordReport, line: SeeLine): number {
  if (line.json) {
    printText(JSON.stringify(report, undefined, 2));
    return ExitCode.ok;
  }
  const { pass } = line;
  const passes = new Set(report.passes.map((run) => run.pass));
  if (pass !== undefined && passes.size > 0 && !passes.has(pass)) {
    const closest = closestName(pass, passes);
    const hint = closest === undefined ? `there are ${[...passes].join(", ")}` : `did you mean ${closest}?`;
    throw new UsageError(`the optimizer has no pass "${pass}"`, hint);
  }
  const note = report.failure === undefined ? [stagesNote(report, line)] : [];
  printText(formatWordReport(report, { ...line, notes: note }, reportPaint()).trimEnd());
  return ExitCode.ok;
}

/** Which implementations made what is shown. */
function stagesNote(report: WordReport, { stages }: SeeLine): string {
  const choices = parseStages(stages);
  if (choices === "interpreter")
    return "made by nothing: with --stages interpreter, words run from their bodies";
  // What makes WebAssembly is the built-in, whatever was asked for.
  const isBuiltin = {
    parser: true,
    compiler: choices.compiler === "builtin",
    optimizer: choices.optimizer === "builtin" || choices.optimizer === "none",
    backend: report.code?.kind !== "machine",
  };
  if (Object.values(isBuiltin).every((is) => is)) return "made by the built-in stages";
  const made = stageProvider()
    .describeStages()
    .filter(({ stage }) => stage !== "parser")
    .map(({ stage, source, version }) => {
      return `${stage} ${isBuiltin[stage] || source === "built-in" ? "built-in" : `${version} (${source})`}`;
    });
  return `made by ${made.join(", ")}`;
}

function reportPaint(): ReportPaint {
  const isColoured = coloursOn(1);
  const paint = (sequence: string) => (text: string) =>
    isColoured ? `\x1b[${sequence}m${text}\x1b[0m` : text;
  const { dim, strong } = paintFor(1);
  return { dim, strong, added: paint("32"), removed: paint("31"), heading: paint("1;36") };
}

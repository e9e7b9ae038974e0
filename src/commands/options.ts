/**
 * The options that run programs: one table, from which the run path parses by hand (it must start in no time) and the
 * help is made.
 */
import { closestName } from "../forth/spelling.ts";
import { LARGEST_DICTIONARY } from "../machine/data_space.ts";
import { type TraceChannel, traceChannels } from "../machine/trace.ts";
import type { BundledProgram } from "../programs/bundle.ts";
import { UsageError } from "./usage_error.ts";

export interface OptionDefinition {
  readonly alias?: string;
  /** What the help calls the value; an option without one is a flag. */
  readonly value?: string;
  readonly description: string;
}

export const optionTable = {
  evaluate: {
    alias: "e",
    value: "CODE",
    description: "Run CODE, before FILE; may be repeated, runs in the order given",
  },
  interactive: { alias: "i", description: "Go on with an interactive session after the programs" },
  "no-init": { description: "Do not load ~/.config/fastforth/init.fs before an interactive session" },
  memory: { alias: "m", value: "SIZE", description: "Dictionary: bytes, or with k, M, G; 256M by default" },
  path: {
    alias: "p",
    value: "FOLDERS",
    description: "Where to look for included files besides; FASTFORTH_PATH says it for every run",
  },
  timeout: { value: "TIME", description: "End with exit code 124 after this time: 500ms, 10s, 2m" },
  stages: {
    value: "SPEC",
    description: "auto, builtin, plugin, interpreter, or a list such as parser=builtin,backend=plugin",
  },
  trace: {
    value: "WHAT",
    description: "Tell on standard error what the tiers do: a list of compile, look, swap, decline",
  },
  version: { alias: "V", description: "Print the version and end" },
  json: { description: "With --version: print version, ABI and stages as JSON" },
  help: { alias: "h", description: "Print this help and end" },
} as const satisfies Record<string, OptionDefinition>;

export type OptionName = keyof typeof optionTable;

/** What to run, in order. */
export type Input =
  | { kind: "file"; path: string }
  | { kind: "code"; text: string }
  | { kind: "stdin" }
  | { kind: "bundle"; program: BundledProgram };

/** A parsed command line of the run path. */
export interface RunLine {
  readonly inputs: Input[];
  /** FILE and everything after it, as the script sees it. */
  arguments: readonly string[];
  /** Bytes of data space, or undefined for the default. */
  memory: number | undefined;
  /** Folders to look for included files in, or undefined for those of the environment. */
  searchPath: string | undefined;
  /** Milliseconds, or undefined for no limit. */
  timeout: number | undefined;
  stages: string;
  /** What to tell of; empty for nothing. */
  trace: readonly TraceChannel[];
  interactive: boolean;
  /** Whether a session loads the person's own file first. */
  init: boolean;
  /** Instead of running: print the help or the version. */
  print: "help" | "version" | undefined;
  json: boolean;
}

/** A run of nothing, as it is when no option says otherwise. */
export const usualRun = (): RunLine => ({
  inputs: [],
  arguments: [],
  memory: undefined,
  searchPath: undefined,
  timeout: undefined,
  stages: "auto",
  trace: [],
  interactive: false,
  init: true,
  print: undefined,
  json: false,
});

/**
 * Parses the command line of the run path: options, then FILE (`-` is standard input), then what belongs to the
 * script. `--` ends the options.
 * @throws UsageError for an unknown option, a missing or a wrong value
 */
export function parseRunLine(argv: readonly string[]): RunLine {
  const line = usualRun();
  let at = 0;
  const nextValue = (written: string, definition: OptionDefinition): string => {
    const value = argv[at++];
    if (value === undefined)
      throw new UsageError(`${written} needs a value`, `write ${written} ${definition.value}`);
    return value;
  };
  while (at < argv.length) {
    const word = argv[at] as string;
    if (word === "-" || !word.startsWith("-")) break;
    at++;
    if (word === "--") break;
    if (word.startsWith("--")) longOption(line, word, nextValue);
    else shortOptions(line, word, nextValue);
  }
  const file = argv[at];
  if (file !== undefined) line.inputs.push(file === "-" ? { kind: "stdin" } : { kind: "file", path: file });
  line.arguments = file === undefined ? ["fastforth"] : argv.slice(at);
  return line;
}

type NextValue = (written: string, definition: OptionDefinition) => string;

/** `--name`, `--name VALUE` or `--name=VALUE`. */
function longOption(line: RunLine, word: string, nextValue: NextValue): void {
  const equals = word.indexOf("=");
  const written = equals < 0 ? word : word.slice(0, equals);
  const name = written.slice(2) as OptionName;
  if (!Object.hasOwn(optionTable, name)) throw unknownOption(written);
  const definition: OptionDefinition = optionTable[name];
  if (definition.value === undefined) {
    if (equals >= 0) throw new UsageError(`${written} takes no value`);
    return applyOption(line, name, "", written);
  }
  const value = equals < 0 ? nextValue(written, definition) : word.slice(equals + 1);
  applyOption(line, name, value, written);
}

/** `-i`, `-m VALUE`, `-mVALUE`, or several flags in one word. */
function shortOptions(line: RunLine, word: string, nextValue: NextValue): void {
  const [asName = ""] = word.slice(1).split("=");
  if (Object.hasOwn(optionTable, asName))
    throw new UsageError(`unknown option -${asName}`, `did you mean --${asName}?`);
  for (let at = 1; at < word.length; at++) {
    const written = `-${word[at]}`;
    const name = optionOfLetter(word[at]);
    if (name === undefined) throw unknownOption(word.length === 2 ? word : `${written} in ${word}`);
    const definition = definitionOf(name);
    if (definition.value === undefined) {
      applyOption(line, name, "", written);
      continue;
    }
    const attached = word.slice(at + 1);
    return applyOption(line, name, attached === "" ? nextValue(written, definition) : attached, written);
  }
}

const optionNames = Object.keys(optionTable) as OptionName[];
const definitionOf = (name: OptionName): OptionDefinition => optionTable[name];

/** A loop, because `find` is one of the functions that the engine would have to load for it. */
function optionOfLetter(letter: string | undefined): OptionName | undefined {
  for (const name of optionNames) if (definitionOf(name).alias === letter) return name;
  return undefined;
}

function unknownOption(written: string): UsageError {
  const closest = closestName(written, [
    ...optionNames.map((name) => `--${name}`),
    ...optionNames.map((name) => `-${definitionOf(name).alias ?? name}`),
  ]);
  return new UsageError(
    `unknown option ${written}`,
    closest === undefined ? undefined : `did you mean ${closest}?`,
  );
}

function applyOption(line: RunLine, name: OptionName, value: string, written: string): void {
  switch (name) {
    case "evaluate":
      line.inputs.push({ kind: "code", text: value });
      return;
    case "memory":
      line.memory = parseSize(value, written);
      return;
    case "path":
      line.searchPath = value;
      return;
    case "timeout":
      line.timeout = parseTime(value, written);
      return;
    case "stages":
      line.stages = value;
      return;
    case "trace":
      line.trace = parseTrace(value, written);
      return;
    case "no-init":
      line.init = false;
      return;
    case "interactive":
    case "json":
      line[name] = true;
      return;
    case "help":
    case "version":
      line.print ??= name;
      return;
  }
}

/** @throws UsageError for what is no channel */
function parseTrace(text: string, written: string): TraceChannel[] {
  return text.split(",").map((name) => {
    const channel = traceChannels.find((known) => known === name);
    if (channel !== undefined) return channel;
    throw new UsageError(`${written} takes a list of ${traceChannels.join(", ")}, not "${name}"`);
  });
}

const SIZE_UNITS: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
/** What the system itself needs, with room for a small program. */
const SMALLEST_MEMORY = 2 ** 18;

/** Bytes from `65536`, `64k`, `64M`, `1G`. @throws UsageError */
export function parseSize(text: string, written: string): number {
  const match = /^(\d+)([kmg]?)(?:i?b)?$/i.exec(text);
  if (match === null)
    throw new UsageError(`${written} does not understand the size "${text}"`, "write it like 64M or 1G");
  const bytes = Number(match[1]) * (SIZE_UNITS[(match[2] as string).toLowerCase()] as number);
  if (bytes < SMALLEST_MEMORY || bytes > LARGEST_DICTIONARY)
    throw new UsageError(`${written} takes 256k to 2016M, not ${text}`);
  return bytes;
}

const TIME_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** The timer counts in 32 bits. */
const LONGEST_TIME = 2 ** 32 - 1;

/** Milliseconds (at least 1) from `500ms`, `10`, `1.5s`, `2m`, `1h`; a plain number is seconds. @throws UsageError */
export function parseTime(text: string, written: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/i.exec(text);
  if (match === null)
    throw new UsageError(
      `${written} does not understand the time "${text}"`,
      "write it like 500ms, 10s or 2m",
    );
  const milliseconds = Math.ceil(Number(match[1]) * (TIME_UNITS[(match[2] ?? "s").toLowerCase()] as number));
  if (milliseconds < 1 || milliseconds > LONGEST_TIME)
    throw new UsageError(`${written} takes 1ms to 1193h, not ${text}`);
  return milliseconds;
}

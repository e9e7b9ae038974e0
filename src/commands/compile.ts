/** `compile`: a program as an executable of its own. */
import { basename, extname } from "node:path";
import type { CommandDef } from "citty";
import { describeError, formatReport } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { misspellingsOf } from "../forth/spelling.ts";
import { visibleNames } from "../forth/visible_names.ts";
import { spareEngine } from "../machine/engine.ts";
import { bytesOf } from "../machine/system_text.ts";
import { writeDurably } from "../plugins/durable_file.ts";
import { compileProgram, prepareProgram } from "../programs/compile_program.ts";
import { ProgramError } from "../programs/program_error.ts";
import { type ProgramTarget, programStages, programTargets } from "../programs/program_stages.ts";
import type { Stages } from "../stages/pipeline.ts";
import { paintFor } from "../terminal/screen.ts";
import {
  type CommandLine,
  type CommandOption,
  cittyOptions,
  oneOf,
  parseCommandLine,
} from "./command_line.ts";
import { reported, sizeText } from "./compile_outcome.ts";
import { metaOf } from "./names.ts";
import { parseSize, usualRun } from "./options.ts";
import { ExitCode, printError, printText, writeErrorText } from "./outcome.ts";
import { run } from "./run.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";

const options = {
  output: { alias: "o", value: "FILE", description: "The executable; the program's name without its ending" },
  entry: {
    value: "WORD",
    description: "The word to begin with; main by default, with --bundle none but what the file runs",
  },
  target: { value: "PLATFORM", description: `${programTargets.join(" or ")}; this machine's by default` },
  bundle: { description: "Make a copy of FastForth with the program and the files that it includes inside" },
  include: { value: "FILE", isRepeated: true, description: "With --bundle: put this file inside, too" },
  base: {
    value: "FILE",
    description: "With --bundle: the executable of FastForth to copy, for another platform",
  },
  strip: { description: "Leave out symbols, lines and the places that errors are reported with" },
  memory: { alias: "m", value: "SIZE", description: "Data space: bytes, or with k, M, G; 256M by default" },
  json: { description: "Print what was made as JSON" },
} as const satisfies Record<string, CommandOption>;

type CompileLine = CommandLine<keyof typeof options>;

export const compileExamples = `EXAMPLES

  fastforth compile hello.fth                 makes ./hello, which begins with the word main
  fastforth compile sum.fth -o sum --entry sum-lines
  fastforth compile sum.fth --target linux-arm64 -o sum-arm64
  fastforth compile game.fth --bundle         everything is there, EVALUATE too; as large as FastForth
  fastforth compile table.fth -- 1000         next-arg gives 1000 while the program is loaded

The program is loaded first: what stands outside of definitions runs now, and the data space as it is then goes into the
executable. It begins with empty stacks, its own arguments (next-arg) and its own files. What needs the text interpreter
(EVALUATE, INCLUDED, : …) is not there; with --bundle it is, and the program is loaded when the executable runs.

EXIT CODES

  0 the executable is there; 1 the program cannot be loaded or compiled; 2 wrong options, or a file cannot be read`;

export const compileCommand: CommandDef = {
  meta: metaOf("compile"),
  args: cittyOptions(options, "The program; behind -- what belongs to it while it is loaded"),
  run: async ({ rawArgs }) => {
    process.exitCode = await compile(rawArgs);
  },
};

/** @throws UsageError when the command line is wrong */
export async function compile(argv: readonly string[]): Promise<number> {
  const end = argv.indexOf("--");
  const line = parseCommandLine(options, end < 0 ? argv : argv.slice(0, end));
  const [path, ...more] = line.paths;
  if (path === undefined) throw new UsageError("compile needs a program", "write fastforth compile FILE");
  if (more.length > 0)
    throw new UsageError(
      `compile takes one program, not also ${more[0]}`,
      "what belongs to the program goes behind --",
    );
  checkScript(path);
  const target = targetOf(line);
  checkBundling(line);
  const output = line.values.output ?? basename(path, extname(path));
  if (output === path)
    throw new UsageError(`the executable would take the place of ${path}`, "name it with -o");
  const memory = line.values.memory === undefined ? undefined : parseSize(line.values.memory, "--memory");
  if (line.values.bundle !== undefined) {
    const { base, entry, json } = line.values;
    const { bundle } = await import("./compile_bundle.ts");
    return bundle({
      path,
      output,
      base,
      entry,
      memory,
      include: line.repeated.include ?? [],
      json: json !== undefined,
    });
  }
  const loaded = new LoadedProgram(line, path, output, target);
  return run(
    {
      ...usualRun(),
      inputs: [{ kind: "file", path }],
      arguments: [path, ...(end < 0 ? [] : argv.slice(end + 1))],
      memory,
    },
    loaded,
  );
}

function targetOf({ values }: CompileLine): ProgramTarget {
  if (values.target !== undefined) return oneOf(programTargets, values.target, "platform");
  return process.arch === "arm64" ? "linux-arm64" : "linux-x64";
}

function checkBundling({ values }: CompileLine): void {
  if (values.bundle === undefined) {
    const only = (["include", "base"] as const).find((name) => values[name] !== undefined);
    if (only !== undefined) throw new UsageError(`--${only} goes with --bundle`);
  } else if (values.target !== undefined)
    throw new UsageError("--target does not go with --bundle", "--base names the executable of the platform");
}

/** Looks on while the program is loaded, and makes the executable of what is there then. */
class LoadedProgram {
  #session: Session | undefined;
  #tokens: ReadonlySet<number> = new Set();

  constructor(
    private readonly line: CompileLine,
    private readonly path: string,
    private readonly output: string,
    private readonly target: ProgramTarget,
  ) {}

  readonly #stages = programStages();

  /** Those that came with the executable, on every machine: the same source gives the same program. */
  stages(): Stages {
    return this.#stages.stages;
  }

  opened(session: Session): void {
    this.#session = session;
    this.#tokens = prepareProgram(session);
  }

  failed(thrown: Parameters<typeof describeError>[1]): void {
    const session = this.#session as Session;
    session.output.flush();
    writeErrorText(formatReport(describeError(session, thrown), paintFor(2)));
  }

  ended(code: number): number {
    if (code !== ExitCode.ok) return code;
    try {
      return this.#compile(this.#session as Session);
    } catch (error) {
      return reported(error, this.output);
    }
  }

  #compile(session: Session): number {
    const { values } = this.line;
    spareEngine();
    const entry = entryOf(session, values.entry ?? "main", this.path);
    const strip = values.strip !== undefined;
    const { file, missing } = compileProgram(session, entry, this.#tokens, {
      stages: this.#stages,
      path: this.path,
      target: this.target,
      strip,
    });
    session.output.flush();
    writeDurably(this.output, file, 0o755);
    for (const way of missing)
      printError(`fastforth: warning: if the program runs this, it will THROW -21: ${way}`);
    if (values.json !== undefined)
      printText(
        JSON.stringify({ file: this.output, bytes: file.length, target: this.target, strip, missing }),
      );
    else printText(`${this.output}: ${sizeText(file.length)}, ${this.target}`);
    return ExitCode.ok;
  }
}

function entryOf(session: Session, name: string, path: string): number {
  const bytes = bytesOf(name);
  const word = session.search.find(bytes, 0, bytes.length);
  if (word !== undefined && !session.isSystemWord(word)) return word.xt;
  const own = [...visibleNames(session)].filter((each) => {
    const bytes = bytesOf(each);
    const found = session.search.find(bytes, 0, bytes.length);
    return found !== undefined && !session.isSystemWord(found);
  });
  const close = misspellingsOf(name, own).slice(0, 3);
  throw new ProgramError(`${path} defines no word ${name}`, entryHint(session, close));
}

/** What to begin with instead. */
function entryHint(session: Session, close: readonly string[]): string {
  if (close.length > 0) return `did you mean ${close.join(", ")}?`;
  const last = session.latest?.displayName ?? "";
  if (last === "") return "a compiled program begins with a word, such as : main … ;";
  return `--entry names the word to begin with, such as ${last}, the last one that the program defines`;
}

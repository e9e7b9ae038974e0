/** Runs Forth programs: a file, code from the command line, or standard input. */
import { readFileSync } from "node:fs";
import { ForthThrow, Timeout } from "../forth/exceptions.ts";
import { writeAll } from "../forth/output.ts";
import { describeError, formatReport, type Paint } from "../forth/report.ts";
import { ForthExit, ForthQuit, Session } from "../forth/session.ts";
import { toForthThrow } from "../stages/backend/index.ts";
import { selectStages } from "../stages/select.ts";

/** What to run, in order. */
export type Input = { kind: "file"; path: string } | { kind: "code"; text: string } | { kind: "stdin" };

export interface RunOptions {
  readonly inputs: readonly Input[];
  /** The script's name and its arguments. */
  readonly arguments: readonly string[];
  /** Bytes of data space, or undefined for the default. */
  readonly memory: number | undefined;
  /** Which implementation each stage has: see `selectStages`. */
  readonly stages: string;
}

export const ExitCode = { ok: 0, error: 1, usage: 2, timeout: 124 } as const;

/** Runs the inputs; gives the process's exit code. */
export function run(options: RunOptions): number {
  const session = new Session({
    stages: selectStages(options.stages),
    memory: options.memory,
    arguments: options.arguments,
  });
  const code = runInputs(session, options.inputs);
  session.close();
  return code;
}

function runInputs(session: Session, inputs: readonly Input[]): number {
  try {
    for (const input of inputs) runInput(session, input);
    return ExitCode.ok;
  } catch (error) {
    if (error instanceof ForthExit) return error.code;
    // QUIT would go on with the terminal; a script has none to go on with.
    if (error instanceof ForthQuit) return ExitCode.ok;
    session.output.flush();
    const thrown = error instanceof Timeout ? error : toForthThrow(error);
    writeAll(2, new TextEncoder().encode(formatReport(describeError(session, thrown), terminalPaint())));
    return thrown instanceof ForthThrow ? ExitCode.error : ExitCode.timeout;
  }
}

function runInput(session: Session, input: Input): void {
  switch (input.kind) {
    case "file":
      return session.interpretText(input.path, readFileSync(input.path));
    case "code":
      return session.interpretText("<command line>", new TextEncoder().encode(input.text));
    case "stdin":
      return session.interpretInput("<stdin>");
  }
}

/** Colours when standard error is a terminal and NO_COLOR is not set. */
export function terminalPaint(): Paint {
  const colours = process.stderr.isTTY === true && !process.env.NO_COLOR;
  const paint = (sequence: string) => (text: string) => (colours ? `\x1b[${sequence}m${text}\x1b[0m` : text);
  return { error: paint("1;31"), dim: paint("2"), strong: paint("1") };
}

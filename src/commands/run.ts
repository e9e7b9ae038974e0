/** Runs Forth programs: code from the command line, a file, standard input, or an interactive session. */
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ForthExit, ForthQuit, ForthThrow, ThrowCodes, Timeout } from "../forth/exceptions.ts";
import { includeFile } from "../forth/inclusion.ts";
import { Output, writeAll } from "../forth/output.ts";
import { describeError, formatReport } from "../forth/report.ts";
import { Session, type SessionOptions } from "../forth/session.ts";
import { closestName } from "../forth/spelling.ts";
import { toForthThrow } from "../stages/backend/backtrace.ts";
import { parseStages, selectStages } from "../stages/select.ts";
import { Console, ConsoleInput } from "../terminal/console.ts";
import { isTerminal, paintFor } from "../terminal/screen.ts";
import { commands } from "./index.ts";
import type { Input, RunLine } from "./options.ts";
import { ExitCode, printError, writeErrorText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Runs what the command line asks for; gives the process's exit code.
 * @throws UsageError, StageSelectionError before anything has run
 */
export function run(line: RunLine): number | Promise<number> {
  const stages = selectStages(parseStages(line.stages));
  for (const input of line.inputs) if (input.kind === "file") checkScript(input.path);
  const console = new Console();
  const interactive = line.interactive || (line.inputs.length === 0 && console.isTerminal);
  const output = standardOutput();
  const input = new ConsoleInput(console, output, () => line.timeout !== undefined || console.isTerminal);
  const { memory, arguments: scriptArguments } = line;
  const session = createSession({
    stages,
    memory,
    arguments: scriptArguments,
    output,
    input,
    terminal: console,
  });
  console.attach(session.machine);
  if (line.timeout !== undefined && !console.startTimer(line.timeout, ExitCode.timeout))
    throw new UsageError("--timeout does not work on this system");

  const inputs: readonly Input[] = line.inputs.length > 0 ? line.inputs : [{ kind: "stdin" }];
  if (!interactive)
    return close(
      session,
      ending(session, () => runInputs(session, inputs)),
    );
  return import("./interactive.ts").then(({ converse }) => {
    const programs = () => runInputs(session, line.inputs);
    return close(
      session,
      ending(session, () => converse(session, console, input, programs)),
    );
  });
}

function runInputs(session: Session, inputs: readonly Input[]): void {
  for (const input of inputs) runInput(session, input);
}

function runInput(session: Session, input: Input): void {
  switch (input.kind) {
    case "file":
      return includeFile(session, input.path);
    case "code":
      return session.interpretText("<command line>", new TextEncoder().encode(input.text));
    case "stdin":
      return session.interpretInput("<stdin>");
  }
}

/** Runs a part of the program to its end; gives the exit code, after an error with its report. */
function ending(session: Session, part: () => void): number {
  try {
    part();
    return ExitCode.ok;
  } catch (error) {
    if (error instanceof ForthExit) return error.code;
    // QUIT would go on with the terminal; a script has none to go on with.
    if (error instanceof ForthQuit) return ExitCode.ok;
    const thrown = error instanceof Timeout ? error : takeThrow(session, error);
    if (thrown instanceof ForthThrow && thrown.code === ThrowCodes.userInterrupt) return ExitCode.interrupted;
    return report(session, thrown);
  }
}

/** The THROW in an error. A fault of FastForth itself goes on, but not without what the program has written. */
function takeThrow(session: Session, error: unknown): ForthThrow {
  try {
    return toForthThrow(error);
  } catch (fault) {
    close(session, ExitCode.error);
    throw fault;
  }
}

/** Writes what the program has written, then what went wrong. */
function report(session: Session, thrown: ForthThrow | Timeout): number {
  session.terminal.leaveRaw();
  const text = formatReport(describeError(session, thrown), paintFor(2));
  const { column } = session.output;
  const code = close(session, thrown instanceof ForthThrow ? ExitCode.error : ExitCode.timeout);
  // On a terminal, the report does not begin behind the program's last line.
  writeErrorText(column > 0 && isTerminal(1) ? `\n${text}` : text);
  return code;
}

/** Closes the session: its files and its output. The output may fail to be written even now. */
function close(session: Session, code: number): number {
  try {
    session.close();
    return code;
  } catch (error) {
    if (error instanceof ForthExit) return error.code;
    throw error;
  }
}

/** Standard output. When it cannot be written the program ends: quietly when nobody reads it. */
function standardOutput(): Output {
  let broken = false;
  return new Output((bytes) => {
    if (broken) return;
    try {
      writeAll(1, bytes);
    } catch (error) {
      broken = true;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") throw new ForthExit(ExitCode.brokenPipe);
      printError(`fastforth: cannot write to standard output: ${message}`);
      throw new ForthExit(ExitCode.error);
    }
  });
}

/** Makes a session. @throws UsageError when there is not so much memory */
function createSession(options: SessionOptions): Session {
  try {
    return new Session(options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError("there is not enough memory for the data space", "--memory SIZE asks for less");
  }
}

/** Finds out before anything runs whether a program can be read. @throws UsageError that says why not */
function checkScript(path: string): void {
  // Opening it would do something to a pipe.
  try {
    if (statSync(path).isDirectory()) throw new UsageError(`${path} is a folder, not a program`);
    accessSync(path, constants.R_OK);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const name = path === "" ? '""' : path;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new UsageError(`there is no file ${name}`, missingHint(path));
    if (code === "EACCES" || code === "EPERM") throw new UsageError(`${name} may not be read by you`);
    throw new UsageError(`cannot read ${name}: ${message}`);
  }
}

const SOURCE_ENDINGS = [".fth", ".fs", ".4th", ".f", ".forth"] as const;

/** What somebody who named a file that is not there may have meant: another ending, a similar name, a command. */
function missingHint(path: string): string | undefined {
  let names: string[] = [];
  try {
    names = readdirSync(dirname(path));
  } catch {
    // Without its folder, there is nothing beside it.
  }
  const name = basename(path);
  const ending = SOURCE_ENDINGS.find((candidate) => names.includes(name + candidate));
  const meant = ending === undefined ? closestName(name, names.filter(isSource)) : name + ending;
  if (meant !== undefined) return `did you mean ${path.includes("/") ? join(dirname(path), meant) : meant}?`;
  const command = closestName(path, Object.keys(commands));
  return command === undefined ? undefined : `did you mean the command ${command}?`;
}

const isSource = (name: string): boolean => SOURCE_ENDINGS.some((ending) => name.endsWith(ending));

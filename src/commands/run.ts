/** Runs Forth programs: code from the command line, a file, standard input, or an interactive session. */

import { interpretScript } from "../forth/script.ts";
import type { Session } from "../forth/session.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { endDescendants } from "../machine/descendants.ts";
import { beginEarlyWrites } from "../machine/early_writes.ts";
import {
  ForthEnding,
  ForthExit,
  ForthQuit,
  ForthThrow,
  SIGNALLED,
  signalOf,
  Timeout,
} from "../machine/exceptions.ts";
import { Output, writeAll } from "../machine/output.ts";
import { answerSignalBehind, readFile } from "../machine/system_calls.ts";
import { bytesOf } from "../machine/system_text.ts";
import { mostText } from "../machine/text_limit.ts";
import { traceTo } from "../machine/trace.ts";
import type { Stages } from "../stages/pipeline.ts";
import { parseStages, selectStages } from "../stages/select.ts";
import { Console, ConsoleInput } from "../terminal/console.ts";
import { isTerminal, paintFor } from "../terminal/screen.ts";
import { openSession } from "../words/open_session.ts";
import type { Input, RunLine } from "./options.ts";
import { ExitCode, printError, uncaughtCode, writeErrorText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

/** The process that a container or a system begins with: no signal ends it that it does not ask for (kill(2)). */
const FIRST_PROCESS = 1;

const lateCheck = () => require("./script_check.ts") as typeof import("./script_check.ts");
const lateBundled = () =>
  require("../programs/interpret_bundled.ts") as typeof import("../programs/interpret_bundled.ts");
const lateInclusion = () => require("../forth/inclusion.ts") as typeof import("../forth/inclusion.ts");
const lateArguments = () => require("./unasked_arguments.ts") as typeof import("./unasked_arguments.ts");
const lateReport = () => require("../forth/report.ts") as typeof import("../forth/report.ts");

/** Who looks on while a program runs. */
interface RunObserver {
  /** The stages that the program is to have. */
  stages(stages: Stages): Stages;
  /** The session is there, and nothing has run. */
  opened(session: Session, console: Console): void;
  /** Is told of an error that nothing took, in place of a report. */
  failed(thrown: ForthThrow | Timeout): void;
  /** The program has ended; `code` is what the process would answer. Gives what it answers. */
  ended(code: number): number;
}

/**
 * Runs what the command line asks for; gives the process's exit code.
 * @throws UsageError, StageSelectionError before anything has run
 */
export function run(line: RunLine, observer?: RunObserver): number | Promise<number> {
  const selected = selectStages(parseStages(line.stages));
  const stages = observer?.stages(selected) ?? selected;
  if (line.trace.length > 0) traceTo(line.trace, (event) => writeErrorText(`${event}\n`));
  const inputs: ((session: Session) => void)[] = [];
  for (const input of line.inputs)
    inputs.push(prepare(input, inputs.length === 0 && line.timeout === undefined));
  const console = new Console();
  const interactive = line.interactive || (line.inputs.length === 0 && console.isTerminal);
  const output = standardOutput();
  // A plain read would not end with the time limit, or with a Ctrl-C that is caught.
  const hasFlag = () => {
    session.catchInCatch();
    return line.timeout !== undefined || console.isTerminal || console.catchesInterrupts;
  };
  const input = new ConsoleInput(console, output, hasFlag);
  const { memory, searchPath, arguments: scriptArguments } = line;
  const session = openSession({
    stages,
    memory,
    searchPath,
    arguments: scriptArguments,
    output,
    input,
    terminal: console,
  });
  console.attach(session.machine);
  observer?.opened(session, console);
  beginEarlyWrites(() => console.catchInterrupts());
  // Otherwise the first hot word does, which spares short programs the library.
  if (process.pid === FIRST_PROCESS || !session.compilesWords) console.catchInterrupts();
  if (line.timeout !== undefined && !console.startTimer(line.timeout, ExitCode.timeout))
    throw new UsageError("--timeout does not work on this system");

  const programs = () => {
    for (const runInput of inputs) runInput(session);
  };
  if (!interactive) {
    if (inputs.length === 0) inputs.push(prepare({ kind: "stdin" }, true));
    return end(session, console, programs, observer);
  }
  return import("./interactive.ts").then(({ converse }) =>
    end(session, console, () => converse({ session, console, input, programs, init: line.init })),
  );
}

/** Runs a part of the program and ends the session; gives the exit code. */
function end(session: Session, console: Console, part: () => void, observer?: RunObserver): number {
  const { code: ended, signal } = ending(session, part, observer);
  const checked = ended === ExitCode.ok && observer === undefined && session.arguments.length > 1;
  const code = checked ? lateArguments().checkArguments(session) : ended;
  if (signal !== undefined) {
    endDescendants();
    console.endSoon(signal);
  }
  const closed = close(session, { code: observer?.ended(code) ?? code, signal });
  if (closed.signal !== undefined) dieOf(closed.signal, console);
  return closed.code;
}

/**
 * Has the process end by the signal, once everything else is done: a shell ends the script around it only then (bash
 * manual, 3.7.6 Signals).
 */
function dieOf(signal: number, console: Console): void {
  console.releaseInterrupts();
  process.on("exit", () => process.kill(process.pid, signal));
}

/**
 * Gets ready to run an input.
 * @param early whether a file may be read now: what runs before may change it, and the time limit may pass meanwhile
 * @throws UsageError when it is a file that cannot be read
 */
function prepare(input: Input, early: boolean): (session: Session) => void {
  switch (input.kind) {
    case "file": {
      const { path } = input;
      const endless = () => {
        throw new UsageError(`${path} has more than ${mostText}, or no end`);
      };
      const bytes = early ? readFile(path, endless) : undefined;
      if (bytes !== undefined) return (session) => interpretScript(session, path, bytes);
      lateCheck().checkScript(path);
      return (session) => lateInclusion().includeFile(session, path);
    }
    case "code":
      return (session) => session.text.interpretText("<command line>", bytesOf(input.text));
    case "stdin":
      return (session) => session.text.interpretInput("<stdin>");
    case "bundle":
      return (session) => lateBundled().interpretBundled(session, input.program);
  }
}

/** How a part of the program ended: the exit code, and the signal that ended it. */
interface Ending {
  readonly code: number;
  readonly signal?: number | undefined;
}

/** Runs a part of the program to its end, after an error with its report. */
function ending(session: Session, part: () => void, observer?: RunObserver): Ending {
  try {
    part();
    return { code: session.exitCode };
  } catch (error) {
    const signal = endingSignal(error);
    if (signal !== undefined) return { code: SIGNALLED + signal, signal };
    if (error instanceof ForthExit)
      return { code: error.code === ExitCode.ok ? session.exitCode : error.code };
    // QUIT would go on with the terminal; a script has none to go on with.
    if (error instanceof ForthQuit) return { code: session.exitCode };
    const thrown = error instanceof Timeout ? error : takeThrow(session, error);
    // Before the report: whoever waits for this process is to have it at once.
    if (thrown instanceof Timeout) endDescendants();
    if (observer === undefined) return report(session, thrown);
    observer.failed(thrown);
    return { code: thrown instanceof ForthThrow ? ExitCode.error : ExitCode.timeout };
  }
}

/** The signal that ends the program by what was thrown to answer it. */
function endingSignal(thrown: unknown): number | undefined {
  if (thrown instanceof ForthEnding) return thrown.signal;
  return thrown instanceof ForthThrow ? signalOf(thrown.code) : undefined;
}

/** The THROW in an error. A fault of FastForth itself goes on, but not without what the program has written. */
function takeThrow(session: Session, error: unknown): ForthThrow {
  try {
    return toForthThrow(error);
  } catch (fault) {
    close(session, { code: ExitCode.error });
    throw fault;
  }
}

/** Writes what the program has written, then what went wrong. */
function report(session: Session, thrown: ForthThrow | Timeout): Ending {
  session.terminal.leaveRaw();
  const { describeError, formatReport } = lateReport();
  const text = formatReport(describeError(session, thrown), paintFor(2));
  const { column } = session.output;
  const code = thrown instanceof ForthThrow ? uncaughtCode(thrown) : ExitCode.timeout;
  const ended = attempt({ code }, () => session.output.flush());
  // On a terminal, the report does not begin behind the program's last line.
  writeErrorText(column > 0 && isTerminal(1) ? `\n${text}` : text);
  return ended;
}

/** Closes the session: its files and its output. */
const close = (session: Session, ended: Ending): Ending => attempt(ended, () => session.close());

/** Does what writes the output, which may fail even now: the exit code says so then. */
function attempt(ended: Ending, write: () => void): Ending {
  try {
    write();
    return ended;
  } catch (error) {
    const signal = endingSignal(error);
    if (signal !== undefined) return { code: SIGNALLED + signal, signal };
    if (error instanceof ForthExit) return { ...ended, code: error.code };
    if (error instanceof Timeout) return { ...ended, code: ExitCode.timeout };
    if (!(error instanceof ForthThrow)) throw error;
    // A file or block that the program has left to be written at its end.
    printError(`fastforth: when the program had ended: ${error.message}`);
    return ended.code === ExitCode.ok ? { ...ended, code: ExitCode.error } : ended;
  }
}

/** Standard output. When it cannot be written the program ends: quietly when nobody reads it. */
function standardOutput(): Output {
  let broken = false;
  const write = (bytes: Uint8Array) => {
    if (broken) return;
    try {
      writeAll(1, bytes);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      broken = true;
      answerSignalBehind(error, 1);
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") throw new ForthExit(ExitCode.brokenPipe);
      printError(`fastforth: cannot write to standard output: ${message}`);
      throw new ForthExit(ExitCode.error);
    }
  };
  return new Output(write, () => isTerminal(1));
}

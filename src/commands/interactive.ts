/** The interactive session: lines from the terminal, one by one, until BYE or Ctrl-D. */
import { version } from "../../package.json";
import { Keyboard } from "../forth/keyboard.ts";
import { describeError, formatReport } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { Source } from "../forth/source.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { completions } from "../terminal/completion.ts";
import type { Console, ConsoleInput } from "../terminal/console.ts";
import { History, historyPath } from "../terminal/history.ts";
import { LineEditor } from "../terminal/line_editor.ts";
import { paintFor } from "../terminal/screen.ts";
import { writeErrorText } from "./outcome.ts";

const SPACE = 0x20;

/**
 * Holds an interactive session. Words and data outlive errors and Ctrl-C; stacks are cleared by them, as ABORT does.
 * @param programs is run first
 * @throws ForthExit for BYE, Timeout
 */
export function converse(
  session: Session,
  console: Console,
  input: ConsoleInput,
  programs: () => void,
): void {
  const { output } = session;
  const paint = paintFor(1);
  console.catchInterrupts();
  input.edit(lineEditor(session, console, input), {
    history: new History(historyPath(process.env)),
    complete: (start) => completions(session, start),
  });
  output.text(`${paint.strong(`FastForth ${version}`)}${paint.dim("  bye or Ctrl-D ends the session")}\n`);

  const source = new Source({
    kind: "terminal",
    sourceId: 0,
    name: "<terminal>",
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
  });
  source.line = 0;
  try {
    programs();
    if (output.column > 0) output.text("\n");
  } catch (error) {
    recover(session, error);
  }
  for (;;) {
    try {
      if (session.source !== source) session.sources.push(source);
      if (!nextLine(session, input)) break;
      session.lastCaught = undefined;
      output.emit(SPACE);
      session.lookForStages();
      session.text.interpret();
      output.text(`${paint.dim(prompt(session))}\n`);
    } catch (error) {
      recover(session, error);
    }
  }
  output.text("\n");
}

/** Gets the next line of the session. Ctrl-C gives the line up for another. False at the end. */
function nextLine(session: Session, input: ConsoleInput): boolean {
  for (;;) {
    try {
      input.promptNext();
      return session.sources.refill();
    } catch (error) {
      if (!(error instanceof ForthThrow && error.code === ThrowCodes.userInterrupt)) throw error;
      session.output.text("^C\n");
    }
  }
}

function lineEditor(session: Session, console: Console, input: ConsoleInput): LineEditor | undefined {
  // Without the runtime library keys cannot be had one by one: the system's own line editing has to do.
  if (!console.givesKeys || process.env.TERM === "dumb") return undefined;
  const { output } = session;
  const keyboard = new Keyboard(input, output, console);
  return new LineEditor({ keyboard, output, terminal: console, typedAhead: () => input.buffered });
}

/** What stands behind a line that was interpreted: ` ok`, or ` compiled` inside a definition, and the stacks' depths. */
function prompt(session: Session): string {
  const cells = session.machine.depth();
  const floats = session.machine.floatDepth();
  const depths = `${cells > 0 ? ` ${cells}` : ""}${floats > 0 ? ` f:${floats}` : ""}`;
  return `${session.compiling ? " compiled" : " ok"}${depths}`;
}

/** Reports an error and makes the session ready for the next line. Throws on what ends the session. */
function recover(session: Session, error: unknown): void {
  const { output } = session;
  if (error instanceof ForthExit) throw error;
  if (error instanceof ForthQuit) {
    session.quit();
    output.text("\n");
    return;
  }
  // A Timeout is no THROW: it goes on to the caller.
  const thrown = toForthThrow(error);
  const report = describeError(session, thrown);
  if (output.column > 0) output.text("\n");
  output.flush();
  writeErrorText(formatReport(report, paintFor(2)));
  session.reset();
}

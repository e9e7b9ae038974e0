/** The interactive session: lines from the terminal, one by one, until BYE or Ctrl-D. */
import { version } from "../../package.json";
import type { Display } from "../forth/display.ts";
import { includeFile } from "../forth/inclusion.ts";
import { Keyboard } from "../forth/keyboard.ts";
import { describeError, formatReport } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { Source } from "../forth/source.ts";
import { toForthThrow } from "../machine/backtrace.ts";
import { ForthExit, ForthQuit, ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Output } from "../machine/output.ts";
import { throwCodes } from "../reference/throw_codes.ts";
import { assistanceFor } from "../terminal/assistance.ts";
import type { Console, ConsoleInput } from "../terminal/console.ts";
import { History, historyPath } from "../terminal/history.ts";
import { initFile } from "../terminal/init_file.ts";
import { LineEditor } from "../terminal/line_editor.ts";
import { page } from "../terminal/pager.ts";
import { coloursOn, isTerminal, paintFor } from "../terminal/screen.ts";
import { writeErrorText } from "./outcome.ts";

const SPACE = 0x20;

interface Conversation {
  readonly session: Session;
  readonly console: Console;
  readonly input: ConsoleInput;
  /** Is run first. */
  readonly programs: () => void;
  /** Whether the person's own file is loaded before. */
  readonly init: boolean;
  /** THROW codes whose page of help has been pointed to. */
  readonly toldCodes: Set<number | bigint>;
}

/**
 * Holds an interactive session. Words and data outlive errors and Ctrl-C; stacks are cleared by them, as ABORT does.
 * @throws ForthExit for BYE, Timeout
 */
export function converse(parts: Omit<Conversation, "toldCodes">): void {
  const conversation: Conversation = { ...parts, toldCodes: new Set() };
  const { session, console, input, programs, init } = conversation;
  const { output } = session;
  const paint = paintFor(1);
  console.catchInterrupts();
  const history = new History(historyPath(process.env));
  const keyboard = new Keyboard(input, output, console);
  const coloured = coloursOn(1);
  const hints = coloured && !/^(?:off|0|no)$/.test(process.env.FASTFORTH_HINTS ?? "");
  input.edit(
    lineEditor(session, console, input, keyboard),
    assistanceFor(session, history, { coloured, hints }),
  );
  session.display = displayOn(session, console, keyboard);
  const greeting = "  help tells what to try, bye or Ctrl-D ends the session";
  output.text(`${paint.strong(`FastForth ${version}`)}${paint.dim(greeting)}\n`);

  try {
    const own = init ? initFile(process.env) : undefined;
    if (own !== undefined) attempt(conversation, () => includeFile(session, own));
    attempt(conversation, programs);
    const source = terminalSource();
    while (converseLine(conversation, source, history)) {
      // The next one.
    }
    output.text("\n");
  } catch (error) {
    if (error instanceof ForthExit) endLine(output);
    throw error;
  }
}

/** What the shell writes next begins a line. */
function endLine(output: Output): void {
  try {
    if (output.column > 0) output.text("\n");
  } catch {
    // The terminal is gone; what ended the session says how it ends.
  }
}

function terminalSource(): Source {
  const source = new Source({
    kind: "terminal",
    sourceId: 0,
    name: "<terminal>",
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
  });
  source.line = 0;
  return source;
}

/** Runs what comes before the first line. */
function attempt(conversation: Conversation, run: () => void): void {
  const { output } = conversation.session;
  try {
    run();
    if (output.column > 0) output.text("\n");
  } catch (error) {
    recover(conversation, error);
  }
}

/** Reads and interprets a line of the session; false at the end of the input. */
function converseLine(conversation: Conversation, source: Source, history: History): boolean {
  const { session, input } = conversation;
  const { output } = session;
  try {
    if (session.source !== source) session.sources.push(source);
    const isShown = input.nextIsShown;
    if (!nextLine(session, input, history)) return false;
    session.positions.keepLine(source);
    if (!isShown) output.emit(SPACE);
    session.lookForStages();
    session.text.interpret();
    if (!input.nextIsShown) output.text(`${session.display.paint.dim(prompt(session))}\n`);
  } catch (error) {
    history.commit();
    recover(conversation, error);
  }
  if (!session.compiling && input.pasted === 0) history.commit();
  return true;
}

/** Gets the next line of the session. Ctrl-C gives up the line and the definition that it is in. False at the end. */
function nextLine(session: Session, input: ConsoleInput, history: History): boolean {
  for (;;) {
    try {
      input.promptNext();
      return session.sources.refill();
    } catch (error) {
      if (!(error instanceof ForthThrow && error.code === ThrowCodes.userInterrupt)) throw error;
      const { output, source } = session;
      history.commit();
      output.text("^C");
      if (session.compiling) {
        const left = `  ${openName(session) || "the definition"} is left`;
        session.quit();
        session.sources.push(source);
        output.text(session.display.paint.dim(left));
      }
      output.text("\n");
    }
  }
}

function lineEditor(
  { output }: Session,
  console: Console,
  input: ConsoleInput,
  keyboard: Keyboard,
): LineEditor | undefined {
  // Without the runtime library keys cannot be had one by one: the system's own line editing has to do.
  if (!console.givesKeys || process.env.TERM === "dumb") return undefined;
  return new LineEditor({ keyboard, output, terminal: console, input });
}

/** Pages of help: screen by screen where there is a screen and keys. */
function displayOn({ output, input }: Session, console: Console, keyboard: Keyboard): Display {
  const paint = paintFor(1);
  const isPaged = console.givesKeys && isTerminal(1) && process.env.TERM !== "dumb";
  return {
    paint,
    isInteractive: true,
    get columns() {
      return console.size().columns;
    },
    show: (text) => {
      if (isPaged) page(text, { keyboard, output, terminal: console, input, dim: paint.dim });
      else output.text(text);
    },
  };
}

/**
 * What stands behind a line that was interpreted: ` ok`, or ` compiled` with the name of the open definition, and the
 * stacks' depths.
 */
function prompt(session: Session): string {
  const cells = session.machine.depth();
  const floats = session.machine.floatDepth();
  const depths = `${cells > 0 ? ` ${cells}` : ""}${floats > 0 ? ` f:${floats}` : ""}`;
  if (!session.compiling) return ` ok${depths}`;
  const name = openName(session);
  return ` compiled${name === "" ? "" : ` ${name}`}${depths}`;
}

/** The name of the definition that is open; empty for one without. */
function openName({ definition }: Session): string {
  let outermost = definition;
  while (outermost?.parent !== undefined) outermost = outermost.parent;
  return outermost?.self.displayName ?? "";
}

/** Whether help has a page about a code that the session has not pointed to. */
function isNews(code: number | bigint, told: Set<number | bigint>): boolean {
  if (told.has(code) || !throwCodes().has(Number(code))) return false;
  told.add(code);
  return true;
}

/** Reports an error and makes the session ready for the next line. Throws on what ends the session. */
function recover({ session, input, toldCodes }: Conversation, error: unknown): void {
  const { output } = session;
  if (error instanceof ForthExit) throw error;
  const left = input.dropPasted();
  if (error instanceof ForthQuit) {
    session.quit();
    output.text("\n");
  } else {
    // A Timeout is no THROW: it goes on to the caller.
    const thrown = toForthThrow(error);
    const report = describeError(session, thrown);
    if (output.column > 0) output.text("\n");
    output.flush();
    writeErrorText(formatReport(report, paintFor(2)));
    if (report.hint === undefined && report.code !== undefined && isNews(report.code, toldCodes))
      output.text(`  hint: help ${report.code} tells about this error\n`);
    session.reset();
  }
  if (left > 0) output.text(`  ${left} more ${left === 1 ? "line was" : "lines were"} left out\n`);
}

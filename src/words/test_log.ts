/**
 * What the testing words know of a session: how many assertions there were, which failed, the test that runs, and the
 * assertion that is open. A listener takes the results; without one, failures are printed as the program's output.
 */

import type { ErrorReport, Frame } from "../forth/report.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes, type Timeout } from "../machine/exceptions.ts";
import { shownText } from "../machine/system_text.ts";
import type { Difference, Failure, FailurePlace } from "./test_failure.ts";

const lateReport = () => require("../forth/report.ts") as typeof import("../forth/report.ts");
const lateFailure = () => require("./test_failure.ts") as typeof import("./test_failure.ts");

/** How a named test ended. */
export interface TestResult {
  readonly name: string;
  readonly group: string;
  readonly status: "passed" | "failed" | "skipped" | "todo";
  readonly milliseconds: number;
  readonly line: number;
  /** Why it was skipped, or is expected to fail. */
  readonly reason?: string;
}

/** Takes the results of a test run. */
export interface TestListener {
  /** Whether a named test is to be run. */
  selects(name: string, group: string): boolean;
  /** Golden files are to be rewritten. */
  readonly updatesGolden: boolean;
  began(name: string, group: string): void;
  failed(failure: Failure): void;
  ended(result: TestResult): void;
  /** The whole file is skipped. */
  skippedFile(reason: string): void;
}

/** A named test that runs. */
export interface RunningTest {
  readonly name: string;
  readonly group: string;
  readonly position: number;
  failures: number;
  todo: string | undefined;
}

/** Longer texts travel and are shown cut. */
const MAX_TEXT = 65536;
/** The stack items that a failure keeps. */
const MAX_ITEMS = 256;

export class TestLog {
  assertions = 0;
  /** Failures that count: not those that are expected. */
  failures = 0;
  /** Named tests that ran, and those that the listener did not want. */
  tests = 0;
  deselected = 0;
  listener: TestListener | undefined;
  /** The text behind the last TESTING. */
  group = "";
  test: RunningTest | undefined;
  /** Why failures outside of named tests are expected. */
  todo: string | undefined;
  /** Where the open assertion began: a position; undefined when none is open. */
  open: number | undefined;
  /** Depth of the data stack at the last assertion, and where that was first so. */
  private settled = { depth: 0, position: 0 };

  /** Where the last assertion was. */
  private last = 0;

  constructor(readonly session: Session) {}

  /** Notes how deep the stack is between assertions, so that what is left at the end has a place. */
  settle(): void {
    const depth = this.session.machine.depth();
    this.last = this.session.tokenPosition();
    if (depth !== this.settled.depth && this.test === undefined)
      this.settled = { depth, position: this.last };
  }

  /**
   * Counts an assertion that failed.
   * @param word the word that found it: when the text interpreter runs that, the place is in the source text
   */
  fail(failure: Omit<Failure, "place" | "trace" | "test" | "group" | "todo">, word: string): void {
    const { open } = this;
    const direct = this.isToken(word);
    const thrown = new ForthThrow(ThrowCodes.abort, undefined, direct ? undefined : new Error());
    if (direct) thrown.position = open ?? this.session.tokenPosition();
    const report = lateReport().describeError(this.session, thrown);
    const width = direct && open !== undefined ? this.widthTo(report) : report.width;
    this.add({ ...failure, ...located(report, width) });
  }

  /** Counts an uncaught error; call it before the session is reset. */
  failWith(error: ForthThrow | Timeout): void {
    const report = lateReport().describeError(this.session, error);
    const code = report.code === undefined ? "" : ` (THROW ${report.code})`;
    this.add({
      kind: report.code === undefined ? "timeout" : "error",
      message: `${report.message.slice(0, 500)}${code}`,
      ...located(report, report.width),
      notes: [`stack: ${report.stack}`, ...(report.hint === undefined ? [] : [`hint: ${report.hint}`])],
    });
  }

  /** Counts a failure that belongs to a position rather than to what runs. */
  failAt(position: number, failure: Omit<Failure, "place">): void {
    const place = this.session.positions.place(position);
    this.add(
      place === undefined ? failure : { ...failure, place: asPlace(place, lateReport().tokenWidth(place)) },
    );
  }

  /** What is wrong when the last source has ended. */
  finish(): void {
    const isOpen = this.open !== undefined;
    this.closeUnclosed();
    if (isOpen) return;
    const { machine } = this.session;
    const [cells, floats] = [machine.depth(), machine.floatDepth()];
    if (cells > 0 || floats > 0) {
      if (cells !== this.settled.depth) this.settled = { depth: cells, position: this.last };
      this.failAt(this.settled.position, leftovers(this.session));
    }
  }

  /** An assertion that was begun and never ended is a failure. */
  closeUnclosed(): void {
    const { open } = this;
    this.open = undefined;
    if (open !== undefined)
      this.failAt(open, { kind: "unclosed", message: "the assertion has no closing }T" });
  }

  private add(failure: Failure): void {
    const { test, group } = this;
    const todo = test === undefined ? this.todo : test.todo;
    if (todo === undefined) {
      this.failures++;
      this.session.exitCode = 1;
    }
    if (test !== undefined) test.failures++;
    const named = test === undefined ? {} : { test: test.name };
    const whole: Failure = {
      ...failure,
      ...named,
      ...(group === "" ? {} : { group }),
      ...(todo === undefined ? {} : { todo }),
    };
    if (this.listener !== undefined) return this.listener.failed(whole);
    const { failureLines, plainPaint } = lateFailure();
    const { output } = this.session;
    const text = failureLines(whole, plainPaint).join("\n");
    output.text(`${output.column > 0 ? "\n" : ""}${text}\n`);
  }

  /** Whether the current token of the source is this word: the text interpreter runs it, and no word of the program. */
  private isToken(word: string): boolean {
    const { source } = this.session;
    const text = source.bytes.slice(source.tokenStart, source.tokenEnd);
    return shownText(text).toLowerCase() === word;
  }

  /** How many characters lie between the report's place and the end of the current token, when both are on one line. */
  private widthTo(report: ErrorReport): number {
    const here = this.session.positions.placeOf(this.session.source);
    const { place, width } = report;
    if (place === undefined || place.line !== here.line || place.name !== here.name) return width;
    return here.column - place.column + lateReport().tokenWidth(here);
  }
}

function located(report: ErrorReport, width: number): Pick<Failure, "place" | "trace"> {
  const trace = [
    ...report.frames.map(
      ({ word, place }: Frame) => `in ${word} at ${place.name}:${place.line}:${place.column}`,
    ),
    ...report.sources.map(({ name, line, column }) => `from ${name}:${line}:${column}`),
  ];
  return {
    ...(report.place === undefined ? {} : { place: asPlace(report.place, width) }),
    ...(trace.length === 0 ? {} : { trace }),
  };
}

type Place = NonNullable<ErrorReport["place"]>;

function asPlace({ name, line, column, lineText }: Place, width: number): FailurePlace {
  return { file: name, line, column, source: lineText.slice(0, 2000), width };
}

/** What lies on the stacks and should not. */
export function leftovers(session: Session): Omit<Failure, "place"> {
  const { machine } = session;
  const [cells, floats] = [machine.depth(), machine.floatDepth()];
  const left = [
    ...(cells === 0 ? [] : [`${cells} ${cells === 1 ? "item" : "items"} on the data stack`]),
    ...(floats === 0 ? [] : [`${floats} on the float stack`]),
  ];
  const last = (count: number, item: (index: number) => string) => {
    const shown = Math.min(count, MAX_ITEMS);
    return Array.from({ length: shown }, (_, i) => item(shown - 1 - i));
  };
  const difference = (actual: string[]): Difference => ({ actual, expected: [] });
  return {
    kind: "stack",
    message: `left behind: ${left.join(", ")}`,
    ...(cells === 0 ? {} : { cells: difference(last(cells, (at) => String(machine.peekBigInt(at)))) }),
    ...(floats === 0 ? {} : { floats: difference(last(floats, (at) => floatText(machine.peekFloat(at)))) }),
  };
}

/** A float as text that tells all floats apart. */
export const floatText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** A text as failures keep it. */
export const keptText = (bytes: Uint8Array): string =>
  shownText(bytes.slice(0, MAX_TEXT)) + (bytes.length > MAX_TEXT ? "…" : "");

export { MAX_ITEMS };

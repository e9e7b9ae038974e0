/** What is known of an assertion that failed, or of another fault of a test, and how a person is told. */
import type { Paint } from "../forth/paint.ts";
import { excerpt } from "../forth/report.ts";
import { commonLines } from "../inspection/common_lines.ts";

type FailureKind =
  /** A value differs, or another number of values is there than was expected. */
  | "result"
  /** A flag is false, or the program's own ERROR was called. */
  | "condition"
  /** A text or a golden file differs. */
  | "text"
  /** A word did not THROW what it should. */
  | "throw"
  /** An uncaught THROW. */
  | "error"
  /** T{ without }T, or TEST: without ;TEST. */
  | "unclosed"
  /** Items were left on a stack. */
  | "stack"
  /** The process ended otherwise: time limit, signal, exit code, no assertion. */
  | "timeout"
  | "crash"
  | "exit"
  | "empty";

/** A place in a source: line and column count from 1. */
export interface FailurePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly source: string;
  /** How many characters are meant. */
  readonly width: number;
}

/** What was there, and what should have been. Numbers are texts: cells in decimal, floats as JavaScript writes them. */
export interface Difference {
  readonly actual: readonly string[];
  readonly expected: readonly string[];
}

/** A failure as plain data: it travels between processes as JSON. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly place?: FailurePlace;
  /** The test and the group that it happened in. */
  readonly test?: string;
  readonly group?: string;
  /** How the program got there: `in WORD at FILE:LINE:COLUMN`, `from FILE:LINE:COLUMN`. */
  readonly trace?: readonly string[];
  /** Stacks, deepest item first. */
  readonly cells?: Difference;
  readonly floats?: Difference;
  readonly text?: { readonly actual: string; readonly expected: string };
  /** What else is to be said: the stack at an error, a hint. */
  readonly notes?: readonly string[];
  /** Why the failure is expected. */
  readonly todo?: string;
}

/** Colours of failures, or none. */
export interface FailurePaint extends Paint {
  added(text: string): string;
  removed(text: string): string;
}

const same = (text: string) => text;
export const plainPaint: FailurePaint = {
  error: same,
  warning: same,
  dim: same,
  strong: same,
  added: same,
  removed: same,
};

/** `FILE:LINE:COLUMN`, or nothing. */
export const placeText = (place: FailurePlace | undefined): string =>
  place === undefined ? "" : `${place.file}:${place.line}:${place.column}`;

/** The failure as lines, without an end: place and message, source line with caret, details. */
export function failureLines(failure: Failure, paint: FailurePaint): string[] {
  const { place, message, test, todo } = failure;
  const where = place === undefined ? "" : `${paint.strong(placeText(place))}: `;
  const verdict = todo === undefined ? paint.error("failed") : paint.dim(`todo (${todo})`);
  const lines = [`${where}${verdict}: ${test === undefined ? "" : `${test}: `}${message}`];
  if (place !== undefined && place.source !== "")
    lines.push(...excerpt({ ...place, name: place.file, lineText: place.source }, place.width, paint));
  return [...lines, ...detailLines(failure, paint).map((line) => `  ${line}`)];
}

/** What a failure says beyond its message and its place. */
export function detailLines(failure: Failure, paint: FailurePaint): string[] {
  const { cells, floats, text, notes = [], trace = [] } = failure;
  return [
    ...(cells === undefined ? [] : table(cells, "cells", hexadecimal, paint)),
    ...(floats === undefined ? [] : table(floats, "floats", floatDifference, paint)),
    ...(text === undefined ? [] : textDifference(text.expected, text.actual, paint)),
    ...notes,
    ...trace,
  ];
}

// ---- stacks side by side --------------------------------------------------------------------------------------------

/** A remark beside a row; either text is undefined where that stack has no such item. */
type Remark = (expected: string | undefined, actual: string | undefined) => string;

const MAX_ROWS = 40;

function table(
  { expected, actual }: Difference,
  title: string,
  remark: Remark,
  paint: FailurePaint,
): string[] {
  const count = Math.max(expected.length, actual.length);
  if (count === 0) return [];
  const shown = Math.min(count, MAX_ROWS);
  const cell = (text: string | undefined) => text ?? "-";
  const width = (texts: readonly string[], heading: string) =>
    Math.max(heading.length, ...texts.slice(0, shown).map((text) => text.length), 1);
  const left = width(expected, "expected");
  const right = width(actual, "actual");
  const rows = [
    paint.dim(`${"expected".padStart(left)}  ${"actual".padStart(right)}   (${title}, the top is last)`),
  ];
  for (let at = 0; at < shown; at++) {
    const [wanted, got] = [expected[at], actual[at]];
    const row = `${cell(wanted).padStart(left)}  ${cell(got).padStart(right)}`;
    const note = wanted === got ? "" : remark(wanted, got);
    rows.push(wanted === got ? row : `${paint.error(`${row}  <`)}${note === "" ? "" : ` ${note}`}`);
  }
  if (count > shown) rows.push(paint.dim(`… ${count - shown} more`));
  return rows;
}

/** From here on people compare numbers by their digits in hexadecimal. */
const LARGE = 4096n;

function hexadecimal(expected: string | undefined, actual: string | undefined): string {
  const known = [expected, actual].filter((text) => text !== undefined).map(BigInt);
  const magnitude = (value: bigint) => (value < 0n ? -value : value);
  if (!known.some((value) => magnitude(value) >= LARGE)) return "";
  return known.map((value) => `$${BigInt.asUintN(64, value).toString(16).toUpperCase()}`).join("  ");
}

function floatDifference(expected: string | undefined, actual: string | undefined): string {
  if (expected === undefined || actual === undefined) return "";
  const difference = Number(actual) - Number(expected);
  if (Number.isNaN(difference)) return "";
  // Zeros of either sign, which print alike.
  if (difference === 0) return "the signs of zero differ";
  const relative = Math.abs(difference / Number(expected));
  const share = Number.isFinite(relative) ? `, relative ${relative.toExponential(2)}` : "";
  return `difference ${difference.toExponential(2)}${share}`;
}

// ---- texts ----------------------------------------------------------------------------------------------------------

const MAX_DIFFERENCE = 60;
/** Equal lines shown around a difference. */
const AROUND = 2;

/** Lines that are in one text only, with `-` for expected and `+` for actual ones. */
function textDifference(expected: string, actual: string, paint: FailurePaint): string[] {
  const [before, after] = [expected.split("\n"), actual.split("\n")];
  const marked: { sign: " " | "-" | "+"; text: string }[] = [];
  let [old, now] = [0, 0];
  for (const [a, b] of [...commonLines(before, after), [before.length, after.length] as const]) {
    for (; old < a; old++) marked.push({ sign: "-", text: before[old] as string });
    for (; now < b; now++) marked.push({ sign: "+", text: after[now] as string });
    if (a < before.length) marked.push({ sign: " ", text: before[a] as string });
    [old, now] = [a + 1, b + 1];
  }
  const isNear = (at: number) =>
    marked.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ sign }) => sign !== " ");
  const near = marked.filter((_, at) => isNear(at));
  const lines = near.slice(0, MAX_DIFFERENCE).map(({ sign, text }) => {
    const line = `${sign} ${visible(text)}`;
    return sign === "-" ? paint.removed(line) : sign === "+" ? paint.added(line) : line;
  });
  if (near.length > MAX_DIFFERENCE) lines.push(paint.dim(`… ${near.length - MAX_DIFFERENCE} more lines`));
  return [paint.dim("- expected, + actual"), ...lines];
}

/** Text in which what moves a cursor, and a space at its end, can be seen. */
function visible(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
      .replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => {
        const code = character.charCodeAt(0);
        return code === 9 ? "\\t" : code === 13 ? "\\r" : `\\x${code.toString(16).padStart(2, "0")}`;
      })
      .replace(/ +$/, (spaces) => "·".repeat(spaces.length))
  );
}

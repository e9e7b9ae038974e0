/** What a person is told of an error that no CATCH took: what, where, the stack, how the program got there, what to do. */

import { backtrace } from "../machine/backtrace.ts";
import { ForthThrow, type Timeout } from "../machine/exceptions.ts";
import type { Place } from "../machine/place.ts";
import { hintFor } from "./hints.ts";
import type { Paint } from "./paint.ts";
import type { Session } from "./session.ts";
import { printable, ShownLine } from "./shown_line.ts";
import type { Source } from "./source.ts";
import { showCallersStack, showStack } from "./stack_text.ts";

/** One step of a backtrace: a word, and the place in it where the next inner one was called or the error happened. */
export interface Frame {
  readonly word: string;
  readonly place: Place;
  /** As many steps, up to this one, follow again and again: a recursion. */
  readonly repeated?: number;
}

export interface ErrorReport {
  /** The THROW code; undefined for the time limit. */
  readonly code: number | bigint | undefined;
  readonly message: string;
  /** Where it happened: in the innermost word of the program, or at the token that was interpreted. */
  readonly place: Place | undefined;
  /** How many characters the place's token has. */
  readonly width: number;
  readonly frames: readonly Frame[];
  /** Where the sources around the current one are, innermost first. */
  readonly sources: readonly Place[];
  readonly stack: string;
  readonly floats: string | undefined;
  readonly hint: string | undefined;
}

const MAX_FRAMES = 32;
/** How often a THROW is followed back that was thrown on. */
const MAX_LEGS = 32;
/** Words that call each other in a circle of up to so many are shown once. */
const LONGEST_CIRCLE = 8;
/** Rounds that make a circle one. */
const FEWEST_ROUNDS = 3;
const SHOWN_FLOATS = 5;
/** Characters of a message: an unknown word may be as long as a file. */
const MAX_MESSAGE = 500;

/** Describes an error; call it before the session is reset. */
export function describeError(session: Session, error: ForthThrow | Timeout): ErrorReport {
  const { source, positions } = session;
  const hasSource = source.end > 0 && source.parent !== undefined;
  const here = hasSource ? positions.placeOf(source) : undefined;
  const thrown = error instanceof ForthThrow ? error : undefined;
  const legs = thrown === undefined ? [error] : legsOf(thrown);
  const left = legs.map((leg) => leftBy(session, leg));
  // Of a recursion more or fewer steps are known by what ran it: folded, the ways of several THROWs are comparable.
  const frames = foldCircles(left.flatMap((part) => foldCircles(part.frames))).slice(0, MAX_FRAMES);
  const [first] = legs;
  const within = legs.flatMap((leg) => (leg instanceof ForthThrow ? (leg.ended?.sources ?? []) : []));
  const token = within[0] ?? here;
  const place = placeOfFault(session, first, left[0]?.inText === true ? [] : frames, token);
  const around = [...within, ...(here === undefined ? [] : [here])];
  return {
    code: thrown?.code,
    message: thrown?.message ?? "the time limit has passed",
    place,
    width: tokenWidth(place),
    frames,
    sources: [...around.filter((at) => frames.length > 0 && !samePlace(at, place)), ...outerPlaces(session)],
    // What the words of the program have on the stack is theirs.
    stack: frames.length > 0 ? showStack(session) : showCallersStack(session),
    floats: showFloats(session),
    hint: thrown === undefined ? undefined : hintFor(session, thrown),
  };
}

/** The THROWs that made this one, each thrown on with the next, and it. */
function legsOf(thrown: ForthThrow): ForthThrow[] {
  const legs: ForthThrow[] = [];
  for (let leg: ForthThrow | undefined = thrown; leg !== undefined && legs.length < MAX_LEGS; leg = leg.first)
    legs.unshift(leg);
  return legs;
}

/** @param token where the innermost text was that was interpreted */
function placeOfFault(
  session: Session,
  first: ForthThrow | Timeout | undefined,
  frames: readonly Frame[],
  token: Place | undefined,
): Place | undefined {
  if (first instanceof ForthThrow) {
    if (first.atToken) return token;
    const place = session.positions.place(first.position);
    if (place !== undefined) return place;
  }
  return frames[0]?.place ?? token;
}

/** What of the program was left between a THROW and its CATCH, or whoever reports it. */
interface Left {
  /** The words, innermost first. */
  readonly frames: Frame[];
  /** The text interpreter itself ran what failed: no word of the program was further in. */
  readonly inText: boolean;
}

function leftBy(session: Session, error: ForthThrow | Timeout): Left {
  if (error.trace === undefined) return { frames: [], inText: false };
  const ended = error instanceof ForthThrow ? error.ended : undefined;
  const interpreted = ended?.interpreted ?? session.compiler.activations();
  let innerCount: number | undefined;
  const all = backtrace(error.trace, interpreted, (count) => {
    innerCount ??= count;
  });
  const placed = all.map(({ word, position }) => {
    const place = session.positions.place(position);
    return place && { word: session.dictionary.word(word)?.displayName || "<noname>", place };
  });
  const inText =
    innerCount !== undefined && placed.slice(0, innerCount).every((frame) => frame === undefined);
  return { frames: placed.filter((frame) => frame !== undefined), inText };
}

/** Gives the steps of a recursion once. */
function foldCircles(frames: readonly Frame[]): Frame[] {
  const folded: Frame[] = [];
  for (let at = 0; at < frames.length; ) {
    const { period, rounds } = circleAt(frames, at);
    const circle = frames.slice(at, at + period);
    const last = circle.pop() as Frame;
    folded.push(...circle, rounds === 1 ? last : { ...last, repeated: period });
    at += period * rounds;
  }
  return folded;
}

function circleAt(frames: readonly Frame[], start: number): { period: number; rounds: number } {
  for (let period = 1; period <= LONGEST_CIRCLE; period++) {
    let end = start + period;
    while (end < frames.length && sameStep(frames[end] as Frame, frames[end - period] as Frame)) end++;
    const rounds = Math.floor((end - start) / period);
    if (rounds >= FEWEST_ROUNDS) return { period, rounds };
  }
  return { period: 1, rounds: 1 };
}

function sameStep(a: Frame, b: Frame): boolean {
  return a.word === b.word && samePlace(a.place, b.place);
}

function samePlace(a: Place, b: Place | undefined): boolean {
  return a.line === b?.line && a.column === b.column && a.name === b.name;
}

function outerPlaces(session: Session): Place[] {
  const places: Place[] = [];
  let source: Source | undefined = session.source.parent;
  for (; source?.parent !== undefined && places.length < MAX_FRAMES; source = source.parent) {
    if (source.end > 0) places.push(session.positions.placeOf(source));
  }
  return places;
}

/** Characters of the token at a place. */
export const tokenWidth = (place: Place | undefined): number =>
  place === undefined ? 1 : new ShownLine(place.lineText).widthOfToken(place.column);

function showFloats(session: Session): string | undefined {
  const { machine } = session;
  const depth = machine.floatDepth();
  if (depth === 0) return undefined;
  const shown = Math.min(depth, SHOWN_FLOATS);
  const items = Array.from({ length: shown }, (_, i) => String(machine.peekFloat(shown - 1 - i)));
  return [`<${depth}>`, ...(depth > shown ? ["…"] : []), ...items].join(" ");
}

/** The report as lines for standard error, each ended. */
export function formatReport(report: ErrorReport, paint: Paint): string {
  const { place } = report;
  const where = place === undefined ? "" : `${paint.strong(`${place.name}:${place.line}:${place.column}`)}: `;
  const code = report.code === undefined ? "" : ` ${paint.dim(`(THROW ${report.code})`)}`;
  const lines = [`${where}${paint.error("error")}: ${shortened(printable(report.message))}${code}`];
  if (place !== undefined) lines.push(...excerpt(place, report.width, paint));
  if (report.code !== undefined) {
    lines.push(`  stack: ${report.stack}`);
    if (report.floats !== undefined) lines.push(`  floats: ${report.floats}`);
  }
  if (report.frames.length > 0) lines.push("  backtrace:", ...report.frames.map(formatFrame));
  for (const source of report.sources) lines.push(`    from ${source.name}:${source.line}:${source.column}`);
  if (report.hint !== undefined) lines.push(`  hint: ${report.hint}`);
  return `${lines.join("\n")}\n`;
}

function formatFrame({ word, place, repeated }: Frame): string {
  const line = `    in ${word} at ${place.name}:${place.line}:${place.column}`;
  if (repeated === undefined) return line;
  return `${line}\n      … ${repeated === 1 ? "again" : `these ${repeated} again`}, many times`;
}

/** A source line with a caret under the place, as lines. */
export function excerpt(place: Place, width: number, paint: Paint): string[] {
  const margin = String(place.line);
  const line = new ShownLine(place.lineText);
  const { start, end, indent, underline } = line.excerptAt(place.column, width);
  const mark = `^${"~".repeat(Math.max(0, underline - 1))}`;
  return [
    `  ${margin} | ${line.textBetween(start, end)}`,
    `  ${" ".repeat(margin.length)} | ${" ".repeat(indent)}${paint.error(mark)}`,
  ];
}

function shortened(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}

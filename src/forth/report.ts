/** What a person is told of an error that no CATCH took: what, where, the stack, how the program got there, what to do. */
import { backtrace } from "../stages/backend/index.ts";
import type { Word } from "./dictionary.ts";
import { ForthThrow, ThrowCodes, type Timeout } from "./exceptions.ts";
import type { Place } from "./positions.ts";
import type { Session } from "./session.ts";
import type { Source } from "./source.ts";
import { editDistance, misspellingLimit } from "./spelling.ts";
import { showStack } from "./words/tools.ts";

/** One step of a backtrace: a word, and the place in it where the next inner one was called or the error happened. */
export interface Frame {
  readonly word: string;
  readonly place: Place;
}

export interface ErrorReport {
  /** The THROW code; undefined for the time limit. */
  readonly code: number | bigint | undefined;
  readonly message: string;
  /** Where it happened: in the innermost word of the program, or at the token that was interpreted. */
  readonly place: Place | undefined;
  /** How many columns the place's token has. */
  readonly width: number;
  readonly frames: readonly Frame[];
  /** Where the sources around the current one are, innermost first. */
  readonly sources: readonly Place[];
  readonly stack: string;
  readonly floats: string | undefined;
  readonly hint: string | undefined;
}

const MAX_FRAMES = 32;
const SHOWN_FLOATS = 5;

/** Describes an error; call it before the session is reset. */
export function describeError(session: Session, error: ForthThrow | Timeout): ErrorReport {
  const { source, positions } = session;
  const hasSource = source.end > 0 && source.parent !== undefined;
  const here = hasSource ? positions.placeOf(source) : undefined;
  const frames = error.trace === undefined ? [] : programFrames(session, error.trace);
  const thrown = error instanceof ForthThrow ? error : undefined;
  const place = positions.place(thrown?.position ?? 0) ?? frames[0]?.place ?? here;
  return {
    code: thrown?.code,
    message: thrown?.message ?? "the time limit has passed",
    place,
    width: place === here && hasSource ? source.tokenEnd - source.tokenStart : tokenWidth(place),
    frames,
    sources: frames.length > 0 && here !== undefined ? [here, ...outerPlaces(session)] : outerPlaces(session),
    stack: showStack(session),
    floats: showFloats(session),
    hint: thrown === undefined ? undefined : hintFor(session, thrown),
  };
}

function programFrames(session: Session, trace: Error): Frame[] {
  const frames: Frame[] = [];
  for (const { word, position } of backtrace(trace)) {
    const place = session.positions.place(position);
    if (place === undefined) continue;
    if (frames.length === MAX_FRAMES) break;
    frames.push({ word: session.dictionary.word(word)?.displayName || "<noname>", place });
  }
  return frames;
}

function outerPlaces(session: Session): Place[] {
  const places: Place[] = [];
  let source: Source | undefined = session.source.parent;
  for (; source?.parent !== undefined && places.length < MAX_FRAMES; source = source.parent) {
    if (source.end > 0) places.push(session.positions.placeOf(source));
  }
  return places;
}

function tokenWidth(place: Place | undefined): number {
  if (place === undefined) return 1;
  return /^\S*/.exec([...place.lineText].slice(place.column - 1).join(""))?.[0].length ?? 1;
}

function showFloats(session: Session): string | undefined {
  const { machine } = session;
  const depth = machine.floatDepth();
  if (depth === 0) return undefined;
  const shown = Math.min(depth, SHOWN_FLOATS);
  const items = Array.from({ length: shown }, (_, i) => String(machine.peekFloat(shown - 1 - i)));
  return [`<${depth}>`, ...(depth > shown ? ["…"] : []), ...items].join(" ");
}

function hintFor(session: Session, thrown: ForthThrow): string | undefined {
  switch (thrown.code) {
    case ThrowCodes.undefinedWord:
      return suggestion(session, thrown.detail ?? "");
    case ThrowCodes.returnStackOverflow:
      return "does a word call itself without end?";
    case ThrowCodes.dictionaryOverflow:
      return "--memory SIZE gives the program more data space";
    case ThrowCodes.stackUnderflow:
      return "a word wanted more than the stack held; .S shows the stack";
    default:
      return undefined;
  }
}

function suggestion(session: Session, name: string): string | undefined {
  const close = closestNames(session, name);
  if (close.length === 0) return undefined;
  return `did you mean ${close.map((word) => word.displayName).join(", ")}?`;
}

/** Up to three visible words whose names are within a third of their length of `name`. */
function closestNames(session: Session, name: string): Word[] {
  const wanted = name.toLowerCase();
  const limit = misspellingLimit(wanted);
  const found: { word: Word; distance: number }[] = [];
  const seen = new Set<string>();
  for (let index = session.dictionary.words.length - 1; index > 0; index--) {
    const word = session.dictionary.word(index);
    if (word === undefined || word.hidden || word.name.startsWith("(") || seen.has(word.key)) continue;
    if (word.wordlist === undefined || !session.searchOrder.includes(word.wordlist)) continue;
    seen.add(word.key);
    const distance = editDistance(wanted, word.displayName.toLowerCase(), limit);
    if (distance <= limit && word.name.length > 1) found.push({ word, distance });
  }
  found.sort((x, y) => x.distance - y.distance);
  const best = found[0]?.distance;
  return found
    .filter(({ distance }) => distance === best)
    .slice(0, 3)
    .map(({ word }) => word);
}

/** Colours text for a terminal, or not. */
export interface Paint {
  error(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

/** The report as lines for standard error, each ended. */
export function formatReport(report: ErrorReport, paint: Paint): string {
  const { place } = report;
  const where = place === undefined ? "" : `${paint.strong(`${place.name}:${place.line}:${place.column}`)}: `;
  const code = report.code === undefined ? "" : ` ${paint.dim(`(THROW ${report.code})`)}`;
  const lines = [`${where}${paint.error("error")}: ${report.message}${code}`];
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

function formatFrame({ word, place }: Frame): string {
  return `    in ${word} at ${place.name}:${place.line}:${place.column}`;
}

const MAX_EXCERPT = 100;

function excerpt(place: Place, width: number, paint: Paint): string[] {
  const characters = [...place.lineText];
  // A very long line is shown around the place.
  const first = characters.length > MAX_EXCERPT ? Math.max(0, place.column - 1 - MAX_EXCERPT / 2) : 0;
  const shown = characters
    .slice(first, first + MAX_EXCERPT)
    .map((char) => (char < " " || char === "\x7f" ? " " : char))
    .join("");
  const margin = String(place.line);
  const caret = `${" ".repeat(place.column - 1 - first)}${paint.error(`^${"~".repeat(Math.max(0, Math.min(width, MAX_EXCERPT) - 1))}`)}`;
  return [`  ${margin} | ${shown}`, `  ${" ".repeat(margin.length)} | ${caret}`];
}

/** Where the texts of a program name a word outside of definitions: no body tells of these. */
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import type { Place } from "../machine/place.ts";
import { bytesOf, textOf } from "../machine/system_text.ts";
import { takenText } from "./word_syntax.ts";

/** Words of a session that ask about the word behind them. */
const askers = new Set(["where", "help", "see", "see-code", "locate", "edit"]);

/** The places, in the order of the texts. */
export function looseUsesOf(session: Session, word: Word): Place[] {
  const places: Place[] = [];
  const name = word.displayName.toLowerCase();
  if (name === "") return places;
  for (const { bytes, placeOf } of session.positions.wholeTexts()) {
    const text = textOf(bytes);
    const own = spansIn(session, bytes);
    for (const at of namesIn(text, name)) {
      // Positions count bytes.
      const offset = bytesOf(text.slice(0, at)).length;
      if (!own.some(([start, end]) => offset >= start && offset <= end)) places.push(placeOf(offset));
    }
  }
  return places;
}

/** From the name of each word that a text defines to the end of its definition, in bytes. */
function spansIn(session: Session, bytes: Uint8Array): [start: number, end: number][] {
  const spans: [number, number][] = [];
  for (const word of session.dictionary.newestFirst()) {
    if (session.isSystemWord(word)) break;
    const start = session.positions.sourceOf(word.position);
    const end = session.positions.sourceOf(word.endPosition);
    if (start?.bytes === bytes) spans.push([start.offset, end?.bytes === bytes ? end.offset : start.offset]);
  }
  return spans;
}

/** Where a text has a name as a word of its own, but in comments and strings. */
function* namesIn(text: string, name: string): Generator<number> {
  const next = /\S+/g;
  let before = "";
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const written = match[0].toLowerCase();
    if (written === name && !askers.has(before)) yield match.index;
    before = written;
    const taken = takenText(written);
    if (taken === undefined || taken.end === " ") continue;
    const end = text.indexOf(taken.end, next.lastIndex);
    next.lastIndex = end < 0 ? text.length : end + 1;
  }
}

/** Words that read the input source, and string literals (Core, Core ext, String, Extended characters). */

import { dual, type HostWord, host, immediate } from "../forth/dictionary.ts";
import { echoLine } from "../forth/echo.ts";
import type { Session } from "../forth/session.ts";
import { Source } from "../forth/source.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { shownText } from "../machine/system_text.ts";
import { replaceEscapes } from "./escapes.ts";
import { enterFound, findVisible } from "./found_names.ts";
import { compiling, interpretedOrCompiled } from "./word_kinds.ts";

const WORD_CAPACITY = 1022;

const lineFeed = Uint8Array.of(0x0a);
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const FULL_STOP = 0x2e;

export function parsingWords(session: Session): HostWord[] {
  const { machine } = session;
  const pushText = (start: number, end: number) => {
    machine.push(session.sources.address(start), 0);
    machine.push(end - start, 0);
  };
  /** A text that is typed at once, or by the definition that it stands in. */
  const printed = (name: string, parseText: () => Uint8Array): HostWord =>
    interpretedOrCompiled(
      session,
      name,
      () => session.output.type(parseText()),
      (definition) => {
        stringLiteral(session, parseText());
        definition.call(session.systemWord("type"));
      },
    );
  /** Sources that QUERY has begun: a program that is piped in is not shown. */
  const queried = new WeakSet<Source>();
  return [
    host("source", "-- c-addr u", () => {
      const { lineStart, lineEnd } = session.source;
      pushText(lineStart, lineEnd);
    }),
    // Obsolescent: the rest of the line that it reads, like the source before, goes on when the word that called it ends.
    host("query", "--", () => {
      if (session.source.kind !== "terminal") {
        const source = new Source({
          kind: "terminal",
          sourceId: 0,
          name: "<stdin>",
          bytes: new Uint8Array(0),
          start: 0,
          end: 0,
        });
        queried.add(source);
        session.sources.push(source);
      }
      session.output.flush();
      if (!session.sources.refill())
        throw machine.fault(ThrowCodes.unexpectedEndOfFile, "standard input has ended");
      if (queried.has(session.source)) echoLine(session, session.source.bytes, session.source.end);
    }),
    // What the text interpreter does with what is neither a word nor a number.
    host("(other-literal)", undefined, () => {
      const { source } = session;
      if (isPlain(source)) throw session.undefinedWord(source.tokenStart, source.tokenEnd);
      session.run(session.systemWord("(recognize-other)"));
    }),
    host("source-id", "-- n", () => machine.pushNumber(session.source.sourceId)),
    host("refill", "-- flag", () => machine.pushFlag(session.sources.refill())),
    host("parse", "char -- c-addr u", () => {
      const { start, end } = session.sources.parse(machine.popLow() & 0xff);
      pushText(start, end);
    }),
    host("parse-name", "-- c-addr u", () => {
      const { start, end } = session.sources.parseName();
      pushText(start, end);
    }),
    host("parse-word", "-- c-addr u", () => {
      const { start, end } = session.sources.parseName();
      pushText(start, end);
    }),
    host("name", "-- c-addr u", () => {
      const { start, end } = session.sources.parseName();
      pushText(start, end);
    }),
    host("word", "char -- c-addr", () => parseCounted(session, machine.popLow() & 0xff)),
    host("char", "-- xchar", () => machine.push(parseCharacter(session), 0)),
    compiling(session, "[char]", (definition) => definition.literal(parseCharacter(session), 0)),
    immediate("(", () => skipComment(session)),
    immediate(".(", () => {
      const { start, end } = session.sources.parse(0x29);
      session.output.type(session.source.bytes.subarray(start, end));
    }),
    immediate("\\", () => skipLine(session)),
    immediate("\\g", () => skipLine(session)),
    immediate("#!", () => skipLine(session)),
    dual('s"', () => stringLiteral(session, parseText(session))),
    dual('s\\"', () => stringLiteral(session, parseEscapedString(session))),
    dual('c"', () => {
      const text = parseText(session);
      if (text.length > 255)
        throw new ForthThrow(ThrowCodes.parsedOverflow, "a counted string has 255 characters at most");
      const counted = new Uint8Array(text.length + 1);
      counted[0] = text.length;
      counted.set(text, 1);
      session.literal(session.dataSpace.storeString(counted), 0);
    }),
    printed('."', () => parseText(session)),
    printed('.\\"', () => parseEscapedString(session)),
    compiling(session, "sliteral", (definition) => {
      const length = machine.popAddress();
      const text = machine.range(machine.popAddress(), length).slice();
      stringLiteral(session, text, definition);
    }),
    host("evaluate", undefined, () => {
      const length = machine.popAddress();
      session.text.evaluate(machine.popAddress(), length);
    }),
    host("find", "c-addr -- x n", () => findCounted(session)),
    host("save-input", undefined, () => {
      const { source } = session;
      machine.pushNumber(source.lineStart);
      machine.pushNumber(source.kind === "block" ? source.block : source.line);
      machine.pushNumber(machine.loadNumber(SystemAddress.toIn));
      machine.pushNumber(source.generation);
      machine.pushNumber(source.serial);
      machine.pushNumber(5);
    }),
    host("restore-input", undefined, () => machine.pushFlag(!restoreInput(session))),
  ];
}

/** WORD: skips delimiters, then a counted string, followed by a space. */
function parseCounted(session: Session, delimiter: number): void {
  const { bytes, lineEnd } = session.source;
  let start = session.sources.parsePosition;
  const isDelimiter = (byte: number) => (delimiter === 0x20 ? byte <= 0x20 : byte === delimiter);
  while (start < lineEnd && isDelimiter(bytes[start] as number)) start++;
  session.sources.parsePosition = start;
  let end = start;
  while (end < lineEnd && !isDelimiter(bytes[end] as number)) end++;
  session.sources.parsePosition = end < lineEnd ? end + 1 : end;
  if (end - start > Math.min(255, WORD_CAPACITY)) {
    throw new ForthThrow(ThrowCodes.parsedOverflow, "WORD takes 255 characters at most");
  }
  const { machine } = session;
  const text = bytes.slice(start, end);
  // At HERE, as in most systems: there are programs that keep the string with ALLOT.
  const { here, unused } = session.dataSpace;
  const at = unused > WORD_CAPACITY ? here : SystemAddress.word;
  const bytesThere = machine.range(at, text.length + 2);
  bytesThere[0] = text.length;
  bytesThere.set(text, 1);
  bytesThere[text.length + 1] = 0x20;
  machine.push(at, 0);
}

/** The first (extended) character of the next name. Throws -16 at the end of the line. */
function parseCharacter(session: Session): number {
  const { start, end } = session.sources.parseName();
  if (start === end) throw new ForthThrow(ThrowCodes.zeroLengthName, "a character must follow");
  const text = shownText(session.source.bytes.subarray(start, Math.min(end, start + 4)));
  const code = text.codePointAt(0) as number;
  return code === 0xfffd ? (session.source.bytes[start] as number) : code;
}

/** `(` (11.6.1.0080): in a file the comment, or what else is left out, may go on over several lines. */
export function skipComment(session: Session, skipped = "the comment"): void {
  const { source } = session;
  const begun = session.tokenPosition();
  while (!session.sources.parse(0x29).found) {
    if (source.kind === "file" && session.sources.refill()) continue;
    // The comment has swallowed the rest of the file.
    if (source.kind === "file") session.warn(begun, `${skipped} has no )`);
    return;
  }
}

/** Parses a text up to a quote; without one it goes on to the end of the parse area (3.4.1). */
export function parseText(session: Session): Uint8Array {
  const { start, end, found } = session.sources.parse(QUOTE);
  if (!found) session.warn(session.tokenPosition(), 'the string has no closing " on its line');
  return session.source.bytes.slice(start, end);
}

/** `\` (7.6.2.2535): to the end of the line; in a block to the end of its 64-character line. */
export function skipLine(session: Session): void {
  const { source } = session;
  if (source.kind === "block") {
    const offset = session.sources.parsePosition - source.lineStart;
    session.sources.parsePosition = Math.min(source.lineStart + Math.ceil(offset / 64) * 64, source.lineEnd);
  } else if (source.kind === "string") {
    const feed = source.bytes.indexOf(0x0a, session.sources.parsePosition);
    session.sources.parsePosition = feed < 0 || feed > source.lineEnd ? source.lineEnd : feed;
  } else session.sources.parsePosition = source.lineEnd;
}

/** Pushes a string that stays, or compiles it. */
/** Pushes or compiles the address and length of a copy; for a definition, compiles them whatever STATE is. */
function stringLiteral(
  session: Session,
  text: Uint8Array,
  target: { literal(low: number, high: number): void } = session,
): void {
  target.literal(session.dataSpace.storeString(text), 0);
  target.literal(text.length, 0);
}

/** The text of S\" with its escapes replaced. */
function parseEscapedString(session: Session): Uint8Array {
  const [text, isClosed] = parseEscaped(session);
  if (!isClosed)
    throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, 'the string has no closing " on its line');
  return replaceEscapes(text);
}

/** The same up to a quote that may stand on a later line, as gforth's string literals have it. */
export function parseLongString(session: Session): Uint8Array {
  const begun = session.tokenPosition();
  const lines: Uint8Array[] = [];
  for (;;) {
    const [text, isClosed] = parseEscaped(session);
    lines.push(text);
    if (isClosed) return replaceEscapes(Buffer.concat(lines));
    if (!session.sources.refill()) throw session.unfinished(begun, 'the string has no closing "');
    lines.push(lineFeed);
  }
}

/** The text up to a quote or the end of the line, its escapes as they stand, and whether there is a quote. */
function parseEscaped(session: Session): readonly [text: Uint8Array, isClosed: boolean] {
  const { bytes, lineEnd } = session.source;
  const start = session.sources.parsePosition;
  let end = start;
  while (end < lineEnd && bytes[end] !== QUOTE) end += bytes[end] === 0x5c ? 2 : 1;
  const isClosed = end < lineEnd;
  end = Math.min(end, lineEnd);
  session.sources.parsePosition = isClosed ? end + 1 : lineEnd;
  return [bytes.slice(start, end), isClosed];
}

/** FIND ( c-addr -- c-addr 0 | xt 1 | xt -1 ) */
function findCounted(session: Session): void {
  const { machine } = session;
  const address = machine.peekLow() >>> 0;
  const length = machine.loadByte(address);
  machine.checkRange(address + 1, length);
  const end = address + 1 + length;
  const bytes = machine.bytesTo(end);
  const word = findVisible(session, bytes, address + 1, end);
  enterFound(session, bytes.subarray(address + 1, end), word);
  if (word === undefined) return machine.push(0, 0);
  machine.drop();
  session.onToken?.(word.xt);
  machine.push(word.xt, 0);
  machine.pushNumber(word.immediate ? 1 : -1);
}

/** Goes back to what SAVE-INPUT saved; false when that source or line is no longer there. */
function restoreInput(session: Session): boolean {
  const { machine, source } = session;
  const count = machine.popNumber();
  if (count !== 5) {
    machine.drop(Math.min(count, machine.depth()));
    return false;
  }
  const serial = machine.popNumber();
  const generation = machine.popNumber();
  const toIn = machine.popNumber();
  const line = machine.popNumber();
  const lineStart = machine.popNumber();
  if (serial !== source.serial) return false;
  if (source.kind === "file") {
    if (source.lineStart !== lineStart) source.enterLine(line, lineStart);
  } else if (source.kind === "block") {
    if (source.block !== line) session.blocks.enter(source, line);
  } else if (generation !== source.generation) return false;
  session.sources.parsePosition = source.lineStart + toIn;
  // Which conditionals enclose that place is not saved: none is taken for open.
  source.conditionalCount = 0;
  return true;
}

/**
 * Whether the token is nothing but letters and digits: what the system's other recognizers take (recognizers.ts) has a
 * sign, and their module is one that most programs do without.
 */
function isPlain({ bytes, tokenStart, tokenEnd }: Source): boolean {
  for (let at = tokenStart; at < tokenEnd; at++) {
    const byte = (bytes[at] as number) | 0x20;
    const isLetter = byte >= 0x61 && byte <= 0x7a;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (!isLetter && !isDigit && byte !== HYPHEN && byte !== FULL_STOP) return false;
  }
  return true;
}

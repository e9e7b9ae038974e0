/** Where a word comes from: its source text, and the tokens that the parser stage makes of it. */

import { Token, TokenKind } from "../abi/bindings.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { bytesOf, shownText } from "../machine/system_text.ts";
import { memberName } from "./member_name.ts";
import { seeWord } from "./word_definition.ts";

/** Where and how a word is defined. */
export interface SourceReport {
  /** `file:line:column`; undefined for words of the system. */
  readonly place: string | undefined;
  /** What positions in this source are called by name. */
  readonly name: string | undefined;
  readonly firstLine: number;
  /** Whole lines. */
  readonly lines: readonly string[];
}

export interface TokenReport {
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly text: string;
  /** Of a number; a cell and a double as decimals. */
  readonly value: string | undefined;
}

/** The source of a word and its tokens. */
interface FoundSource {
  readonly report: SourceReport;
  readonly tokens: readonly TokenReport[];
}

/** Finds the source of a word; a word of the system that is not written in Forth has no tokens. */
export function sourceOf(session: Session, word: Word): FoundSource {
  const prelude = session.isSystemWord(word) ? session.system.body(word.index) : undefined;
  if (prelude !== undefined) return preludeSource(session, word, prelude);
  const start = session.positions.sourceOf(word.position);
  if (start === undefined) {
    const lines = seeWord(session, word).trimEnd().split("\n");
    return { report: { place: undefined, name: undefined, firstLine: 1, lines }, tokens: [] };
  }
  const { bytes, name, firstLine } = start;
  const endPosition = session.positions.sourceOf(word.endPosition);
  const lastWord = endPosition?.bytes === bytes ? endPosition.offset : start.offset;
  const end = skip(bytes, lastWord, (byte) => byte > SPACE);
  const from = beforeName(bytes, start.offset);
  const lineStart = bytes.lastIndexOf(LINE_FEED, from) + 1;
  const feed = bytes.indexOf(LINE_FEED, end);
  const lineEnd = feed < 0 ? bytes.length : feed;
  const line = firstLine + count(bytes, LINE_FEED, 0, lineStart);
  const place = session.positions.place(word.position);
  return {
    report: {
      place: place && `${place.name}:${place.line}:${place.column}`,
      name,
      firstLine: line,
      lines: decode(bytes, lineStart, lineEnd).split("\n"),
    },
    tokens: tokensOf(session, bytes, from, end, { line, lineStart }),
  };
}

/** A word of the system that is written in Forth: its text begins behind its name. */
function preludeSource(session: Session, word: Word, text: string): FoundSource {
  const bytes = bytesOf(text);
  const lines = text.trimEnd().split("\n");
  return {
    report: { place: undefined, name: `<${word.name}>`, firstLine: 1, lines },
    tokens: tokensOf(session, bytes, 0, bytes.length, { line: 1, lineStart: 0 }),
  };
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** The offset of the word in front of a name, which defines it. */
function beforeName(bytes: Uint8Array, name: number): number {
  let at = name;
  while (at > 0 && (bytes[at - 1] as number) <= SPACE) at--;
  while (at > 0 && (bytes[at - 1] as number) > SPACE) at--;
  return at;
}

function skip(bytes: Uint8Array, from: number, isSkipped: (byte: number) => boolean): number {
  let at = from;
  while (at < bytes.length && isSkipped(bytes[at] as number)) at++;
  return at;
}

function count(bytes: Uint8Array, byte: number, from: number, to: number): number {
  let found = 0;
  for (let at = from; at < to; at++) if (bytes[at] === byte) found++;
  return found;
}

const decode = (bytes: Uint8Array, from: number, to: number) => shownText(bytes.subarray(from, to));

const MAX_TOKENS = 4096;

function tokensOf(
  session: Session,
  bytes: Uint8Array,
  from: number,
  end: number,
  start: { line: number; lineStart: number },
): TokenReport[] {
  const cursor = { offset: from, ...start };
  const tokens = new Uint32Array(MAX_TOKENS * Token.WORDS);
  const found = session.pipeline.parser.parse(bytes, end, cursor, 10, false, tokens);
  return Array.from({ length: found }, (_, index) => {
    const record = tokens.subarray(index * Token.WORDS, (index + 1) * Token.WORDS);
    const field = (at: number) => record[at] as number;
    const begin = field(Token.start);
    const text = decode(bytes, begin, begin + field(Token.length));
    return {
      line: field(Token.line),
      column: [...decode(bytes, field(Token.lineStart), begin)].length + 1,
      kind: memberName(TokenKind, field(Token.kind)),
      text,
      value: tokenValue(record),
    };
  });
}

function tokenValue(token: Uint32Array): string | undefined {
  const word = (at: number) => BigInt(token[at] as number);
  const low = word(Token.value0) | (word(Token.value1) << 32n);
  switch (token[Token.kind]) {
    case TokenKind.cell:
      return BigInt.asIntN(64, low).toString();
    case TokenKind.double:
      return BigInt.asIntN(128, low | (word(Token.value2) << 64n) | (word(Token.value3) << 96n)).toString();
    default:
      return undefined;
  }
}

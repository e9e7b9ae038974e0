/**
 * The built-in parser: the reference for the plugin in `plugins-src/parser`. It allocates nothing while it
 * parses, neither strings nor BigInts.
 */

import { Token } from "../abi/session_bindings.ts";
import { classifyNumbers } from "./parser_number.ts";
import { checkParseRequest, type ParseCursor, type ParserStage } from "./parser_stage.ts";

export { type ParseCursor, ParserRequestError, type ParserStage } from "./parser_stage.ts";

// The record's layout as constants, which the just-in-time compiler folds into the addresses.
const TOKEN_WORDS = Token.WORDS;
const START = Token.start;
const LENGTH = Token.length;
const LINE = Token.line;
const LINE_START = Token.lineStart;
const HASH = Token.hash;

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
const FNV_OFFSET_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** The built-in implementation of the parser stage. */
export const builtinParser: ParserStage = {
  name: "built-in",

  parse(source, length, cursor, base, singleLine, tokens) {
    checkParseRequest(source, length, cursor, base);
    return scan(source, length, cursor, base, singleLine ? -1 : LINE_FEED, tokens);
  },
};

/**
 * `lineEnd` is the byte that ends a line, -1 for none. The arguments are checked already.
 *
 * Loops over all tokens, and no function that is called for each: the engine takes such a function for a hot one much
 * sooner than a loop, and compiles it, which a short program never earns back.
 */
function scan(
  source: Uint8Array,
  length: number,
  cursor: ParseCursor,
  base: number,
  lineEnd: number,
  tokens: Uint32Array,
): number {
  const capacity = Math.floor(tokens.length / TOKEN_WORDS);
  let { offset, line, lineStart } = cursor;
  let count = 0;
  for (; count < capacity; count++) {
    while (offset < length) {
      const byte = source[offset] as number;
      if (byte > SPACE) break;
      offset++;
      if (byte === lineEnd) {
        line = (line + 1) >>> 0;
        lineStart = offset;
      }
    }
    if (offset >= length) break;

    const start = offset;
    let hash = FNV_OFFSET_BASIS;
    while (offset < length) {
      const byte = source[offset] as number;
      if (byte <= SPACE) break;
      const lowerCase = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
      hash = Math.imul(hash ^ lowerCase, FNV_PRIME);
      offset++;
    }

    const token = count * TOKEN_WORDS;
    tokens[token + START] = start;
    tokens[token + LENGTH] = offset - start;
    tokens[token + LINE] = line;
    tokens[token + LINE_START] = lineStart;
    tokens[token + HASH] = hash;
  }
  classifyNumbers(source, base, tokens, count);
  cursor.offset = offset;
  cursor.line = line;
  cursor.lineStart = lineStart;
  return count;
}

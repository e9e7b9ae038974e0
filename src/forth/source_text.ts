/** How a source text begins, be it a file's, standard input's or of the command line. */

/** What some editors begin a text with: U+FEFF in UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const HASH = 0x23;
const EXCLAMATION = 0x21;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Where a text begins behind its byte order mark, if it has one. */
export function startOfText(bytes: Uint8Array): number {
  // Not `every`, which the engine would have to compile for each start.
  const [first, second, third] = BYTE_ORDER_MARK;
  const isMarked = bytes[0] === first && bytes[1] === second && bytes[2] === third;
  return isMarked ? BYTE_ORDER_MARK.length : 0;
}

/** Makes a first line that begins with #! a comment, in place. */
export function withoutInterpreterLine(bytes: Uint8Array): Uint8Array {
  const start = startOfText(bytes);
  if (bytes[start] === HASH && bytes[start + 1] === EXCLAMATION) {
    bytes[start] = BACKSLASH;
    bytes[start + 1] = SPACE;
  }
  return bytes;
}

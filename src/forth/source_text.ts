/** How a source text begins, be it a file's, standard input's or of the command line. */

/** What some editors begin a text with: U+FEFF in UTF-8. */
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
const HASH = 0x23;
const EXCLAMATION = 0x21;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Where a text begins behind its byte order mark, if it has one. */
export function startOfText(bytes: Uint8Array): number {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0;
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

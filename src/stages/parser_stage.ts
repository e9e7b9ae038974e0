/** The contract of the parser stage, which the built-in and the plugin fulfil alike, token for token. */

/** A place in the source: a byte offset, its line's number, and the byte offset where that line begins. */
export interface ParseCursor {
  offset: number;
  line: number;
  lineStart: number;
}

/** Turns source bytes into tokens: maximal runs of bytes above 0x20. It knows no words. */
export interface ParserStage {
  readonly name: string;

  /**
   * Fills `tokens` with Token records (see `abi/bindings.ts`) and moves the cursor.
   *
   * It stops right behind the last token that fits, or at `length` with the white space there consumed; so a
   * result below the array's capacity means that the source is at its end.
   *
   * @param source the text; only its first `length` bytes are read
   * @param base BASE, 2 to 36, for the numbers in the text
   * @param singleLine a line feed is plain white space and begins no line
   * @param tokens room for whole records; words that are left over stay as they are
   * @returns the number of tokens filled
   * @throws ParserRequestError when an argument is out of range; nothing is changed then
   */
  parse(
    source: Uint8Array,
    length: number,
    cursor: ParseCursor,
    base: number,
    singleLine: boolean,
    tokens: Uint32Array,
  ): number;
}

/** An argument of `parse` is out of range: a mistake of the caller, never of the source text. */
export class ParserRequestError extends RangeError {
  override readonly name = "ParserRequestError";
}

/** Checks what both implementations demand of `parse`'s arguments. */
export function checkParseRequest(
  source: Uint8Array,
  length: number,
  cursor: ParseCursor,
  base: number,
): void {
  // Offsets are 32-bit numbers in every token.
  if (!(isUint32(length) && length <= source.length)) {
    throw new ParserRequestError(`source length ${length} is not within the ${source.length} bytes given`);
  }
  if (!(isUint32(cursor.offset) && cursor.offset <= length)) {
    throw new ParserRequestError(`offset ${cursor.offset} is not within the source of ${length} bytes`);
  }
  if (!(isUint32(cursor.line) && isUint32(cursor.lineStart))) {
    throw new ParserRequestError(`line ${cursor.line} from offset ${cursor.lineStart} is not a line`);
  }
  if (!(Number.isInteger(base) && base >= 2 && base <= 36)) {
    throw new ParserRequestError(`base ${base} is not within 2 to 36`);
  }
}

function isUint32(value: number): boolean {
  return value >>> 0 === value;
}

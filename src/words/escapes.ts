/** The escapes of S\" (6.2.2266), and gforth's octal ones. */

import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { bytesOf } from "../machine/system_text.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What each letter after a backslash stands for. */
const escapes: Readonly<Record<string, readonly number[]>> = {
  a: [7],
  b: [8],
  e: [27],
  f: [12],
  l: [10],
  m: [13, 10],
  n: [10],
  q: [QUOTE],
  r: [13],
  t: [9],
  v: [11],
  z: [0],
  '"': [QUOTE],
  "\\": [BACKSLASH],
};

/** How many hexadecimal digits follow: of a byte, or of a character that becomes UTF-8. */
const hexadecimal: Readonly<Record<string, number>> = { x: 2, X: 2, u: 4, U: 8 };

/** The UTF-8 of a character. Throws -24 for what is none. */
function character(digits: string): Uint8Array {
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw new ForthThrow(ThrowCodes.invalidNumber, `there is no character ${digits}`);
  return bytesOf(String.fromCodePoint(code));
}

/**
 * Replaces the escapes in a text. What is neither a letter nor a digit stands for itself behind a backslash, as in gforth.
 * Throws -24 for a letter that is no escape, and for \x, \u and \U without their
 * hexadecimal digits.
 */
export function replaceEscapes(text: Uint8Array): Uint8Array {
  const result: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] as number;
    if (byte !== BACKSLASH) {
      result.push(byte);
      continue;
    }
    const octal = /^[0-7]{1,3}/.exec(String.fromCharCode(...text.subarray(i + 1, i + 4)));
    if (octal !== null) {
      result.push(Number.parseInt(octal[0], 8) & 0xff);
      i += octal[0].length;
      continue;
    }
    const letter = String.fromCharCode(text[++i] ?? 0);
    const bytes = escapes[letter];
    if (bytes !== undefined) {
      result.push(...bytes);
    } else if (hexadecimal[letter] !== undefined) {
      const count = hexadecimal[letter];
      const digits = String.fromCharCode(...text.subarray(i + 1, i + 1 + count));
      if (digits.length < count || !/^[0-9a-fA-F]+$/.test(digits))
        throw new ForthThrow(ThrowCodes.invalidNumber, `\\${letter} wants ${count} hexadecimal digits`);
      result.push(...(count === 2 ? [Number.parseInt(digits, 16)] : character(digits)));
      i += count;
    } else if (i === text.length) result.push(BACKSLASH);
    else if (/[A-Za-z]/.test(letter))
      throw new ForthThrow(ThrowCodes.invalidNumber, `\\${letter} is no escape`);
    else result.push(text[i] as number);
  }
  return Uint8Array.from(result);
}

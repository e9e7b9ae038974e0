/** The escapes of S\" (6.2.2266), and gforth's octal ones. */
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";

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

/**
 * Replaces the escapes in a text. A character that is no escape stands for itself, as in gforth. Throws -24 for \x
 * without two digits.
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
    } else if (letter === "x" || letter === "X") {
      const digits = String.fromCharCode(...text.subarray(i + 1, i + 3));
      if (!/^[0-9a-fA-F]{2}$/.test(digits))
        throw new ForthThrow(ThrowCodes.invalidNumber, "\\x wants two hexadecimal digits");
      result.push(Number.parseInt(digits, 16));
      i += 2;
    } else result.push(text[i] ?? BACKSLASH);
  }
  return Uint8Array.from(result);
}

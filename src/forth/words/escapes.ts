/** The escapes of S\" (6.2.2266). */
import { ForthThrow, ThrowCodes } from "../exceptions.ts";

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

/** Replaces the escapes in a text. Throws -24 for an unknown one. */
export function replaceEscapes(text: Uint8Array): Uint8Array {
  const result: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] as number;
    if (byte !== BACKSLASH) {
      result.push(byte);
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
    } else throw new ForthThrow(ThrowCodes.invalidNumber, `there is no escape \\${letter}`);
  }
  return Uint8Array.from(result);
}

/**
 * Text at the border to the system. Names of files, arguments, the environment and commands are bytes there: mostly UTF-8,
 * but any byte other than zero may stand in them. Here they are strings in which a byte that is no part of UTF-8 is a
 * surrogate of its own, U+DC80 to U+DCFF, as Python has it (PEP 383): what came in goes out again, byte by byte, and
 * what is only shown becomes U+FFFD.
 *
 * Nobody else turns bytes into text or text into bytes: tests/house/bytes.test.ts.
 */

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
const encoder = new TextEncoder();

/** What a byte that is no part of a character has added to it. */
const ESCAPED = 0xdc00;
const REPLACEMENT = "\ufffd";
/** A surrogate without its other half. */
const ESCAPED_BYTE = /([\udc80-\udcff])/u;
/** A character of UTF-8 (Unicode 16.0, table 3-7), or else one byte, in a string of bytes. */
const CHARACTER =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\0-\xff]/g;

/** The text of bytes that came from the system or a program. `bytesOf` gives them back. */
export function textOf(bytes: Uint8Array): string {
  // A copy, because the engine decodes no memory that is shared or mapped.
  const copy = bytes.slice();
  const text = decoder.decode(copy);
  return text.includes(REPLACEMENT) ? escapedText(copy) : text;
}

function escapedText(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    const units = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return units.replace(CHARACTER, (unit) => {
      const code = unit.charCodeAt(0);
      return unit.length === 1 && code >= 0x80 ? String.fromCharCode(ESCAPED + code) : decodedUnits(unit);
    });
  }
}

const decodedUnits = (units: string): string =>
  decoder.decode(Uint8Array.from(units, (unit) => unit.charCodeAt(0)));

/** The text of bytes that are only shown: what is no UTF-8 becomes U+FFFD. */
export function shownText(bytes: Uint8Array): string {
  return decoder.decode(bytes.slice());
}

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts = text
    .split(ESCAPED_BYTE)
    .map((part) =>
      ESCAPED_BYTE.test(part) ? Uint8Array.of(part.charCodeAt(0) - ESCAPED) : encoder.encode(part),
    );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The bytes of a text as the system wants them, with a zero behind them. A text with a zero in it is no such thing. */
export function zeroEnded(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(`${text}\0`);
}

/** The text of a string of bytes, such as a name in the dictionary. */
export function textOfByteString(bytes: string): string {
  for (let at = 0; at < bytes.length; at++)
    if (bytes.charCodeAt(at) > LAST_ASCII)
      return textOf(Uint8Array.from(bytes, (unit) => unit.charCodeAt(0)));
  return bytes;
}

/** Up to here a byte is the character of its number. */
const LAST_ASCII = 0x7f;

/** UTF-8 (RFC 3629) in bytes that may be anything. */

/** The longest encoding of a character, in bytes. */
export const LONGEST_CHARACTER = 4;
export const MAX_CHARACTER = 0x10ffff;

/** How many bytes a character has that begins with this byte; 1 for a byte that begins none. */
export function lengthFromLead(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** How many bytes encode the character; 0 for what is no character (Unicode 3.9: surrogates, beyond U+10FFFF). */
export function encodedLength(code: number): number {
  if (!(code >= 0 && code <= MAX_CHARACTER) || (code >= 0xd800 && code <= 0xdfff)) return 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

export const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** The character at the start of the bytes, or -1 when they are malformed or too few. */
export function decode(bytes: Uint8Array): number {
  const lead = bytes[0] ?? 0xff;
  if (lead < 0x80) return lead;
  const length = lengthFromLead(lead);
  if (length === 1 || length > bytes.length) return -1;
  let code = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const byte = bytes[i] as number;
    if (!isContinuation(byte)) return -1;
    code = (code << 6) | (byte & 0x3f);
  }
  return encodedLength(code) === length ? code : -1;
}

/** Writes a character's encoding; gives its length, 0 for what is no character. The target has room for it. */
export function encode(code: number, target: Uint8Array): number {
  const length = encodedLength(code);
  if (length === 1) target[0] = code;
  if (length < 2) return length;
  for (let i = length - 1, rest = code; i > 0; i--, rest >>= 6) target[i] = 0x80 | (rest & 0x3f);
  target[0] = ((0xf00 >> length) & 0xff) | (code >> (6 * (length - 1)));
  return length;
}

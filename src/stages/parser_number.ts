/**
 * What a token's text would be as a number: Forth 2012 sections 3.4.1.3 (integers, characters) and 12.3.7
 * (floats), with gforth's prefixes `&` and `0x`.
 *
 *     integer   := digits of BASE | prefixed, with one sign at most          12 -12 $ff -$ff $-ff
 *     prefix    := `#` `&` decimal | `$` hexadecimal | `%` binary | `0x` `0X` hexadecimal where BASE <= 33
 *     double    := integer `.`                                               12. $-ff.
 *     character := `'` one character [`'`], unsigned                         'a' 'a '''
 *     float     := [sign] digits [`.` [digits]] e [sign] [digits]            1e 1.5e-3, only in base 10
 *                | [sign] `.` digits e [sign] [digits]                       .5e0
 *
 * The text of every other token is a name. Integers wrap modulo 2^64, doubles modulo 2^128. A character is one
 * UTF-8 sequence, or one byte where no valid sequence begins. `''` and `'` are names.
 */

import { Token, TokenKind } from "../abi/session_bindings.ts";

const KIND = Token.kind;
const VALUE0 = Token.value0;
const VALUE1 = Token.value1;
const VALUE2 = Token.value2;
const VALUE3 = Token.value3;
const NAME = TokenKind.name;
const CELL = TokenKind.cell;
const DOUBLE = TokenKind.double;
const FLOAT = TokenKind.float;

const TWO_TO_32 = 2 ** 32;
/** 36^10 < 2^53: the value of so many digits is exact in a JavaScript number. */
const EXACT_DIGITS = 10;

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const QUOTE = 0x27;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_E = 0x65;
const LOWER_X = 0x78;
const TO_LOWER_CASE = 0x20;

/** A character's value as a digit, 0xFF for all others. */
const digitValues = new Uint8Array(256).fill(0xff);
for (let digit = 0; digit < 10; digit++) digitValues[ZERO + digit] = digit;
for (let letter = 0; letter < 26; letter++) {
  digitValues[0x41 + letter] = 10 + letter;
  digitValues[0x61 + letter] = 10 + letter;
}

/**
 * As `digitValues`, and 0 for a character that can begin a number in every base: one comparison with BASE
 * sends most names away.
 */
const leadingValues = digitValues.slice();
for (const character of "+-#&$%'.") leadingValues[character.charCodeAt(0)] = 0;

/** The radix of a prefix of one character, 0 for all others. */
const prefixRadixes = new Uint8Array(256);
for (const [character, radix] of Object.entries({ "#": 10, "&": 10, $: 16, "%": 2 })) {
  prefixRadixes[character.charCodeAt(0)] = radix;
}

/**
 * Classifies the texts of the first `count` tokens, whose bounds are known, and fills the fields kind and value0 to value3
 * of their records. `base` is BASE, 2 to 36.
 */
export function classifyNumbers(source: Uint8Array, base: number, tokens: Uint32Array, count: number): void {
  const otherDigits = Math.max(base, 16);
  for (let token = 0; token < count * Token.WORDS; token += Token.WORDS) {
    const start = tokens[token + Token.start] as number;
    const end = start + (tokens[token + Token.length] as number);
    const first = source[start] as number;
    let value = 0;
    if ((leadingValues[first] as number) < base) {
      let at = start;
      while (at < end && at - start < EXACT_DIGITS) {
        const digit = digitValues[source[at] as number] as number;
        if (digit >= base) break;
        value = value * base + digit;
        at++;
      }
      // A sign, point or prefix before what can be neither a digit nor one of them begins a name: +! ." .r -rot
      const isName =
        at === start &&
        first !== QUOTE &&
        (end - start === 1 || (leadingValues[source[start + 1] as number] as number) >= otherDigits);
      if (at < end && !isName) {
        classifyNumber(source, start, end, base, tokens, token);
        continue;
      }
      tokens[token + KIND] = isName ? NAME : CELL;
    } else {
      tokens[token + KIND] = NAME;
    }
    tokens[token + VALUE0] = value;
    tokens[token + VALUE1] = Math.floor(value / TWO_TO_32);
    tokens[token + VALUE2] = 0;
    tokens[token + VALUE3] = 0;
  }
}

/** The same for one token, whose text is `source[start … end[` and whose record begins at word `token` of `tokens`. */
function classifyNumber(
  source: Uint8Array,
  start: number,
  end: number,
  base: number,
  tokens: Uint32Array,
  token: number,
): void {
  const first = source[start] as number;
  if ((leadingValues[first] as number) >= base) {
    setLiteral(tokens, token, NAME, 0, 0);
  } else if (first === QUOTE) {
    classifyCharacter(source, start, end, tokens, token);
  } else {
    classifyInteger(source, start, end, base, tokens, token);
  }
}

function setLiteral(tokens: Uint32Array, token: number, kind: number, low: number, high: number): void {
  tokens[token + KIND] = kind;
  tokens[token + VALUE0] = low;
  tokens[token + VALUE1] = high;
  tokens[token + VALUE2] = 0;
  tokens[token + VALUE3] = 0;
}

function classifyInteger(
  source: Uint8Array,
  start: number,
  end: number,
  base: number,
  tokens: Uint32Array,
  token: number,
): void {
  let sign = signAt(source, start, end);
  const unsigned = sign === 0 ? start : start + 1;
  let digits = unsigned;
  let radix = base;
  const prefixLength = prefixLengthAt(source, digits, end, base);
  if (prefixLength > 0) {
    // 0x is the one prefix of two characters.
    radix = prefixLength === 2 ? 16 : (prefixRadixes[source[digits] as number] as number);
    digits += prefixLength;
    if (sign === 0) {
      sign = signAt(source, digits, end);
      if (sign !== 0) digits++;
    }
  }

  let value = 0;
  let at = digits;
  while (at < end) {
    const digit = digitValues[source[at] as number] as number;
    if (digit >= radix) break;
    value = value * radix + digit;
    at++;
  }
  const isDouble = at + 1 === end && source[at] === POINT;
  if (at === digits || !(at === end || isDouble)) {
    const isFloat = base === 10 && prefixLength === 0 && isFloatText(source, unsigned, end);
    setLiteral(tokens, token, isFloat ? FLOAT : NAME, 0, 0);
    return;
  }
  if (at - digits <= EXACT_DIGITS) {
    setLiteral(tokens, token, isDouble ? DOUBLE : CELL, value >>> 0, Math.floor(value / TWO_TO_32));
  } else {
    setLiteral(tokens, token, isDouble ? DOUBLE : CELL, 0, 0);
    accumulate(source, digits, at, radix, isDouble ? 4 : 2, tokens, token + VALUE0);
  }
  if (sign === MINUS) negate(isDouble ? 4 : 2, tokens, token + VALUE0);
}

/** Adds digits to the number of `words` 32-bit words at `low`, least significant first, modulo its size. */
function accumulate(
  source: Uint8Array,
  start: number,
  end: number,
  radix: number,
  words: number,
  tokens: Uint32Array,
  low: number,
): void {
  for (let at = start; at < end; at++) {
    let carry = digitValues[source[at] as number] as number;
    for (let word = low; word < low + words; word++) {
      const sum = (tokens[word] as number) * radix + carry;
      tokens[word] = sum;
      carry = Math.floor(sum / TWO_TO_32);
    }
  }
}

/** Two's complement of the number of `words` 32-bit words at `low`, least significant first. */
function negate(words: number, tokens: Uint32Array, low: number): void {
  let carry = 1;
  for (let word = low; word < low + words; word++) {
    const complement = (~(tokens[word] as number) >>> 0) + carry;
    tokens[word] = complement;
    carry = complement >= TWO_TO_32 ? 1 : 0;
  }
}

/** The sign character at an offset, 0 when there is none. */
function signAt(source: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const character = source[at] as number;
  return character === PLUS || character === MINUS ? character : 0;
}

/** The length of the radix prefix at an offset: 0, 1, or 2 for `0x`. */
function prefixLengthAt(source: Uint8Array, at: number, end: number, base: number): number {
  if (at + 1 >= end) return 0;
  const character = source[at] as number;
  if (prefixRadixes[character] !== 0) return 1;
  if (character !== ZERO) return 0;
  // From base 34 on, x is a digit and `0x1` a number without prefix.
  return ((source[at + 1] as number) | TO_LOWER_CASE) === LOWER_X && base <= 33 ? 2 : 0;
}

/** True for the part of a float after its sign: `digits[.[digits]]e[sign][digits]` or `.digits e…`. */
function isFloatText(source: Uint8Array, start: number, end: number): boolean {
  let at = skipDecimal(source, start, end);
  let digitCount = at - start;
  if (at < end && source[at] === POINT) {
    const fraction = at + 1;
    at = skipDecimal(source, fraction, end);
    digitCount += at - fraction;
  }
  if (digitCount === 0 || at === end) return false;
  if (((source[at] as number) | TO_LOWER_CASE) !== LOWER_E) return false;
  at++;
  if (signAt(source, at, end) !== 0) at++;
  return skipDecimal(source, at, end) === end;
}

function skipDecimal(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (source[at] as number) >= ZERO && (source[at] as number) <= NINE) at++;
  return at;
}

function classifyCharacter(
  source: Uint8Array,
  start: number,
  end: number,
  tokens: Uint32Array,
  token: number,
): void {
  const character = start + 1;
  const isName = character === end || (character + 1 === end && source[character] === QUOTE);
  const length = isName ? 0 : characterLength(source, character, end);
  const rest = end - (character + length);
  if (isName || rest > 1 || (rest === 1 && source[end - 1] !== QUOTE)) {
    setLiteral(tokens, token, NAME, 0, 0);
  } else {
    setLiteral(tokens, token, CELL, codePointAt(source, character, length), 0);
  }
}

/** The length of the well-formed UTF-8 sequence (Unicode 15, table 3-7) at an offset, or 1 for a lone byte. */
function characterLength(source: Uint8Array, at: number, end: number): number {
  const first = source[at] as number;
  if (first < 0xc2 || first > 0xf4) return 1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > end) return 1;
  for (let next = at + 1; next < at + length; next++) {
    if (((source[next] as number) & 0xc0) !== 0x80) return 1;
  }
  const codePoint = codePointAt(source, at, length);
  const overlong = (length === 3 && codePoint < 0x800) || (length === 4 && codePoint < 0x10000);
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return overlong || surrogate || codePoint > 0x10ffff ? 1 : length;
}

/** The code point of a sequence of the given length; a lone byte is its own code point. */
function codePointAt(source: Uint8Array, at: number, length: number): number {
  const first = source[at] as number;
  if (length === 1) return first;
  let codePoint = first & (0x7f >> length);
  for (let next = at + 1; next < at + length; next++) {
    codePoint = (codePoint << 6) | ((source[next] as number) & 0x3f);
  }
  return codePoint;
}

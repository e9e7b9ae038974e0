/**
 * The sign of a NaN. JavaScript arithmetic keeps it, but every NaN that is read from memory arrives without: so floats are
 * read here. Forth programs see the sign through F~ with a zero, FABS and FNEGATE.
 */

const halves = new Int32Array(2);
const float = new Float64Array(halves.buffer);

/** Whether a number's sign bit is set, a NaN's too. */
function isNegative(value: number): boolean {
  float[0] = value;
  return (halves[1] as number) < 0;
}

const nan = Number("not a number");

/** NaN without and with its sign bit. */
const positiveNaN = isNegative(nan) ? -nan : nan;
const negativeNaN = isNegative(nan) ? nan : -nan;

/** The float at an index, with its sign when it is a NaN. */
export function floatAt(floats: Float64Array, index: number): number {
  const value = floats[index] as number;
  return Number.isNaN(value) ? nanAt(floats, index) : value;
}

function nanAt(floats: Float64Array, index: number): number {
  return nanWithHigh(halvesAt(floats, index)[1] as number);
}

/** The bits of a float in memory, low half first. */
export const halvesAt = (floats: Float64Array, index: number): Int32Array =>
  new Int32Array(floats.buffer, floats.byteOffset + 8 * index, 2);

const SIGN = 1 << 31;
/** Exponent and quiet bit of a NaN: the high word of a double, and a single. */
const QUIET = 0x7ff80000;
const QUIET_SINGLE = 0x7fc00000;

/** The bits of the single that a NaN becomes, as processors convert it: sign and upper payload stay, and it is quiet. */
export const singleOfNaN = (low: number, high: number): number =>
  (high & SIGN) | QUIET_SINGLE | ((high & 0xfffff) << 3) | (low >>> 29);

/** The bits of the double that a NaN in 32 bits becomes, low half first: sign and payload stay, and it is quiet. */
export const doubleOfNaN = (single: number): readonly [low: number, high: number] => [
  single << 29,
  (single & SIGN) | QUIET | ((single & 0x7fffff) >>> 3),
];

/** The NaN whose high word this is. */
export const nanWithHigh = (high: number): number => (high < 0 ? negativeNaN : positiveNaN);

/** Floats from text and to text: >FLOAT, REPRESENT, and the formats of F. FE. FS. and gforth's F.RDP. */

/** The longest number of significant digits that any double has. */
export const MAX_DIGITS = 767;
/** `toExponential` is exact up to here, but rounds ties upwards. */
const FAST_DIGITS = 17;
const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1075;

/** 12.6.1.0558: `1` `1.` `.5` `-1.5e3` `1d-3` `1+3`. */
const CONVERTIBLE = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eEdD]([+-]?\d*)|([+-]\d*))?$/;

/** The value of a text (>FLOAT), or undefined when it is no float. Blanks alone, or nothing, are zero. */
export function parseFloatString(text: string): number | undefined {
  if (/^ *$/.test(text)) return 0;
  const match = CONVERTIBLE.exec(text);
  if (match === null) return undefined;
  const [, significand = "", afterLetter, afterSign] = match;
  const exponent = afterLetter ?? afterSign ?? "";
  return Number(`${significand}e${/\d/.test(exponent) ? exponent : 0}`);
}

/** A float as REPRESENT (12.6.1.2143) gives it: 0.`digits` times ten to the `exponent`. */
interface Represented {
  readonly digits: string;
  readonly exponent: number;
  readonly negative: boolean;
}

/** What REPRESENT, F. and their kin give for infinities and what is no number, as gforth's do. */
export function specialText(value: number): string | undefined {
  if (Number.isFinite(value)) return undefined;
  return Number.isNaN(value) ? "NaN" : value < 0 ? "-infinity" : "infinity";
}

/** The first `count` significant digits of a finite float, correctly rounded, ties to even (12.2.1). */
export function represent(value: number, count: number): Represented {
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  // Zero has its digits before the point, as in gforth.
  if (magnitude === 0) return { digits: "0".repeat(count), exponent: 1, negative };
  const fast = count >= 1 && count <= FAST_DIGITS ? fastDigits(magnitude, count) : undefined;
  return { ...(fast ?? roundDigits(exactDigits(magnitude), count)), negative };
}

interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** Digits by the runtime's own conversion; undefined where a tie is possible. */
function fastDigits(magnitude: number, count: number): Decimal | undefined {
  if (magnitude.toExponential(count).charAt(count + 1) === "5") return undefined;
  const [mantissa = "", exponent = ""] = magnitude.toExponential(count - 1).split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) + 1 };
}

/** All significant digits of a positive float. */
function exactDigits(magnitude: number): Decimal {
  const bits = new BigUint64Array(Float64Array.of(magnitude).buffer)[0] as bigint;
  const biased = Number(bits >> MANTISSA_BITS);
  const fraction = bits & ((1n << MANTISSA_BITS) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << MANTISSA_BITS);
  const power = Math.max(biased, 1) - EXPONENT_BIAS;
  const digits = (power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power)).toString();
  return { digits, exponent: digits.length + Math.min(power, 0) };
}

function roundDigits({ digits, exponent }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits: digits.padEnd(count, "0"), exponent };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const last = count === 0 ? 0 : Number(kept.charAt(count - 1));
  const tie = /^50*$/.test(rest);
  const up = tie ? last % 2 === 1 : rest.charAt(0) >= "5";
  if (!up) return { digits: kept, exponent };
  if (/^9*$/.test(kept))
    return { digits: count === 0 ? "" : `1${"0".repeat(count - 1)}`, exponent: exponent + 1 };
  return { digits: (BigInt(kept) + 1n).toString().padStart(count, "0"), exponent };
}

/** PRECISION as a number of digits that there can be. */
const usable = (precision: number): number => Math.min(Math.max(1, precision), MAX_DIGITS);

/** F. (12.6.2.1427): without an exponent; zeros at the end of the fraction are not shown. */
export function formatFixed(value: number, precision: number): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const { digits, exponent, negative } = represent(value, usable(precision));
  const whole = exponent <= 0 ? "0" : digits.slice(0, exponent).padEnd(exponent, "0");
  const fraction = exponent <= 0 ? "0".repeat(-exponent) + digits : digits.slice(exponent);
  return `${negative ? "-" : ""}${whole}.${fraction.replace(/0+$/, "")}`;
}

/** FS. (12.6.2.1613): one digit before the point. */
export function formatScientific(value: number, precision: number): string {
  return withExponent(value, precision, () => 1);
}

/** FE. (12.6.2.1513): an exponent that is a multiple of three. */
export function formatEngineering(value: number, precision: number): string {
  return withExponent(value, precision, (exponent) => exponent - 3 * Math.floor((exponent - 1) / 3));
}

/** `leading` says how many digits stand before the point, given REPRESENT's exponent. */
function withExponent(value: number, precision: number, leading: (exponent: number) => number): string {
  const special = specialText(value);
  if (special !== undefined) return special;
  const { digits, exponent, negative } = represent(value, usable(precision));
  const before = leading(exponent);
  const whole = digits.slice(0, before).padEnd(before, "0");
  return `${negative ? "-" : ""}${whole}.${digits.slice(before)}E${exponent - before}`;
}

/**
 * F.RDP of gforth: `width` characters with `decimals` digits after the point; with an exponent when that would show
 * fewer than `significant` digits or does not fit; asterisks when nothing fits.
 */
export function formatWidth(value: number, width: number, decimals: number, significant: number): string {
  const special = specialText(value);
  if (special !== undefined) return special.length <= width ? special.padEnd(width) : "*".repeat(width);
  if (isFixedPoint(value, width, decimals, significant)) {
    const fixed = fixedPoint(value, decimals);
    // The zero before the point goes where there is no room for it.
    const shown = fixed.length > width ? fixed.replace(/^(-?)0\./, "$1.") : fixed;
    if (shown.length <= width) return shown.padStart(width);
  }
  return exponentWithin(value, width) ?? "*".repeat(width);
}

/**
 * Whether F.RDP shows a number without an exponent. As in gforth, it is asked of the number rounded to `width` digits,
 * and again of the number rounded to the digits that the first answer leaves room for.
 */
function isFixedPoint(value: number, width: number, decimals: number, significant: number): boolean {
  let digits = Math.max(1, width);
  let isFixed = false;
  for (let round = 0; round < 2; round++) {
    const { exponent, negative } = represent(value, Math.min(digits, MAX_DIGITS));
    const sign = negative ? 1 : 0;
    const isSignificant = significant === 0 || decimals + exponent >= significant;
    isFixed = isSignificant && width - decimals - 1 - sign >= Math.max(exponent, 0);
    const room = isFixed ? decimals + exponent : width - `E${exponent - 1}`.length - 1 - sign;
    digits = Math.max(1, Math.min(room, width));
  }
  return isFixed;
}

/** The number with so many decimals. */
function fixedPoint(value: number, decimals: number): string {
  const count = represent(value, FAST_DIGITS).exponent + decimals;
  const { digits, exponent, negative } = represent(value, Math.max(0, count));
  const shown = exponent + decimals;
  // Rounding to no digits at all may still give one.
  const rounded = shown <= 0 ? "" : (digits || "1").padEnd(shown, "0");
  const text = rounded.padStart(decimals + 1, "0");
  const point = text.length - decimals;
  return `${negative ? "-" : ""}${text.slice(0, point)}.${text.slice(point)}`;
}

/** The number with an exponent and as many digits as `width` has room for, or undefined when not one digit fits. */
function exponentWithin(value: number, width: number): string | undefined {
  // A shorter mantissa may round up to a longer exponent.
  for (let digits = Math.min(width, MAX_DIGITS); digits > 0; digits--) {
    const text = formatScientific(value, digits);
    if (text.length <= width) return text.padStart(width);
  }
  // One digit alone goes without its point.
  const shortest = formatScientific(value, 1).replace(".", "");
  return shortest.length <= width ? shortest.padStart(width) : undefined;
}

/** Digits that F.S shows. */
const STACK_DIGITS = 14;

/** F.S of gforth: the digits that there are, with an `e` behind, or with an exponent where that is shorter or clearer. */
export function formatForStack(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0e" : "0e";
  const { exponent, negative } = represent(value, STACK_DIGITS);
  // An integer shows a digit more, where others have their point.
  const isLong = exponent === STACK_DIGITS + 1 && Number.isInteger(value);
  const digits = represent(value, isLong ? exponent : STACK_DIGITS).digits.replace(/0+$/, "");
  const sign = negative ? "-" : "";
  if (exponent > STACK_DIGITS + 1 || exponent < -4) {
    const fraction = digits.slice(1);
    return `${sign}${digits.charAt(0)}${fraction === "" ? "" : `.${fraction}`}e${exponent - 1}`;
  }
  if (exponent <= 0) return `${sign}.${"0".repeat(-exponent)}${digits}e`;
  const whole = digits.slice(0, exponent).padEnd(exponent, "0");
  const fraction = digits.slice(exponent);
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}e`;
}

import { describe, expect, test } from "bun:test";
import {
  formatEngineering,
  formatFixed,
  formatScientific,
  formatWidth,
  parseFloatString,
  represent,
} from "../../src/words/float_text.ts";

/** A pseudo-random source that gives the same numbers in every run. */
function randomFloats(count: number): number[] {
  const bits = new BigUint64Array(1);
  const float = new Float64Array(bits.buffer);
  let state = 0x9e3779b97f4a7c15n;
  const floats: number[] = [];
  while (floats.length < count) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    bits[0] = state ^ (state >> 29n);
    if (Number.isFinite(float[0])) floats.push(float[0] as number);
  }
  return floats;
}

describe("represent", () => {
  test("17 digits give every float back", () => {
    for (const value of [...randomFloats(2000), 5e-324, Number.MAX_VALUE, 1e23, 0.1]) {
      const { digits, exponent, negative } = represent(value, 17);
      expect(Number(`${negative ? "-" : ""}0.${digits}e${exponent}`)).toBe(value);
    }
  });

  test("the fast and the exact conversion agree", () => {
    for (const value of randomFloats(500)) {
      for (const count of [1, 2, 9, 17]) {
        const exact = represent(value, 767);
        const cut = represent(value, count);
        // Between the float and its digits lies at most half a unit of the last digit.
        const unit = 10n ** BigInt(767 - count);
        const shift = BigInt(cut.exponent - exact.exponent);
        const rounded = BigInt(cut.digits) * unit * 10n ** shift;
        const distance = BigInt(exact.digits) - rounded;
        expect(2n * (distance < 0n ? -distance : distance)).toBeLessThanOrEqual(unit);
      }
    }
  });

  test.each([
    [2.5, 1, "2", 1],
    [3.5, 1, "4", 1],
    [9.5, 1, "1", 2],
    [0.125, 2, "12", 0],
    [0.375, 2, "38", 0],
    [9.9996, 4, "1000", 2],
    [0, 3, "000", 1],
    [0.7, 0, "", 1],
    [0.5, 0, "", 0],
    [0.1, 20, "10000000000000000555", 0],
    [1, 40, `1${"0".repeat(39)}`, 1],
  ])("%p to %p digits", (value, count, digits, exponent) => {
    expect(represent(value, count)).toEqual({ digits, exponent, negative: false });
  });

  test("a zero has a sign", () => {
    expect(represent(-0, 1).negative).toBe(true);
  });
});

describe("formats", () => {
  test.each([
    [1.5, "1.5", "1.50000E0", "1.50000E0"],
    [-1234.5678, "-1234.57", "-1.23457E3", "-1.23457E3"],
    [0, "0.", "0.00000E0", "0.00000E0"],
    [1e-5, "0.00001", "1.00000E-5", "10.0000E-6"],
    [123456789, "123457000.", "1.23457E8", "123.457E6"],
    [Number.POSITIVE_INFINITY, "infinity", "infinity", "infinity"],
    [Number.NEGATIVE_INFINITY, "-infinity", "-infinity", "-infinity"],
    [Number.NaN, "NaN", "NaN", "NaN"],
  ])("%p at precision 6", (value, fixed, scientific, engineering) => {
    expect(formatFixed(value, 6)).toBe(fixed);
    expect(formatScientific(value, 6)).toBe(scientific);
    expect(formatEngineering(value, 6)).toBe(engineering);
  });

  test("a precision below three leaves room for the exponent of FE.", () => {
    expect(formatEngineering(123456, 1)).toBe("100.E3");
    expect(formatFixed(1.5, 0)).toBe("2.");
  });

  test.each([
    [6.28319, 10, 3, 1, "     6.283"],
    [6.28319, 8, 2, 2, "    6.28"],
    [1e10, 8, 2, 2, "1.000E10"],
    [0.5, 3, 2, 1, ".50"],
    [-0.5, 4, 2, 1, "-.50"],
    [9.996, 6, 2, 1, " 10.00"],
    [0.0004, 8, 2, 1, "4.000E-4"],
    [0.0004, 8, 2, 0, "    0.00"],
    [0.006, 8, 2, 0, "    0.01"],
    [1e100, 4, 2, 1, "****"],
    [1e-300, 7, 3, 4, "1.E-300"],
    [0, 6, 2, 1, "  0.00"],
    [Number.NaN, 5, 2, 1, "NaN  "],
  ])("%p as %p wide, %p decimals, %p digits", (value, width, decimals, significant, text) => {
    expect(formatWidth(value, width, decimals, significant)).toBe(text);
  });

  test("every width is kept", () => {
    for (const value of randomFloats(300)) {
      for (const width of [0, 1, 5, 9, 24]) expect(formatWidth(value, width, 3, 2)).toHaveLength(width);
    }
  });
});

describe("parseFloatString", () => {
  test.each([
    ["1", 1],
    ["-.5e3", -500],
    ["+5.d-1", 0.5],
    ["1+3", 1000],
    ["1-", 1],
    ["9e+", 9],
    ["1E400", Number.POSITIVE_INFINITY],
    ["", 0],
    ["   ", 0],
  ])("%p", (text, value) => expect(parseFloatString(text)).toBe(value));

  test.each([
    [" 1"],
    ["1 "],
    ["."],
    ["e5"],
    [".e5"],
    ["1.2.3"],
    ["1e5.5"],
    ["+-1"],
    ["1ee5"],
    ["0x10"],
    ["inf"],
  ])("%p is none", (text) => expect(parseFloatString(text)).toBeUndefined());
});

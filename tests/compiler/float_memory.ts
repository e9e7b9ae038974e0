/**
 * Floats in the memory of the evaluators, which hold them as numbers. A number keeps the sign of a NaN, if that is read and
 * written by its bits, but no payload: what a program does with one of those is left to tests/forth, which runs it.
 */
import { nanWithHigh } from "../../src/machine/nan.ts";

/** Thrown where a run has no result that could be compared. */
export class NotComparable {}

/** The high word of a NaN without sign and payload, and such a single. */
const PLAIN = 0x7ff80000;
const PLAIN_SINGLE = 0x7fc00000;
const SIGN = 1 << 31;

/** Throws NotComparable for a NaN with a payload. */
export function fetchFloat(memory: DataView, at: number): number {
  const value = memory.getFloat64(at, true);
  if (!Number.isNaN(value)) return value;
  const high = memory.getInt32(at + 4, true);
  if ((high & ~SIGN) !== PLAIN || memory.getInt32(at, true) !== 0) throw new NotComparable();
  return nanWithHigh(high);
}

/** Throws NotComparable for a NaN with a payload. */
export function fetchSingle(memory: DataView, at: number): number {
  const value = memory.getFloat32(at, true);
  if (!Number.isNaN(value)) return value;
  const bits = memory.getInt32(at, true);
  if ((bits & ~SIGN) !== PLAIN_SINGLE) throw new NotComparable();
  return nanWithHigh(bits);
}

export function storeFloat(memory: DataView, at: number, value: number): void {
  memory.setFloat64(at, value, true);
  if (!Number.isNaN(value)) return;
  memory.setInt32(at, 0, true);
  memory.setInt32(at + 4, PLAIN | signOf(value), true);
}

export function storeSingle(memory: DataView, at: number, value: number): void {
  memory.setFloat32(at, value, true);
  if (Number.isNaN(value)) memory.setInt32(at, PLAIN_SINGLE | signOf(value), true);
}

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);

function signOf(value: number): number {
  float[0] = value;
  return (halves[1] as number) & SIGN;
}

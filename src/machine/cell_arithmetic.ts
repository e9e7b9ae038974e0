// Division of cells as int32 halves, without BigInt but for quotients of two-cell numbers.
// Functions give the low half of their first result and leave the other halves in `rest`, in order.

import { type ForthThrow, ThrowCodes } from "./exceptions.ts";

const TWO_32 = 4294967296;
/** Below this a divisor allows long division by digits of 32 bits: remainder and digit together are exact doubles. */
const SMALL = 2 ** 21;

/** Makes a THROW; the machine's, so that it carries a backtrace when it will not be caught. */
type Fault = (code: number) => ForthThrow;

/** The division words of one machine. */
export function divisionFunctions(rest: Int32Array, fault: Fault) {
  /** Quotient and remainder of the last unsigned division. */
  const out = new Int32Array(4);
  const digits = new Uint32Array(4);

  /** Leaves the results in `out`; the divisor is not zero. All numbers are unsigned. */
  function divide(al: number, ah: number, bl: number, bh: number): void {
    if (bh === 0) {
      const b = bl >>> 0;
      if (ah === 0) {
        const a = al >>> 0;
        const q = Math.floor(a / b);
        return setOut(q | 0, 0, (a - q * b) | 0, 0);
      }
      if (b < SMALL) {
        const a = ah >>> 0;
        const qh = Math.floor(a / b);
        const next = (a - qh * b) * TWO_32 + (al >>> 0);
        const ql = Math.floor(next / b);
        return setOut(ql | 0, qh | 0, next - ql * b, 0);
      }
    } else if (bh < 0 || bh >= 1 << 30) {
      return divideByHuge(al, ah, bl, bh);
    }
    // The quotient is below 2^43, and its estimate off by one at most.
    const q = Math.floor(((ah >>> 0) * TWO_32 + (al >>> 0)) / (bh * TWO_32 + (bl >>> 0)));
    const ql = q | 0;
    const qh = Math.floor(q / TWO_32) | 0;
    const low = Math.imul(ql, bl);
    const high = (unsignedMulHigh(ql, bl) + Math.imul(ql, bh) + Math.imul(qh, bl)) | 0;
    const rl = (al - low) | 0;
    const rh = (ah - high - (al >>> 0 < low >>> 0 ? 1 : 0)) | 0;
    setOut(ql, qh, rl, rh);
    if (rh < 0) adjust(-1, bl, bh);
    else if (!isBelow(rl, rh, bl, bh)) adjust(1, bl, bh);
  }

  function setOut(ql: number, qh: number, rl: number, rh: number): void {
    out[0] = ql;
    out[1] = qh;
    out[2] = rl;
    out[3] = rh;
  }

  /** Adds `step` (1 or -1) to the quotient and takes as many divisors from the remainder. */
  function adjust(step: number, bl: number, bh: number): void {
    const ql = out[0] as number;
    const rl = out[2] as number;
    out[0] = ql + step;
    out[1] = (out[1] as number) + (step > 0 ? (ql === -1 ? 1 : 0) : ql === 0 ? -1 : 0);
    if (step > 0) {
      out[3] = (out[3] as number) - bh - (rl >>> 0 < bl >>> 0 ? 1 : 0);
      out[2] = rl - bl;
    } else {
      out[2] = rl + bl;
      out[3] = (out[3] as number) + bh + ((out[2] as number) >>> 0 < rl >>> 0 ? 1 : 0);
    }
  }

  /** A divisor of 2^62 and more goes in three times at most. */
  function divideByHuge(al: number, ah: number, bl: number, bh: number): void {
    setOut(0, 0, al, ah);
    while (!isBelow(out[2] as number, out[3] as number, bl, bh)) adjust(1, bl, bh);
  }

  function negateOut(at: number): void {
    const low = out[at] as number;
    out[at] = -low;
    out[at + 1] = ~(out[at + 1] as number) + (low === 0 ? 1 : 0);
  }

  /** Signed division that rounds towards negative infinity, into `out`. The most negative over -1 wraps. */
  function divideFloored(al: number, ah: number, bl: number, bh: number): void {
    if ((bl | bh) === 0) throw fault(ThrowCodes.divisionByZero);
    const divisorLow = bh < 0 ? -bl | 0 : bl;
    const divisorHigh = bh < 0 ? (~bh + (bl === 0 ? 1 : 0)) | 0 : bh;
    if (ah < 0) divide(-al | 0, (~ah + (al === 0 ? 1 : 0)) | 0, divisorLow, divisorHigh);
    else divide(al, ah, divisorLow, divisorHigh);
    if (ah < 0 !== bh < 0) {
      if (((out[2] as number) | (out[3] as number)) !== 0) {
        // One more divisor, so that the remainder gets the divisor's sign.
        adjust(1, divisorLow, divisorHigh);
      }
      negateOut(0);
    }
    // Here dividend = magnitude of the quotient * divisor + remainder holds for the magnitudes, or with one too many.
    if (ah < 0) negateOut(2);
  }

  /** Unsigned 128 by 64 bits into `out`; false when the quotient has more than 64 bits. */
  function divideWide(ll: number, lh: number, hl: number, hh: number, bl: number, bh: number): boolean {
    if ((hl | hh) === 0) {
      divide(ll, lh, bl, bh);
      return true;
    }
    if (!isBelow(hl, hh, bl, bh)) return false;
    if (bh === 0 && bl >>> 0 < SMALL) {
      divideDigits(ll, lh, hl, bl);
      return true;
    }
    const dividend = (toBigInt(hl, hh) << 64n) | toBigInt(ll, lh);
    const divisor = toBigInt(bl, bh);
    const quotient = dividend / divisor;
    const remainder = dividend - quotient * divisor;
    setOut(lowHalf(quotient), highHalf(quotient), lowHalf(remainder), highHalf(remainder));
    return true;
  }

  /** Long division; the digits above `hl` are zero and `hl` is below the divisor. */
  function divideDigits(ll: number, lh: number, hl: number, b: number): void {
    digits[1] = lh;
    digits[0] = ll;
    let remainder = hl;
    for (let i = 1; i >= 0; i--) {
      const next = remainder * TWO_32 + (digits[i] as number);
      const q = Math.floor(next / b);
      out[i] = q;
      remainder = next - q * b;
    }
    out[2] = remainder;
    out[3] = 0;
  }

  /** SM/REM and FM/MOD. */
  function divideSigned(
    ll: number,
    lh: number,
    hl: number,
    hh: number,
    bl: number,
    bh: number,
    floored: boolean,
  ): number {
    if ((bl | bh) === 0) throw fault(ThrowCodes.divisionByZero);
    const divisorLow = bh < 0 ? -bl | 0 : bl;
    const divisorHigh = bh < 0 ? (~bh + (bl === 0 ? 1 : 0)) | 0 : bh;
    const carryLow = (ll | lh) === 0 ? 1 : 0;
    const fits =
      hh < 0
        ? divideWide(
            -ll | 0,
            (~lh + (ll === 0 ? 1 : 0)) | 0,
            (~hl + carryLow) | 0,
            (~hh + (carryLow !== 0 && hl === 0 ? 1 : 0)) | 0,
            divisorLow,
            divisorHigh,
          )
        : divideWide(ll, lh, hl, hh, divisorLow, divisorHigh);
    const negative = hh < 0 !== bh < 0;
    if (!fits) throw fault(ThrowCodes.outOfRange);
    // The magnitude must not exceed 2^63 - 1, or 2^63 when the quotient is negative.
    const isLimit = out[0] === 0 && out[1] === -0x80000000;
    if ((out[1] as number) < 0 && !(negative && isLimit)) throw fault(ThrowCodes.outOfRange);
    if (negative && floored && ((out[2] as number) | (out[3] as number)) !== 0) {
      if (isLimit) throw fault(ThrowCodes.outOfRange);
      adjust(1, divisorLow, divisorHigh);
    }
    if (negative) negateOut(0);
    if (hh < 0) negateOut(2);
    return giveBoth();
  }

  /** ( -- remainder quotient ) */
  function giveBoth(): number {
    rest[0] = out[3] as number;
    rest[1] = out[0] as number;
    rest[2] = out[1] as number;
    return out[2] as number;
  }

  return {
    div(al: number, ah: number, bl: number, bh: number): number {
      divideFloored(al, ah, bl, bh);
      rest[0] = out[1] as number;
      return out[0] as number;
    },
    mod(al: number, ah: number, bl: number, bh: number): number {
      divideFloored(al, ah, bl, bh);
      rest[0] = out[3] as number;
      return out[2] as number;
    },
    udivmod(ll: number, lh: number, hl: number, hh: number, bl: number, bh: number): number {
      if ((bl | bh) === 0) throw fault(ThrowCodes.divisionByZero);
      if (!divideWide(ll, lh, hl, hh, bl, bh)) throw fault(ThrowCodes.outOfRange);
      return giveBoth();
    },
    sdivrem(ll: number, lh: number, hl: number, hh: number, bl: number, bh: number): number {
      return divideSigned(ll, lh, hl, hh, bl, bh, false);
    },
    fdivmod(ll: number, lh: number, hl: number, hh: number, bl: number, bh: number): number {
      return divideSigned(ll, lh, hl, hh, bl, bh, true);
    },
  };
}

/**
 * The high half of the signed product of two halves, by 16-bit parts whose products are int32 (Warren, Hacker's
 * Delight, section 8-2). Twice as fast as by a product of doubles.
 */
export function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >> 16;
  const b0 = b & 0xffff;
  const b1 = b >> 16;
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  return (Math.imul(a1, b1) + (middle >> 16) + ((Math.imul(a0, b1) + (middle & 0xffff)) >> 16)) | 0;
}

/** The high half of the unsigned product of two halves. */
export function unsignedMulHigh(a: number, b: number): number {
  return (mulHigh(a, b) + ((a >> 31) & b) + ((b >> 31) & a)) | 0;
}

function isBelow(al: number, ah: number, bl: number, bh: number): boolean {
  return ah >>> 0 < bh >>> 0 || (ah === bh && al >>> 0 < bl >>> 0);
}

function toBigInt(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function lowHalf(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

function highHalf(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}

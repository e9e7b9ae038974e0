const TWO_32 = 2 ** 32;

/** The signed cell of two halves: as a number where that is exact. */
export function cellNumber(low: number, high: number): number | bigint {
  if (high >= -0x200000 && high < 0x200000) return high * TWO_32 + (low >>> 0);
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

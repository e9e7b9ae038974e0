// Values at which arithmetic on halves changes its ways.

const around = (power: number): bigint[] => [
  1n << BigInt(power),
  (1n << BigInt(power)) - 1n,
  (1n << BigInt(power)) + 1n,
];

/** Cells around powers of two, of both signs, and some with busy halves. */
export const edgeCells: readonly bigint[] = [
  ...new Set(
    [0n, 1n, 2n, 7n, 10n, 64n, 0x123456789abcdef0n, 0x80000000_80000000n]
      .concat(around(21), around(31), around(32), around(43), around(63))
      .flatMap((value) => [BigInt.asIntN(64, value), BigInt.asIntN(64, -value)]),
  ),
];

/** Fewer of them, for ops of three and four operands. */
export const fewCells: readonly bigint[] = [
  0n,
  1n,
  -1n,
  2n,
  -2n,
  10n,
  -10n,
  0x7fffffffn,
  -0x80000000n,
  0xffffffffn,
  0x1_00000000n,
  -0x1_00000001n,
  0x7fffffff_ffffffffn,
  -0x80000000_00000000n,
  0x123456789abcdef0n,
];

/** For ops of four operands. */
export const fewestCells: readonly bigint[] = [
  0n,
  1n,
  -1n,
  0xffffffffn,
  -0x1_00000000n,
  -0x80000000_00000000n,
  0x123456789abcdef0n,
];

/** Addresses at the ends of a data space of 8192 bytes, aligned and not, and ones whose high half must not count. */
export const edgeAddresses: readonly bigint[] = [
  0n,
  1n,
  -1n,
  4088n,
  4095n,
  4096n,
  4097n,
  4098n,
  4100n,
  4104n,
  5000n,
  5001n,
  8184n,
  8185n,
  8186n,
  8187n,
  8188n,
  8189n,
  8190n,
  8191n,
  8192n,
  0x7fffffffn,
  0x80000000n,
  0x80001000n,
  0xffffffffn,
  0x5_00001004n,
  -0x1_00000000n + 4096n,
];

export const edgeFloats: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  0.49999999999999994,
  4503599627370495.5,
  4503599627370497,
  2 ** 53,
  2147483647.5,
  -2147483648.5,
  4294967296,
  2 ** 62,
  2 ** 63,
  -(2 ** 63),
  1e300,
  -1e300,
  5e-324,
  Math.PI,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

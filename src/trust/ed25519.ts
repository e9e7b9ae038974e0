// Ed25519 signatures (RFC 8032) with one verdict, whichever library computes it. Libraries differ in what RFC 8032
// leaves open or what they let pass: points of small order, encodings of numbers that are not reduced, and whether the
// equation is multiplied by the cofactor. Here the strictest answer counts: every encoding is the one that RFC 8032
// gives the value, neither key nor R has small order, and the equation holds without the cofactor. Honest keys and
// signatures never come near any of this.

/** Checks signatures. */
export interface Verifier {
  /**
   * @param publicKey 32 bytes
   * @param signature 64 bytes; any other length is false
   */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** What a library has to compute, once the encodings are known to be good. */
type Equation = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** A verifier with the strict checks that all have in common. */
export function strictVerifier(equation: Equation): Verifier {
  return {
    verify: (publicKey, message, signature) =>
      publicKey.length === 32 &&
      signature.length === 64 &&
      isStrictPoint(publicKey) &&
      isStrictPoint(signature.subarray(0, 32)) &&
      isReducedScalar(signature.subarray(32)) &&
      equation(publicKey, message, signature),
  };
}

/** True for the encoding of a point that may be a public key: its y is reduced, and its order is not small. */
export function isStrictPoint(encoded: Uint8Array): boolean {
  const y = Uint8Array.from(encoded);
  y[31] = (y[31] ?? 0) & 0x7f; // The top bit is the sign of x.
  return isLess(y, prime) && !smallOrderY.some((small) => isEqual(y, small));
}

/** S < L (RFC 8032, 5.1.7), without which a signature has more than one spelling. */
function isReducedScalar(encoded: Uint8Array): boolean {
  return isLess(encoded, groupOrder);
}

/** 2^255 - 19, little-endian. */
const prime = Uint8Array.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
/** L = 2^252 + 27742317777372353535851937790883648493, little-endian. */
const groupOrder = Uint8Array.fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/** The y of the eight points of the small subgroup, reduced: of orders 1, 2, 4, and twice two of order 8. */
const smallOrderY: readonly Uint8Array[] = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map((digits) => Uint8Array.fromHex(digits));

/** Compares little-endian numbers of 32 bytes. None of them is secret. */
function isLess(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 31; index >= 0; index--) {
    const left = a[index] ?? 0;
    const right = b[index] ?? 0;
    if (left !== right) return left < right;
  }
  return false;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, index) => byte === b[index]);
}

// Ed25519 by @noble/ed25519: what signs releases, and what verifies an update while it is installed. Its first
// verification in a process takes 20 ms, so that nothing at the start of a program imports this file.

import { etc, getPublicKey, hash, hashes, Point, sign, verify } from "@noble/ed25519";
import { strictVerifier, type Verifier } from "./ed25519.ts";

hashes.sha512 = (message) => new Uint8Array(new Bun.CryptoHasher("sha512").update(message).digest());

/** The verifier for installation. */
export const nobleVerifier: Verifier = strictVerifier((publicKey, message, signature) => {
  const holds = verify(signature, message, publicKey, { zip215: false });
  return holds && holdsWithoutCofactor(publicKey, message, signature);
});

/** @param secretKey the 32-byte seed of RFC 8032 @returns 64 bytes; the same for the same input, always */
export function signEd25519(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(message, secretKey);
}

/** @param secretKey the 32-byte seed of RFC 8032 @returns 32 bytes */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return getPublicKey(secretKey);
}

/**
 * S·B = R + k·A as it stands, where the library multiplies by 8 (RFC 8032, 5.1.7, allows both). Called with a signature
 * that has passed the library, so its encodings are sound.
 */
function holdsWithoutCofactor(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const encodedR = signature.subarray(0, 32);
  const key = Point.fromBytes(publicKey);
  const challenge = littleEndian(hash(etc.concatBytes(encodedR, publicKey, message))) % Point.CURVE().n;
  const left = Point.BASE.multiply(littleEndian(signature.subarray(32)), false);
  return left.equals(Point.fromBytes(encodedR).add(key.multiply(challenge, false)));
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toReversed().toHex()}`);
}

// Public keys and their identities.

import { sha256 } from "./bytes.ts";
import { encodeCanonical, type JsonObject, quote } from "./canonical.ts";
import { isStrictPoint } from "./ed25519.ts";
import { checked, type Form, hex32, record, text } from "./fields.ts";

/** An Ed25519 public key. */
export interface PublicKey {
  /** SHA-256 of the canonical form of the key, 64 hexadecimal digits. */
  readonly keyid: string;
  /** 32 bytes as 64 hexadecimal digits. */
  readonly public: string;
}

/** @param bytes 32 bytes @throws RangeError for a key that no verifier accepts */
export function publicKey(bytes: Uint8Array): PublicKey {
  if (bytes.length !== 32 || !isStrictPoint(bytes)) throw new RangeError("This is no Ed25519 public key.");
  const digits = bytes.toHex();
  return { keyid: keyIdOf({ public: digits }), public: digits };
}

/** The identity of a key: it follows from the key, so that one key cannot count as two. */
export function keyIdOf(key: { readonly public: string }): string {
  return sha256(encodeCanonical({ algorithm: "ed25519", public: key.public }));
}

/** The key as it stands in a root. */
export function encodeKey(key: PublicKey): JsonObject {
  return { algorithm: "ed25519", keyid: key.keyid, public: key.public };
}

/** The key as it stands in a root: no other algorithm, no weak key, no identity that is not the key's own. */
export const keyForm: Form<PublicKey> = checked(
  record({ algorithm: text(32), keyid: hex32, public: hex32 }),
  ({ algorithm, keyid, public: digits }, place) => {
    if (algorithm !== "ed25519")
      throw place.field("algorithm").error(`is ${quote(algorithm)} instead of "ed25519"`);
    if (keyid !== keyIdOf({ public: digits }))
      throw place.field("keyid").error("is not the identity of its key");
    if (!isStrictPoint(Uint8Array.fromHex(digits)))
      throw place.field("public").error("is no sound Ed25519 key");
    return { keyid, public: digits };
  },
);

// Public keys and their identities.

import { fromHex, hex32, sha256, toHex } from "./bytes.ts";
import { encodeCanonical, type JsonObject, quote } from "./canonical.ts";
import { isStrictPoint } from "./ed25519.ts";
import type { Fields } from "./fields.ts";

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
  const text = toHex(bytes);
  return { keyid: keyIdOf({ public: text }), public: text };
}

/** The identity of a key: it follows from the key, so that one key cannot count as two. */
export function keyIdOf(key: { readonly public: string }): string {
  return sha256(encodeCanonical({ algorithm: "ed25519", public: key.public }));
}

/** The key as it stands in a root. */
export function encodeKey(key: PublicKey): JsonObject {
  return { algorithm: "ed25519", keyid: key.keyid, public: key.public };
}

/** @throws UpdateError "format" for another algorithm, a weak key, or an identity that is not the key's own */
export function readKey(fields: Fields): PublicKey {
  const algorithm = fields.text("algorithm", 32);
  if (algorithm !== "ed25519") throw fields.error("algorithm", `is ${quote(algorithm)} instead of "ed25519"`);
  const keyid = fields.text("keyid", 64, hex32);
  const text = fields.text("public", 64, hex32);
  if (!isStrictPoint(fromHex(text))) throw fields.error("public", "is no sound Ed25519 key");
  if (keyid !== keyIdOf({ public: text })) throw fields.error("keyid", "is not the identity of its key");
  return { keyid, public: text };
}

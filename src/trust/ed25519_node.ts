// Ed25519 by the runtime itself: what verifies a plugin's signature when it is loaded, at 0.2 ms instead of 20.

import { strictVerifier, type Verifier } from "./ed25519.ts";

/** What stands before the 32 bytes of a key in a SubjectPublicKeyInfo (RFC 8410, section 4). */
const keyPrefix = Uint8Array.fromHex("302a300506032b6570032100");

/** The verifier for loading. */
export const nodeVerifier: Verifier = strictVerifier((publicKey, message, signature) => {
  const { createPublicKey, verify } = process.getBuiltinModule("node:crypto");
  const encoded = Buffer.concat([keyPrefix, publicKey]);
  const key = createPublicKey({ key: encoded, format: "der", type: "spki" });
  return verify(null, message, key, signature);
});

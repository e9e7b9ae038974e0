// The signature of an artifact binds the hash of its bytes to what they are, so that a release key's signature on one
// thing can never stand for another. Whoever loads a plugin imports this and not artifact.ts, which compares versions.

import { encodeCanonical } from "./canonical.ts";
import type { Verifier } from "./ed25519.ts";
import type { Role, Signer } from "./envelope.ts";
import { UpdateError } from "./errors.ts";

/** What the signature of an artifact binds together. */
export interface ArtifactIdentity {
  /** The stage's name, or `fastforth` for the executable. */
  readonly name: string;
  readonly version: string;
  /** The platform that it runs on, in the words of build.ts. */
  readonly platform: string;
  /** The stage ABI that it speaks. */
  readonly abi: number;
  /** Bytes, as installed. */
  readonly size: number;
  /** SHA-256 of the bytes as installed. */
  readonly checksum: string;
}

const signaturePrefix = "fastforth/artifact/v1\n";

/** The signature of an artifact by a release key, 128 hexadecimal digits. */
export function signArtifact(identity: ArtifactIdentity, signer: Signer): string {
  return signer.sign(artifactMessage(identity)).toHex();
}

/**
 * Demands that a release key signed an artifact as what it says it is. It does not look at the artifact's bytes.
 * @param release the role in the root that is trusted now
 * @throws UpdateError "binding"
 */
export function requireArtifactSignature(
  identity: ArtifactIdentity & { readonly signature: string },
  release: Role,
  verifier: Verifier,
): void {
  const message = artifactMessage(identity);
  const signature = Uint8Array.fromHex(identity.signature);
  if (release.keys.some((key) => verifier.verify(Uint8Array.fromHex(key.public), message, signature))) return;
  const { name, version, platform, abi } = identity;
  const what = `${name} ${version} for ${platform}, ABI ${abi}`;
  throw new UpdateError("binding", `No release key that counts has signed these bytes as ${what}.`, {
    file: `${name}-${platform}`,
    advice: "It is not used. Run `fastforth self-update` to get one that is signed.",
  });
}

function artifactMessage(identity: ArtifactIdentity): Uint8Array {
  const { name, version, platform, abi, size, checksum } = identity;
  return encodeCanonical({ name, version, platform, abi, size, checksum }, signaturePrefix);
}

// What all signed files have in common: `{ "signatures": […], "signed": { "type", "format", … } }` in canonical form. A
// signature is over the canonical bytes of `signed` behind a prefix of its own, so that nothing that is signed for
// another purpose can pass as a file.

import { decodeCanonical, encodeCanonical, type JsonObject, malformed, quote } from "./canonical.ts";
import { counts } from "./config.ts";
import type { Verifier } from "./ed25519.ts";
import { UpdateError } from "./errors.ts";
import { type Form, hex32, hex64, integer, list, objectAt, Place, record, text } from "./fields.ts";
import type { PublicKey } from "./keys.ts";

/** The form of files that this FastForth reads and writes. A later one is a break: see `readEnvelope`. */
export const formatVersion = 1;

const signaturePrefix = "fastforth/metadata/v1\n";

type FileType = "root" | "timestamp" | "manifest";

/** Who may sign what, and how many of them have to. */
export interface Role {
  /** Distinct keys. */
  readonly keys: readonly PublicKey[];
  /** From 1 to the number of keys. */
  readonly threshold: number;
}

export interface FileSignature {
  readonly keyid: string;
  readonly signature: string;
}

/** A file whose form is accepted; whether to trust it is another question. */
export interface Envelope {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly signatures: readonly FileSignature[];
  readonly signed: JsonObject;
}

/** Something that signs with one key: a file on the publisher's disk, or a device. */
export interface Signer {
  readonly publicKey: PublicKey;
  /** @returns 64 bytes */
  sign(message: Uint8Array): Uint8Array;
}

/** Looked at first: all else may be different in another file. */
const kindOfFile = record({ signed: record({ type: text(32), format: integer(1) }) });

const signatures = list(
  record({ keyid: hex32, signature: hex64 }),
  counts.signatures,
  ({ keyid }) => keyid, // TUF 4.2.1
);
const outside = record({ signatures, signed: objectAt });

/**
 * Reads a file.
 * @param form of what is signed
 * @throws UpdateError "size", "format", "format-version", or what the form throws
 */
export function readEnvelope<Content>(
  file: string,
  bytes: Uint8Array,
  type: FileType,
  maximumBytes: number,
  form: Form<Content>,
): Content & { readonly envelope: Envelope } {
  const object = decodeCanonical(file, bytes, maximumBytes);
  const place = new Place(file);
  const { type: foundType, format } = kindOfFile(object, place).signed;
  if (foundType !== type) throw malformed(file, `it is of type ${quote(foundType)} instead of "${type}"`);
  if (format !== formatVersion) {
    throw new UpdateError("format-version", `${file} is in format ${format}; this FastForth reads 1.`, {
      file,
      advice: "Download the newest FastForth by hand, as you did the first time.",
    });
  }
  const read = outside(object, place);
  const content = form(read.signed, place.field("signed"));
  return { ...content, envelope: { file, bytes, signatures: read.signatures, signed: read.signed } };
}

/**
 * Demands that enough distinct keys of a role signed a file (TUF 5.3.4, 5.4.2, 5.6.3). Signatures of other keys, and
 * wrong ones, count for nothing and do no harm.
 * @throws UpdateError "signature"
 */
export function requireSignatures(
  envelope: Envelope,
  role: Role,
  roleName: string,
  verifier: Verifier,
): void {
  const message = signedMessage(envelope.signed);
  const signers = new Set<string>();
  for (const { keyid, signature } of envelope.signatures) {
    const key = role.keys.find((candidate) => candidate.keyid === keyid);
    if (key === undefined) continue;
    if (verifier.verify(Uint8Array.fromHex(key.public), message, Uint8Array.fromHex(signature)))
      signers.add(keyid);
    if (signers.size >= role.threshold) return;
  }
  const { file } = envelope;
  const count = `${signers.size} of the ${role.threshold} signatures that it needs from the ${roleName} keys`;
  throw new UpdateError("signature", `${file} is not accepted: it has ${count}.`, {
    file,
    clause: "TUF 4.4, 5.3.4, 5.4.2, 5.6.3",
    advice:
      "Nothing was changed. Try again later or from another network; if it stays so, tell whoever publishes.",
  });
}

/** The bytes of a file with the signatures of some signers, in the order of their key ids. */
export function signFile(signed: JsonObject, signers: readonly Signer[]): Uint8Array<ArrayBuffer> {
  const signatures = signers.map((signer) => signatureOf(signed, signer));
  return encodeFile(signed, signatures);
}

/** One signature, for signers that are not at one place. */
export function signatureOf(signed: JsonObject, signer: Signer): FileSignature {
  return {
    keyid: signer.publicKey.keyid,
    signature: signer.sign(signedMessage(signed)).toHex(),
  };
}

/** The bytes of a file with signatures that were made before. */
export function encodeFile(
  signed: JsonObject,
  signatures: readonly FileSignature[],
): Uint8Array<ArrayBuffer> {
  const sorted = signatures.toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1));
  return encodeCanonical({
    signatures: sorted.map(({ keyid, signature }) => ({ keyid, signature })),
    signed,
  });
}

/** What is signed: a prefix that no other signature has, and the canonical bytes of the content. */
function signedMessage(signed: JsonObject): Uint8Array {
  return encodeCanonical(signed, signaturePrefix);
}

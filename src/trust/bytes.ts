// Bytes as text in files: lower-case hexadecimal, which has one spelling for every value.

/** SHA-256 of bytes, 64 lower-case hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

/** @param text an even number of lower-case hexadecimal digits, checked before */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(text);
}

export function toHex(bytes: Uint8Array): string {
  return bytes.toHex();
}

/** 32 bytes: a SHA-256, a key's identity, an Ed25519 public key. */
export const hex32 = /^[0-9a-f]{64}$/;
/** 64 bytes: an Ed25519 signature. */
export const hex64 = /^[0-9a-f]{128}$/;

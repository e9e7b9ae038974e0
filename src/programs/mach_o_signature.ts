/**
 * The signature of a Mach-O executable after some bytes of it were changed: macOS ends a process when a page is not what its
 * signature says. What nobody but its maker has signed (ad hoc, as every executable for Apple's processors is) has hashes
 * of its pages and nothing that vouches for them, so they can be made anew ("Mach-O Programming Topics"; the layout is
 * that of cs_blobs.h in the kernel's sources).
 */
import { ProgramError } from "./program_error.ts";

const MAGIC_64 = 0xfeedfacf;
const HEADER_BYTES = 32;
const COMMAND_COUNT = 16;
const CODE_SIGNATURE_COMMAND = 0x1d;

/** Numbers in signatures have their most significant byte first. */
const Blob = { signature: 0xfade0cc0, directory: 0xfade0c02, otherSignature: 0xfade0b01 } as const;
const Index = { count: 8, first: 12, bytes: 8, offset: 4 } as const;
const Directory = {
  hashOffset: 16,
  slotCount: 28,
  codeLimit: 32,
  hashSize: 36,
  hashType: 37,
  pageSize: 39,
} as const;
const SHA_256 = 2;
/** A blob that holds nothing. */
const EMPTY_BLOB = 8;

/**
 * Makes the hashes of changed pages anew; leaves what is no Mach-O file, or not signed.
 * @param changed offsets of changed bytes
 * @throws ProgramError for what somebody else has signed, or in a way that is not known
 */
export function signAnew(file: Uint8Array, changed: readonly number[]): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = signatureStart(view);
  if (start === undefined) return;
  if (view.getUint32(start) !== Blob.signature) throw strange();
  for (let number = 0; number < view.getUint32(start + Index.count); number++) {
    const at = start + view.getUint32(start + Index.first + number * Index.bytes + Index.offset);
    const magic = view.getUint32(at);
    if (magic === Blob.otherSignature && view.getUint32(at + 4) > EMPTY_BLOB)
      throw new ProgramError(
        "this executable of FastForth is signed by its maker, whose signature would not hold any more",
        "--base names one that is not, or sign the result yourself",
      );
    if (magic === Blob.directory) hashPages(file, view, at, changed);
  }
}

/** Undefined for what is not signed. */
function signatureStart(view: DataView): number | undefined {
  if (view.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC_64) return undefined;
  let at = HEADER_BYTES;
  for (let left = view.getUint32(COMMAND_COUNT, true); left > 0; left--) {
    if (view.getUint32(at, true) === CODE_SIGNATURE_COMMAND) return view.getUint32(at + 8, true);
    at += view.getUint32(at + 4, true);
  }
  return undefined;
}

function hashPages(file: Uint8Array, view: DataView, directory: number, changed: readonly number[]): void {
  const number = (field: number) => view.getUint32(directory + field);
  const size = view.getUint8(directory + Directory.hashSize);
  if (view.getUint8(directory + Directory.hashType) !== SHA_256) throw strange();
  const pageBits = view.getUint8(directory + Directory.pageSize);
  const limit = number(Directory.codeLimit);
  for (const page of new Set(changed.map((offset) => offset >>> pageBits))) {
    if (page >= number(Directory.slotCount)) throw strange();
    const bytes = file.subarray(page << pageBits, Math.min((page + 1) << pageBits, limit));
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest();
    file.set(hash.subarray(0, size), directory + number(Directory.hashOffset) + page * size);
  }
}

const strange = (): ProgramError =>
  new ProgramError("this executable of FastForth is signed in a way that is not known");

// A program in an executable for macOS, whose pages are as its signature says.

import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { bundled } from "../../src/programs/bundle.ts";
import { markText } from "../../src/programs/bundle_mark.ts";

const PAGE = 4096;
const SIGNATURE_AT = 3 * PAGE + 100;
const DIRECTORY = 64;
const HASHES = 128;

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const pageOf = (file: Uint8Array, page: number): Uint8Array =>
  file.subarray(page * PAGE, Math.min((page + 1) * PAGE, SIGNATURE_AT));

/** A Mach-O file of four pages with a mark whose digits lie across two of them, signed ad hoc, or by its maker. */
function signedFile(makerBytes = 8): Buffer {
  const file = Buffer.alloc(SIGNATURE_AT + 400);
  file.fill("code", 200, SIGNATURE_AT);
  file.write(`${markText}0000000000000000`, 2 * PAGE - markText.length - 4, "latin1");
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(2, 16);
  file.writeUInt32LE(0x19, 32);
  file.writeUInt32LE(72, 36);
  file.writeUInt32LE(0x1d, 104);
  file.writeUInt32LE(16, 108);
  file.writeUInt32LE(SIGNATURE_AT, 112);
  const signature = file.subarray(SIGNATURE_AT);
  [0xfade0cc0, 400, 2, 0, DIRECTORY, 0x10000, 380].forEach((value, index) => {
    signature.writeUInt32BE(value, 4 * index);
  });
  const directory = signature.subarray(DIRECTORY);
  [0xfade0c02, 300, 0x20400, 2, HASHES, 88, 0, 4, SIGNATURE_AT].forEach((value, index) => {
    directory.writeUInt32BE(value, 4 * index);
  });
  directory.set([32, 2, 0, 12], 36);
  for (let page = 0; page < 4; page++) directory.write(hash(pageOf(file, page)), HASHES + 32 * page, "hex");
  signature.writeUInt32BE(0xfade0b01, 380);
  signature.writeUInt32BE(makerBytes, 384);
  return file;
}

const program = { path: "p.fth", entry: undefined, memory: undefined, files: new Map() };

describe("an executable for macOS with a program inside", () => {
  test("has the hashes of its changed pages", () => {
    const base = signedFile();
    const made = bundled(base, program);
    const said = (page: number) =>
      Buffer.from(
        made.subarray(
          SIGNATURE_AT + DIRECTORY + HASHES + 32 * page,
          SIGNATURE_AT + DIRECTORY + HASHES + 32 * (page + 1),
        ),
      ).toString("hex");
    expect(hash(pageOf(made, 2))).not.toBe(hash(pageOf(base, 2)));
    for (let page = 0; page < 4; page++) expect(said(page)).toBe(hash(pageOf(made, page)));
    // What was hashed is as it was, the rest lies behind the signature.
    expect(
      Buffer.compare(made.subarray(SIGNATURE_AT + 300, base.length), base.subarray(SIGNATURE_AT + 300)),
    ).toBe(0);
    expect(made.length).toBeGreaterThan(base.length);
  });

  test("is not made of what somebody else has signed", () => {
    expect(() => bundled(signedFile(16), program)).toThrow("signed by its maker");
  });
});

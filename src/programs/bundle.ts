/**
 * A program inside a copy of FastForth's executable: its files lie behind everything else, and the mark in the executable
 * (bundle_mark.ts) says where.
 *
 *     executable, with its mark │ zstd frame: u32 length of the description, description as JSON, files one after the other
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { MARK_DIGITS, markText } from "./bundle_mark.ts";
import { signAnew } from "./mach_o_signature.ts";
import { ProgramError } from "./program_error.ts";

export interface BundledProgram {
  /** What the program is called: the name of its first file. */
  readonly path: string;
  /** The word that runs when everything has been loaded; undefined: loading it is running it. */
  readonly entry: string | undefined;
  /** Bytes of data space; undefined: as a run has by default. */
  readonly memory: number | undefined;
  /** By the names under which the program includes them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Description {
  readonly path: string;
  readonly entry?: string | undefined;
  readonly memory?: number | undefined;
  readonly files: readonly { readonly name: string; readonly length: number }[];
}

const LENGTH_BYTES = 4;

/**
 * The executable with a program inside.
 * @param executable of FastForth, for whatever platform
 * @throws ProgramError when it has no place for one, or has one already, or may not be changed
 */
export function bundled(executable: Uint8Array, program: BundledProgram): Uint8Array {
  // Not `slice`: of a Buffer, that is no copy.
  const base = new Uint8Array(executable);
  const marks: number[] = [];
  const text = Buffer.from(`${markText}${"0".repeat(MARK_DIGITS)}`);
  const buffer = Buffer.from(base.buffer, base.byteOffset, base.length);
  const digits = String(base.length).padStart(MARK_DIGITS, "0");
  for (let at = buffer.indexOf(text); at >= 0; at = buffer.indexOf(text, at + 1)) {
    buffer.write(digits, at + markText.length, "latin1");
    marks.push(at + markText.length, at + markText.length + MARK_DIGITS - 1);
  }
  if (marks.length === 0)
    throw new ProgramError(
      "this is no executable of FastForth that a program can be put into",
      "--base names one, which has no program inside yet",
    );
  signAnew(base, marks);
  return Buffer.concat([base, packed(program)]);
}

function packed({ path, entry, memory, files }: BundledProgram): Uint8Array {
  const description: Description = {
    path,
    entry,
    memory,
    files: [...files].map(([name, { length }]) => ({ name, length })),
  };
  const json = Buffer.from(JSON.stringify(description));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return Bun.zstdCompressSync(Buffer.concat([length, json, ...files.values()]), { level: 19 });
}

/** The program in an executable, from an offset on. @throws Error when it cannot be read */
export function readBundled(executable: string, offset: number): BundledProgram {
  const bytes = Bun.zstdDecompressSync(readFrom(executable, offset));
  const start = LENGTH_BYTES + bytes.readUInt32LE();
  const description = JSON.parse(bytes.toString("utf8", LENGTH_BYTES, start)) as Description;
  const files = new Map<string, Uint8Array>();
  let at = start;
  for (const { name, length } of description.files) {
    files.set(name, new Uint8Array(bytes.subarray(at, at + length)));
    at += length;
  }
  return { path: description.path, entry: description.entry, memory: description.memory, files };
}

function readFrom(path: string, offset: number): Uint8Array<ArrayBuffer> {
  const descriptor = openSync(path, "r");
  try {
    const bytes = new Uint8Array(fstatSync(descriptor).size - offset);
    for (let length = 0; length < bytes.length; ) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, offset + length);
      if (count === 0) throw new Error(`${path} ends too early`);
      length += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

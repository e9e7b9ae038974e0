import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { PluginError, type PluginFault } from "../../src/plugins/errors.ts";
import { libraryPlatform } from "../../src/plugins/library_format.ts";
import { openPrivateFile } from "../../src/plugins/private_file.ts";
import { openSealedMemory } from "../../src/plugins/sealed_memory.ts";
import { VerifiedLibrary } from "../../src/plugins/verified_load.ts";
import { buildFixture, expectation, fixtureLibrary } from "./fixture_library.ts";

const onLinux = process.platform === "linux";
const countSymbols = { fixture_count: { args: [], returns: "u32" } } as const;

function faultOf(action: () => unknown): PluginFault | "none" {
  try {
    action();
    return "none";
  } catch (error) {
    if (error instanceof PluginError) return error.fault;
    throw error;
  }
}

test("a library with the expected bytes loads and runs", () => {
  const bytes = fixtureLibrary();
  const library = VerifiedLibrary.verify("fixture", bytes, expectation(bytes)).open(countSymbols);
  expect([library.symbols.fixture_count(), library.symbols.fixture_count()]).toEqual([1, 2]);
  library.close();
});

test("bytes that are cut off, too many, or none are refused by their length", () => {
  const bytes = fixtureLibrary();
  const expected = expectation(bytes);
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  for (const wrong of [
    bytes.subarray(0, bytes.length - 1),
    bytes.subarray(0, 64),
    longer,
    new Uint8Array(0),
  ]) {
    expect(faultOf(() => VerifiedLibrary.verify("fixture", wrong, expected))).toBe("length");
  }
});

test("one flipped bit anywhere is refused by the hash", () => {
  const bytes = fixtureLibrary();
  const expected = expectation(bytes);
  for (let at = 0; at < bytes.length; at += 97) {
    const flipped = new Uint8Array(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    expect(faultOf(() => VerifiedLibrary.verify("fixture", flipped, expected))).toBe("hash");
  }
});

test("bytes that change after they were verified are loaded as they were", () => {
  const original = fixtureLibrary();
  for (const buffer of [new ArrayBuffer(original.length), new SharedArrayBuffer(original.length)]) {
    const bytes = new Uint8Array(buffer);
    bytes.set(original);
    const verified = VerifiedLibrary.verify("fixture", bytes, expectation(bytes));
    bytes.fill(0);
    const library = verified.open(countSymbols);
    expect(library.symbols.fixture_count()).toBe(1);
    library.close();
  }
});

test("a library for another system or processor is refused with its own words", () => {
  const targets = {
    "x86_64-linux": "linux-x64",
    "aarch64-linux": "linux-arm64",
    "aarch64-macos": "darwin-arm64",
    "x86_64-windows": "win32-x64",
  };
  for (const [target, platform] of Object.entries(targets)) {
    const bytes = fixtureLibrary({ target });
    expect(libraryPlatform(bytes)).toBe(platform);
    const fault = faultOf(() => VerifiedLibrary.verify("fixture", bytes, expectation(bytes)));
    expect(fault).toBe(platform === `${process.platform}-${process.arch}` ? "none" : "platform");
  }
});

test("what is no library is refused, also when it begins like one", () => {
  const start = fixtureLibrary().subarray(0, 16);
  const executable = new Uint8Array(256);
  executable.set(start);
  for (const bytes of [
    new TextEncoder().encode("#!/bin/sh\n".repeat(20)),
    start,
    executable,
    new Uint8Array(512),
  ]) {
    expect(faultOf(() => VerifiedLibrary.verify("fixture", bytes, expectation(bytes)))).toBe("platform");
  }
});

test("a missing function is named", () => {
  const bytes = fixtureLibrary();
  const verified = VerifiedLibrary.verify("fixture", bytes, expectation(bytes));
  const open = () => verified.open({ ...countSymbols, parse_forth: { args: [], returns: "u32" } });
  expect(faultOf(open)).toBe("symbol");
  expect(open).toThrow("it does not export parse_forth");
});

test("every load of the same bytes is a library of its own", () => {
  const bytes = fixtureLibrary();
  const verified = VerifiedLibrary.verify("fixture", bytes, expectation(bytes));
  const libraries = Array.from({ length: 100 }, () => verified.open(countSymbols));
  for (const library of libraries) expect(library.symbols.fixture_count()).toBe(1);
  for (const library of libraries) expect(library.symbols.fixture_count()).toBe(2);
  for (const library of libraries) library.close();
});

test("loading and unloading leaves no open file and no mapping behind", () => {
  if (!onLinux) return;
  const bytes = fixtureLibrary();
  const verified = VerifiedLibrary.verify("fixture", bytes, expectation(bytes));
  verified.open(countSymbols).close();
  const openFiles = () => readdirSync("/proc/self/fd").length;
  const before = openFiles();
  for (let round = 0; round < 500; round++) verified.open(countSymbols).close();
  expect(openFiles()).toBe(before);
});

test("sealed memory cannot be written to, cut or replaced", async () => {
  if (!onLinux) return;
  const file = openSealedMemory(new TextEncoder().encode("sealed"));
  if (file === undefined) throw new Error("The system has no sealed memory.");
  expect(await Bun.file(file.path).text()).toBe("sealed");
  const { openSync, writeSync, ftruncateSync, closeSync } = await import("node:fs");
  const writable = openSync(file.path, "r+");
  expect(() => writeSync(writable, "x")).toThrow("EPERM");
  expect(() => ftruncateSync(writable, 1)).toThrow("EPERM");
  closeSync(writable);
  file.dispose();
});

test("a private file is in a folder of its own that only its user can enter, and goes away", () => {
  const file = openPrivateFile(fixtureLibrary());
  const folder = join(file.path, "..");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(file.path).mode & 0o222).toBe(0);
  file.dispose();
  expect(() => statSync(folder)).toThrow("ENOENT");
});

// A library's constructors run inside the loader, so a program whose library ends the process in its constructor
// survives exactly as long as nothing was loaded.
const endsTheProcess = `
export fn probe() void {}
fn end() callconv(.c) void { @import("std").os.linux.exit_group(42); }
export const constructor linksection(".init_array") = &end;
`;

async function exitCodeOfLoading(expectedSha256: "right" | "wrong"): Promise<number> {
  const bytes = buildFixture(endsTheProcess);
  const expected = { ...expectation(bytes), ...(expectedSha256 === "wrong" && { sha256: "0".repeat(64) }) };
  const script = `
    import { VerifiedLibrary } from ${JSON.stringify(join(import.meta.dir, "../../src/plugins/verified_load.ts"))};
    const bytes = new Uint8Array(Buffer.from(process.argv[1], "base64"));
    try {
      VerifiedLibrary.verify("fixture", bytes, ${JSON.stringify(expected)}).open({ probe: {} });
    } catch (error) {
      process.exit(error.fault === "hash" ? 7 : 8);
    }
  `;
  const encoded = Buffer.from(bytes).toString("base64");
  return await Bun.spawn([process.execPath, "-e", script, encoded], { stderr: "inherit" }).exited;
}

test("nothing reaches the loader before its hash matched", async () => {
  if (!onLinux) return;
  expect(await exitCodeOfLoading("wrong")).toBe(7);
  expect(await exitCodeOfLoading("right")).toBe(42);
});

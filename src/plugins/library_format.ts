// Whether a library is made for this machine, from the first bytes of its file.

import { PluginError } from "./errors.ts";

/**
 * Checks the headers of a dynamic library, so that one for another machine is named as such; the loader's own words
 * for it differ by system.
 * @throws PluginError "platform"
 */
export function checkLibraryFormat(name: string, bytes: Uint8Array): void {
  const found = libraryPlatform(bytes);
  const wanted = `${process.platform}-${process.arch}`;
  if (found !== wanted) {
    throw new PluginError(
      "platform",
      name,
      `it is made for ${found ?? "no known system"}, this is ${wanted}`,
    );
  }
}

/** The platform of a dynamic library, in Node's words (`linux-x64`), or undefined when it is none that is known. */
export function libraryPlatform(bytes: Uint8Array): string | undefined {
  if (bytes.length < 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return elfPlatform(view) ?? machPlatform(view) ?? portableExecutablePlatform(view);
}

/** ELF-64, little-endian, a shared object (System V gABI, chapter 4). */
function elfPlatform(view: DataView): string | undefined {
  const isElf = view.getUint32(0) === 0x7f454c46 && view.getUint8(4) === 2 && view.getUint8(5) === 1;
  if (!isElf || view.getUint16(16, true) !== 3) return undefined;
  return withArch("linux", { 62: "x64", 183: "arm64" }, view.getUint16(18, true));
}

/** Mach-O, 64 bits, a dynamic library (mach-o/loader.h). */
function machPlatform(view: DataView): string | undefined {
  if (view.getUint32(0, true) !== 0xfeedfacf || view.getUint32(12, true) !== 6) return undefined;
  const sixtyFourBits = 0x01000000; // CPU_ARCH_ABI64
  return withArch("darwin", { 7: "x64", 12: "arm64" }, view.getUint32(4, true) - sixtyFourBits);
}

/** A DLL: MZ, the offset of the PE header at 0x3c, machine and characteristics behind it (PE format, COFF header). */
function portableExecutablePlatform(view: DataView): string | undefined {
  if (view.getUint16(0) !== 0x4d5a) return undefined;
  const header = view.getUint32(0x3c, true);
  if (header > view.byteLength - 24 || view.getUint32(header) !== 0x50450000) return undefined;
  if ((view.getUint16(header + 22, true) & 0x2000) === 0) return undefined;
  return withArch("win32", { 34404: "x64", 43620: "arm64" }, view.getUint16(header + 4, true));
}

function withArch(
  system: string,
  archs: Readonly<Record<number, string>>,
  machine: number,
): string | undefined {
  const arch = archs[machine];
  return arch === undefined ? undefined : `${system}-${arch}`;
}

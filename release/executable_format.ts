// Which platform an executable is made for, from its headers.

/** The platform in the words of build.ts, such as `linux-x64-musl`; undefined when it is none that is known. */
export function executablePlatform(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4096) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return elfPlatform(view) ?? machPlatform(view) ?? portableExecutablePlatform(view);
}

/** ELF-64, little-endian; the C library follows from the interpreter that it asks for (System V gABI, PT_INTERP). */
function elfPlatform(view: DataView): string | undefined {
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint8(4) !== 2 || view.getUint8(5) !== 1) return undefined;
  const arch = { 62: "x64", 183: "arm64" }[view.getUint16(18, true)];
  const interpreter = elfInterpreter(view);
  if (arch === undefined || interpreter === undefined) return undefined;
  return `linux-${arch}${interpreter.includes("musl") ? "-musl" : ""}`;
}

function elfInterpreter(view: DataView): string | undefined {
  const [table, size, count] = [
    Number(view.getBigUint64(32, true)),
    view.getUint16(54, true),
    view.getUint16(56, true),
  ];
  for (let index = 0; index < count; index++) {
    const header = table + index * size;
    if (header + 40 > view.byteLength) return undefined;
    const PT_INTERP = 3;
    if (view.getUint32(header, true) !== PT_INTERP) continue;
    const [offset, length] = [view.getBigUint64(header + 8, true), view.getBigUint64(header + 32, true)].map(
      Number,
    );
    if (offset === undefined || length === undefined || offset + length > view.byteLength) return undefined;
    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + offset, length));
  }
  return undefined;
}

/** Mach-O, 64 bits, an executable (mach-o/loader.h). */
function machPlatform(view: DataView): string | undefined {
  const MH_EXECUTE = 2;
  if (view.getUint32(0, true) !== 0xfeedfacf || view.getUint32(12, true) !== MH_EXECUTE) return undefined;
  const sixtyFourBits = 0x01000000; // CPU_ARCH_ABI64
  const arch = { 7: "x64", 12: "arm64" }[view.getUint32(4, true) - sixtyFourBits];
  return arch && `darwin-${arch}`;
}

/** PE32+, an executable and no DLL (PE format, COFF header). */
function portableExecutablePlatform(view: DataView): string | undefined {
  if (view.getUint16(0) !== 0x4d5a) return undefined;
  const header = view.getUint32(0x3c, true);
  if (header > view.byteLength - 24 || view.getUint32(header) !== 0x50450000) return undefined;
  const characteristics = view.getUint16(header + 22, true);
  if ((characteristics & 0x2002) !== 2) return undefined;
  const arch = { 34404: "x64", 43620: "arm64" }[view.getUint16(header + 4, true)];
  return arch && `windows-${arch}`;
}

// The platforms that FastForth is built for, in the words of each tool.

import { existsSync } from "node:fs";
import { BuildError } from "./build_error.ts";

export interface Platform {
  readonly bun: Bun.Build.CompileTarget;
  readonly zig: string;
  readonly cpu: string;
  /** The platform of the stage libraries: on Linux one library serves every C library. */
  readonly library: string;
  readonly librarySuffix: ".so" | ".dylib" | ".dll";
}

// Bun itself needs SSE4.2 on x64, which is x86-64-v2.
const platforms: Readonly<Record<string, Platform>> = {
  "linux-x64": linux("x64", "x86_64", "x86_64_v2", ""),
  "linux-x64-musl": linux("x64", "x86_64", "x86_64_v2", "-musl"),
  "linux-arm64": linux("arm64", "aarch64", "generic", ""),
  "linux-arm64-musl": linux("arm64", "aarch64", "generic", "-musl"),
  "darwin-x64": {
    bun: "bun-darwin-x64",
    zig: "x86_64-macos",
    cpu: "x86_64_v2",
    library: "darwin-x64",
    librarySuffix: ".dylib",
  },
  "darwin-arm64": {
    bun: "bun-darwin-arm64",
    zig: "aarch64-macos",
    cpu: "apple_m1",
    library: "darwin-arm64",
    librarySuffix: ".dylib",
  },
  "windows-x64": {
    bun: "bun-windows-x64",
    zig: "x86_64-windows",
    cpu: "x86_64_v2",
    library: "windows-x64",
    librarySuffix: ".dll",
  },
};

function linux(arch: "x64" | "arm64", zigArch: string, cpu: string, libc: "" | "-musl"): Platform {
  return {
    bun: `bun-linux-${arch}${libc}`,
    zig: `${zigArch}-linux`,
    cpu,
    library: `linux-${arch}`,
    librarySuffix: ".so",
  };
}

/** The platforms that FastForth is built for. */
export const platformNames: readonly string[] = Object.keys(platforms);

/** @throws BuildError when there is no such platform */
export function platformNamed(name: string): Platform {
  const platform = platforms[name];
  if (platform !== undefined) return platform;
  throw new BuildError(`Unknown platform ${name}; known: ${platformNames.join(", ")}.`);
}

/** The platform of this machine, as `--target` names it. */
export function hostPlatform(): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const glibcLoaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];
  const musl = os === "linux" && !glibcLoaders.some(existsSync);
  return `${os}-${process.arch}${musl ? "-musl" : ""}`;
}

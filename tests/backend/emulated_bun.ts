/** Runs TypeScript on arm64, in an emulator. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BuildError } from "../../release/build_error.ts";
import { bunRuntime } from "../../release/bun_runtimes.ts";
import { buildLibraries } from "../../release/libraries.ts";

/** Where Debian's libc6-arm64-cross has the C library of arm64. */
const systemRoot = "/usr/aarch64-linux-gnu";
const platform = "linux-arm64";

/** The program that runs arm64's Bun here; undefined, after saying why, when there is none. */
export async function emulatedBun(): Promise<string[] | undefined> {
  const missing = (what: string) => {
    console.warn(`arm64: ${what}; skipped`);
    return undefined;
  };
  if (process.platform !== "linux" || process.arch !== "x64") return missing("this is no Linux on x86-64");
  if (Bun.which("qemu-aarch64") === null) return missing("no qemu-aarch64 (Debian: apt install qemu-user)");
  const libraries = ["ld-linux-aarch64.so.1", "libgcc_s.so.1", "libstdc++.so.6"];
  if (!libraries.every((name) => existsSync(join(systemRoot, "lib", name))))
    return missing(`no C library for arm64 under ${systemRoot} (Debian: libstdc++6-arm64-cross)`);
  try {
    const bun = bunRuntime(platform);
    await buildLibraries(platform);
    return ["qemu-aarch64", "-L", systemRoot, bun];
  } catch (error) {
    if (error instanceof BuildError) return missing(error.message);
    throw error;
  }
}

/** Objects for the linker, made by the project's Zig as the runtime of compiled programs is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findZig, zigEnvironment } from "../../release/zig.ts";
import type { LinkTarget } from "../../src/linking/piece.ts";

const zigTargets: Readonly<Record<LinkTarget, string>> = {
  "linux-x64": "x86_64-linux-none",
  "linux-arm64": "aarch64-linux-none",
};

/** The object that Zig makes of a source, for one of the targets. @param flags more of `zig build-obj` */
export function zigObject(source: string, target: LinkTarget, ...flags: readonly string[]): Uint8Array {
  return inFolder((folder) => {
    const path = join(folder, "program.zig");
    const object = join(folder, "program.o");
    writeFileSync(path, source);
    const sections = ["-ffunction-sections", "-fdata-sections"];
    const release = flags.length > 0 ? flags : ["-OReleaseSmall", "-fstrip"];
    const to = ["-target", zigTargets[target], `-femit-bin=${object}`];
    zig(folder, "build-obj", path, ...sections, ...release, ...to);
    return new Uint8Array(readFileSync(object));
  });
}

/** The object of a source in assembly language. */
export function assembled(source: string, target: LinkTarget): Uint8Array {
  return inFolder((folder) => {
    const path = join(folder, "program.s");
    const object = join(folder, "program.o");
    writeFileSync(path, source);
    zig(folder, "cc", "-c", "-g0", "-target", zigTargets[target], path, "-o", object);
    return new Uint8Array(readFileSync(object));
  });
}

/** What LLVM's linker makes of an object. */
export function linkedByLld(object: Uint8Array, ...flags: readonly string[]): Uint8Array {
  return inFolder((folder) => {
    const path = join(folder, "program.o");
    const program = join(folder, "program");
    writeFileSync(path, object);
    zig(folder, "ld.lld", path, "-o", program, ...flags);
    return new Uint8Array(readFileSync(program));
  });
}

/** Runs Zig in a folder, where its cache is, too. */
function zig(folder: string, ...args: readonly string[]): void {
  const command = [...findZig(), ...args];
  const env = { ...zigEnvironment(), ZIG_LOCAL_CACHE_DIR: join(folder, "cache") };
  const run = Bun.spawnSync(command, { cwd: folder, env, stdout: "inherit", stderr: "inherit" });
  if (run.exitCode !== 0) throw new Error(`${command.slice(1).join(" ")} ended with ${run.exitCode}`);
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-linking-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

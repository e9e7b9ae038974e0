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
  const folder = mkdtempSync(join(tmpdir(), "fastforth-linking-"));
  try {
    const path = join(folder, "program.zig");
    const object = join(folder, "program.o");
    writeFileSync(path, source);
    const command = [
      ...findZig(),
      "build-obj",
      path,
      "-ffunction-sections",
      "-fdata-sections",
      "-target",
      zigTargets[target],
      `-femit-bin=${object}`,
      "--cache-dir",
      join(folder, "cache"),
      ...(flags.length > 0 ? flags : ["-OReleaseSmall", "-fstrip"]),
    ];
    const run = Bun.spawnSync(command, { env: zigEnvironment(), stdout: "inherit", stderr: "inherit" });
    if (run.exitCode !== 0) throw new Error(`Zig made no object (${run.exitCode})`);
    return new Uint8Array(readFileSync(object));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

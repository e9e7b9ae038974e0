/** Runs linked programs, those for arm64 in an emulator. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LinkTarget } from "../../src/linking/piece.ts";

/** The targets whose programs run here; says so when one does not. */
export const runnable: readonly LinkTarget[] = (["linux-x64", "linux-arm64"] as const).filter((target) => {
  const isHere = process.platform === "linux" && target === `linux-${process.arch}`;
  if (isHere || (process.platform === "linux" && emulator(target) !== undefined)) return true;
  console.warn(`SKIPPED: programs for ${target} do not run here (Debian: apt install qemu-user)`);
  return false;
});

function emulator(target: LinkTarget): string | undefined {
  return Bun.which(target === "linux-x64" ? "qemu-x86_64" : "qemu-aarch64") ?? undefined;
}

/** What runs programs for a target: nothing, or an emulator. */
export function runnerOf(target: LinkTarget): readonly string[] {
  return target === `linux-${process.arch}` ? [] : [emulator(target) as string];
}

/** What a program does: its output and exit code. */
export function run(target: LinkTarget, file: Uint8Array, ...args: readonly string[]): string {
  return withFile(file, (path) => {
    const done = Bun.spawnSync([...runnerOf(target), path, ...args], { stdin: "ignore" });
    return `${done.stdout}${done.stderr}exit ${done.exitCode ?? done.signalCode}`;
  });
}

/** Calls something with the path of an executable file. */
export function withFile<T>(file: Uint8Array, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-linking-"));
  try {
    const path = join(folder, "program");
    writeFileSync(path, file);
    chmodSync(path, 0o755);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

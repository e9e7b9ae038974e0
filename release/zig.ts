// The pinned Zig: finding it, installing it where nothing fits, running it.

import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BuildError } from "./build_error.ts";
import { projectRoot, toolchainFolder, zigVersion } from "./steps.ts";

let zigCommand: readonly string[] | undefined;

/**
 * The command that runs the pinned Zig: `$ZIG`, else `zig` on the PATH, else Python's `ziglang`, else the
 * pinned wheel, installed into `.toolchain`. The first one with the right version wins.
 * @throws BuildError with one line that says what to do when none works
 */
export function findZig(): readonly string[] {
  zigCommand ??= zigCandidates().find(isPinnedZig) ?? installZig();
  return zigCommand;
}

function zigCandidates(): string[][] {
  const onPath = Bun.which("zig");
  const python = Bun.which("python3");
  return [
    ...(process.env.ZIG ? [[process.env.ZIG]] : []),
    ...(onPath ? [[onPath]] : []),
    ...(python ? [[python, "-m", "ziglang"]] : []),
    [installedZig()],
  ];
}

function installedZig(): string {
  const name = process.platform === "win32" ? "zig.exe" : "zig";
  return join(toolchainFolder, `ziglang-${zigVersion}`, "ziglang", name);
}

function isPinnedZig(command: readonly string[]): boolean {
  try {
    const probe = Bun.spawnSync([...command, "version"], { stderr: "ignore" });
    return probe.exitCode === 0 && probe.stdout.toString().trim() === zigVersion;
  } catch {
    return false; // A command that does not exist is a candidate that does not fit.
  }
}

function installZig(): readonly string[] {
  console.error(`Installing Zig ${zigVersion} into .toolchain …`);
  const unfinished = join(toolchainFolder, `unfinished-${process.pid}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
  const python = Bun.which("python3") ?? "python3";
  try {
    const install = Bun.spawnSync([python, ...pip, "--target", unfinished, `ziglang==${zigVersion}`], {
      env: { ...process.env, PIP_ROOT_USER_ACTION: "ignore" },
      stdout: "ignore",
      stderr: "inherit",
    });
    if (install.exitCode === 0) renameSync(unfinished, join(toolchainFolder, `ziglang-${zigVersion}`));
  } catch {
    // Python is missing, or somebody else installed at the same time: the check below decides.
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  const command = [installedZig()];
  if (isPinnedZig(command)) return command;
  throw new BuildError(
    `No Zig ${zigVersion}: set $ZIG to one, put it on the PATH, or make \`python3 -m pip install ziglang==${zigVersion}\` work.`,
  );
}

/** Runs Zig with its output on this terminal. @throws BuildError when it fails */
export function runZig(args: readonly string[], cwd: string = projectRoot): void {
  const run = Bun.spawnSync([...findZig(), ...args], {
    cwd,
    env: zigEnvironment(cwd),
    stdio: ["inherit", "inherit", "inherit"],
  });
  if (run.exitCode !== 0) throw new BuildError(`zig ${args[0]} failed.`);
}

/** Runs Zig and returns what it printed on standard output. @throws BuildError when it fails */
export function captureZig(args: readonly string[]): string {
  const run = Bun.spawnSync([...findZig(), ...args], {
    cwd: projectRoot,
    env: zigEnvironment(),
    stderr: "inherit",
  });
  if (run.exitCode !== 0) throw new BuildError(`zig ${args[0]} failed.`);
  return run.stdout.toString();
}

/** The environment that Zig runs in: its caches lie in the checkout, or in another folder that it works in. */
export function zigEnvironment(folder: string = projectRoot): Record<string, string | undefined> {
  const cache = join(folder, ".zig-cache");
  return { ZIG_GLOBAL_CACHE_DIR: join(cache, "global"), ...process.env, ZIG_LOCAL_CACHE_DIR: cache };
}

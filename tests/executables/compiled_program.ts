// Compiles programs with the executable that the build made, and runs them: natively or in an emulator.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LinkTarget } from "../../src/linking/piece.ts";
import { executable, scratch } from "../cli/fastforth.ts";
import { runnerOf } from "../linking/running.ts";

/** Compiles a program, whose beginning is `main`; gives the path of its executable. */
export function compiled(
  target: LinkTarget,
  name: string,
  source: string,
  options: readonly string[] = [],
): string {
  const folder = join(scratch, target);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.fth`), source);
  // As it is named there, it stands in reports.
  const args = ["compile", `${name}.fth`, "-o", name, "--target", target, ...options];
  const { exitCode, stderr } = Bun.spawnSync([executable, ...args], { cwd: folder });
  if (exitCode !== 0) throw new Error(`${name} does not compile: ${stderr.toString()}`);
  return join(folder, name);
}

export interface ProgramOutcome {
  readonly out: string;
  readonly err: string;
  /** The exit code, or the name of the signal that ended it. */
  readonly end: number | string;
}

/** What a program is given. */
interface ProgramSettings {
  readonly args?: readonly string[];
  /** Standard input; empty when absent. */
  readonly stdin?: string;
  readonly cwd?: string;
}

/** Starts a program. */
export function start(
  target: LinkTarget,
  program: string,
  { args = [], cwd }: Omit<ProgramSettings, "stdin"> = {},
) {
  return Bun.spawn([...runnerOf(target), program, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: undefined },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
}

/** Runs a program to its end. */
export async function run(
  target: LinkTarget,
  program: string,
  settings: ProgramSettings = {},
): Promise<ProgramOutcome> {
  const child = start(target, program, settings);
  child.stdin.write(settings.stdin ?? "");
  child.stdin.end();
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  return { out, err, end: child.signalCode ?? (child.exitCode as number) };
}

/** Runs a line of the shell in which `$P` stands for the program. */
export function runInShell(target: LinkTarget, program: string, line: string): ProgramOutcome {
  const command = [...runnerOf(target), `"${program}"`].join(" ");
  const child = Bun.spawnSync(["sh", "-c", line.replaceAll("$P", command)], {
    env: { ...process.env, NO_COLOR: undefined },
    timeout: 20_000,
  });
  return {
    out: child.stdout.toString(),
    err: child.stderr.toString(),
    end: child.signalCode ?? child.exitCode,
  };
}

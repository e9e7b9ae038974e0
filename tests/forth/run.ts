/** Runs Forth programs with the Forth system under test. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RunResult } from "./case";

/** Stage specifications that the whole suite is run under. */
export const stageSpecs: readonly string[] = process.env.FASTFORTH_STAGES?.split(/\s+/) ?? [
  "auto",
  "builtin",
  "plugin",
  "interpreter",
];

const projectFolder = resolve(import.meta.dir, "../..");

/**
 * The command under test as words. The environment variable FASTFORTH replaces
 * it; the words `{file}` and `{args}` in it say where the program and its
 * arguments go, and then no stage specification is passed, so that another
 * Forth can be the reference: `FASTFORTH="gforth-fast {file} {args} -e bye"`.
 */
const commandWords: readonly string[] = process.env.FASTFORTH?.trim().split(/\s+/) ?? [
  join(projectFolder, "dist/fastforth"),
];

/** Whether it is this project's. */
export const takesStages = !commandWords.includes("{file}");

/** The stage specifications that the command under test can tell apart. */
export function runnableStageSpecs(): readonly string[] {
  return takesStages ? stageSpecs : ["reference"];
}

/** The command line that runs `file` with `args` under a stage specification. */
export function commandLine(file: string, args: readonly string[], stages: string): string[] {
  if (takesStages) return [...commandWords, "--stages", stages, file, ...args];
  return commandWords.flatMap((word) => (word === "{file}" ? [file] : word === "{args}" ? args : [word]));
}

/** One run of a Forth program. */
export interface RunRequest {
  readonly file: string;
  readonly args?: readonly string[];
  /** Standard input; empty when absent. */
  readonly stdin?: string;
  readonly stages: string;
  /** The working folder; a fresh temporary one when absent. */
  readonly folder?: string;
  readonly timeoutMs: number;
}

/** Runs a program to its end or to its time limit (then `signal` is set). */
export async function runForth(request: RunRequest): Promise<RunResult> {
  const folder = request.folder ?? (await mkdtemp(join(tmpdir(), "fastforth-test-")));
  try {
    const child = Bun.spawn(commandLine(request.file, request.args ?? [], request.stages), {
      cwd: folder,
      stdin: new TextEncoder().encode(request.stdin ?? ""),
      stdout: "pipe",
      stderr: "pipe",
      timeout: request.timeoutMs,
      killSignal: "SIGKILL",
      env: { ...process.env, FASTFORTH_TEST: "a test" },
    });
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    await child.exited;
    return {
      exitCode: child.exitCode,
      signal: child.signalCode === null ? null : String(child.signalCode),
      stdout,
      stderr,
    };
  } finally {
    if (request.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

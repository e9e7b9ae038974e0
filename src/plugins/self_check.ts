/**
 * Tries a candidate in a child process, where a crash or an endless loop costs nothing: the child, which is this program
 * again, loads the same bytes and compares the answers with the built-in's (self_check_answers.ts).
 */

import type { StageName } from "../abi/stage_names.ts";
import { PluginError, type PluginFault } from "./errors.ts";
import { executableFile } from "./running_executable.ts";
import type { VerifiedLibrary } from "./verified_load.ts";

/** The name of the command that the child runs: no command for people. */
const SELF_CHECK_COMMAND = "check-stage";

/** What the child says when a library does not pass: one line of JSON, and its exit code. */
export interface Verdict {
  readonly fault: PluginFault;
  readonly detail: string;
}
export const FAILED_EXIT_CODE = 3;

/** How long a check may take. It takes half a second of processor time, and much more where a processor is emulated. */
interface CheckLimits {
  /** Seconds of processor time: a machine with a lot to do says nothing against a library. */
  readonly processor: number;
  /** Seconds in all, for a library that waits. */
  readonly whole: number;
}
const usualLimits: CheckLimits = { processor: 20, whole: 120 };

/**
 * Waits for the verdict.
 * @throws PluginError when the library does not pass
 */
export function checkInChild(stage: StageName, library: VerifiedLibrary, limits = usualLimits): void {
  const child = Bun.spawnSync({ ...childOf(stage, library, limits), stdin: library.copyBytes() });
  const { exitCode, signalCode = null, exitedDueToTimeout: late = false } = child;
  judge(library, limits, { exitCode, signalCode, late, text: child.stdout.toString() });
}

/** The same, while this process does something else, such as fetching the next library. */
export async function checkInChildMeanwhile(
  stage: StageName,
  library: VerifiedLibrary,
  limits = usualLimits,
): Promise<void> {
  const start = performance.now();
  const child = Bun.spawn({ ...childOf(stage, library, limits), stdin: library.copyBytes() });
  const text = await new Response(child.stdout).text();
  const exitCode = await child.exited;
  const late = child.killed && performance.now() - start >= limits.whole * 1000;
  judge(library, limits, {
    exitCode: child.exitCode ?? exitCode,
    signalCode: child.signalCode,
    late,
    text,
  });
}

function childOf(stage: StageName, library: VerifiedLibrary, { processor, whole }: CheckLimits) {
  const settings = {
    stdout: "pipe",
    // What the engine says when it crashes is for its own developers.
    stderr: "ignore",
    env: childEnvironment(),
    timeout: whole * 1000,
    killSignal: "SIGKILL",
  } as const;
  const command = [SELF_CHECK_COMMAND, stage, library.sha256, String(processor)];
  return { ...settings, cmd: [...thisProgram(), ...command] };
}

interface Ending {
  readonly exitCode: number | null;
  readonly signalCode: string | number | null;
  /** It was killed because its time was over. */
  readonly late: boolean;
  /** What it wrote to standard output. */
  readonly text: string;
}

function judge(
  { name }: VerifiedLibrary,
  { processor, whole }: CheckLimits,
  { exitCode, signalCode, late, text }: Ending,
): void {
  const limit = late ? `${whole} s` : `${processor} s of processor time`;
  if (late || signalCode === "SIGXCPU")
    throw new PluginError("hang", name, `its self-check did not end within ${limit}`);
  if (exitCode === 0) return;
  if (exitCode === FAILED_EXIT_CODE) throw failed(name, text);
  throw new PluginError("crash", name, `its self-check crashed (${signalCode ?? `exit code ${exitCode}`})`);
}

function failed(name: string, text: string): PluginError {
  try {
    const { fault, detail } = JSON.parse(text) as Verdict;
    return new PluginError(fault, name, detail);
  } catch (error) {
    return new PluginError("check", name, "its self-check ended without a verdict", { cause: error });
  }
}

/** How this program is started again: the executable, or the engine with the source. */
function thisProgram(): string[] {
  return Bun.isStandaloneExecutable
    ? [executableFile()]
    : [process.execPath, `${import.meta.dir}/../main.ts`];
}

/** Without what would make the engine do something else than run the program, or report a crash to its makers. */
function childEnvironment(): Record<string, string | undefined> {
  const { BUN_OPTIONS: _options, BUN_BE_BUN: _engine, ...rest } = process.env;
  return { ...rest, BUN_ENABLE_CRASH_REPORTING: "0", DO_NOT_TRACK: "1" };
}

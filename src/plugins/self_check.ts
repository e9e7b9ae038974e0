/**
 * Tries a candidate in a child process, where a crash or an endless loop costs nothing: the child, which is this program
 * again, loads the same bytes and compares the answers with the built-in's (self_check_answers.ts).
 */
import type { StageName } from "../abi/handshake.ts";
import { PluginError, type PluginFault } from "./errors.ts";
import type { VerifiedLibrary } from "./verified_load.ts";

/** The name of the command that the child runs: no command for people. */
export const SELF_CHECK_COMMAND = "check-stage";

/** What the child says when a library does not pass: one line of JSON, and its exit code. */
export interface Verdict {
  readonly fault: PluginFault;
  readonly detail: string;
}
export const FAILED_EXIT_CODE = 3;

/** Milliseconds; a check takes some 200, more on a machine with a lot to do. */
const TIME_LIMIT = 15_000;

/**
 * Waits for the verdict.
 * @param timeLimit in milliseconds
 * @throws PluginError when the library does not pass
 */
export function checkInChild(stage: StageName, library: VerifiedLibrary, timeLimit = TIME_LIMIT): void {
  const child = Bun.spawnSync({
    cmd: [...thisProgram(), SELF_CHECK_COMMAND, stage, library.sha256],
    stdin: library.copyBytes(),
    stdout: "pipe",
    // What the engine says when it crashes is for its own developers.
    stderr: "ignore",
    env: childEnvironment(),
    timeout: timeLimit,
    killSignal: "SIGKILL",
  });
  if (child.exitedDueToTimeout)
    throw new PluginError("hang", library.name, `its self-check did not end within ${timeLimit / 1000} s`);
  if (child.exitCode === 0) return;
  if (child.exitCode === FAILED_EXIT_CODE) throw failed(library.name, child.stdout.toString());
  const how = child.signalCode ?? `exit code ${child.exitCode}`;
  throw new PluginError("crash", library.name, `its self-check crashed (${how})`);
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
    ? [process.execPath]
    : [process.execPath, `${import.meta.dir}/../main.ts`];
}

/** Without what would make the engine do something else than run the program, or report a crash to its makers. */
function childEnvironment(): Record<string, string | undefined> {
  const { BUN_OPTIONS: _options, BUN_BE_BUN: _engine, ...rest } = process.env;
  return { ...rest, BUN_ENABLE_CRASH_REPORTING: "0", DO_NOT_TRACK: "1" };
}

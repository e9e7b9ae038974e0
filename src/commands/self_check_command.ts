/** The child's side of a self-check (self_check.ts): the library comes on standard input, the verdict goes out. */

import { dlopen, ptr } from "bun:ffi";
import type { StageName } from "../abi/stage_names.ts";
import { writeAll } from "../machine/output.ts";
import { bytesOf } from "../machine/system_text.ts";
import { PluginError } from "../plugins/errors.ts";
import { openStage } from "../plugins/handshake.ts";
import { FAILED_EXIT_CODE, type Verdict } from "../plugins/self_check.ts";
import { stageFunctions } from "../plugins/stage_calls.ts";
import { VerifiedLibrary } from "../plugins/verified_load.ts";
import { compareAnswers } from "./self_check_answers.ts";

/**
 * @param seconds of processor time, after which the system ends this process
 * @returns the exit code: 0 when the library passes
 */
export async function checkStage(stage: StageName, sha256: string, seconds: number): Promise<number> {
  limitProcessorTime(seconds);
  try {
    const bytes = await Bun.stdin.bytes();
    const verified = VerifiedLibrary.verify(stage, bytes, { byteLength: bytes.length, sha256 });
    const { symbols } = openStage(verified, { stage }, stageFunctions[stage]);
    compareAnswers(stage, symbols as unknown as Record<string, (argument: number) => number>);
    return 0;
  } catch (error) {
    const verdict: Verdict =
      error instanceof PluginError
        ? { fault: error.fault, detail: error.detail }
        : { fault: "answers", detail: `its self-check failed: ${String(error)}` };
    writeAll(1, bytesOf(`${JSON.stringify(verdict)}\n`));
    return FAILED_EXIT_CODE;
  }
}

const limitCalls = { setrlimit: { args: ["i32", "ptr"], returns: "i32" } } as const;
const RLIMIT_CPU = 0; // On Linux and macOS.

/** Where there is no such limit, the one that started this process has its own. */
function limitProcessorTime(seconds: number): void {
  const name = { linux: "libc.so.6", darwin: "libSystem.B.dylib" }[process.platform as string];
  if (name === undefined || !(seconds > 0)) return;
  try {
    // At the first limit the process is ended by a signal that says why, at the second by one that nothing withstands.
    const limits = new BigUint64Array([BigInt(seconds), BigInt(seconds) + 1n]);
    dlopen(name, limitCalls).symbols.setrlimit(RLIMIT_CPU, ptr(limits));
  } catch {
    return;
  }
}

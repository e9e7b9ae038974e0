/** The child's side of a self-check (self_check.ts): the library comes on standard input, the verdict goes out. */
import { openStage, type StageName } from "../abi/handshake.ts";
import { writeAll } from "../forth/output.ts";
import { PluginError } from "./errors.ts";
import { FAILED_EXIT_CODE, type Verdict } from "./self_check.ts";
import { compareAnswers } from "./self_check_answers.ts";
import { stageFunctions } from "./stage_calls.ts";
import { VerifiedLibrary } from "./verified_load.ts";

/** @returns the exit code: 0 when the library passes */
export async function checkStage(stage: StageName, sha256: string): Promise<number> {
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
    writeAll(1, new TextEncoder().encode(`${JSON.stringify(verdict)}\n`));
    return FAILED_EXIT_CODE;
  }
}

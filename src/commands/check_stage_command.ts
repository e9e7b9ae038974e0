/** `fastforth check-stage STAGE SHA256 [SECONDS] < LIBRARY`: what FastForth runs itself, to try a plugin before it uses it. */
import { type CommandDef, defineCommand } from "citty";
import { stageNames } from "../abi/stage_names.ts";
import { metaOf } from "./names.ts";
import { ExitCode } from "./outcome.ts";
import { checkStage } from "./self_check_command.ts";

export const checkStageCommand: CommandDef = defineCommand({
  meta: metaOf("check-stage"),
  run: async ({ rawArgs: [name, sha256 = "", seconds] }) => {
    const stage = stageNames.find((known) => known === name);
    process.exitCode =
      stage === undefined ? ExitCode.usage : await checkStage(stage, sha256, Number(seconds ?? 0));
  },
});

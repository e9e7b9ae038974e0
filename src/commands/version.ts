/** `version`: the same as `--version`. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { metaOf } from "./names.ts";
import { parseRunLine } from "./options.ts";
import { printVersion } from "./print_version.ts";

const cittyArguments: ArgsDef = {
  json: { type: "boolean", description: "Print version, ABI and stages as JSON" },
};

export const versionCommand: CommandDef = defineCommand({
  meta: metaOf("version"),
  args: cittyArguments,
  run: ({ rawArgs }) => {
    process.exitCode = printVersion(parseRunLine(["--version", ...rawArgs]));
  },
});

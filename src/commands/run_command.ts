/** `run`, as citty sees it: the same options and the same parser as without the command's name. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { metaOf } from "./names.ts";
import { type OptionDefinition, optionTable, parseRunLine } from "./options.ts";
import { run } from "./run.ts";

/** The run path's options in citty's terms. */
export function cittyArguments(): ArgsDef {
  const options = Object.entries(optionTable).map(([name, option]: [string, OptionDefinition]) => {
    const { alias, value, description } = option;
    const common = { description, ...(alias === undefined ? {} : { alias }) };
    return [
      name,
      value === undefined ? { type: "boolean", ...common } : { type: "string", valueHint: value, ...common },
    ];
  });
  return {
    file: { type: "positional", required: false, description: "A Forth program; - is standard input" },
    args: { type: "positional", required: false, description: "What follows FILE belongs to the program" },
    ...Object.fromEntries(options),
  };
}

export const runCommand: CommandDef = defineCommand({
  meta: metaOf("run"),
  args: cittyArguments(),
  run: async ({ rawArgs }) => {
    process.exitCode = await run(parseRunLine(rawArgs));
  },
});

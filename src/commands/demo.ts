/** `demo`: a tour of FastForth, as a program that runs. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import demo from "../forth/demo.fth" with { type: "text" };
import { metaOf } from "./names.ts";
import { parseRunLine } from "./options.ts";
import { printText } from "./outcome.ts";
import { run } from "./run.ts";
import { UsageError } from "./usage_error.ts";

export const demoExamples = `EXAMPLES

  fastforth demo                      numbers, words that make words, strings, speed, a picture
  fastforth demo --source > tour.fth  its source, to change and run`;

const demoArguments: ArgsDef = {
  source: { type: "boolean", description: "Print the program instead of running it" },
};

export const demoCommand: CommandDef = defineCommand({
  meta: metaOf("demo"),
  args: demoArguments,
  run: async ({ rawArgs }) => {
    const [option, ...others] = rawArgs;
    if (others.length > 0 || (option !== undefined && option !== "--source"))
      throw new UsageError(`demo does not understand ${others[0] ?? option}`, "it takes --source alone");
    if (option === "--source") printText(demo.trimEnd());
    else process.exitCode = await run(parseRunLine(["-e", demo]));
  },
});

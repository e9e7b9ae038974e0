/** `help` and `apropos`: the pages of help without a session. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { type Answer, apropos, help, stranger } from "../reference/help.ts";
import { commandNames, metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { pageStyle } from "./page_style.ts";
import { UsageError } from "./usage_error.ts";

export const helpExamples = `EXAMPLES

  fastforth help                what to try first
  fastforth help dup            a word: stack effect, what it does, an example
  fastforth help strings        a topic; fastforth help topics lists them
  fastforth help floating       the words of a word set
  fastforth help -9             an error by its THROW code
  fastforth help test           a command of fastforth
  fastforth apropos file        the words whose names or descriptions have a text in them

EXIT CODES

  0 there is help; 1 there is none`;

const helpArguments: ArgsDef = {
  about: { type: "positional", required: false, description: "What to tell about" },
};
const aproposArguments: ArgsDef = {
  text: { type: "positional", required: false, description: "The text, such as file or $" },
};

export const helpCommand: CommandDef = defineCommand({
  meta: metaOf("help"),
  args: helpArguments,
  run: ({ rawArgs }) => {
    const asked = rawArgs.join(" ");
    const command = commandNames.find((name) => name === asked);
    answer(help(asked, stranger(pageStyle())));
    if (command !== undefined) printText(`\nfastforth ${command} --help tells about the command ${command}.`);
    if (asked === "") printText("\nOutside of a session: fastforth --help lists options and commands.");
  },
});

export const aproposCommand: CommandDef = defineCommand({
  meta: metaOf("apropos"),
  args: aproposArguments,
  run: ({ rawArgs }) => {
    if (rawArgs.length === 0) throw new UsageError("apropos needs a text", "write fastforth apropos file");
    answer(apropos(rawArgs.join(" "), stranger(pageStyle())));
  },
});

function answer({ text, found }: Answer): void {
  if (found) printText(text.trimEnd());
  else printError(text.trimEnd());
  process.exitCode = found ? ExitCode.ok : ExitCode.error;
}

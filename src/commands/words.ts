/** `words`: the table of words for people and, as JSON, for programs. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { groupedNames } from "../reference/word_page.ts";
import { type WordEntry, wordTable } from "../reference/word_table.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { pageStyle } from "./page_style.ts";
import { UsageError } from "./usage_error.ts";

export const wordsExamples = `EXAMPLES

  fastforth words                     all words of the system, by word set
  fastforth words file                those with file in their names
  fastforth words --json              name, effect, summary, set, example of each
  fastforth words --json | jq -r '.[] | "\\(.name) ( \\(.effect) )"'

EXIT CODES

  0 words are listed; 1 no name has the text`;

const json = { type: "boolean", description: "Print everything as JSON" } as const;
const wordsArguments: ArgsDef = {
  text: { type: "positional", required: false, description: "A part of their names" },
  json,
};
export const wordsCommand: CommandDef = defineCommand({
  meta: metaOf("words"),
  args: wordsArguments,
  run: ({ rawArgs }) => {
    const texts = rawArgs.filter((argument) => argument !== "--json");
    if (texts.length > 1) throw new UsageError("words takes one text");
    const part = texts[0]?.toLowerCase() ?? "";
    const entries = [...wordTable().words.values()].filter(({ name }) => name.includes(part));
    process.exitCode = entries.length > 0 ? ExitCode.ok : ExitCode.error;
    if (texts.length < rawArgs.length) printText(asJson(entries));
    else if (entries.length > 0)
      printText(
        groupedNames(
          entries.map(({ name }) => name),
          "Others",
          pageStyle(),
        ).trimEnd(),
      );
    else printError(`fastforth: no word of the system has ${part} in its name`);
  },
});

/** Entries as programs read them. */
export function asJson(entries: readonly WordEntry[]): string {
  const records = entries.map(({ name, effect, summary, set, standard, example }) => ({
    name,
    effect,
    summary,
    set,
    standard: standard ?? null,
    example: example.map(({ code, output }) => ({ code, output: output ?? null })),
  }));
  return JSON.stringify(records, undefined, 2);
}

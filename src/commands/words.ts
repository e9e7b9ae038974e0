/** `words` and `doc`: the table of words for people and, as JSON, for programs. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { misspellingsOf } from "../forth/spelling.ts";
import { groupedNames, wordPage } from "../reference/word_page.ts";
import { entryOf, type WordEntry, wordTable } from "../reference/word_table.ts";
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

export const docExamples = `EXAMPLES

  fastforth doc dup                   what the table of words has on a word
  fastforth doc -rot over tuck        several words
  fastforth doc dup --json            the same for programs

EXIT CODES

  0 all words are there; 1 there is no such word`;

const json = { type: "boolean", description: "Print everything as JSON" } as const;
const wordsArguments: ArgsDef = {
  text: { type: "positional", required: false, description: "A part of their names" },
  json,
};
const docArguments: ArgsDef = {
  word: { type: "positional", required: false, description: "The name of a word, or several" },
  json,
};

export const wordsCommand: CommandDef = defineCommand({
  meta: { name: "words", description: "List the words of the system" },
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

export const docCommand: CommandDef = defineCommand({
  meta: { name: "doc", description: "Show words of the system: stack effect, what they do, an example" },
  args: docArguments,
  run: ({ rawArgs }) => {
    const names = rawArgs.filter((argument) => argument !== "--json");
    if (names.length === 0) throw new UsageError("doc needs a word", "write fastforth doc dup");
    const entries = names.map(entryOf);
    const found = entries.filter((entry) => entry !== undefined);
    if (names.length < rawArgs.length) printText(asJson(found));
    else if (found.length > 0)
      printText(
        found
          .map((entry) => wordPage(entry, pageStyle()))
          .join("\n")
          .trimEnd(),
      );
    for (const [at, entry] of entries.entries()) if (entry === undefined) reportUnknown(names[at] as string);
    process.exitCode = found.length === names.length ? ExitCode.ok : ExitCode.error;
  },
});

function reportUnknown(name: string): void {
  const close = misspellingsOf(name, wordTable().words.keys()).slice(0, 3);
  const hint = close.length === 0 ? "" : `\n  hint: did you mean ${close.join(", ")}?`;
  printError(`fastforth: the system has no word ${name}${hint}`);
}

function asJson(entries: readonly WordEntry[]): string {
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

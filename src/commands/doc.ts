/** `doc`: what there is to say of words of the system, and of a program's words from its comments. */
import { writeFileSync } from "node:fs";
import { type CommandDef, defineCommand } from "citty";
import { htmlPages } from "../documentation/html.ts";
import { markdownPages } from "../documentation/markdown.ts";
import { documentFile, type FilePages } from "../documentation/program_pages.ts";
import { misspellingsOf } from "../forth/spelling.ts";
import { statusOf } from "../machine/named_files.ts";
import { wordPage } from "../reference/word_page.ts";
import { entryOf, type WordEntry, wordTable } from "../reference/word_table.ts";
import {
  type CommandLine,
  type CommandOption,
  cittyOptions,
  oneOf,
  parseCommandLine,
} from "./command_line.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { pageStyle } from "./page_style.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";
import { asJson } from "./words.ts";

const formats = ["markdown", "html", "json"] as const;

const options = {
  format: { alias: "f", value: "FORMAT", description: `Of a program's pages: ${formats.join(", ")}` },
  html: { description: "The same as --format html" },
  json: { description: "Print everything as JSON" },
  output: { alias: "o", value: "FILE", description: "Write a program's pages there" },
} as const satisfies Record<string, CommandOption>;

type DocLine = CommandLine<keyof typeof options>;

export const docExamples = `EXAMPLES

  fastforth doc dup                       what the table of words has on a word of the system
  fastforth doc -rot over tuck --json     several words, for programs
  fastforth doc shapes.fs > shapes.md     the words of a program, from its comments
  fastforth doc --html -o doc.html *.fs   one page with links, light and dark
  fastforth doc shapes.fs --json | jq '.[].sections[].words[].name'

Comments that belong to a word: the lines right above its definition, the one behind its stack comment or its end, and
\\G lines below its first line. The first comment of a file introduces it; \\ ---- lines ---- with a title divide it.
Programs are loaded without reaching the outside, as fastforth check does it.

EXIT CODES

  0 everything is there; 1 there is no such word; 2 a file cannot be read`;

export const docCommand: CommandDef = defineCommand({
  meta: metaOf("doc"),
  args: cittyOptions(options, "Words of the system, or Forth programs"),
  run: ({ rawArgs }) => {
    process.exitCode = doc(rawArgs);
  },
});

/** Words such as -rot begin like options. */
const isDashedWord = (argument: string): boolean =>
  argument.startsWith("-") && entryOf(argument) !== undefined;

function doc(argv: readonly string[]): number {
  const line = parseCommandLine(
    options,
    argv.filter((argument) => !isDashedWord(argument)),
  );
  const names = argv.filter((argument) => isDashedWord(argument) || line.paths.includes(argument));
  if (names.length === 0)
    throw new UsageError("doc needs a word or a program", "write fastforth doc dup, or fastforth doc FILE");
  const files = names.filter((name) => entryOf(name) === undefined && isThere(name));
  if (files.length === 0) return showWords(names, line);
  if (files.length < names.length)
    throw new UsageError(
      "doc takes words or programs, not both",
      `is ${names.find((name) => !files.includes(name))} a program?`,
    );
  return showPrograms(files, line);
}

function isThere(path: string): boolean {
  if (/[/\\]|\.\w+$/.test(path)) return true;
  try {
    return statusOf(path).isFile();
  } catch {
    return false;
  }
}

function showWords(names: readonly string[], { values }: DocLine): number {
  const entries = names.map(entryOf);
  const found = entries.filter((entry): entry is WordEntry => entry !== undefined);
  if (values.json !== undefined) printText(asJson(found));
  else if (found.length > 0) {
    const style = pageStyle();
    printText(
      found
        .map((entry) => wordPage(entry, style))
        .join("\n")
        .trimEnd(),
    );
  }
  for (const [at, entry] of entries.entries()) if (entry === undefined) reportUnknown(names[at] as string);
  return found.length === names.length ? ExitCode.ok : ExitCode.error;
}

function reportUnknown(name: string): void {
  const close = misspellingsOf(name, wordTable().words.keys()).slice(0, 3);
  const hint = close.length === 0 ? "" : `\n  hint: did you mean ${close.join(", ")}?`;
  printError(`fastforth: the system has no word ${name}${hint}`);
}

function showPrograms(paths: readonly string[], { values }: DocLine): number {
  const format = oneOf(formats, values.format ?? formatOf(values), "format");
  for (const path of paths) checkScript(path);
  const pages = pagesAs(format, paths.map(documentFile)).trimEnd();
  if (values.output === undefined) printText(pages);
  else writeFileSync(values.output, `${pages}\n`);
  return ExitCode.ok;
}

function formatOf({ html, json, output }: DocLine["values"]): (typeof formats)[number] {
  if (json !== undefined || output?.endsWith(".json")) return "json";
  return html !== undefined || output?.endsWith(".html") ? "html" : "markdown";
}

function pagesAs(format: (typeof formats)[number], files: readonly FilePages[]): string {
  if (format === "json") return JSON.stringify(files, undefined, 2);
  return format === "html" ? htmlPages(files) : markdownPages(files);
}

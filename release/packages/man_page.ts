// The manual page, from the tables that the help is made of (man-pages(7)).

import type { CommandDescription, OptionDescription } from "../../src/commands/command_tables.ts";

/** @param date in milliseconds since 1970 */
export function manPage(
  version: string,
  date: number,
  root: Pick<CommandDescription, "options" | "operands">,
  commands: readonly CommandDescription[],
): string {
  const day = new Date(date).toISOString().slice(0, 10);
  return [
    `.TH FASTFORTH 1 ${day} "FastForth ${version}" "User Commands"`,
    ".SH NAME",
    "fastforth \\- run Forth programs at native speed",
    ".SH SYNOPSIS",
    ".B fastforth",
    "[\\fIOPTIONS\\fR] \\fIFILE\\fR [\\fIARGS\\fR...]",
    ".br",
    ".B fastforth",
    "[\\fIOPTIONS\\fR] \\fB\\-e\\fR \\fICODE\\fR [\\fIFILE\\fR [\\fIARGS\\fR...]]",
    ".br",
    ".B fastforth",
    "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]",
    ".SH DESCRIPTION",
    "FastForth runs Forth 2012 programs: from files, from the command line, from standard input (a file called",
    "\\fB\\-\\fR, or none), and in interactive sessions. Hot words are compiled to machine code.",
    ".SH OPTIONS",
    ...root.options.flatMap(option),
    ".SH COMMANDS",
    ...commands.flatMap(command),
    ".SH EXIT STATUS",
    ...[
      ["0", "The program came to its end, or said bye."],
      ["1", "An error that the program did not catch."],
      ["2", "Nothing was run: a wrong option, a file that is missing or cannot be read."],
      ["124", "The time limit has passed."],
      ["130, 143, 129, 131", "Ctrl-C, TERM, HUP, QUIT."],
      ["141", "Nobody reads the output any more."],
    ].flatMap(([code = "", meaning = ""]) => [".TP", code, escaped(meaning)]),
    "Other codes are the program's own: of (bye), or of a THROW from 1 to 255 that it did not catch.",
    ".SH ENVIRONMENT",
    ...[
      ["NO_COLOR", "When set, nothing is coloured."],
      ["FASTFORTH_UPDATE_SERVER", "The server that self-update asks."],
      ["HTTP_PROXY, HTTPS_PROXY, NO_PROXY, NODE_EXTRA_CA_CERTS", "Obeyed by self-update."],
    ].flatMap(([name = "", meaning = ""]) => [".TP", `.B ${escaped(name)}`, escaped(meaning)]),
    ".SH SEE ALSO",
    "The Forth 2012 standard, https://forth\\-standard.org",
    "",
  ].join("\n");
}

function option({ name, alias, value, description }: OptionDescription): string[] {
  const forms = [...(alias === undefined ? [] : [`-${alias}`]), `--${name}`];
  const shown = forms.map((form) => `\\fB${escaped(form)}\\fR`).join(", ");
  return [".TP", value === undefined ? shown : `${shown} \\fI${escaped(value)}\\fR`, escaped(description)];
}

function command({ name, summary, options, operands, examples }: CommandDescription): string[] {
  const behind = operands.map((operand) => ` [\\fI${escaped(operand.name)}\\fR]`).join("");
  return [
    `.SS fastforth ${escaped(name)}`,
    `\\fBfastforth ${escaped(name)}\\fR [\\fIOPTIONS\\fR]${behind}`,
    ".PP",
    `${escaped(summary)}.`,
    ...(name === "run" ? ["The options are those above."] : options.flatMap(option)),
    ...(examples === undefined ? [] : [".PP", ".nf", ...examples.split("\n").map(escaped), ".fi"]),
  ];
}

/** Text for roff: hyphens that are copied as such, no escapes, no requests at the beginning of a line. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");
}

/** `fmt`: programs in one style. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { type CommandDef, defineCommand } from "citty";
import { createTwoFilesPatch } from "diff";
import { format } from "../formatting/format.ts";
import { writeAll } from "../machine/output.ts";
import { bytesOf, shownText, textOf } from "../machine/system_text.ts";
import { writeDurably } from "../plugins/durable_file.ts";
import { StoreError } from "../plugins/store_errors.ts";
import { paintFor } from "../terminal/screen.ts";
import { type CommandLine, type CommandOption, cittyOptions, parseCommandLine } from "./command_line.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { checkScript } from "./script_check.ts";
import { UsageError } from "./usage_error.ts";

const options = {
  check: { description: "Change nothing; end with exit code 1 when something would be changed" },
  diff: { description: "Change nothing; print what would be changed" },
  width: { alias: "w", value: "COLUMNS", description: "Break lines that are longer; 100 by default" },
} as const satisfies Record<string, CommandOption>;

type FmtLine = CommandLine<keyof typeof options>;

export const fmtExamples = `EXAMPLES

  fastforth fmt prog.fth                 in one style, in its place
  fastforth fmt --check src/*.fth        for CI: exit code 1 when something is not
  fastforth fmt --diff prog.fth          what would change
  fastforth fmt - < prog.fth             from standard input to standard output

Definitions are indented by their structures, Tabs and blanks at line ends go, comments behind code stand in one column.
No token, no string, no comment is changed, nor anything that a word of the program parses: the program is loaded, as
fastforth check does it, to know what that is. A file that would read otherwise afterwards is left as it is, and told.

EXIT CODES

  0 done, or nothing to do; 1 --check: something is not formatted; 2 wrong options, or a file cannot be read`;

export const fmtCommand: CommandDef = defineCommand({
  meta: metaOf("fmt"),
  args: cittyOptions(options, "Forth programs; - is standard input"),
  run: ({ rawArgs }) => {
    process.exitCode = fmt(parseCommandLine(options, rawArgs));
  },
});

const NARROWEST = 40;
const USUAL_WIDTH = 100;

function fmt({ paths, values }: FmtLine): number {
  const width = values.width === undefined ? USUAL_WIDTH : Number(values.width);
  if (!Number.isInteger(width) || width < NARROWEST)
    throw new UsageError(`--width takes a number from ${NARROWEST} on, not ${values.width}`);
  if (paths.length === 0) throw new UsageError("fmt needs a program", "write fastforth fmt FILE, or fmt -");
  for (const path of paths) if (path !== "-") checkScript(path);
  let changes = 0;
  let failures = 0;
  for (const path of paths) {
    const before =
      path === "-" ? new Uint8Array(readFileSync(0)) : new Uint8Array(readFileSync(bytesOf(path) as Buffer));
    const name = path === "-" ? "standard input" : path;
    const { bytes, reason } = format(path === "-" ? "./stdin.fth" : path, before, { width });
    if (reason !== undefined) printError(`fastforth: ${name} is left as it is: ${reason}`);
    const isSame = Buffer.compare(before, bytes) === 0;
    if (!isSame) changes++;
    if (values.diff !== undefined) {
      if (!isSame) writeAll(1, bytesOf(unifiedDiff(name, before, bytes)));
    } else if (values.check !== undefined) {
      if (!isSame) printText(`${name} is not formatted`);
    } else if (path === "-") writeAll(1, bytes);
    else if (!isSame && !replaced(path, bytes)) failures++;
  }
  return failures > 0 || (values.check !== undefined && changes > 0) ? ExitCode.error : ExitCode.ok;
}

function unifiedDiff(name: string, before: Uint8Array, after: Uint8Array): string {
  const patch = createTwoFilesPatch(name, `${name} formatted`, shownText(before), shownText(after));
  const { dim, error } = paintFor(1);
  const lines = patch.split("\n").slice(1);
  return lines
    .map((line) => (line.startsWith("-") ? error(line) : line.startsWith("@") ? dim(line) : line))
    .join("\n");
}

/** In one step, so that a full disk costs nothing; what a link points at is written, not the link. */
function replaced(path: string, bytes: Uint8Array): boolean {
  const target = realpathSync(bytesOf(path) as Buffer, "buffer");
  try {
    writeDurably(textOf(new Uint8Array(target)), bytes, statSync(target).mode & 0o777);
    return true;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    printError(`fastforth: ${path} was not changed: ${error.message}`);
    return false;
  }
}

/** `plugins`: which implementation each stage has, and why not a better one. */
import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import type { SignatureState, StageDescription } from "../plugins/stage_description.ts";
import { paintFor } from "../terminal/screen.ts";
import { describeInstallation, type Installation } from "./installation.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const pluginsExamples = `EXAMPLES

  fastforth plugins                  a table of the stages
  fastforth plugins --json           the same for scripts, with whole hashes
  fastforth plugins --json | jq -r '.stages[] | "\\(.stage) \\(.sha256)"'

A stage has the first of these that works: the plugin that an update installed, the one that came with the
executable, the built-in. --stages makes another choice for one run.

EXIT CODES

  0 the stages are listed, whatever they are; 2 a wrong command line`;

const cittyArguments: ArgsDef = { json: { type: "boolean", description: "Print everything as JSON" } };

export const pluginsCommand: CommandDef = defineCommand({
  meta: metaOf("plugins"),
  args: cittyArguments,
  run: ({ rawArgs }) => {
    const wrong = rawArgs.find((argument) => argument !== "--json");
    if (wrong !== undefined)
      throw new UsageError(`plugins does not understand ${wrong}`, "it takes --json alone");
    const installation = describeInstallation();
    printText(rawArgs.length > 0 ? JSON.stringify(installation, undefined, 2) : table(installation));
    process.exitCode = ExitCode.ok;
  },
});

const headings = ["stage", "version", "source", "ABI", "size", "SHA-256", "signature"];
const SHORT_HASH = 12;

const signatures: Readonly<Record<SignatureState, string>> = {
  "release key": "by a release key",
  executable: "part of the executable",
  unsigned: "none",
};

function table({ stages, notUsed, refused }: Installation): string {
  const { dim, strong, error } = paintFor(1);
  const rows = [headings, ...stages.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const [first, ...lines] = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd(),
  );
  const described = stages.flatMap(({ passedOver }, index) => [
    lines[index] as string,
    ...passedOver.map(({ source, version, reason }) => {
      return `  ${error("not")} ${source}${version === undefined ? "" : ` ${version}`}: ${reason}`;
    }),
  ]);
  const failed = refused.map(({ version, reason }) => `release ${version} is not taken again: ${reason}`);
  const told = notUsed === null ? [] : [`What is installed is not used: ${notUsed}`];
  return [strong(first as string), ...described, ...told, ...failed.map(dim)].join("\n");
}

function cells({ stage, version, source, abi, byteLength, sha256, signature }: StageDescription): string[] {
  const size = byteLength === undefined ? "–" : `${(byteLength / 1000).toFixed(1)} kB`;
  return [
    stage,
    version,
    source,
    String(abi),
    size,
    sha256?.slice(0, SHORT_HASH) ?? "–",
    signatures[signature],
  ];
}

// `npm run release`: what a publisher does. RUNBOOK.md beside this file says when and why.

import { consola } from "consola";
import { PluginError } from "../src/plugins/errors.ts";
import { UpdateError } from "../src/trust/errors.ts";
import { BuildError } from "./build_error.ts";
import { commands } from "./commands.ts";
import { helpOf, parseCommand } from "./options.ts";

async function main(args: readonly string[]): Promise<void> {
  const [first = "publish", ...rest] = args;
  const named = Object.hasOwn(commands, first);
  if (!named && (first === "--help" || first === "-h" || first === "help")) return console.log(overview());
  // Without a command it is a release.
  const name = named ? first : "publish";
  const command = commands[name];
  if (command === undefined || (!named && !first.startsWith("-"))) {
    throw new BuildError(`There is no command ${first}; there are ${Object.keys(commands).join(", ")}.`);
  }
  const own = named ? rest : args;
  if (own.includes("--help")) return console.log(helpOf(name, command));
  await command.run(parseCommand(command, own));
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Makes and publishes releases of FastForth.",
    "",
    "USAGE  npm run release -- [COMMAND] [OPTIONS]",
    "",
    ...rows,
    "",
    "Without a command: publish. Each command explains itself with --help; release/RUNBOOK.md has the procedures.",
  ].join("\n");
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BuildError || error instanceof UpdateError || error instanceof PluginError))
    throw error;
  consola.error(error.message);
  process.exitCode = 1;
}

/** The root command for citty: help, and the commands that are not the run path. */
import { type CommandDef, defineCommand, renderUsage, runCommand } from "citty";
import { version } from "../../package.json";
import { topicNamed } from "../reference/topics.ts";
import { entryOf } from "../reference/word_table.ts";
import { coloursOn } from "../terminal/screen.ts";
import { commandExamples, commands } from "./index.ts";
import { commandNames, metaOf } from "./names.ts";
import { ExitCode, printText } from "./outcome.ts";
import { cittyArguments } from "./run_command.ts";
import { UsageError } from "./usage_error.ts";

const parts = {
  meta: { name: "fastforth", version, description: "Forth in one file, at native speed" },
  args: cittyArguments(),
};
const root: CommandDef = defineCommand({ ...parts, subCommands: { ...commands } });
/** What the help of the whole is made from: no command is loaded for it. */
const described: CommandDef = defineCommand({
  ...parts,
  subCommands: Object.fromEntries(commandNames.map((name) => [name, { meta: metaOf(name) }])),
});

const examples = `EXAMPLES

  fastforth hello.fth                     run a script
  fastforth sum.fth 1 2 3                 run a script with arguments (next-arg takes them)
  fastforth -e ': sq dup * ; 12 sq .'     run code from the command line
  echo '1 2 + .' | fastforth              run standard input
  fastforth --timeout 10s tests.fth       end with exit code 124 after ten seconds
  fastforth --stages builtin tests.fth    without the native stages
  fastforth                               an interactive session; bye or Ctrl-D ends it
  fastforth help                          what to try; help dup tells of a word, help -9 of an error
  fastforth test                          the tests below this folder
  fastforth test --coverage               and how much of the program they reach
  fastforth check prog.fth                everything that is wrong in a program, stack comments too
  fastforth lsp                           what editors start to know about programs
  fastforth bench sort.fth                the benchmarks of a program
  fastforth see sq -e ': sq dup * ;'      what each stage makes of a word, down to machine code
  fastforth plugins                       which implementation each stage has, and why
  fastforth doctor                        whether the installation is well, and what to do if not

EXIT CODES

  0 success; 1 an error that the program did not catch; 2 nothing was run (bad option, missing file);
  124 the time limit has passed; 130 Ctrl-C; 141 nobody reads the output any more; 143, 129, 131 ended by TERM, HUP,
  QUIT; otherwise the program's own: 3 (bye) ends with 3, as an uncaught 3 throw does`;

/** In the place of one line with everything in it. */
const usageLines = `USAGE

  fastforth [OPTIONS] FILE [ARGS…]     a program, with what belongs to it
  fastforth [OPTIONS] -e CODE [FILE]   code
  fastforth COMMAND [OPTIONS]          see COMMANDS below
  fastforth                            on a terminal: a session; else: standard input`;

/** Prints the help of the whole, or of one command. */
export async function printHelp(command?: string): Promise<number> {
  const name = commandNames.find((known) => known === command);
  const load = name === undefined ? undefined : commands[name];
  const usage = load === undefined ? await renderUsage(described) : await renderUsage(await load(), root);
  const readable = load === undefined ? usage.replace(/^(.*USAGE.*)$/m, () => usageLines) : usage;
  const more = command === undefined ? examples : await commandExamples[command]?.();
  const text = more === undefined ? readable : `${readable}\n\n${more}`;
  printText(coloursOn(1) ? text : Bun.stripANSI(text));
  return ExitCode.ok;
}

/** `help NAME` of a command whose name is no word and no topic. */
function asksAboutCommand([command, name, ...rest]: readonly string[]): boolean {
  if (command !== "help" || name === undefined || rest.length > 0) return false;
  return Object.hasOwn(commands, name) && entryOf(name) === undefined && topicNamed(name) === undefined;
}

/** Runs a command other than `run`. @throws UsageError when its arguments are wrong */
export async function runRoot(argv: readonly string[]): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h")) return printHelp(argv[0]);
  if (asksAboutCommand(argv)) return printHelp(argv[1]);
  try {
    await runCommand(root, { rawArgs: [...argv] });
  } catch (error) {
    if (error instanceof Error && error.name === "CLIError")
      throw new UsageError(Bun.stripANSI(error.message));
    throw error;
  }
  return typeof process.exitCode === "number" ? process.exitCode : ExitCode.ok;
}

/**
 * The command line's root. Running a program is the path that must start in no time: its options are parsed by hand, and
 * everything else (help, other commands, the interactive session) is imported when it is asked for.
 */

import { commands } from "./commands/index.ts";
import { parseRunLine, type RunLine } from "./commands/options.ts";
import { reportFailure } from "./commands/outcome.ts";
import { run } from "./commands/run.ts";
import { UsageError } from "./commands/usage_error.ts";
import { programArguments } from "./machine/environment.ts";
import { bundledAt } from "./programs/bundle_mark.ts";

function main(argv: readonly string[]): number | Promise<number> {
  if (bundledAt() !== 0) return import("./commands/run_bundled.ts").then((own) => own.runBundled(argv));
  const [command = ""] = argv;
  if (command === "--self-update") return main(["self-update", ...argv.slice(1)]);
  if (!Object.hasOwn(commands, command)) return runLine(parseRunLine(argv));
  if (command === "test" && argv[1] === "--process")
    return import("./commands/test_process.ts").then((test) => test.runTestProcess(argv[2] ?? ""));
  if (command === "compile" && !asksForHelp(argv))
    return import("./commands/compile.ts").then((own) => own.compile(argv.slice(1)));
  if (command !== "run") return import("./commands/root.ts").then((root) => root.runRoot(argv));
  const line = parseRunLine(argv.slice(1));
  if (line.inputs.length === 0 && line.print === undefined)
    throw new UsageError("run needs a program", "write fastforth run FILE, or fastforth run -e CODE");
  return line.print === "help"
    ? import("./commands/root.ts").then((root) => root.printHelp("run"))
    : runLine(line);
}

/** What shows help of a command loads all that describes commands. */
const asksForHelp = (argv: readonly string[]): boolean => argv.includes("--help") || argv.includes("-h");

function runLine(line: RunLine): number | Promise<number> {
  switch (line.print) {
    case "help":
      return import("./commands/root.ts").then((root) => root.printHelp());
    case "version":
      return import("./commands/print_version.ts").then((version) => version.printVersion(line));
    case undefined:
      return run(line);
  }
}

function end(outcome: () => number | Promise<number>): void {
  const fail = (error: unknown) => {
    process.exitCode = reportFailure(error);
  };
  try {
    const code = outcome();
    if (typeof code === "number") process.exitCode = code;
    else
      code.then((later) => {
        process.exitCode = later;
      }, fail);
  } catch (error) {
    fail(error);
  }
}

end(() => main(programArguments()));

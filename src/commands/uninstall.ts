/** `uninstall`: takes FastForth off this machine, with what it put there. */

import { dirname } from "node:path";
import { type CommandDef, defineCommand } from "citty";
import { historyPath } from "../terminal/history.ts";
import { settingsFolder } from "../terminal/init_file.ts";
import { isTerminal } from "../terminal/screen.ts";
import { cacheFolder } from "../testing/history.ts";
import { carryOut, planRemoval, type RemovalPlan } from "../update/uninstall.ts";
import { type CommandOption, cittyOptions, parseCommandLine } from "./command_line.ts";
import { metaOf } from "./names.ts";
import { ExitCode, printError, printText } from "./outcome.ts";
import { UsageError } from "./usage_error.ts";

export const uninstallExamples = `EXAMPLES

  fastforth uninstall              show what would go, and ask
  fastforth uninstall --yes        without a question, for scripts
  fastforth uninstall --dry-run    only show it

Stages of updates, the history of sessions and the executable go. Settings that you wrote stay. What a package
manager installed is left to it; its command is printed.

EXIT CODES

  0 removed, or only shown; 1 something could not be removed; 2 wrong options, or nobody to ask`;

const options = {
  yes: { alias: "y", description: "Do not ask" },
  "dry-run": { description: "Show what would be removed" },
} as const satisfies Record<string, CommandOption>;

export const uninstallCommand: CommandDef = defineCommand({
  meta: metaOf("uninstall"),
  args: cittyOptions(options, "none"),
  run: ({ rawArgs }) => {
    const { paths, values } = parseCommandLine(options, rawArgs);
    if (paths[0] !== undefined) throw new UsageError(`uninstall does not take ${paths[0]}`);
    process.exitCode = uninstall(values.yes !== undefined, values["dry-run"] !== undefined);
  },
});

function uninstall(agreed: boolean, dryRun: boolean): number {
  const history = historyPath(process.env);
  const plan = planRemoval({
    own: [
      { path: history && dirname(history), what: "lines typed in sessions" },
      { path: cacheFolder(), what: "which tests failed last" },
    ],
    settings: settingsFolder(process.env),
  });
  printText(describe(plan));
  if (dryRun || plan.removals.length === 0) return ExitCode.ok;
  if (!agreed) {
    if (!isTerminal(0))
      throw new UsageError("uninstall asks before it removes anything", "write fastforth uninstall --yes");
    // The terminal's own line editing; anything but yes is no.
    if (!/^y(es)?$/i.test(prompt("Remove all that? [y/N]")?.trim() ?? "")) {
      printText("Nothing was removed.");
      return ExitCode.ok;
    }
  }
  const failures = carryOut(plan);
  for (const failure of failures) printError(`fastforth: not removed: ${failure}`);
  if (failures.length > 0) return ExitCode.error;
  printText(plan.manager === undefined ? "FastForth is gone." : "Removed.");
  return ExitCode.ok;
}

function describe({ removals, stays, manager }: RemovalPlan): string {
  const width = Math.max(0, ...removals.map(({ path }) => path.length));
  const lines = removals.map(({ path, what }) => `  ${path.padEnd(width)}  ${what}`);
  const kept = stays.map((reason) => `  stays: ${reason}`);
  const managed =
    manager === undefined
      ? []
      : [`  The executable was installed by ${manager.name}. To remove it, run: ${manager.removal}`];
  return [
    removals.length === 0 ? "Nothing of FastForth's own is to be removed." : "To be removed:",
    ...lines,
    ...kept,
    ...managed,
  ].join("\n");
}

/** Runs the program that lies in this executable: see `compile --bundle`. All of the command line is the program's. */
import { readBundled } from "../programs/bundle.ts";
import { bundledAt } from "../programs/bundle_mark.ts";
import { usualRun } from "./options.ts";
import { run } from "./run.ts";

export function runBundled(argv: readonly string[]): number | Promise<number> {
  const program = readBundled(process.execPath, bundledAt());
  return run({
    ...usualRun(),
    inputs: [{ kind: "bundle", program }],
    arguments: [program.path, ...argv],
    memory: program.memory,
  });
}

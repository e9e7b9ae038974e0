/** Runs the program that lies in this executable: see `compile --bundle`. All of the command line is the program's. */
import { readBundled } from "../programs/bundle.ts";
import { bundledAt } from "../programs/bundle_mark.ts";
import { run } from "./run.ts";

export function runBundled(argv: readonly string[]): number | Promise<number> {
  const program = readBundled(process.execPath, bundledAt());
  return run({
    inputs: [{ kind: "bundle", program }],
    arguments: [program.path, ...argv],
    memory: program.memory,
    searchPath: undefined,
    timeout: undefined,
    stages: "auto",
    trace: [],
    interactive: false,
    init: false,
    print: undefined,
    json: false,
  });
}

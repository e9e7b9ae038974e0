/** Runs the program that lies in this executable: see `compile --bundle`. All of the command line is the program's. */
import { interpretScript } from "../forth/script.ts";
import type { Session } from "../forth/session.ts";
import { type BundledProgram, readBundled } from "../programs/bundle.ts";
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

/** Throws what its words throw. */
export function interpretBundled(session: Session, { path, files, entry }: BundledProgram): void {
  session.sourceText = (name) => files.get(name);
  interpretScript(session, path, files.get(path) as Uint8Array);
  if (entry !== undefined) session.text.interpretText("<entry>", Buffer.from(entry));
}

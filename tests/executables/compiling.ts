/** Compiles programs in this process and runs what comes of it. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { interpretScript } from "../../src/forth/script.ts";
import { ForthThrow } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { compileProgram, prepareProgram } from "../../src/programs/compile_program.ts";
import { ProgramError } from "../../src/programs/program_error.ts";
import { type ProgramTarget, programStages } from "../../src/programs/program_stages.ts";
import { openSession } from "../../src/words/open_session.ts";
import type { RunResult } from "../forth/case.ts";
import { runnerOf } from "../linking/running.ts";

/** A program that could not be loaded or compiled: where in its text, or by which calls. */
export class NotCompiled extends Error {
  override readonly name = "NotCompiled";
}

const forms = { native: programStages("native"), portable: programStages("portable") } as const;

/**
 * The executable of a program whose text is given; it begins with MAIN.
 * @param form of the stages: both give the same bytes
 * @throws NotCompiled
 */
export function compiled(
  path: string,
  text: string,
  target: ProgramTarget,
  form: keyof typeof forms = "native",
): Uint8Array {
  const programStages = forms[form];
  const session = openSession({
    stages: programStages.stages,
    arguments: [path],
    output: new Output(() => {}),
    errors: () => {},
  });
  const tokens = prepareProgram(session);
  try {
    interpretScript(session, path, Buffer.from(text));
    const entry = session.search.find(Buffer.from("main"), 0, 4);
    if (entry === undefined) throw new NotCompiled("there is no main");
    return compileProgram(session, entry.xt, tokens, { stages: programStages, path, target, strip: false })
      .file;
  } catch (error) {
    if (error instanceof ProgramError) throw new NotCompiled(`${error.message}: ${error.hint}`);
    if (!(error instanceof ForthThrow)) throw error;
    throw new NotCompiled(`${error.message}: ${session.positions.placeOf(session.source).lineText}`);
  } finally {
    session.close();
  }
}

/** Runs an executable in a fresh folder below `folder`. */
export function runExecutable(
  target: ProgramTarget,
  bytes: Uint8Array,
  folder: string,
  { args = [], stdin = "" }: { args?: readonly string[]; stdin?: string } = {},
): RunResult {
  const own = mkdtempSync(join(folder, "run-"));
  const file = join(mkdtempSync(join(folder, "made-")), basename(own));
  writeFileSync(file, bytes);
  chmodSync(file, 0o755);
  const run = Bun.spawnSync([...runnerOf(target), file, ...args], {
    cwd: own,
    stdin: Buffer.from(stdin),
    env: { ...process.env, FASTFORTH_TEST: "a test" },
    timeout: 60_000,
  });
  return {
    exitCode: run.exitCode,
    signal: run.signalCode === undefined ? null : String(run.signalCode),
    stdout: run.stdout.toString(),
    stderr: run.stderr.toString(),
  };
}

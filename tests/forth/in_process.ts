/** Runs Forth programs in this process, as the executable would: many runs of a few milliseconds each. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { uncaughtCode } from "../../src/commands/outcome.ts";
import { describeError, formatReport } from "../../src/forth/report.ts";
import { interpretScript } from "../../src/forth/script.ts";
import type { Session } from "../../src/forth/session.ts";
import { toForthThrow } from "../../src/machine/backtrace.ts";
import { environment } from "../../src/machine/environment.ts";
import { ForthExit, ForthQuit, ForthThrow, Timeout } from "../../src/machine/exceptions.ts";
import { StandardFile } from "../../src/machine/file_records.ts";
import { Input } from "../../src/machine/input.ts";
import { Output } from "../../src/machine/output.ts";
import type { Stages } from "../../src/stages/pipeline.ts";
import { openSession } from "../../src/words/open_session.ts";
import { workingOn } from "../work_notes.ts";
import type { RunResult } from "./case";

/** Standard input with known contents. */
class TextInput extends Input {
  private rest: Uint8Array;

  constructor(text: string) {
    super();
    this.rest = new TextEncoder().encode(text);
  }

  protected override readInto(target: Uint8Array): number {
    const part = this.rest.subarray(0, target.length);
    target.set(part);
    this.rest = this.rest.subarray(part.length);
    return part.length;
  }
}

/** One run of a Forth program. */
export interface InProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly stdin: string;
  readonly stages: Stages;
  /** Heat at which words are compiled: 0 for at once, Infinity for never. */
  readonly compileAfter: number;
  /** Heat at which words are interpreted natively, where they may be; never by default. */
  readonly stepAfter?: number;
  /** Is given the session before anything runs, and when all has run. */
  readonly opened?: (session: Session) => void;
  readonly ended?: (session: Session) => void;
}

/** Runs a program to its end, in a fresh folder. */
export const runInProcess = (request: InProcessRequest): RunResult =>
  workingOn(
    () => request.file,
    () => runInFolder(request),
  );

function runInFolder(request: InProcessRequest): RunResult {
  const { file, args, stdin, stages, compileAfter, stepAfter } = request;
  const folder = mkdtempSync(join(tmpdir(), "fastforth-test-"));
  const outer = process.cwd();
  process.chdir(folder);
  // The environment is read once in a process, maybe by a test before this one.
  environment().set("FASTFORTH_TEST", "a test");
  const written: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  const write = (stream: keyof typeof written) => (bytes: Uint8Array) => {
    written[stream] += Buffer.from(bytes).toString("latin1");
  };
  const session = openSession({
    stages,
    compileAfter,
    ...(stepAfter === undefined ? {} : { stepAfter }),
    arguments: [file, ...args],
    output: new Output(write("stdout")),
    input: new TextInput(stdin),
  });
  const errors = session.files.get(StandardFile.error);
  if (errors !== undefined) errors.write = write("stderr");
  request.opened?.(session);
  try {
    const exitCode = endOf(session, written, () => interpretScript(session, file, readFileSync(file)));
    request.ended?.(session);
    const text = (bytes: string) => Buffer.from(bytes, "latin1").toString();
    return { exitCode, signal: null, stdout: text(written.stdout), stderr: text(written.stderr) };
  } finally {
    process.chdir(outer);
    rmSync(folder, { recursive: true, force: true });
    if (process.memoryUsage.rss() > MUCH_MEMORY) Bun.gc(true);
  }
}

/**
 * The memory of a machine goes with its session when the engine collects that. It counts what machines have reserved, 2 GB
 * each without native code, and lets as much again come together before it does so: gigabytes of what they have touched.
 */
const MUCH_MEMORY = 512 * 2 ** 20;

const same = (text: string) => text;
const unpainted = { error: same, warning: same, dim: same, strong: same };

/** Runs a program and closes its session; gives the exit code, as src/commands/run.ts has it. */
function endOf(session: Session, written: { stderr: string }, program: () => void): number {
  let exitCode = 0;
  try {
    program();
  } catch (error) {
    if (error instanceof ForthExit) exitCode = error.code;
    else if (!(error instanceof ForthQuit)) {
      const thrown = error instanceof Timeout ? error : toForthThrow(error);
      exitCode = thrown instanceof ForthThrow ? uncaughtCode(thrown) : 124;
      written.stderr += Buffer.from(formatReport(describeError(session, thrown), unpainted)).toString(
        "latin1",
      );
    }
  }
  session.close();
  return exitCode;
}

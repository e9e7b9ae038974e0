/** Compiles programs in this process and runs what comes of it. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { interpretScript } from "../../src/forth/script.ts";
import type { Session } from "../../src/forth/session.ts";
import { ForthThrow } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { compileProgram, type ProgramTarget } from "../../src/programs/compile_program.ts";
import { ProgramError } from "../../src/programs/program_error.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";
import type { RunResult } from "../forth/case.ts";

/** A program that could not be loaded or compiled: where in its text, or by which calls. */
export class NotCompiled extends Error {
  override readonly name = "NotCompiled";
}

/** The executable of a program whose text is given; it begins with MAIN. @throws NotCompiled */
export function compiled(
  path: string,
  text: string,
  target: ProgramTarget,
  opened: (session: Session) => void = () => {},
): Uint8Array {
  const tokens = new Set<number>();
  const session = openSession({
    stages: selectStages(parseStages("builtin")),
    arguments: [path],
    output: new Output(() => {}),
    errors: () => {},
  });
  session.onToken = (xt) => tokens.add(xt);
  session.dataSpace.heap.fixSecret();
  opened(session);
  try {
    interpretScript(session, path, Buffer.from(text));
    const entry = session.search.find(Buffer.from("main"), 0, 4);
    if (entry === undefined) throw new NotCompiled("there is no main");
    return compileProgram(session, entry.xt, tokens, { path, target, strip: false }).file;
  } catch (error) {
    if (error instanceof ProgramError) throw new NotCompiled(`${error.message}: ${error.hint}`);
    if (!(error instanceof ForthThrow)) throw error;
    throw new NotCompiled(`${error.message}: ${session.positions.placeOf(session.source).lineText}`);
  } finally {
    session.close();
  }
}

/** How a program for a platform is started here; undefined where it cannot be. */
export function startOf(target: ProgramTarget): readonly string[] | undefined {
  if (process.platform !== "linux") return undefined;
  if (target === (process.arch === "arm64" ? "linux-arm64" : "linux-x64")) return [];
  const emulator = Bun.which(target === "linux-arm64" ? "qemu-aarch64" : "qemu-x86_64");
  return emulator === null ? undefined : [emulator];
}

/** Runs an executable in a fresh folder below `folder`. */
export function runExecutable(
  bytes: Uint8Array,
  folder: string,
  {
    start = [],
    args = [],
    stdin = "",
  }: { start?: readonly string[]; args?: readonly string[]; stdin?: string },
): RunResult {
  const own = mkdtempSync(join(folder, "run-"));
  const file = join(mkdtempSync(join(folder, "made-")), basename(own));
  writeFileSync(file, bytes);
  chmodSync(file, 0o755);
  const run = Bun.spawnSync([...start, file, ...args], {
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

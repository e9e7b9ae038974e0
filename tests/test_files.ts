/**
 * Runs test files and counts what they say. A process that crashes takes all others along, of which Bun says no more than
 * that: so those files are run again, and a crash fails the file alone in which it happened.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../release/steps.ts";
import { NOTES_FOLDER, readNotes } from "./work_notes.ts";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

interface Request {
  /** Options and files of `bun test`. */
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** By file: how long it took last time; the slowest files begin first. Updated. */
  readonly timings: string;
  /** Where tests make their temporary files. */
  readonly scratch: string;
}

/**
 * The folder for temporary files of all tests of a run, which goes away with it: processes that Bun runs test files in are
 * ended without their handlers of "exit". Other users may use it, whom some tests make up.
 */
function scratchIn(reports: string): string {
  const scratch = join(reports, "scratch");
  mkdirSync(scratch);
  chmodSync(reports, 0o711);
  chmodSync(scratch, 0o1777);
  return scratch;
}

/** Every `*.test.ts` below this folder, or what the arguments say. */
export async function bunTests(args: readonly string[], folder = projectRoot): Promise<Tally> {
  const reports = mkdtempSync(join(tmpdir(), "fastforth-tests-"));
  const timings = folder === projectRoot ? recordedTimes() : join(reports, "times.json");
  const scratch = scratchIn(reports);
  try {
    let { tally, aborted } = await runOnce({ args, folder, timings, scratch }, reports);
    // A round lacks at least the file that crashed in the one before.
    for (let before = Number.POSITIVE_INFINITY; aborted.length > 0; ) {
      if (aborted.length >= before) {
        console.log(`FAILED these have no result: ${aborted.join(" ")}`);
        return { passed: tally.passed, failed: tally.failed + aborted.length };
      }
      before = aborted.length;
      console.log(`a process has crashed (see above): the ${before} files that went with it are run again`);
      const again = {
        args: [...optionsOf(args), ...aborted.map((file) => `./${file}`)],
        folder,
        timings,
        scratch,
      };
      const next = await runOnce(again, reports);
      tally = { passed: tally.passed + next.tally.passed, failed: tally.failed + next.tally.failed };
      aborted = next.aborted;
    }
    return tally;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

interface Round {
  readonly tally: Tally;
  /** Files of which nothing is known, because another one's crash ended them. */
  readonly aborted: readonly string[];
}

async function runOnce({ args, folder, timings, scratch }: Request, reports: string): Promise<Round> {
  const report = join(reports, "report.xml");
  const notes = mkdtempSync(join(reports, "notes-"));
  const command = [
    process.execPath,
    "test",
    "--timeout=60000",
    `--parallel=${availableParallelism()}`,
    "--no-isolate",
    `--timings=${timings}`,
    "--update-timings",
    "--reporter=junit",
    `--reporter-outfile=${report}`,
  ];
  const run = Bun.spawn([...command, ...args], {
    cwd: folder,
    stdio: ["ignore", "inherit", "pipe"],
    env: { ...process.env, [NOTES_FOLDER]: notes, TMPDIR: scratch },
  });
  const aborted: string[] = [];
  for await (const line of passedOn(run.stderr)) {
    const file = ABORTED.exec(Bun.stripANSI(line))?.[1];
    if (file !== undefined) aborted.push(file);
  }
  await run.exited;
  const tally = readReport(report, new Set(aborted));
  rmSync(report, { force: true });
  const isWell = run.exitCode === 0;
  if (!isWell)
    for (const note of readNotes(notes)) console.log(`a process has ended that was at work on\n${note}`);
  // A file that could not be loaded fails the run without being counted as a test.
  return {
    tally: isWell ? tally : { passed: tally.passed, failed: Math.max(tally.failed, 1) },
    aborted,
  };
}

/** What Bun says of a file that was waiting, or at work, when a process crashed. */
const ABORTED = /^✗ (\S+) \(aborted: (?:sibling )?worker panicked\)/;

/** The lines of a stream, each written to standard error before. */
async function* passedOn(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    process.stderr.write(bytes);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

/** Options, each in one argument but for the pattern of names. */
function optionsOf(args: readonly string[]): string[] {
  const isPattern = (arg: string | undefined) => arg === "-t" || arg === "--test-name-pattern";
  return args.filter((arg, at) => arg.startsWith("-") || isPattern(args[at - 1]));
}

/** The file with each test file's time of the last run on this machine, which begins as a copy of the recorded ones. */
function recordedTimes(): string {
  const path = join(projectRoot, "dist", ".tests", "times.json");
  if (!existsSync(path)) copyFileSync(join(import.meta.dir, "times.json"), path);
  return path;
}

/** What a report counts, without the files that are run again: some may have been at work and have results. */
function readReport(path: string, aborted: ReadonlySet<string>): Tally {
  let report: string;
  try {
    report = readFileSync(path, "utf8");
  } catch {
    return { passed: 0, failed: 0 }; // No report: the exit code of the run says whether that is a failure.
  }
  let tally = countIn(/<testsuites[^>]*>/.exec(report)?.[0] ?? "");
  // The suites of whole files are those directly below.
  for (const [suite, file = ""] of report.matchAll(/^ {2}<testsuite [^>]*\bfile="([^"]*)"[^>]*>/gm)) {
    if (!aborted.has(file)) continue;
    const own = countIn(suite);
    tally = { passed: tally.passed - own.passed, failed: tally.failed - own.failed };
  }
  return tally;
}

function countIn(element: string): Tally {
  const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed };
}

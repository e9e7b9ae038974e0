/** Where test files run: in processes that are started, listened to, and ended with everything that they have started. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmdirSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileCounts } from "../forth/coverage.ts";
import { makePipe } from "../machine/child_process.ts";
import { removeIfPossible } from "../plugins/durable_file.ts";
import type { Failure } from "../words/test_failure.ts";
import type { FileResult, NamedTest, ProcessRecord, ProcessSettings } from "./results.ts";
import { type OutputPart, SeparatedOutput } from "./separated_output.ts";

/** Milliseconds that a process has to end by itself, with a report of where it was, when its time is over. */
const GRACE = 1000;
/** Milliseconds in which output may still arrive after the end of its process. */
const LATE_OUTPUT = 300;
/** What a program answers whose time is over. */
const TIMEOUT_CODE = 124;
const RECORD_CHUNK = 65536;

/** The system gives no folder for what tests record. */
export class NoTemporaryFolder extends Error {
  override readonly name = "NoTemporaryFolder";
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "fastforth-test-"));
  } catch (error) {
    throw new NoTemporaryFolder(`no file can be made in ${tmpdir()}: ${(error as Error).message}`);
  }
}

/** It is left where that fails: the tests are of more interest. */
function removeFolderIfPossible(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
}

/** A place where test files run, one after another: the file of their records is made once. */
export class TestSlot {
  private readonly descriptor: number;
  private worker: TestProcess | undefined;
  private counts: readonly FileCounts[] | undefined;
  /** Whether the last file ran in a process that had run others before. */
  wasShared = false;

  constructor(private readonly command: readonly string[]) {
    const folder = temporaryFolder();
    const records = join(folder, "records");
    try {
      this.descriptor = openSync(records, "ax+", 0o600);
    } finally {
      // The file lives as long as somebody has it open, whatever becomes of this process. This takes no descriptor.
      removeIfPossible(records);
      removeFolderIfPossible(folder);
    }
  }

  close(): void {
    this.kill();
    closeSync(this.descriptor);
  }

  /** Ends what runs, and all processes of its group. The next file has a new process. */
  kill(): void {
    this.worker?.kill();
    this.worker = undefined;
  }

  /**
   * Runs a file once.
   * @param isShared whether its process may have run other files, and go on with others
   * @throws Error when no process can be started
   */
  async run(
    asked: Omit<ProcessSettings, "runner" | "marker" | "goesOn">,
    isShared: boolean,
  ): Promise<FileResult> {
    if (!isShared) this.kill();
    ftruncateSync(this.descriptor, 0);
    const started = performance.now();
    const settings: ProcessSettings = {
      ...asked,
      runner: process.pid,
      marker: makeMarker(),
      goesOn: isShared,
    };
    this.wasShared = this.worker !== undefined;
    const worker = this.worker ?? new TestProcess(this.command, this.descriptor, settings);
    this.worker = worker;
    const ending = await worker.run(settings, this.wasShared);
    const records = this.records();
    this.counts = records.find((record) => record.type === "coverage")?.files;
    const done = records.find((record) => record.type === "done");
    if (!ending.goesOn && this.worker === worker) this.worker = undefined;
    return judge(settings, records, {
      ...ending,
      code: ending.goesOn ? (done?.code ?? null) : ending.code,
      milliseconds: performance.now() - started,
    });
  }

  /** What the last process has counted of what ran, once. */
  takeCounts(): readonly FileCounts[] | undefined {
    const { counts } = this;
    this.counts = undefined;
    return counts;
  }

  private records(): ProcessRecord[] {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(RECORD_CHUNK);
    let text = "";
    for (let at = 0; ; ) {
      const count = readSync(this.descriptor, chunk, 0, chunk.length, at);
      if (count === 0) break;
      at += count;
      text += decoder.decode(chunk.slice(0, count), { stream: true });
    }
    const lines = text.split("\n");
    // A line without an end was being written when its process ended.
    lines.pop();
    return lines.map((line) => JSON.parse(line) as ProcessRecord);
  }
}

/** What no program writes by chance. */
const makeMarker = (): string => `\0${crypto.randomUUID()}`;

type ProcessEnding = Omit<Ending, "milliseconds"> & {
  /** The process waits for another file. */
  readonly goesOn: boolean;
};

/** A process that runs test files. */
class TestProcess {
  private readonly child: ReturnType<typeof spawn>;
  /** Where it reads what to run next, while it may run more. */
  private next: number | undefined;
  private readonly output: SeparatedOutput;
  private readonly errors: SeparatedOutput;
  private readonly exited: Promise<"exited">;

  constructor(command: readonly string[], records: number, first: ProcessSettings) {
    const pipe = first.goesOn ? makePipe() : undefined;
    this.next = pipe?.writing;
    try {
      this.child = spawn([...command, JSON.stringify(first)], records, pipe?.reading);
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { path: `a process for ${first.file}` }) : error;
    } finally {
      if (pipe !== undefined) closeSync(pipe.reading);
    }
    this.output = new SeparatedOutput(this.child.stdout);
    this.errors = new SeparatedOutput(this.child.stderr);
    this.exited = this.child.exited.then(() => "exited");
  }

  /** Ends it, and everything that it has started. */
  kill(): void {
    killGroup(this.child.pid);
    if (this.next !== undefined) closeSync(this.next);
    this.next = undefined;
  }

  /** Runs a file, or waits for the one that the process has begun with. */
  async run(settings: ProcessSettings, isAnother: boolean): Promise<ProcessEnding> {
    const { child, exited } = this;
    const output = this.output.begin(settings.marker);
    const errors = this.errors.begin(settings.marker);
    if (isAnother) this.send(settings);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.kill();
    }, settings.timeout + GRACE);
    const bothEnd = Promise.all([output.end, errors.end]);
    const done = bothEnd.then((ends) => {
      if (ends.every(Boolean)) return "goes on";
      // Nobody will know what it writes.
      if (this.refusal !== undefined) this.kill();
      return exited;
    });
    const how = await Promise.race([exited, done]);
    clearTimeout(timer);
    const goesOn = how === "goes on";
    if (!goesOn) await this.finish(bothEnd);
    return {
      code: child.exitCode,
      signal: child.signalCode === null ? null : String(child.signalCode),
      timedOut,
      output,
      errors,
      goesOn,
      refusal: this.refusal,
    };
  }

  private get refusal(): string | undefined {
    return this.output.refusal ?? this.errors.refusal;
  }

  private send(settings: ProcessSettings): void {
    try {
      if (this.next !== undefined) writeSync(this.next, `${JSON.stringify(settings)}\n`);
    } catch (error) {
      // It has ended: that is seen where its end is waited for.
      if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
    }
  }

  /** The process has ended: what it has started and left behind ends with it. */
  private async finish(outputEnds: Promise<unknown>): Promise<void> {
    this.kill();
    const late = setTimeout(() => {
      this.output.stop();
      this.errors.stop();
    }, LATE_OUTPUT);
    await outputEnds;
    clearTimeout(late);
  }
}

/** The records' descriptor is RECORD_DESCRIPTOR there, that of what comes next NEXT_DESCRIPTOR. */
function spawn(command: string[], records: number, next: number | undefined) {
  return Bun.spawn(command, {
    stdio: ["ignore", "pipe", "pipe", records, ...(next === undefined ? [] : [next])] as unknown as [
      "ignore",
      "pipe",
      "pipe",
    ],
    // Its own group: whatever it starts can be ended with it, and Ctrl-C reaches the runner alone.
    detached: true,
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // ESRCH: nobody of the group is left. EPERM: only processes of others (macOS says so of zombies).
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly milliseconds: number;
  readonly output: OutputPart;
  readonly errors: OutputPart;
  /** Why its output could not be read, if so. */
  readonly refusal: string | undefined;
}

/** What the records of a process and its end say of the file. */
function judge(settings: ProcessSettings, records: readonly ProcessRecord[], ending: Ending): FileResult {
  const tests: NamedTest[] = [];
  const failures: Failure[] = [];
  let assertions = 0;
  let reason: string | undefined;
  let running: string | undefined;
  let end: Extract<ProcessRecord, { type: "end" }> | undefined;
  for (const record of records) {
    if ("assertions" in record) assertions = record.assertions;
    if (record.type === "began") running = record.name;
    else if (record.type === "failed") failures.push({ ...wholeFile(settings.file), ...record.failure });
    else if (record.type === "skipped") reason = record.reason;
    else if (record.type === "ended") {
      tests.push({ ...record.result, ...outputOfTest(ending, tests.length) });
      running = undefined;
    } else if (record.type === "end") end = record;
  }
  const counted = failures.filter(({ todo }) => todo === undefined).length;
  const ended = endFailure(settings, ending, end, counted, running);
  if (ended !== undefined) failures.push(ended);
  if (running !== undefined)
    tests.push({
      name: running,
      group: "",
      status: "failed",
      milliseconds: 0,
      line: 0,
      ...outputOfTest(ending, tests.length),
    });
  const failureCount = Math.max(end?.failures ?? 0, counted) + (ended === undefined ? 0 : 1);
  const { milliseconds } = ending;
  const isSelective = settings.filter !== undefined || settings.only !== undefined;
  const nothing = assertions === 0 && tests.length === 0;
  const status =
    failureCount > 0
      ? "failed"
      : reason !== undefined && nothing
        ? "skipped"
        : isSelective && nothing
          ? "deselected"
          : "passed";
  return {
    path: settings.file,
    status,
    tests,
    failures,
    failureCount,
    assertions,
    milliseconds,
    output: ending.output.text.toString(),
    errors: ending.errors.text.toString(),
    ...(reason === undefined ? {} : { reason }),
    attempts: 1,
    isFlaky: false,
    included: end?.included ?? [],
  };
}

/** What a named test wrote, by its number. */
function outputOfTest({ output, errors }: Ending, at: number): Pick<NamedTest, "output" | "errors"> {
  const out = output.tests[at]?.toString() ?? "";
  const err = errors.tests[at]?.toString() ?? "";
  return { ...(out === "" ? {} : { output: out }), ...(err === "" ? {} : { errors: err }) };
}

/** The place of what has none of its own. */
const wholeFile = (file: string) => ({ place: { file, line: 1, column: 1, source: "", width: 1 } });

/** The failure that the end of the process is, when nothing before says it. */
function endFailure(
  { timeout, file }: ProcessSettings,
  { code, signal, timedOut, refusal }: Ending,
  end: Extract<ProcessRecord, { type: "end" }> | undefined,
  counted: number,
  running: string | undefined,
): Failure | undefined {
  const { place } = wholeFile(file);
  const test = running === undefined ? {} : { test: running };
  if (refusal !== undefined)
    return {
      kind: "crash",
      message: `the system refuses to read what it writes (${refusal}); it was ended`,
      place,
      ...test,
    };
  if (timedOut || (code === TIMEOUT_CODE && counted === 0))
    return { kind: "timeout", message: `still running after ${timeout} ms; it was ended`, place, ...test };
  if (signal !== null) return { kind: "crash", message: `the process ended by ${signal}`, place, ...test };
  if (end === undefined)
    return {
      kind: "crash",
      message: `the process ended with ${code} and without its results`,
      place,
      ...test,
    };
  if (code !== 0 && counted === 0 && end.failures === 0)
    return { kind: "exit", message: `the program ended with exit code ${code}`, place, ...test };
  return undefined;
}

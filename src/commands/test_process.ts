/** A process of test files: runs each as `fastforth FILE` does, and tells the runner what the tests say. */
import { Coverage } from "../forth/coverage.ts";
import type { Session } from "../forth/session.ts";
import { hasStartedCommands } from "../machine/child_process.ts";
import { currentFolder, environmentIsChanged } from "../machine/environment.ts";
import { endWithParent } from "../machine/system_calls.ts";
import type { Stages } from "../stages/pipeline.ts";
import type { Console } from "../terminal/console.ts";
import { coveredFiles } from "../testing/coverage/covered_files.ts";
import { nextSettings } from "../testing/next_settings.ts";
import { RecordWriter } from "../testing/record_writer.ts";
import type { ProcessSettings } from "../testing/results.ts";
import type { TestLog } from "../words/test_log.ts";
import { enableTesting } from "../words/testing.ts";
import { usualRun } from "./options.ts";
import { ExitCode, printError } from "./outcome.ts";
import { run } from "./run.ts";

/** Bytes of a process that goes on. What the engine has not given back of earlier files goes with one that does not. */
const MOST_MEMORY = 300 * 2 ** 20;

/** Runs the file that the settings name, and others that come after it; gives the process's exit code. */
export function runTestProcess(text: string): number {
  let settings: ProcessSettings | undefined = JSON.parse(text) as ProcessSettings;
  // A runner that was killed can end nothing.
  endWithParent(settings.runner);
  const folder = currentFolder();
  let code: number = ExitCode.ok;
  while (settings !== undefined) {
    const test: TestProgram = new TestProgram(settings);
    code = test.run();
    const isFull = process.memoryUsage.rss() > MOST_MEMORY;
    if (isFull || !test.isClean(code) || currentFolder() !== folder) return code;
    test.makeWay(code);
    settings = nextSettings();
  }
  return code;
}

/** One test file, run as `fastforth FILE` does. */
class TestProgram {
  private session: Session | undefined;
  private console: Console | undefined;
  private log: TestLog | undefined;
  private writer: RecordWriter | undefined;
  private hasFailed = false;
  private startTimer = () => {};

  constructor(private readonly settings: ProcessSettings) {}

  /** Runs it; gives the exit code of a process that runs nothing else. */
  run(): number {
    const { file, require, memory, stages } = this.settings;
    const line = {
      ...usualRun(),
      inputs: [...require, file].map((path) => ({ kind: "file" as const, path })),
      arguments: [file],
      memory,
      stages,
    };
    const code = run(line, {
      // What runs for long is compiled: only then is the timer worth its library. The runner ends what is not.
      stages: (selected) => whenCompiling(selected, () => this.startTimer()),
      opened: (session, console) => this.opened(session, console),
      failed: (thrown) => {
        this.hasFailed = true;
        this.log?.failWith(thrown);
      },
      ended: (code) => this.ended(code),
    });
    // Only a conversation gives a promise.
    return typeof code === "number" ? code : ExitCode.error;
  }

  private opened(session: Session, console: Console): void {
    const { settings } = this;
    this.session = session;
    this.console = console;
    this.log = enableTesting(session);
    this.writer = new RecordWriter(settings, this.log);
    this.log.listener = this.writer;
    const { coverage } = settings;
    if (coverage !== undefined)
      session.coverage = new Coverage(session, coveredFiles(currentFolder(), settings.file, coverage.files));
    const started = performance.now();
    this.startTimer = () => {
      this.startTimer = () => {};
      const left = Math.max(1, Math.ceil(settings.timeout - (performance.now() - started)));
      console.startTimer(left, ExitCode.timeout);
    };
  }

  private ended(code: number): number {
    const { settings, session, log, writer } = this;
    if (session === undefined || log === undefined || writer === undefined) return code;
    // After an uncaught error, and where the program wants to end early, what lies on the stacks says nothing.
    if (!this.hasFailed && code === session.exitCode) log.finish();
    if (session.coverage !== undefined) writer.covered(session.coverage.collect());
    writer.end(settings.tellsIncluded ? [...session.files.included] : []);
    if (writer.fault === undefined) return code === ExitCode.ok ? session.exitCode : code;
    printError(`fastforth test: the results of ${settings.file} cannot be written: ${writer.fault}`);
    return ExitCode.error;
  }

  /** Whether the process is to another program as if this one had never run. */
  isClean(code: number): boolean {
    const { settings, session, writer } = this;
    const hasEnded = code === ExitCode.ok || code === ExitCode.error;
    return (
      settings.goesOn &&
      hasEnded &&
      session !== undefined &&
      !session.changesProcess &&
      writer?.fault === undefined &&
      !hasStartedCommands() &&
      !environmentIsChanged()
    );
  }

  /** Ends what is the program's, and tells the runner so. */
  makeWay(code: number): void {
    this.console?.letGo();
    this.writer?.done(code);
  }
}

/** The stages, with something done before the compiler first compiles. */
function whenCompiling(stages: Stages, action: () => void): Stages {
  const { compiler } = stages;
  return {
    ...stages,
    compiler: {
      name: compiler.name,
      compile: (request) => {
        action();
        return compiler.compile(request);
      },
    },
  };
}

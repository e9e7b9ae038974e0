/** The process of one test file: runs it as `fastforth FILE` does, and tells the runner what the tests say. */
import { Coverage } from "../forth/coverage.ts";
import type { Session } from "../forth/session.ts";
import { currentFolder } from "../machine/environment.ts";
import { endWithParent } from "../machine/system_calls.ts";
import type { Stages } from "../stages/pipeline.ts";
import { coveredFiles } from "../testing/coverage/covered_files.ts";
import { RecordWriter } from "../testing/record_writer.ts";
import type { ProcessSettings } from "../testing/results.ts";
import type { TestLog } from "../words/test_log.ts";
import { enableTesting } from "../words/testing.ts";
import { ExitCode, printError } from "./outcome.ts";
import { run } from "./run.ts";

/** Runs the file that the settings name; gives the process's exit code. */
export function runTestProcess(text: string): number | Promise<number> {
  const settings = JSON.parse(text) as ProcessSettings;
  // A runner that was killed can end nothing.
  endWithParent();
  let session: Session | undefined;
  let log: TestLog | undefined;
  let writer: RecordWriter | undefined;
  let hasFailed = false;
  let startTimer = () => {};
  const line = {
    inputs: [...settings.require, settings.file].map((path) => ({ kind: "file" as const, path })),
    arguments: [settings.file],
    memory: settings.memory,
    timeout: undefined,
    stages: settings.stages,
    trace: [],
    interactive: false,
    init: false,
    print: undefined,
    json: false,
  };
  return run(line, {
    // What runs for long is compiled: only then is the timer worth its library. The runner ends what is not.
    stages: (stages) => whenCompiling(stages, () => startTimer()),
    opened(opened, console) {
      session = opened;
      log = enableTesting(opened);
      writer = new RecordWriter(settings, log);
      log.listener = writer;
      const { coverage } = settings;
      if (coverage !== undefined)
        opened.coverage = new Coverage(opened, coveredFiles(currentFolder(), settings.file, coverage.files));
      const started = performance.now();
      startTimer = () => {
        startTimer = () => {};
        const left = Math.max(1, Math.ceil(settings.timeout - (performance.now() - started)));
        console.startTimer(left, ExitCode.timeout);
      };
    },
    failed(thrown) {
      hasFailed = true;
      log?.failWith(thrown);
    },
    ended(code) {
      if (session === undefined || log === undefined || writer === undefined) return code;
      // After an uncaught error, and where the program wants to end early, what lies on the stacks says nothing.
      if (!hasFailed && code === session.exitCode) log.finish();
      if (session.coverage !== undefined) writer.covered(session.coverage.collect());
      writer.end(settings.tellsIncluded ? [...session.files.included] : []);
      if (writer.fault === undefined) return code === ExitCode.ok ? session.exitCode : code;
      printError(`fastforth test: the results of ${settings.file} cannot be written: ${writer.fault}`);
      return ExitCode.error;
    },
  });
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

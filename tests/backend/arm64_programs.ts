// Runs Forth programs with every stage a plugin and every word compiled before it first runs; prints, as JSON, the
// architecture and what each did. Another architecture's Bun can run this, so that one slow start serves many programs.
//
//   arm64_programs.ts FILE…

import { readFileSync } from "node:fs";
import { Timeout } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import { loadRuntime } from "../../src/plugins/runtime.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";
import { parseCase, type RunResult } from "../forth/case.ts";
import { runInProcess } from "../forth/in_process.ts";

export interface Report {
  readonly architecture: string;
  readonly results: readonly RunResult[];
  /** How an endless loop ends that polls nothing but the flag of the time limit. */
  readonly endless: string;
}

const stages = selectStages(parseStages("plugin"));

function runCase(file: string): RunResult {
  const { args, stdin } = parseCase(readFileSync(file, "utf8"));
  const typed = stdin.map((line) => `${line}\n`).join("");
  return runInProcess({ file, args, stdin: typed, stages, compileAfter: 0 });
}

function runEndlessLoop(): string {
  const session = openSession({ stages, output: new Output(() => {}), compileAfter: 0 });
  loadRuntime()?.startTimer(session.machine.interruptFlag, 200, { grace: 60_000, exitCode: 124 });
  try {
    session.text.interpretText("endless", new TextEncoder().encode(": spin begin again ; spin"));
    return "it came to an end";
  } catch (error) {
    if (error instanceof Timeout) return "time";
    throw error;
  } finally {
    loadRuntime()?.stopTimer();
    session.close();
  }
}

const report: Report = {
  architecture: process.arch,
  results: process.argv.slice(2).map(runCase),
  endless: runEndlessLoop(),
};
console.log(JSON.stringify(report));

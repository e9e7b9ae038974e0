/** Runs test files, several at a time, and tells of each as it ends. */
import type { FileCounts } from "../forth/coverage.ts";
import type { FileResult, ProcessSettings } from "./results.ts";
import { TestSlot } from "./test_run.ts";

export interface RunnerSettings
  extends Omit<ProcessSettings, "file" | "runner" | "only" | "marker" | "goesOn"> {
  /** What starts a test's process; the settings become its last argument. */
  readonly command: readonly string[];
  readonly jobs: number;
  /** How often a file that failed is tried again. */
  readonly retry: number;
  /** After so many failed files no other is begun. */
  readonly failFast: number;
  readonly allowEmpty: boolean;
  /** Each file has a process that runs nothing else. */
  readonly isolate: boolean;
  /** Of these files, only these named tests. */
  readonly only?: ReadonlyMap<string, readonly string[]>;
}

interface RunnerEvents {
  began(path: string): void;
  /** What a process has counted; undefined for one that ended before it could tell. */
  covered?(counts: readonly FileCounts[] | undefined): void;
  ended(result: FileResult): void;
}

export class TestRunner {
  private readonly slots: TestSlot[] = [];
  private stopped = false;

  constructor(
    private readonly settings: RunnerSettings,
    private readonly events: RunnerEvents,
  ) {}

  /** Ends everything that runs; files that have not begun do not begin. */
  stop(): void {
    this.stopped = true;
    for (const slot of this.slots) slot.kill();
  }

  /** Runs the files; gives the results of those that ran, in the order of the files. */
  async run(files: readonly string[]): Promise<FileResult[]> {
    const results: (FileResult | undefined)[] = files.map(() => undefined);
    let next = 0;
    let failed = 0;
    const work = async (slot: TestSlot): Promise<void> => {
      while (next < files.length && !this.stopped && failed < this.settings.failFast) {
        const at = next++;
        const result = await this.runFile(slot, files[at] as string);
        // What was ended because everything ends has no result.
        if (this.stopped) return;
        results[at] = result;
        if (result.status === "failed") failed++;
        this.events.ended(result);
      }
    };
    const jobs = Math.max(1, Math.min(this.settings.jobs, files.length));
    try {
      while (this.slots.length < jobs) this.slots.push(new TestSlot(this.settings.command));
      await Promise.all(this.slots.map(work));
    } finally {
      for (const slot of this.slots.splice(0)) slot.close();
    }
    return results.filter((result) => result !== undefined);
  }

  private async runFile(slot: TestSlot, file: string): Promise<FileResult> {
    this.events.began(file);
    let result = await this.attempt(slot, file, !this.settings.isolate);
    // Nobody knows whether it is to blame itself.
    if (slot.wasShared && result.failures.some(({ kind }) => kind === "crash") && !this.stopped)
      result = await this.attempt(slot, file, false);
    let attempts = 1;
    for (; result.status === "failed" && attempts <= this.settings.retry && !this.stopped; attempts++) {
      const again = await this.attempt(slot, file, false);
      const isFlaky = again.status !== "failed";
      // What failed before is told, although it does not count.
      result = isFlaky ? { ...again, isFlaky, failures: result.failures } : again;
    }
    return { ...result, attempts };
  }

  private async attempt(slot: TestSlot, file: string, isShared: boolean): Promise<FileResult> {
    const { require, stages, memory, timeout, filter, update, tellsIncluded, coverage, only, allowEmpty } =
      this.settings;
    const names = only?.get(file);
    const settings = {
      file,
      require,
      stages,
      ...(memory === undefined ? {} : { memory }),
      timeout,
      ...(filter === undefined ? {} : { filter }),
      ...(names === undefined ? {} : { only: names }),
      update,
      tellsIncluded,
      ...(coverage === undefined ? {} : { coverage }),
    };
    const result = await slot.run(settings, isShared);
    if (coverage !== undefined) this.events.covered?.(slot.takeCounts());
    const isEmpty = result.status === "passed" && result.assertions === 0 && result.tests.length === 0;
    if (!isEmpty || allowEmpty) return result;
    const place = { file, line: 1, column: 1, source: "", width: 1 };
    const message = "there is no assertion in this file (--allow-empty accepts that)";
    return { ...result, status: "failed", failures: [{ kind: "empty", message, place }], failureCount: 1 };
  }
}

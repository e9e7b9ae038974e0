/** Writes a test process's results to where the runner reads them. What does not fit is counted and not described. */
import type { FileCounts } from "../forth/coverage.ts";
import { writeAll } from "../machine/output.ts";
import type { Failure } from "../words/test_failure.ts";
import type { TestListener, TestLog, TestResult } from "../words/test_log.ts";
import { matcher } from "./pattern.ts";
import { type ProcessRecord, type ProcessSettings, RECORD_DESCRIPTOR } from "./results.ts";
import { Mark } from "./separated_output.ts";

const MAX_FAILURES = 100;
/** Bytes of records of failures in a file. */
const MAX_BYTES = 2 ** 20;

export class RecordWriter implements TestListener {
  readonly updatesGolden: boolean;
  /** Why the records could not be written. */
  fault: string | undefined;
  private failures = 0;
  private bytes = 0;
  private readonly matches: ((text: string) => boolean) | undefined;

  constructor(
    private readonly settings: ProcessSettings,
    private readonly log: TestLog,
  ) {
    this.updatesGolden = settings.update;
    const { filter, file } = settings;
    if (filter === undefined) return;
    const matches = matcher(filter);
    // Of a file whose own name is meant, everything is.
    if (!matches(file)) this.matches = matches;
  }

  selects(name: string, group: string): boolean {
    const { only } = this.settings;
    if (only !== undefined && !only.includes(name)) return false;
    return this.matches === undefined || this.matches(name) || (group !== "" && this.matches(group));
  }

  began(name: string, group: string): void {
    this.write({ type: "began", name, group });
    this.mark(Mark.testBegins);
  }

  failed(failure: Failure): void {
    if (this.failures++ >= MAX_FAILURES || this.bytes > MAX_BYTES) return;
    this.write({ type: "failed", failure, assertions: this.log.assertions });
  }

  ended(result: TestResult): void {
    this.mark(Mark.testEnds);
    this.write({ type: "ended", result, assertions: this.log.assertions });
  }

  skippedFile(reason: string): void {
    this.write({ type: "skipped", reason });
  }

  covered(files: readonly FileCounts[]): void {
    this.write({ type: "coverage", files });
  }

  end(included: readonly string[]): void {
    const { assertions, failures, deselected } = this.log;
    this.write({ type: "end", assertions, failures, deselected, included });
  }

  /** The file has run, and its output is written. */
  done(code: number): void {
    this.write({ type: "done", code });
    this.mark(Mark.fileEnds);
  }

  private mark(mark: number): void {
    const bytes = Buffer.concat([Buffer.from(this.settings.marker), Uint8Array.of(mark)]);
    this.log.session.output.flush();
    for (const descriptor of [1, 2]) writeAll(descriptor, bytes);
  }

  private write(record: ProcessRecord): void {
    if (this.fault !== undefined) return;
    const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    this.bytes += line.length;
    try {
      writeAll(RECORD_DESCRIPTOR, line);
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
    }
  }
}

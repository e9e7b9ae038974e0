/** Timing of commands, in rounds that interleave everything that is compared. */

/** One command to time. */
export interface Subject {
  readonly label: string;
  readonly command: readonly string[];
  /** Runs of the command in each round. */
  readonly repeats: number;
  /** What it must print, white space at the ends aside; any output when undefined. */
  readonly output?: string | undefined;
}

/** The times of a command's runs, or what went wrong in the first run that failed. */
export interface Timing {
  readonly milliseconds: readonly number[];
  readonly failure: string | undefined;
}

const timeLimitMs = 120_000;

/**
 * Times all subjects for some rounds: each round runs each subject, beginning with another one each time, so that
 * a machine that slows down slows all of them. A subject that failed once is not run again.
 */
export function timeInterleaved(subjects: readonly Subject[], rounds: number): Timing[] {
  const times: number[][] = subjects.map(() => []);
  const failures: (string | undefined)[] = subjects.map(() => undefined);
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < subjects.length; step++) {
      const index = (step + round) % subjects.length;
      const subject = subjects[index];
      if (subject === undefined || failures[index] !== undefined) continue;
      for (let run = 0; run < subject.repeats && failures[index] === undefined; run++) {
        const result = timeOnce(subject);
        if (typeof result === "number") times[index]?.push(result);
        else failures[index] = result.failure;
      }
    }
  }
  return subjects.map((_, index) => ({ milliseconds: times[index] ?? [], failure: failures[index] }));
}

function timeOnce(subject: Subject): number | { readonly failure: string } {
  const start = performance.now();
  const run = Bun.spawnSync([...subject.command], { stdin: "ignore", timeout: timeLimitMs });
  const milliseconds = performance.now() - start;
  if (run.exitedDueToTimeout) return { failure: `still running after ${timeLimitMs / 1000} s` };
  const output = run.stdout.toString().trim();
  if (run.exitCode !== 0) {
    const lastWords = run.stderr.toString().trim().split("\n")[0] ?? "";
    return { failure: `exit code ${run.exitCode ?? run.signalCode} ${lastWords}`.trim() };
  }
  if (subject.output !== undefined && output !== subject.output) {
    return { failure: `printed ${JSON.stringify(output.slice(0, 80))} instead of ${subject.output}` };
  }
  return milliseconds;
}

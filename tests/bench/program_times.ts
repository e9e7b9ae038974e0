/** The time of one benchmark program in every engine. */

import type { Engine, EngineName } from "./engines.ts";
import { type Subject, timeInterleaved } from "./measure.ts";
import type { BenchmarkProgram } from "./programs.ts";
import { median } from "./statistics.ts";

/** Milliseconds by engine; an engine that failed has a failure instead. */
export interface ProgramTimes {
  readonly name: string;
  readonly milliseconds: Readonly<Partial<Record<EngineName, number>>>;
  readonly failures: Readonly<Partial<Record<EngineName, string>>>;
}

/**
 * Times a program: a full run less a tiny one, median over the rounds.
 * @param tinyOnly checks the tiny run's result alone; the times mean nothing then
 */
export function measureProgram(
  program: BenchmarkProgram,
  engines: readonly Engine[],
  rounds: number,
  tinyOnly: boolean,
): ProgramTimes {
  const workloads = tinyOnly ? [program.tiny] : [program.full, program.tiny];
  const subjects = engines.flatMap((engine) =>
    workloads.map(
      (workload): Subject => ({
        label: engine.name,
        command: engine.prepare(program.name, workload),
        repeats: tinyOnly ? 1 : engine.repeats,
        output: workload.result,
      }),
    ),
  );
  const timings = timeInterleaved(subjects, rounds);
  const milliseconds: Partial<Record<EngineName, number>> = {};
  const failures: Partial<Record<EngineName, string>> = {};
  engines.forEach(({ name }, index) => {
    const own = timings.slice(index * workloads.length, (index + 1) * workloads.length);
    const failure = own.find((timing) => timing.failure !== undefined)?.failure;
    if (failure !== undefined) failures[name] = failure;
    else {
      const [full = Number.NaN, tiny = 0] = own.map((timing) => median(timing.milliseconds));
      milliseconds[name] = Math.max(full - tiny, 0.001);
    }
  });
  return { name: program.name, milliseconds, failures };
}

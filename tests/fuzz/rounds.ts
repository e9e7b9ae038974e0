/** Rounds of fuzzing, each of a seed of its own; a round that fails says how to see it again, and one that crashes does. */
import { setDefaultTimeout } from "bun:test";
import { workingOn } from "../work_notes.ts";

export interface Fuzzing {
  readonly firstSeed: number;
  /** Does a round again and again until the time of one test is up. */
  readonly forAWhile: (round: (seed: number) => void) => void;
}

/** @param name of what is tried @param usualSeconds a test's time, but for what FUZZ_SECONDS says */
export function fuzzing(name: string, usualSeconds: number): Fuzzing {
  const firstSeed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_007);
  const milliseconds = 1000 * Number(process.env.FUZZ_SECONDS ?? usualSeconds);
  setDefaultTimeout(milliseconds + 60_000);
  console.log(`${name}: FUZZ_SEED=${firstSeed}`);
  return {
    firstSeed,
    forAWhile(round) {
      const end = performance.now() + milliseconds;
      for (let seed = firstSeed; performance.now() < end; seed++) {
        try {
          workingOn(
            () => `${name}: FUZZ_SEED=${seed} shows it at once`,
            () => round(seed),
          );
        } catch (error) {
          console.log(`${name}: FUZZ_SEED=${seed} shows it at once`);
          throw error;
        }
      }
    },
  };
}

// Compares the ways to run a generated program, and makes a report of a difference that a person can use.

import { Random } from "../parser_source.ts";
import {
  type Configuration,
  configurations,
  type Difference,
  difference,
  nameOf,
  observe,
  observeAll,
  reference,
  TIME_IS_OVER,
} from "./execution.ts";
import { generateProgram } from "./generator.ts";
import { fresh } from "./phrases.ts";
import { shrink } from "./shrink.ts";
import { type Program, textsOf } from "./tree.ts";

export interface Finding {
  readonly seed: number;
  /** Programs that were run in the session before it is shown by this one, and it. */
  readonly count: number;
  readonly configuration: Configuration;
  readonly program: Program;
  readonly difference: Difference;
}

/** How many of the ways to run a program are tried for one; the first of them always. */
const TRIED = 4;

export function programOf(seed: number): Program {
  return generateProgram(new Random(seed));
}

/** The ways in which programs are run. */
function configurationsOf(seed: number, all: boolean): Configuration[] {
  if (all) return [...configurations];
  const [first, ...others] = configurations;
  const chosen = Array.from({ length: TRIED - 1 }, (_, i) => others[(seed + i * 3) % others.length]);
  return [first, ...chosen].filter((one) => one !== undefined);
}

/**
 * Runs the programs of `count` seeds in one session for each of several ways to run them.
 * @returns the first program that does something else than when it is interpreted
 */
export function findDifference(first: number, count: number, all: boolean): Finding | undefined {
  const programs = Array.from({ length: count }, (_, at) => programOf(first + at));
  const texts = programs.map(textsOf);
  const expected = observeAll(reference, texts);
  for (const configuration of configurationsOf(Math.floor(first / count), all)) {
    const actual = observeAll(configuration, texts);
    const differences = expected.map((results, at) => difference(results, actual[at] as string[]));
    const at = differences.findIndex((one) => one !== undefined);
    if (at < 0) continue;
    const program = programs[at] as Program;
    const alone = differenceOf(program, configuration);
    if (alone !== undefined) return { seed: first + at, count: 1, configuration, program, difference: alone };
    // It takes what ran before.
    const together = programs.slice(0, at + 1).flatMap((one) => [...one, fresh]);
    const found = differences[at] as Difference;
    return { seed: first, count: at + 1, configuration, program: together, difference: found };
  }
  return undefined;
}

function differenceOf(program: Program, configuration: Configuration): Difference | undefined {
  const texts = textsOf(program);
  return difference(observe(reference, texts), observe(configuration, texts));
}

/** Shrinks what was found and describes it. */
export function describe({ seed, count, configuration, program, difference: original }: Finding): string {
  const timeIsOver = ({ expected }: Difference) => expected.startsWith(TIME_IS_OVER);
  const shows = (candidate: Program): boolean => {
    const found = differenceOf(candidate, configuration);
    return found !== undefined && !timeIsOver(found);
  };
  const again = shows(program);
  const smallest = again ? shrink(program, shows) : program;
  const { at, expected, actual } = differenceOf(smallest, configuration) ?? original;
  return [
    `seed ${seed}: ${nameOf(configuration)} does something else than the interpreter${again ? "" : ", but not each time"}`,
    ...textsOf(smallest).map((text, index) => (index + 1 === at ? `${text}    \\ <- here` : text)),
    `  interpreted: ${expected}`,
    `  otherwise:   ${actual}`,
    `to see it again: node .ci/bun.mjs tests/fuzz/programs/run.ts --seed ${seed} --count ${count} --all`,
  ].join("\n");
}

// Compares the ways to run a generated program, and makes a report of a difference that a person can use.

import { Random } from "../parser_source.ts";
import {
  type Configuration,
  configurations,
  type Difference,
  difference,
  nameOf,
  observe,
  reference,
  TIME_IS_OVER,
} from "./execution.ts";
import { generateProgram } from "./generator.ts";
import { shrink } from "./shrink.ts";
import { type Program, textsOf } from "./tree.ts";

export interface Finding {
  readonly seed: number;
  readonly configuration: Configuration;
  readonly program: Program;
  readonly difference: Difference;
}

/** How many of the ways to run a program are tried for one; the first of them always. */
const TRIED = 4;

export function programOf(seed: number): Program {
  return generateProgram(new Random(seed));
}

/** The ways in which the program of a seed is run. */
export function configurationsOf(seed: number, all = false): Configuration[] {
  if (all) return [...configurations];
  const [first, ...others] = configurations;
  const chosen = Array.from({ length: TRIED - 1 }, (_, i) => others[(seed * 7 + i * 3) % others.length]);
  return [first, ...chosen].filter((one) => one !== undefined);
}

/** The first way in which the program of a seed does something else than when it is interpreted. */
export function findDifference(seed: number, all = false): Finding | undefined {
  const program = programOf(seed);
  const texts = textsOf(program);
  const expected = observe(reference, texts);
  for (const configuration of configurationsOf(seed, all)) {
    const found = difference(expected, observe(configuration, texts));
    if (found !== undefined) return { seed, configuration, program, difference: found };
  }
  return undefined;
}

function differenceOf(program: Program, configuration: Configuration): Difference | undefined {
  const texts = textsOf(program);
  return difference(observe(reference, texts), observe(configuration, texts));
}

/** Shrinks what was found and describes it. */
export function describe({ seed, configuration, program, difference: original }: Finding): string {
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
    `to see it again: node .ci/bun.mjs tests/fuzz/programs/run.ts --seed ${seed} --count 1 --all`,
  ].join("\n");
}

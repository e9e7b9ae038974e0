/** The benchmark programs: each is NAME.fth beside NAME.c, the same algorithm with the same printed result. */

import { join } from "node:path";

/** A size to run a program with, and the number that it prints then. */
export interface Workload {
  readonly size: number;
  readonly result: string;
}

export interface BenchmarkProgram {
  readonly name: string;
  /** Takes no noticeable time in any implementation: for tests, and to measure what is not the program. */
  readonly tiny: Workload;
  /** Takes compiled C some hundredths to tenths of a second. */
  readonly full: Workload;
}

export const programs: readonly BenchmarkProgram[] = [
  program("fib", [12, "233"], [38, "63245986"]),
  program("tak", [9, "60"], [25, "160"]),
  program("sieve", [200, "46"], [3000000, "216816"]),
  program("bubble", [30, "16809554040"], [10000, "13229758023003"]),
  program("matrix", [8, "-3311302868837818240"], [400, "-4655231391111363584"]),
  program("queens", [5, "10"], [13, "73712"]),
  program("mandelbrot", [10, "2287"], [1200, "30219725"]),
  program("hash", [50, "5745853431415373645"], [4000000, "43956919691468701"]),
  program("does", [8, "6169245170816000"], [20000, "-4553323219256487936"]),
  program("nbody", [20, "-169070786"], [1500000, "-169057152"]),
  program("spectral", [6, "1265778614"], [1000, "1274224148"]),
  program("wordcount", [60, "180020011"], [1500000, "4574613520058"]),
  program("collatz", [100, "97119"], [600000, "511935470"]),
  program("crc32", [50, "305266127"], [2000000, "4135638969"]),
  program("bits", [500, "16064"], [30000000, "960042548"]),
  program("dispatch", [200, "2639419884"], [8000000, "90718976"]),
  program("life", [8, "8"], [512, "24661"]),
  program("gcd", [20, "756"], [1800, "15526160"]),
  program("sha256", [5, "-8121871518197471788"], [400000, "7409194651124230327"]),
  program("doubles", [50, "1690389873879225020"], [15000000, "4700054121241620581"]),
  program("quicksort", [50, "-4768765729537478051"], [1000000, "-1966468993782032146"]),
  program("float_matrix", [8, "-1594"], [600, "-540906009"]),
  program("values", [50, "67765"], [30000000, "45063109"]),
  program("string_hash", [20, "4830201055426265488"], [3000000, "-8894979644902266140"]),
  program("deferred", [50, "81911604"], [60000000, "493481162"]),
  program("base64", [30, "-2091594933351473590"], [3000000, "-4429897355513769542"]),
  program("factorial", [20, "2432902008176640000"], [40000, "7024198818121456308"]),
];

function program(
  name: string,
  [tinySize, tinyResult]: readonly [number, string],
  [fullSize, fullResult]: readonly [number, string],
): BenchmarkProgram {
  return {
    name,
    tiny: { size: tinySize, result: tinyResult },
    full: { size: fullSize, result: fullResult },
  };
}

/** The path of a program's source. */
export function sourcePath(name: string, language: "fth" | "c"): string {
  return join(import.meta.dir, `${name}.${language}`);
}

/** Forth text that runs a program with a size: the program defines `size` only when it is not yet there. */
export function sizedSource(name: string, size: number): string {
  return `${size} constant size\ns" ${sourcePath(name, "fth")}" included\nbye\n`;
}

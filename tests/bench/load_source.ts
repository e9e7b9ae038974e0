/** A large Forth source, to measure how fast source is loaded. */

import type { Workload } from "./programs.ts";

/** Numbers of lines, and the checksums that the generated sources print. */
export const loadWorkloads: { readonly tiny: Workload; readonly full: Workload } = {
  tiny: { size: 500, result: "-4390178751752179447" },
  full: { size: 200_000, result: "4210029538544024524" },
};

/**
 * Forth source like a person's: definitions of about five lines with stack comments and control flow, constants,
 * variables, strings and tables, each exercised by an interpreted line. The same text for the same number; run,
 * it prints one checksum.
 * @param lineCount the least number of lines; the last unit is always whole
 */
export function generateLoadSource(lineCount: number): string {
  const random = xorshift(2463534242);
  const lines = [
    "\\ Generated source: many small definitions, each used by the next and by an interpreted line.",
    "variable checksum  0 checksum !",
    ": keep ( n -- )  checksum @ 31 * + checksum ! ;",
    "",
  ];
  let previous = "negate";
  for (let number = 0; lines.length < lineCount; number++) {
    const unit = units[random(units.length)] ?? runningTotal;
    const entry = `step-${number}`;
    lines.push(...unit(number, entry, previous, random), `${random(1000)} ${entry} keep`, "");
    // A chain of calls stays short, so that loading is measured and not running.
    previous = number % 4 === 3 ? "negate" : entry;
  }
  lines.push("checksum @ . cr");
  return `${lines.join("\n")}\n`;
}

/** Draws a whole number from 0 to below the limit. */
type Random = (limit: number) => number;

/** Marsaglia's xorshift with 32 bits: Journal of Statistical Software 8 (14), 2003. */
function xorshift(seed: number): Random {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
}

/** The lines of one unit, which defines `entry ( n -- n' )` and may call `previous ( n -- n' )`. */
type Unit = (number: number, entry: string, previous: string, random: Random) => string[];

const units: readonly Unit[] = [runningTotal, indefiniteLoop, table, choice, text, decisions];

function runningTotal(number: number, entry: string, previous: string, random: Random): string[] {
  return [
    "\\ The total of a few scaled numbers, kept between calls.",
    `variable sum-${number}`,
    `${random(90) + 10} constant limit-${number}`,
    `: scale-${number} ( n -- n' )  limit-${number} mod ${random(9) + 1} * 1+ ;`,
    `: ${entry} ( n -- n' )`,
    `  0 sum-${number} !`,
    `  ${random(3) + 2} 0 do`,
    `    dup i + scale-${number}   ( n scaled )`,
    `    sum-${number} +!`,
    "  loop",
    `  drop sum-${number} @ ${previous} $ffff and ;`,
  ];
}

function indefiniteLoop(number: number, entry: string, previous: string, random: Random): string[] {
  return [
    `: halve-${number} ( n -- n' )  \\ rounds up`,
    "  dup 1 and + 2/ ;",
    `: ${entry} ( n -- n' )`,
    `  ${previous} abs 255 and   \\ a small number of steps`,
    `  begin dup ${random(20) + 10} > while`,
    `    halve-${number} 1-`,
    "  repeat",
    `  ${random(100)} xor ;`,
  ];
}

function table(number: number, entry: string, previous: string, random: Random): string[] {
  const row = () => Array.from({ length: 4 }, () => `${random(10000)} ,`).join(" ");
  return [
    `create weights-${number}   \\ eight weights`,
    `  ${row()}`,
    `  ${row()}`,
    `: weight-${number} ( index -- n )  7 and cells weights-${number} + @ ;`,
    `: ${entry} ( n -- n' )`,
    `  dup weight-${number}`,
    `  swap 1+ weight-${number} -   ( difference )`,
    `  ${previous} ;`,
  ];
}

function choice(_number: number, entry: string, previous: string, random: Random): string[] {
  return [
    "( One of four ways, by the lowest bits. )",
    `: ${entry} ( n -- n' )`,
    "  dup 3 and case",
    `    0 of ${random(50)} + endof`,
    `    1 of ${previous} endof`,
    "    2 of 2* $7fff and endof",
    `    swap ${random(50)} - swap`,
    "  endcase ;",
  ];
}

function text(number: number, entry: string, previous: string, random: Random): string[] {
  const word = "abcdefghijklmnopqrstuvwxyz".slice(random(10), 12 + random(10));
  return [
    `2variable title-${number}`,
    `: name-${number} ( -- c-addr u )  s" ${word}" ;`,
    `name-${number} title-${number} 2!`,
    `: ${entry} ( n -- n' )`,
    `  title-${number} 2@ rot abs over mod   ( c-addr u index )`,
    "  /string if c@ else drop 0 then",
    `  ${previous} ;`,
  ];
}

function decisions(number: number, entry: string, previous: string, random: Random): string[] {
  return [
    `${random(500)} value threshold-${number}`,
    `: ${entry} ( n -- n' )`,
    `  dup threshold-${number} > if`,
    `    threshold-${number} -`,
    "  else",
    `    ${previous}`,
    `    dup 0< if negate then`,
    `  then`,
    `  dup ${random(900)} < if exit then  2/ ;`,
    `threshold-${number} 1+ to threshold-${number}`,
  ];
}

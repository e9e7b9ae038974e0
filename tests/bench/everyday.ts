/**
 * What programs mostly do: strings, exceptions, memory, output, values. FastForth against gforth, the same source in both,
 * or against C (-O2), where there is a program in C that does the same.
 *
 *   everyday.ts [names…] [--against=gforth] [--tiny] [--rounds=3] [--scale=1] [--forth=PATH …]
 *
 * A program's time is the processor time (user) of a run of twice its size less that of a run of its size, so that starting
 * and compiling do not count; the median over rounds in which every Forth takes part. Further executables of
 * FastForth, such as the build before a change, can take part. --scale makes every size so many times larger, which tells
 * small differences from noise. --tiny only checks that all print the same.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compileC, fastforth, workFolder } from "./engines.ts";
import { geometricMean, median } from "./statistics.ts";

/** What a program's constant `size` is: gforth takes some hundredths of a second for as much. */
export const everydaySizes = {
  aborts: 2_000_000,
  blocks: 40_000,
  capitals: 200_000,
  captured_text: 60_000,
  catch: 1_500_000,
  chains: 400,
  comma: 4_000,
  conversion: 400_000,
  copy_lines: 200,
  crc: 8_000,
  deep: 500_000,
  defer: 10_000_000,
  deferred: 20_000_000,
  descent: 60_000,
  does: 6_000_000,
  doubles: 1_500_000,
  each: 20_000,
  evaluate: 60_000,
  find: 600_000,
  float_output: 60_000,
  floats_text: 150_000,
  guarded: 3_000_000,
  joined: 200_000,
  lines: 150_000,
  list: 40_000,
  locals: 12_000_000,
  long_blocks: 40_000,
  nested: 2_000_000,
  numbers_in: 200_000,
  output: 150_000,
  pictured: 400_000,
  qsort: 100,
  resize: 60_000,
  scan: 400_000,
  sort_strings: 40,
  stack: 6_000_000,
  standard_file: 300_000,
  states: 8_000_000,
  string_hash: 300_000,
  strings: 40_000,
  tables: 8_000_000,
  tokens: 3_000_000,
  utf8: 60_000,
  values: 20_000_000,
  word_count: 100,
  words: 200_000,
} as const;

const TINY = 3;
const sourceFolder = join(import.meta.dir, "everyday");

export type EverydayName = keyof typeof everydaySizes;
export const everydayNames = Object.keys(everydaySizes) as readonly EverydayName[];

/** Forth text that runs a program with a size. */
export function everydaySource(name: EverydayName, size: number): string {
  return `${size} constant size\ns" ${join(sourceFolder, `${name}.fth`)}" included\n`;
}

/** The same for compiling: its last line is the word `benchmark`. */
export function everydayWord(name: EverydayName, size: number): string {
  const lines = readFileSync(sourceOf(name, "fth"), "utf8").trimEnd().split("\n");
  const last = lines.pop();
  return `${size} constant size\n${lines.join("\n")}\n: benchmark ${last} ;\n`;
}

/** What takes part: the command that runs a program with a size. */
interface Contestant {
  readonly name: string;
  command(program: EverydayName, size: number): string[];
}

const sourceOf = (program: EverydayName, extension: "fth" | "c"): string =>
  join(sourceFolder, `${program}.${extension}`);

const inC: Contestant = {
  name: "c",
  command: (program, size) => [compileC(sourceOf(program, "c"), `everyday-${program}`, []), String(size)],
};

/** Forths, behind what they are compared with. */
function everydayContestants(against: string, further: readonly string[]): Contestant[] {
  const gforth = Bun.which("gforth-fast");
  const forth = (name: string, command: readonly string[], end: readonly string[]): Contestant => ({
    name,
    command: (program, size) => [...command, "-e", `${size} constant size`, sourceOf(program, "fth"), ...end],
  });
  const ours = (name: string, executable: string) => forth(name, [executable], []);
  const inGforth = gforth === null ? [] : [forth("gforth", [gforth, "-m", "512M"], ["-e", "bye"])];
  return [
    ...(against === "c" ? [inC] : inGforth),
    ...(existsSync(fastforth) ? [ours("fastforth", fastforth)] : []),
    ...further.map((executable, index) => ours(`other ${index + 1}`, executable)),
  ];
}

/** One run: milliseconds of the processor's time in user mode, and what was printed. @throws Error when it fails */
function runEveryday(
  contestant: Contestant,
  program: EverydayName,
  size: number,
): { readonly milliseconds: number; readonly output: string } {
  const command = contestant.command(program, size);
  // Programs write files into the current folder.
  const run = Bun.spawnSync(command, { stdin: "ignore", timeout: 120_000, cwd: workFolder });
  if (run.exitCode !== 0) throw new Error(`${program} under ${contestant.name}: ${run.stderr.toString()}`);
  return {
    milliseconds: Number(run.resourceUsage?.cpuTime.user ?? 0) / 1000,
    output: run.stdout.toString().trim(),
  };
}

/** Steady-state times by contestant, in milliseconds. */
function measure(
  contestants: readonly Contestant[],
  program: EverydayName,
  rounds: number,
  scale: number,
): number[] {
  const size = everydaySizes[program] * scale;
  const times: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const outputs = contestants.map((contestant, index) => {
      const once = runEveryday(contestant, program, size);
      const twice = runEveryday(contestant, program, 2 * size);
      times[index]?.push(twice.milliseconds - once.milliseconds);
      return once.output;
    });
    if (new Set(outputs).size > 1) throw new Error(`${program}: they print different things`);
  }
  return times.map(median);
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      against: { type: "string", default: "gforth" },
      tiny: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      scale: { type: "string", default: "1" },
      forth: { type: "string", multiple: true, default: [] },
    },
  });
  mkdirSync(workFolder, { recursive: true });
  const contestants = everydayContestants(values.against, values.forth);
  const wanted = everydayNames.filter(
    (name) =>
      (positionals.length === 0 || positionals.includes(name)) &&
      (values.against !== "c" || existsSync(sourceOf(name, "c"))),
  );
  if (values.tiny) {
    for (const name of wanted)
      console.log(
        name,
        contestants.map((contestant) => runEveryday(contestant, name, TINY).output.length).join(" "),
      );
    return;
  }
  console.log(["program".padEnd(14), ...contestants.map(({ name }) => name.padStart(18))].join(""));
  const ratios: number[][] = contestants.map(() => []);
  for (const name of wanted) {
    const times = measure(contestants, name, Number(values.rounds), Number(values.scale));
    const [first = Number.NaN] = times;
    const cells = times.map((time, index) => {
      // A difference below the clock's step counts as that step.
      const ratio = Math.max(time, 1) / Math.max(first, 1);
      ratios[index]?.push(ratio);
      return `${time.toFixed(0)} ms ${ratio.toFixed(2).padStart(6)}`.padStart(18);
    });
    console.log(name.padEnd(14) + cells.join(""));
  }
  const means = ratios.map((of) => geometricMean(of).toFixed(2).padStart(18));
  console.log("geometric mean".padEnd(14) + means.join(""));
}

if (import.meta.main) main();

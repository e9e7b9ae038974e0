/**
 * What programs mostly do: strings, exceptions, memory, output, values. FastForth against gforth, the same source in both.
 *
 *   everyday.ts [names…] [--tiny] [--rounds=3] [--scale=1] [--forth=PATH …]
 *
 * A program's time is the processor time (user) of a run of twice its size less that of a run of its size, so that starting
 * and compiling do not count; the median over rounds in which every Forth takes part. Further executables of
 * FastForth, such as the build before a change, can take part. --scale makes every size so many times larger, which tells
 * small differences from noise. --tiny only checks that all print the same.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fastforth } from "./engines.ts";
import { geometricMean, median } from "./statistics.ts";

/** What a program's constant `size` is: gforth takes some hundredths of a second for as much. */
const sizes = {
  blocks: 40_000,
  catch: 1_500_000,
  chains: 400,
  conversion: 400_000,
  copy_lines: 200,
  crc: 8_000,
  defer: 10_000_000,
  descent: 60_000,
  does: 6_000_000,
  doubles: 1_500_000,
  evaluate: 60_000,
  find: 600_000,
  floats_text: 150_000,
  lines: 150_000,
  list: 40_000,
  locals: 12_000_000,
  nested: 2_000_000,
  output: 150_000,
  pictured: 400_000,
  qsort: 100,
  resize: 60_000,
  scan: 400_000,
  sort_strings: 40,
  stack: 6_000_000,
  string_hash: 300_000,
  strings: 40_000,
  tables: 8_000_000,
  values: 20_000_000,
  word_count: 100,
  words: 200_000,
} as const;

const TINY = 3;
const sourceFolder = join(import.meta.dir, "everyday");

export type EverydayName = keyof typeof sizes;
export const everydayNames = Object.keys(sizes) as readonly EverydayName[];

/** Forth text that runs a program with a size. */
export function everydaySource(name: EverydayName, size: number): string {
  return `${size} constant size\ns" ${join(sourceFolder, `${name}.fth`)}" included\n`;
}

/** A Forth that takes part: the command that runs a file after some text. */
interface Forth {
  readonly name: string;
  command(text: string, file: string): string[];
}

export function everydayForths(further: readonly string[]): Forth[] {
  const gforth = Bun.which("gforth-fast");
  const ours = (name: string, executable: string): Forth => ({
    name,
    command: (text, file) => [executable, "-e", text, file],
  });
  return [
    ...(gforth === null
      ? []
      : [
          {
            name: "gforth",
            command: (text: string, file: string) => [gforth, "-m", "512M", "-e", text, file, "-e", "bye"],
          },
        ]),
    ...(existsSync(fastforth) ? [ours("fastforth", fastforth)] : []),
    ...further.map((executable, index) => ours(`other ${index + 1}`, executable)),
  ];
}

/** One run: milliseconds of the processor's time in user mode, and what was printed. @throws Error when it fails */
export function runEveryday(
  forth: Forth,
  program: EverydayName,
  size: number,
): { readonly milliseconds: number; readonly output: string } {
  const command = forth.command(`${size} constant size`, join(sourceFolder, `${program}.fth`));
  const run = Bun.spawnSync(command, { stdin: "ignore", timeout: 120_000 });
  if (run.exitCode !== 0) throw new Error(`${program} under ${forth.name}: ${run.stderr.toString()}`);
  return {
    milliseconds: Number(run.resourceUsage?.cpuTime.user ?? 0) / 1000,
    output: run.stdout.toString().trim(),
  };
}

/** Steady-state times by Forth, in milliseconds. */
function measure(forths: readonly Forth[], program: EverydayName, rounds: number, scale: number): number[] {
  const size = sizes[program] * scale;
  const times: number[][] = forths.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const outputs = forths.map((forth, index) => {
      const once = runEveryday(forth, program, size);
      const twice = runEveryday(forth, program, 2 * size);
      times[index]?.push(twice.milliseconds - once.milliseconds);
      return once.output;
    });
    if (new Set(outputs).size > 1) throw new Error(`${program}: the Forths print different things`);
  }
  return times.map(median);
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tiny: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      scale: { type: "string", default: "1" },
      forth: { type: "string", multiple: true, default: [] },
    },
  });
  const forths = everydayForths(values.forth);
  const wanted = everydayNames.filter((name) => positionals.length === 0 || positionals.includes(name));
  if (values.tiny) {
    for (const name of wanted)
      console.log(name, forths.map((forth) => runEveryday(forth, name, TINY).output.length).join(" "));
    return;
  }
  console.log(["program".padEnd(14), ...forths.map(({ name }) => name.padStart(18))].join(""));
  const ratios: number[][] = forths.map(() => []);
  for (const name of wanted) {
    const times = measure(forths, name, Number(values.rounds), Number(values.scale));
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

// Compiled programs: their size, start, speed and compile time beside those of others.
//
//   compiled.ts [sizes] [start] [speed] [everyday] [compile] [--rounds=5] [--programs=fib,tak]
//
//     sizes     bytes of executables beside those of GCC, Zig's C compiler and Go
//     start     hello beside a static C program and gforth-fast
//     speed     the benchmark programs beside what FastForth does when it runs them, with native code
//     everyday  the same of what programs mostly do (everyday.ts): twice its size less its size
//     compile   a source of 2,000 lines, beside loading it
//
// Times are processor time of the whole process, medians over rounds in which everything takes part, so that what else
// the machine does counts little.

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findZig, zigEnvironment } from "../../release/zig.ts";
import { fastforth, workFolder } from "./engines.ts";
import { type EverydayName, everydayNames, everydaySizes, everydayWord } from "./everyday.ts";
import { generateLoadSource } from "./load_source.ts";
import { type BenchmarkProgram, programs, sourcePath } from "./programs.ts";
import { geometricMean, median } from "./statistics.ts";

const folder = join(workFolder, "compiled");

/** Processor time of a command in milliseconds. @throws Error when it fails or prints something else */
function processorTime(command: readonly string[], output?: string): number {
  const run = Bun.spawnSync([...command], { stdin: "ignore", timeout: 120_000 });
  const printed = run.stdout.toString().trim();
  if (run.exitCode !== 0 || (output !== undefined && printed !== output))
    throw new Error(`${command.join(" ")}: exit code ${run.exitCode}, ${printed.slice(0, 80)} ${run.stderr}`);
  return Number(run.resourceUsage?.cpuTime.total ?? 0) / 1000;
}

/** Medians of some commands' times: each round runs each, beginning with another one each time. */
function medians(commands: readonly (readonly string[])[], rounds: number, output?: string): number[] {
  const times: number[][] = commands.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (let step = 0; step < commands.length; step++) {
      const index = (step + round) % commands.length;
      times[index]?.push(processorTime(commands[index] ?? [], output));
    }
  return times.map(median);
}

/** Compiles a Forth program; gives the path of the executable. */
function compiled(source: string, name: string, ...options: readonly string[]): string {
  const output = join(folder, name);
  processorTime([fastforth, "compile", source, "-o", output, ...options]);
  return output;
}

/** A benchmark with a size as a file, whose last line is a word for compiling, or runs. */
function written({ name }: BenchmarkProgram, size: number, isWord: boolean): string {
  const lines = readFileSync(sourcePath(name, "fth"), "utf8").trimEnd().split("\n");
  const last = lines.pop();
  const path = join(folder, `${name}-${size}${isWord ? "-word" : ""}.fth`);
  const run = isWord ? `: benchmark ${last} ;` : last;
  writeFileSync(path, `${size} constant size\n${lines.join("\n")}\n${run}\n`);
  return path;
}

function compiledBenchmark(program: BenchmarkProgram, size: number, ...options: readonly string[]): string {
  const source = written(program, size, true);
  return compiled(source, `${program.name}-${size}`, "--entry", "benchmark", ...options);
}

// ---- what is measured ----

function measureSpeed(wanted: readonly BenchmarkProgram[], rounds: number): void {
  const ratios: number[] = [];
  for (const program of wanted) {
    const { full, tiny } = program;
    const run = (size: number) => [fastforth, "--stages", "auto", written(program, size, false)];
    const work = (size: number, result: string) =>
      medians([[compiledBenchmark(program, size)], run(size)], rounds, result);
    const [own = 0, native = 0] = work(full.size, full.result);
    const [ownStart = 0, nativeStart = 0] = work(tiny.size, tiny.result);
    const ratio = (native - nativeStart) / (own - ownStart);
    ratios.push(ratio);
    const shown = [own - ownStart, native - nativeStart].map((time) => `${time.toFixed(0)} ms`.padStart(9));
    console.log(`${program.name.padEnd(12)}${shown.join("")}  ${ratio.toFixed(3)}`);
  }
  const least = Math.min(...ratios).toFixed(3);
  console.log(
    `speed of compiled programs to that of runs: ${geometricMean(ratios).toFixed(3)}, least ${least}`,
  );
}

/** Programs that need the text interpreter or word lists while they run, which compiled ones lack. */
const interpreting: ReadonlySet<EverydayName> = new Set(["evaluate", "find"]);
/** A difference of times below says little. */
const LEAST_MILLISECONDS = 60;

function everydayFile(name: EverydayName, size: number, kind: "word" | "run"): string {
  const path = join(folder, `everyday-${name}-${size}-${kind}.fth`);
  writeFileSync(path, `${everydayWord(name, size)}${kind === "run" ? "benchmark\n" : ""}`);
  return path;
}

/** A size with which a program runs for long enough, with its executable. */
function longEnough(name: EverydayName): { size: number; own: string } {
  for (let size: number = everydaySizes[name]; ; size *= 2) {
    const own = compiled(everydayFile(name, size, "word"), `everyday-${name}`, "--entry", "benchmark");
    if (processorTime([own]) >= LEAST_MILLISECONDS) return { size, own };
  }
}

function measureEveryday(wanted: readonly EverydayName[], rounds: number): void {
  const ratios: number[] = [];
  for (const name of wanted) {
    const { size, own } = longEnough(name);
    const twice = compiled(
      everydayFile(name, 2 * size, "word"),
      `everyday-${name}-twice`,
      "--entry",
      "benchmark",
    );
    const run = (of: number) => [fastforth, "--stages", "auto", everydayFile(name, of, "run")];
    const [once = 0, ownTwice = 0, native = 0, nativeTwice = 0] = medians(
      [[own], [twice], run(size), run(2 * size)],
      rounds,
    );
    const [ownTime, nativeTime] = [ownTwice - once, nativeTwice - native];
    const ratio = nativeTime / ownTime;
    ratios.push(ratio);
    const shown = [ownTime, nativeTime].map((time) => `${time.toFixed(0)} ms`.padStart(9));
    console.log(`${name.padEnd(14)}${shown.join("")}  ${ratio.toFixed(3)}${ratio < 0.97 ? "  slower" : ""}`);
  }
  const least = Math.min(...ratios).toFixed(3);
  console.log(
    `everyday programs, compiled ones' speed to that of runs: ${geometricMean(ratios).toFixed(3)}, least ${least}`,
  );
}

function measureStart(rounds: number): void {
  const forth = join(import.meta.dir, "small", "hello.fth");
  const gforth = Bun.which("gforth-fast");
  const hello = compiled(forth, "hello", "--strip");
  const others: Readonly<Record<string, readonly string[] | undefined>> = {
    "C (GCC, static)": gcc("hello", join(import.meta.dir, "small", "hello.c")),
    "C (Zig, static)": zigC("hello", join(import.meta.dir, "small", "hello.c")),
    "gforth-fast": gforth === null ? undefined : [gforth, forth, "-e", "main bye"],
  };
  const present = Object.entries(others).flatMap(([name, command]) => (command ? [{ name, command }] : []));
  const times = medians([[hello], ...present.map(({ command }) => command)], 20 * rounds, "hello, world");
  const [own = 0] = times;
  console.log(`hello        ${own.toFixed(2)} ms`);
  present.forEach(({ name }, index) => {
    const time = times[index + 1] as number;
    console.log(
      `  ${name.padEnd(18)}${time.toFixed(2).padStart(7)} ms  takes ${(time / own).toFixed(2)} times that`,
    );
  });
}

function measureCompileTime(rounds: number): void {
  const source = join(folder, "load.fth");
  const text = generateLoadSource(2000);
  const loaded = join(folder, "load-run.fth");
  writeFileSync(loaded, text);
  // What the source runs as it is loaded, the program does, so that all of it is in the program.
  const calls = /^(?:\d+ step-\d+ keep|checksum @ \. cr)$/gm;
  const main = text.match(calls)?.join("\n   ") ?? "";
  writeFileSync(source, `${text.replace(calls, "")}\n: main\n   ${main} ;\n`);
  const compile = [fastforth, "compile", source, "-o", join(folder, "load")];
  const [load = 0, whole = 0, stripped = 0] = medians(
    [[fastforth, source], compile, [...compile, "--strip"]],
    rounds,
  );
  const ratio = (time: number) => `${time.toFixed(0)} ms, ${(time / load).toFixed(2)} times that`;
  console.log(
    `2,000 lines  loaded in ${load.toFixed(0)} ms; compiled in ${ratio(whole)}; with --strip ${ratio(stripped)}`,
  );
}

function measureSizes(): void {
  console.log("bytes             fastforth  --strip      arm64        GCC        Zig         Go");
  const small = (name: string, ending: string) => join(import.meta.dir, "small", `${name}.${ending}`);
  const subjects = [
    { name: "hello", forth: small("hello", "fth"), c: small("hello", "c"), go: small("hello", "go") },
    { name: "filter", forth: small("filter", "fth"), c: small("filter", "c"), go: small("filter", "go") },
    ...programs
      .filter(({ name }) => ["sieve", "nbody", "wordcount"].includes(name))
      .map((program) => ({
        name: program.name,
        forth: written(program, program.full.size, true),
        c: sourcePath(program.name, "c"),
        go: undefined,
      })),
  ];
  for (const { name, forth, c, go } of subjects) {
    const entry = go === undefined ? ["--entry", "benchmark"] : [];
    const files = [
      compiled(forth, `${name}-size`, ...entry),
      compiled(forth, `${name}-strip`, "--strip", ...entry),
      compiled(forth, `${name}-arm64`, "--strip", "--target", "linux-arm64", ...entry),
      gcc(name, c)?.[0],
      zigC(name, c)?.[0],
      go && goProgram(name, go),
    ];
    const sizes = files.map((file) => (file === undefined ? "-" : statSync(file).size.toLocaleString("en")));
    console.log(`${name.padEnd(16)}${sizes.map((size) => size.padStart(11)).join("")}`);
  }
}

// ---- other compilers ----

function gcc(name: string, source: string): string[] | undefined {
  if (Bun.which("gcc") === null) return undefined;
  return built(`${name}-gcc`, (output) => ["gcc", "-Os", "-static", "-s", source, "-o", output, "-lm"]);
}

function zigC(name: string, source: string): string[] | undefined {
  const target = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-musl`;
  const flags = ["-Os", "-static", "-s", "-target", target];
  return built(`${name}-zig`, (output) => [...findZig(), "cc", ...flags, source, "-o", output]);
}

function goProgram(name: string, source: string): string | undefined {
  if (Bun.which("go") === null) return undefined;
  return built(`${name}-go`, (output) => ["go", "build", "-ldflags=-s -w", "-o", output, source])?.[0];
}

function built(name: string, command: (output: string) => string[]): string[] | undefined {
  const output = join(folder, name);
  const run = Bun.spawnSync(command(output), { env: zigEnvironment(), stderr: "pipe" });
  if (run.exitCode === 0) return [output];
  console.error(`${name}: ${run.stderr.toString().split("\n")[0]}`);
  return undefined;
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" }, programs: { type: "string", default: "" } },
});
mkdirSync(folder, { recursive: true });
const rounds = Number(values.rounds);
const isWanted = (what: string) => positionals.length === 0 || positionals.includes(what);
const names = values.programs.split(",").filter((name) => name !== "");
if (isWanted("sizes")) measureSizes();
if (isWanted("start")) measureStart(rounds);
if (isWanted("compile")) measureCompileTime(rounds);
if (isWanted("everyday"))
  measureEveryday(
    everydayNames.filter((name) => (names.length === 0 || names.includes(name)) && !interpreting.has(name)),
    rounds,
  );
if (isWanted("speed"))
  measureSpeed(
    programs.filter(({ name }) => names.length === 0 || names.includes(name)),
    rounds,
  );

/** What is not the program: starting, and loading a large source. */

import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileExecutable } from "../../release/executable.ts";
import { type Engine, fastforth, workFolder } from "./engines.ts";
import { generateLoadSource, loadWorkloads } from "./load_source.ts";
import { generateStyle, loadStyles } from "./load_styles.ts";
import { type Subject, timeInterleaved } from "./measure.ts";
import { median } from "./statistics.ts";

/** A measured figure, or what went wrong. */
export interface Overhead {
  readonly label: string;
  readonly milliseconds: number;
  /** Source lines a second, where the figure is about loading. */
  readonly linesPerSecond?: number;
  readonly failure?: string;
}

/** Times the start of FastForth beside gforth's and beside a Bun program that only prints. */
export async function measureStartup(engines: readonly Engine[], rounds: number): Promise<Overhead[]> {
  const script = join(workFolder, "hello.fth");
  writeFileSync(script, ".( hello) cr\n");
  const has = (name: string) => engines.some((engine) => engine.name === name);
  const gforth = Bun.which("gforth-fast");
  const subjects: Subject[] = [
    subject("compiled Bun hello", [await compiledBunHello()], "hello"),
    ...(has("native")
      ? [
          subject("fastforth -e ''", [fastforth, "-e", ""], ""),
          subject("fastforth hello.fth", [fastforth, script], "hello"),
          subject(
            "fastforth --stages builtin hello.fth",
            [fastforth, "--stages", "builtin", script],
            "hello",
          ),
        ]
      : []),
    ...(gforth && has("gforth")
      ? [
          subject("gforth-fast -e bye", [gforth, "-e", "bye"], ""),
          subject("gforth-fast hello.fth -e bye", [gforth, script, "-e", "bye"], "hello"),
        ]
      : []),
  ];
  return timeInterleaved(subjects, rounds).map((timing, index) => ({
    label: subjects[index]?.label ?? "",
    milliseconds: median(timing.milliseconds),
    ...(timing.failure !== undefined && { failure: timing.failure }),
  }));
}

function subject(label: string, command: readonly string[], output: string): Subject {
  return { label, command, repeats: 1, output };
}

async function compiledBunHello(): Promise<string> {
  const entry = join(workFolder, "hello.ts");
  const output = join(workFolder, "hello");
  writeFileSync(entry, 'console.log("hello");\n');
  await compileExecutable(entry, output, []);
  return output;
}

/** Times how fast each Forth loads generated sources, its start not counted. */
export function measureLoading(engines: readonly Engine[], rounds: number, tiny: boolean): Overhead[] {
  const workload = tiny ? loadWorkloads.tiny : loadWorkloads.full;
  const styles = Object.keys(loadStyles).map((name) => ({
    name,
    source: generateStyle(name, tiny ? 500 : 150_000),
  }));
  const sources = [
    { name: "definitions", source: generateLoadSource(workload.size), result: workload.result },
    ...styles,
  ];
  return sources.flatMap((text) => measureSource(engines, rounds, text));
}

function measureSource(
  engines: readonly Engine[],
  rounds: number,
  { name, source, result }: { readonly name: string; readonly source: string; readonly result?: string },
): Overhead[] {
  const lineCount = source.split("\n").length - 1;
  const file = join(workFolder, `load-${name}-${lineCount}.fth`);
  writeFileSync(file, source);
  const nothing = join(workFolder, "nothing.fth");
  writeFileSync(nothing, "\n");
  const forths = engines.flatMap(({ name, runFile }) => (runFile ? [{ name, runFile }] : []));
  const subjects = forths.flatMap(({ name, runFile }): Subject[] => [
    { label: name, command: runFile(file), repeats: 1, ...(result !== undefined && { output: result }) },
    { label: name, command: runFile(nothing), repeats: 1 },
  ]);
  const timings = timeInterleaved(subjects, rounds);
  const size = (statSync(file).size / 1e6).toFixed(1);
  return forths.map(({ name: engine }, index) => {
    const [whole, start] = [timings[2 * index], timings[2 * index + 1]];
    const milliseconds = median(whole?.milliseconds ?? []) - median(start?.milliseconds ?? []);
    const failure = whole?.failure ?? start?.failure;
    return {
      label: `${engine}: ${lineCount} lines, ${name} (${size} MB)`,
      milliseconds,
      linesPerSecond: Math.round((lineCount / milliseconds) * 1000),
      ...(failure !== undefined && { failure }),
    };
  });
}

/** What runs the benchmarks: FastForth with its stages, gforth, and C. */

import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BuildError } from "../../release/build_error.ts";
import { projectRoot } from "../../release/steps.ts";
import { findZig, zigEnvironment } from "../../release/zig.ts";
import { sizedSource, sourcePath, type Workload } from "./programs.ts";

/** Everything that a benchmark run makes lies here. */
export const workFolder = join(projectRoot, "dist", ".bench");

export type EngineName = "c" | "c-novec" | "native" | "builtin" | "gforth";

export interface Engine {
  readonly name: EngineName;
  /** How often a program runs in each round: the fast ones more often, because noise weighs more there. */
  readonly repeats: number;
  /** The command that runs a program with a size; compiles or writes what it needs. */
  prepare(program: string, workload: Workload): string[];
  /** The command that runs a Forth file; undefined for C. */
  runFile: ((file: string) => string[]) | undefined;
}

// No contraction to fused multiply-add, so that floats round as in Forth. The two variants differ in
// vectorisation, which sometimes slows these programs down; the faster one counts.
const cFlags = ["-O2", "-ffp-contract=off", "-lm"];
const cVariants: Readonly<Partial<Record<EngineName, readonly string[]>>> = {
  c: [],
  "c-novec": ["-fno-vectorize", "-fno-slp-vectorize"],
};

/** The path of the executable under test. */
export const fastforth = join(
  projectRoot,
  "dist",
  process.platform === "win32" ? "fastforth.exe" : "fastforth",
);

/** All engines that this machine has. */
export function availableEngines(): Engine[] {
  mkdirSync(workFolder, { recursive: true });
  const gforth = Bun.which("gforth-fast");
  return [
    ...(zigIsHere() ? [cEngine("c"), cEngine("c-novec")] : []),
    ...(existsSync(fastforth)
      ? [
          forthEngine("native", 3, (file) => [fastforth, "--stages", "auto", file]),
          forthEngine("builtin", 1, (file) => [fastforth, "--stages", "builtin", file]),
        ]
      : []),
    ...(gforth ? [forthEngine("gforth", 1, (file) => [gforth, "-m", "512M", file, "-e", "bye"])] : []),
  ];
}

function zigIsHere(): boolean {
  try {
    return findZig().length > 0;
  } catch (error) {
    if (error instanceof BuildError) return false;
    throw error;
  }
}

function forthEngine(name: EngineName, repeats: number, runFile: (file: string) => string[]): Engine {
  return {
    name,
    repeats,
    runFile,
    prepare: (program, { size }) => {
      const file = join(workFolder, `${program}-${size}.fth`);
      writeFileSync(file, sizedSource(program, size));
      return runFile(file);
    },
  };
}

function cEngine(name: "c" | "c-novec"): Engine {
  return {
    name,
    repeats: 3,
    runFile: undefined,
    prepare: (program, { size }) => [
      compileC(sourcePath(program, "c"), `${program}-${name}`, cVariants[name] ?? []),
      String(size),
    ],
  };
}

/** Compiles a program unless its executable is newer than its source. @throws BuildError */
export function compileC(source: string, name: string, furtherFlags: readonly string[]): string {
  const output = join(workFolder, name);
  const inputs = [source, join(import.meta.dir, "bench.h"), import.meta.path];
  const isCurrent =
    existsSync(output) && inputs.every((path) => statSync(path).mtimeMs < statSync(output).mtimeMs);
  if (isCurrent) return output;
  const flags = [...cFlags, ...furtherFlags];
  const compile = Bun.spawnSync([...findZig(), "cc", ...flags, source, "-o", output], {
    env: zigEnvironment(),
    stderr: "inherit",
  });
  if (compile.exitCode !== 0) throw new BuildError(`${source} does not compile.`);
  return output;
}

// Misuse: every word with arguments that it does not expect, and programs of words at random. Whatever they do, the
// process ends by itself, by no signal, and says nothing of an internal error.
//
//   node .ci/bun.mjs tests/fuzz/misuse/run.ts [--programs=6000] [--words=all|COUNT] [--seed=N] [--stages=a:b:…]
//
// Prints what failed, with a file that shows it.

import {
  closeSync,
  copyFileSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { executable } from "../../cli/fastforth.ts";
import { hostileProgram, numbersBy } from "./hostile_programs.ts";
import { escaped, mayNotComeBack, theEnd, wordNames, wordProgram } from "./hostile_words.ts";

export interface Misuse {
  readonly programs: number;
  /** How many words, beginning somewhere. */
  readonly words: number;
  readonly seed: number;
  readonly stages: readonly string[];
  readonly tell: (line: string) => void;
}

/** Programs that share a process. */
const BATCH = 20;
/** Seconds that a process may run; then it ends itself, or is hung. */
const LIMIT = 20;
const AT_ONCE = 2;

const hangs = "it hangs";
const takesTooLong = "it takes too long";

interface Job {
  readonly name: string;
  readonly text: string;
  readonly stages: string;
  readonly mustComeBack: boolean;
  /** The parts to try alone when it fails. */
  readonly parts: readonly string[];
  /** What to run instead when it works until its time is over. */
  readonly shortText?: string;
}

/** @returns what failed, a text each */
export async function misuse(settings: Misuse): Promise<string[]> {
  const jobs = [...wordJobs(settings), ...programJobs(settings)];
  const failures: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "fastforth-misuse-"));
  // A build in the meantime shall not change it.
  copyFileSync(executable, join(folder, "fastforth"));
  try {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
          let failure = await failureOf(job, folder);
          // On a busy machine a process may have had no processor: what hangs, or takes long, does so again.
          if (failure === hangs || failure === takesTooLong) failure = await failureOf(job, folder);
          if (failure === undefined) continue;
          const smaller = await smallest(job, folder);
          failures.push(`${job.name} (--stages ${job.stages}): ${failure}\n${smaller}`);
          settings.tell(failures.at(-1) as string);
        }
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failures;
}

function wordJobs({ words, seed, stages }: Misuse): Job[] {
  return Array.from({ length: Math.min(words, wordNames.length) }, (_, index) => {
    const name = wordNames[(seed + index) % wordNames.length] as string;
    return [false, true].map((compiled) => ({
      name: `${name}${compiled ? ", compiled" : ""}`,
      text: wordProgram(name, compiled),
      stages: stages[(seed + index) % stages.length] as string,
      mustComeBack: !mayNotComeBack(name),
      parts: [],
      shortText: wordProgram(name, compiled, true),
    }));
  }).flat();
}

function programJobs({ programs, seed, stages }: Misuse): Job[] {
  return Array.from({ length: Math.ceil(programs / BATCH) }, (_, batch) => {
    const parts = Array.from({ length: BATCH }, (_, index) => {
      return hostileProgram(numbersBy(seed + batch * BATCH + index));
    });
    return {
      name: `programs ${seed + batch * BATCH} to ${seed + batch * BATCH + BATCH - 1}`,
      text: batchOf(parts),
      stages: stages[batch % stages.length] as string,
      mustComeBack: false,
      parts,
    };
  });
}

function batchOf(parts: readonly string[]): string {
  const tries = parts.map((part) => `s\\" ${escaped(part)}" try`);
  return `: afresh ( -- ) clearstack fclearstack decimal postpone [ only forth also forth definitions ;
: try ( addr u -- ) ['] evaluate catch drop afresh ;
${tries.join("\n")}\n.( ${theEnd}) cr\n`;
}

/** What went wrong, or undefined. */
async function failureOf(job: Job, folder: string): Promise<string | undefined> {
  const here = mkdtempSync(join(folder, "run-"));
  const home = join(here, "home");
  mkdirSync(home);
  writeFileSync(join(here, "program.fth"), job.text);
  const command = [
    join(folder, "fastforth"),
    "--stages",
    job.stages,
    "--timeout",
    `${LIMIT}s`,
    "program.fth",
  ];
  const child = Bun.spawn(command, {
    cwd: here,
    env: { PATH: process.env.PATH, HOME: home, NO_COLOR: "1" },
    stdin: "ignore",
    stdout: Bun.file(join(here, "output")),
    stderr: Bun.file(join(here, "errors")),
    timeout: 1000 * (LIMIT + 15),
    killSignal: "SIGKILL",
  });
  await child.exited;
  const output = endOf(join(here, "output"), 200);
  const errors = endOf(join(here, "errors"), 100_000);
  rmSync(here, { recursive: true, force: true });
  const last = errors.trim().slice(-600);
  if (child.signalCode === "SIGKILL") return hangs;
  if (child.signalCode !== null) return `ended by ${child.signalCode}: ${last}`;
  if (/internal error/i.test(errors)) return last;
  if (child.exitCode === 124) {
    if (job.shortText !== undefined) {
      const { shortText: text, ...short } = job;
      return failureOf({ ...short, text }, folder);
    }
    return job.mustComeBack ? takesTooLong : undefined;
  }
  if (job.mustComeBack && !output.includes(theEnd)) return `it ended with ${child.exitCode}: ${last}`;
  return undefined;
}

/** The last bytes of a file, which may have gigabytes: some programs print until their time is over. */
function endOf(path: string, most: number): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = new Uint8Array(Math.min(size, most));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return new TextDecoder("latin1").decode(bytes);
  } finally {
    closeSync(file);
  }
}

/** The one part that fails by itself, or how to see it again. */
async function smallest(job: Job, folder: string): Promise<string> {
  for (const part of job.parts) {
    const failure = await failureOf({ ...job, text: batchOf([part]) }, folder);
    if (failure !== undefined) return `  ${part}\n  ${failure}`;
  }
  return `  (all together)\n${job.parts.join("\n").slice(0, 4000)}`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: "string", default: "6000" },
      words: { type: "string", default: "all" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      stages: { type: "string", default: "auto:builtin:interpreter" },
    },
  });
  const seed = Number(values.seed);
  const words = values.words === "all" ? wordNames.length : Number(values.words);
  const start = performance.now();
  const stages = values.stages.split(":");
  const failures = await misuse({
    programs: Number(values.programs),
    words,
    seed,
    stages,
    tell: console.log,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${values.programs} programs, ${words} words, seed ${seed}: ${failures.length} failures in ${seconds} s`,
  );
  return failures.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exit(await main());

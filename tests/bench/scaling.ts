/**
 * Whether the cost of compiling grows like the source: programs of one size and of twice that, and the ratio of their
 * processor time (user) and of the memory that they take, both less those of an empty program.
 *
 *   scaling.ts [names…] [--tiny] [--rounds=3] [--fastforth=PATH]
 *
 * A ratio near 2 is linear growth. --tiny only checks that the programs run.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fastforth } from "./engines.ts";
import { median } from "./statistics.ts";

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** Runs a word `w ( n -- n )` until it is compiled, and prints what it gives. */
const hot = "\n: run 0 400 0 do i w + loop . ; run\n";

/** What grows, from what size, and the source of a size. */
const programs: Readonly<Record<string, { readonly size: number; source(size: number): string }>> = {
  case: {
    size: 10_000,
    source: (size) =>
      `: w ( n -- n ) case\n${lines(size, (i) => `${i} of ${7 * i} endof`)}\n0 swap endcase ;${hot}`,
  },
  chain: {
    size: 400,
    source: (size) =>
      `: w0 1+ dup 3 and if 2* else 3 xor then ;\n${lines(size, (i) => `: w${i + 1} w${i} dup ${i} > if ${i} - then ;`)}\n: w w${size} ;${hot}`,
  },
  definitions: {
    size: 50_000,
    source: (size) =>
      lines(size, (i) => `: word${i} ( n -- n ) dup ${i} + swap ${3 * i} xor 2dup > if swap then drop ;`),
  },
  expressions: {
    size: 500,
    source: (size) =>
      `variable a variable b variable c\n: w ( n -- n )\n${lines(size, (i) => `dup a @ + b @ * c @ xor ${i} + dup a ! 3 and if b @ else c @ then +`)}\n;${hot}`,
  },
  operations: {
    size: 50_000,
    source: (size) => `: w ( n -- n )\n${lines(size / 4, (i) => `${i + 3} + ${i | 1} xor`)}\n;${hot}`,
  },
};

export const scalingNames = Object.keys(programs);

interface Cost {
  /** Of the processor, in user mode. */
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** What a program says of its memory at its end, on Linux. */
const tellMemory = '\ns" /proc/self/status" slurp-file type\n';

/** What a run of a program costs. @throws Error when it fails */
export function costOf(name: string, size: number, executable = fastforth): Cost {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-scaling-"));
  try {
    const file = join(folder, "program.fth");
    const program = size === 0 ? "" : (programs[name]?.source(size) ?? "");
    writeFileSync(file, program + (process.platform === "linux" ? tellMemory : ""));
    // A small process in between: see findings/spawned-process-starts-with-its-parents-peak.sh.
    const command = ["sh", "-c", '"$0" "$1"; exit $?', executable, file];
    const run = Bun.spawnSync(command, { stdin: "ignore", timeout: 120_000 });
    if (run.exitCode !== 0) throw new Error(`${name} of size ${size}: ${run.stderr.toString()}`);
    return {
      milliseconds: Number(run.resourceUsage?.cpuTime.user ?? 0) / 1000,
      megabytes: Number(/^VmHWM:\s*(\d+)/m.exec(run.stdout.toString())?.[1] ?? 0) / 1024,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tiny: { type: "boolean", default: false },
      rounds: { type: "string", default: "3" },
      fastforth: { type: "string", default: fastforth },
    },
  });
  const wanted = scalingNames.filter((name) => positionals.length === 0 || positionals.includes(name));
  if (values.tiny) {
    for (const name of wanted) console.log(name, costOf(name, 8, values.fastforth).milliseconds.toFixed(0));
    return;
  }
  const measure = (name: string, size: number): Cost => {
    const costs = Array.from({ length: Number(values.rounds) }, () => costOf(name, size, values.fastforth));
    return {
      milliseconds: median(costs.map(({ milliseconds }) => milliseconds)),
      megabytes: median(costs.map(({ megabytes }) => megabytes)),
    };
  };
  console.log("program              n        ms    ms of 2n   ratio        MB    MB of 2n   ratio");
  for (const name of wanted) {
    const { size = 1 } = programs[name] ?? {};
    const empty = measure(name, 0);
    const [once, twice] = [measure(name, size), measure(name, 2 * size)];
    const row = (of: keyof Cost) => {
      const [first, second] = [once[of] - empty[of], twice[of] - empty[of]];
      const ratio = first < 1 ? "-" : (second / first).toFixed(2);
      return `${first.toFixed(0).padStart(10)}${second.toFixed(0).padStart(12)}${ratio.padStart(8)}`;
    };
    console.log(name.padEnd(14) + String(size).padStart(8) + row("milliseconds") + row("megabytes"));
  }
}

if (import.meta.main) main();

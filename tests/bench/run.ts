// The benchmarks: FastForth against C and gforth.
//
//   run.ts [names…] [--tiny] [--json] [--rounds=5] [--engines=c,c-novec,native,builtin,gforth]
//
// Names are those of programs.ts, and `startup`, `load` and `stages`; without names everything is measured. A program's time
// is that of a full run less that of a tiny one, so that starting and compiling do not count. All times are medians
// over rounds in which every engine takes part. --tiny only checks that every engine prints the right results.

import { parseArgs } from "node:util";
import { BuildError } from "../../release/build_error.ts";
import { availableEngines } from "./engines.ts";
import { measureLoading, measureStartup } from "./overheads.ts";
import { measureProgram, type ProgramTimes } from "./program_times.ts";
import { programs } from "./programs.ts";
import { formatOverheads, formatPrograms, formatStages, summarise } from "./report.ts";
import { measureStages } from "./stages.ts";

interface Options {
  readonly names: readonly string[];
  readonly engines: readonly string[];
  readonly rounds: number;
  readonly tiny: boolean;
  readonly json: boolean;
}

async function main(options: Options): Promise<number> {
  const engines = availableEngines().filter(
    ({ name }) => options.engines.length === 0 || options.engines.includes(name),
  );
  const isWanted = (name: string) => options.names.length === 0 || options.names.includes(name);
  const wanted = programs.filter(({ name }) => isWanted(name));
  if (!options.json) console.log(`Engines: ${engines.map(({ name }) => name).join(", ")}`);

  const times = wanted.map((program) => {
    const measured = measureProgram(program, engines, options.tiny ? 1 : options.rounds, options.tiny);
    if (!options.json) console.log(formatPrograms([measured], options.tiny, wanted[0] === program));
    return measured;
  });
  const overheads = [
    ...(isWanted("startup") ? await measureStartup(engines, options.tiny ? 1 : 8 * options.rounds) : []),
    ...(isWanted("load") ? measureLoading(engines, options.tiny ? 1 : options.rounds, options.tiny) : []),
  ];
  const stages = isWanted("stages") ? measureStages(options.tiny ? 1 : options.rounds, options.tiny) : [];
  const summary = summarise(times);
  if (options.json)
    console.log(JSON.stringify({ programs: times, summary, overheads, stages }, undefined, 2));
  else console.log(formatOverheads(overheads, options.tiny ? undefined : summary) + formatStages(stages));
  return hasFailures(times, overheads) ? 1 : 0;
}

function hasFailures(times: readonly ProgramTimes[], overheads: readonly { failure?: string }[]): boolean {
  return (
    times.some(({ failures }) => Object.keys(failures).length > 0) ||
    overheads.some(({ failure }) => failure !== undefined)
  );
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      tiny: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      rounds: { type: "string", default: "5" },
      engines: { type: "string", default: "" },
    },
  });
  const known = [...programs.map(({ name }) => name), "startup", "load", "stages"];
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new BuildError(`Unknown benchmark ${unknown[0]}; known: ${known.join(", ")}.`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new BuildError("--rounds takes a whole number from 1.");
  return {
    names: positionals,
    engines: values.engines.split(",").filter((name) => name !== ""),
    rounds,
    tiny: values.tiny,
    json: values.json,
  };
}

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

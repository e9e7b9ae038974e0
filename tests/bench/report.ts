/** The benchmarks' figures as text. */

import type { EngineName } from "./engines.ts";
import type { Overhead } from "./overheads.ts";
import type { ProgramTimes } from "./program_times.ts";
import type { StageSpeed } from "./stages.ts";
import { geometricMean } from "./statistics.ts";

/** Ratios of speed over all programs: more than 1 means that the first is faster. */
export interface Summary {
  readonly programs: number;
  /** Native code against the faster of the two C variants: geometric mean, and the slowest program. */
  readonly nativeToC: number;
  readonly worstNativeToC: { readonly name: string; readonly ratio: number } | undefined;
  readonly nativeToGforth: number;
  readonly builtinToGforth: number;
  readonly gforthToC: number;
}

interface Ratios {
  readonly name: string;
  readonly nativeToC: number | undefined;
  readonly nativeToGforth: number | undefined;
  readonly builtinToGforth: number | undefined;
  readonly gforthToC: number | undefined;
}

/** The geometric means of the ratios of speed. NaN where an engine is missing. */
export function summarise(times: readonly ProgramTimes[]): Summary {
  const ratios = times.map(ratiosOf);
  const mean = (key: Exclude<keyof Ratios, "name">) =>
    geometricMean(ratios.flatMap((ratio) => ratio[key] ?? []));
  const native = ratios.flatMap(({ name, nativeToC }) =>
    nativeToC === undefined ? [] : [{ name, ratio: nativeToC }],
  );
  return {
    programs: times.length,
    nativeToC: mean("nativeToC"),
    worstNativeToC: native.toSorted((a, b) => a.ratio - b.ratio)[0],
    nativeToGforth: mean("nativeToGforth"),
    builtinToGforth: mean("builtinToGforth"),
    gforthToC: mean("gforthToC"),
  };
}

function ratiosOf({ name, milliseconds }: ProgramTimes): Ratios {
  const c = fasterC(milliseconds);
  const { native, builtin, gforth } = milliseconds;
  const speed = (own: number | undefined, other: number | undefined) =>
    own === undefined || other === undefined ? undefined : other / own;
  return {
    name,
    nativeToC: speed(native, c),
    nativeToGforth: speed(native, gforth),
    builtinToGforth: speed(builtin, gforth),
    gforthToC: speed(gforth, c),
  };
}

/** The faster of the C variants. */
function fasterC(milliseconds: ProgramTimes["milliseconds"]): number | undefined {
  const variants = [milliseconds.c, milliseconds["c-novec"]].filter((time) => time !== undefined);
  return variants.length === 0 ? undefined : Math.min(...variants);
}

const columns = [
  "program",
  "C",
  "native",
  "gforth",
  "builtin",
  "native/C",
  "native/gforth",
  "builtin/gforth",
];

/** Lines of the table of programs: times in milliseconds, ratios of speed; with its head if asked for. */
export function formatPrograms(times: readonly ProgramTimes[], tiny: boolean, withHead: boolean): string {
  const head = withHead && !tiny ? [row(columns)] : [];
  return [...head, ...times.map((time) => (tiny ? formatCheck(time) : formatTimes(time)))].join("\n");
}

function formatCheck({ name, milliseconds, failures }: ProgramTimes): string {
  const right = Object.keys(milliseconds).map((engine) => `${engine} ok`);
  return `${name.padEnd(12)}${[...right, ...formatFailures(failures)].join(", ")}`;
}

function formatTimes(times: ProgramTimes): string {
  const ratios = ratiosOf(times);
  const { native, gforth, builtin } = times.milliseconds;
  const cells = [
    ...[fasterC(times.milliseconds), native, gforth, builtin].map((time) => time?.toFixed(1)),
    ...[ratios.nativeToC, ratios.nativeToGforth, ratios.builtinToGforth].map((ratio) => ratio?.toFixed(2)),
  ];
  return [row([times.name, ...cells.map((cell) => cell ?? "-")]), ...formatFailures(times.failures)].join(
    "\n  ",
  );
}

function formatFailures(failures: Readonly<Partial<Record<EngineName, string>>>): string[] {
  return Object.entries(failures).map(([engine, failure]) => `${engine} FAILED: ${failure}`);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(12) : cell.padStart(15))).join("");
}

/** The means over the programs, then starting and loading. */
export function formatOverheads(overheads: readonly Overhead[], summary: Summary | undefined): string {
  const worst = summary?.worstNativeToC;
  const means =
    summary === undefined || summary.programs === 0
      ? []
      : [
          "",
          `Geometric means of speed over ${summary.programs} programs:`,
          `  native / C         ${ratio(summary.nativeToC)}${worst ? `, least ${ratio(worst.ratio)} (${worst.name})` : ""}`,
          `  native / gforth    ${ratio(summary.nativeToGforth)}`,
          `  builtin / gforth   ${ratio(summary.builtinToGforth)}`,
          `  gforth / C         ${ratio(summary.gforthToC)}`,
        ];
  return [...means, "", ...overheads.map(formatOverhead)].join("\n");
}

function formatOverhead({ label, milliseconds, linesPerSecond, failure }: Overhead): string {
  const figure = failure === undefined ? `${milliseconds.toFixed(2)} ms` : `FAILED: ${failure}`;
  const speed =
    linesPerSecond === undefined || failure ? "" : `, ${linesPerSecond.toLocaleString("en")} lines/s`;
  return `${label.padEnd(40)}${figure}${speed}`;
}

function ratio(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(2);
}

/** A line a stage: the time of a request as a plugin, and the speed relative to the same code linked into a program. */
export function formatStages(stages: readonly StageSpeed[]): string {
  const lines = stages.map(
    ({ stage, requests, plugin, ratio }) =>
      `${`${stage} plugin, ${requests} requests`.padEnd(40)}${plugin.toFixed(2)} µs each, ` +
      `${ratio.toFixed(3)} of the speed linked in`,
  );
  return lines.map((line) => `\n${line}`).join("");
}

// Compares what generated programs print here and in gforth 0.7.3, and shrinks one that prints something else.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toForthThrow } from "../../../src/machine/backtrace.ts";
import { Output } from "../../../src/machine/output.ts";
import { parseStages, selectStages } from "../../../src/stages/select.ts";
import { openSession } from "../../../src/words/open_session.ts";
import { Random } from "../parser_source.ts";
import { generateProgram } from "./generator.ts";
import { setup } from "./phrases.ts";
import { shrink } from "./shrink.ts";
import { type Program, textsOf } from "./tree.ts";

export const gforth = Bun.which("gforth-fast") ?? undefined;

/** Prints what a run has left: the THROW code, or the stacks and memory. Floats as bits, because printing differs. */
const report = `
variable bits
: float-bits ( F: r -- ) ( -- x ) fdup fdup f= if bits f! bits @ else fdrop 1 then ;
: left ( … n -- )
  ?dup if ." THROW " . else
    depth . begin depth while u. repeat fdepth . begin fdepth while float-bits u. repeat
  then
  a @ u. d @ u. g f@ float-bits u. v u. 0 ${"buf 256"} bounds do 31 * i c@ + loop u. cr ;
: empty ( … -- ) begin depth while drop repeat begin fdepth while fdrop repeat ;
`;

/** One text for a program: each run prints what it leaves. */
function scriptOf(program: Program): string {
  const lines = textsOf(program).map((text) => (text.endsWith(" catch") ? `${text} left empty` : text));
  return [setup.replaceAll("\n\n", "\n"), report, ...lines, ""].join("\n");
}

const marker = "=== program ";

/** What each of many programs prints in gforth; undefined for those behind one that ended it. */
function inGforth(programs: readonly Program[]): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-gforth-"));
  try {
    const file = join(folder, "programs.fs");
    writeFileSync(file, programs.map((program) => `cr .( ${marker})\n${scriptOf(program)}`).join("\n"));
    const run = Bun.spawnSync([gforth ?? "gforth-fast", file, "-e", "bye"], {
      stdin: "ignore",
      timeout: 60_000,
    });
    const parts = run.stdout.toString("latin1").split(marker).slice(1);
    return programs.map((_, at) => (at < parts.length - 1 || run.exitCode === 0 ? parts[at] : undefined));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const stages = selectStages(parseStages("plugin"));
const uncaught = "uncaught THROW";

function here(program: Program): string {
  let written = "";
  const output = new Output((bytes) => {
    written += Buffer.from(bytes).toString("latin1");
  });
  const session = openSession({ stages, memory: 2 ** 17, output, compileAfter: 0 });
  try {
    session.text.interpretText("test", new TextEncoder().encode(scriptOf(program)));
  } catch (error) {
    written += `${uncaught} ${toForthThrow(error).code}`;
  }
  session.close();
  return written;
}

/** Line ends and blanks at them are no part of a program's answer. */
const normal = (text: string) => text.replace(/\s+/g, " ").trim();

export interface GforthResult {
  /** Programs that ran in both. */
  readonly compared: number;
  /** The smallest program that prints something else, with both answers; undefined when there is none. */
  readonly difference: string | undefined;
}

/** Compares the programs of `count` seeds, beginning with `first`. */
export function compareWithGforth(first: number, count: number): GforthResult {
  const programs = Array.from({ length: count }, (_, at) =>
    generateProgram(new Random(first + at), { portable: true }),
  );
  const answers = inGforth(programs);
  let compared = 0;
  for (const [at, program] of programs.entries()) {
    const theirs = answers[at];
    if (theirs === undefined) continue;
    compared++;
    if (normal(theirs) === normal(here(program))) continue;
    return { compared, difference: describe(first + at, program) };
  }
  return { compared, difference: undefined };
}

function describe(seed: number, program: Program): string {
  const shows = (candidate: Program): boolean => {
    const [theirs] = inGforth([candidate]);
    const ours = here(candidate);
    // What has become wrong on the way ends in its own manner in each system.
    return theirs !== undefined && !ours.includes(uncaught) && normal(theirs) !== normal(ours);
  };
  const smallest = shows(program) ? shrink(program, shows, 400) : program;
  const [theirs = ""] = inGforth([smallest]);
  return [
    `seed ${seed}: gforth prints something else`,
    ...textsOf(smallest),
    `  gforth: ${normal(theirs)}`,
    `  here:   ${normal(here(smallest))}`,
  ].join("\n");
}

/**
 * Generated programs, compiled against interpreted: `node .ci/bun.mjs tests/executables/fuzz.ts [--seed N] [--count N]
 * [--target linux-arm64]`. Exit code 1 when there is a difference, which is printed with its program.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ExecutionContext } from "../../src/abi/bindings.ts";
import { interpretScript } from "../../src/forth/script.ts";
import { ThrowCodes } from "../../src/machine/exceptions.ts";
import { Output } from "../../src/machine/output.ts";
import type { ProgramTarget } from "../../src/programs/program_stages.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { openSession } from "../../src/words/open_session.ts";
import { programOf } from "../fuzz/programs/comparison.ts";
import { fresh, otherSetup, SEEN_BYTES, setup } from "../fuzz/programs/phrases.ts";
import { textsOf } from "../fuzz/programs/tree.ts";
import { compiled, NotCompiled, runExecutable } from "./compiling.ts";

/** What each step leaves: how it ends, both stacks, the data that programs work on. */
const observing = `
create place 8 allot
: show-float ( F: r -- )
  fdup fdup f= 0= if fdrop ." nan " exit then place f! place @ u. ;
: empty-stacks begin depth 0< while 0 repeat begin depth while drop repeat begin fdepth while fdrop repeat ;
: show-stacks
  ." <" begin depth while . repeat ." > F<" begin fdepth while show-float repeat ." >" ;
: sum ( -- u ) 0 seen-from dup ${SEEN_BYTES} + swap do 31 * i c@ + loop ;
: show ( i*x xt -- )
  >r empty-stacks r> catch decimal ?dup if ." THROW " . empty-stacks else show-stacks then
  ."  memory " sum u. cr ;
\\ A THROW leaves the depths; what lies there is open.
: caught ( i*x n -- )
  dup if ." caught " . depth . fdepth . else show-stacks then empty-stacks ;
: show-caught ( i*x xt -- )
  >r empty-stacks r> catch decimal ?dup if ." THROW " . empty-stacks else caught then
  ."  memory " sum u. cr ;
`;

/** A generated program whose steps are words that MAIN runs; each prints a line. */
function sourceOf(seed: number): string {
  const out: string[] = [];
  const steps: string[] = [];
  for (const text of [fresh, ...textsOf(programOf(seed))]) {
    if (/^\s*(:|create|variable|defer) |\bm\d+ w\d+$/.test(text)) {
      out.push(text);
      continue;
    }
    const name = `step-${steps.length}`;
    out.push(`: ${name} ${text.replaceAll(/(^|\s)' (\S+)/g, "$1['] $2").replaceAll("\n", " ")} ;`);
    steps.push(`['] ${name} ${text.endsWith(" catch") ? "show-caught" : "show"}`);
  }
  const head = `here constant seen-from\n${setup}${otherSetup}`;
  return `${head}${observing}${out.join("\n")}\n: main\n${steps.join("\n")} ;\n`;
}

/** What the interpreter prints, and the first line of which something is open. */
function interpreted(source: string): { lines: string[]; open: number } {
  let text = "";
  const output = new Output((bytes) => {
    text += Buffer.from(bytes).toString("latin1");
  });
  const session = openSession({
    stages: selectStages(parseStages("interpreter")),
    output,
    compileAfter: Number.POSITIVE_INFINITY,
  });
  const { machine } = session;
  let open = Number.POSITIVE_INFINITY;
  const fault = machine.fault.bind(machine);
  machine.fault = (code, detail) => {
    const isUnderflow = code === ThrowCodes.stackUnderflow || code === ThrowCodes.floatStackUnderflow;
    // What is left of the cells below is open.
    if (isUnderflow && (machine.context[ExecutionContext.handlerDepth] as number) > 0) {
      output.flush();
      open = Math.min(open, text.split("\n").length - 1);
    }
    return fault(code, detail);
  };
  try {
    interpretScript(session, "fuzz.fth", Buffer.from(`${source}main\n`));
    output.flush();
  } catch (error) {
    text += `ended: ${(error as Error).message}`;
  } finally {
    session.close();
  }
  return { lines: text.split("\n"), open };
}

/** Floats on their stack, by their bits. */
const FLOATS = /F<([\d ]*)>/;
/** How far a function of floats, and what is computed of it, may be from a session's: that has the C library's. */
const CLOSE = 64n;

/** Whether a line says the same, but for the last bits of floats. */
function isLike(line: string | undefined, expected: string | undefined): boolean {
  if (line === expected) return true;
  if (line === undefined || expected === undefined) return false;
  if (line.replace(FLOATS, "") !== expected.replace(FLOATS, "")) return false;
  const [own, others] = [line, expected].map((text) => FLOATS.exec(text)?.[1]?.match(/\d+/g) ?? []);
  if (own === undefined || others === undefined || own.length !== others.length) return false;
  return own.every((bits, at) => {
    const distance = BigInt(bits) - BigInt(others[at] as string);
    return distance >= -CLOSE && distance <= CLOSE;
  });
}

/** A program without functions of floats has the same floats to the last bit. */
const FUNCTIONS = /\b(?:f(?:a?(?:cos|sin|tan)h?|atan2|exp(?:m1)?|ln(?:p1)?|log|alog|sincos)|f\*\*)(?!\S)/;

/** What differs, as text. */
function differenceOf(seed: number, target: ProgramTarget, folder: string): string | undefined {
  const source = sourceOf(seed);
  if (/\bevaluate\b/.test(source)) {
    left.push(`seed ${seed}: evaluate`);
    return undefined;
  }
  let bytes: Uint8Array;
  try {
    bytes = compiled("fuzz.fth", source, target);
  } catch (error) {
    if (!(error instanceof NotCompiled)) throw error;
    left.push(`seed ${seed}: ${error.message}`);
    return undefined;
  }
  const expected = interpreted(source);
  const result = runExecutable(target, bytes, folder);
  const lines = result.stdout.split("\n");
  const end = Math.min(expected.open, expected.lines.length);
  for (let at = 0; at < end; at++) {
    if (lines[at] === expected.lines[at]) continue;
    if (FUNCTIONS.test(source) && isLike(lines[at], expected.lines[at])) continue;
    return `seed ${seed}: line ${at + 1} is\n  ${lines[at]}\nand interpreted\n  ${expected.lines[at]}\n${result.signal ?? ""} ${result.stderr}`;
  }
  return undefined;
}

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    count: { type: "string", default: "1000" },
    target: { type: "string", default: process.arch === "arm64" ? "linux-arm64" : "linux-x64" },
  },
});
const begin = Number(values.seed ?? Date.now() % 1_000_000_007);
const count = Number(values.count);
let differences = 0;
/** Programs that need the text interpreter. */
const left: string[] = [];
for (let seed = begin; seed < begin + count; seed++) {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-fuzz-"));
  try {
    const found = differenceOf(seed, values.target as ProgramTarget, folder);
    if (found === undefined) continue;
    differences++;
    console.log(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(left.slice(0, 5).join("\n"));
console.log(`${count - left.length} of ${count} programs from seed ${begin} on, ${differences} differences`);
process.exitCode = differences === 0 ? 0 : 1;

// The built-in backend against the plugin, on generated programs: the same output, stacks, memory, THROW codes and, with
// nothing caught, the same backtraces; with every word as machine code, and with words that become it while they run.
// The seed is printed; FUZZ_SEED=<number> repeats a run and FUZZ_SECONDS=<number> makes it longer.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Timeout } from "../../src/forth/exceptions.ts";
import { Output } from "../../src/forth/output.ts";
import { describeError } from "../../src/forth/report.ts";
import { Session } from "../../src/forth/session.ts";
import { toForthThrow } from "../../src/stages/backend/index.ts";
import { parseStages, selectStages } from "../../src/stages/select.ts";
import { ForthProgram, setup } from "./forth_program.ts";
import { Random } from "./parser_source.ts";

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_007);
const milliseconds = 1000 * Number(process.env.FUZZ_SECONDS ?? 2);
setDefaultTimeout(milliseconds + 60_000);

const isHere = process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");
const builtin = selectStages(parseStages("builtin"));

/** Runs texts one after the other in one session; gives what each writes and how it ends. */
function run(specification: string, compileAfter: number, texts: readonly string[]): string[] {
  const stages =
    specification === "builtin" ? builtin : { ...builtin, ...selectStages(parseStages(specification)) };
  let written = "";
  const output = new Output((bytes) => {
    written += new TextDecoder().decode(bytes.slice());
  });
  const session = new Session({ stages, memory: 2 ** 20, output, compileAfter });
  const results = texts.map((text) => {
    written = "";
    let end = "";
    try {
      session.interpretText("test", new TextEncoder().encode(text));
    } catch (error) {
      end = ending(session, error);
      session.reset();
    }
    session.output.flush();
    return written + end;
  });
  session.close();
  return results;
}

function ending(session: Session, error: unknown): string {
  if (error instanceof Timeout) return "the time is over";
  const thrown = toForthThrow(error);
  const { frames } = describeError(session, thrown);
  return `THROW ${thrown.code} ${frames.map(({ word, place }) => `${word} ${place.line}:${place.column}`).join(" < ")}`;
}

/** A program whose words are each run with several arguments, caught and not. */
function randomProgram(random: Random): string[] {
  const program = new ForthProgram(random);
  const texts = [setup];
  for (let number = 0; number < 25; number++) {
    texts.push(program.definition(`w${number}`));
    for (const arguments_ of ["1 2", "-7 3", "9 -1", "5 $7fffffff"]) {
      texts.push(`40 budget ! 0 a ! 0e g f! 5 to v ${arguments_} ' w${number} catch
        dup . 0= [if] .s f.s [then] clearstack fclearstack a @ . g f@ f. v .`);
    }
    texts.push(`40 budget ! 3 4 w${number} .s f.s clearstack fclearstack`);
  }
  return texts;
}

describe.skipIf(!isHere)(`generated programs, FUZZ_SEED=${seed}`, () => {
  test("the built-in backend and the plugin do the same", () => {
    const end = performance.now() + milliseconds;
    for (let round = 0; performance.now() < end; round++) {
      const texts = randomProgram(new Random(seed + round));
      for (const compileAfter of [0, 30]) {
        const expected = run("builtin", compileAfter, texts);
        const actual = run("backend=plugin", compileAfter, texts);
        const different = texts.findIndex((_, at) => actual[at] !== expected[at]);
        if (different < 0) continue;
        console.log(`FUZZ_SEED=${seed + round} shows it at once`);
        const definitions = texts.slice(0, different).filter((text) => text.startsWith(":"));
        const shown = [...definitions.slice(-8), texts[different]].join("\n");
        expect({ shown, result: actual[different] }).toEqual({ shown, result: expected[different] });
      }
    }
  });
});

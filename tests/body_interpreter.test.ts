/** Words run the same interpreted, compiled, and compiled in the middle of a loop. */

import { describe, expect, test } from "bun:test";
import { Output } from "../src/forth/output.ts";
import { describeError } from "../src/forth/report.ts";
import { Session } from "../src/forth/session.ts";
import { toForthThrow } from "../src/stages/backend/index.ts";
import { parseStages, selectStages } from "../src/stages/select.ts";
import { ForthProgram, setup } from "./fuzz/forth_program.ts";
import { Random } from "./fuzz/parser_source.ts";

const stages = selectStages(parseStages("builtin"));

/** A session and what it has written. */
class Run {
  readonly session: Session;
  private written = "";

  constructor(compileAfter: number) {
    const output = new Output((bytes) => {
      this.written += new TextDecoder().decode(bytes.slice());
    });
    this.session = new Session({ stages, memory: 2 ** 20, output, compileAfter });
  }

  /** Interprets a text; gives what it writes, and after a THROW its code and the backtrace. */
  do(text: string): string {
    this.written = "";
    let end = "";
    try {
      this.session.interpretText("test", new TextEncoder().encode(text));
    } catch (error) {
      const thrown = toForthThrow(error);
      const { frames } = describeError(this.session, thrown);
      const steps = frames.map(({ word, place }) => `${word} ${place.line}:${place.column}`);
      end = `THROW ${thrown.code} ${steps.join(" < ")}`;
      this.session.reset();
    }
    this.session.output.flush();
    return this.written + end;
  }
}

/** Of every word, of none, of words that are a little warm; the last is the default. */
const thresholds = [0, Number.POSITIVE_INFINITY, 1, 9, 30, undefined];

/** Runs texts one after the other at each threshold; all give the same. */
function expectSame(...texts: string[]): string[] {
  const [first, ...others] = thresholds.map((threshold) => {
    const run = new Run(threshold ?? 400);
    return texts.map((text) => run.do(text));
  });
  for (const other of others) expect(other).toEqual(first as string[]);
  return first as string[];
}

describe("random programs", () => {
  const seeds = Number(process.env.FUZZ_SEEDS ?? 12);
  const from = Number(process.env.FUZZ_FROM ?? 1);
  for (let seed = from; seed < from + seeds; seed++) {
    test(`seed ${seed}`, () => {
      const program = new ForthProgram(new Random(seed));
      const texts = [setup];
      for (let number = 0; number < 40; number++) {
        texts.push(program.definition(`w${number}`));
        for (const arguments_ of ["1 2", "-7 3", "9 -1", "0 0", "5 $7fffffff", "3 3"]) {
          texts.push(`40 budget ! 0 a ! 0e g f! 5 to v ${arguments_} ' w${number} catch
            dup . 0= [if] .s f.s [then] clearstack fclearstack a @ . g f@ f. v .`);
        }
      }
      expectSame(...texts);
    });
  }
});

/** Words run the same interpreted, compiled, and compiled in the middle of a loop. */

import { describe, expect, test } from "bun:test";
import { Interrupt } from "../src/abi/bindings.ts";
import { describeError } from "../src/forth/report.ts";
import type { Session } from "../src/forth/session.ts";
import { toForthThrow } from "../src/machine/backtrace.ts";
import { Timeout } from "../src/machine/exceptions.ts";
import { Output } from "../src/machine/output.ts";
import type { CompileRequest } from "../src/stages/compiler_stage.ts";
import { parseStages, selectStages } from "../src/stages/select.ts";
import { openSession } from "../src/words/open_session.ts";
import { ForthProgram, setup } from "./fuzz/forth_program.ts";
import { Random } from "./fuzz/parser_source.ts";

const stages = selectStages(parseStages("builtin"));
/** For words that are not what their bodies say, which therefore must not be inlined. */
const unoptimized = selectStages(
  parseStages("parser=builtin,compiler=builtin,optimizer=none,backend=builtin"),
);

/** A session and what it has written. */
class Run {
  readonly session: Session;
  private written = "";

  constructor(compileAfter: number | undefined, own = stages) {
    const output = new Output((bytes) => {
      this.written += new TextDecoder().decode(bytes.slice());
    });
    const tier = compileAfter === undefined ? {} : { compileAfter };
    this.session = openSession({ stages: own, memory: 2 ** 20, output, ...tier });
  }

  /** Interprets a text; gives what it writes, and after a THROW its code and the backtrace. */
  do(text: string): string {
    this.written = "";
    let end = "";
    try {
      this.session.text.interpretText("test", new TextEncoder().encode(text));
    } catch (error) {
      if (error instanceof Timeout) {
        this.session.reset();
        return "the time is over";
      }
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
    const run = new Run(threshold);
    return texts.map((text) => run.do(text));
  });
  for (const other of others) expect(other).toEqual(first as string[]);
  return first as string[];
}

/** The texts together write this at each threshold. */
function expectOutput(output: string, ...texts: string[]): void {
  expect(expectSame(...texts).join("")).toBe(output);
}

describe("loops that become hot while they run", () => {
  test("take locals, floats, loop parameters and the return stack along", () => {
    expectOutput(
      "36000. 7 4500 9 8 ",
      `: sums {: a | total f: x :}
         8 9 2>r
         100 0 do 10 0 do i total + to total x j 10 mod s>f f+ to x loop loop
         x 8e f* f.  a . total .
         r> . r> . ;`,
      "7 sums",
    );
  });

  test("can be of every kind", () => {
    expectOutput(
      "1000 1000 501 500 499500 ",
      ": until-zero ( -- n ) 0 1000 begin 1- swap 1+ swap dup 0= until drop ;",
      ": while-left ( -- n ) 0 1000 begin dup while 1- swap 1+ swap repeat drop ;",
      ": by-steps ( -- n ) 0 0 1000 do 1+ -2 +loop ;",
      ": left-early ( -- n ) 0 1000 0 ?do 1+ i 499 = if unloop exit then loop ;",
      ": nested ( -- n ) 0 1000 0 do i 1 0 do j + loop nip loop drop 0 1000 0 do i + loop ;",
      "until-zero . while-left . by-steps . left-early . nested .",
    );
  });

  test("can be in a word that is called again", () => {
    expectOutput("499500 499500 499500 ", ": sum 0 1000 0 do i + loop ;", "sum . sum . sum .");
  });

  test("can be in a word that calls itself", () => {
    expectOutput(
      "10300 ",
      ": tree ( total depth -- total' ) dup if 100 0 do swap 1+ swap 2dup 1- recurse drop loop then drop ;",
      ": leaves ( total depth -- total' ) dup if 100 0 do dup >r 1- recurse r> loop drop else drop 1+ then ;",
      "0 1 tree 100 * 0 1 leaves 3 * + .",
    );
  });

  test("end when the time is over", () => {
    for (const loop of ["begin again", "begin 0 until", "1000000000 0 do loop", "0 0 do 1 +loop"]) {
      for (const threshold of thresholds) {
        const run = new Run(threshold, unoptimized);
        run.do(": raise ;");
        const { machine, latest } = run.session;
        machine.entries[latest?.index ?? 0] = () => {
          machine.interruptFlag[0] = Interrupt.timeout;
        };
        expect(run.do(`: forever raise ${loop} ; forever`)).toBe("the time is over");
        expect(run.do("1 2 + .")).toBe("3 ");
      }
    }
  });
});

describe("errors", () => {
  test("are traced through interpreted and compiled words in their order", () => {
    expectOutput(
      "THROW -9 hot 1:30 < inner 1:11 < middle 1:26 < outer 2:18 < through 1:44 < <noname> 1:79 < last 1:39",
      ": hot ( n -- ) dup 3 = if -9 throw then drop ; : warm 300 0 do 1 hot loop ; warm",
      ": inner 3 hot ; : middle inner 1 drop ;\n  : outer 2 0 do middle loop ;",
      "defer action  ' outer is action  : through action ;  : thing create , does> @ execute ;",
      "' through thing child  : last 5 0 ?do child loop ;",
      "last",
    );
  });

  test("that are caught leave nothing behind", () => {
    expectOutput(
      "3000 THROW -4 wanting 1:22 < deeper 1:38 < deep 1:55",
      ": bad 1 throw ; : worse bad ; : many 0 3000 0 do ['] worse catch + loop ; many .",
      ": wanting clearstack drop ; : deeper wanting ; : deep deeper ;",
      "many drop deep",
    );
  });

  test("of deep recursion are a THROW", () => {
    expectOutput("-5 ", ": forever 1+ recurse 1+ ;", "0 ' forever catch . drop");
  });

  test("of a body are that word's alone", () => {
    expectOutput(
      "5 -6 ",
      ": faulty r> ; : careful if faulty else 5 then ;",
      "0 careful . 1 ' careful catch . drop",
    );
  });
});

describe("what cold code relies on", () => {
  test("may change with DOES>", () => {
    expectOutput(
      "7 ",
      ": fetching does> @ ;",
      "create seven 7 ,  [: seven ;] dup execute drop  fetching  execute .",
    );
  });

  test("may be forgotten, and numbers of words serve again", () => {
    const texts = [1, 2, 3].map(
      (number) => `marker again  : a ${number} ;  : b 0 500 0 do drop a loop ;  b . b . again`,
    );
    expectOutput("1 1 2 2 3 3 ", ...texts);
  });
});

test("a short program has nothing compiled", () => {
  let compiled = 0;
  const counting = {
    ...stages,
    compiler: {
      ...stages.compiler,
      compile: (request: CompileRequest) => {
        compiled++;
        return stages.compiler.compile(request);
      },
    },
  };
  const session = openSession({ stages: counting, memory: 2 ** 20, output: new Output(() => undefined) });
  const text = ': greet ." hello" cr 3 0 do i . loop ; greet 1 2 + 3 swap - abs 2* dup * 5 min . here @ drop';
  session.text.interpretText("test", new TextEncoder().encode(text));
  expect(compiled).toBe(0);
});

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

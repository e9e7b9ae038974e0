// The linker library and src/linking make the same file of a program, byte for byte, or the library leaves it alone.

import { expect, test } from "bun:test";
import { interpretScript } from "../../src/forth/script.ts";
import { Output } from "../../src/machine/output.ts";
import { compileProgram, prepareProgram } from "../../src/programs/compile_program.ts";
import { programStages, programTargets } from "../../src/programs/program_stages.ts";
import { openSession } from "../../src/words/open_session.ts";

/** Calls that are inlined, a THROW that is caught, floats, data, lines with tabs, a line longer than what reports show. */
const source = `create table 10 cells allot
\t: square ( n -- n' )\tdup * ;
: fill-table 10 0 do i square table i cells + ! loop ;
: risky ( n -- n' ) dup 5 > if -42 throw then 100 swap / ;
: half ( F: r -- r' ) 2e f/ fsin ;
defer action  ' risky is action
: attempt ( n -- ) ['] risky catch ?dup if . drop else . then ;
: long ${Array.from({ length: 60 }, (_, n) => `${n} drop`).join(" ")} table @ . ;
: main fill-table 3 attempt 9 attempt 1e half f. long 7 action . ;
`;

function compiled(text: string, target: (typeof programTargets)[number], strip: boolean, isNative: boolean) {
  const stages = programStages();
  const session = openSession({ stages: stages.stages, output: new Output(() => {}) });
  try {
    const tokens = prepareProgram(session);
    interpretScript(session, "program.fth", Buffer.from(text));
    const name = Buffer.from("main");
    const word = session.search.find(name, 0, name.length);
    if (word === undefined) throw new Error("the program has no word main");
    const options = { stages: { ...stages, linksNatively: isNative }, path: "program.fth", target, strip };
    return compileProgram(session, word.xt, tokens, options);
  } finally {
    session.close();
  }
}

test.each(programTargets.flatMap((target) => [false, true].map((strip) => [target, strip] as const)))(
  "for %s, stripped %p",
  (target, strip) => {
    const native = compiled(source, target, strip, true);
    const other = compiled(source, target, strip, false);
    expect(other.isLinkedNatively).toBe(false);
    expect(Buffer.compare(native.file, other.file)).toBe(0);
    if (process.platform === "linux") expect(native.isLinkedNatively).toBe(true);
  },
);

test("loops that are hot while a program is loaded change nothing of it", () => {
  const turn = ": turn 0 swap 0 do i 3 and + loop drop ;\n";
  const made = [10, 100_000].map((turns) =>
    compiled(
      `${turn}${String(turns).padStart(6)} turn\n: later dup * ;\n: main 7 later . ;\n`,
      "linux-x64",
      true,
      true,
    ),
  );
  expect(Buffer.compare(made[0]?.file ?? Buffer.of(), made[1]?.file ?? Buffer.of(1))).toBe(0);
});

test("a line that is not ASCII, and a name, are left to src/linking", () => {
  for (const text of [`: main ." schön" 0 @ . ;\n`, ": schön 0 @ . ;\n: main schön ;\n"]) {
    const native = compiled(text, "linux-x64", false, true);
    expect(native.isLinkedNatively).toBe(false);
    expect(Buffer.compare(native.file, compiled(text, "linux-x64", false, false).file)).toBe(0);
  }
});

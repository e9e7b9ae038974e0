// What the optimizer inlines is still named where an error begins in it.

import { describe, expect, test } from "bun:test";
import { fastforth, file } from "./fastforth.ts";

const stageSpecs = ["builtin", "optimizer=plugin,backend=builtin", "plugin"];

/** Runs a program whose last line fails when its words are hot; gives the backtrace. */
async function backtraceOf(source: string, stages: string): Promise<string[]> {
  file("inlined.fth", source);
  const { code, err } = await fastforth(["--stages", stages, "inlined.fth"]);
  expect(code).toBe(1);
  return err
    .slice(err.indexOf("  backtrace:"))
    .split("\n")
    .filter((line) => line !== "");
}

const cases: Record<string, string> = {
  "a fault in a word that two others hold": `variable sum
: fetch ( a -- x )  @ ;
: second ( a -- x )  cell+ fetch ;
: both ( a -- x )  dup fetch swap second + ;
: work ( a -- )  20000 0 do dup both sum +! loop drop ;
here 16 allot work
-1000 both`,
  "a THROW behind a condition": `: check ( n -- n )  dup 100 > if -77 throw then ;
: twice ( n -- n )  check 2* check ;
: work ( -- )  20000 0 do 7 twice drop loop ;
work
60 twice`,
  "a division in a recursion": `: down ( n -- q )  dup 0= if 5 over / then 1- recurse 1+ ;
: work ( -- )  20000 0 do 7 3 / drop loop ;
work
9 down`,
};

for (const [name, source] of Object.entries(cases)) {
  describe(name, () => {
    for (const stages of stageSpecs) {
      test(stages, async () => {
        const lines = await backtraceOf(source, stages);
        expect(lines.length).toBeGreaterThan(2);
        expect(lines).toEqual(await backtraceOf(source, "builtin"));
      });
    }
  });
}

test("a word whose behaviour was inlined takes a new one with DOES>", async () => {
  file(
    "does.fth",
    `: fetching  does> @ ;
: negating  does> @ negate ;
: many ( xt -- xt )  20000 0 do dup execute drop loop ;
create seven 7 ,  fetching  [: seven 1+ ;]
many dup execute .  negating  dup execute .
many execute .`,
  );
  for (const stages of stageSpecs) {
    expect(await fastforth(["--stages", stages, "does.fth"])).toMatchObject({ err: "", out: "8 -6 -6 " });
  }
});

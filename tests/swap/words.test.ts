// The words that list and swap stages, in the executable.

import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import { pluginPlatform } from "../../src/plugins/plugin_platform.ts";
import { behaviours, stageLibrary } from "../plugins/stage_fixture.ts";
import { runIn } from "../update/executables.ts";
import { freshFolder } from "../update/store_fixture.ts";
import { hasNativeCode } from "./managed_session.ts";

const executable = join(projectRoot, "dist", "fastforth");
const built = (stage: string) => join(projectRoot, "dist", "plugins", `${stage}-${pluginPlatform}.so`);
const run = (code: string, home = freshFolder("home")) => runIn(home, [executable, "-e", code]);

test.if(hasNativeCode)(
  "a stage is swapped and put back, and the program goes on with its words and data",
  async () => {
    const { code, out, err } = await run(`
    variable data 42 data ! : sum ( n -- n ) 0 swap 0 do i + loop ;
    : often 1000 0 do 100 sum drop loop ; often
    s" ${built("backend")}" swap-stage backend often 100 sum . data @ .
    s" ${built("optimizer")}" swap-stage optimizer often 100 sum . : later 200 sum . ; later
    rollback-stage optimizer rollback-stage backend 100 sum . plugins`);
    expect([code, err]).toEqual([0, ""]);
    const [first, second, third, fourth, ...all] = out.trim().split("\n");
    expect(first).toMatch(/^backend +\S+ +loaded +[0-9a-f]{12} 4950 42 $/);
    expect(second).toMatch(/^optimizer +\S+ +loaded +[0-9a-f]{12} 4950 19900 $/);
    expect([third, fourth, ...all].join("\n")).toMatch(/^optimizer +\S+ +embedded/);
    expect(all.at(-1)).toContain("not loaded");
    expect(out).toContain("it was rolled back 4950 ");
  },
);

test.if(hasNativeCode)(
  "code goes on when its backend has gone, and so do the words that it calls",
  async () => {
    const { code, out, err } = await runIn(freshFolder("home"), [
      executable,
      "--stages",
      "optimizer=none",
      "-e",
      `: inner ( n -- n ) dup 1 and if 1+ else 1 + then ; : outer ( n -- n ) 0 swap 0 do inner loop ;
     : swapped ( -- ) 100000 outer . s" rollback-stage backend" evaluate 100000 outer . ;
     swapped 100000 outer . : later inner inner ; 1 later .`,
    ]);
    expect([code, err]).toEqual([0, ""]);
    expect(out.replace(/\n[^\n]*built-in\n[^\n]*rolled back/, " (rolled back)")).toBe(
      "100000  (rolled back) 100000 100000 3 ",
    );
  },
);

const refusals: readonly [what: string, code: () => string, message: RegExp][] = [
  [
    "no stage",
    () => `s" ${built("parser")}" swap-stage lexer`,
    /lexer: there is no stage of this name; the stages are parser/,
  ],
  [
    "another stage",
    () => `s" ${built("parser")}" swap-stage compiler`,
    /compiler: it does not export compile_to_ir/,
  ],
  ["no library", () => 's" /etc/passwd" swap-stage parser', /parser: it is made for no known system/],
  ["no file", () => 's" /nowhere" swap-stage parser', /\/nowhere: there is no such file/],
];

for (const [what, code, message] of refusals) {
  test(`${what} is an error that says so`, async () => {
    const { code: exitCode, err } = await run(`1 2 + . ${code()}`);
    expect(err).toMatch(message);
    expect(exitCode).toBe(1);
  });
}

test.if(hasNativeCode)(
  "a program can catch the refusal of a candidate that crashes, and goes on",
  async () => {
    const home = freshFolder("home");
    const bad = join(home, "bad.so");
    writeFileSync(bad, stageLibrary("optimizer", behaviours.crashes));
    writeFileSync(join(home, "swap.fth"), `s" ${bad}" swap-stage optimizer`);
    const { code, out, err } = await run(
      `: sum 0 swap 0 do i + loop ; : swap-it s" swap.fth" included ; ' swap-it catch . plugins 1000 sum .`,
      home,
    );
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^-21 /);
    expect(out).toMatch(/optimizer +\S+ +embedded/);
    expect(out.trimEnd()).toEndWith("499500");
  },
);

// What Bun takes from the environment: src/decisions/0015-the-environment-is-trusted.md says what that means, and that
// it is so is tested, so that a change of Bun's is noticed.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../release/build.ts";

let folder = "";
let executable = "";
let preload = "";
let obeyed = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-environment-"));
  executable = await build();
  obeyed = join(folder, "obeyed");
  preload = join(folder, "preload.js");
  writeFileSync(preload, `require("node:fs").writeFileSync(${JSON.stringify(obeyed)}, "");`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], variables: Record<string, string>): string {
  rmSync(obeyed, { force: true });
  const env = { PATH: process.env.PATH, HOME: folder, ...variables };
  const child = Bun.spawnSync([executable, ...args], { cwd: folder, env, stderr: "pipe" });
  return child.stdout.toString();
}

test("BUN_OPTIONS and BUN_BE_BUN are obeyed, as LD_PRELOAD is", () => {
  run(["-e", ""], { BUN_OPTIONS: `--preload=${preload}` });
  expect(existsSync(obeyed)).toBe(true);
  expect(run(["-e", "console.log(1 + 1)"], { BUN_BE_BUN: "1" })).toBe("2\n");
});

test("other variables that bring code into Bun or Node are not", () => {
  const others = [
    { NODE_OPTIONS: `--require=${preload}` },
    { BUN_INSPECT_PRELOAD: preload },
    { NODE_PATH: folder },
    { BUN_INSTALL: folder },
    { BUN_RUNTIME_TRANSPILER_CACHE_PATH: folder },
  ];
  for (const variables of others) {
    expect(run(["-e", "1 ."], variables)).toBe("1 ");
    expect([variables, existsSync(obeyed)]).toEqual([variables, false]);
  }
});

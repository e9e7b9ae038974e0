// Removing FastForth: all that it put on the machine, and nothing else.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginPlatform } from "../../src/plugins/plugin_platform.ts";
import { receiptName } from "../../src/update/managed.ts";
import { executable } from "./fastforth.ts";

let home = "";
let installed = "";
const inHome = (path: string) => join(home, path);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fastforth-uninstall-"));
  installed = inHome("bin/fastforth");
  mkdirSync(inHome("bin"));
  copyFileSync(executable, installed);
  for (const folder of [
    `.local/share/fastforth/${pluginPlatform}/files`,
    ".local/state/fastforth",
    ".cache/fastforth",
    ".config/fastforth",
  ])
    mkdirSync(inHome(folder), { recursive: true });
  writeFileSync(inHome(".local/state/fastforth/history"), "words\n");
  writeFileSync(inHome(".config/fastforth/init.fs"), "\n");
  writeFileSync(inHome("bin/other"), "");
  writeFileSync(inHome("bin/.fastforth.previous.0123456789ab"), "");
});

afterEach(() => rmSync(home, { recursive: true }));

function uninstall(...args: string[]) {
  const run = Bun.spawnSync([installed, "uninstall", ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home },
    stdin: "ignore",
  });
  return { code: run.exitCode, out: run.stdout.toString(), err: run.stderr.toString() };
}

test("everything goes but what the user wrote", () => {
  const { code, out } = uninstall("--yes");
  expect(out).toContain("FastForth is gone.");
  expect(code).toBe(0);
  for (const path of [
    "bin/fastforth",
    "bin/.fastforth.previous.0123456789ab",
    ".local/share/fastforth",
    ".local/state/fastforth",
    ".cache/fastforth",
  ])
    expect([path, existsSync(inHome(path))]).toEqual([path, false]);
  for (const path of ["bin/other", ".config/fastforth/init.fs"])
    expect([path, existsSync(inHome(path))]).toEqual([path, true]);
});

test("only shown, or nobody to ask: nothing goes", () => {
  expect(uninstall("--dry-run").out).toContain("lines typed in sessions");
  const unasked = uninstall();
  expect(unasked.code).toBe(2);
  expect(unasked.err).toContain("uninstall --yes");
  expect(uninstall("--all").code).toBe(2);
  expect(existsSync(installed) && existsSync(inHome(".local/state/fastforth/history"))).toBe(true);
});

test("what a package manager installed is left to it", () => {
  writeFileSync(
    inHome(`bin/${receiptName}`),
    "pip\npip install --upgrade fastforth\npip uninstall fastforth\n",
  );
  const { code, out } = uninstall("--yes");
  expect(code).toBe(0);
  expect(out).toContain("To remove it, run: pip uninstall fastforth");
  expect(existsSync(installed)).toBe(true);
  expect(existsSync(inHome(".local/state/fastforth"))).toBe(false);
});

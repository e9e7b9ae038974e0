// Completions: the scripts are read by the shells that this machine has, and offer what the command line takes.

import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fastforth } from "./fastforth.ts";

/** What bash offers for a line. */
async function bash(...words: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "fastforth-completions-"));
  try {
    const script = join(folder, "fastforth.bash");
    writeFileSync(script, (await fastforth(["completions", "bash"])).out);
    for (const name of ["prog.fth", "notes.txt"]) writeFileSync(join(folder, name), "");
    const ask = `source ${script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fastforth; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const run = Bun.spawnSync(["bash", "-c", ask, "bash", "fastforth", ...words], { cwd: folder });
    expect(run.stderr.toString()).toBe("");
    return run.stdout.toString().split("\n").slice(0, -1).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("bash: commands, options, programs", async () => {
  expect(await bash("se")).toEqual(["see", "self-update"]);
  expect(await bash("--tim")).toEqual(["--timeout"]);
  expect(await bash("test", "--jun")).toEqual(["--junit"]);
  expect(await bash("run", "")).toEqual(["prog.fth"]);
  expect(await bash("--timeout", "")).toEqual([""]); // nothing
});

for (const [shell, check] of [
  ["bash", ["bash", "-n"]],
  ["zsh", ["zsh", "-n"]],
  ["fish", ["fish", "-n"]],
  ["powershell", ["pwsh", "-NoProfile", "-File"]],
] as const) {
  test(`${shell}: the script names every command${Bun.which(check[0]) ? " and is read" : ""}`, async () => {
    const { code, out } = await fastforth(["completions", shell]);
    expect(code).toBe(0);
    for (const name of ["self-update", "uninstall", "junit", "timeout"]) expect(out).toContain(name);
    if (Bun.which(check[0]) === null) return;
    const folder = mkdtempSync(join(tmpdir(), "fastforth-completions-"));
    writeFileSync(join(folder, "script.ps1"), out);
    const run = Bun.spawnSync([...check, join(folder, "script.ps1")]);
    rmSync(folder, { recursive: true });
    expect([run.exitCode, run.stderr.toString()]).toEqual([0, ""]);
  });
}

test("a shell without completions, or none", async () => {
  expect((await fastforth(["completions", "tcsh"])).err).toContain("there are no completions for tcsh");
  expect((await fastforth(["completions"])).code).toBe(2);
});

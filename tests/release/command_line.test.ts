// `npm run release` as a person types it; what needs no build.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../../release/commands.ts";
import { projectRoot } from "../../release/steps.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-release-line-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function release(...args: string[]): { code: number | null; out: string; err: string } {
  const command = [process.execPath, join(projectRoot, "release", "main.ts"), ...args];
  const child = Bun.spawnSync(command, { cwd: folder, stderr: "pipe" });
  return { code: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
}

test("help lists every command, and each explains itself with examples", () => {
  const { code, out } = release("--help");
  expect(code).toBe(0);
  for (const [name, command] of Object.entries(commands)) {
    expect(out).toContain(command.summary);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const option of Object.keys(command.options)) expect(option).toMatch(/^[a-z][a-z0-9-]*$/);
    for (const example of command.examples) {
      const used = Array.from(example.matchAll(/--([a-z][a-z0-9-]*)/g), ([, option = ""]) => option);
      expect([name, used.filter((option) => !Object.hasOwn(command.options, option))]).toEqual([name, []]);
    }
  }
  expect(release("publish", "--help").out).toContain("--rollout SHARE");
});

test("mistakes are told in a line, and change nothing", () => {
  for (const [args, message] of [
    [["bogus"], "There is no command bogus"],
    [["--bogus"], "Unknown option '--bogus'"],
    [["publish", "--public", "nowhere"], "There is no root of trust"],
    [["keys"], "--private FOLDER is needed"],
    [["keys", "--private", join(projectRoot, "keys")], "must not lie inside the checkout"],
    [["keys", "--private", "p", "--public", "q", "--threshold", "4"], "from 1 to 3"],
    [["rotate", "--private", "p", "--public", "nowhere"], "There is no root of trust"],
    [["keys", "--private", "p", "--public", "q", "--date", "yesterday"], "yesterday is no time"],
  ] as const) {
    const { code, out, err } = release(...args);
    expect([args, code, out]).toEqual([args, 1, ""]);
    expect(err).toMatch(/^\[error\] /);
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  }
  expect(readdirSync(folder).filter((name) => name === "q")).toEqual([]);
});

test("a ceremony: keys at three places, a rotation that two of them sign", () => {
  expect(release("keys", "--private", "all", "--public", "public").out).toContain("2 of them sign together");
  const names = readdirSync(join(folder, "all"));
  const roots = names.filter((name) => name.startsWith("root-"));
  expect(names).toHaveLength(5);
  for (const [index, name] of roots.entries()) {
    mkdirSync(join(folder, `medium-${index}`), { mode: 0o700 });
    renameSync(join(folder, "all", name), join(folder, `medium-${index}`, name));
  }
  const where = ["--public", "public", "--proposal", "next.json"];
  const proposed = release(
    "rotate",
    "--private",
    "medium-0",
    "--new",
    "fresh",
    "--replace",
    "release",
    ...where,
  );
  expect(proposed.out).toContain(
    "needs 1 more of the root keys of root 1 and 1 more of the root keys of root 2",
  );
  expect(readdirSync(join(folder, "public")).sort()).toEqual(["1.root.json", "root.json"]);
  expect(release("sign", "--private", "medium-0", ...where).out).toContain("needs 1 more");
  expect(release("sign", "--private", "medium-2", ...where).out).toContain("Root 2, until ");
  expect(readdirSync(join(folder, "public")).sort()).toEqual(["1.root.json", "2.root.json", "root.json"]);
  expect(readdirSync(join(folder, "fresh"))).toHaveLength(1);
  expect(release("keys", "--private", "again", "--public", "public").err).toContain("rotate");
});

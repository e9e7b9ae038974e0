// The steps of the GitHub action and of the GitLab template, run as those would, against a release on the loopback.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateKeys } from "../../release/keys.ts";
import { makePackages, writePackages } from "../../release/packages/index.ts";
import { hostPlatform } from "../../release/platforms.ts";
import { type RunningServer, startServer } from "../../release/server.ts";
import { projectRoot } from "../../release/steps.ts";
import type { Signer } from "../../src/trust/envelope.ts";
import { runIn } from "../update/executables.ts";

const ci = join(projectRoot, "release", "ci");
const bytes = (text: string) => new TextEncoder().encode(text);

/** Stands for FastForth: the real one is a hundred megabytes. It runs the real one's `test` where it is asked to. */
const program = `#!/bin/sh
case "$1" in
  -e) printf '42 ' ;;
  --version) echo 'fastforth 1.2.3' ;;
  test) exec ${join(projectRoot, "dist", "fastforth")} "$@" ;;
esac
`;

let folder = "";
let server: RunningServer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fastforth-ci-"));
  const site = join(folder, "site");
  mkdirSync(site);
  server = startServer({ folder: site });
  const [signer] = generateKeys(join(folder, "keys"), "release", 1) as [Signer];
  const texts = new Map(["bash", "zsh", "fish"].map((shell) => [shell, bytes("#\n")]));
  const release = {
    version: "1.2.3",
    date: Date.UTC(2025, 10, 29),
    executables: new Map([[hostPlatform(), bytes(program)]]),
    license: bytes("MIT\n"),
    readme: bytes("#\n"),
    manPage: bytes(".TH\n"),
    completions: texts,
  };
  const plan = { server: server.url, libraries: [], signer, keys: [signer.publicKey] };
  writePackages(join(site, "v1.2.3", "packages"), makePackages(release, plan));
  writeFileSync(join(site, "manifest.json"), '{"signed": {"version": "1.2.3"}}\n');
  mkdirSync(join(folder, "project"));
  writeFileSync(join(folder, "project", "sum_test.fth"), "T{ 1 2 + -> 3 }T\n");
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const bash = (script: string, env: Readonly<Record<string, string>>) =>
  runIn(
    folder,
    ["bash", "-e", "-o", "pipefail", "-c", script],
    { CI: "true", ...env },
    join(folder, "project"),
  );

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the steps of the action that run anything. @returns what they wrote to the files of GitHub's runner */
async function runAction(inputs: Readonly<Record<string, string>>) {
  const action = Bun.YAML.parse(readFileSync(join(ci, "github", "action.yml"), "utf8")) as {
    readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
    readonly runs: { readonly steps: readonly Step[] };
  };
  const home = mkdtempSync(join(folder, "runner-"));
  cpSync(join(ci, "github"), join(home, "action"), { recursive: true });
  const files = { GITHUB_OUTPUT: join(home, "output"), GITHUB_PATH: join(home, "path") };
  for (const path of Object.values(files)) writeFileSync(path, "");
  const outputs = () =>
    new Map(
      readFileSync(files.GITHUB_OUTPUT, "utf8")
        .split("\n")
        .map((line) => line.split(/=(.*)/s) as [string, string]),
    );
  const filled = (text: string) =>
    text
      .replace(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? "",
      )
      .replace(/\$\{\{ steps\.choose\.outputs\.(\w+) \}\}/g, (_, name: string) => outputs().get(name) ?? "");
  let said = "";
  for (const { run, env = {} } of action.runs.steps) {
    if (run === undefined) continue;
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
    const runner = {
      ...files,
      GITHUB_ACTION_PATH: join(home, "action"),
      RUNNER_TOOL_CACHE: join(home, "tools"),
    };
    const { code, out, err } = await bash(filled(run), { ...runner, ...own });
    said += out + err;
    if (code !== 0) return { code, said, path: "", outputs: outputs() };
  }
  return { code: 0, said, path: readFileSync(files.GITHUB_PATH, "utf8").trim(), outputs: outputs() };
}

test("GitHub: the newest release, or the one of a file, gets into PATH; errors are matched", async () => {
  const newest = await runAction({ server: server.url });
  expect([newest.code, newest.outputs.get("version")]).toEqual([0, "1.2.3"]);
  expect(newest.said).toContain("fastforth 1.2.3");
  expect(newest.said).toContain("::add-matcher::");
  expect(existsSync(join(newest.path, "fastforth"))).toBe(true);
  writeFileSync(join(folder, "project", ".fastforth-version"), "v1.2.3\n");
  expect((await runAction({ server: server.url, "version-file": ".fastforth-version" })).code).toBe(0);
  expect((await runAction({ server: server.url, "version-file": "none" })).said).toContain(
    "::error::There is no file none.",
  );
  expect((await runAction({ server: server.url, version: "../1" })).said).toContain("is no version");
  expect((await runAction({ server: server.url, version: "9.9.9" })).code).not.toBe(0);
});

test("GitHub: the matcher finds errors as FastForth writes them, in colour, too", async () => {
  const [matcher] = JSON.parse(readFileSync(join(ci, "github", "matcher.json"), "utf8")).problemMatcher;
  const [{ regexp, file, line, column, message }] = matcher.pattern;
  const source = join(folder, "project", "wrong.fth");
  writeFileSync(source, ": f\n  tpye ;\n");
  const { err } = await bash(`${join(projectRoot, "dist", "fastforth")} wrong.fth || true`, {});
  for (const text of [
    err.split("\n")[0] ?? "",
    "\u001b[1mwrong.fth:2:3:\u001b[0m \u001b[1;31merror:\u001b[0m Undefined word: tpye",
  ]) {
    const found = new RegExp(regexp).exec(text);
    expect([found?.[file], found?.[line], found?.[column]]).toEqual(["wrong.fth", "2", "3"]);
    expect(found?.[message]).toContain("Undefined word: tpye");
  }
});

test("GitLab: the job installs, tests its part, and leaves a JUnit report", async () => {
  const template = Bun.YAML.parse(readFileSync(join(ci, "gitlab.yml"), "utf8")) as Record<
    string,
    Readonly<Record<string, readonly string[]>>
  >;
  const lines = [
    ...(template[".fastforth"]?.before_script ?? []),
    ...(template[".fastforth-test"]?.script ?? []),
  ];
  const project = join(folder, "project");
  const env = {
    CI_PROJECT_DIR: project,
    FASTFORTH_FOLDER: join(project, ".fastforth"),
    FASTFORTH_SERVER: server.url,
    FASTFORTH_VERSION: "1.2.3",
    CI_NODE_INDEX: "1",
    CI_NODE_TOTAL: "1",
  };
  const { code, err } = await bash(lines.join("\n"), env);
  expect([code, err]).toEqual([0, ""]);
  expect(readFileSync(join(project, "junit.xml"), "utf8")).toContain('failures="0"');
  // The second time it is in the cache.
  const before = server.requests.length;
  expect((await bash(lines.join("\n"), env)).code).toBe(0);
  expect(server.requests).toHaveLength(before);
});

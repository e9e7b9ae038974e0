// The command `self-update` of the executable itself, as a person and a script have it.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../release/steps.ts";
import type { Manifest } from "../../src/trust/manifest.ts";
import { presentPublisher, runIn, storeOf, trustingExecutable } from "./executables.ts";
import { compiledStage, publishPair, publishStages } from "./plugin_release.ts";
import type { Publisher } from "./release_maker.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

let executable = "";
let publisher: Publisher;
let server: WebServerForTests;
let home = "";

beforeAll(async () => {
  executable = await trustingExecutable("1.0.0");
}, 600_000);
beforeEach(async () => {
  publisher = presentPublisher();
  server = await WebServerForTests.start(publisher.files);
  home = freshFolder("home");
});
afterAll(() => server.stop());

const release = (version: string, changes: Partial<Manifest> = {}) =>
  publishStages(publisher, version, changes);

/** Stages that were compiled anew, under a version of their own. */
const newStages = () => ({
  parser: compiledStage("parser", "0.1.1"),
  optimizer: compiledStage("optimizer", "0.1.1"),
});

const run = (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) =>
  runIn(home, [executable, ...args], { FASTFORTH_UPDATE_SERVER: server.address, ...env });
const selfUpdate = (...args: string[]) => run(["self-update", ...args]);

test("an update, step by step, and what --version tells then", async () => {
  publishPair(publisher, "1.0.1", newStages(), "0.1.1");
  expect(await run(["--version"])).toMatchObject({ code: 0, out: "fastforth 1.0.0\n" });
  const look = await selfUpdate("--check");
  expect(look).toMatchObject({ code: 10, err: "" });
  expect(look.out).toContain("FastForth 1.0.1 is an update to 1.0.0: 2 stages to swap, without a restart.");
  const plan = await selfUpdate("--dry-run");
  expect(plan.code).toBe(10);
  expect(plan.out).toMatch(/parser +0\.1\.1 +[\d.]+ k?B as a patch/);
  expect(await run(["--version"])).toMatchObject({ out: "fastforth 1.0.0\n" });

  const { code, out, err } = await selfUpdate();
  expect([code, err]).toEqual([0, ""]);
  const steps = [
    `Checking ${server.address} (channel stable)`,
    "Installed is 1.0.0, the newest is 1.0.1",
    "parser    0.1.1",
    "optimizer 0.1.1",
    "Signatures verified: 2 files",
    "Self-check passed: parser, optimizer",
    "Installed 1.0.1 as generation 1",
    "Updated: FastForth 1.0.0 is now 1.0.1. (",
  ];
  const places = steps.map((step) => out.indexOf(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(out).not.toContain("\r");

  const told = await run(["--version"]);
  expect(told.out).toStartWith("fastforth 1.0.1\n");
  expect(told.out).toContain(
    "executable 1.0.0; parser 0.1.1 (updated), compiler 0.1.0, optimizer 0.1.1 (updated)",
  );
  const described = JSON.parse((await run(["--version", "--json"])).out);
  expect(described).toMatchObject({
    version: "1.0.1",
    executable: "1.0.0",
    stages: { parser: { version: "0.1.1", source: "installed" }, compiler: { source: "embedded" } },
  });
  expect(await selfUpdate()).toMatchObject({ code: 0 });
  expect((await selfUpdate("--check")).out).toContain("FastForth 1.0.1 is the newest.");
  // It still does what it is for, with the new stages.
  const program = ["--stages", "plugin", "-e", ": square dup * ; 12 square ."];
  expect(await run(program)).toMatchObject({ code: 0, out: "144 ", err: "" });
}, 600_000);

test("plugins tells what is installed, and why a damaged one is not used", async () => {
  release("1.0.1");
  await selfUpdate();
  const { stages } = JSON.parse((await run(["plugins", "--json"])).out);
  expect(stages[0]).toMatchObject({ version: "0.1.0", source: "installed", signature: "release key" });
  expect((await run(["plugins"])).out).toMatch(/^parser +0\.1\.0 +installed +1 .* by a release key$/m);
  expect(stages[1]).toMatchObject({ source: "embedded", signature: "executable" });

  const path = join(storeOf(home), "files", stages[0].sha256);
  const bytes = readFileSync(path);
  bytes[1000] = (bytes[1000] as number) ^ 1;
  writeFileSync(path, bytes);
  const { code, out } = await run(["plugins"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^parser +0\.1\.0 +embedded .*\n {2}not installed 0\.1\.0: .*SHA-256/m);
}, 120_000);

test("--self-update is the same, and --json tells everything in one object", async () => {
  release("1.0.1");
  const { code, out, err } = await run(["--self-update", "--json"]);
  expect([code, err]).toEqual([0, ""]);
  const told = JSON.parse(out);
  expect(told).toMatchObject({
    installed: "1.0.0",
    latest: "1.0.1",
    decision: "plugins",
    now: "1.0.1",
    staysAt: null,
    generation: 1,
  });
  expect(told.files.map(({ name, patch }: { name: string; patch: boolean }) => `${name} ${patch}`)).toEqual([
    "parser true",
    "optimizer true",
  ]);
  expect(told.downloaded).toBeGreaterThan(0);
  expect(Object.keys(told.milliseconds)).toEqual([
    "check",
    "download",
    "verify",
    "selfCheck",
    "install",
    "total",
  ]);
  const failed = await run(["self-update", "--json"], { FASTFORTH_UPDATE_SERVER: "http://127.0.0.1:1" });
  expect(failed).toMatchObject({ code: 11, err: "" });
  expect(JSON.parse(failed.out)).toMatchObject({
    installed: "1.0.1",
    error: { fault: "network", advice: "Are you online?" },
    now: "1.0.1",
  });
  const back = await run(["self-update", "--rollback", "--json"]);
  expect([back.code, back.err]).toEqual([0, ""]);
  expect(JSON.parse(back.out)).toMatchObject({ installed: "1.0.1", now: "1.0.0", staysAt: "1.0.0" });
  const nothing = await run(["self-update", "--rollback", "--json"]);
  expect([nothing.code, nothing.err]).toEqual([16, ""]);
  expect(JSON.parse(nothing.out)).toMatchObject({ error: { fault: "release" }, now: "1.0.0" });
});

test("on a terminal, a bar with size and speed; none in CI", async () => {
  release("1.0.1");
  const onTerminal = async (env: Record<string, string>) => {
    let received = "";
    const decoder = new TextDecoder();
    const child = Bun.spawn([executable, "self-update", "--no-patches", "--server", server.address], {
      env: { HOME: freshFolder("home"), TERM: "xterm", ...env },
      terminal: {
        cols: 100,
        rows: 30,
        data: (_terminal, data) => {
          received += decoder.decode(data, { stream: true });
        },
      },
    });
    expect(await child.exited).toBe(0);
    return received;
  };
  const live = await onTerminal({});
  expect(live).toContain("████████████████████");
  expect(live).toMatch(/100 % +[\d.]+ kB of [\d.]+ kB +[\d.]+ [kM]B\/s +[\d.]+ m?s/);
  expect(live).toContain("Updated: FastForth 1.0.0 is now 1.0.1.");
  const log = await onTerminal({ CI: "1" });
  expect(log).not.toContain("█");
  expect(log).toContain("Updated: FastForth 1.0.0 is now 1.0.1.");
});

test("row 29: back, restart, offline; and on with the newest when it is asked for", async () => {
  release("1.0.1");
  await selfUpdate();
  const back = await run(["self-update", "--rollback"], { FASTFORTH_UPDATE_SERVER: "http://127.0.0.1:1" });
  expect(back.code).toBe(0);
  expect(back.out).toContain("Back from 1.0.1 to FastForth 1.0.0");
  expect((await run(["--version"])).out).toBe("fastforth 1.0.0\n");
  const stays = await selfUpdate();
  expect(stays.code).toBe(0);
  expect(stays.out).toContain("FastForth stays at 1.0.0, as you chose; the newest is 1.0.1");
  expect((await selfUpdate("--rollback")).code).toBe(16);
  expect((await selfUpdate("--version", "latest")).out).toContain("is now 1.0.1");
  release("1.0.2");
  await selfUpdate();
  expect((await selfUpdate("--rollback", "--version", "1.0.0")).out).toContain(
    "Back from 1.0.2 to FastForth 1.0.0",
  );
  expect((await selfUpdate("--version", "1.0.1")).out).toContain("FastForth 1.0.0 is now 1.0.1");
});

test("row 31: from an archive, without a network", async () => {
  release("1.0.1");
  const folder = freshFolder("release");
  for (const [path, bytes] of publisher.files) await Bun.write(join(folder, path), bytes);
  const archive = join(home, "release.tar");
  Bun.spawnSync(["tar", "-cf", archive, "-C", folder, "."]);
  const offline = { FASTFORTH_UPDATE_SERVER: undefined };
  const { code, out } = await run(["self-update", "--offline", archive], offline);
  expect(code).toBe(0);
  expect(out).toContain("FastForth 1.0.0 is now 1.0.1");
  const nowhere = await run(["self-update"], offline);
  expect(nowhere.code).toBe(11);
  expect(nowhere.err).toContain("--offline");
});

test("row 31: each kind of failure has an exit code of its own, says why, and changes nothing", async () => {
  release("1.0.1");
  const failing = async (
    expected: number,
    text: string,
    args: string[],
    env: Record<string, string | undefined> = {},
  ) => {
    const { code, out, err } = await run(["self-update", ...args], env);
    expect([args.join(" "), code]).toEqual([args.join(" "), expected]);
    expect(err).toContain(text);
    expect(out).not.toContain("Updated");
    expect((await run(["--version"])).out).toBe("fastforth 1.0.0\n");
  };
  await failing(2, "did you mean --check?", ["--chek"]);
  await failing(2, "takes a version such as 1.2.3", ["--version", "new"]);
  await failing(2, "exclude each other", ["--offline", "x", "--server", "y"]);
  await failing(11, "Are you online?", ["--server", "http://127.0.0.1:1"]);
  await failing(11, "There is no release at", ["--offline", "/nonexistent"]);
  await failing(12, "no address of a web server", ["--server", "nonsense"]);
  await failing(16, 'There is no channel "nightly"', ["--channel", "nightly"]);
  await failing(16, 'The release "9.9.9" is not offered', ["--version", "9.9.9"]);
  await failing(13, "HOME is not set", [], { HOME: undefined });
  server.fault = (path) => (path === "timestamp.json" ? { body: publisher.root } : undefined);
  await failing(12, "timestamp.json is not accepted", []);
  server.fault = () => undefined;
  publisher.publish("1.1.0", [], { abi: 999 });
  await failing(16, "has no files for", []);
});

test("an executable without a root of trust installs nothing, and says so", async () => {
  release("1.0.1");
  const plain = join(projectRoot, "dist", "fastforth");
  const { code, err } = await runIn(home, [plain, "self-update", "--server", server.address]);
  expect(code).toBe(17);
  expect(err).toContain("without a root of trust");
  expect(err).toContain("install a released FastForth");
});

describe("an executable that has to be replaced", () => {
  let newer = "";
  let path = "";
  beforeAll(async () => {
    newer = await trustingExecutable("1.1.0");
  }, 600_000);
  beforeEach(() => {
    path = join(home, "bin", "fastforth");
    mkdirSync(dirname(path));
    copyFileSync(executable, path);
    chmodSync(path, 0o755);
  });

  const publishExecutable = (bytes: Uint8Array, patchesFrom: readonly Uint8Array[] = []) => {
    const file = { name: "fastforth", version: "1.1.0", bytes, patchesFrom };
    publisher.publish("1.1.0", [file], { minimum_core: "1.1.0" });
  };
  const update = (...args: string[]) =>
    runIn(home, [path, "self-update", "--server", server.address, ...args]);
  const versionNow = async () => (await runIn(home, [path, "--version"])).out;
  const besides = () => readdirSync(dirname(path)).filter((name) => name !== "fastforth");

  test("row 28: it is replaced while it runs, patched from the old one, and comes back", async () => {
    publishExecutable(new Uint8Array(readFileSync(newer)), [new Uint8Array(readFileSync(executable))]);
    const running = Bun.spawn([path, "-e", "here 1 accept drop 42 ."], {
      env: { HOME: home },
      stdin: "pipe",
      stdout: "pipe",
    });
    const { code, out, err } = await update();
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/fastforth +1\.1\.0 .* patch for 11\d\.\d MB/);
    expect(out).toContain(
      "FastForth 1.1.0 needs a new executable: its stages need an executable of 1.1.0 or newer.",
    );
    expect(await versionNow()).toBe("fastforth 1.1.0\n");
    expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(besides().join()).toMatch(/^\.fastforth\.previous\.[0-9a-f]{12}$/);
    // The old one goes on to its end.
    running.stdin.write("x");
    running.stdin.end();
    expect(await new Response(running.stdout).text()).toContain("42");
    expect((await update("--check")).code).toBe(0);
    expect((await update("--rollback")).code).toBe(2);
    const back = await runIn(home, [path, "self-update", "--rollback"]);
    expect(back.out).toContain("Back from 1.1.0 to FastForth 1.0.0");
    expect(await versionNow()).toBe("fastforth 1.0.0\n");
    expect(besides()).toEqual([]);
  }, 600_000);

  test("one that does not run, or is another, does not take its place", async () => {
    const script = new TextEncoder().encode(
      '#!/bin/sh\necho \'{"version": "9.9.9", "abi": {"version": 1}}\'\n',
    );
    for (const bytes of [script, new Uint8Array(5000)]) {
      publishExecutable(bytes);
      const { code, err } = await update();
      expect(code).toBe(12);
      expect(err).toContain("does not run here as 1.1.0");
      expect(await versionNow()).toBe("fastforth 1.0.0\n");
      expect(besides()).toEqual([]);
    }
  }, 60_000);

  test("row 31: a package manager's installation is left alone, before anything is downloaded", async () => {
    publishExecutable(new Uint8Array(5000));
    writeFileSync(join(dirname(path), "fastforth.managed-by"), "Example OS\npkg upgrade fastforth\n");
    const { code, err } = await update();
    expect(code).toBe(14);
    expect(err).toContain("was installed by Example OS");
    expect(err).toContain("Run: pkg upgrade fastforth");
    expect(server.requests.some((request) => request.includes("fastforth-"))).toBe(false);
    expect((await update("--check")).code).toBe(10);
  }, 60_000);
});

// Row 17: an update, a first installation and a rollback, killed at each of their writing system calls in turn. After
// each, the release before or the one after is in use, whole, and the same command finishes the work.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../src/plugins/installed.ts";
import { presentPublisher, runIn, storeOf, trustingExecutable } from "./executables.ts";
import { publishStages } from "./plugin_release.ts";
import { freshFolder } from "./store_fixture.ts";
import { WebServerForTests } from "./web_server.ts";

const canTrace = process.platform === "linux" && Bun.which("strace") !== null;
if (!canTrace) console.warn("SKIPPED: strace is missing, so updates are not killed at their system calls");

/** What changes files. Opening a file for writing is followed by one of them. */
const writing = ["write", "pwrite64", "rename", "fsync", "mkdir", "unlink", "ftruncate", "flock"];

const full = process.env.FASTFORTH_TEST_FULL === "1";

let executable = "";
let server: WebServerForTests;
let rootText = "";
/** Homes with the release 1.0.1 installed, and with 1.0.2 after it. */
let older = "";
let newer = "";

beforeAll(async () => {
  if (!canTrace) return;
  executable = await trustingExecutable("1.0.0");
  const publisher = presentPublisher();
  rootText = new TextDecoder().decode(publisher.root);
  server = await WebServerForTests.start(publisher.files);
  older = freshFolder("older");
  publishStages(publisher, "1.0.1");
  await selfUpdate(older);
  publishStages(publisher, "1.0.2");
  newer = freshFolder("newer");
  cpSync(older, newer, { recursive: true });
  await selfUpdate(newer);
}, 600_000);
afterAll(() => server?.stop());

const selfUpdate = (home: string, ...args: string[]) =>
  runIn(home, [executable, "self-update", ...args], { FASTFORTH_UPDATE_SERVER: server.address });

interface Scenario {
  /** The home to begin with; undefined for an empty one. */
  readonly start: string | undefined;
  readonly args: readonly string[];
  /** Releases that may be in use afterwards. */
  readonly before: string;
  readonly after: string;
  /** The command that finishes the work. */
  readonly retry: readonly string[];
}

/** Kills at every `step`th call of each kind. @returns how many times the process was killed */
async function killEverywhere(scenario: Scenario, step: number): Promise<number> {
  let killed = 0;
  // strace counts each kind of call for itself.
  for (const call of writing) {
    // Most writes go to pipes and event counters. What they write to files is synced, which is a call of its own.
    const stride = call === "write" && !full ? 4 : step;
    for (let count = 1; await isKilledAt(scenario, call, count); count += stride) killed++;
  }
  return killed;
}

/** @returns false when there are fewer calls of this kind */
async function isKilledAt(scenario: Scenario, call: string, count: number): Promise<boolean> {
  const { start, args, before, after, retry } = scenario;
  const home = freshFolder("killed");
  if (start !== undefined) cpSync(start, home, { recursive: true });
  const inject = `--inject=${call}:signal=SIGKILL:when=${count}`;
  // What writes is one thread of one process: those that try stages out are left alone.
  const strace = ["strace", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, inject];
  const run = await runIn(home, [...strace, executable, "self-update", ...args], {
    FASTFORTH_UPDATE_SERVER: server.address,
  });
  const place = `${call} ${count}`;
  const now = inUse(home);
  if (run.code === 0) {
    expect([place, now]).toEqual([place, after]);
    return false;
  }
  expect([place, [before, after].includes(now)]).toEqual([place, true]);
  if (full || count % 5 === 1) {
    const told = await runIn(home, [executable, "--version"]);
    expect(told.out).toStartWith(`fastforth ${now}\n`);
  }
  if (now !== after && (full || count % 3 === 1)) {
    const again = await selfUpdate(home, ...retry);
    expect([place, again.code, again.err]).toEqual([place, 0, ""]);
    // What the killed process has left is gone after the next change.
    expect(leftovers(home)).toEqual([]);
    expect(inUse(home)).toBe(after);
  }
  rmSync(home, { recursive: true });
  return true;
}

/** The release in use; fails unless it is whole. */
function inUse(home: string): string {
  const store = openStore(storeOf(home), rootText, executable);
  const record = store.record();
  const current = record.generations.find(({ number }) => number === record.current);
  if (current === undefined) return "1.0.0";
  expect(store.isWhole(current)).toBe(true);
  expect(store.whyUnusable(current)).toBeUndefined();
  expect(store.problem).toBeUndefined();
  return current.version;
}

function leftovers(home: string): string[] {
  const names = readdirSync(join(storeOf(home)), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.includes("unfinished"));
}

test.if(canTrace)(
  "an update, killed at every writing system call",
  async () => {
    const scenario = { start: older, args: [], before: "1.0.1", after: "1.0.2", retry: [] };
    expect(await killEverywhere(scenario, 1)).toBeGreaterThan(25);
  },
  600_000,
);

test.if(canTrace)(
  "a rollback, killed at every writing system call",
  async () => {
    const retry = ["--rollback"];
    const scenario = { start: newer, args: retry, before: "1.0.2", after: "1.0.1", retry };
    expect(await killEverywhere(scenario, 1)).toBeGreaterThan(5);
  },
  600_000,
);

test.if(canTrace)(
  "a first installation, killed at its writing system calls",
  async () => {
    const scenario = { start: undefined, args: [], before: "1.0.0", after: "1.0.2", retry: [] };
    expect(await killEverywhere(scenario, full ? 1 : 4)).toBeGreaterThan(15);
  },
  600_000,
);

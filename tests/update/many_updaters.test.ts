// Row 27: many updaters at once. One installs; the others wait, look again, and find nothing to do. A holder of the lock
// that is killed, or stops, does not keep the others out for ever.

import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../src/plugins/installed.ts";
import { presentPublisher, runIn, storeOf, trustingExecutable } from "./executables.ts";
import { publishStages } from "./plugin_release.ts";
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
  server?.stop();
  publisher = presentPublisher();
  server = await WebServerForTests.start(publisher.files);
  home = freshFolder("home");
  publishStages(publisher, "1.0.1");
});
afterAll(() => server.stop());

const update = () => runIn(home, [executable, "self-update", "--json", "--server", server.address]);
const store = () => openStore(storeOf(home), new TextDecoder().decode(publisher.root), executable);
const pluginRequests = () => server.requests.filter((path) => path.startsWith("v1.0.1/"));

test("20 at once: one of them installs, all are content", async () => {
  const outcomes = await Promise.all(Array.from({ length: 20 }, update));
  expect(outcomes.map(({ code }) => code)).toEqual(Array.from({ length: 20 }, () => 0));
  const decisions = outcomes.map(({ out }) => JSON.parse(out).decision as string);
  expect(decisions.filter((kind) => kind === "plugins").length).toBe(1);
  expect(decisions.filter((kind) => kind === "current").length).toBe(19);
  expect(pluginRequests().length).toBe(2);
  expect(store().record().generations.length).toBe(1);
  expect(store().current()?.version).toBe("1.0.1");
}, 120_000);

test("the holder is killed in the middle of a download: the next one takes over at once", async () => {
  let holding = () => {};
  const held = new Promise<void>((resolve) => {
    holding = resolve;
  });
  server.fault = (path) => {
    if (!path.startsWith("v1.0.1/")) return undefined;
    server.fault = () => undefined;
    holding();
    return { send: () => undefined };
  };
  const holder = Bun.spawn([executable, "self-update", "--server", server.address], {
    env: { HOME: home },
    stdio: ["ignore", "ignore", "ignore"],
  });
  await held;
  const waiting = Array.from({ length: 5 }, update);
  // They wait for the one that holds the lock, as its number is in there.
  const number = Number(readFileSync(join(storeOf(home), "updating"), "utf8"));
  expect(number).toBe(holder.pid);
  holder.kill("SIGKILL");
  const outcomes = await Promise.all(waiting);
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(store().current()?.version).toBe("1.0.1");
  expect(readdirSync(join(storeOf(home), "files")).length).toBe(2);
}, 120_000);

test("updates and rollbacks in turn from many processes never leave half of anything", async () => {
  await update();
  publishStages(publisher, "1.0.2");
  const work = Array.from({ length: 12 }, (_, number) =>
    number % 2 === 0
      ? runIn(home, [executable, "self-update", "--version", "latest", "--server", server.address])
      : runIn(home, [executable, "self-update", "--rollback"]),
  );
  // Readers take no lock, and find a whole generation at every moment.
  const versions = new Set<string>();
  let done = false;
  const all = Promise.all(work).finally(() => {
    done = true;
  });
  while (!done) {
    const reader = store();
    versions.add(reader.current()?.version ?? "1.0.0");
    expect(reader.problem).toBeUndefined();
    await Bun.sleep(2);
  }
  const outcomes = await all;
  // 16: a rollback that found nothing to go back to. 13: an update that had decided before a rollback: it is told to run
  // again, as to undo what that said would stay is not its business.
  for (const { code, err } of outcomes) {
    expect([0, 13, 16]).toContain(code ?? -1);
    if (code === 13) expect(err).toMatch(/run .*again|again/i);
  }
  expect([...versions].every((version) => ["1.0.0", "1.0.1", "1.0.2"].includes(version))).toBe(true);
}, 120_000);
